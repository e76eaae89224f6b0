package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.NodeState;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.stage.LaneSketch.Manner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Who appears on the stage at this moment, and in which order.
final class Cast {
    private static final int HUES_PER_TOPIC = 3;

    private final Snapshot snapshot;
    private final long nowMs;
    private final List<NodeView> brokers;
    private final Map<Integer, List<PartitionView>> rows = new LinkedHashMap<>();
    private final Map<Integer, List<PartitionView>> internal = new LinkedHashMap<>();
    private final Map<String, Integer> ordinals = new LinkedHashMap<>();
    private final List<TopicView> topics = new ArrayList<>();
    private final Set<Integer> up = new TreeSet<>();
    private final Set<Integer> lagging = new TreeSet<>();
    private final List<ClientView> left = new ArrayList<>();
    private final List<ClientView> right = new ArrayList<>();

    Cast(Snapshot snapshot, long nowMs) {
        this.snapshot = snapshot;
        this.nowMs = nowMs;
        this.brokers = snapshot.nodes();
        for (NodeView node : brokers) {
            rows.put(node.id(), new ArrayList<>());
            internal.put(node.id(), new ArrayList<>());
            if (node.isUp()) {
                up.add(node.id());
            }
        }
        List<TopicView> ordered = new ArrayList<>(snapshot.topics());
        ordered.sort(Comparator.comparingInt(TopicView::ordinal));
        for (TopicView topic : ordered) {
            if (!topic.internal()) {
                topics.add(topic);
            }
            ordinals.put(topic.name(), topic.ordinal());
            Map<Integer, List<PartitionView>> kind = topic.internal() ? internal : rows;
            for (PartitionView partition : topic.partitions()) {
                for (int node : homesOf(partition)) {
                    List<PartitionView> here = kind.get(node);
                    if (here != null) {
                        here.add(partition);
                    }
                }
            }
        }
        for (ClientView client : snapshot.clients()) {
            if (!client.consumes() || client.produces()) {
                left.add(client);
            } else if (!isMember(client)) {
                right.add(client);
            }
        }
        findLagging();
    }

    /// Where a partition is, by assignment or still with its log.
    private static TreeSet<Integer> homesOf(PartitionView partition) {
        TreeSet<Integer> nodes = new TreeSet<>(partition.replicas());
        partition.logs().forEach(log -> nodes.add(log.node()));
        return nodes;
    }

    private boolean isMember(ClientView client) {
        return snapshot.groups().stream()
                .flatMap(group -> group.members().stream())
                .anyMatch(member -> member.clientId().equals(client.name()));
    }

    Snapshot snapshot() {
        return snapshot;
    }

    long nowMs() {
        return nowMs;
    }

    List<NodeView> brokers() {
        return brokers;
    }

    /// The partitions on a broker in the order of its rows.
    List<PartitionView> rowsOn(int node) {
        return rows.getOrDefault(node, List.of());
    }

    List<PartitionView> internalOn(int node) {
        return internal.getOrDefault(node, List.of());
    }

    int rowsMax() {
        return rows.values().stream().mapToInt(List::size).max().orElse(0);
    }

    boolean hasInternal() {
        return internal.values().stream().anyMatch(here -> !here.isEmpty());
    }

    /// Those who write, administer or have not said yet.
    List<ClientView> left() {
        return left;
    }

    List<GroupView> groups() {
        return snapshot.groups();
    }

    /// Those who read on their own.
    List<ClientView> right() {
        return right;
    }

    int hue(TopicPartition id) {
        return ordinals.getOrDefault(id.topic(), 0) * HUES_PER_TOPIC + id.partition();
    }

    /// The hue of all of a topic's partitions, where each has too little room for one of its own.
    int topicHue(TopicPartition id) {
        return ordinals.getOrDefault(id.topic(), 0);
    }

    List<TopicView> topics() {
        return topics;
    }

    boolean isUp(int node) {
        return up.contains(node);
    }

    /// Whether some replica of a node that may take part is out of sync with its leader.
    boolean isLagging(NodeView node) {
        return lagging.contains(node.id());
    }

    private void findLagging() {
        for (NodeView node : brokers) {
            boolean takesPart = node.state() == NodeState.RUNNING && !node.fenced();
            boolean lags =
                    takesPart
                            && (isBehind(node.id(), rowsOn(node.id()))
                                    || isBehind(node.id(), internalOn(node.id())));
            if (lags) {
                lagging.add(node.id());
            }
        }
    }

    private boolean isBehind(int node, List<PartitionView> partitions) {
        return partitions.stream()
                .anyMatch(each ->
                        isUp(each.leader())
                                && each.replicas().contains(node)
                                && !each.isr().contains(node));
    }

    static Manner manner(NodeView node, PartitionView partition) {
        if (!node.isUp()) {
            return Manner.GONE;
        }
        if (partition.leader() == node.id()) {
            return Manner.LEADER;
        }
        return partition.isr().contains(node.id()) ? Manner.IN_SYNC : Manner.OUT_OF_SYNC;
    }
}
