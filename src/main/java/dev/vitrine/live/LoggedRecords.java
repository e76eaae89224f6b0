package dev.vitrine.live;

import java.util.List;

/// A stretch of a node's log, as it was at one moment.
///
/// @param records by offset; what is missing between `from` and `to` is in this log no more
/// @param from the first offset that was looked at
/// @param to one past the last that was looked at
public record LoggedRecords(
        long logStartOffset,
        long highWatermark,
        long lastStableOffset,
        long logEndOffset,
        long from,
        long to,
        List<LoggedRecord> records) {}
