package dev.vitrine.quorum;

/// How far a replica of the metadata log has come, as the leader knows it (DescribeQuorum).
///
/// @param logEndOffset one past its last durable record, -1 when unknown
/// @param lastFetchMs when it last fetched, milliseconds since the epoch, -1 when never
/// @param lastCaughtUpMs when it last had all that the leader had, -1 when never
public record ReplicaProgress(
        int replicaId, long logEndOffset, long lastFetchMs, long lastCaughtUpMs) {}
