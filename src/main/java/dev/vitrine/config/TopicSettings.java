package dev.vitrine.config;

import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// Kafka 4.4's topic settings (https://kafka.apache.org/documentation/#topicconfigs), read from the
/// table `topic.settings`. Most have broker settings that give the default of all topics.
public final class TopicSettings {
    private TopicSettings() {}

    /// All of them by name, in the order in which Kafka checks them.
    public static final SequencedMap<String, Setting> ALL =
            SettingTable.ofResources("topic.settings");

    public static final Setting CLEANUP_POLICY = of("cleanup.policy");
    public static final Setting COMPRESSION_GZIP_LEVEL = of("compression.gzip.level");
    public static final Setting COMPRESSION_LZ4_LEVEL = of("compression.lz4.level");
    public static final Setting COMPRESSION_TYPE = of("compression.type");
    public static final Setting COMPRESSION_ZSTD_LEVEL = of("compression.zstd.level");
    public static final Setting DELETE_RETENTION_MS = of("delete.retention.ms");
    public static final Setting FILE_DELETE_DELAY_MS = of("file.delete.delay.ms");
    public static final Setting FLUSH_MESSAGES = of("flush.messages");
    public static final Setting FLUSH_MS = of("flush.ms");
    public static final Setting FOLLOWER_REPLICATION_THROTTLED_REPLICAS =
            of("follower.replication.throttled.replicas");
    public static final Setting INDEX_INTERVAL_BYTES = of("index.interval.bytes");
    public static final Setting INTERNAL_SEGMENT_BYTES = of("internal.segment.bytes");
    public static final Setting LEADER_REPLICATION_THROTTLED_REPLICAS =
            of("leader.replication.throttled.replicas");
    public static final Setting MAX_COMPACTION_LAG_MS = of("max.compaction.lag.ms");
    public static final Setting MAX_DECOMPRESSED_MESSAGE_BYTES =
            of("max.decompressed.message.bytes");
    public static final Setting MAX_MESSAGE_BYTES = of("max.message.bytes");
    public static final Setting MESSAGE_TIMESTAMP_AFTER_MAX_MS =
            of("message.timestamp.after.max.ms");
    public static final Setting MESSAGE_TIMESTAMP_BEFORE_MAX_MS =
            of("message.timestamp.before.max.ms");
    public static final Setting MESSAGE_TIMESTAMP_TYPE = of("message.timestamp.type");
    public static final Setting MIN_CLEANABLE_DIRTY_RATIO = of("min.cleanable.dirty.ratio");
    public static final Setting MIN_COMPACTION_LAG_MS = of("min.compaction.lag.ms");
    public static final Setting MIN_INSYNC_REPLICAS = of("min.insync.replicas");
    public static final Setting PREALLOCATE = of("preallocate");
    public static final Setting REMOTE_STORAGE_ENABLE = of("remote.storage.enable");
    public static final Setting RETENTION_BYTES = of("retention.bytes");
    public static final Setting RETENTION_MS = of("retention.ms");
    public static final Setting SEGMENT_BYTES = of("segment.bytes");
    public static final Setting SEGMENT_INDEX_BYTES = of("segment.index.bytes");
    public static final Setting SEGMENT_JITTER_MS = of("segment.jitter.ms");
    public static final Setting SEGMENT_MS = of("segment.ms");
    public static final Setting UNCLEAN_LEADER_ELECTION = of("unclean.leader.election.enable");

    /// Checks what is to be configured for a topic.
    ///
    /// @throws IllegalArgumentException with one sentence, Kafka's, when a name is unknown, a value
    ///   not allowed, or some do not go together
    public static void check(Map<String, String> configs) {
        for (String name : configs.keySet()) {
            if (!ALL.containsKey(name)) {
                throw new IllegalArgumentException("Unknown topic config name: " + name);
            }
        }
        Settings.checkValues(ALL, configs);
        long min = number(MIN_COMPACTION_LAG_MS, configs);
        long max = number(MAX_COMPACTION_LAG_MS, configs);
        if (min > max) {
            throw new IllegalArgumentException(
                    "conflict topic config setting %s (%d) > %s (%d)"
                            .formatted(
                                    MIN_COMPACTION_LAG_MS.name(),
                                    min,
                                    MAX_COMPACTION_LAG_MS.name(),
                                    max));
        }
        String remote = configs.get(REMOTE_STORAGE_ENABLE.name());
        if (remote != null && Boolean.parseBoolean(REMOTE_STORAGE_ENABLE.parse(remote))) {
            throw new IllegalArgumentException(
                    "Tiered Storage functionality is disabled in the broker. Topic cannot be"
                            + " configured with remote log storage.");
        }
    }

    private static long number(Setting setting, Map<String, String> configs) {
        String value = configs.getOrDefault(setting.name(), setting.defaultValue());
        return Long.parseLong(setting.parse(Objects.requireNonNull(value)));
    }

    private static Setting of(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }
}
