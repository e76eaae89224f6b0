package dev.vitrine.log;

import dev.vitrine.config.Settings;
import dev.vitrine.config.TopicSettings;

/// Which times a log's records have.
///
/// @param logAppendTime whether the leader stamps records with its own time
///   (`message.timestamp.type`); the limits are then without meaning
/// @param beforeMaxMs how far behind the leader's clock a record's time may be
///   (`message.timestamp.before.max.ms`)
/// @param afterMaxMs how far ahead of it (`message.timestamp.after.max.ms`)
public record Timestamps(boolean logAppendTime, long beforeMaxMs, long afterMaxMs) {
    /// Kafka 4.4's defaults.
    public static final Timestamps DEFAULT = new Timestamps(false, Long.MAX_VALUE, 3_600_000);

    static Timestamps of(Settings topic) {
        return new Timestamps(
                topic.stringOf(TopicSettings.MESSAGE_TIMESTAMP_TYPE).equals("LogAppendTime"),
                topic.longOf(TopicSettings.MESSAGE_TIMESTAMP_BEFORE_MAX_MS),
                topic.longOf(TopicSettings.MESSAGE_TIMESTAMP_AFTER_MAX_MS));
    }
}
