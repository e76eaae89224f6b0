package dev.vitrine.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Node;
import dev.vitrine.event.Event;
import dev.vitrine.log.LogConfig;
import dev.vitrine.log.PartitionLog;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The partitions of one broker.
public final class Replicas {
    /// Fetches that may wait on one broker; over it they are answered with what there is.
    static final int PARKED_FETCHES_MAX = 10_000;

    /// How often high watermarks and the like are written down
    /// (`replica.high.watermark.checkpoint.interval.ms`).
    static final long CHECKPOINT_INTERVAL_MS = 5_000;

    /// How often waiting produce requests are looked at for those whose time is up.
    static final long EXPIRY_INTERVAL_MS = 50;

    private static final String METADATA = "/partition.metadata";
    private static final Pattern TOPIC_ID =
            Pattern.compile("version:\\s*0\\s+topic_id:\\s*([\\w-]{22})\\s*");

    /// The end of the name of a folder that is kept though no partition is known for it.
    private static final String ASIDE = "-stray";

    private final int nodeId;
    private final Environment env;
    private final Consumer<Event> events;
    private final Function<String, LogConfig> logConfig;
    private final ReplicaConfig config;
    private final IsrPort isrPort;
    private final TreeMap<String, TreeMap<Integer, Partition>> byTopic = new TreeMap<>();
    private final Checkpoints checkpoints;
    private final Housekeeping housekeeping;
    private final long startsIntervalMs;
    private final TreeSet<ParkedFetch> parked =
            new TreeSet<>(
                    Comparator.comparingLong(ParkedFetch::deadlineMs)
                            .thenComparingLong(ParkedFetch::number));
    private long fetchesParked;
    private long nextShrinkMs;
    private long nextCheckpointMs;
    private long nextStartsMs;
    private long nextExpiryMs = Node.NEVER;

    /// @param settings those in force, asked for whenever they count; some count at the start only
    /// @param logConfig the log settings of a topic by name
    public Replicas(
            int nodeId,
            Environment env,
            Consumer<Event> events,
            Supplier<Settings> settings,
            Function<String, LogConfig> logConfig,
            java.util.function.ToIntFunction<String> minInSyncReplicas,
            IsrPort isrPort) {
        this.nodeId = nodeId;
        this.env = env;
        this.events = events;
        this.logConfig = logConfig;
        this.config =
                new ReplicaConfig(
                        minInSyncReplicas,
                        settings.get().longOf(BrokerSettings.REPLICA_LAG_TIME_MAX_MS));
        this.isrPort = isrPort;
        this.nextShrinkMs = env.clock().nowMs() + shrinkIntervalMs();
        this.nextCheckpointMs = env.clock().nowMs() + CHECKPOINT_INTERVAL_MS;
        this.startsIntervalMs =
                Math.max(
                        1,
                        settings.get()
                                .intOf(
                                        BrokerSettings
                                                .LOG_FLUSH_START_OFFSET_CHECKPOINT_INTERVAL_MS));
        this.nextStartsMs = env.clock().nowMs() + startsIntervalMs;
        this.checkpoints = new Checkpoints(env.storage());
        this.housekeeping = new Housekeeping(nodeId, env, byTopic(), settings, events);
    }

    /// The partition of a topic on this broker, or null when it has no replica here.
    public @Nullable Partition find(String topic, int partition) {
        TreeMap<Integer, Partition> partitions = byTopic.get(topic);
        return partitions == null ? null : partitions.get(partition);
    }

    /// The numbers of a topic's partitions here, if it is the topic of that id.
    public List<Integer> partitionsOf(String topic, Uuid topicId) {
        TreeMap<Integer, Partition> partitions = byTopic.get(topic);
        return partitions == null
                ? List.of()
                : partitions.values().stream()
                        .filter(p -> p.assignment().topicId().equals(topicId))
                        .map(p -> p.assignment().partition())
                        .toList();
    }

    /// All of them, by topic and number.
    public Collection<TreeMap<Integer, Partition>> byTopic() {
        return Collections.unmodifiableCollection(byTopic.values());
    }

    /// Applies a decision about a partition that has, or had, a replica here.
    ///
    /// @return the partition, or null when it has no replica here any more
    public @Nullable Partition apply(Assignment assignment) {
        Partition present = find(assignment.topic(), assignment.partition());
        if (present != null && !present.assignment().topicId().equals(assignment.topicId())) {
            delete(assignment.topic(), assignment.partition());
            present = null;
        }
        if (!assignment.replicas().contains(nodeId)) {
            if (present != null) {
                delete(assignment.topic(), assignment.partition());
            }
            return null;
        }
        Partition partition = present == null ? open(assignment) : present;
        partition.apply(assignment);
        return partition;
    }

    private Partition open(Assignment assignment) {
        String directory = assignment.name();
        String identity = "version: 0\ntopic_id: " + assignment.topicId();
        Optional<ByteBuffer> stored = env.storage().readWhole(directory + METADATA);
        Optional<String> storedId = storedTopicId(directory);
        if (!storedId.equals(Optional.of(assignment.topicId().toString()))) {
            // Another topic's log, or the rest of one, is in the way. A file that is there and
            // makes
            // no sense is damaged: that says nothing against the log beside it.
            if (stored.isEmpty() || storedId.isPresent()) {
                env.storage().delete(directory);
                checkpoints.forget(directory);
            }
            env.storage().replace(directory + METADATA, ByteBuffer.wrap(identity.getBytes(UTF_8)));
        }
        PartitionLog log =
                PartitionLog.open(
                        env.storage(),
                        directory,
                        logConfig.apply(assignment.topic()),
                        checkpoints.known(directory),
                        env.clock().nowMs(),
                        env.random());
        log.recovery()
                .events(nodeId, env.clock().nowMs(), assignment.topic(), assignment.partition())
                .forEach(events);
        Partition partition =
                new Partition(
                        nodeId,
                        assignment,
                        log,
                        checkpoints.highWatermark(directory),
                        config,
                        env,
                        events,
                        isrPort);
        byTopic.computeIfAbsent(assignment.topic(), name -> new TreeMap<>())
                .put(assignment.partition(), partition);
        return partition;
    }

    /// Keeps the logs as the topics' settings now say.
    public void onSettingsChanged() {
        byTopic.forEach((topic, partitions) -> {
            LogConfig changed = logConfig.apply(topic);
            partitions.values().forEach(partition -> partition.log().configure(changed));
        });
    }

    /// Deletes a replica and its log.
    public void delete(String topic, int index) {
        TreeMap<Integer, Partition> partitions = byTopic.get(topic);
        Partition partition = partitions == null ? null : partitions.remove(index);
        if (partitions == null || partition == null) {
            return;
        }
        if (partitions.isEmpty()) {
            byTopic.remove(topic);
        }
        partition.retire();
        partition.log().delete();
        checkpoints.forget(topic + "-" + index);
        events.accept(new Event.ReplicaDeleted(nodeId, env.clock().nowMs(), topic, index));
    }

    /// Removes the folders of partitions that this broker no longer holds: topics that were
    /// deleted, or moved away, while it was down.
    ///
    /// @param isAssigned whether a topic id's partition has a replica here
    /// @param aside whether they are kept under another name, since the metadata that does not know
    ///   them may itself be damaged
    public void removeStrays(StrayCheck isAssigned, boolean aside) {
        for (String name : env.storage().list("")) {
            if (!name.endsWith("/") || name.endsWith(ASIDE + "/")) {
                continue;
            }
            String directory = name.substring(0, name.length() - 1);
            int dash = directory.lastIndexOf('-');
            Optional<String> topicId = storedTopicId(directory);
            if (dash < 0
                    || topicId.isEmpty()
                    || isAssigned.test(topicId.get(), directory.substring(dash + 1))) {
                continue;
            }
            String kept = directory + "." + topicId.get() + ASIDE;
            if (!aside) {
                env.storage().delete(directory);
            } else if (env.storage().list(kept).isEmpty()) {
                env.storage().rename(directory, kept);
            }
        }
    }

    /// The id in a folder's `partition.metadata`; empty when there is none that can be read.
    private Optional<String> storedTopicId(String directory) {
        return env.storage()
                .readWhole(directory + METADATA)
                .map(bytes -> TOPIC_ID.matcher(UTF_8.decode(bytes)))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1));
    }

    /// Whether a folder's partition is still assigned here.
    public interface StrayCheck {
        boolean test(String topicId, String partition);
    }

    /// Parks a fetch, or answers it at once when too many are parked.
    ///
    /// @param partitions those it asks about
    /// @param waitMs how long it may wait
    /// @param bytesMissing how many more bytes it wants
    /// @param toLogEnd whether it reads beyond the high watermark
    public ParkedFetch park(
            List<Partition> partitions,
            long waitMs,
            long bytesMissing,
            boolean toLogEnd,
            ParkedFetch.Answer answer) {
        ParkedFetch fetch =
                new ParkedFetch(
                        partitions,
                        env.clock().nowMs() + waitMs,
                        fetchesParked++,
                        bytesMissing,
                        toLogEnd,
                        answer,
                        parked::remove);
        if (parked.size() >= PARKED_FETCHES_MAX) {
            fetch.expire();
        } else {
            parked.add(fetch);
        }
        return fetch;
    }

    /// A produce request has begun to wait.
    public void onParkedProduce() {
        if (nextExpiryMs == Node.NEVER) {
            nextExpiryMs = env.clock().nowMs() + EXPIRY_INTERVAL_MS;
        }
    }

    public long onTime() {
        long now = env.clock().nowMs();
        while (!parked.isEmpty() && parked.first().deadlineMs() <= now) {
            parked.first().expire();
        }
        if (now >= nextExpiryMs) {
            boolean more = false;
            for (TreeMap<Integer, Partition> partitions : byTopic.values()) {
                for (Partition partition : partitions.values()) {
                    partition.expireParked();
                    more |= partition.hasParked();
                }
            }
            nextExpiryMs = more ? now + EXPIRY_INTERVAL_MS : Node.NEVER;
        }
        if (now >= nextShrinkMs) {
            nextShrinkMs = now + shrinkIntervalMs();
            byTopic.values().forEach(each -> each.values().forEach(Partition::shrinkIsr));
        }
        if (now >= nextCheckpointMs) {
            nextCheckpointMs = now + CHECKPOINT_INTERVAL_MS;
            noteAll();
            checkpoints.write();
        }
        if (now >= nextStartsMs) {
            nextStartsMs = now + startsIntervalMs;
            noteAll();
            checkpoints.writeStarts();
        }
        long next = Math.min(nextExpiryMs, Math.min(nextShrinkMs, nextCheckpointMs));
        next = Math.min(next, Math.min(nextStartsMs, housekeeping.onTime()));
        return parked.isEmpty() ? next : Math.min(next, parked.first().deadlineMs());
    }

    /// Half of `replica.lag.time.max.ms`, as in Kafka: a lagging follower leaves within 1.5 times
    /// of it.
    private long shrinkIntervalMs() {
        return Math.max(1, config.lagMaxMs() / 2);
    }

    /// Makes everything durable for a clean shutdown.
    public void flush() {
        byTopic.values().forEach(each -> each.values().forEach(p -> p.log().flush()));
        noteAll();
        checkpoints.write();
        checkpoints.writeStarts();
    }

    /// Closes the files.
    public void close() {
        byTopic.values().forEach(each -> each.values().forEach(p -> p.log().close()));
    }

    private void noteAll() {
        byTopic.values().forEach(each -> each.values().forEach(checkpoints::note));
    }
}
