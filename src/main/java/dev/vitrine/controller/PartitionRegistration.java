package dev.vitrine.controller;

import org.apache.kafka.common.Uuid;

import java.util.List;

/// A partition as the cluster knows it.
///
/// @param replicas the preferred leader first; never empty. While the partition is being moved
///   these are its old and its new replicas, the ones it will keep first
/// @param addingReplicas those of `replicas` that a move brings in
/// @param removingReplicas those of `replicas` that leave once the others are in sync
/// @param isr who has everything that is committed, and counts; empty only without a leader
/// @param elr who is not in sync and yet has everything that is committed: eligible leader replicas
///   (KIP-966). Empty while `isr` has `min.insync.replicas` members
/// @param lastKnownElr who led last, when nobody does and nobody is eligible
/// @param leader -1 when no replica may lead
/// @param leaderEpoch grows with every change of the leader, and when a replica is taken away
/// @param partitionEpoch grows with every change
public record PartitionRegistration(
        String topic,
        Uuid topicId,
        int partition,
        List<Integer> replicas,
        List<Integer> addingReplicas,
        List<Integer> removingReplicas,
        List<Integer> isr,
        List<Integer> elr,
        List<Integer> lastKnownElr,
        int leader,
        int leaderEpoch,
        int partitionEpoch) {

    public PartitionRegistration {
        replicas = List.copyOf(replicas);
        addingReplicas = List.copyOf(addingReplicas);
        removingReplicas = List.copyOf(removingReplicas);
        isr = List.copyOf(isr);
        elr = List.copyOf(elr);
        lastKnownElr = List.copyOf(lastKnownElr);
    }

    static PartitionRegistration of(MetadataRecord.PartitionCreated r) {
        return new PartitionRegistration(
                r.topic(),
                Uuid.fromString(r.topicId()),
                r.partition(),
                r.replicas(),
                r.addingReplicas(),
                r.removingReplicas(),
                r.isr(),
                r.elr(),
                r.lastKnownElr(),
                r.leader(),
                r.leaderEpoch(),
                r.partitionEpoch());
    }

    /// This partition once a change of it has been replayed.
    PartitionRegistration after(MetadataRecord.PartitionChanged r) {
        return new PartitionRegistration(
                topic,
                topicId,
                partition,
                r.replicas(),
                r.addingReplicas(),
                r.removingReplicas(),
                r.isr(),
                r.elr(),
                r.lastKnownElr(),
                r.leader(),
                r.leaderEpoch(),
                r.partitionEpoch());
    }

    public boolean hasLeader() {
        return leader != LeaderElection.NO_LEADER;
    }

    /// The replica that should lead when all is well.
    public int preferredLeader() {
        return replicas.getFirst();
    }

    /// Whether replicas are being added or removed (KIP-455).
    public boolean isReassigning() {
        return !addingReplicas.isEmpty() || !removingReplicas.isEmpty();
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
                addingReplicas,
                removingReplicas,
                isr,
                elr,
                lastKnownElr,
                leader,
                leaderEpoch,
                partitionEpoch,
                "");
    }
}
