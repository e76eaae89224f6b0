package dev.vitrine.broker;

import java.nio.ByteBuffer;

/// A stretch of a partition's log on one node, for those who look.
///
/// @param lastStableOffset as this node knows it; up to there a reader of committed transactions
///   reads
/// @param batches whole batches of Kafka's format, committed or not; the first may begin before
///   what was asked for. Empty at the log's end
public record LogSlice(
        long logStartOffset,
        long highWatermark,
        long lastStableOffset,
        long logEndOffset,
        ByteBuffer batches) {}
