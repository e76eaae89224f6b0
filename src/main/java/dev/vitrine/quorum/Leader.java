package dev.vitrine.quorum;

import dev.vitrine.env.Node;
import dev.vitrine.event.Event.QuorumRole;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Leads its term: the only one that appends, and the one that knows how far every voter's durable
/// log reaches, which makes the high watermark.
///
/// @param self this node, whom it also voted for
/// @param epochStartOffset where its first record, the leader change, lies; nothing is committed in
///   this term before that record is (Raft, figure 8)
/// @param followers the other voters, by id
/// @param deadlineMs when it resigns because a majority has not fetched for too long, [Node#NEVER]
///   when it is a majority alone
record Leader(int term, int self, long epochStartOffset, List<Progress> followers, long deadlineMs)
        implements Role {
    Leader {
        followers = List.copyOf(followers);
    }

    /// How far another replica has come.
    ///
    /// @param endOffset one past its last durable record as it claimed in its last fetch, -1 before
    /// @param lastFetchMs when it last fetched, -1 before
    /// @param lastCaughtUpMs when it last had everything the leader had, -1 before
    /// @param leaderEndAtFetch the leader's end at its last fetch
    record Progress(
            int replica,
            long endOffset,
            long lastFetchMs,
            long lastCaughtUpMs,
            long leaderEndAtFetch) {
        static Progress unknown(int replica) {
            return new Progress(replica, -1, -1, -1, -1);
        }

        ReplicaProgress told() {
            return new ReplicaProgress(replica, endOffset, lastFetchMs, lastCaughtUpMs);
        }

        Progress afterFetch(long fetchOffset, long leaderEnd, long nowMs) {
            long caughtUpMs = lastCaughtUpMs;
            if (fetchOffset >= leaderEnd) {
                caughtUpMs = nowMs;
            } else if (leaderEndAtFetch >= 0 && fetchOffset >= leaderEndAtFetch) {
                caughtUpMs = lastFetchMs;
            }
            return new Progress(replica, fetchOffset, nowMs, caughtUpMs, leaderEnd);
        }
    }

    static Leader elected(
            int term,
            int self,
            List<Integer> voters,
            long epochStartOffset,
            long contactTimeoutMs,
            long nowMs) {
        List<Progress> followers =
                voters.stream().filter(v -> v != self).map(Progress::unknown).toList();
        long deadlineMs = followers.isEmpty() ? Node.NEVER : nowMs + contactTimeoutMs;
        return new Leader(term, self, epochStartOffset, followers, deadlineMs);
    }

    @Override
    public int votedFor() {
        return self;
    }

    @Override
    public int leader() {
        return self;
    }

    @Override
    public QuorumRole name() {
        return QuorumRole.LEADER;
    }

    @Override
    public boolean grants(int candidate, boolean preVote, boolean upToDate) {
        return false;
    }

    /// A voter fetched, and claimed thereby that it has everything before `fetchOffset`.
    Leader afterFetch(
            int voter, long fetchOffset, long leaderEnd, long contactTimeoutMs, long nowMs) {
        List<Progress> moved =
                followers.stream()
                        .map(p ->
                                p.replica == voter
                                        ? p.afterFetch(fetchOffset, leaderEnd, nowMs)
                                        : p)
                        .toList();
        return new Leader(
                term,
                self,
                epochStartOffset,
                moved,
                Math.max(deadlineMs, contactWithMajorityMs(moved) + contactTimeoutMs));
    }

    /// When the leader and enough others to make a majority had all been in touch.
    private static long contactWithMajorityMs(List<Progress> followers) {
        int othersNeeded = (followers.size() + 1) / 2;
        return followers.stream()
                .map(Progress::lastFetchMs)
                .sorted(Comparator.reverseOrder())
                .skip(othersNeeded - 1L)
                .findFirst()
                .orElse(0L);
    }

    /// The offset that a majority has durably, or -1 while that is not past this term's first
    /// record.
    ///
    /// @param ownDurableEnd one past the last record that the leader itself has flushed
    long committed(long ownDurableEnd) {
        List<Long> ends = new ArrayList<>();
        ends.add(ownDurableEnd);
        followers.forEach(p -> ends.add(p.endOffset));
        ends.sort(Comparator.reverseOrder());
        long end = ends.get(ends.size() / 2);
        return end > epochStartOffset ? end : -1;
    }

    boolean follows(int replica) {
        return followers.stream().anyMatch(p -> p.replica == replica);
    }

    /// How far that voter has come; unknown of one that does not follow.
    Progress progressOf(int replica) {
        for (Progress progress : followers) {
            if (progress.replica == replica) {
                return progress;
            }
        }
        return Progress.unknown(replica);
    }

    /// The other voters, the most caught up first.
    List<Integer> successors() {
        return followers.stream()
                .sorted(
                        Comparator.comparingLong(Progress::endOffset)
                                .reversed()
                                .thenComparingInt(Progress::replica))
                .map(Progress::replica)
                .toList();
    }
}
