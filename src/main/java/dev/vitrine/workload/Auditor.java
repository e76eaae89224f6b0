package dev.vitrine.workload;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.history.TopicPartition;

import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Audits a partition when something may have been lost in it: after another leader was elected, or
/// a log was cut. Meanwhile it tells the ledger up to where the logs are committed.
///
/// ```text
/// watched ──► due ──► audited ──► watched
///              ▲        │ undecided, or unreadable
///              └────────┘ at most TRIES_MAX times
/// ```
///
/// One audit at a time, on a thread of its own. Only topics that a producer of the lesson sends to
/// are looked at.
public final class Auditor implements AutoCloseable {
    /// How long after a change the logs are left alone, so that a chain of them is one audit.
    private static final long SETTLE_NANOS = 1_000_000_000;

    /// How long until the next try.
    private static final long AGAIN_NANOS = 2_000_000_000;

    private static final int TRIES_MAX = 30;

    /// How often at most snapshots are looked at.
    private static final long LOOK_NANOS = 200_000_000;

    /// Tells the log end offset of a partition's leader now.
    public interface LogEnds {
        /// @return -1 when the leader does not answer
        long logEnd(TopicPartition id, int leader);
    }

    private final Workload workload;
    private final LogEnds logEnds;
    private final Thread thread;
    private final Object lock = new Object();

    /// Guarded by [#lock], as all below.
    private final Map<TopicPartition, Watched> watched = new TreeMap<>();

    private final Map<TopicPartition, Due> due = new HashMap<>();
    private boolean closed;
    private long lookedAtNanos = System.nanoTime() - LOOK_NANOS;

    /// What, when it is another, may mean that records are gone.
    private record Watched(int leader, int leaderEpoch, long cuts) {}

    private record Due(long atNanos, int tries) {}

    public Auditor(Workload workload, LogEnds logEnds) {
        this.workload = workload;
        this.logEnds = logEnds;
        this.thread = new Thread(this::run, "auditor");
        thread.setDaemon(true);
        thread.start();
    }

    /// Takes the newest snapshot; most of them are passed over.
    public void observe(Snapshot snapshot) {
        long now = System.nanoTime();
        synchronized (lock) {
            if (closed || now - lookedAtNanos < LOOK_NANOS) {
                return;
            }
            lookedAtNanos = now;
            for (TopicView topic : snapshot.topics()) {
                if (workload.ledger().hasSentTo(topic.name())) {
                    topic.partitions().forEach(partition -> observe(partition, now));
                }
            }
        }
    }

    private void observe(PartitionView partition, long now) {
        Watched seen = new Watched(partition.leader(), partition.leaderEpoch(), cuts(partition));
        Watched before = watched.put(partition.id(), seen);
        if (before != null && !before.equals(seen)) {
            due.put(partition.id(), new Due(now + SETTLE_NANOS, 0));
            lock.notifyAll();
        }
        ReplicaView leader = partition.log(partition.leader());
        if (leader != null && !due.containsKey(partition.id())) {
            workload.ledger()
                    .highWatermark(
                            partition.id().topic(),
                            partition.id().partition(),
                            leader.highWatermark());
        }
    }

    /// Grows with each truncation, though old ghosts go.
    private static long cuts(PartitionView partition) {
        long latest = 0;
        for (ReplicaView log : partition.logs()) {
            for (Ghost ghost : log.ghosts()) {
                latest = Math.max(latest, ghost.atMs());
            }
        }
        return latest;
    }

    /// Has every partition looked at that is watched.
    public void auditAll() {
        synchronized (lock) {
            long now = System.nanoTime();
            watched.keySet().forEach(id -> due.put(id, new Due(now, 0)));
            lock.notifyAll();
        }
    }

    private void run() {
        try {
            while (true) {
                TopicPartition id = next();
                if (id == null) {
                    return;
                }
                int leader = leaderOf(id);
                Workload.AuditResult result =
                        leader < 0
                                ? Workload.AuditResult.UNREADABLE
                                : workload.audit(
                                        id.topic(),
                                        id.partition(),
                                        () -> logEnds.logEnd(id, leader));
                audited(id, result);
            }
        } catch (InterruptedException | InterruptException e) {
            // It is closed.
        }
    }

    private int leaderOf(TopicPartition id) {
        synchronized (lock) {
            Watched seen = watched.get(id);
            return seen == null ? -1 : seen.leader();
        }
    }

    /// Waits for the first that is due. Null when there will be none.
    private @Nullable TopicPartition next() throws InterruptedException {
        synchronized (lock) {
            while (!closed) {
                long now = System.nanoTime();
                long wait = LOOK_NANOS * 10;
                for (Map.Entry<TopicPartition, Due> each : due.entrySet()) {
                    long left = each.getValue().atNanos() - now;
                    if (left <= 0) {
                        return each.getKey();
                    }
                    wait = Math.min(wait, left);
                }
                lock.wait(wait / 1_000_000 + 1);
            }
            return null;
        }
    }

    /// What became due anew while it was audited stays due.
    private void audited(TopicPartition id, Workload.AuditResult result) {
        synchronized (lock) {
            Due now = due.get(id);
            if (now == null || now.atNanos() > System.nanoTime()) {
                return;
            }
            if (result == Workload.AuditResult.DECIDED || now.tries() + 1 >= TRIES_MAX) {
                due.remove(id);
            } else {
                due.put(id, new Due(System.nanoTime() + AGAIN_NANOS, now.tries() + 1));
            }
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
