package dev.vitrine.history;

import dev.vitrine.event.Event.QuorumRole;

import java.util.List;

/// The metadata quorum at one moment.
///
/// @param leader who was elected last, -1 while none is known to lead
/// @param term the newest that a leader was elected in
/// @param members the voters by id, then the observers
/// @param ballots votes as they were cast, oldest first, at most [Projector#BALLOTS_MAX]
/// @param records what was committed, oldest first, at most [Projector#METADATA_RECORDS_MAX]
public record QuorumView(
        int leader, int term, List<Member> members, List<Ballot> ballots, List<Record> records) {
    public static final QuorumView EMPTY = new QuorumView(-1, 0, List.of(), List.of(), List.of());

    public static final long UNKNOWN = -1;

    /// @param up whether its process runs
    /// @param role as it took it up last
    /// @param why it took it up, in its words
    /// @param logEndOffset by its own telling, [#UNKNOWN] before
    /// @param highWatermark as far as it knows the log to be committed
    /// @param appliedOffset the last record that it applied, [#UNKNOWN] before the first
    /// @param leaderKnows how far its log reaches by what the leader knows, [#UNKNOWN] before its
    ///   first fetch from this leader
    public record Member(
            int node,
            boolean voter,
            boolean up,
            QuorumRole role,
            int term,
            String why,
            long logEndOffset,
            long highWatermark,
            long appliedOffset,
            long leaderKnows) {}

    /// @param preVote whether it was asked only whether it would
    public record Ballot(
            long atMs, int term, int voter, int candidate, boolean preVote, boolean granted) {}

    /// A committed record, as the first node that applied it told.
    ///
    /// @param about what it changed
    public record Record(
            long offset,
            int term,
            long atMs,
            String type,
            String words,
            String why,
            Subject about) {}

    public List<Member> voters() {
        return members.stream().filter(Member::voter).toList();
    }

    public List<Member> observers() {
        return members.stream().filter(member -> !member.voter()).toList();
    }

    public long votersUp() {
        return members.stream().filter(member -> member.voter() && member.up()).count();
    }

    /// Whether too few voters run to elect a leader or to commit anything.
    public boolean hasNoMajority() {
        long voters = members.stream().filter(Member::voter).count();
        return voters > 0 && votersUp() <= voters / 2;
    }
}
