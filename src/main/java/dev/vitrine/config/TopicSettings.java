package dev.vitrine.config;

import static dev.vitrine.config.Setting.big;
import static dev.vitrine.config.Setting.bool;
import static dev.vitrine.config.Setting.number;
import static dev.vitrine.config.Setting.text;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The topic settings that may be set, with Kafka 4.4's defaults
/// (https://kafka.apache.org/documentation/#topicconfigs). Some have a broker setting that gives
/// the default of all topics; see [#brokerSetting].
public final class TopicSettings {
    private TopicSettings() {}

    private static final SortedMap<String, Setting> TABLE = new TreeMap<>();
    private static final SortedMap<String, Setting> OF_BROKER = new TreeMap<>();

    /// Every topic setting by name.
    public static final SortedMap<String, Setting> ALL = Collections.unmodifiableSortedMap(TABLE);

    public static final Setting CLEANUP_POLICY =
            add(
                    new Setting(
                            "cleanup.policy",
                            Setting.Type.LIST,
                            "delete",
                            0,
                            0,
                            List.of("compact", "delete"),
                            "Whether old segments are deleted, or only the last record of each key"
                                    + " is kept."));
    public static final Setting COMPRESSION_GZIP_LEVEL =
            add(
                    new Setting(
                            "compression.gzip.level",
                            Setting.Type.INT,
                            "-1",
                            -1,
                            9,
                            List.of(),
                            "How hard gzip tries to make batches small."));
    public static final Setting COMPRESSION_LZ4_LEVEL =
            add(
                    new Setting(
                            "compression.lz4.level",
                            Setting.Type.INT,
                            "9",
                            1,
                            17,
                            List.of(),
                            "How hard lz4 tries to make batches small."));
    public static final Setting COMPRESSION_ZSTD_LEVEL =
            add(
                    new Setting(
                            "compression.zstd.level",
                            Setting.Type.INT,
                            "3",
                            -131072,
                            22,
                            List.of(),
                            "How hard zstd tries to make batches small."));
    public static final Setting COMPRESSION_TYPE =
            add(
                    text(
                            "compression.type",
                            "producer",
                            "How batches are compressed on disk.",
                            "uncompressed",
                            "zstd",
                            "lz4",
                            "snappy",
                            "gzip",
                            "producer"),
                    BrokerSettings.COMPRESSION_TYPE);
    public static final Setting DELETE_RETENTION_MS =
            add(
                    big(
                            "delete.retention.ms",
                            86_400_000,
                            0,
                            "How long a tombstone stays in a compacted topic."));
    public static final Setting FILE_DELETE_DELAY_MS =
            add(
                    big(
                            "file.delete.delay.ms",
                            60_000,
                            0,
                            "How long a deleted segment stays on disk."));
    public static final Setting FLUSH_MESSAGES =
            add(
                    big(
                            "flush.messages",
                            Long.MAX_VALUE,
                            1,
                            "After how many records a log is flushed."),
                    BrokerSettings.LOG_FLUSH_INTERVAL_MESSAGES);
    public static final Setting FLUSH_MS =
            add(big("flush.ms", Long.MAX_VALUE, 0, "After what time a log is flushed."));
    public static final Setting INDEX_INTERVAL_BYTES =
            add(
                    number(
                            "index.interval.bytes",
                            4_096,
                            0,
                            "How many bytes of a log lie between two entries of its offset index."),
                    BrokerSettings.LOG_INDEX_INTERVAL_BYTES);
    public static final Setting MAX_COMPACTION_LAG_MS =
            add(
                    big(
                            "max.compaction.lag.ms",
                            Long.MAX_VALUE,
                            1,
                            "How long a record may wait for compaction at most."));
    public static final Setting MAX_MESSAGE_BYTES =
            add(
                    number(
                            "max.message.bytes",
                            1_048_588,
                            0,
                            "The largest batch of records accepted."),
                    BrokerSettings.MESSAGE_MAX_BYTES);
    public static final Setting MESSAGE_TIMESTAMP_AFTER_MAX_MS =
            add(
                    big(
                            "message.timestamp.after.max.ms",
                            3_600_000,
                            0,
                            "How far ahead of the broker's clock a record's timestamp may be."));
    public static final Setting MESSAGE_TIMESTAMP_BEFORE_MAX_MS =
            add(
                    big(
                            "message.timestamp.before.max.ms",
                            Long.MAX_VALUE,
                            0,
                            "How far behind the broker's clock a record's timestamp may be."));
    public static final Setting MESSAGE_TIMESTAMP_TYPE =
            add(
                    text(
                            "message.timestamp.type",
                            "CreateTime",
                            "Whether a record carries the producer's time or the broker's.",
                            "CreateTime",
                            "LogAppendTime"));
    public static final Setting MIN_CLEANABLE_DIRTY_RATIO =
            add(
                    new Setting(
                            "min.cleanable.dirty.ratio",
                            Setting.Type.DOUBLE,
                            "0.5",
                            0,
                            1,
                            List.of(),
                            "How much of a log must be dirty before it is compacted."));
    public static final Setting MIN_COMPACTION_LAG_MS =
            add(
                    big(
                            "min.compaction.lag.ms",
                            0,
                            0,
                            "How long a record is safe from compaction at least."));
    public static final Setting MIN_INSYNC_REPLICAS =
            add(
                    number(
                            "min.insync.replicas",
                            1,
                            1,
                            "How many replicas must be in sync for a produce with acks=all to be"
                                    + " accepted."),
                    BrokerSettings.MIN_INSYNC_REPLICAS);
    public static final Setting PREALLOCATE =
            add(bool("preallocate", false, "Whether a segment's file gets its size at once."));
    public static final Setting RETENTION_BYTES =
            add(
                    big(
                            "retention.bytes",
                            -1,
                            Long.MIN_VALUE,
                            "How large a partition grows before its oldest segments go; -1 for no"
                                    + " limit."));
    public static final Setting RETENTION_MS =
            add(
                    big(
                            "retention.ms",
                            604_800_000,
                            -1,
                            "How old a segment's records grow before it goes; -1 for no limit."));
    public static final Setting SEGMENT_BYTES =
            add(
                    number(
                            "segment.bytes",
                            1_073_741_824,
                            1_048_576,
                            "How large a segment of a log grows."),
                    BrokerSettings.LOG_SEGMENT_BYTES);
    public static final Setting SEGMENT_INDEX_BYTES =
            add(
                    number("segment.index.bytes", 10_485_760, 4, "How large an index grows."),
                    BrokerSettings.LOG_INDEX_SIZE_MAX_BYTES);
    public static final Setting SEGMENT_JITTER_MS =
            add(big("segment.jitter.ms", 0, 0, "How much of segment.ms is taken off at random."));
    public static final Setting SEGMENT_MS =
            add(big("segment.ms", 604_800_000, 1, "How long a log writes to one segment at most."));
    public static final Setting UNCLEAN_LEADER_ELECTION =
            add(
                    bool(
                            "unclean.leader.election.enable",
                            false,
                            "Whether a replica outside the in-sync set may lead when nobody else"
                                    + " can, at the price of records."),
                    BrokerSettings.UNCLEAN_LEADER_ELECTION);

    /// The broker setting that gives a topic setting its default, if there is one.
    public static Optional<Setting> brokerSetting(Setting topicSetting) {
        return Optional.ofNullable(OF_BROKER.get(topicSetting.name()));
    }

    private static Setting add(Setting setting) {
        TABLE.put(setting.name(), setting);
        return setting;
    }

    private static Setting add(Setting setting, Setting ofBroker) {
        OF_BROKER.put(setting.name(), ofBroker);
        return add(setting);
    }
}
