package dev.vitrine.config;

import static dev.vitrine.config.Setting.big;
import static dev.vitrine.config.Setting.bool;
import static dev.vitrine.config.Setting.number;
import static dev.vitrine.config.Setting.text;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The broker settings the engine honours, with Kafka 4.4's defaults
/// (https://kafka.apache.org/documentation/#brokerconfigs).
public final class BrokerSettings {
    private BrokerSettings() {}

    private static final SortedMap<String, Setting> TABLE = new TreeMap<>();

    /// Every broker setting by name.
    public static final SortedMap<String, Setting> ALL = Collections.unmodifiableSortedMap(TABLE);

    public static final Setting AUTO_CREATE_TOPICS =
            add(
                    bool(
                            "auto.create.topics.enable",
                            true,
                            "Whether a request for metadata or a produce creates a topic that does"
                                    + " not exist."));
    public static final Setting DELETE_TOPIC_ENABLE =
            add(bool("delete.topic.enable", true, "Whether topics can be deleted."));
    public static final Setting NUM_PARTITIONS =
            add(number("num.partitions", 1, 1, "Partitions of a topic whose creator did not say."));
    public static final Setting DEFAULT_REPLICATION_FACTOR =
            add(
                    number(
                            "default.replication.factor",
                            1,
                            1,
                            "Replicas of a topic whose creator did not say."));
    public static final Setting MIN_INSYNC_REPLICAS =
            add(
                    number(
                            "min.insync.replicas",
                            1,
                            1,
                            "How many replicas must be in sync for a produce with acks=all to be"
                                    + " accepted."));
    public static final Setting UNCLEAN_LEADER_ELECTION =
            add(
                    bool(
                            "unclean.leader.election.enable",
                            false,
                            "Whether a replica outside the in-sync set may lead when nobody else"
                                    + " can, at the price of records."));
    public static final Setting REPLICA_LAG_TIME_MAX_MS =
            add(
                    big(
                            "replica.lag.time.max.ms",
                            30_000,
                            1,
                            "How long a follower may lag before it leaves the in-sync set."));
    public static final Setting REPLICA_FETCH_WAIT_MAX_MS =
            add(
                    number(
                            "replica.fetch.wait.max.ms",
                            500,
                            0,
                            "How long a follower's fetch waits at the leader for records."));
    public static final Setting REPLICA_FETCH_MIN_BYTES =
            add(
                    number(
                            "replica.fetch.min.bytes",
                            1,
                            0,
                            "How many bytes a follower's fetch waits for."));
    public static final Setting REPLICA_FETCH_MAX_BYTES =
            add(
                    number(
                            "replica.fetch.max.bytes",
                            1_048_576,
                            0,
                            "How many bytes of one partition a follower's fetch asks for."));
    public static final Setting REPLICA_FETCH_RESPONSE_MAX_BYTES =
            add(
                    number(
                            "replica.fetch.response.max.bytes",
                            10_485_760,
                            0,
                            "How many bytes a follower's fetch asks for in all."));
    public static final Setting REPLICA_FETCH_BACKOFF_MS =
            add(
                    number(
                            "replica.fetch.backoff.ms",
                            1_000,
                            0,
                            "How long a follower pauses after a fetch that failed."));
    public static final Setting REPLICA_SOCKET_TIMEOUT_MS =
            add(
                    number(
                            "replica.socket.timeout.ms",
                            30_000,
                            1,
                            "How long a follower waits for the answer to a fetch before it makes"
                                    + " a new connection; at least replica.fetch.wait.max.ms."));
    public static final Setting BROKER_SESSION_TIMEOUT_MS =
            add(
                    number(
                            "broker.session.timeout.ms",
                            9_000,
                            1,
                            "How long the controller waits for a broker's heartbeat before it"
                                    + " fences the broker."));
    public static final Setting BROKER_HEARTBEAT_INTERVAL_MS =
            add(
                    number(
                            "broker.heartbeat.interval.ms",
                            2_000,
                            1,
                            "How often a broker tells the controller that it lives."));
    public static final Setting QUORUM_ELECTION_TIMEOUT_MS =
            add(
                    number(
                            "controller.quorum.election.timeout.ms",
                            1_000,
                            0,
                            "How long a candidate waits for votes before it tries again."));
    public static final Setting QUORUM_FETCH_TIMEOUT_MS =
            add(
                    number(
                            "controller.quorum.fetch.timeout.ms",
                            2_000,
                            0,
                            "How long a voter goes without an answer from the leader before it"
                                    + " stands for election, and a leader without fetches from a"
                                    + " majority before it resigns."));
    public static final Setting QUORUM_ELECTION_BACKOFF_MAX_MS =
            add(
                    number(
                            "controller.quorum.election.backoff.max.ms",
                            1_000,
                            0,
                            "The longest pause before a candidate that lost stands again."));
    public static final Setting QUORUM_REQUEST_TIMEOUT_MS =
            add(
                    number(
                            "controller.quorum.request.timeout.ms",
                            2_000,
                            0,
                            "How long a voter waits for an answer to a request."));
    public static final Setting QUORUM_RETRY_BACKOFF_MS =
            add(
                    number(
                            "controller.quorum.retry.backoff.ms",
                            20,
                            0,
                            "The pause before a failed request of the quorum is tried again."));
    public static final Setting MESSAGE_MAX_BYTES =
            add(
                    number(
                            "message.max.bytes",
                            1_048_588,
                            0,
                            "The largest batch of records accepted."));
    public static final Setting SOCKET_REQUEST_MAX_BYTES =
            add(
                    number(
                            "socket.request.max.bytes",
                            104_857_600,
                            1,
                            "The largest request accepted."));
    public static final Setting FETCH_MAX_BYTES =
            add(
                    number(
                            "fetch.max.bytes",
                            57_671_680,
                            1_024,
                            "The most bytes a fetch is answered with, but for a first batch that is"
                                    + " larger."));
    public static final Setting FETCH_SESSION_SLOTS_MAX =
            add(
                    number(
                            "max.incremental.fetch.session.cache.slots",
                            1_000,
                            0,
                            "How many fetch sessions a broker remembers."));
    public static final Setting FETCH_SESSION_EVICTION_MIN_MS =
            add(
                    number(
                            "min.incremental.fetch.session.eviction.ms",
                            120_000,
                            0,
                            "How long a fetch session must have been there, or unused, before"
                                    + " another may take its place."));
    public static final Setting REPLICA_SELECTOR_CLASS =
            add(
                    text(
                            "replica.selector.class",
                            "",
                            "How the replica is chosen that a consumer should read from. Empty: it"
                                    + " is the leader.",
                            "",
                            "org.apache.kafka.common.replica.RackAwareReplicaSelector"));
    public static final Setting LOG_SEGMENT_BYTES =
            add(
                    number(
                            "log.segment.bytes",
                            1_073_741_824,
                            1_048_576,
                            "How large a segment of a log grows."));
    public static final Setting LOG_INDEX_INTERVAL_BYTES =
            add(
                    number(
                            "log.index.interval.bytes",
                            4_096,
                            0,
                            "How many bytes of a log lie between two entries of its offset"
                                    + " index."));
    public static final Setting LOG_INDEX_SIZE_MAX_BYTES =
            add(number("log.index.size.max.bytes", 10_485_760, 4, "How large an index grows."));
    public static final Setting LOG_FLUSH_INTERVAL_MESSAGES =
            add(
                    big(
                            "log.flush.interval.messages",
                            Long.MAX_VALUE,
                            1,
                            "After how many records a log is flushed."));
    public static final Setting LOG_FLUSH_START_OFFSET_CHECKPOINT_INTERVAL_MS =
            add(
                    number(
                            "log.flush.start.offset.checkpoint.interval.ms",
                            60_000,
                            0,
                            "How often the start offsets of logs are written down."));
    public static final Setting LOG_RETENTION_CHECK_INTERVAL_MS =
            add(
                    big(
                            "log.retention.check.interval.ms",
                            300_000,
                            1,
                            "How often logs are looked at for segments that have to go."));
    public static final Setting LOG_CLEANER_BACKOFF_MS =
            add(
                    big(
                            "log.cleaner.backoff.ms",
                            15_000,
                            0,
                            "How long the cleaner rests when there is nothing to compact."));
    public static final Setting LOG_CLEANER_DEDUPE_BUFFER_SIZE =
            add(
                    big(
                            "log.cleaner.dedupe.buffer.size",
                            134_217_728,
                            1,
                            "How many bytes the cleaner remembers keys in; 24 for each."));
    public static final Setting GROUP_INITIAL_REBALANCE_DELAY_MS =
            add(
                    number(
                            "group.initial.rebalance.delay.ms",
                            3_000,
                            0,
                            "How long an empty group waits for more members before its first"
                                    + " rebalance."));
    public static final Setting GROUP_MIN_SESSION_TIMEOUT_MS =
            add(
                    number(
                            "group.min.session.timeout.ms",
                            6_000,
                            0,
                            "The shortest session timeout a member may ask for."));
    public static final Setting GROUP_MAX_SESSION_TIMEOUT_MS =
            add(
                    number(
                            "group.max.session.timeout.ms",
                            1_800_000,
                            0,
                            "The longest session timeout a member may ask for."));
    public static final Setting GROUP_MAX_SIZE =
            add(
                    number(
                            "group.max.size",
                            Integer.MAX_VALUE,
                            1,
                            "How many members a group may have."));
    public static final Setting OFFSETS_TOPIC_NUM_PARTITIONS =
            add(
                    number(
                            "offsets.topic.num.partitions",
                            50,
                            1,
                            "Partitions of the topic that holds the groups' offsets."));
    public static final Setting OFFSETS_TOPIC_REPLICATION_FACTOR =
            add(
                    number(
                            "offsets.topic.replication.factor",
                            3,
                            1,
                            "Replicas of the topic that holds the groups' offsets."));
    public static final Setting OFFSETS_TOPIC_SEGMENT_BYTES =
            add(
                    number(
                            "offsets.topic.segment.bytes",
                            104_857_600,
                            1,
                            "Segment size of the topic that holds the groups' offsets."));
    public static final Setting OFFSET_METADATA_MAX_BYTES =
            add(
                    number(
                            "offset.metadata.max.bytes",
                            4_096,
                            0,
                            "The longest text that may go with a committed offset."));
    public static final Setting OFFSET_COMMIT_TIMEOUT_MS =
            add(
                    number(
                            "offsets.commit.timeout.ms",
                            5_000,
                            1,
                            "How long a commit of offsets may wait for replication."));
    public static final Setting OFFSETS_RETENTION_MINUTES =
            add(
                    number(
                            "offsets.retention.minutes",
                            10_080,
                            1,
                            "How long committed offsets are kept that no member of their group"
                                    + " uses."));
    public static final Setting OFFSETS_RETENTION_CHECK_INTERVAL_MS =
            add(
                    big(
                            "offsets.retention.check.interval.ms",
                            600_000,
                            1,
                            "How often offsets are looked for that have been kept long enough."));
    public static final Setting CONTROLLED_SHUTDOWN =
            add(
                    bool(
                            "controlled.shutdown.enable",
                            true,
                            "Whether a broker that stops hands over what it leads first."));
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
                            "producer"));
    public static final Setting CONNECTIONS_MAX =
            add(
                    number(
                            "max.connections",
                            Integer.MAX_VALUE,
                            0,
                            "How many connections a broker accepts."));
    public static final Setting CONNECTIONS_MAX_IDLE_MS =
            add(
                    big(
                            "connections.max.idle.ms",
                            600_000,
                            -1,
                            "How long a connection may be idle before the broker closes it."));
    public static final Setting PRODUCER_ID_EXPIRATION_MS =
            add(
                    number(
                            "producer.id.expiration.ms",
                            86_400_000,
                            1,
                            "How long a partition remembers an idle idempotent producer."));

    private static Setting add(Setting setting) {
        TABLE.put(setting.name(), setting);
        return setting;
    }
}
