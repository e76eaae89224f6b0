package dev.vitrine.group;

import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
        return read(assignment).map(Assigned::partitions).orElseGet(TreeMap::new);
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

    /// What a consumer says of itself.
    record Subscribed(
            SortedSet<String> topics,
            @Nullable String rackId,
            SortedMap<String, List<Integer>> owned) {}

    /// What a consumer was assigned.
    ///
    /// @param hasUserData whether its assignor said something of its own
    record Assigned(SortedMap<String, List<Integer>> partitions, boolean hasUserData) {}

    /// Empty when nobody can read it. No bytes are no partitions.
    static Optional<Assigned> read(Bytes assignment) {
        if (assignment.get().length == 0) {
            return Optional.of(new Assigned(new TreeMap<>(), false));
        }
        try {
            var read = ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(assignment.get()));
            ByteBuffer userData = read.userData();
            return Optional.of(
                    new Assigned(
                            byTopic(read.partitions()),
                            userData != null && userData.hasRemaining()));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /// Empty when nobody can read it.
    static Optional<Subscribed> subscribed(Bytes subscription) {
        try {
            var read =
                    ConsumerProtocol.deserializeSubscription(ByteBuffer.wrap(subscription.get()));
            return Optional.of(
                    new Subscribed(
                            new TreeSet<>(read.topics()),
                            read.rackId().orElse(null),
                            byTopic(read.ownedPartitions())));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /// An assignment of these partitions, for a consumer that writes such subscriptions.
    static Bytes assignment(SortedMap<String, List<Integer>> partitions, Bytes subscription) {
        List<TopicPartition> all = new ArrayList<>();
        partitions.forEach(
                (topic, numbers) -> numbers.forEach(p -> all.add(new TopicPartition(topic, p))));
        short version;
        try {
            version = ConsumerProtocol.deserializeVersion(ByteBuffer.wrap(subscription.get()));
        } catch (RuntimeException e) {
            version = 0;
        }
        return Bytes.wrap(
                Utils.toArray(ConsumerProtocol.serializeAssignment(new Assignment(all), version)));
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
