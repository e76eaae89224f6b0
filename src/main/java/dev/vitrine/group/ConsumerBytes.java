package dev.vitrine.group;

import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What consumers put into the bytes that a classic coordinator passes on unread. It reads them
/// only to show who owns what, and which topics a group reads; bytes that nobody can read mean
/// nothing.
final class ConsumerBytes {
    private ConsumerBytes() {}

    /// The partitions that an assignment gives.
    static SortedMap<String, List<Integer>> assigned(Bytes assignment) {
        if (assignment.get().length == 0) {
            return new TreeMap<>();
        }
        try {
            return byTopic(
                    ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(assignment.get()))
                            .partitions());
        } catch (RuntimeException e) {
            // Any client may put anything here; the reader throws whatever it meets.
            return new TreeMap<>();
        }
    }

    /// The partitions that a member says it owns while it joins: none when it gave them all up
    /// (eager), most of them when it did not (cooperative, KIP-429).
    static SortedMap<String, List<Integer>> owned(Bytes subscription) {
        if (subscription.get().length == 0) {
            return new TreeMap<>();
        }
        try {
            return byTopic(
                    ConsumerProtocol.deserializeSubscription(ByteBuffer.wrap(subscription.get()))
                            .ownedPartitions());
        } catch (RuntimeException e) {
            return new TreeMap<>();
        }
    }

    /// All the topics of some subscriptions; null when one of them cannot be read.
    static @Nullable SortedSet<String> topics(Collection<Bytes> subscriptions) {
        SortedSet<String> topics = new TreeSet<>();
        try {
            for (Bytes subscription : subscriptions) {
                topics.addAll(
                        ConsumerProtocol.deserializeSubscription(
                                        ByteBuffer.wrap(subscription.get()))
                                .topics());
            }
        } catch (RuntimeException e) {
            return null;
        }
        return topics;
    }

    private static SortedMap<String, List<Integer>> byTopic(List<TopicPartition> partitions) {
        SortedMap<String, SortedSet<Integer>> sorted = new TreeMap<>();
        for (TopicPartition tp : partitions) {
            sorted.computeIfAbsent(tp.topic(), _ -> new TreeSet<>()).add(tp.partition());
        }
        SortedMap<String, List<Integer>> result = new TreeMap<>();
        sorted.forEach((topic, numbers) -> result.put(topic, List.copyOf(numbers)));
        return result;
    }
}
