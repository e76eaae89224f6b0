package dev.vitrine.log;

import dev.vitrine.config.Settings;
import dev.vitrine.config.TopicSettings;

/// How one log is kept.
///
/// @param segmentBytes a segment that would grow beyond this is closed and a new one begun
///   (`segment.bytes`)
/// @param segmentMs a segment whose first record is older than this, by the records' own
///   timestamps, is closed at the next append (`segment.ms`)
/// @param segmentJitterMs at most how much of `segmentMs` chance takes off (`segment.jitter.ms`)
/// @param indexIntervalBytes bytes of a segment between two entries of its index
///   (`index.interval.bytes`)
/// @param indexSizeMaxBytes a segment whose index is as large as this is closed
///   (`segment.index.bytes`)
/// @param maxMessageBytes the largest batch accepted from a producer (`max.message.bytes`)
/// @param flushIntervalMessages records that may be in the log without being flushed
///   (`flush.messages`)
/// @param cleanup what becomes of old records
/// @param timestamps which times of records are accepted
/// @param codec how batches are compressed
public record LogConfig(
        int segmentBytes,
        long segmentMs,
        long segmentJitterMs,
        int indexIntervalBytes,
        int indexSizeMaxBytes,
        int maxMessageBytes,
        long flushIntervalMessages,
        Cleanup cleanup,
        Timestamps timestamps,
        Codec codec) {

    /// Kafka 4.4's defaults.
    public static final LogConfig DEFAULT =
            new LogConfig(
                    1_073_741_824,
                    604_800_000L,
                    0,
                    4_096,
                    10_485_760,
                    1_048_588,
                    Long.MAX_VALUE,
                    Cleanup.DEFAULT,
                    Timestamps.DEFAULT,
                    Codec.AS_SENT);

    public LogConfig {
        if (segmentBytes < 1 || segmentMs < 1 || indexIntervalBytes < 0 || maxMessageBytes < 0) {
            throw new IllegalArgumentException("a log cannot be kept with these sizes");
        }
        if (indexSizeMaxBytes < SparseIndex.TIME_ENTRY_BYTES || flushIntervalMessages < 1) {
            throw new IllegalArgumentException(
                    "a log needs room for an index entry and an interval of 1");
        }
    }

    /// What a topic's settings say ([Settings#ofTopic]); they fall back on the broker's by
    /// themselves.
    public static LogConfig ofTopic(Settings topic) {
        return new LogConfig(
                segmentBytes(topic),
                topic.longOf(TopicSettings.SEGMENT_MS),
                topic.longOf(TopicSettings.SEGMENT_JITTER_MS),
                topic.intOf(TopicSettings.INDEX_INTERVAL_BYTES),
                indexBytes(topic.intOf(TopicSettings.SEGMENT_INDEX_BYTES)),
                topic.intOf(TopicSettings.MAX_MESSAGE_BYTES),
                topic.longOf(TopicSettings.FLUSH_MESSAGES),
                Cleanup.of(topic),
                Timestamps.of(topic),
                Codec.of(topic));
    }

    /// Kafka has a second setting for its tests, which may be smaller.
    private static int segmentBytes(Settings topic) {
        return topic.overrides().containsKey(TopicSettings.INTERNAL_SEGMENT_BYTES.name())
                ? topic.intOf(TopicSettings.INTERNAL_SEGMENT_BYTES)
                : topic.intOf(TopicSettings.SEGMENT_BYTES);
    }

    /// Kafka allows an index of 4 bytes; one that holds no entry would close every segment at once.
    private static int indexBytes(int value) {
        return Math.max(SparseIndex.TIME_ENTRY_BYTES, value);
    }

    /// Whether every record needs a key, and only the last of each key is kept.
    public boolean compacted() {
        return cleanup.compact();
    }

    /// Whether the leader stamps records with its own time.
    public boolean logAppendTime() {
        return timestamps.logAppendTime();
    }

    /// How long a segment is written to at most. A log whose records must not wait longer for
    /// compaction is closed in time, since the active segment is never compacted.
    long rollMs() {
        return cleanup.compact() ? Math.min(segmentMs, cleanup.compactionLagMaxMs()) : segmentMs;
    }
}
