package dev.vitrine.ui.model;

import java.util.List;

/// A stretch of a node's log, as the node answered.
///
/// @param from the first offset that was looked at
/// @param to one past the last that was looked at
/// @param rows by offset; an offset between `from` and `to` that is not among them is no more
public record LogStretch(
        long highWatermark, long lastStableOffset, long from, long to, List<RecordRow> rows) {}
