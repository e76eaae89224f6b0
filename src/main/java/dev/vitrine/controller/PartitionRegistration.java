package dev.vitrine.controller;

import org.apache.kafka.common.Uuid;

import java.util.List;

/// A partition as the cluster knows it.
///
/// @param replicas the preferred leader first; never empty
/// @param isr never empty; when `leader` is -1 these are the replicas that may lead when they
///   return
/// @param leader -1 when no replica may lead
/// @param leaderEpoch grows with every change of the leader
/// @param partitionEpoch grows with every change
public record PartitionRegistration(
        String topic,
        Uuid topicId,
        int partition,
        List<Integer> replicas,
        List<Integer> isr,
        int leader,
        int leaderEpoch,
        int partitionEpoch) {

    public PartitionRegistration {
        replicas = List.copyOf(replicas);
        isr = List.copyOf(isr);
    }

    public boolean hasLeader() {
        return leader != LeaderElection.NO_LEADER;
    }

    /// The replica that should lead when all is well.
    public int preferredLeader() {
        return replicas.getFirst();
    }

    /// `orders-1`.
    public String name() {
        return topic + "-" + partition;
    }

    MetadataRecord.PartitionCreated asCreated() {
        return new MetadataRecord.PartitionCreated(
                topic,
                topicId.toString(),
                partition,
                replicas,
                isr,
                leader,
                leaderEpoch,
                partitionEpoch);
    }
}
