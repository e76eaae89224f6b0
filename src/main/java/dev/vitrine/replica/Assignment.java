package dev.vitrine.replica;

import org.apache.kafka.common.Uuid;

import java.util.List;

/// What the controller has decided about a partition, as far as this node has applied it.
///
/// @param leader -1 when nobody leads
/// @param partitionEpoch grows with every decision about the partition
public record Assignment(
        String topic,
        Uuid topicId,
        int partition,
        List<Integer> replicas,
        List<Integer> isr,
        int leader,
        int leaderEpoch,
        int partitionEpoch) {

    public String name() {
        return topic + "-" + partition;
    }
}
