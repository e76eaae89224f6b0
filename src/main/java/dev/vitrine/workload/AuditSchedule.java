package dev.vitrine.workload;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.history.TopicPartition;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which partition is to be audited when: after another leader was elected, or a log was cut.
/// Meanwhile it tells the ledger up to where the logs are committed. Not for several threads; times
/// are those of one clock that does not go back.
///
/// ```text
/// watched ──► due ──► audited ──► watched
///              ▲        │ undecided, or unreadable
///              └────────┘ at most TRIES_MAX times
/// ```
final class AuditSchedule {
    /// How long after a change the logs are left alone, so that a chain of them is one audit.
    static final long SETTLE_NANOS = 1_000_000_000;

    /// How long until the next try.
    static final long AGAIN_NANOS = 2_000_000_000;

    static final int TRIES_MAX = 30;

    /// How often at most snapshots are looked at.
    static final long LOOK_NANOS = 200_000_000;

    /// How long it is waited at most.
    static final long WAIT_NANOS = 10 * LOOK_NANOS;

    private final Ledger ledger;
    private final Map<TopicPartition, Watched> watched = new TreeMap<>();
    private final Map<TopicPartition, Due> due = new HashMap<>();
    private long lookedAtNanos;

    /// What, when it is another, may mean that records are gone.
    private record Watched(int leader, int leaderEpoch, long cuts) {}

    /// @param tries that are over
    record Due(long atNanos, int tries) {}

    /// An audit that is due.
    ///
    /// @param leader below zero for nobody
    record Task(TopicPartition id, int leader, Due due) {}

    AuditSchedule(Ledger ledger, long nowNanos) {
        this.ledger = ledger;
        this.lookedAtNanos = nowNanos - LOOK_NANOS;
    }

    /// Takes the newest snapshot; most of them are passed over.
    ///
    /// @return what was looked at: the partitions that a producer of the lesson sends to
    List<PartitionView> observe(Snapshot snapshot, long nowNanos) {
        if (nowNanos - lookedAtNanos < LOOK_NANOS) {
            return List.of();
        }
        lookedAtNanos = nowNanos;
        List<PartitionView> seen = new ArrayList<>();
        for (TopicView topic : snapshot.topics()) {
            if (ledger.hasSentTo(topic.name())) {
                seen.addAll(topic.partitions());
            }
        }
        seen.forEach(partition -> observe(partition, nowNanos));
        return seen;
    }

    private void observe(PartitionView partition, long nowNanos) {
        Watched seen = new Watched(partition.leader(), partition.leaderEpoch(), cuts(partition));
        Watched before = watched.put(partition.id(), seen);
        if (before != null && !before.equals(seen)) {
            due.put(partition.id(), new Due(nowNanos + SETTLE_NANOS, 0));
        }
        ReplicaView leader = partition.log(partition.leader());
        if (leader != null && !due.containsKey(partition.id())) {
            TopicPartition id = partition.id();
            ledger.highWatermark(id.topic(), id.partition(), leader.highWatermark());
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

    /// Every partition that is watched is due.
    void all(long nowNanos) {
        watched.keySet().forEach(id -> due.put(id, new Due(nowNanos, 0)));
    }

    /// The first that is due.
    @Nullable Task next(long nowNanos) {
        for (Map.Entry<TopicPartition, Due> each : due.entrySet()) {
            if (each.getValue().atNanos() - nowNanos <= 0) {
                Watched seen = watched.get(each.getKey());
                return new Task(each.getKey(), seen == null ? -1 : seen.leader(), each.getValue());
            }
        }
        return null;
    }

    /// How long nothing is due, at most [#WAIT_NANOS].
    long idleNanos(long nowNanos) {
        long idle = WAIT_NANOS;
        for (Due each : due.values()) {
            idle = Math.min(idle, each.atNanos() - nowNanos);
        }
        return Math.max(0, idle);
    }

    /// It was audited. What became due anew meanwhile stays due.
    void audited(Task task, Workload.AuditResult result, long nowNanos) {
        TopicPartition id = task.id();
        if (!task.due().equals(due.get(id))) {
            return;
        }
        int tries = task.due().tries() + 1;
        if (result == Workload.AuditResult.DECIDED || tries >= TRIES_MAX) {
            due.remove(id);
        } else {
            due.put(id, new Due(nowNanos + AGAIN_NANOS, tries));
        }
    }
}
