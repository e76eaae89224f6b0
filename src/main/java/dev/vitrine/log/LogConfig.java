package dev.vitrine.log;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;
import dev.vitrine.config.TopicSettings;

/// How one log is kept.
///
/// @param segmentBytes a segment that would grow beyond this is closed and a new one begun
///   (`segment.bytes`)
/// @param segmentMs a segment whose first record is older than this, by the records' own
///   timestamps, is closed at the next append (`segment.ms`)
/// @param indexIntervalBytes bytes of a segment between two entries of its index
///   (`index.interval.bytes`)
/// @param indexSizeMaxBytes a segment whose index is as large as this is closed
///   (`segment.index.bytes`)
/// @param maxMessageBytes the largest batch accepted from a producer (`max.message.bytes`)
/// @param flushIntervalMessages records that may be in the log without being flushed
///   (`flush.messages`)
/// @param compacted whether every record needs a key, and offsets may have gaps (`cleanup.policy`)
/// @param logAppendTime whether the leader stamps records with its own time
///   (`message.timestamp.type`)
public record LogConfig(
        int segmentBytes,
        long segmentMs,
        int indexIntervalBytes,
        int indexSizeMaxBytes,
        int maxMessageBytes,
        long flushIntervalMessages,
        boolean compacted,
        boolean logAppendTime) {

    /// Kafka 4.4's defaults.
    public static final LogConfig DEFAULT =
            new LogConfig(
                    1_073_741_824,
                    604_800_000L,
                    4_096,
                    10_485_760,
                    1_048_588,
                    Long.MAX_VALUE,
                    false,
                    false);

    public LogConfig {
        if (segmentBytes < 1 || segmentMs < 1 || indexIntervalBytes < 0 || maxMessageBytes < 0) {
            throw new IllegalArgumentException("a log cannot be kept with these sizes");
        }
        if (indexSizeMaxBytes < SparseIndex.TIME_ENTRY_BYTES || flushIntervalMessages < 1) {
            throw new IllegalArgumentException(
                    "a log needs room for an index entry and an interval of 1");
        }
    }

    /// What a broker's settings say of every log that its topic does not say otherwise.
    public static LogConfig of(Settings broker) {
        return DEFAULT.withSegmentBytes(broker.intOf(BrokerSettings.LOG_SEGMENT_BYTES))
                .withIndexIntervalBytes(broker.intOf(BrokerSettings.LOG_INDEX_INTERVAL_BYTES))
                .withIndexSizeMaxBytes(
                        indexBytes(broker.intOf(BrokerSettings.LOG_INDEX_SIZE_MAX_BYTES)))
                .withMaxMessageBytes(broker.intOf(BrokerSettings.MESSAGE_MAX_BYTES))
                .withFlushIntervalMessages(
                        broker.longOf(BrokerSettings.LOG_FLUSH_INTERVAL_MESSAGES));
    }

    /// What a topic's settings say ([Settings#ofTopic]); they fall back on the broker's by
    /// themselves.
    public static LogConfig ofTopic(Settings topic) {
        return DEFAULT.withSegmentBytes(topic.intOf(TopicSettings.SEGMENT_BYTES))
                .withSegmentMs(topic.longOf(TopicSettings.SEGMENT_MS))
                .withIndexIntervalBytes(topic.intOf(TopicSettings.INDEX_INTERVAL_BYTES))
                .withIndexSizeMaxBytes(indexBytes(topic.intOf(TopicSettings.SEGMENT_INDEX_BYTES)))
                .withMaxMessageBytes(topic.intOf(TopicSettings.MAX_MESSAGE_BYTES))
                .withFlushIntervalMessages(topic.longOf(TopicSettings.FLUSH_MESSAGES))
                .withCompacted(topic.stringOf(TopicSettings.CLEANUP_POLICY).contains("compact"))
                .withLogAppendTime(
                        topic.stringOf(TopicSettings.MESSAGE_TIMESTAMP_TYPE)
                                .equals("LogAppendTime"));
    }

    /// Kafka allows an index of 4 bytes; one that holds no entry would close every segment at once.
    private static int indexBytes(int value) {
        return Math.max(SparseIndex.TIME_ENTRY_BYTES, value);
    }

    public LogConfig withSegmentBytes(int value) {
        return new LogConfig(
                value,
                segmentMs,
                indexIntervalBytes,
                indexSizeMaxBytes,
                maxMessageBytes,
                flushIntervalMessages,
                compacted,
                logAppendTime);
    }

    public LogConfig withSegmentMs(long value) {
        return new LogConfig(
                segmentBytes,
                value,
                indexIntervalBytes,
                indexSizeMaxBytes,
                maxMessageBytes,
                flushIntervalMessages,
                compacted,
                logAppendTime);
    }

    public LogConfig withIndexIntervalBytes(int value) {
        return new LogConfig(
                segmentBytes,
                segmentMs,
                value,
                indexSizeMaxBytes,
                maxMessageBytes,
                flushIntervalMessages,
                compacted,
                logAppendTime);
    }

    public LogConfig withIndexSizeMaxBytes(int value) {
        return new LogConfig(
                segmentBytes,
                segmentMs,
                indexIntervalBytes,
                value,
                maxMessageBytes,
                flushIntervalMessages,
                compacted,
                logAppendTime);
    }

    public LogConfig withMaxMessageBytes(int value) {
        return new LogConfig(
                segmentBytes,
                segmentMs,
                indexIntervalBytes,
                indexSizeMaxBytes,
                value,
                flushIntervalMessages,
                compacted,
                logAppendTime);
    }

    public LogConfig withFlushIntervalMessages(long value) {
        return new LogConfig(
                segmentBytes,
                segmentMs,
                indexIntervalBytes,
                indexSizeMaxBytes,
                maxMessageBytes,
                value,
                compacted,
                logAppendTime);
    }

    public LogConfig withCompacted(boolean value) {
        return new LogConfig(
                segmentBytes,
                segmentMs,
                indexIntervalBytes,
                indexSizeMaxBytes,
                maxMessageBytes,
                flushIntervalMessages,
                value,
                logAppendTime);
    }

    public LogConfig withLogAppendTime(boolean value) {
        return new LogConfig(
                segmentBytes,
                segmentMs,
                indexIntervalBytes,
                indexSizeMaxBytes,
                maxMessageBytes,
                flushIntervalMessages,
                compacted,
                value);
    }
}
