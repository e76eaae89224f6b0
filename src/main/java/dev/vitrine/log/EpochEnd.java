package dev.vitrine.log;

/// The end of what a log holds of a leader epoch, as OffsetForLeaderEpoch answers it (KIP-101,
/// KIP-279).
///
/// @param leaderEpoch the largest epoch at or below the one asked for, -1 when unknown
/// @param endOffset one past the last offset of that epoch, -1 when unknown
public record EpochEnd(int leaderEpoch, long endOffset) {
    /// The log can tell nothing about the epoch asked for.
    public static final EpochEnd UNKNOWN = new EpochEnd(-1, -1);
}
