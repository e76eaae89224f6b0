package dev.vitrine.history;

import dev.vitrine.event.Event;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Invariants of who leads a partition.
final class PartitionRules {
    /// Leader epochs of one partition that are remembered for comparison; the oldest go.
    static final int EPOCHS_MAX = 64;

    private PartitionRules() {}

    static List<Rule> all(Identities identities, QuorumDisks disks) {
        return List.of(new OneLeader(identities, disks), new EpochsGrow(identities, disks));
    }

    private static final class OneLeader extends Rule {
        private final Identities identities;
        private final QuorumDisks disks;
        private final Map<String, TreeMap<Integer, Integer>> leaders = new TreeMap<>();

        OneLeader(Identities identities, QuorumDisks disks) {
            super(
                    "one-leader",
                    "one leader of a partition an epoch",
                    "No leader epoch of a partition has two leaders, whoever tells of it.");
            this.identities = identities;
            this.disks = disks;
        }

        @Override
        void see(Event event) {
            switch (event) {
                case Event.PartitionChanged e ->
                        leads(e, e.topic(), e.partition(), e.leaderEpoch(), e.leader());
                case Event.ReplicaRoleTaken e -> {
                    if (e.role() == Event.ReplicaRole.LEADER) {
                        leads(e, e.topic(), e.partition(), e.leaderEpoch(), e.node());
                    }
                }
                case Event.TopicDeleted e ->
                        leaders.keySet()
                                .removeIf(
                                        key -> key.startsWith(e.topic() + "#" + e.topicId() + "-"));
                default -> {}
            }
        }

        private void leads(Event event, String topic, int partition, int epoch, int leader) {
            TreeMap<Integer, Integer> known =
                    leaders.computeIfAbsent(
                            identities.of(event.node(), topic) + "-" + partition,
                            _ -> new TreeMap<>());
            if (!disks.promises()) {
                known.clear();
            }
            Integer other = known.putIfAbsent(epoch, leader);
            if (known.size() > EPOCHS_MAX) {
                known.pollFirstEntry();
            }
            require(
                    other == null || other == leader,
                    event.atMs(),
                    new Subject.OfPartition(topic, partition),
                    () ->
                            topic
                                    + "-"
                                    + partition
                                    + " epoch "
                                    + epoch
                                    + ": broker "
                                    + other
                                    + " and broker "
                                    + leader);
        }
    }

    /// A node that starts applies the metadata log again, from its first record on.
    private static final class EpochsGrow extends Rule {
        private final Identities identities;
        private final QuorumDisks disks;
        private final Map<Integer, Map<String, Event.PartitionChanged>> seen = new TreeMap<>();
        private final Map<Integer, Map<Integer, Long>> brokers = new TreeMap<>();
        private final Map<Integer, Integer> terms = new TreeMap<>();

        EpochsGrow(Identities identities, QuorumDisks disks) {
            super(
                    "epochs-grow",
                    "epochs only grow",
                    "To each node a partition's leader and partition epochs, a broker's epoch and"
                            + " the quorum's never go back.");
            this.identities = identities;
            this.disks = disks;
        }

        @Override
        void see(Event event) {
            if (!disks.promises()) {
                seen.clear();
                brokers.clear();
                terms.clear();
            }
            switch (event) {
                case Event.NodeStarted e -> {
                    seen.remove(e.node());
                    brokers.remove(e.node());
                    terms.remove(e.node());
                }
                case Event.PartitionChanged e -> changed(e);
                case Event.BrokerRegistered e -> {
                    Long before =
                            brokers.computeIfAbsent(e.node(), _ -> new TreeMap<>())
                                    .put(e.broker(), e.brokerEpoch());
                    require(
                            before == null || before <= e.brokerEpoch(),
                            e.atMs(),
                            new Subject.OfNode(e.broker()),
                            () ->
                                    "broker "
                                            + e.broker()
                                            + "'s epoch went from "
                                            + before
                                            + " to "
                                            + e.brokerEpoch()
                                            + " at node "
                                            + e.node());
                }
                case Event.QuorumRoleTaken e -> {
                    Integer before = terms.put(e.node(), e.term());
                    require(
                            before == null || before <= e.term(),
                            e.atMs(),
                            new Subject.OfNode(e.node()),
                            () ->
                                    "node "
                                            + e.node()
                                            + " went from epoch "
                                            + before
                                            + " of the quorum to "
                                            + e.term());
                }
                default -> {}
            }
        }

        private void changed(Event.PartitionChanged e) {
            Event.PartitionChanged before =
                    seen.computeIfAbsent(e.node(), _ -> new TreeMap<>())
                            .put(identities.of(e.node(), e.topic()) + "-" + e.partition(), e);
            require(
                    before == null
                            || before.leaderEpoch() <= e.leaderEpoch()
                                    && before.partitionEpoch() <= e.partitionEpoch(),
                    e.atMs(),
                    new Subject.OfPartition(e.topic(), e.partition()),
                    () ->
                            e.topic()
                                    + "-"
                                    + e.partition()
                                    + " at node "
                                    + e.node()
                                    + ": leader epoch "
                                    + (before == null ? -1 : before.leaderEpoch())
                                    + " → "
                                    + e.leaderEpoch()
                                    + ", partition epoch "
                                    + (before == null ? -1 : before.partitionEpoch())
                                    + " → "
                                    + e.partitionEpoch());
        }
    }
}
