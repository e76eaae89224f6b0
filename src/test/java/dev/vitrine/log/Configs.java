package dev.vitrine.log;

/// Logs kept in ways that Kafka's settings do not allow, such as in tiny segments; what is not said
/// is Kafka's default.
final class Configs {
    private int segmentBytes = LogConfig.DEFAULT.segmentBytes();
    private long segmentMs = LogConfig.DEFAULT.segmentMs();
    private long segmentJitterMs;
    private int indexIntervalBytes = LogConfig.DEFAULT.indexIntervalBytes();
    private int indexSizeMaxBytes = LogConfig.DEFAULT.indexSizeMaxBytes();
    private int maxMessageBytes = LogConfig.DEFAULT.maxMessageBytes();
    private long flushIntervalMessages = LogConfig.DEFAULT.flushIntervalMessages();
    private Cleanup cleanup = Cleanup.DEFAULT;
    private Timestamps timestamps = Timestamps.DEFAULT;
    private Codec codec = Codec.AS_SENT;

    static Configs kept() {
        return new Configs();
    }

    Configs segmentBytes(int value) {
        segmentBytes = value;
        return this;
    }

    Configs segmentMs(long value) {
        segmentMs = value;
        return this;
    }

    Configs segmentJitterMs(long value) {
        segmentJitterMs = value;
        return this;
    }

    Configs indexIntervalBytes(int value) {
        indexIntervalBytes = value;
        return this;
    }

    Configs indexSizeMaxBytes(int value) {
        indexSizeMaxBytes = value;
        return this;
    }

    Configs maxMessageBytes(int value) {
        maxMessageBytes = value;
        return this;
    }

    Configs flushIntervalMessages(long value) {
        flushIntervalMessages = value;
        return this;
    }

    Configs compacted() {
        return cleanup(new Cleanup(false, true, -1, -1, 60_000, 86_400_000, 0, Long.MAX_VALUE, 0));
    }

    /// Deleted by age and size, -1 for no limit.
    Configs retention(long ms, long bytes) {
        return cleanup(
                new Cleanup(true, false, ms, bytes, 60_000, 86_400_000, 0, Long.MAX_VALUE, 0.5));
    }

    Configs cleanup(Cleanup value) {
        cleanup = value;
        return this;
    }

    Configs logAppendTime() {
        return timestamps(new Timestamps(true, Long.MAX_VALUE, 3_600_000));
    }

    Configs timestamps(Timestamps value) {
        timestamps = value;
        return this;
    }

    Configs codec(Codec value) {
        codec = value;
        return this;
    }

    LogConfig config() {
        return new LogConfig(
                segmentBytes,
                segmentMs,
                segmentJitterMs,
                indexIntervalBytes,
                indexSizeMaxBytes,
                maxMessageBytes,
                flushIntervalMessages,
                cleanup,
                timestamps,
                codec);
    }
}
