package dev.vitrine.replica;

import dev.vitrine.log.EpochEnd;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/// What a fetch of one partition finds.
///
/// @param diverging where the follower's log and this one part, when they do (KIP-595)
/// @param highWatermarkNews whether a follower does not know the high watermark yet
public record Read(
        Errors error,
        long highWatermark,
        long logStartOffset,
        @Nullable EpochEnd diverging,
        MemoryRecords records,
        boolean highWatermarkNews) {

    /// What a fetch asks of one partition.
    ///
    /// @param replicaId the follower's node, -1 for a consumer
    /// @param replicaEpoch the follower's broker epoch, -1 when it did not say
    /// @param logStartOffset where the follower's log starts, -1 when it did not say
    /// @param currentLeaderEpoch the leader epoch the client believes in, -1 for none
    /// @param lastFetchedEpoch the epoch of the last record the client has, -1 for none
    /// @param leaderOnly whether a follower must not answer
    /// @param arriving whether the fetch has just come, and so tells where a follower is
    public record Ask(
            int replicaId,
            long replicaEpoch,
            long offset,
            long logStartOffset,
            int currentLeaderEpoch,
            int lastFetchedEpoch,
            int maxBytes,
            boolean atLeastOneBatch,
            boolean leaderOnly,
            boolean arriving) {}

    /// Up to where a consumer reads that wants committed transactions only: there are no others.
    public long lastStableOffset() {
        return highWatermark;
    }

    static Read refused(Errors error) {
        return new Read(error, -1, -1, null, MemoryRecords.EMPTY, false);
    }

    /// Whether a parked fetch should be answered whatever its size.
    public boolean isUrgent() {
        return error != Errors.NONE || diverging != null || highWatermarkNews;
    }
}
