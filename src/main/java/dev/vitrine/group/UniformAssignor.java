package dev.vitrine.group;

import org.apache.kafka.common.Uuid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Members get as many partitions as each other, as far as their subscriptions allow, and of what
/// they had as much as that allows. Balance goes before stickiness.
///
/// With one subscription for all, the shares differ by one at most. Everybody keeps what it had up
/// to its share, where those who had more than the least keep the one more, and takes the rest of
/// it from what is left.
///
/// With different subscriptions:
///
/// 1. everybody keeps what it had;
/// 2. what nobody had goes to those who have least; topics with few subscribers first;
/// 3. partitions move from who has more to a subscriber that has less by two or more, until there
///    is none.
final class UniformAssignor implements Assignor {
    static final String NAME = "uniform";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SortedMap<String, SortedSet<PartitionId>> assign(Task task) {
        Sharing sharing = new Sharing(task);
        if (task.isHomogeneous()) {
            sharing.fillShares();
        } else {
            sharing.keepAll();
            sharing.handOut();
            sharing.balance();
        }
        return sharing.assignment;
    }

    /// An assignment that is being made.
    private static final class Sharing {
        private final Task task;
        private final SortedMap<Uuid, List<String>> subscribers;
        private final SortedMap<String, SortedSet<PartitionId>> assignment = new TreeMap<>();
        private final SortedMap<PartitionId, String> owners = new TreeMap<>();

        Sharing(Task task) {
            this.task = task;
            this.subscribers = task.subscribers();
            task.members().keySet().forEach(id -> assignment.put(id, new TreeSet<>()));
        }

        private void give(PartitionId id, String member) {
            String before = owners.put(id, member);
            if (before != null) {
                of(before).remove(id);
            }
            of(member).add(id);
        }

        private SortedSet<PartitionId> of(String member) {
            return assignment.computeIfAbsent(member, _ -> new TreeSet<>());
        }

        private int load(String member) {
            return of(member).size();
        }

        /// What a member had and may keep.
        private List<PartitionId> former(Member member) {
            return member.former().stream()
                    .filter(id -> member.topics().contains(id.topicId()) && task.exists(id))
                    .filter(id -> !owners.containsKey(id))
                    .toList();
        }

        void keepAll() {
            task.members().forEach((id, member) -> former(member).forEach(p -> give(p, id)));
        }

        void fillShares() {
            int total =
                    subscribers.keySet().stream()
                            .mapToInt(topic -> task.partitions().getOrDefault(topic, 0))
                            .sum();
            int least = total / Math.max(1, task.members().size());
            int more = total % Math.max(1, task.members().size());
            SortedMap<String, Integer> shares = new TreeMap<>();
            for (var entry : task.members().entrySet()) {
                List<PartitionId> former = former(entry.getValue());
                boolean oneMore = former.size() > least && more > 0;
                more -= oneMore ? 1 : 0;
                shares.put(entry.getKey(), least + (oneMore ? 1 : 0));
                former.stream()
                        .limit(shares.getOrDefault(entry.getKey(), 0))
                        .forEach(p -> give(p, entry.getKey()));
            }
            List<PartitionId> free = new ArrayList<>();
            subscribers.keySet().forEach(topic -> free.addAll(task.all(topic)));
            free.removeIf(owners::containsKey);
            for (var entry : shares.entrySet()) {
                boolean oneMore = entry.getValue() == least && more > 0;
                more -= oneMore ? 1 : 0;
                int missing = entry.getValue() + (oneMore ? 1 : 0) - load(entry.getKey());
                for (int i = 0; i < missing; i++) {
                    give(free.removeFirst(), entry.getKey());
                }
            }
        }

        void handOut() {
            List<Uuid> topics = new ArrayList<>(subscribers.keySet());
            topics.sort(
                    Comparator.<Uuid>comparingInt(topic -> subscribersOf(topic).size())
                            .thenComparing(Comparator.naturalOrder()));
            for (Uuid topic : topics) {
                for (PartitionId id : task.all(topic)) {
                    if (!owners.containsKey(id)) {
                        give(id, leastLoaded(topic));
                    }
                }
            }
        }

        /// Every move makes the loads more even, so there is a last one.
        void balance() {
            boolean moved = true;
            while (moved) {
                moved = false;
                for (PartitionId id : List.copyOf(owners.keySet())) {
                    String owner = owners.getOrDefault(id, "");
                    String least = leastLoaded(id.topicId());
                    if (load(owner) > load(least) + 1) {
                        give(id, least);
                        moved = true;
                    }
                }
            }
        }

        private String leastLoaded(Uuid topic) {
            return subscribersOf(topic).stream()
                    .min(Comparator.comparingInt(this::load))
                    .orElseThrow();
        }

        private List<String> subscribersOf(Uuid topic) {
            return subscribers.getOrDefault(topic, List.of());
        }
    }
}
