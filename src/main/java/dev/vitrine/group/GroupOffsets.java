package dev.vitrine.group;

import dev.vitrine.group.GroupRecord.OffsetCommitted;
import dev.vitrine.group.GroupRecord.OffsetForgotten;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/// A group's committed offsets, and which more are on their way to the log.
final class GroupOffsets {
    private final TreeMap<String, TreeMap<Integer, CommittedOffset>> committed = new TreeMap<>();

    /// How many writes of a partition's offset are on their way; no zeros. A deletion must name
    /// these too, for they are before it in the log.
    private final TreeMap<String, TreeMap<Integer, Integer>> inFlight = new TreeMap<>();

    /// Batches on their way.
    int writesInFlight;

    @Nullable CommittedOffset of(String topic, int partition) {
        TreeMap<Integer, CommittedOffset> partitions = committed.get(topic);
        return partitions == null ? null : partitions.get(partition);
    }

    /// Topics, then partitions, both sorted.
    SortedMap<String, TreeMap<Integer, CommittedOffset>> all() {
        return Collections.unmodifiableSortedMap(committed);
    }

    /// How many partitions have one.
    int size() {
        return committed.values().stream().mapToInt(TreeMap::size).sum();
    }

    /// Whether it may be thrown away.
    boolean isUnused() {
        return committed.isEmpty() && inFlight.isEmpty() && writesInFlight == 0;
    }

    void put(OffsetCommitted r) {
        committed
                .computeIfAbsent(r.topic(), _ -> new TreeMap<>())
                .put(
                        r.partition(),
                        new CommittedOffset(
                                r.offset(),
                                r.leaderEpoch(),
                                r.metadata(),
                                r.commitTimestampMs(),
                                r.expireTimestampMs(),
                                r.topicId()));
    }

    void forget(String topic, int partition) {
        TreeMap<Integer, CommittedOffset> partitions = committed.get(topic);
        if (partitions != null) {
            partitions.remove(partition);
            if (partitions.isEmpty()) {
                committed.remove(topic);
            }
        }
    }

    void sent(String topic, int partition) {
        inFlight.computeIfAbsent(topic, _ -> new TreeMap<>()).merge(partition, 1, Integer::sum);
    }

    void landed(String topic, int partition) {
        TreeMap<Integer, Integer> partitions = inFlight.get(topic);
        if (partitions != null) {
            partitions.computeIfPresent(partition, (_, count) -> count == 1 ? null : count - 1);
            if (partitions.isEmpty()) {
                inFlight.remove(topic);
            }
        }
    }

    /// The ends of the offsets, committed or on their way, of the partitions chosen.
    List<GroupRecord> tombstones(String group, BiPredicate<String, Integer> chosen) {
        TreeMap<String, TreeSet<Integer>> known = new TreeMap<>();
        committed.forEach((topic, p) ->
                known.computeIfAbsent(topic, _ -> new TreeSet<>()).addAll(p.keySet()));
        inFlight.forEach((topic, p) ->
                known.computeIfAbsent(topic, _ -> new TreeSet<>()).addAll(p.keySet()));
        List<GroupRecord> tombstones = new ArrayList<>();
        known.forEach((topic, partitions) -> {
            for (int partition : partitions) {
                if (chosen.test(topic, partition)) {
                    tombstones.add(new OffsetForgotten(group, topic, partition));
                }
            }
        });
        return tombstones;
    }
}
