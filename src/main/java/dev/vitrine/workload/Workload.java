package dev.vitrine.workload;

import dev.vitrine.env.Clock;
import dev.vitrine.event.Event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The lesson's clients on one cluster, and their ledger. Any thread may call.
public final class Workload implements AutoCloseable {
    /// Producers and consumers that may run at a time.
    public static final int CLIENTS_MAX = 100;

    /// The header that marks the records of the lesson's producers.
    public static final String RUN_HEADER = LessonProducer.RUN_HEADER;

    /// Hidden from the picture, as [dev.vitrine.history.Projector] says.
    private static final String AUDIT_CLIENT_ID = "vitrine.audit";

    private static final int BASE_36 = 36;

    private final Supplier<String> bootstrap;
    private final Clock clock;
    private final Consumer<Event> events;
    private final Ledger ledger = new Ledger();
    private final Administrator administrator;

    /// Marks this run's records, lest those of an earlier one in the same data folder be taken for
    /// them.
    private final String run;

    private final Object auditLock = new Object();
    private @Nullable Audit audit;
    private final Map<String, LessonProducer> producers = new TreeMap<>();
    private final Map<String, LessonConsumer> consumers = new TreeMap<>();
    private boolean closed;

    /// @param bootstrap the brokers' addresses when a client starts
    /// @param clock the cluster's
    /// @param events takes what the clients tell, on their threads
    public Workload(Supplier<String> bootstrap, Clock clock, Consumer<Event> events) {
        this.bootstrap = bootstrap;
        this.clock = clock;
        this.events = events;
        this.administrator = new Administrator(bootstrap);
        this.run = Long.toString(clock.nowMs(), BASE_36);
    }

    public Ledger ledger() {
        return ledger;
    }

    /// Which record of this run's producers it is; null for any other.
    ///
    /// @param runHeader the value of the record's header [#RUN_HEADER]
    /// @param value the record's, or its first bytes
    public @Nullable RecordId idOf(byte @Nullable [] runHeader, byte @Nullable [] value) {
        return LessonConsumer.idOf(runHeader, value, run);
    }

    /// Starts a producer. Its name may be that of a client that has stopped; then it goes on
    /// counting.
    ///
    /// @throws WorkloadException when it cannot
    public synchronized LessonProducer startProducer(ProducerPlan plan) {
        checkFree(plan.name());
        LessonProducer started =
                new LessonProducer(plan, bootstrap.get(), run, ledger, clock, events);
        producers.put(plan.name(), started);
        started.start();
        return started;
    }

    /// Starts a consumer. Its name may be that of a client that has stopped.
    ///
    /// @throws WorkloadException when it cannot
    public synchronized LessonConsumer startConsumer(ConsumerPlan plan) {
        checkFree(plan.name());
        LessonConsumer started =
                new LessonConsumer(plan, bootstrap.get(), run, ledger, clock, events);
        consumers.put(plan.name(), started);
        started.start();
        return started;
    }

    private void checkFree(String name) {
        if (closed) {
            throw new WorkloadException("the cluster is closed");
        }
        producers.values().removeIf(LessonProducer::isStopped);
        consumers.values().removeIf(LessonConsumer::isStopped);
        if (producers.containsKey(name) || consumers.containsKey(name)) {
            throw new WorkloadException("there is a client " + name + " already");
        }
        if (producers.size() + consumers.size() >= CLIENTS_MAX) {
            throw new WorkloadException("there are " + CLIENTS_MAX + " clients already");
        }
    }

    /// Asks a producer for records, to be sent at once.
    ///
    /// @throws WorkloadException when there is no such producer, or it has too many to send
    public void send(String producer, int records) {
        producer(producer).send(records);
    }

    /// @throws WorkloadException when no producer of this name runs
    public synchronized LessonProducer producer(String name) {
        LessonProducer found = producers.get(name);
        if (found == null) {
            throw new WorkloadException("no producer " + name + " runs");
        }
        return found;
    }

    /// Lets a consumer fetch nothing until it is resumed. It stays a member of its group.
    ///
    /// @throws WorkloadException when no consumer of this name runs
    public void pause(String consumer) {
        consumer(consumer).setPaused(true);
    }

    /// @throws WorkloadException when no consumer of this name runs
    public void resume(String consumer) {
        consumer(consumer).setPaused(false);
    }

    private synchronized LessonConsumer consumer(String name) {
        LessonConsumer found = consumers.get(name);
        if (found == null) {
            throw new WorkloadException("no consumer " + name + " runs");
        }
        return found;
    }

    /// What a client that runs is to do; null when it is no producer, or none runs.
    public synchronized @Nullable ProducerPlan producerPlan(String name) {
        LessonProducer found = producers.get(name);
        return found == null || found.isStopped() ? null : found.plan();
    }

    /// What a client that runs is to do; null when it is no consumer, or none runs.
    public synchronized @Nullable ConsumerPlan consumerPlan(String name) {
        LessonConsumer found = consumers.get(name);
        return found == null || found.isStopped() ? null : found.plan();
    }

    /// Ends a producer in good order and starts it anew with another plan of its name, as whoever
    /// changes a client's settings has to.
    ///
    /// @throws WorkloadException when it does not run, or cannot start so; then it has ended
    public void change(ProducerPlan plan) {
        stop(plan.name());
        startProducer(plan);
    }

    /// As [#change(ProducerPlan)], for a consumer.
    public void change(ConsumerPlan plan) {
        stop(plan.name());
        startConsumer(plan);
    }

    /// The names of the clients that run.
    public synchronized List<String> clients() {
        List<String> names = new ArrayList<>();
        producers.forEach((name, client) -> {
            if (!client.isStopped()) {
                names.add(name);
            }
        });
        consumers.forEach((name, client) -> {
            if (!client.isStopped()) {
                names.add(name);
            }
        });
        return names;
    }

    /// Ends a client in good order. Returns when it has ended.
    ///
    /// @throws WorkloadException when no client of this name runs
    public void stop(String name) {
        LessonProducer producer;
        LessonConsumer consumer;
        synchronized (this) {
            producer = producers.remove(name);
            consumer = consumers.remove(name);
        }
        if (producer != null) {
            producer.stop();
        } else if (consumer != null) {
            consumer.stop();
        } else {
            throw new WorkloadException("no client " + name + " runs");
        }
    }

    /// Reads a partition from its leader and marks in the ledger what is lost, found again or there
    /// twice. What is newly found lost is told as [Event.RecordsLost].
    ///
    /// @param leaderLogEnd the log end offset of the partition's leader, or -1 when it has none;
    ///   asked after the records to judge are known, so it must not be older than the call
    /// @return whether the partition could be read; if not, nothing is known and nothing changed
    public AuditResult audit(String topic, int partition, LongSupplier leaderLogEnd) {
        Ledger.Audited audited;
        synchronized (auditLock) {
            Audit reader = audit;
            if (reader == null) {
                reader = new Audit(AUDIT_CLIENT_ID, bootstrap.get(), run, ledger);
                audit = reader;
            }
            var found = reader.of(topic, partition, leaderLogEnd);
            if (found.isEmpty()) {
                return AuditResult.UNREADABLE;
            }
            audited = found.get();
        }
        tellLost(audited.lost());
        return audited.undecided() > 0 ? AuditResult.UNDECIDED : AuditResult.DECIDED;
    }

    public enum AuditResult {
        /// The partition could not be read.
        UNREADABLE,
        /// Of some acknowledged records it is not known yet whether they stay.
        UNDECIDED,
        DECIDED
    }

    /// One event for each run of a producer's records at successive offsets.
    private void tellLost(List<RecordFate> lost) {
        int from = 0;
        while (from < lost.size()) {
            RecordFate first = lost.get(from);
            int to = from + 1;
            while (to < lost.size()
                    && lost.get(to).offset() == lost.get(to - 1).offset() + 1
                    && lost.get(to).id().producer().equals(first.id().producer())) {
                to++;
            }
            events.accept(
                    new Event.RecordsLost(
                            Event.OUTSIDE,
                            clock.nowMs(),
                            first.id().producer(),
                            first.topic(),
                            first.partition(),
                            first.offset(),
                            lost.get(to - 1).offset()));
            from = to;
        }
    }

    /// Who creates topics and changes settings.
    public Administrator administrator() {
        return administrator;
    }

    /// Ends all clients.
    @Override
    public void close() {
        List<Thread> ends = new ArrayList<>();
        synchronized (this) {
            closed = true;
            consumers.values().forEach(each -> ends.add(Thread.ofVirtual().start(each::stop)));
            producers.values().forEach(each -> ends.add(Thread.ofVirtual().start(each::stop)));
            consumers.clear();
            producers.clear();
        }
        try {
            for (Thread end : ends) {
                end.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        administrator.close();
        synchronized (auditLock) {
            if (audit != null) {
                audit.close();
                audit = null;
            }
        }
    }
}
