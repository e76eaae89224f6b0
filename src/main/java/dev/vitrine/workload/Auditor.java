package dev.vitrine.workload;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.TopicPartition;

import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.LongSupplier;

/// Audits a partition when something may have been lost in it, as [AuditSchedule] says. Meanwhile
/// it tells the ledger which records wait to be committed, and which were cut off.
///
/// One audit, or one look into a log's end, at a time, on a thread of its own. Only topics that a
/// producer of the lesson sends to are looked at.
public final class Auditor implements AutoCloseable {
    /// Ends of logs that wait to be looked into; others have their turn at the next look.
    private static final int TAILS_MAX = 100;

    /// What nodes say of their own logs now.
    public interface Logs {
        /// @return -1 when the node does not answer
        long logEnd(TopicPartition id, int node);

        /// The lesson's records in a log from an offset on.
        ///
        /// @return null when the node does not answer
        @Nullable Stretch records(TopicPartition id, int node, long from, int recordsMax);
    }

    /// @param to one past the last offset that was looked at
    public record Stretch(long to, Map<Long, RecordId> byOffset) {}

    /// As [Workload#audit].
    interface Audits {
        Workload.AuditResult audit(String topic, int partition, LongSupplier leaderLogEnd);
    }

    private final Ledger ledger;
    private final Audits audits;
    private final Logs logs;
    private final Thread thread;
    private final Object lock = new Object();

    /// Guarded by [#lock], as all below.
    private final AuditSchedule schedule;

    private final TailWatch watch = new TailWatch();

    /// Ends of logs that are to be looked into.
    private final Deque<TailWatch.Tail> tails = new ArrayDeque<>();

    private boolean closed;

    public Auditor(Workload workload, Logs logs) {
        this(workload.ledger(), workload::audit, logs);
    }

    Auditor(Ledger ledger, Audits audits, Logs logs) {
        this.ledger = ledger;
        this.audits = audits;
        this.logs = logs;
        this.schedule = new AuditSchedule(ledger, System.nanoTime());
        this.thread = new Thread(this::run, "auditor");
        thread.setDaemon(true);
        thread.start();
    }

    /// Takes the newest snapshot; most of them are passed over.
    public void observe(Snapshot snapshot) {
        synchronized (lock) {
            if (!closed) {
                schedule.observe(snapshot, System.nanoTime())
                        .forEach(partition -> observeEnds(partition, snapshot));
                lock.notifyAll();
            }
        }
    }

    /// What was cut off and what waits to be committed; a node that is down does not answer.
    private void observeEnds(PartitionView partition, Snapshot snapshot) {
        TopicPartition id = partition.id();
        for (ReplicaView log : partition.logs()) {
            for (Ghost cut : watch.cuts(log)) {
                ledger.cut(id.topic(), id.partition(), log.node(), cut.range().from());
            }
            TailWatch.Tail tail = watch.tail(log);
            boolean isUp =
                    snapshot.nodes().stream()
                            .anyMatch(node -> node.id() == log.node() && node.isUp());
            if (tail != null && isUp && tails.size() < TAILS_MAX && !tails.contains(tail)) {
                tails.add(tail);
            }
        }
    }

    /// Has every partition looked at that is watched.
    public void auditAll() {
        synchronized (lock) {
            schedule.all(System.nanoTime());
            lock.notifyAll();
        }
    }

    private void run() {
        try {
            while (true) {
                Runnable task = next();
                if (task == null) {
                    return;
                }
                task.run();
            }
        } catch (InterruptedException | InterruptException e) {
            // It is closed.
        }
    }

    private void audit(AuditSchedule.Task task) {
        TopicPartition id = task.id();
        Workload.AuditResult result =
                task.leader() < 0
                        ? Workload.AuditResult.UNREADABLE
                        : audits.audit(
                                id.topic(), id.partition(), () -> logs.logEnd(id, task.leader()));
        synchronized (lock) {
            schedule.audited(task, result, System.nanoTime());
        }
    }

    private void lookInto(TailWatch.Tail tail) {
        TopicPartition id = tail.log().id();
        int node = tail.log().node();
        Stretch read = logs.records(id, node, tail.from(), TailWatch.RECORDS_MAX);
        if (read == null) {
            return;
        }
        synchronized (lock) {
            if (watch.read(tail, read.to())) {
                ledger.seen(id.topic(), id.partition(), node, read.byOffset());
            }
        }
    }

    /// Waits for the first that is due. Null when there will be none.
    private @Nullable Runnable next() throws InterruptedException {
        synchronized (lock) {
            while (!closed) {
                TailWatch.Tail tail = tails.poll();
                if (tail != null) {
                    return () -> lookInto(tail);
                }
                long now = System.nanoTime();
                AuditSchedule.Task task = schedule.next(now);
                if (task != null) {
                    return () -> audit(task);
                }
                lock.wait(schedule.idleNanos(now) / 1_000_000 + 1);
            }
            return null;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        thread.interrupt();
    }
}
