package dev.vitrine.config;

import java.util.Objects;
import java.util.SequencedMap;

/// Kafka 4.4's broker settings (https://kafka.apache.org/documentation/#brokerconfigs). They are
/// read from the table `broker.settings`; the constants are those that the engine asks for, or
/// will.
public final class BrokerSettings {
    private BrokerSettings() {}

    /// Every broker setting by name, in the order in which Kafka checks them.
    public static final SequencedMap<String, Setting> ALL = SettingTable.brokers("broker.settings");

    public static final Setting ADVERTISED_LISTENERS = of("advertised.listeners");
    public static final Setting AUTO_CREATE_TOPICS = of("auto.create.topics.enable");
    public static final Setting AUTO_LEADER_REBALANCE_ENABLE = of("auto.leader.rebalance.enable");
    public static final Setting BROKER_HEARTBEAT_INTERVAL_MS = of("broker.heartbeat.interval.ms");
    public static final Setting BROKER_ID = of("broker.id");
    public static final Setting BROKER_RACK = of("broker.rack");
    public static final Setting BROKER_SESSION_TIMEOUT_MS = of("broker.session.timeout.ms");
    public static final Setting COMPRESSION_GZIP_LEVEL = of("compression.gzip.level");
    public static final Setting COMPRESSION_LZ4_LEVEL = of("compression.lz4.level");
    public static final Setting COMPRESSION_TYPE = of("compression.type");
    public static final Setting COMPRESSION_ZSTD_LEVEL = of("compression.zstd.level");
    public static final Setting CONNECTIONS_MAX_IDLE_MS = of("connections.max.idle.ms");
    public static final Setting CONTROLLED_SHUTDOWN = of("controlled.shutdown.enable");
    public static final Setting CONTROLLER_LISTENER_NAMES = of("controller.listener.names");
    public static final Setting CONTROLLER_QUORUM_APPEND_LINGER_MS =
            of("controller.quorum.append.linger.ms");
    public static final Setting QUORUM_ELECTION_BACKOFF_MAX_MS =
            of("controller.quorum.election.backoff.max.ms");
    public static final Setting QUORUM_ELECTION_TIMEOUT_MS =
            of("controller.quorum.election.timeout.ms");
    public static final Setting CONTROLLER_QUORUM_FETCH_MAX_BYTES =
            of("controller.quorum.fetch.max.bytes");
    public static final Setting QUORUM_FETCH_TIMEOUT_MS = of("controller.quorum.fetch.timeout.ms");
    public static final Setting QUORUM_REQUEST_TIMEOUT_MS =
            of("controller.quorum.request.timeout.ms");
    public static final Setting QUORUM_RETRY_BACKOFF_MS = of("controller.quorum.retry.backoff.ms");
    public static final Setting CONTROLLER_QUORUM_VOTERS = of("controller.quorum.voters");
    public static final Setting DEFAULT_REPLICATION_FACTOR = of("default.replication.factor");
    public static final Setting DELETE_TOPIC_ENABLE = of("delete.topic.enable");
    public static final Setting FETCH_MAX_BYTES = of("fetch.max.bytes");
    public static final Setting GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS =
            of("group.consumer.assignment.interval.ms");
    public static final Setting GROUP_CONSUMER_ASSIGNOR_OFFLOAD_ENABLE =
            of("group.consumer.assignor.offload.enable");
    public static final Setting GROUP_CONSUMER_ASSIGNORS = of("group.consumer.assignors");
    public static final Setting GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS =
            of("group.consumer.heartbeat.interval.ms");
    public static final Setting GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS =
            of("group.consumer.max.assignment.interval.ms");
    public static final Setting GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS =
            of("group.consumer.max.heartbeat.interval.ms");
    public static final Setting GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS =
            of("group.consumer.max.session.timeout.ms");
    public static final Setting GROUP_CONSUMER_MAX_SIZE = of("group.consumer.max.size");
    public static final Setting GROUP_CONSUMER_MIGRATION_POLICY =
            of("group.consumer.migration.policy");
    public static final Setting GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS =
            of("group.consumer.min.assignment.interval.ms");
    public static final Setting GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS =
            of("group.consumer.min.heartbeat.interval.ms");
    public static final Setting GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS =
            of("group.consumer.min.session.timeout.ms");
    public static final Setting GROUP_CONSUMER_REGEX_REFRESH_INTERVAL_MS =
            of("group.consumer.regex.refresh.interval.ms");
    public static final Setting GROUP_CONSUMER_SESSION_TIMEOUT_MS =
            of("group.consumer.session.timeout.ms");
    public static final Setting GROUP_COORDINATOR_REBALANCE_PROTOCOLS =
            of("group.coordinator.rebalance.protocols");
    public static final Setting GROUP_INITIAL_REBALANCE_DELAY_MS =
            of("group.initial.rebalance.delay.ms");
    public static final Setting GROUP_MAX_SESSION_TIMEOUT_MS = of("group.max.session.timeout.ms");
    public static final Setting GROUP_MAX_SIZE = of("group.max.size");
    public static final Setting GROUP_MIN_SESSION_TIMEOUT_MS = of("group.min.session.timeout.ms");
    public static final Setting INITIAL_BROKER_REGISTRATION_TIMEOUT_MS =
            of("initial.broker.registration.timeout.ms");
    public static final Setting LEADER_IMBALANCE_CHECK_INTERVAL_SECONDS =
            of("leader.imbalance.check.interval.seconds");
    public static final Setting LISTENER_SECURITY_PROTOCOL_MAP =
            of("listener.security.protocol.map");
    public static final Setting LISTENERS = of("listeners");
    public static final Setting LOG_CLEANER_BACKOFF_MS = of("log.cleaner.backoff.ms");
    public static final Setting LOG_CLEANER_DEDUPE_BUFFER_SIZE =
            of("log.cleaner.dedupe.buffer.size");
    public static final Setting LOG_CLEANER_DELETE_RETENTION_MS =
            of("log.cleaner.delete.retention.ms");
    public static final Setting LOG_CLEANER_ENABLE = of("log.cleaner.enable");
    public static final Setting LOG_CLEANER_IO_BUFFER_LOAD_FACTOR =
            of("log.cleaner.io.buffer.load.factor");
    public static final Setting LOG_CLEANER_IO_BUFFER_SIZE = of("log.cleaner.io.buffer.size");
    public static final Setting LOG_CLEANER_IO_MAX_BYTES_PER_SECOND =
            of("log.cleaner.io.max.bytes.per.second");
    public static final Setting LOG_CLEANER_MAX_COMPACTION_LAG_MS =
            of("log.cleaner.max.compaction.lag.ms");
    public static final Setting LOG_CLEANER_MIN_CLEANABLE_RATIO =
            of("log.cleaner.min.cleanable.ratio");
    public static final Setting LOG_CLEANER_MIN_COMPACTION_LAG_MS =
            of("log.cleaner.min.compaction.lag.ms");
    public static final Setting LOG_CLEANER_THREADS = of("log.cleaner.threads");
    public static final Setting LOG_CLEANUP_POLICY = of("log.cleanup.policy");
    public static final Setting LOG_DIRS = of("log.dirs");
    public static final Setting LOG_FLUSH_INTERVAL_MESSAGES = of("log.flush.interval.messages");
    public static final Setting LOG_FLUSH_INTERVAL_MS = of("log.flush.interval.ms");
    public static final Setting LOG_FLUSH_OFFSET_CHECKPOINT_INTERVAL_MS =
            of("log.flush.offset.checkpoint.interval.ms");
    public static final Setting LOG_FLUSH_SCHEDULER_INTERVAL_MS =
            of("log.flush.scheduler.interval.ms");
    public static final Setting LOG_FLUSH_START_OFFSET_CHECKPOINT_INTERVAL_MS =
            of("log.flush.start.offset.checkpoint.interval.ms");
    public static final Setting LOG_INDEX_INTERVAL_BYTES = of("log.index.interval.bytes");
    public static final Setting LOG_INDEX_SIZE_MAX_BYTES = of("log.index.size.max.bytes");
    public static final Setting LOG_INITIAL_TASK_DELAY_MS = of("log.initial.task.delay.ms");
    public static final Setting LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS =
            of("log.message.timestamp.after.max.ms");
    public static final Setting LOG_MESSAGE_TIMESTAMP_BEFORE_MAX_MS =
            of("log.message.timestamp.before.max.ms");
    public static final Setting LOG_MESSAGE_TIMESTAMP_TYPE = of("log.message.timestamp.type");
    public static final Setting LOG_PREALLOCATE = of("log.preallocate");
    public static final Setting LOG_RETENTION_BYTES = of("log.retention.bytes");
    public static final Setting LOG_RETENTION_CHECK_INTERVAL_MS =
            of("log.retention.check.interval.ms");
    public static final Setting LOG_RETENTION_HOURS = of("log.retention.hours");
    public static final Setting LOG_RETENTION_MINUTES = of("log.retention.minutes");
    public static final Setting LOG_RETENTION_MS = of("log.retention.ms");
    public static final Setting LOG_ROLL_HOURS = of("log.roll.hours");
    public static final Setting LOG_ROLL_JITTER_HOURS = of("log.roll.jitter.hours");
    public static final Setting LOG_ROLL_JITTER_MS = of("log.roll.jitter.ms");
    public static final Setting LOG_ROLL_MS = of("log.roll.ms");
    public static final Setting LOG_SEGMENT_BYTES = of("log.segment.bytes");
    public static final Setting LOG_SEGMENT_DELETE_DELAY_MS = of("log.segment.delete.delay.ms");
    public static final Setting MAX_CONNECTION_CREATION_RATE = of("max.connection.creation.rate");
    public static final Setting CONNECTIONS_MAX = of("max.connections");
    public static final Setting MAX_CONNECTIONS_PER_IP = of("max.connections.per.ip");
    public static final Setting MAX_CONNECTIONS_PER_IP_OVERRIDES =
            of("max.connections.per.ip.overrides");
    public static final Setting MAX_DECOMPRESSED_MESSAGE_BYTES =
            of("max.decompressed.message.bytes");
    public static final Setting FETCH_SESSION_SLOTS_MAX =
            of("max.incremental.fetch.session.cache.slots");
    public static final Setting MAX_REQUEST_PARTITION_SIZE_LIMIT =
            of("max.request.partition.size.limit");
    public static final Setting MESSAGE_MAX_BYTES = of("message.max.bytes");
    public static final Setting METADATA_LOG_MAX_RECORD_BYTES_BETWEEN_SNAPSHOTS =
            of("metadata.log.max.record.bytes.between.snapshots");
    public static final Setting METADATA_LOG_MAX_SNAPSHOT_INTERVAL_MS =
            of("metadata.log.max.snapshot.interval.ms");
    public static final Setting METADATA_LOG_SEGMENT_BYTES = of("metadata.log.segment.bytes");
    public static final Setting METADATA_LOG_SEGMENT_MS = of("metadata.log.segment.ms");
    public static final Setting METADATA_MAX_IDLE_INTERVAL_MS = of("metadata.max.idle.interval.ms");
    public static final Setting METADATA_MAX_RETENTION_BYTES = of("metadata.max.retention.bytes");
    public static final Setting METADATA_MAX_RETENTION_MS = of("metadata.max.retention.ms");
    public static final Setting MIN_INSYNC_REPLICAS = of("min.insync.replicas");
    public static final Setting NODE_ID = of("node.id");
    public static final Setting NUM_PARTITIONS = of("num.partitions");
    public static final Setting NUM_REPLICA_FETCHERS = of("num.replica.fetchers");
    public static final Setting OFFSET_METADATA_MAX_BYTES = of("offset.metadata.max.bytes");
    public static final Setting OFFSET_COMMIT_TIMEOUT_MS = of("offsets.commit.timeout.ms");
    public static final Setting OFFSETS_LOAD_BUFFER_SIZE = of("offsets.load.buffer.size");
    public static final Setting OFFSETS_RETENTION_CHECK_INTERVAL_MS =
            of("offsets.retention.check.interval.ms");
    public static final Setting OFFSETS_RETENTION_MINUTES = of("offsets.retention.minutes");
    public static final Setting OFFSETS_TOPIC_NUM_PARTITIONS = of("offsets.topic.num.partitions");
    public static final Setting OFFSETS_TOPIC_REPLICATION_FACTOR =
            of("offsets.topic.replication.factor");
    public static final Setting OFFSETS_TOPIC_SEGMENT_BYTES = of("offsets.topic.segment.bytes");
    public static final Setting PROCESS_ROLES = of("process.roles");
    public static final Setting PRODUCER_ID_EXPIRATION_CHECK_INTERVAL_MS =
            of("producer.id.expiration.check.interval.ms");
    public static final Setting PRODUCER_ID_EXPIRATION_MS = of("producer.id.expiration.ms");
    public static final Setting QUOTA_WINDOW_NUM = of("quota.window.num");
    public static final Setting QUOTA_WINDOW_SIZE_SECONDS = of("quota.window.size.seconds");
    public static final Setting REPLICA_FETCH_BACKOFF_MS = of("replica.fetch.backoff.ms");
    public static final Setting REPLICA_FETCH_MAX_BYTES = of("replica.fetch.max.bytes");
    public static final Setting REPLICA_FETCH_MIN_BYTES = of("replica.fetch.min.bytes");
    public static final Setting REPLICA_FETCH_RESPONSE_MAX_BYTES =
            of("replica.fetch.response.max.bytes");
    public static final Setting REPLICA_FETCH_WAIT_MAX_MS = of("replica.fetch.wait.max.ms");
    public static final Setting REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL_MS =
            of("replica.high.watermark.checkpoint.interval.ms");
    public static final Setting REPLICA_LAG_TIME_MAX_MS = of("replica.lag.time.max.ms");
    public static final Setting REPLICA_SELECTOR_CLASS = of("replica.selector.class");
    public static final Setting REPLICA_SOCKET_TIMEOUT_MS = of("replica.socket.timeout.ms");
    public static final Setting REQUEST_TIMEOUT_MS = of("request.timeout.ms");
    public static final Setting SOCKET_REQUEST_MAX_BYTES = of("socket.request.max.bytes");
    public static final Setting TELEMETRY_MAX_BYTES = of("telemetry.max.bytes");
    public static final Setting TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS =
            of("transaction.abort.timed.out.transaction.cleanup.interval.ms");
    public static final Setting TRANSACTION_MAX_TIMEOUT_MS = of("transaction.max.timeout.ms");
    public static final Setting TRANSACTION_PARTITION_VERIFICATION_ENABLE =
            of("transaction.partition.verification.enable");
    public static final Setting TRANSACTION_REMOVE_EXPIRED_TRANSACTION_CLEANUP_INTERVAL_MS =
            of("transaction.remove.expired.transaction.cleanup.interval.ms");
    public static final Setting TRANSACTION_STATE_LOG_LOAD_BUFFER_SIZE =
            of("transaction.state.log.load.buffer.size");
    public static final Setting TRANSACTION_STATE_LOG_MIN_ISR = of("transaction.state.log.min.isr");
    public static final Setting TRANSACTION_STATE_LOG_NUM_PARTITIONS =
            of("transaction.state.log.num.partitions");
    public static final Setting TRANSACTION_STATE_LOG_REPLICATION_FACTOR =
            of("transaction.state.log.replication.factor");
    public static final Setting TRANSACTION_STATE_LOG_SEGMENT_BYTES =
            of("transaction.state.log.segment.bytes");
    public static final Setting TRANSACTION_TWO_PHASE_COMMIT_ENABLE =
            of("transaction.two.phase.commit.enable");
    public static final Setting TRANSACTIONAL_ID_EXPIRATION_MS =
            of("transactional.id.expiration.ms");
    public static final Setting UNCLEAN_LEADER_ELECTION = of("unclean.leader.election.enable");
    public static final Setting UNCLEAN_LEADER_ELECTION_INTERVAL_MS =
            of("unclean.leader.election.interval.ms");

    /// The setting of a name that Kafka has.
    public static Setting of(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }
}
