package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;
import dev.vitrine.live.Cluster;
import dev.vitrine.live.ClusterConfig;
import dev.vitrine.live.EventHub;
import dev.vitrine.live.Role;
import dev.vitrine.live.Subscription;
import dev.vitrine.workload.Workload;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// A cluster on loopback sockets with Kafka's own clients, and verbs to wait for what happens in
/// it.
final class LiveCluster implements AutoCloseable {
    /// Far beyond what anything here takes, for machines that are busy with other things.
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Short timeouts, so that failovers take a second and not ten.
    private static final Map<String, String> QUICK =
            Map.of(
                    "broker.session.timeout.ms", "2000",
                    "broker.heartbeat.interval.ms", "200",
                    "controller.quorum.election.timeout.ms", "400",
                    "controller.quorum.fetch.timeout.ms", "800",
                    "controller.quorum.election.backoff.max.ms", "300",
                    "group.initial.rebalance.delay.ms", "0",
                    "offsets.topic.num.partitions", "4");

    final Cluster cluster;
    final Admin admin;
    private final EventHub hub = new EventHub();
    private final Subscription events;
    private final Projector projector = new Projector();

    /// How far each node that runs has applied the metadata log.
    private final TreeMap<Integer, Long> applied = new TreeMap<>();

    private LiveCluster(ClusterConfig config) {
        this(config, Map.of());
    }

    private LiveCluster(ClusterConfig config, Map<String, String> more) {
        events = hub.open(1 << 20);
        TreeMap<String, String> settings = new TreeMap<>(QUICK);
        settings.putAll(more);
        cluster = Cluster.start(config.withSettings(settings), hub);
        cluster.awaitReady(PATIENCE);
        admin = Admin.create(client());
    }

    static LiveCluster of(int brokers) {
        return new LiveCluster(ClusterConfig.ofBrokers(brokers));
    }

    static LiveCluster of(int brokers, Map<String, String> settings) {
        return new LiveCluster(ClusterConfig.ofBrokers(brokers), settings);
    }

    static LiveCluster of(int brokers, Path data) {
        return new LiveCluster(ClusterConfig.ofBrokers(brokers).withDataDir(data));
    }

    static LiveCluster ofRoles(List<Role> roles) {
        return new LiveCluster(ClusterConfig.ofRoles(roles));
    }

    /// The lesson's own clients, whose events are heard too.
    Workload workload() {
        return new Workload(cluster::bootstrap, cluster.clock(), hub);
    }

    private Map<String, Object> client(Object... more) {
        Map<String, Object> config = new TreeMap<>();
        config.put("bootstrap.servers", cluster.bootstrap());
        config.put("reconnect.backoff.ms", 20);
        config.put("reconnect.backoff.max.ms", 100);
        config.put("retry.backoff.ms", 20);
        for (int i = 0; i < more.length; i += 2) {
            config.put((String) more[i], more[i + 1]);
        }
        return config;
    }

    KafkaProducer<String, String> producer(Object... more) {
        return new KafkaProducer<>(client(more), new StringSerializer(), new StringSerializer());
    }

    KafkaConsumer<String, String> consumer(String group, Object... more) {
        Map<String, Object> config = client(more);
        config.put("group.id", group);
        config.put("auto.offset.reset", "earliest");
        config.putIfAbsent("enable.auto.commit", false);
        return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }

    void createTopic(String name, int partitions, int replicas)
            throws ExecutionException, InterruptedException {
        NewTopic topic =
                new NewTopic(name, partitions, (short) replicas)
                        .configs(Map.of("min.insync.replicas", replicas > 1 ? "2" : "1"));
        everywhere(admin.createTopics(List.of(topic)).all());
        until(
                name + " is led",
                now ->
                        now.topic(name) != null
                                && now.topic(name).partitions().size() == partitions
                                && now.topic(name).partitions().stream()
                                        .allMatch(p -> p.leader() > 0));
    }

    TopicDescription describe(String topic) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    }

    int leader(String topic, int partition) {
        return now().partition(topic, partition).leader();
    }

    Snapshot now() {
        events.drain(this::take);
        return projector.snapshot();
    }

    private void take(Event event) {
        projector.apply(event);
        switch (event) {
            case Event.MetadataApplied e -> applied.put(e.node(), e.offset());
            case Event.NodeEnded e -> applied.remove(e.node());
            default -> {}
        }
    }

    /// What an administrator's change came to, once every node that runs has heard of it: brokers
    /// learn of it one after the other, and a client may ask any of them.
    <T> T everywhere(KafkaFuture<T> change) throws ExecutionException, InterruptedException {
        T result = change.get();
        heardEverywhere();
        return result;
    }

    /// Waits until every node that runs has heard what any of them has heard of the metadata.
    void heardEverywhere() {
        now();
        long last = Collections.max(applied.values());
        await(
                "every node has heard of the metadata's record " + last,
                _ -> applied.values().stream().allMatch(offset -> offset >= last));
    }

    /// Waits until the cluster has come to a state, and every node that runs has heard of it.
    Snapshot until(String what, Predicate<Snapshot> reached) {
        await(what, reached);
        heardEverywhere();
        return now();
    }

    /// Waits until the cluster has come to a state, event by event, though a node may not have
    /// heard of it: one that is cut off will not.
    Snapshot await(String what, Predicate<Snapshot> reached) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Snapshot now = now();
            if (reached.test(now)) {
                return now;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(
                        "not within " + PATIENCE + ": " + what + "; " + now.topics());
            }
            try {
                events.await(Duration.ofNanos(left));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    // ---- what clients do
    // -------------------------------------------------------------------------

    /// Reads until so many keys have come.
    static Map<String, String> read(KafkaConsumer<String, String> consumer, int records) {
        Map<String, String> read = new TreeMap<>();
        pollUntil(List.of(consumer), () -> read.size() >= records, read);
        return read;
    }

    /// Polls consumers in turn until something is so.
    static void pollUntil(List<KafkaConsumer<String, String>> consumers, BooleanSupplier done) {
        pollUntil(consumers, done, new TreeMap<>());
    }

    private static void pollUntil(
            List<KafkaConsumer<String, String>> consumers,
            BooleanSupplier done,
            Map<String, String> read) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("time, with %s read", read.size())
                    .isLessThan(deadline);
            for (KafkaConsumer<String, String> consumer : consumers) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(50))) {
                    read.put(record.key(), record.value());
                }
            }
        }
    }

    /// All of a group's offsets together.
    static long committed(LiveCluster kafka, String group) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                kafka.admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        return offsets.values().stream().mapToLong(OffsetAndMetadata::offset).sum();
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        events.close();
        cluster.close();
    }
}
