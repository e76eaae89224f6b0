package dev.vitrine.log;

import java.util.List;

/// How much of a log waits to be compacted. Sealed segments only, and only those whose records are
/// all committed and as old as `min.compaction.lag.ms` asks.
///
/// ```
///   start        from            to
///     [ clean ... | dirty ...... | not yet ... ][ active ]
/// ```
///
/// @param from the first offset that no run has seen
/// @param to the first offset that no run may see yet
/// @param cleanBytes bytes of the segments before `from`
/// @param dirtyBytes bytes of the segments from there to `to`
/// @param isDue whether that is enough: more than `min.cleanable.dirty.ratio` is dirty, or a record
///   has waited for longer than `max.compaction.lag.ms`
public record Dirt(long from, long to, long cleanBytes, long dirtyBytes, boolean isDue) {
    static Dirt of(
            List<Segment> segments,
            Cleanup cleanup,
            long startOffset,
            long cleanedTo,
            long highWatermark,
            long nowMs) {
        long from = Math.max(startOffset, cleanedTo);
        long to = from;
        long clean = 0;
        long dirty = 0;
        boolean overdue = false;
        for (int i = 0; i < segments.size() - 1; i++) {
            Segment segment = segments.get(i);
            long end = segments.get(i + 1).baseOffset();
            if (end <= from) {
                clean += segment.size();
                continue;
            }
            boolean isYoung =
                    cleanup.compactionLagMinMs() > 0
                            && segment.newestMs() > nowMs - cleanup.compactionLagMinMs();
            if (end > highWatermark || isYoung) {
                break;
            }
            to = end;
            dirty += segment.size();
            overdue |=
                    segment.firstTimestamp() >= 0
                            && nowMs - segment.firstTimestamp() > cleanup.compactionLagMaxMs();
        }
        boolean enough = dirty > cleanup.dirtyRatioMin() * (clean + dirty);
        return new Dirt(from, to, clean, dirty, dirty > 0 && (enough || overdue));
    }

    /// Of two logs the one with the higher ratio is compacted first.
    public double ratio() {
        return dirtyBytes == 0 ? 0 : (double) dirtyBytes / (cleanBytes + dirtyBytes);
    }
}
