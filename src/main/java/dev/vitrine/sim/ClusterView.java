package dev.vitrine.sim;

import dev.vitrine.event.Event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the nodes, taken together, have told of topics and partitions: of each partition the newest
/// leader and in-sync set that any of them knows.
///
/// It also keeps which copies are *weak*: their machine lost power while they were in sync, or
/// eligible to lead, so that they may miss what they had, and they still count as if they did not.
final class ClusterView {
    /// @param topic the topic's name and id, so that a namesake is another
    record Partition(
            String topic,
            Place place,
            List<Integer> replicas,
            List<Integer> isr,
            List<Integer> elr,
            List<Integer> lastKnownElr,
            int leader,
            int leaderEpoch,
            int partitionEpoch) {

        /// Who is to have all that is committed: the in-sync and the eligible; when there are none,
        /// who led last.
        Set<Integer> holders() {
            Set<Integer> holders = new TreeSet<>(isr);
            holders.addAll(elr);
            return holders.isEmpty() ? new TreeSet<>(lastKnownElr) : holders;
        }
    }

    private final Tally tally;
    private final Map<Integer, Map<String, String>> topicIds = new TreeMap<>();
    private final Map<String, Partition> partitions = new TreeMap<>();
    private final Set<String> deleted = new TreeSet<>();

    /// For each partition the machines whose copy is weak.
    private final Map<String, Set<Integer>> weak = new TreeMap<>();

    ClusterView(Tally tally) {
        this.tally = tally;
    }

    /// The name of a topic with the id that a node knows it by.
    String identity(int node, String topic) {
        String id = topicIds.getOrDefault(node, Map.of()).get(topic);
        return id == null ? topic : topic + "#" + id;
    }

    void told(Event event) {
        switch (event) {
            case Event.TopicCreated created ->
                    topicIds.computeIfAbsent(created.node(), node -> new TreeMap<>())
                            .put(created.topic(), created.topicId());
            case Event.TopicDeleted gone -> {
                String identity = gone.topic() + "#" + gone.topicId();
                deleted.add(identity);
                partitions.keySet().removeIf(key -> key.startsWith(identity + "-"));
                weak.keySet().removeIf(key -> key.startsWith(identity + "-"));
            }
            case Event.PartitionChanged changed -> changed(changed);
            default -> {}
        }
    }

    private void changed(Event.PartitionChanged changed) {
        String topic = identity(changed.node(), changed.topic());
        if (deleted.contains(topic)) {
            return;
        }
        String key = topic + "-" + changed.partition();
        Partition known = partitions.get(key);
        if (known != null && known.partitionEpoch >= changed.partitionEpoch()) {
            return;
        }
        Partition now =
                new Partition(
                        topic,
                        new Place(changed.topic(), changed.partition()),
                        List.copyOf(changed.replicas()),
                        List.copyOf(changed.isr()),
                        List.copyOf(changed.elr()),
                        List.copyOf(changed.lastKnownElr()),
                        changed.leader(),
                        changed.leaderEpoch(),
                        changed.partitionEpoch());
        partitions.put(key, now);
        if (known != null) {
            tally.changed(known, now);
        }
        Set<Integer> weakCopies = weak.get(key);
        if (weakCopies != null) {
            weakCopies.retainAll(now.holders());
            if (weakCopies.isEmpty()) {
                weak.remove(key);
            }
        }
    }

    Collection<Partition> partitions() {
        return new ArrayList<>(partitions.values());
    }

    @Nullable Partition partition(String topicIdentity, int partition) {
        return partitions.get(topicIdentity + "-" + partition);
    }

    boolean isWeak(int node, String topicIdentity, int partition) {
        return weak.getOrDefault(topicIdentity + "-" + partition, Set.of()).contains(node);
    }

    boolean hasWeak() {
        return !weak.isEmpty();
    }

    /// The weak copies, in words.
    String weakCopies() {
        return weak.toString();
    }

    /// These machines are about to lose power together.
    void weaken(Collection<Integer> nodes) {
        partitions.forEach((key, partition) -> {
            for (int node : nodes) {
                if (partition.holders().contains(node)) {
                    weak.computeIfAbsent(key, k -> new TreeSet<>()).add(node);
                }
            }
        });
    }
}
