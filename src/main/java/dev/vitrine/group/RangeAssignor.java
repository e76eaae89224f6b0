package dev.vitrine.group;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Of every topic each subscriber gets a range of partitions, the first of them one more when it
/// does not come out even. Members that subscribe to the same topics get the same ranges of topics
/// with as many partitions, so that they can join them.
///
/// Members go by instance id, those without one after them by member id: static members keep their
/// ranges when they are restarted.
final class RangeAssignor implements Assignor {
    static final String NAME = "range";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SortedMap<String, SortedSet<PartitionId>> assign(Task task) {
        SortedMap<String, SortedSet<PartitionId>> assignment = new TreeMap<>();
        task.members().keySet().forEach(id -> assignment.put(id, new TreeSet<>()));
        for (Map.Entry<Uuid, List<String>> topic : task.subscribers().entrySet()) {
            List<String> order = new ArrayList<>(topic.getValue());
            order.sort(
                    Comparator.comparing(
                                    (String id) -> instanceId(task, id),
                                    Comparator.nullsLast(Comparator.naturalOrder()))
                            .thenComparing(Comparator.naturalOrder()));
            int count = task.partitions().getOrDefault(topic.getKey(), 0);
            int next = 0;
            for (int i = 0; i < order.size(); i++) {
                int share = count / order.size() + (i < count % order.size() ? 1 : 0);
                SortedSet<PartitionId> mine =
                        assignment.computeIfAbsent(order.get(i), _ -> new TreeSet<>());
                for (int p = next; p < next + share; p++) {
                    mine.add(new PartitionId(topic.getKey(), p));
                }
                next += share;
            }
        }
        return assignment;
    }

    private static @Nullable String instanceId(Task task, String memberId) {
        Member member = task.members().get(memberId);
        return member == null ? null : member.instanceId();
    }
}
