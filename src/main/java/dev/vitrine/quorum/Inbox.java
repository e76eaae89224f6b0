package dev.vitrine.quorum;

import static dev.vitrine.quorum.Role.NOBODY;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Invariant;
import dev.vitrine.event.Event;

import org.apache.kafka.common.record.internal.MemoryRecords;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Answers what other members ask: votes, leaders' beginnings and ends at once; fetches at once
/// when they are refused or diverge, and otherwise as soon as there is something new.
final class Inbox {
    /// How many observers a leader keeps count of. Beyond them the one that fetched the longest ago
    /// is forgotten.
    static final int OBSERVERS_MAX = 64;

    private final QuorumConfig config;
    private final Environment env;
    private final Consumer<Event> events;
    private final Roles roles;
    private final MetadataLog log;
    private final CommittedRecords committed;
    private final ParkedFetches parked = new ParkedFetches();
    private final SortedMap<Integer, Leader.Progress> observers = new TreeMap<>();

    Inbox(
            QuorumConfig config,
            Environment env,
            Consumer<Event> events,
            Roles roles,
            MetadataLog log,
            CommittedRecords committed) {
        this.config = config;
        this.env = env;
        this.events = events;
        this.roles = roles;
        this.log = log;
        this.committed = committed;
    }

    void take(QuorumRequest request, Consumer<QuorumResponse> reply, long nowMs) {
        switch (request) {
            case QuorumRequest.Vote vote -> reply.accept(answerTo(vote, nowMs));
            case QuorumRequest.BeginEpoch begin -> reply.accept(answerTo(begin, nowMs));
            case QuorumRequest.EndEpoch end -> reply.accept(answerTo(end, nowMs));
            case QuorumRequest.Fetch fetch -> onFetch(fetch, reply, nowMs);
        }
    }

    /// Answers the fetches for which there is something new, or which have waited long enough.
    void answerReady(long nowMs) {
        for (ParkedFetches.Parked ready : parked.take(p -> isReady(p, nowMs))) {
            MemoryRecords records = log.read(ready.request().fetchOffset(), log.endOffset());
            ready.reply().accept(fetchAnswered(Optional.empty(), records));
        }
    }

    private boolean isReady(ParkedFetches.Parked fetch, long nowMs) {
        return fetch.request().fetchOffset() < log.endOffset()
                || fetch.request().highWatermark() < committed.highWatermark()
                || fetch.untilMs() <= nowMs;
    }

    /// This node leads no more: sends those who wait elsewhere.
    void refuseParked() {
        observers.clear();
        parked.take(_ -> true)
                .forEach(fetch -> fetch.reply().accept(fetchRefused(Refusals.NOT_LEADER)));
    }

    List<ReplicaProgress> observers() {
        return observers.values().stream().map(Leader.Progress::told).toList();
    }

    long deadlineMs() {
        return parked.deadlineMs();
    }

    private int term() {
        return roles.current().term();
    }

    private int leader() {
        return roles.knownLeader();
    }

    private QuorumResponse.Vote answerTo(QuorumRequest.Vote vote, long nowMs) {
        String error = Refusals.of(vote, config, roles.current());
        if (!error.equals(QuorumResponse.NONE)) {
            return new QuorumResponse.Vote(error, term(), leader(), false);
        }
        roles.learn(vote.term(), NOBODY, false, nowMs);
        boolean upToDate = log.isReachedBy(vote.lastOffsetEpoch(), vote.lastOffset());
        boolean granted = roles.current().grants(vote.candidate(), vote.preVote(), upToDate);
        if (granted && !vote.preVote()) {
            becomeVoterFor(vote.candidate(), nowMs);
        }
        events.accept(
                new Event.VoteCast(
                        config.nodeId(),
                        nowMs,
                        vote.term(),
                        vote.candidate(),
                        vote.preVote(),
                        granted));
        return new QuorumResponse.Vote(QuorumResponse.NONE, term(), leader(), granted);
    }

    private void becomeVoterFor(int candidate, long nowMs) {
        if (roles.current().votedFor() == candidate) {
            return;
        }
        switch (roles.current()) {
            case Unattached unattached ->
                    roles.become(unattached.votingFor(candidate, roles.electionDeadlineMs(nowMs)));
            case Prospective prospective -> roles.become(prospective.votingFor(candidate));
            case Follower _, Candidate _, Leader _, Resigned _ ->
                    Invariant.check(
                            false,
                            "this role does not give its vote away",
                            roles.current(),
                            candidate);
        }
    }

    private QuorumResponse.BeginEpoch answerTo(QuorumRequest.BeginEpoch begin, long nowMs) {
        String error = Refusals.of(begin.term(), begin.leader(), config, roles.current());
        if (error.equals(QuorumResponse.NONE)) {
            roles.learn(begin.term(), begin.leader(), true, nowMs);
        }
        return new QuorumResponse.BeginEpoch(error, term(), leader());
    }

    private QuorumResponse.EndEpoch answerTo(QuorumRequest.EndEpoch end, long nowMs) {
        String error = Refusals.of(end.term(), end.leader(), config, roles.current());
        if (error.equals(QuorumResponse.NONE)) {
            roles.learn(end.term(), end.leader(), false, nowMs);
            if (roles.current() instanceof Follower follower) {
                roles.become(follower.afterGoodbye(nowMs + turnAfter(end.preferredSuccessors())));
            }
        }
        return new QuorumResponse.EndEpoch(error, term(), leader());
    }

    /// How long after a leader's resignation this node stands: the first of the preferred at once,
    /// the others one after another, whoever is not among them at random.
    private long turnAfter(List<Integer> preferred) {
        int position = preferred.indexOf(config.nodeId());
        return position < 0
                ? roles.randomUpTo(config.electionBackoffMaxMs())
                : (long) config.electionBackoffMaxMs() * position / preferred.size();
    }

    private void onFetch(QuorumRequest.Fetch fetch, Consumer<QuorumResponse> reply, long nowMs) {
        String error = Refusals.of(fetch, config, roles.current());
        if (!error.equals(QuorumResponse.NONE) || !(roles.current() instanceof Leader leader)) {
            reply.accept(fetchRefused(error));
            return;
        }
        Optional<QuorumResponse.Diverging> diverging =
                log.divergence(fetch.fetchOffset(), fetch.lastFetchedEpoch());
        if (diverging.isPresent()) {
            reply.accept(fetchAnswered(diverging, MemoryRecords.EMPTY));
            return;
        }
        boolean voter = leader.follows(fetch.replicaId());
        tellProgress(leader, fetch, voter, nowMs);
        if (voter) {
            roles.become(
                    leader.afterFetch(
                            fetch.replicaId(),
                            fetch.fetchOffset(),
                            log.endOffset(),
                            config.contactTimeoutMs(),
                            nowMs));
        } else {
            noteObserver(fetch, nowMs);
        }
        long waitMs = Math.clamp(fetch.maxWaitMs(), 0, config.fetchWaitMaxMs());
        for (ParkedFetches.Parked now : parked.add(fetch, reply, nowMs + waitMs)) {
            now.reply().accept(fetchAnswered(Optional.empty(), MemoryRecords.EMPTY));
        }
    }

    private void tellProgress(Leader leader, QuorumRequest.Fetch fetch, boolean voter, long nowMs) {
        int follower = fetch.replicaId();
        Leader.Progress known =
                voter
                        ? leader.progressOf(follower)
                        : observers.getOrDefault(follower, Leader.Progress.unknown(follower));
        if (known.endOffset() != fetch.fetchOffset()) {
            events.accept(
                    new Event.MetadataFollowerAdvanced(
                            config.nodeId(),
                            nowMs,
                            leader.term(),
                            follower,
                            voter,
                            fetch.fetchOffset()));
        }
    }

    private void noteObserver(QuorumRequest.Fetch fetch, long nowMs) {
        Leader.Progress before =
                observers.getOrDefault(
                        fetch.replicaId(), Leader.Progress.unknown(fetch.replicaId()));
        observers.put(
                fetch.replicaId(), before.afterFetch(fetch.fetchOffset(), log.endOffset(), nowMs));
        if (observers.size() > OBSERVERS_MAX) {
            observers.values().stream()
                    .min(Comparator.comparingLong(Leader.Progress::lastFetchMs))
                    .ifPresent(oldest -> observers.remove(oldest.replica()));
        }
    }

    private QuorumResponse.Fetch fetchAnswered(
            Optional<QuorumResponse.Diverging> diverging, MemoryRecords records) {
        return new QuorumResponse.Fetch(
                QuorumResponse.NONE,
                term(),
                leader(),
                diverging.orElse(null),
                records,
                committed.highWatermark(),
                log.startOffset());
    }

    private QuorumResponse.Fetch fetchRefused(String error) {
        return new QuorumResponse.Fetch(
                error, term(), leader(), null, MemoryRecords.EMPTY, -1, log.startOffset());
    }
}
