package dev.vitrine.sim;

import dev.vitrine.broker.Broker;
import dev.vitrine.broker.NodeState;
import dev.vitrine.event.Event.QuorumRole;
import dev.vitrine.event.Event.ReplicaRole;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/// What must come about once all faults have ended. A cluster that does nothing does not pass.
///
/// - every node runs, the quorum has one leader, and topics can be created and deleted;
/// - every partition has one leader, all its replicas are in sync, and they end alike, at the high
///   watermark;
/// - every record is acknowledged, and so is one more to each partition;
/// - readers and the groups' members have read everything, and each group's members share all
///   partitions in one generation.
final class Recovery {
    /// How long that may take, in virtual milliseconds.
    static final long WITHIN_MS = 60_000;

    private final World world;
    private final Options options;
    private final Invariants invariants;
    private final List<Machine> producers;
    private final List<Machine> readers;
    private final List<Machine> members;

    Recovery(
            World world,
            Options options,
            Invariants invariants,
            List<Machine> producers,
            List<Machine> readers,
            List<Machine> members) {
        this.world = world;
        this.options = options;
        this.invariants = invariants;
        this.producers = producers;
        this.readers = readers;
        this.members = members;
    }

    void awaitAll(Runnable step, BooleanSupplier topicsDone) {
        await(step, topicsDone);
        producers.forEach(machine -> machine.input(node -> ((SimProducer) node).probe()));
        step.run();
        await(step, topicsDone);
    }

    private void await(Runnable step, BooleanSupplier topicsDone) {
        long untilMs = world.nowMs() + WITHIN_MS;
        String missing = missing(topicsDone);
        String told = "";
        while (missing != null) {
            if (!missing.equals(told)) {
                world.note(0, "WAITS " + missing);
                told = missing;
            }
            step.run();
            missing = missing(topicsDone);
            if (missing != null && world.nowMs() > untilMs) {
                throw new Violation(
                        "a cluster without faults recovers",
                        "after " + WITHIN_MS + " ms: " + missing);
            }
        }
    }

    /// The first thing that is not well; null when all is.
    private @Nullable String missing(BooleanSupplier topicsDone) {
        Map<Integer, NodeState> states = new TreeMap<>();
        for (int id : options.nodes()) {
            Broker broker = Invariants.broker(world.machine(id));
            if (broker == null || world.machine(id).isStopping()) {
                return "node " + id + " does not run";
            }
            states.put(id, broker.inspect());
        }
        String missing = missingInQuorum(states);
        if (missing == null && !topicsDone.getAsBoolean()) {
            missing = "topics are not created or deleted";
        }
        if (missing == null) {
            missing = missingInPartitions(states);
        }
        if (missing == null) {
            missing = missingAtProducers();
        }
        if (missing == null) {
            missing = missingAtReaders();
        }
        return missing == null ? missingInGroups() : missing;
    }

    private @Nullable String missingInQuorum(Map<Integer, NodeState> states) {
        List<Integer> leaders = new ArrayList<>();
        int term = 0;
        for (NodeState state : states.values()) {
            term = Math.max(term, state.term());
            if (state.quorumRole() == QuorumRole.LEADER) {
                leaders.add(state.nodeId());
            }
        }
        for (NodeState state : states.values()) {
            if (leaders.size() != 1
                    || state.term() != term
                    || state.quorumLeader() != leaders.getFirst()) {
                return "the quorum is led by "
                        + leaders
                        + ", node "
                        + state.nodeId()
                        + " in term "
                        + state.term()
                        + " follows "
                        + state.quorumLeader();
            }
        }
        return null;
    }

    private @Nullable String missingInPartitions(Map<Integer, NodeState> states) {
        SortedSet<Place> wanted = new TreeSet<>(options.places());
        for (ClusterView.Partition partition : invariants.view().partitions()) {
            wanted.remove(partition.place());
            String missing = missing(partition, states);
            if (missing != null) {
                return missing;
            }
        }
        return wanted.isEmpty() ? null : "nobody knows of " + wanted;
    }

    private static @Nullable String missing(
            ClusterView.Partition partition, Map<Integer, NodeState> states) {
        if (partition.leader() < 0 || partition.isr().size() != partition.replicas().size()) {
            return "not led, or not in sync: " + partition;
        }
        NodeState.Replica leader = replica(states, partition.leader(), partition.place());
        for (int node : partition.replicas()) {
            NodeState.Replica replica = replica(states, node, partition.place());
            boolean leads = node == partition.leader();
            if (leader == null
                    || replica == null
                    || replica.leaderEpoch() != partition.leaderEpoch()
                    || (replica.role() == ReplicaRole.LEADER) != leads
                    || replica.logEndOffset() != leader.logEndOffset()
                    || replica.highWatermark() != leader.logEndOffset()) {
                return "node "
                        + node
                        + " has "
                        + replica
                        + ", the leader of "
                        + partition
                        + " "
                        + leader;
            }
        }
        return null;
    }

    private static NodeState.@Nullable Replica replica(
            Map<Integer, NodeState> states, int node, Place place) {
        NodeState state = states.get(node);
        if (state != null) {
            for (NodeState.Replica replica : state.replicas()) {
                if (replica.topic().equals(place.topic())
                        && replica.partition() == place.partition()) {
                    return replica;
                }
            }
        }
        return null;
    }

    private @Nullable String missingAtProducers() {
        for (Machine machine : producers) {
            if (machine.node() instanceof SimProducer producer && !producer.pending().isEmpty()) {
                return producer.name + " waits for " + producer.pending();
            }
        }
        return null;
    }

    private @Nullable String missingAtReaders() {
        for (Machine machine : readers) {
            if (machine.node() instanceof SimConsumer consumer) {
                String missing = unread(consumer.name, consumer.positions());
                if (missing != null) {
                    return missing;
                }
            }
        }
        return null;
    }

    private @Nullable String unread(String name, Map<Place, Long> positions) {
        for (Map.Entry<Place, Long> position : positions.entrySet()) {
            Place place = position.getKey();
            long end = invariants.logs().end(place.topic(), place.partition());
            if (position.getValue() != end) {
                return name + " is at " + position.getValue() + " of " + end + " in " + place;
            }
        }
        return null;
    }

    private @Nullable String missingInGroups() {
        Map<String, SortedSet<Place>> owned = new TreeMap<>();
        Map<String, Integer> generations = new TreeMap<>();
        for (Machine machine : members) {
            if (machine.node() instanceof SimMember member) {
                if (!member.isSettled()) {
                    return member.name + " of " + member.group() + " has no assignment yet";
                }
                Integer generation = generations.putIfAbsent(member.group(), member.generation());
                if (generation != null && generation != member.generation()) {
                    return member.name + " is in generation " + member.generation();
                }
                owned.computeIfAbsent(member.group(), group -> new TreeSet<>())
                        .addAll(member.owned());
                String missing = unread(member.name, member.positions());
                if (missing != null) {
                    return missing;
                }
            }
        }
        for (Map.Entry<String, SortedSet<Place>> group : owned.entrySet()) {
            if (group.getValue().size() != options.places().size()) {
                return group.getKey() + " owns only " + group.getValue();
            }
        }
        return null;
    }
}
