package dev.vitrine.broker;

import dev.vitrine.event.Event.QuorumRole;
import dev.vitrine.event.Event.ReplicaRole;

import java.util.List;

/// What a node holds at this moment, for those who check invariants.
///
/// @param metadataEndOffset one past the last record of the metadata log, committed or not
public record NodeState(
        int nodeId,
        QuorumRole quorumRole,
        int term,
        int quorumLeader,
        long metadataHighWatermark,
        long metadataEndOffset,
        List<Replica> replicas) {

    /// One replica on this node.
    public record Replica(
            String topic,
            int partition,
            ReplicaRole role,
            int leader,
            int leaderEpoch,
            int partitionEpoch,
            List<Integer> isr,
            long logStartOffset,
            long highWatermark,
            long logEndOffset) {}
}
