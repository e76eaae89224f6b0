package dev.vitrine.sim;

import dev.vitrine.broker.Broker;
import dev.vitrine.broker.NodeState;
import dev.vitrine.event.Event;
import dev.vitrine.event.Event.QuorumRole;
import dev.vitrine.event.Event.ReplicaRole;

import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What must hold in every world at every moment. Looks at a node after each input that changed
/// more than its connections, and at all of them every so often. The names of the invariants are
/// the first arguments of [#broken].
final class Invariants implements World.Observer {
    /// After how many inputs all nodes are looked at.
    static final int FULL_CHECK_EVERY = 5_000;

    /// How many bytes of committed batches are compared in one go.
    static final int COMPARED_BYTES_MAX = 1 << 20;

    static final String METADATA = "__cluster_metadata";

    /// What was last seen of a node's process.
    private static final class Seen {
        private int incarnation = -1;

        /// Up to where the committed batches of each log were compared.
        private final Map<String, Long> compared = new TreeMap<>();

        /// The high watermark last seen where this process leads, by partition and epoch.
        private final Map<String, Long> ledTo = new TreeMap<>();

        private boolean changed;
    }

    private final Tally tally = new Tally();
    private final ClusterView view = new ClusterView(tally);
    private final CommittedLogs logs = new CommittedLogs(this::committed, this::broken);
    private final GroupLogs groups = new GroupLogs(this::broken);
    private final Ledger ledger = new Ledger(logs, this::broken);
    private final Map<Integer, Seen> seen = new TreeMap<>();
    private final List<Event> told = new ArrayList<>();
    private final Map<Integer, Integer> quorumLeaders = new TreeMap<>();
    private final Map<Integer, Integer> controllers = new TreeMap<>();
    private final Map<String, Integer> votes = new TreeMap<>();
    private final Map<String, Integer> partitionLeaders = new TreeMap<>();
    private final Map<String, Long> lastIds = new TreeMap<>();
    private @Nullable World world;

    void watch(World newWorld) {
        world = newWorld;
    }

    Ledger ledger() {
        return ledger;
    }

    CommittedLogs logs() {
        return logs;
    }

    ClusterView view() {
        return view;
    }

    Tally tally() {
        return tally;
    }

    void broken(String invariant, String words) {
        throw new Violation(invariant, words);
    }

    private void require(boolean holds, String invariant, Object... words) {
        if (!holds) {
            StringBuilder text = new StringBuilder();
            for (Object word : words) {
                text.append(word);
            }
            broken(invariant, text.toString());
        }
    }

    // ---- what the world tells ------------------------------------------------------------------

    @Override
    public void told(Machine machine, Event event) {
        told.add(event);
    }

    @Override
    public void failed(Machine machine, Throwable failure) {
        throw new Violation("a node does not fail", machine.id() + ": " + failure, failure);
    }

    @Override
    public void afterInput(Machine machine) {
        if (!told.isEmpty()) {
            Seen node = seen.computeIfAbsent(machine.id(), id -> new Seen());
            for (Event event : told) {
                node.changed |= changesState(event);
                check(event);
                view.told(event);
                tally.told(event);
            }
            told.clear();
            if (node.changed) {
                node.changed = false;
                check(machine);
            }
        }
        if (world != null && world.events() % FULL_CHECK_EVERY == 0) {
            checkAll();
        }
    }

    private static boolean changesState(Event event) {
        return switch (event) {
            case Event.RequestReceived e -> false;
            case Event.ResponseSent e -> false;
            case Event.ClientConnected e -> false;
            case Event.ClientDisconnected e -> false;
            case Event.FollowerAdvanced e -> false;
            case Event.MetadataFollowerAdvanced e -> false;
            case Event.RecordsAppended e -> false;
            case Event.OffsetCommitted e -> false;
            default -> true;
        };
    }

    /// Looks at every node, and anew at logs that are cleaned.
    void checkAll() {
        seen.values().forEach(node -> node.compared.keySet().removeIf(CommittedLogs::isCleaned));
        if (world != null) {
            world.machines().forEach(this::check);
        }
    }

    /// Compares every node's committed batches again, from the first.
    void compareAll() {
        seen.values().forEach(node -> node.compared.clear());
        checkAll();
        require(
                !view.hasWeak(),
                "a copy that lost power leaves the in-sync set",
                view.weakCopies());
        ledger.checkNothingLost();
    }

    // ---- events --------------------------------------------------------------------------------

    private void check(Event event) {
        switch (event) {
            case Event.QuorumRoleTaken taken -> {
                if (taken.role() == QuorumRole.LEADER) {
                    leadsQuorum(taken.term(), taken.node());
                }
            }
            case Event.ControllerActivated activated -> {
                Integer other = controllers.putIfAbsent(activated.term(), activated.node());
                require(
                        other == null || other == activated.node(),
                        "one active controller a term",
                        "term ",
                        activated.term(),
                        ": ",
                        other,
                        " and ",
                        activated.node());
            }
            case Event.VoteCast vote -> {
                if (vote.granted() && !vote.preVote()) {
                    String ballot = vote.node() + " in term " + vote.term();
                    Integer other = votes.putIfAbsent(ballot, vote.candidate());
                    require(
                            other == null || other == vote.candidate(),
                            "a voter votes once a term",
                            ballot,
                            ": for ",
                            other,
                            " and ",
                            vote.candidate());
                }
            }
            case Event.LogStartMoved moved ->
                    logs.deleted(
                            new Place(moved.topic(), moved.partition()), moved.logStartOffset());
            case Event.ReplicaRoleTaken taken -> {
                if (taken.role() == ReplicaRole.LEADER) {
                    String topic = view.identity(taken.node(), taken.topic());
                    leads(topic, taken.partition(), taken.leaderEpoch(), taken.node());
                }
            }
            default -> {}
        }
    }

    private void leadsQuorum(int term, int node) {
        Integer other = quorumLeaders.putIfAbsent(term, node);
        require(
                other == null || other == node,
                "one leader of the quorum a term",
                "term ",
                term,
                ": ",
                other,
                " and ",
                node);
    }

    private void leads(String topic, int partition, int epoch, int node) {
        String key = topic + "-" + partition + " epoch " + epoch;
        Integer other = partitionLeaders.putIfAbsent(key, node);
        require(
                other == null || other == node,
                "one leader of a partition an epoch",
                key,
                ": ",
                other,
                " and ",
                node);
    }

    // ---- state ---------------------------------------------------------------------------------

    static @Nullable Broker broker(Machine machine) {
        return switch (machine.node()) {
            case Broker broker -> broker;
            case TamperedNode tampered -> tampered.broker();
            case null, default -> null;
        };
    }

    private void check(Machine machine) {
        Broker broker = broker(machine);
        if (broker == null) {
            return;
        }
        Seen node = seen.computeIfAbsent(machine.id(), id -> new Seen());
        if (node.incarnation != machine.incarnation()) {
            node.incarnation = machine.incarnation();
            node.compared.clear();
            node.ledTo.clear();
        }
        NodeState state = broker.inspect();
        if (state.quorumRole() == QuorumRole.LEADER) {
            leadsQuorum(state.term(), machine.id());
        }
        require(
                state.metadataHighWatermark() <= state.metadataEndOffset(),
                "a high watermark is within its log",
                machine.id(),
                ": ",
                state);
        compare(
                broker,
                machine.id(),
                node,
                METADATA,
                METADATA,
                0,
                0,
                state.metadataHighWatermark());
        for (NodeState.Replica replica : state.replicas()) {
            check(machine, broker, node, replica);
        }
    }

    private void check(Machine machine, Broker broker, Seen node, NodeState.Replica replica) {
        String topic = view.identity(machine.id(), replica.topic());
        require(
                replica.logStartOffset() <= replica.highWatermark()
                        && replica.highWatermark() <= replica.logEndOffset(),
                "a high watermark is within its log",
                machine.id(),
                ": ",
                replica);
        if (replica.role() == ReplicaRole.LEADER) {
            leads(topic, replica.partition(), replica.leaderEpoch(), machine.id());
            String reign = topic + "-" + replica.partition() + "@" + replica.leaderEpoch();
            Long before = node.ledTo.put(reign, replica.highWatermark());
            require(
                    before == null || before <= replica.highWatermark(),
                    "a leader's high watermark does not go back",
                    machine.id(),
                    ": was ",
                    before,
                    ", is ",
                    replica);
            checkInSync(machine, topic, replica);
        }
        compare(
                broker,
                machine.id(),
                node,
                topic,
                replica.topic(),
                replica.partition(),
                replica.logStartOffset(),
                replica.highWatermark());
    }

    /// No in-sync copy ends before the leader's high watermark, unless it lost power and is not yet
    /// out of the in-sync set. Who is in sync is what the controller has decided last, of which the
    /// leader may not have heard.
    private void checkInSync(Machine leader, String topic, NodeState.Replica replica) {
        ClusterView.Partition decided = view.partition(topic, replica.partition());
        for (int member : replica.isr()) {
            if (decided != null && !decided.isr().contains(member)) {
                continue;
            }
            Machine other = world == null ? null : world.machineOrNull(member);
            Broker broker = other == null ? null : broker(other);
            if (member == leader.id()
                    || broker == null
                    || view.isWeak(member, topic, replica.partition())) {
                continue;
            }
            for (NodeState.Replica copy : broker.inspect().replicas()) {
                if (copy.topic().equals(replica.topic())
                        && copy.partition() == replica.partition()
                        && view.identity(member, copy.topic()).equals(topic)) {
                    require(
                            copy.logEndOffset() >= replica.highWatermark(),
                            "a high watermark is not above an in-sync member's end",
                            "leader ",
                            leader.id(),
                            " ",
                            replica,
                            ", member ",
                            member,
                            " ",
                            copy);
                }
            }
        }
    }

    private void compare(
            Broker broker,
            int id,
            Seen node,
            String identity,
            String topic,
            int partition,
            long logStart,
            long highWatermark) {
        String key = identity + "-" + partition;
        boolean cleaned = CommittedLogs.isCleaned(identity);
        long beginning = node.compared.getOrDefault(key, logStart);
        long next = Math.max(logStart, beginning);
        boolean whole = next == logStart;
        Set<Long> shown = new TreeSet<>();
        while (next < highWatermark) {
            ByteBuffer bytes = broker.committed(topic, partition, next, COMPARED_BYTES_MAX);
            long end = next;
            if (bytes.hasRemaining()) {
                end =
                        cleaned
                                ? logs.observeCleaned(id, name(identity), partition, bytes, shown)
                                : logs.observe(id, name(identity), partition, next, bytes);
            } else if (cleaned) {
                // What was there is compacted away.
                end = highWatermark;
            }
            require(
                    end > next,
                    "what is committed can be read",
                    id,
                    ": ",
                    key,
                    "@",
                    next,
                    ", high watermark ",
                    highWatermark);
            next = end;
        }
        node.compared.put(key, next);
        if (cleaned && whole) {
            logs.checkLastValues(id, name(identity), partition, logStart, next, shown);
        }
    }

    /// Topics that are never deleted go by their name, as the ledger knows them.
    private static String name(String identity) {
        return Options.Topic.isProduced(identity) ? identity.replaceFirst("#.*", "") : identity;
    }

    // ---- records -------------------------------------------------------------------------------

    private void committed(Place place, RecordBatch batch) {
        if (place.topic().startsWith(CommittedLogs.OFFSETS)) {
            groups.committed(batch);
        }
        if (!Options.Topic.isProduced(place.topic()) || batch.isControlBatch()) {
            return;
        }
        RecordIds.in(batch)
                .forEach((offset, id) -> {
                    boolean wasDeleted = logs.isDeleted(place, id);
                    boolean again = logs.noteRecord(place, id, offset);
                    ledger.becameCommitted(place, id, offset, again);
                    if (ledger.isIdempotent(id) && !wasDeleted) {
                        inOrder(place, id);
                    }
                });
    }

    private void inOrder(Place place, long id) {
        String key = place + " of producer " + ledger.producerOf(id);
        Long before = lastIds.put(key, id);
        require(
                before == null || before < id,
                "an idempotent producer's records keep their order",
                key,
                ": ",
                before,
                " then ",
                id);
    }
}
