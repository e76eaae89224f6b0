package dev.vitrine.log;

/// What became of an append.
///
/// @param baseOffset the first record's offset; the log's end when nothing was appended
/// @param lastOffset the last record's offset, `baseOffset - 1` when nothing was appended
/// @param logAppendTimeMs when the log stamped the records, -1 when they keep their creation time;
///   the largest timestamp of a duplicate
/// @param bytes how much the log grew, 0 for a duplicate
/// @param duplicate whether this batch of an idempotent producer was in the log already; the
///   offsets are then those of the first time (KIP-98)
public record Appended(
        long baseOffset,
        long lastOffset,
        long logAppendTimeMs,
        long logStartOffset,
        int bytes,
        boolean duplicate) {}
