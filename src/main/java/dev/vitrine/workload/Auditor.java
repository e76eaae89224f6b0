package dev.vitrine.workload;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.history.TopicPartition;

import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Audits a partition when something may have been lost in it: after another leader was elected, or
/// a log was cut. Meanwhile it tells the ledger up to where the logs are committed, which records
/// wait above that, and which were cut off.
///
/// ```text
/// watched ──► due ──► audited ──► watched
///              ▲        │ undecided, or unreadable
///              └────────┘ at most TRIES_MAX times
/// ```
///
/// One audit, or one look into a log's end, at a time, on a thread of its own. Only topics that a
/// producer of the lesson sends to are looked at.
public final class Auditor implements AutoCloseable {
    /// How long after a change the logs are left alone, so that a chain of them is one audit.
    private static final long SETTLE_NANOS = 1_000_000_000;

    /// How long until the next try.
    private static final long AGAIN_NANOS = 2_000_000_000;

    private static final int TRIES_MAX = 30;

    /// Ends of logs that wait to be looked into; others have their turn at the next look.
    private static final int TAILS_MAX = 100;

    /// How often at most snapshots are looked at.
    private static final long LOOK_NANOS = 200_000_000;

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

    private final Workload workload;
    private final Logs logs;
    private final Thread thread;
    private final Object lock = new Object();

    /// Guarded by [#lock], as all below.
    private final Map<TopicPartition, Watched> watched = new TreeMap<>();

    private final Map<TopicPartition, Due> due = new HashMap<>();
    private final TailWatch watch = new TailWatch();

    /// Ends of logs that are to be looked into.
    private final Deque<TailWatch.Tail> tails = new ArrayDeque<>();

    private boolean closed;
    private long lookedAtNanos = System.nanoTime() - LOOK_NANOS;

    /// What, when it is another, may mean that records are gone.
    private record Watched(int leader, int leaderEpoch, long cuts) {}

    private record Due(long atNanos, int tries) {}

    public Auditor(Workload workload, Logs logs) {
        this.workload = workload;
        this.logs = logs;
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
                    for (PartitionView partition : topic.partitions()) {
                        observe(partition, now);
                        observeEnds(partition, snapshot);
                    }
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

    /// What was cut off and what waits to be committed; a node that is down does not answer.
    private void observeEnds(PartitionView partition, Snapshot snapshot) {
        TopicPartition id = partition.id();
        for (ReplicaView log : partition.logs()) {
            for (Ghost cut : watch.cuts(log)) {
                workload.ledger().cut(id.topic(), id.partition(), log.node(), cut.range().from());
            }
            TailWatch.Tail tail = watch.tail(log);
            boolean isUp =
                    snapshot.nodes().stream()
                            .anyMatch(node -> node.id() == log.node() && node.isUp());
            if (tail != null && isUp && tails.size() < TAILS_MAX && !tails.contains(tail)) {
                tails.add(tail);
                lock.notifyAll();
            }
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

    private void audit(TopicPartition id) {
        int leader = leaderOf(id);
        audited(
                id,
                leader < 0
                        ? Workload.AuditResult.UNREADABLE
                        : workload.audit(
                                id.topic(), id.partition(), () -> logs.logEnd(id, leader)));
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
                workload.ledger().seen(id.topic(), id.partition(), node, read.byOffset());
            }
        }
    }

    private int leaderOf(TopicPartition id) {
        synchronized (lock) {
            Watched seen = watched.get(id);
            return seen == null ? -1 : seen.leader();
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
                long wait = LOOK_NANOS * 10;
                for (Map.Entry<TopicPartition, Due> each : due.entrySet()) {
                    long left = each.getValue().atNanos() - now;
                    if (left <= 0) {
                        TopicPartition id = each.getKey();
                        return () -> audit(id);
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
