package dev.vitrine.ui;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.live.Cluster;
import dev.vitrine.live.ClusterConfig;
import dev.vitrine.live.ClusterException;
import dev.vitrine.live.EventHub;
import dev.vitrine.live.LoggedRecords;
import dev.vitrine.scenario.Player;
import dev.vitrine.scenario.Scenario;
import dev.vitrine.scenario.Timings;
import dev.vitrine.ui.model.Forms;
import dev.vitrine.ui.model.LogStretch;
import dev.vitrine.ui.model.RecordRow;
import dev.vitrine.workload.Administrator;
import dev.vitrine.workload.Auditor;
import dev.vitrine.workload.ConsumerPlan;
import dev.vitrine.workload.Ledger;
import dev.vitrine.workload.ProducerPlan;
import dev.vitrine.workload.RecordId;
import dev.vitrine.workload.Workload;
import dev.vitrine.workload.WorkloadException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// A cluster that runs for the window, with its clients: for free play, or a lesson's.
///
/// Its methods wait, so they are never called on the JavaFX thread. What cannot be done ends in an
/// exception whose message is a sentence for a person.
final class Session implements AutoCloseable {
    /// The port of broker 1, when it is free: the one that a person types by heart.
    static final int FIRST_PORT = 19_092;

    private static final Duration READY_MAX = Duration.ofSeconds(30);

    /// Kafka has 50, which would bury the events of a small cluster.
    private static final String OFFSETS_PARTITIONS = "3";

    /// A producer without a key goes on to another partition after a batch. Kafka's 16 384 bytes
    /// would take minutes at a rate that one can watch.
    private static final String BATCH_BYTES = "256";

    /// How long a node may take to say what is in its log.
    private static final long ANSWER_MS_MAX = 1_000;

    private final Cluster cluster;
    private final Workload workload;
    private final @Nullable Player player;
    private final Timings timings;
    private final String remark;
    private final Auditor auditor;

    private Session(
            Cluster cluster,
            Workload workload,
            @Nullable Player player,
            Timings timings,
            String remark) {
        this.cluster = cluster;
        cluster.keepFrames(true);
        this.workload = workload;
        this.player = player;
        this.timings = timings;
        this.remark = remark;
        this.auditor = new Auditor(workload, new Logs());
    }

    /// Starts a cluster to play with freely.
    ///
    /// @param basePort of broker 1; where it is taken, and for 0, the system chooses
    static Session ofFreePlay(int brokers, int basePort, Timings timings, EventHub hub) {
        ClusterConfig config = ClusterConfig.ofBrokers(brokers).withSettings(settings(timings));
        String remark = "";
        Cluster cluster;
        try {
            cluster = Cluster.start(config.withBasePort(basePort), hub);
        } catch (ClusterException e) {
            if (basePort == 0) {
                throw e;
            }
            cluster = Cluster.start(config, hub);
            remark =
                    sentence(String.valueOf(e.getMessage()))
                            + " The brokers listen on other ports: "
                            + cluster.bootstrap().replace(",", ", ")
                            + ".";
        }
        Workload workload = new Workload(cluster::bootstrap, cluster.clock(), hub);
        return new Session(cluster, workload, null, timings, remark);
    }

    private static Map<String, String> settings(Timings timings) {
        Map<String, String> settings = new TreeMap<>(timings.settings(Timings.Where.BROKER));
        settings.put("offsets.topic.num.partitions", OFFSETS_PARTITIONS);
        return settings;
    }

    /// Starts the cluster of a lesson.
    static Session ofLesson(Scenario scenario, Timings timings, int basePort, EventHub hub) {
        try {
            return of(
                    Player.open(scenario, timings, hub, config -> config.withBasePort(basePort)),
                    "");
        } catch (ClusterException e) {
            if (basePort == 0) {
                throw e;
            }
            Player player = Player.open(scenario, timings, hub, config -> config);
            return of(
                    player,
                    sentence(String.valueOf(e.getMessage()))
                            + " The brokers listen on other ports.");
        }
    }

    private static Session of(Player player, String remark) {
        return new Session(player.cluster(), player.workload(), player, player.timings(), remark);
    }

    private static String sentence(String message) {
        String text = Character.toUpperCase(message.charAt(0)) + message.substring(1);
        return text.endsWith(".") ? text : text + ".";
    }

    Cluster cluster() {
        return cluster;
    }

    /// The lesson's player; null in free play.
    @Nullable Player player() {
        return player;
    }

    Timings timings() {
        return timings;
    }

    /// What a person should know about how it started; empty for nothing.
    String remark() {
        return remark;
    }

    void awaitReady() {
        cluster.awaitReady(READY_MAX);
    }

    void create(Forms.Topic topic) {
        workload.administrator()
                .createTopic(
                        topic.name(),
                        topic.partitions(),
                        topic.replicas(),
                        Map.of("min.insync.replicas", Integer.toString(topic.minInSync())));
    }

    void start(Forms.Producer wanted) {
        workload.startProducer(
                new ProducerPlan(
                        wanted.name(),
                        wanted.topic(),
                        -1,
                        wanted.acks(),
                        wanted.acks().equals("all"),
                        wanted.keyList(),
                        wanted.recordBytes(),
                        wanted.recordsPerSecond(),
                        Map.of("batch.size", BATCH_BYTES)));
    }

    /// Restarts a producer so.
    void change(Forms.Producer wanted) {
        ProducerPlan now = workload.producer(wanted.name()).plan();
        boolean idempotent =
                wanted.acks().equals("all") && (now.idempotent() || !now.acks().equals("all"));
        workload.change(
                new ProducerPlan(
                        now.name(),
                        now.topic(),
                        now.partition(),
                        wanted.acks(),
                        idempotent,
                        wanted.keyList(),
                        wanted.recordBytes(),
                        wanted.recordsPerSecond(),
                        now.settings()));
    }

    void start(Forms.Consumer wanted) {
        ConsumerPlan plan =
                ConsumerPlan.of(wanted.name(), wanted.group(), wanted.topic())
                        .withDefaults(timings.settings(Timings.Where.CONSUMER));
        workload.startConsumer(wanted.plan(plan));
    }

    /// Restarts a consumer so.
    void change(Forms.Consumer wanted) {
        ConsumerPlan now = workload.consumerPlan(wanted.name());
        if (now == null) {
            throw new WorkloadException("no consumer " + wanted.name() + " runs");
        }
        workload.change(wanted.plan(now.withDefaults(timings.settings(Timings.Where.CONSUMER))));
    }

    /// What a client in this process is like; empty when no such client runs.
    Optional<Forms.Producer> producer(String name) {
        return Optional.ofNullable(workload.producerPlan(name)).map(Forms.Producer::of);
    }

    Optional<Forms.Consumer> consumer(String name) {
        return Optional.ofNullable(workload.consumerPlan(name)).map(Forms.Consumer::of);
    }

    List<Administrator.Setting> settings(Administrator.Owner owner) {
        return workload.administrator().settings(owner);
    }

    void set(Administrator.Owner owner, String name, @Nullable String value) {
        workload.administrator().set(owner, name, value);
    }

    void send(String producer, int records) {
        workload.send(producer, records);
    }

    void pauseClient(String consumer, boolean paused) {
        if (paused) {
            workload.pause(consumer);
        } else {
            workload.resume(consumer);
        }
    }

    void stopClient(String client) {
        workload.stop(client);
    }

    /// What lies in a node's own log, committed or not.
    LogStretch records(TopicPartition id, int node, long fromOffset, int recordsMax) {
        return LogAnswer.of(
                cluster.records(node, id.topic(), id.partition(), fromOffset, recordsMax).join(),
                workload);
    }

    /// The nodes' own logs, for whoever looks for what was lost or cut.
    private final class Logs implements Auditor.Logs {
        /// A node that is paused does not answer.
        private LoggedRecords ask(TopicPartition id, int node, long from, int recordsMax) {
            return cluster.records(node, id.topic(), id.partition(), from, recordsMax)
                    .orTimeout(ANSWER_MS_MAX, TimeUnit.MILLISECONDS)
                    .join();
        }

        @Override
        public long logEnd(TopicPartition id, int node) {
            try {
                return ask(id, node, 0, 0).logEndOffset();
            } catch (ClusterException | CompletionException e) {
                return -1;
            }
        }

        @Override
        public Auditor.@Nullable Stretch records(
                TopicPartition id, int node, long from, int recordsMax) {
            try {
                LogStretch read = LogAnswer.of(ask(id, node, from, recordsMax), workload);
                Map<Long, RecordId> byOffset = new TreeMap<>();
                for (RecordRow row : read.rows()) {
                    RecordId record = row.id();
                    if (record != null) {
                        byOffset.put(row.offset(), record);
                    }
                }
                return new Auditor.Stretch(read.to(), byOffset);
            } catch (ClusterException | CompletionException e) {
                return null;
            }
        }
    }

    /// Whoever looks for lost records sees what the window shows.
    void observe(Snapshot snapshot) {
        auditor.observe(snapshot);
    }

    /// Looks into all logs anew for what is lost, found again or there twice.
    void audit() {
        auditor.auditAll();
    }

    /// What became of the records of its own producers.
    Ledger ledger() {
        return workload.ledger();
    }

    /// Ends clients and nodes.
    @Override
    public void close() {
        auditor.close();
        if (player != null) {
            player.close();
        } else {
            workload.close();
            cluster.close();
        }
    }
}
