package dev.vitrine.log;

import java.util.ArrayList;
import java.util.List;

/// Which of a log's oldest segments have to go, and why. In Kafka's order:
///
/// 1. segments that end at or before the log's start;
/// 2. with `delete` in `cleanup.policy`, those that make the log larger than `retention.bytes`;
/// 3. and those whose newest record is older than `retention.ms`.
///
/// No segment goes that reaches above the high watermark: what is not committed is not old. It
/// decides and changes nothing.
final class Retention {
    /// A segment that has to go.
    record Expired(Segment segment, String why) {}

    private final List<Segment> segments;
    private final Cleanup cleanup;
    private final long startOffset;
    private final long highWatermark;

    private final List<Expired> expired = new ArrayList<>();

    private Retention(
            List<Segment> segments, Cleanup cleanup, long startOffset, long highWatermark) {
        this.segments = segments;
        this.cleanup = cleanup;
        this.startOffset = startOffset;
        this.highWatermark = highWatermark;
    }

    /// @param segments of the log, oldest first
    /// @return the first of them, as many as have to go; all of them when even the active one has
    static List<Expired> decide(
            List<Segment> segments,
            Cleanup cleanup,
            long startOffset,
            long highWatermark,
            long nowMs) {
        Retention retention = new Retention(segments, cleanup, startOffset, highWatermark);
        retention.beforeTheStart();
        if (cleanup.delete()) {
            retention.tooLarge();
            retention.tooOld(nowMs);
        }
        return retention.expired;
    }

    private void beforeTheStart() {
        while (mayGo() && !isActive() && endOfNext() <= startOffset) {
            expire("it ends before the log start offset " + startOffset);
        }
    }

    private void tooLarge() {
        if (cleanup.retentionBytes() < 0) {
            return;
        }
        long over = -cleanup.retentionBytes();
        for (Segment segment : segments.subList(expired.size(), segments.size())) {
            over += segment.size();
        }
        while (mayGo() && over >= next().size()) {
            over -= next().size();
            expire("the log is larger than retention.bytes=" + cleanup.retentionBytes());
        }
    }

    private void tooOld(long nowMs) {
        while (mayGo()
                && cleanup.retentionMs() >= 0
                && nowMs - next().newestMs() > cleanup.retentionMs()) {
            expire("its newest record is older than retention.ms=" + cleanup.retentionMs());
        }
    }

    /// Whether there is a next segment with all its records committed. An empty active one stays.
    private boolean mayGo() {
        return expired.size() < segments.size()
                && endOfNext() <= highWatermark
                && !(isActive() && next().size() == 0);
    }

    private Segment next() {
        return segments.get(expired.size());
    }

    private boolean isActive() {
        return expired.size() == segments.size() - 1;
    }

    private long endOfNext() {
        return isActive() ? next().nextOffset() : segments.get(expired.size() + 1).baseOffset();
    }

    private void expire(String why) {
        expired.add(new Expired(next(), why));
    }
}
