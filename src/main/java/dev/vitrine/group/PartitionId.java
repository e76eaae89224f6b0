package dev.vitrine.group;

import org.apache.kafka.common.Uuid;

/// A partition, by its topic's id: what the consumer protocol assigns. Sorted by topic, then
/// number.
public record PartitionId(Uuid topicId, int partition) implements Comparable<PartitionId> {
    @Override
    public int compareTo(PartitionId other) {
        int byTopic = topicId.compareTo(other.topicId);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }
}
