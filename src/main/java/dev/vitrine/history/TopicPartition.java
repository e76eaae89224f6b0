package dev.vitrine.history;

import java.util.Comparator;

/// A partition's name. Sorts by topic, then by number.
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {
    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    @Override
    public int compareTo(TopicPartition other) {
        return ORDER.compare(this, other);
    }

    /// Kafka's way to write it: `orders-1`.
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
