package dev.vitrine.broker.api;

import dev.vitrine.replica.InSyncFollower;
import dev.vitrine.replica.Partition;

import java.util.Comparator;
import java.util.OptionalInt;

/// Where one consumer should rather read from than from the leader: an in-sync follower in its own
/// rack (KIP-392, `RackAwareReplicaSelector`).
final class ReadReplicas {
    /// The only `replica.selector.class` there is.
    static final String RACK_AWARE = "org.apache.kafka.common.replica.RackAwareReplicaSelector";

    private static final Comparator<InSyncFollower> BY_PROGRESS =
            Comparator.comparingLong(InSyncFollower::endOffset)
                    .thenComparing(Comparator.comparingLong(InSyncFollower::behindMs).reversed())
                    .thenComparingInt(InSyncFollower::id);

    private final Knowledge knowledge;
    private final String rack;

    /// @param rack the consumer's; empty when it has none, or no replica is preferred here
    ReadReplicas(Knowledge knowledge, String rack) {
        this.knowledge = knowledge;
        this.rack = rack;
    }

    /// The follower to read an offset from, where this broker leads, is not in the consumer's rack,
    /// and an alive in-sync follower that has the offset is: of several the one that has most, then
    /// the one that caught up last, then the one with the largest id.
    OptionalInt preferred(Partition partition, long offset) {
        if (rack.isEmpty() || !partition.isLeader() || isNear(knowledge.nodeId())) {
            return OptionalInt.empty();
        }
        return partition.inSyncFollowersWith(offset).stream()
                .filter(follower -> isNear(follower.id()))
                .max(BY_PROGRESS)
                .map(follower -> OptionalInt.of(follower.id()))
                .orElse(OptionalInt.empty());
    }

    private boolean isNear(int broker) {
        return knowledge.aliveBroker(broker).filter(b -> b.rack().equals(rack)).isPresent();
    }
}
