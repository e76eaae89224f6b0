package dev.vitrine.workload;

import dev.vitrine.env.Clock;
import dev.vitrine.event.Event;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A producer of the lesson: Kafka's own, on a thread of its own. It numbers its records, sends
/// them when it is asked to or at a rate, and tells the [Ledger] what became of each.
public final class LessonProducer {
    /// Records that may be asked for at once.
    public static final int SEND_MAX = 100_000;

    /// Records on their way. At it a producer waits; what its rate would have sent meanwhile is not
    /// made up for.
    public static final int PENDING_MAX = 10_000;

    /// The shortest time between two tellings of its progress.
    private static final long PROGRESS_NANOS = 20_000_000;

    /// How long it may wait before it looks at its rate again.
    private static final long LOOK_MS = 20;

    /// How long a producer that is stopped waits for what is on its way. The rest fails.
    private static final long STOP_MS_MAX = 1_000;

    /// How long it may be in a call of Kafka's producer when it is stopped.
    private static final long JOIN_MS_MAX = 5_000;

    static final String RUN_HEADER = "vitrine.run";

    private static final int KEYS_SHOWN = 3;
    private static final double MS_PER_SECOND = 1_000;

    private final ProducerPlan plan;
    private final Ledger ledger;
    private final Clock clock;
    private final Consumer<Event> events;
    private final byte[] run;
    private final KafkaProducer<String, byte[]> kafka;
    private final Thread thread;
    private final Object lock = new Object();
    private final BeliefTeller belief;

    /// Whether its topic is in its metadata: asked before, it would wait for it.
    private volatile boolean knowsTopic;

    /// Records asked for and not handed over yet; guarded by [#lock], as all below.
    private long owed;

    private double recordsPerSecond;

    /// Since when the rate counts, and what it sent since.
    private long ratedFromMs;

    private long ratedSent;
    private boolean stopping;
    private boolean stopped;

    /// Of its own thread alone.
    private long keysUsed;

    LessonProducer(
            ProducerPlan plan,
            String bootstrap,
            String run,
            Ledger ledger,
            Clock clock,
            Consumer<Event> events) {
        this.plan = plan;
        this.ledger = ledger;
        this.clock = clock;
        this.events = events;
        this.belief = new BeliefTeller(plan.name(), clock, events);
        this.run = run.getBytes(StandardCharsets.UTF_8);
        this.recordsPerSecond = plan.recordsPerSecond();
        this.ratedFromMs = clock.nowMs();
        try {
            this.kafka = new KafkaProducer<>(ClientSettings.ofProducer(plan, bootstrap));
        } catch (KafkaException e) {
            throw ClientSettings.refused("producer", plan.name(), e);
        }
        this.thread = new Thread(this::run, "producer-" + plan.name());
        thread.setDaemon(true);
    }

    void start() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("acks", plan.acks());
        if (plan.recordsPerSecond() > 0) {
            settings.put(
                    "rate",
                    String.format(Locale.ROOT, "%s rec/s", inShort(plan.recordsPerSecond())));
        }
        if (!plan.keys().isEmpty()) {
            settings.put("keys", inShort(plan.keys()));
        }
        if (plan.recordBytes() > 0) {
            settings.put("bytes", Integer.toString(plan.recordBytes()));
        }
        settings.put("idempotence", plan.idempotent() ? "on" : "off");
        events.accept(
                new Event.ClientStarted(
                        Event.OUTSIDE,
                        clock.nowMs(),
                        plan.name(),
                        Event.ClientKind.PRODUCER,
                        plan.topic(),
                        "",
                        settings));
        thread.start();
    }

    private static String inShort(List<String> keys) {
        return keys.size() <= KEYS_SHOWN
                ? String.join(", ", keys)
                : String.join(", ", keys.subList(0, KEYS_SHOWN)) + " … (" + keys.size() + ")";
    }

    private static String inShort(double rate) {
        return rate == Math.rint(rate) ? Long.toString((long) rate) : Double.toString(rate);
    }

    public ProducerPlan plan() {
        return plan;
    }

    /// Asks for records, to be sent at once. Their fates are told to the ledger.
    ///
    /// @throws WorkloadException when it was stopped, or has more than [#SEND_MAX] to send
    public void send(int records) {
        synchronized (lock) {
            if (stopping) {
                throw new WorkloadException("producer " + plan.name() + " was stopped");
            }
            if (records < 1 || owed + records > SEND_MAX) {
                throw new WorkloadException(
                        "a producer can be asked for 1 to " + SEND_MAX + " records at a time");
            }
            owed += records;
            lock.notifyAll();
        }
    }

    /// From now on it sends so many records a second of the cluster's time; 0 for none but those
    /// asked for.
    public void setRecordsPerSecond(double changed) {
        ProducerPlan.checkRate(changed);
        synchronized (lock) {
            recordsPerSecond = changed;
            ratedFromMs = clock.nowMs();
            ratedSent = 0;
            lock.notifyAll();
        }
    }

    private void run() {
        Ledger.Produced told = ledger.produced(plan.name());
        long toldAtNanos = System.nanoTime() - PROGRESS_NANOS;
        String why = "";
        try {
            while (true) {
                long due = awaitDue(told, toldAtNanos);
                if (due < 0) {
                    break;
                }
                for (long i = 0; i < due; i++) {
                    sendOne();
                }
                believe();
                Ledger.Produced now = ledger.produced(plan.name());
                if (!now.equals(told) && System.nanoTime() - toldAtNanos >= PROGRESS_NANOS) {
                    tell(now);
                    told = now;
                    toldAtNanos = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            why = "interrupted";
        } catch (KafkaException e) {
            why = nameOf(e);
        }
        kafka.close(Duration.ofMillis(STOP_MS_MAX));
        tell(ledger.produced(plan.name()));
        synchronized (lock) {
            stopping = true;
            stopped = true;
            lock.notifyAll();
        }
        events.accept(new Event.ClientStopped(Event.OUTSIDE, clock.nowMs(), plan.name(), why));
    }

    /// Waits for something to send or to tell.
    ///
    /// @return how many records to hand over now; -1 when it is to stop
    private long awaitDue(Ledger.Produced told, long toldAtNanos) throws InterruptedException {
        synchronized (lock) {
            while (true) {
                if (stopping) {
                    return -1;
                }
                Ledger.Produced now = ledger.produced(plan.name());
                long room = Math.max(0, PENDING_MAX - now.pending());
                long rated = ratedDue(room);
                long asked = Math.min(owed, room - rated);
                if (rated + asked > 0) {
                    owed -= asked;
                    return rated + asked;
                }
                if (knowsTopic && belief.isDue()) {
                    return 0;
                }
                long waitMs =
                        recordsPerSecond > 0 || owed > 0
                                ? LOOK_MS
                                : knowsTopic ? BeliefTeller.LOOK_MS : 0;
                if (!now.equals(told)) {
                    long left = PROGRESS_NANOS - (System.nanoTime() - toldAtNanos);
                    if (left <= 0) {
                        return 0;
                    }
                    waitMs = TimeUnit.NANOSECONDS.toMillis(left) + 1;
                }
                lock.wait(waitMs);
            }
        }
    }

    private long ratedDue(long room) {
        if (recordsPerSecond <= 0) {
            return 0;
        }
        long nowMs = clock.nowMs();
        double elapsedSeconds = (nowMs - ratedFromMs) / MS_PER_SECOND;
        long due = (long) (elapsedSeconds * recordsPerSecond) - ratedSent;
        if (due > room) {
            ratedFromMs = nowMs;
            ratedSent = 0;
            return room;
        }
        ratedSent += Math.max(0, due);
        return Math.max(0, due);
    }

    private void sendOne() {
        RecordId id = ledger.sending(plan.name(), plan.topic());
        Integer partition = plan.partition() < 0 ? null : plan.partition();
        ProducerRecord<String, byte[]> sent =
                new ProducerRecord<>(
                        plan.topic(), partition, nextKey(), id.value(plan.recordBytes()));
        sent.headers().add(RUN_HEADER, run);
        try {
            kafka.send(sent, (metadata, failure) -> completed(id, metadata, failure));
        } catch (IllegalStateException | KafkaException e) {
            ledger.failed(id, nameOf(e));
        }
    }

    /// Tells where it would send to by what it has heard of its topic.
    private void believe() {
        if (!knowsTopic || !belief.isDue()) {
            return;
        }
        belief.looks();
        try {
            belief.tell(
                    Map.of(plan.topic(), BeliefTeller.leaders(kafka.partitionsFor(plan.topic()))),
                    Map.of(),
                    "",
                    -1);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // Its topic is gone; it has waited for it as a send does.
            knowsTopic = false;
        }
    }

    private @Nullable String nextKey() {
        return plan.keys().isEmpty()
                ? null
                : plan.keys().get((int) (keysUsed++ % plan.keys().size()));
    }

    private void completed(RecordId id, RecordMetadata metadata, @Nullable Exception failure) {
        if (failure == null) {
            knowsTopic = true;
            ledger.acknowledged(
                    id, metadata.partition(), metadata.hasOffset() ? metadata.offset() : -1);
        } else {
            ledger.failed(id, nameOf(failure));
        }
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    /// `NotEnoughReplicasException` becomes `NOT_ENOUGH_REPLICAS`, as Kafka writes its errors.
    static String nameOf(Exception failure) {
        String name = failure.getClass().getSimpleName().replaceFirst("Exception$", "");
        return name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    private void tell(Ledger.Produced totals) {
        events.accept(
                new Event.ProducerProgressed(
                        Event.OUTSIDE,
                        clock.nowMs(),
                        plan.name(),
                        totals.sent(),
                        totals.acknowledged(),
                        totals.failed(),
                        totals.pending()));
    }

    /// Ends it. What is on its way has a second; then it fails. Returns when it has ended.
    void stop() {
        synchronized (lock) {
            stopping = true;
            lock.notifyAll();
        }
        try {
            thread.join(STOP_MS_MAX + LOOK_MS);
            if (thread.isAlive()) {
                // It may be in a send that waits for metadata, which this ends.
                kafka.close(Duration.ZERO);
                thread.join(JOIN_MS_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kafka.close(Duration.ZERO);
        }
    }

    boolean isStopped() {
        synchronized (lock) {
            return stopped;
        }
    }
}
