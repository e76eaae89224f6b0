package dev.vitrine.log;

/// A record found by its timestamp.
///
/// @param timestampMs the record's own
/// @param leaderEpoch of the batch that holds it, -1 when unknown
public record TimestampOffset(long timestampMs, long offset, int leaderEpoch) {}
