package dev.vitrine.controller;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.TopicSettings;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Invariant;
import dev.vitrine.env.Node;
import dev.vitrine.event.Event;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// The controller of a node: when it is the active one it takes requests one at a time. Each is
/// decided against the committed image, its records are appended, and only when these are committed
/// and replayed here is it answered and the next one taken. So no decision ever rests on what may
/// yet be lost, and there is nothing to undo. (Kafka pipelines decisions over uncommitted state and
/// reverts; we need not.)
///
/// ```
///   INACTIVE -- onActive --> ACTIVE, idle -- records appended --> ACTIVE, waiting for the commit
///      ^                        ^  ^                                  |            |
///      |                        |  +----------- onApplied ------------+            |
///      +------ onInactive ------+---------------- onInactive ----------------------+
/// ```
///
/// Knows nothing of the wire, nor of how the log is replicated.
public final class Controller {
    /// Requests waiting to be decided; more are answered REQUEST_TIMED_OUT at once.
    public static final int QUEUED_REQUESTS_MAX = 1_000;

    /// The longest that a request waits for its answer, in the clock's milliseconds.
    public static final long REQUEST_TIMEOUT_MS = 30_000;

    private static final int INACTIVE = -1;

    private final ControllerConfig config;
    private final ClusterImage image;
    private final Environment env;
    private final Consumer<Event> events;
    private final RecordPort port;

    private final BrokerSessions sessions;
    private final BrokerDecisions brokers;
    private final PartitionDecisions partitions;
    private final ReassignmentDecisions reassignments;
    private final TopicDecisions topics;
    private final TopicDeletions deletions;
    private final ConfigDecisions configs;
    private final EligibleReplicas eligible;
    private final FeatureDecisions features;

    /// The term in which this controller is active.
    private int term = INACTIVE;

    /// Oldest first. Empty while inactive.
    private final Deque<Waiting<?>> queue = new ArrayDeque<>();

    /// What was decided and is not committed yet; nothing else is decided meanwhile.
    private @Nullable Pending pending;

    /// Whether the queue is being worked on, further up the stack: a reply may submit the next
    /// request.
    private boolean working;

    /// Whether a [Request.FenceExpired] or [Request.ElectUncleanly] waits already.
    private boolean fencingQueued;

    private boolean electionQueued;

    /// When leaders are balanced next; never while that is being done or is not wanted.
    private long balanceMs = Node.NEVER;

    private static final class Waiting<R> {
        private final Request<R> request;
        private final long deadlineMs;

        /// Null once it was answered.
        private @Nullable Consumer<Reply<R>> asker;

        Waiting(Request<R> request, long deadlineMs, Consumer<Reply<R>> asker) {
            this.request = request;
            this.deadlineMs = deadlineMs;
            this.asker = asker;
        }

        void answer(Reply<R> reply) {
            Consumer<Reply<R>> to = asker;
            asker = null;
            if (to != null) {
                to.accept(reply);
            }
        }

        void refuse(Errors error, @Nullable String message) {
            answer(new Reply.Refused<>(error, message));
        }
    }

    /// @param lastOffset of the decision's records
    /// @param deadlineMs when the asker hears that it took too long
    /// @param commit answers the request; run when they are committed and replayed
    private record Pending(Waiting<?> waiting, long lastOffset, long deadlineMs, Runnable commit) {}

    public Controller(
            ControllerConfig config,
            ClusterImage image,
            Environment env,
            Consumer<Event> events,
            RecordPort port) {
        this.config = config;
        this.image = image;
        this.env = env;
        this.events = events;
        this.port = port;
        this.sessions = new BrokerSessions(config.sessionTimeoutMs());
        PartitionChanges changes = new PartitionChanges(config.nodeId(), image, config.settings());
        this.partitions = new PartitionDecisions(image, changes);
        this.reassignments = new ReassignmentDecisions(image, changes);
        this.brokers = new BrokerDecisions(image, sessions, partitions);
        this.topics = new TopicDecisions(image, config.settings(), env.random());
        this.deletions = new TopicDeletions(image, config.settings());
        this.eligible = new EligibleReplicas(image, config.settings());
        this.configs = new ConfigDecisions(image, config.settings(), eligible);
        this.features = new FeatureDecisions(config.nodeId(), image, eligible);
    }

    // ---- inputs --------------------------------------------------------------------------------

    /// This node leads the quorum in `term`, and its image holds everything committed before that
    /// term.
    public void onActive(int term) {
        Invariant.check(this.term == INACTIVE, "a controller becomes active once", this.term, term);
        this.term = term;
        sessions.restart(image, env.clock().nowMs());
        events.accept(new Event.ControllerActivated(config.nodeId(), env.clock().nowMs(), term));
        queue.addLast(new Waiting<>(new Request.FinalizeFeatures(), Long.MAX_VALUE, done -> {}));
        scheduleBalance();
        // An election that the last controller decided on but could not commit, or never got to.
        queueElection();
        work();
    }

    /// This node does not lead the quorum any more. Whoever waits is told; what was appended and
    /// not committed may be lost or not.
    public void onInactive() {
        if (!active()) {
            return;
        }
        term = INACTIVE;
        sessions.clear();
        List<Waiting<?>> all = new ArrayList<>();
        if (pending != null) {
            all.add(pending.waiting);
        }
        all.addAll(queue);
        pending = null;
        queue.clear();
        fencingQueued = false;
        electionQueued = false;
        balanceMs = Node.NEVER;
        all.forEach(this::refuseInactive);
    }

    /// The image holds every committed record below `nextOffset`.
    public void onApplied(long nextOffset) {
        Pending done = pending;
        if (done == null || nextOffset <= done.lastOffset) {
            return;
        }
        pending = null;
        done.commit.run();
        work();
    }

    /// Fences brokers that fell silent, and answers requests that waited too long.
    ///
    /// @return when to be called next at the latest
    public long onTime() {
        if (!active()) {
            return Node.NEVER;
        }
        long nowMs = env.clock().nowMs();
        timeOut(nowMs);
        if (!fencingQueued && sessions.expired(image, nowMs).isPresent()) {
            fencingQueued = true;
            queue.addLast(new Waiting<>(new Request.FenceExpired(), Long.MAX_VALUE, done -> {}));
            work();
        }
        if (balanceMs <= nowMs) {
            balanceMs = Node.NEVER;
            balance();
        }
        long next = fencingQueued ? Node.NEVER : sessions.nextExpiryMs(image);
        next = Math.min(next, balanceMs);
        for (Waiting<?> waiting : queue) {
            next = Math.min(next, waiting.deadlineMs);
        }
        if (pending != null && pending.waiting.asker != null) {
            next = Math.min(next, pending.deadlineMs);
        }
        return next;
    }

    /// Whether this is the active controller.
    public boolean active() {
        return term != INACTIVE;
    }

    /// Asks for something, and hears at once or later, exactly once.
    ///
    /// Refused with NOT_CONTROLLER when this is not the active controller or stops being it, and
    /// with REQUEST_TIMED_OUT after [#REQUEST_TIMEOUT_MS] or when too many wait already.
    public <R> void submit(Request<R> request, Consumer<Reply<R>> asker) {
        submit(request, REQUEST_TIMEOUT_MS, asker);
    }

    /// The same, waiting no longer than `timeoutMs` for its turn; who cannot wait at all is refused
    /// at once. What is decided by then is committed, however long that takes, as in Kafka.
    public <R> void submit(Request<R> request, long timeoutMs, Consumer<Reply<R>> asker) {
        long nowMs = env.clock().nowMs();
        long patienceMs = Math.max(0, Math.min(timeoutMs, REQUEST_TIMEOUT_MS));
        Waiting<R> waiting = new Waiting<>(request, nowMs + patienceMs, asker);
        if (patienceMs == 0) {
            waiting.refuse(Errors.REQUEST_TIMED_OUT, null);
        } else if (!active()) {
            refuseInactive(waiting);
        } else if (!answeredByItself(waiting)) {
            if (queue.size() >= QUEUED_REQUESTS_MAX) {
                waiting.refuse(Errors.REQUEST_TIMED_OUT, null);
            } else {
                queue.addLast(waiting);
                work();
            }
        }
    }

    // ---- one at a time -------------------------------------------------------------------------

    /// A heartbeat that changes nothing is answered past the queue. A broker that is heard lives,
    /// however long the queue and however slow the quorum.
    private <R> boolean answeredByItself(Waiting<R> waiting) {
        if (!(waiting.request instanceof Request.Heartbeat beat)) {
            return false;
        }
        try {
            BrokerDecisions.checkEpoch(image, beat.brokerId(), beat.brokerEpoch());
            sessions.touch(
                    beat.brokerId(),
                    beat.brokerEpoch(),
                    beat.currentMetadataOffset(),
                    env.clock().nowMs());
            Decision<R> decision = decide(waiting.request);
            if (decision.records().isEmpty()) {
                endSessionIfStopped(beat, decision.reply());
                waiting.answer(new Reply.Decided<>(decision.reply()));
                return true;
            }
            return false;
        } catch (Refusal refusal) {
            waiting.refuse(refusal.error(), refusal.words());
            return true;
        }
    }

    /// Takes requests off the queue until one has to wait for its commit.
    private void work() {
        if (working) {
            return;
        }
        working = true;
        try {
            while (active() && pending == null && !queue.isEmpty()) {
                take(queue.removeFirst());
            }
        } finally {
            working = false;
        }
    }

    private <R> void take(Waiting<R> waiting) {
        switch (waiting.request) {
            case Request.FenceExpired() -> fencingQueued = false;
            case Request.ElectUncleanly() -> electionQueued = false;
            default -> {}
        }
        Decision<R> decision;
        try {
            decision = decide(waiting.request);
        } catch (Refusal refusal) {
            waiting.refuse(refusal.error(), refusal.words());
            return;
        }
        if (decision.records().isEmpty()) {
            waiting.answer(new Reply.Decided<>(decision.reply()));
            return;
        }
        long lastOffset =
                port.append(term, decision.records().stream().map(MetadataRecord::encode).toList());
        if (lastOffset < 0) {
            refuseInactive(waiting);
            onInactive();
            return;
        }
        if (waiting.request instanceof Request.FenceExpired) {
            fencingQueued = true;
        }
        pending =
                new Pending(
                        waiting,
                        lastOffset,
                        Math.max(waiting.deadlineMs, env.clock().nowMs() + REQUEST_TIMEOUT_MS),
                        () -> {
                            committed(waiting.request, decision.reply(), lastOffset);
                            waiting.answer(new Reply.Decided<>(decision.reply()));
                        });
    }

    @SuppressWarnings("unchecked")
    private <R> Decision<R> decide(Request<R> request) {
        long nowMs = env.clock().nowMs();
        Decision<?> decision =
                switch (request) {
                    case Request.RegisterBroker r ->
                            brokers.decideRegistration(r, port.endOffset(), nowMs);
                    case Request.Heartbeat r -> brokers.decideHeartbeat(r);
                    case Request.UnregisterBroker r -> brokers.decideUnregister(r);
                    case Request.FenceExpired() -> brokers.decideFenceExpired(nowMs);
                    case Request.AlterPartition r -> partitions.decideAlterPartition(r);
                    case Request.ElectLeaders r -> partitions.decideElections(r);
                    case Request.AlterReassignments r -> reassignments.decideAlter(r);
                    case Request.ListReassignments r -> reassignments.decideList(r);
                    case Request.ElectUncleanly() -> partitions.decideUncleanElections();
                    case Request.BalanceLeaders() -> partitions.decideBalance();
                    case Request.CreateTopics r -> topics.decideCreate(r);
                    case Request.DeleteTopics r -> deletions.decide(r);
                    case Request.CreatePartitions r -> topics.decideGrowth(r);
                    case Request.AlterConfigs r -> {
                        Decision<List<Request.AlterConfigs.Outcome>> altered =
                                configs.decideAlter(r);
                        yield new Decision<>(
                                eligible.withCleared(altered.records()), altered.reply());
                    }
                    case Request.UpdateFeatures r -> features.decideUpdate(r);
                    case Request.FinalizeFeatures() -> features.decideFresh();
                    case Request.AllocateProducerIds r -> decideProducerIds(r);
                };
        return (Decision<R>) decision;
    }

    /// What the controller remembers beside the image once a decision is committed.
    private void committed(Request<?> request, Object reply, long lastOffset) {
        long nowMs = env.clock().nowMs();
        switch (request) {
            case Request.RegisterBroker r ->
                    image.broker(r.brokerId())
                            .ifPresent(broker ->
                                    sessions.touch(broker.id(), broker.epoch(), -1, nowMs));
            case Request.Heartbeat r -> {
                if (r.wantShutdown()) {
                    sessions.shutDownAt(r.brokerId(), lastOffset);
                }
                endSessionIfStopped(r, reply);
            }
            case Request.UnregisterBroker r -> sessions.forget(r.brokerId());
            case Request.FenceExpired() -> fencingQueued = false;
            case Request.AlterConfigs r -> {
                if (mayAllowUncleanElection(r)) {
                    queueElection();
                }
            }
            default -> {}
        }
    }

    /// A broker that may stop now will not be heard again: its next incarnation need not wait.
    private void endSessionIfStopped(Request.Heartbeat beat, Object reply) {
        if (reply instanceof Request.Heartbeat.Beat answer && answer.shouldShutdown()) {
            sessions.forget(beat.brokerId());
        }
    }

    private static boolean mayAllowUncleanElection(Request.AlterConfigs request) {
        return request.resources().stream()
                .flatMap(resource -> resource.changes().stream())
                .anyMatch(change ->
                        change.key().equals(TopicSettings.UNCLEAN_LEADER_ELECTION.name())
                                || change.key()
                                        .equals(BrokerSettings.UNCLEAN_LEADER_ELECTION.name()));
    }

    /// `leader.imbalance.check.interval.seconds` from now.
    private void scheduleBalance() {
        if (config.settings().booleanOf(BrokerSettings.AUTO_LEADER_REBALANCE_ENABLE)) {
            long seconds =
                    config.settings()
                            .longOf(BrokerSettings.LEADER_IMBALANCE_CHECK_INTERVAL_SECONDS);
            balanceMs = env.clock().nowMs() + Math.min(seconds, Integer.MAX_VALUE) * 1_000;
        }
    }

    private void balance() {
        queue.addLast(
                new Waiting<>(
                        new Request.BalanceLeaders(),
                        Long.MAX_VALUE,
                        reply -> {
                            if (reply instanceof Reply.Decided<Boolean>(var more) && more) {
                                balance();
                            } else if (active()) {
                                scheduleBalance();
                            }
                        }));
        work();
    }

    private void queueElection() {
        if (!electionQueued) {
            electionQueued = true;
            queue.addLast(new Waiting<>(new Request.ElectUncleanly(), Long.MAX_VALUE, done -> {}));
        }
    }

    private void refuseInactive(Waiting<?> waiting) {
        int leader = port.leader();
        waiting.refuse(
                Errors.NOT_CONTROLLER,
                leader < 0
                        ? "No controller appears to be active."
                        : "The active controller appears to be node " + leader + ".");
    }

    private void timeOut(long nowMs) {
        List<Waiting<?>> late = new ArrayList<>();
        queue.removeIf(waiting -> {
            boolean due = waiting.deadlineMs <= nowMs;
            if (due) {
                late.add(waiting);
            }
            return due;
        });
        // What was appended may yet be committed: its asker is told, the next decision still waits.
        if (pending != null && pending.deadlineMs <= nowMs) {
            late.add(pending.waiting);
        }
        for (Waiting<?> waiting : late) {
            waiting.refuse(Errors.REQUEST_TIMED_OUT, null);
        }
    }

    // ---- producer ids --------------------------------------------------------------------------

    /// Producer ids that a broker gets at a time (Kafka's
    /// `ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE`).
    public static final int PRODUCER_ID_BLOCK_SIZE = 1_000;

    private Decision<Request.AllocateProducerIds.Block> decideProducerIds(
            Request.AllocateProducerIds request) {
        BrokerDecisions.checkEpoch(image, request.brokerId(), request.brokerEpoch());
        long start = image.nextProducerId();
        if (start > Long.MAX_VALUE - PRODUCER_ID_BLOCK_SIZE) {
            throw new Refusal(
                    Errors.UNKNOWN_SERVER_ERROR,
                    "Exhausted all producerIds as the next block's end producerId has exceeded the"
                            + " int64 type limit");
        }
        return new Decision<>(
                List.of(
                        new MetadataRecord.ProducerIdsAllocated(
                                request.brokerId(),
                                request.brokerEpoch(),
                                start + PRODUCER_ID_BLOCK_SIZE)),
                new Request.AllocateProducerIds.Block(start, PRODUCER_ID_BLOCK_SIZE));
    }
}
