package dev.vitrine.workload;

import dev.vitrine.env.Clock;
import dev.vitrine.event.Event;
import dev.vitrine.workload.ConsumerPlan.Commit;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A consumer of the lesson: Kafka's own, on a thread of its own. It tells the [Ledger] what it
/// reads, in order.
public final class LessonConsumer {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    /// The shortest time between two tellings of its progress.
    private static final long PROGRESS_NANOS = 20_000_000;

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    /// What its card shows of its settings, where the plan has them.
    private static final List<String> SETTINGS_SHOWN =
            List.of(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                    ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG);

    private static final long JOIN_MS_MAX = 5_000;

    private final ConsumerPlan plan;
    private final String run;
    private final Ledger ledger;
    private final Clock clock;
    private final Consumer<Event> events;
    private final KafkaConsumer<byte[], byte[]> kafka;
    private final Thread thread;
    private final BeliefTeller belief;
    private final Progress progress = new Progress();

    /// Held while it looks whether it goes on with its work; told when it is to stop.
    private final Object work = new Object();

    private volatile boolean stopping;

    /// Whether it is to fetch nothing for now.
    private volatile boolean pausing;

    private Map<String, List<Integer>> toldPaused = Map.of();

    LessonConsumer(
            ConsumerPlan plan,
            String bootstrap,
            String run,
            Ledger ledger,
            Clock clock,
            Consumer<Event> events) {
        this.plan = plan;
        this.run = run;
        this.ledger = ledger;
        this.clock = clock;
        this.events = events;
        this.belief = new BeliefTeller(plan.name(), clock, events);
        try {
            this.kafka = new KafkaConsumer<>(ClientSettings.ofConsumer(plan, bootstrap));
        } catch (KafkaException e) {
            throw ClientSettings.refused("consumer", plan.name(), e);
        }
        this.thread = new Thread(this::run, "consumer-" + plan.name());
        thread.setDaemon(true);
    }

    void start() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("protocol", plan.group().isEmpty() ? "assigned" : plan.protocol());
        if (!plan.group().isEmpty()) {
            settings.put("commit", plan.commit().words());
        }
        if (plan.processingMs() > 0) {
            settings.put("processing", plan.processingMs() + " ms");
        }
        for (String shown : SETTINGS_SHOWN) {
            String value = plan.settings().get(shown);
            if (value != null) {
                settings.put(shown, value.replaceAll("[\\w.]+\\.", ""));
            }
        }
        events.accept(
                new Event.ClientStarted(
                        Event.OUTSIDE,
                        clock.nowMs(),
                        plan.name(),
                        Event.ClientKind.CONSUMER,
                        String.join(", ", plan.topics()),
                        plan.group(),
                        settings));
        thread.start();
    }

    public ConsumerPlan plan() {
        return plan;
    }

    private void run() {
        String why = "";
        try {
            subscribe();
            while (!stopping) {
                pauseOrResume();
                pollOnce();
                believe();
                progress.look();
            }
        } catch (WakeupException e) {
            // It is to stop.
        } catch (KafkaException | IllegalStateException e) {
            why = LessonProducer.nameOf(e);
        }
        Told last = new Told(ledger.consumed(plan.name()), Map.of());
        close();
        tell(last);
        events.accept(new Event.ClientStopped(Event.OUTSIDE, clock.nowMs(), plan.name(), why));
    }

    private record Told(Ledger.Consumed totals, Map<String, List<Integer>> assignment) {}

    /// Tells how far it has come when that has changed, but not too often.
    private final class Progress {
        private Told told = new Told(new Ledger.Consumed(0, 0, 0, 0), Map.of());
        private long toldAtNanos = System.nanoTime() - PROGRESS_NANOS;

        void look() {
            if (System.nanoTime() - toldAtNanos < PROGRESS_NANOS) {
                return;
            }
            Told now = new Told(ledger.consumed(plan.name()), assignment());
            if (!now.equals(told)) {
                tell(now);
                told = now;
                toldAtNanos = System.nanoTime();
            }
        }
    }

    private void subscribe() {
        if (!plan.group().isEmpty()) {
            kafka.subscribe(plan.topics(), new Rebalances());
            return;
        }
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : plan.topics()) {
            for (PartitionInfo partition : partitionsOf(topic)) {
                all.add(new TopicPartition(topic, partition.partition()));
            }
        }
        kafka.assign(all);
    }

    private Collection<PartitionInfo> partitionsOf(String topic) {
        while (!stopping) {
            try {
                List<PartitionInfo> found = kafka.partitionsFor(topic, POLL.multipliedBy(10));
                if (found != null && !found.isEmpty()) {
                    return found;
                }
            } catch (RetriableException e) {
                // The topic may come yet; each turn has waited for an answer.
            }
        }
        return List.of();
    }

    private void pollOnce() {
        try {
            ConsumerRecords<byte[], byte[]> polled = kafka.poll(POLL);
            if (plan.commit() == Commit.BEFORE_PROCESSING && !polled.isEmpty()) {
                commit();
            }
            Map<TopicPartition, Long> left = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> read : polled) {
                if (!hasWorked()) {
                    left.putIfAbsent(
                            new TopicPartition(read.topic(), read.partition()), read.offset());
                    continue;
                }
                ledger.read(
                        plan.name(),
                        plan.group(),
                        idOf(read, run),
                        read.topic(),
                        read.partition(),
                        read.offset());
            }
            // What it has not worked on when it is stopped is not committed.
            left.forEach(kafka::seek);
            if (plan.commit() == Commit.AFTER_PROCESSING && !polled.isEmpty()) {
                commit();
            }
        } catch (RetriableException e) {
            // The next poll tries again.
        }
    }

    /// Works on a record, as long as it is to take by the cluster's time, which may stand still.
    /// All the while it tells what there is to tell: a poll may bring records for minutes of work.
    ///
    /// @return whether it is done; it is not when the consumer is stopped meanwhile
    private boolean hasWorked() {
        if (plan.processingMs() == 0) {
            return true;
        }
        long endMs = clock.nowMs() + plan.processingMs();
        try {
            while (true) {
                believe();
                progress.look();
                synchronized (work) {
                    // The cluster's time is never faster than the wall's, but may be put forward.
                    long leftMs = endMs - clock.nowMs();
                    if (stopping || leftMs <= 0) {
                        return !stopping;
                    }
                    work.wait(Math.min(leftMs, BeliefTeller.LOOK_MS));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
            return false;
        }
    }

    private void commit() {
        if (plan.group().isEmpty()) {
            return;
        }
        try {
            kafka.commitSync();
        } catch (CommitFailedException e) {
            // Its group has gone on without it; the next poll joins again.
        }
    }

    /// The record's id; null when no producer of this run sent it.
    static @Nullable RecordId idOf(ConsumerRecord<byte[], byte[]> read, String run) {
        Header header = read.headers().lastHeader(LessonProducer.RUN_HEADER);
        return idOf(header == null ? null : header.value(), read.value(), run);
    }

    static @Nullable RecordId idOf(
            byte @Nullable [] runHeader, byte @Nullable [] value, String run) {
        if (runHeader == null || value == null) {
            return null;
        }
        String ofRun = new String(runHeader, StandardCharsets.UTF_8);
        return ofRun.equals(run) ? RecordId.of(value).orElse(null) : null;
    }

    private Map<String, List<Integer>> assignment() {
        return byTopic(kafka.assignment());
    }

    private static Map<String, List<Integer>> byTopic(Collection<TopicPartition> ids) {
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        for (TopicPartition id : ids) {
            byTopic.computeIfAbsent(id.topic(), _ -> new ArrayList<>()).add(id.partition());
        }
        byTopic.values().forEach(partitions -> partitions.sort(null));
        return byTopic;
    }

    // ---- what it goes by -----------------------------------------------------------------------

    /// What it hears of its partitions before its group's coordinator does. Called while it polls.
    private final class Rebalances implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            tell(Event.RebalanceStep.REVOKED, partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            tell(Event.RebalanceStep.LOST, partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            tell(Event.RebalanceStep.ASSIGNED, partitions);
        }

        private void tell(Event.RebalanceStep step, Collection<TopicPartition> partitions) {
            // Kafka forgets what was paused of what it gives up.
            toldPaused = Map.of();
            if (!partitions.isEmpty()) {
                ConsumerGroupMetadata group = kafka.groupMetadata();
                events.accept(
                        new Event.ConsumerRebalanced(
                                Event.OUTSIDE,
                                clock.nowMs(),
                                plan.name(),
                                plan.group(),
                                group.memberId(),
                                group.generationId(),
                                step,
                                byTopic(partitions)));
            }
        }
    }

    /// Tells what it takes for its own and whom it takes for the leaders of that.
    private void believe() {
        if (!belief.isDue()) {
            return;
        }
        belief.looks();
        Map<String, List<Integer>> assigned = assignment();
        Map<String, List<Integer>> leaders = new TreeMap<>();
        for (String topic : assigned.keySet()) {
            try {
                // What is assigned to it is in its metadata: there is nothing to wait for.
                leaders.put(topic, BeliefTeller.leaders(kafka.partitionsFor(topic, AT_ONCE)));
            } catch (RetriableException e) {
                // The topic has just gone: it knows no leaders.
            } catch (WakeupException e) {
                // It is to stop; whoever calls looks at that next.
            }
        }
        if (plan.group().isEmpty()) {
            belief.tell(leaders, assigned, "", -1);
        } else {
            ConsumerGroupMetadata group = kafka.groupMetadata();
            belief.tell(leaders, assigned, group.memberId(), group.generationId());
        }
    }

    // ---- pausing -------------------------------------------------------------------------------

    /// From now on it fetches nothing, and stays a member of its group, or goes on.
    void setPaused(boolean paused) {
        pausing = paused;
    }

    private void pauseOrResume() {
        if (pausing) {
            kafka.pause(kafka.assignment());
        } else {
            kafka.resume(kafka.paused());
        }
        Map<String, List<Integer>> paused = byTopic(kafka.paused());
        if (!paused.equals(toldPaused)) {
            toldPaused = paused;
            events.accept(
                    new Event.ConsumerPaused(
                            Event.OUTSIDE, clock.nowMs(), plan.name(), plan.group(), paused));
        }
    }

    private void close() {
        try {
            kafka.close(CloseOptions.timeout(CLOSE));
        } catch (KafkaException e) {
            // Its last commit or farewell did not get through; it is gone all the same.
        }
    }

    private void tell(Told told) {
        events.accept(
                new Event.ConsumerProgressed(
                        Event.OUTSIDE,
                        clock.nowMs(),
                        plan.name(),
                        told.totals().records(),
                        told.totals().duplicates(),
                        told.assignment()));
    }

    /// Ends it: it commits and leaves its group, if it manages within a second. Returns when it has
    /// ended.
    void stop() {
        synchronized (work) {
            stopping = true;
            work.notifyAll();
        }
        kafka.wakeup();
        try {
            thread.join(JOIN_MS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isStopped() {
        return !thread.isAlive();
    }
}
