package dev.vitrine.replica;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Invariant;
import dev.vitrine.event.Event;
import dev.vitrine.event.Event.ReplicaRole;
import dev.vitrine.log.Appended;
import dev.vitrine.log.EpochEnd;
import dev.vitrine.log.PartitionLog;
import dev.vitrine.log.RecordsRefused;
import dev.vitrine.log.Trash;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;

/// A partition's replica on this node.
///
/// ```
///            apply(leader = me)                apply(leader = other)
///   OFFLINE ───────────────────▶ LEADER ◀───────────────────────▶ FOLLOWER
///      ▲                            │                                │
///      └────────────────────────────┴─────── apply(leader = -1) ─────┘
/// ```
///
/// As leader it knows how far each follower has fetched; the least of those in sync is the high
/// watermark, and whoever waits for it waits here. As follower it takes what the leader sends and
/// cuts its log where the two diverge. It does not know sockets, requests or the controller's
/// reasons.
public final class Partition {
    private static final int NO_EPOCH = -1;

    private final int nodeId;
    private final PartitionLog log;
    private final ReplicaConfig config;
    private final Environment env;
    private final Consumer<Event> events;
    private final IsrPort isrPort;

    private Assignment assignment;
    private ReplicaRole role = ReplicaRole.OFFLINE;
    private long highWatermark;
    private final Followers followers = new Followers();
    private @Nullable List<Integer> proposedIsr;
    private long epochStartOffset;
    private final ParkedProduces parked = new ParkedProduces();
    private final LinkedHashSet<Waiter> waiters = new LinkedHashSet<>();
    private final Uncommitted uncommitted = new Uncommitted();

    Partition(
            int nodeId,
            Assignment assignment,
            PartitionLog log,
            long highWatermark,
            ReplicaConfig config,
            Environment env,
            Consumer<Event> events,
            IsrPort isrPort) {
        this.nodeId = nodeId;
        this.assignment = assignment;
        this.log = log;
        this.highWatermark =
                Math.max(log.logStartOffset(), Math.min(highWatermark, log.logEndOffset()));
        this.config = config;
        this.env = env;
        this.events = events;
        this.isrPort = isrPort;
        events.accept(
                new Event.ReplicaOpened(
                        nodeId,
                        now(),
                        topic(),
                        index(),
                        log.logStartOffset(),
                        this.highWatermark,
                        log.logEndOffset(),
                        log.epochs()));
    }

    // ---- what the controller decides ------------------------------------------------------------

    /// Takes up the role that a decision of the controller gives this node.
    void apply(Assignment next) {
        Assignment before = assignment;
        boolean newEpoch = next.leaderEpoch() > before.leaderEpoch() || role == ReplicaRole.OFFLINE;
        assignment = next;
        proposedIsr = null;
        ReplicaRole nextRole =
                next.leader() == nodeId
                        ? ReplicaRole.LEADER
                        : next.leader() >= 0 ? ReplicaRole.FOLLOWER : ReplicaRole.OFFLINE;
        boolean changed = nextRole != role || next.leader() != before.leader() || newEpoch;
        role = nextRole;
        if (changed && role == ReplicaRole.LEADER) {
            becomeLeader();
        } else if (changed) {
            followers.clear();
        }
        if (changed) {
            events.accept(
                    new Event.ReplicaRoleTaken(
                            nodeId,
                            now(),
                            topic(),
                            index(),
                            role,
                            next.leaderEpoch(),
                            next.leader()));
            parked.fail(Errors.NOT_LEADER_OR_FOLLOWER);
        }
        if (role == ReplicaRole.LEADER) {
            followers.keep(next, nodeId);
            advanceHighWatermark();
            completeParked();
        }
        uncommitted.commit(highWatermark);
        wake(Waiter::onChanged);
    }

    private void becomeLeader() {
        followers.begin(assignment, nodeId, now());
        epochStartOffset = log.logEndOffset();
        log.beginEpoch(assignment.leaderEpoch());
    }

    // ---- leader: produce ------------------------------------------------------------------------

    /// Appends as the leader.
    ///
    /// 1. Not the leader: NOT_LEADER_OR_FOLLOWER.
    /// 2. acks=all and too few in sync: NOT_ENOUGH_REPLICAS, nothing is appended.
    /// 3. The log refuses the records: its error.
    /// 4. acks=all: `done` once the high watermark has passed the batch, or the time is up. Else at
    ///    once.
    ///
    /// @param leaderEpoch the epoch in which the caller believes to lead, -1 when it does not care
    public void append(
            MemoryRecords records,
            int leaderEpoch,
            short acks,
            long timeoutMs,
            Consumer<Produced> done) {
        if (role != ReplicaRole.LEADER
                || (leaderEpoch >= 0 && leaderEpoch != assignment.leaderEpoch())) {
            done.accept(Produced.refused(Errors.NOT_LEADER_OR_FOLLOWER));
            return;
        }
        if (acks == -1 && assignment.isr().size() < minInSync()) {
            done.accept(Produced.refused(Errors.NOT_ENOUGH_REPLICAS, log.logStartOffset()));
            return;
        }
        if (acks == -1 && parked.isFull()) {
            done.accept(Produced.refused(Errors.REQUEST_TIMED_OUT));
            return;
        }
        Appended appended;
        try {
            appended = log.appendAsLeader(records, assignment.leaderEpoch(), now());
        } catch (RecordsRefused refused) {
            done.accept(Produced.refused(refused, log.logStartOffset()));
            return;
        }
        Produced success =
                new Produced(
                        Errors.NONE,
                        appended.baseOffset(),
                        appended.logAppendTimeMs(),
                        appended.logStartOffset(),
                        List.of(),
                        null);
        if (!appended.duplicate()) {
            uncommitted.add(appended.lastOffset() + 1, appended.bytes());
            tellAppended(appended, assignment.leaderEpoch());
        }
        if (acks == -1) {
            parked.add(appended.lastOffset() + 1, now() + timeoutMs, success, done);
        }
        boolean moved = advanceHighWatermark();
        completeParked();
        if (acks != -1) {
            done.accept(success);
        }
        if (appended.bytes() > 0) {
            wake(waiter -> waiter.onAppended(appended.bytes()));
        }
        if (moved) {
            tellCommitted();
        }
    }

    private void completeParked() {
        parked.complete(highWatermark, assignment.isr().size() >= minInSync());
    }

    /// Answers the produce requests whose time is up.
    void expireParked() {
        parked.expire(now());
    }

    boolean hasParked() {
        return !parked.isEmpty();
    }

    // ---- leader: fetch --------------------------------------------------------------------------

    /// Reads for a consumer, up to the high watermark, or for a follower, up to the log's end; a
    /// follower's fetch also says how far its own log reaches. In order:
    ///
    /// 1. The wrong leader epoch, or not the leader where it must be: the error says which.
    /// 2. A follower that is none: UNKNOWN_LEADER_EPOCH, or NOT_LEADER_OR_FOLLOWER if it gave no
    ///    epoch.
    /// 3. Before the log's start: OFFSET_OUT_OF_RANGE.
    /// 4. The logs part (KIP-595): where they do.
    /// 5. After the log's end: OFFSET_OUT_OF_RANGE.
    /// 6. A follower's process that was succeeded by another (KIP-903): NOT_LEADER_OR_FOLLOWER.
    /// 7. Records.
    public Read read(Read.Ask ask) {
        Errors belief = check(ask.currentLeaderEpoch(), ask.leaderOnly());
        if (belief != Errors.NONE) {
            return Read.refused(belief);
        }
        boolean fromFollower = ask.replicaId() >= 0;
        Followers.Follower follower = fromFollower ? followers.get(ask.replicaId()) : null;
        if (fromFollower && follower == null) {
            return Read.refused(
                    ask.currentLeaderEpoch() >= 0
                            ? Errors.UNKNOWN_LEADER_EPOCH
                            : Errors.NOT_LEADER_OR_FOLLOWER);
        }
        if (ask.offset() < log.logStartOffset()) {
            return outOfRange(fromFollower);
        }
        if (ask.lastFetchedEpoch() >= 0) {
            EpochEnd end = endOffsetFor(ask.lastFetchedEpoch());
            if (end.leaderEpoch() < 0) {
                return outOfRange(fromFollower);
            }
            if (end.leaderEpoch() < ask.lastFetchedEpoch() || end.endOffset() < ask.offset()) {
                return found(end, MemoryRecords.EMPTY, false);
            }
        }
        if (ask.offset() > log.logEndOffset()) {
            return outOfRange(fromFollower);
        }
        if (follower != null && follower.isSucceeded(ask.replicaEpoch())) {
            return Read.refused(Errors.NOT_LEADER_OR_FOLLOWER);
        }
        if (follower != null && ask.arriving()) {
            onFollowerAt(follower, ask);
        }
        boolean news = follower != null && !follower.knowsHighWatermark(highWatermark);
        long upTo = fromFollower ? log.logEndOffset() : highWatermark;
        if (ask.offset() >= upTo) {
            return found(null, MemoryRecords.EMPTY, news);
        }
        if (ask.maxBytes() < 0) {
            return Read.refused(Errors.UNKNOWN_SERVER_ERROR);
        }
        return found(
                null, log.read(ask.offset(), ask.maxBytes(), ask.atLeastOneBatch(), upTo), news);
    }

    /// Looks without reading, on a leader or a follower.
    public Read look(int believedEpoch) {
        Errors belief = check(believedEpoch, false);
        return belief == Errors.NONE
                ? found(null, MemoryRecords.EMPTY, false)
                : Read.refused(belief);
    }

    private Read found(@Nullable EpochEnd diverging, MemoryRecords records, boolean news) {
        return new Read(Errors.NONE, highWatermark, log.logStartOffset(), diverging, records, news);
    }

    /// A follower is told where the log starts, so that it may start there too.
    private Read outOfRange(boolean fromFollower) {
        return new Read(
                Errors.OFFSET_OUT_OF_RANGE,
                -1,
                fromFollower ? log.logStartOffset() : -1,
                null,
                MemoryRecords.EMPTY,
                false);
    }

    /// Notes that an answer with the high watermark is on its way to a follower.
    public void onAnswered(int replicaId, long highWatermarkSent) {
        Followers.Follower follower = followers.get(replicaId);
        if (follower != null) {
            follower.highWatermarkSent(highWatermarkSent);
        }
    }

    private void onFollowerAt(Followers.Follower follower, Read.Ask ask) {
        Followers.Moved moved = follower.fetches(ask, log.logEndOffset(), now());
        if (moved.end()) {
            events.accept(
                    new Event.FollowerAdvanced(
                            nodeId, now(), topic(), index(), ask.replicaId(), ask.offset()));
        }
        expandIsr(ask.replicaId(), follower);
        if (moved.end() && advanceHighWatermark()) {
            completeParked();
            tellCommitted();
        }
        if (moved.start()) {
            wake(Waiter::onChanged);
        }
    }

    /// Whether this is the leader, and in the epoch that a client believes in; -1 for one that has
    /// no belief.
    public Errors checkLeader(int believed) {
        return check(believed, true);
    }

    /// The same, where a follower may do as well.
    public Errors checkReplica(int believed) {
        return check(believed, false);
    }

    private Errors check(int believed, boolean leaderOnly) {
        if (believed == NO_EPOCH || believed == assignment.leaderEpoch()) {
            boolean serves =
                    role == ReplicaRole.LEADER || (role == ReplicaRole.FOLLOWER && !leaderOnly);
            return serves ? Errors.NONE : Errors.NOT_LEADER_OR_FOLLOWER;
        }
        return believed < assignment.leaderEpoch()
                ? Errors.FENCED_LEADER_EPOCH
                : Errors.UNKNOWN_LEADER_EPOCH;
    }

    /// The in-sync followers whose logs hold an offset, as far as the leader knows.
    public List<InSyncFollower> inSyncFollowersWith(long offset) {
        return followers.inSyncWith(offset, assignment.isr(), now());
    }

    /// Where the records of the largest epoch at or below `leaderEpoch` end (KIP-101).
    private EpochEnd endOffsetFor(int leaderEpoch) {
        return role == ReplicaRole.LEADER && leaderEpoch == assignment.leaderEpoch()
                ? new EpochEnd(leaderEpoch, log.logEndOffset())
                : log.endOffsetFor(leaderEpoch);
    }

    /// Answers OffsetForLeaderEpoch.
    public EndOffset endOffset(int believedEpoch, int leaderEpoch) {
        Errors belief = checkLeader(believedEpoch);
        return belief == Errors.NONE
                ? new EndOffset(Errors.NONE, endOffsetFor(leaderEpoch))
                : new EndOffset(belief, new EpochEnd(-1, -1));
    }

    public record EndOffset(Errors error, EpochEnd end) {}

    // ---- leader: the in-sync set and the high watermark ------------------------------------

    private void expandIsr(int replica, Followers.Follower follower) {
        if (proposedIsr == null
                && !assignment.isr().contains(replica)
                && follower.endOffset() >= highWatermark
                && follower.endOffset() >= epochStartOffset
                && isrPort.isEligible(replica, follower.brokerEpoch())) {
            List<Integer> isr = new ArrayList<>();
            for (int each : assignment.replicas()) {
                if (each == replica || assignment.isr().contains(each)) {
                    isr.add(each);
                }
            }
            propose(isr, "broker " + replica + " has caught up to offset " + follower.endOffset());
        }
    }

    /// Proposes to drop the followers that have not been caught up for `replica.lag.time.max.ms`.
    void shrinkIsr() {
        if (role != ReplicaRole.LEADER || proposedIsr != null) {
            return;
        }
        long lagMaxMs = config.lagMaxMs();
        List<Integer> isr = new ArrayList<>();
        List<Integer> slow = new ArrayList<>();
        for (int replica : assignment.isr()) {
            boolean isCaughtUp =
                    replica == nodeId
                            || followers.isCaughtUp(replica, log.logEndOffset(), now(), lagMaxMs);
            (isCaughtUp ? isr : slow).add(replica);
        }
        if (!slow.isEmpty()) {
            propose(
                    isr,
                    "broker "
                            + slow
                            + " has not caught up for replica.lag.time.max.ms="
                            + lagMaxMs);
        }
    }

    private void propose(List<Integer> isr, String why) {
        proposedIsr = List.copyOf(isr);
        events.accept(new Event.IsrProposed(nodeId, now(), topic(), index(), proposedIsr, why));
        Assignment asked = assignment;
        isrPort.propose(
                asked,
                proposedIsr,
                () -> {
                    if (assignment == asked) {
                        proposedIsr = null;
                    }
                });
    }

    /// Moves the high watermark up to what every replica that is in sync, or about to be, has. It
    /// stays while fewer than `min.insync.replicas` are in sync (KIP-966).
    private boolean advanceHighWatermark() {
        if (assignment.isr().size() < minInSync()) {
            return false;
        }
        long least = log.logEndOffset();
        for (int replica : assignment.isr()) {
            least = Math.min(least, endOffsetOf(replica));
        }
        if (proposedIsr != null) {
            for (int replica : proposedIsr) {
                least = Math.min(least, endOffsetOf(replica));
            }
        }
        if (least <= highWatermark) {
            return false;
        }
        moveHighWatermark(least);
        return true;
    }

    private long endOffsetOf(int replica) {
        return replica == nodeId ? log.logEndOffset() : followers.endOffset(replica);
    }

    private void moveHighWatermark(long to) {
        if (to != highWatermark) {
            Invariant.check(
                    to <= log.logEndOffset(),
                    "the high watermark is within the log",
                    to,
                    log.logEndOffset());
            highWatermark = to;
            events.accept(new Event.HighWatermarkMoved(nodeId, now(), topic(), index(), to));
        }
    }

    private void tellCommitted() {
        long bytes = uncommitted.commit(highWatermark);
        wake(waiter -> waiter.onCommitted(bytes));
    }

    private int minInSync() {
        return Math.min(config.minInSyncReplicas(topic()), assignment.replicas().size());
    }

    // ---- follower -------------------------------------------------------------------------------

    /// What a follower's next fetch asks for.
    public record FetchState(
            long offset, int lastFetchedEpoch, int leaderEpoch, long logStartOffset) {}

    public FetchState fetchState() {
        return new FetchState(
                log.logEndOffset(),
                log.latestEpoch(),
                assignment.leaderEpoch(),
                log.logStartOffset());
    }

    /// What a follower did with an answer.
    public enum Fetched {
        /// It went on; the next fetch may follow at once.
        TAKEN,
        /// It had moved on meanwhile, and dropped it.
        TOO_LATE,
        /// It could not use it; the next fetch should pause.
        REFUSED
    }

    /// Takes the leader's answer to a fetch that was made in `state`.
    public Fetched onFetched(FetchState state, Read answer) {
        if (role != ReplicaRole.FOLLOWER || !state.equals(fetchState())) {
            return Fetched.TOO_LATE;
        }
        if (answer.error() == Errors.OFFSET_OUT_OF_RANGE
                && answer.logStartOffset() > log.logEndOffset()) {
            long from = log.logEndOffset();
            log.truncateFullyAndStartAt(answer.logStartOffset(), now());
            tellStart();
            afterTruncation(from);
            moveHighWatermark(log.logStartOffset());
            return Fetched.TAKEN;
        }
        if (answer.error() != Errors.NONE) {
            return Fetched.REFUSED;
        }
        EpochEnd diverging = answer.diverging();
        if (diverging != null) {
            truncate(diverging);
            return Fetched.TAKEN;
        }
        int bytes = answer.records().sizeInBytes();
        if (bytes > 0) {
            Appended appended = log.appendAsFollower(answer.records(), now());
            if (appended.bytes() == 0) {
                // Damaged on the way: nothing of it was taken.
                return Fetched.REFUSED;
            }
            uncommitted.add(answer.records());
            tellAppended(appended, log.latestEpoch());
        }
        long before = highWatermark;
        moveHighWatermark(
                Math.max(
                        log.logStartOffset(),
                        Math.min(answer.highWatermark(), log.logEndOffset())));
        if (highWatermark != before) {
            tellCommitted();
        }
        raiseStartTo(Math.min(answer.logStartOffset(), highWatermark));
        return Fetched.TAKEN;
    }

    /// Cuts the log back to where it and the leader's agree, or one step closer to there.
    private void truncate(EpochEnd leaders) {
        long from = log.logEndOffset();
        EpochEnd own = log.endOffsetFor(leaders.leaderEpoch());
        long to =
                own.leaderEpoch() < 0
                        ? Math.max(log.logStartOffset(), Math.min(leaders.endOffset(), from))
                        : Math.min(own.endOffset(), Math.min(leaders.endOffset(), from));
        log.truncateTo(to, now());
        afterTruncation(from);
    }

    private void afterTruncation(long from) {
        events.accept(
                new Event.LogTruncated(nodeId, now(), topic(), index(), log.logEndOffset(), from));
        uncommitted.clear();
        if (highWatermark > log.logEndOffset()) {
            moveHighWatermark(log.logEndOffset());
        }
        wake(Waiter::onChanged);
    }

    // ---- deletion -------------------------------------------------------------------------------

    /// What became of a request to delete records.
    ///
    /// @param offset everything below it goes; -1 when there is an error
    public record Deletion(Errors error, long offset) {}

    /// Forgets the records below an offset, as the leader (KIP-107). In order:
    ///
    /// 1. Not the leader: NOT_LEADER_OR_FOLLOWER.
    /// 2. The topic is compacted and nothing else: POLICY_VIOLATION.
    /// 3. Below 0, or above the high watermark: OFFSET_OUT_OF_RANGE.
    ///
    /// @param offset -1 for the high watermark
    public Deletion deleteRecords(long offset) {
        if (role != ReplicaRole.LEADER) {
            return new Deletion(Errors.NOT_LEADER_OR_FOLLOWER, -1);
        }
        if (log.config().compacted() && !log.config().cleanup().delete()) {
            return new Deletion(Errors.POLICY_VIOLATION, -1);
        }
        long before = offset == -1 ? highWatermark : offset;
        if (before < 0 || before > highWatermark) {
            return new Deletion(Errors.OFFSET_OUT_OF_RANGE, -1);
        }
        raiseStartTo(before);
        return new Deletion(Errors.NONE, before);
    }

    /// Where the records begin that any living replica still has; -1 while this leader has not yet
    /// heard from all of them.
    public long lowWatermark() {
        return followers.leastLogStart(log.logStartOffset(), isrPort::isAlive);
    }

    /// Deletes the segments that have to go by now.
    void retain(Trash trash) {
        long start = log.logStartOffset();
        for (PartitionLog.Deleted segment : log.retain(highWatermark, now(), trash)) {
            events.accept(
                    new Event.SegmentDeleted(
                            nodeId,
                            now(),
                            topic(),
                            index(),
                            segment.baseOffset(),
                            segment.endOffset() - 1,
                            segment.bytes(),
                            segment.why()));
        }
        if (log.logStartOffset() != start) {
            tellStart();
        }
    }

    private void raiseStartTo(long offset) {
        if (log.raiseStartTo(offset)) {
            tellStart();
        }
    }

    private void tellStart() {
        events.accept(
                new Event.LogStartMoved(nodeId, now(), topic(), index(), log.logStartOffset()));
    }

    // ---- common ---------------------------------------------------------------------------------

    private void tellAppended(Appended appended, int leaderEpoch) {
        events.accept(
                new Event.RecordsAppended(
                        nodeId,
                        now(),
                        topic(),
                        index(),
                        appended.baseOffset(),
                        appended.lastOffset(),
                        leaderEpoch,
                        appended.bytes()));
    }

    public void await(Waiter waiter) {
        waiters.add(waiter);
    }

    public void forget(Waiter waiter) {
        waiters.remove(waiter);
    }

    private void wake(Consumer<Waiter> call) {
        if (!waiters.isEmpty()) {
            new ArrayList<>(waiters).forEach(call);
        }
    }

    /// Ends this replica: whoever waits is told that nobody leads here.
    void retire() {
        role = ReplicaRole.OFFLINE;
        parked.fail(Errors.NOT_LEADER_OR_FOLLOWER);
        wake(Waiter::onChanged);
        waiters.clear();
    }

    public Assignment assignment() {
        return assignment;
    }

    public ReplicaRole role() {
        return role;
    }

    public boolean isLeader() {
        return role == ReplicaRole.LEADER;
    }

    public long highWatermark() {
        return highWatermark;
    }

    /// As [Read#lastStableOffset]: without transactions everything committed is stable.
    public long lastStableOffset() {
        return highWatermark;
    }

    /// The log, for reading and closing; only this class appends to it.
    public PartitionLog log() {
        return log;
    }

    /// The first offset at or below which a leader may answer `latest` in this epoch: a consumer
    /// that knows the epoch must not see the end go backwards (KIP-207).
    public boolean hasReachedEpochStart() {
        return highWatermark >= epochStartOffset;
    }

    private String topic() {
        return assignment.topic();
    }

    private int index() {
        return assignment.partition();
    }

    private long now() {
        return env.clock().nowMs();
    }
}
