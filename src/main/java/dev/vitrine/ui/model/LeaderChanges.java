package dev.vitrine.ui.model;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.history.TopicPartition;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// Remembers of each partition who led it before, from one snapshot to the next.
final class LeaderChanges {
    /// The last change of a partition's leader. An election that nobody won counts to the next one.
    ///
    /// @param was the leader before, -1 when nobody led since the first snapshot
    record Change(int was, int wasEpoch, int epoch) {}

    private final Map<TopicPartition, Change> changes = new HashMap<>();
    private Snapshot before = Snapshot.EMPTY;

    void observe(Snapshot snapshot) {
        if (snapshot.topics() == before.topics()) {
            return;
        }
        for (TopicView topic : snapshot.topics()) {
            TopicView then = before.topic(topic.name());
            if (then == null || !then.topicId().equals(topic.topicId())) {
                changes.keySet().removeIf(id -> id.topic().equals(topic.name()));
            } else if (then != topic) {
                compare(then, topic);
            }
        }
        changes.keySet().removeIf(id -> snapshot.topic(id.topic()) == null);
        before = snapshot;
    }

    private void compare(TopicView then, TopicView now) {
        int common = Math.min(then.partitions().size(), now.partitions().size());
        for (int i = 0; i < common; i++) {
            PartitionView old = then.partitions().get(i);
            PartitionView young = now.partitions().get(i);
            if (old.leaderEpoch() == young.leaderEpoch() || old.leaderEpoch() < 0) {
                continue;
            }
            Change last = changes.get(young.id());
            Change next =
                    old.leader() < 0 && last != null
                            ? new Change(last.was(), last.wasEpoch(), young.leaderEpoch())
                            : new Change(old.leader(), old.leaderEpoch(), young.leaderEpoch());
            changes.put(young.id(), next);
        }
    }

    @Nullable Change of(TopicPartition id) {
        return changes.get(id);
    }
}
