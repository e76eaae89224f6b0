package dev.vitrine.ui.lens;

import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.Lag;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.ui.model.Divergence;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// A partition under the microscope: its logs, and what each is to the leader's.
///
/// @param rows one for each replica, the preferred leader first
/// @param highWatermark the leader's; the highest known while nobody leads
/// @param flags committed offsets of groups, by name
record Specimen(PartitionView partition, List<Row> rows, long highWatermark, List<Flag> flags) {

    /// @param log null while the node has told nothing of it
    /// @param partsFrom the first offset that the leader does not hold; the log end when there is
    ///   none, or when nobody leads
    record Row(
            int node,
            @Nullable ReplicaView log,
            boolean up,
            boolean leads,
            boolean preferred,
            boolean inSync,
            long partsFrom) {
        long end() {
            return log == null ? 0 : log.logEndOffset();
        }

        /// One past the last offset that has a cell or a ghost.
        long shownEnd() {
            long end = end();
            if (log != null) {
                for (Ghost ghost : log.ghosts()) {
                    end = Math.max(end, ghost.range().to());
                }
            }
            return end;
        }

        String standing(int epoch) {
            if (!up) {
                return leads ? "down, led epoch " + epoch : "down, as it was";
            }
            if (leads) {
                return "leader, epoch " + epoch;
            }
            return inSync ? "follower" : "follower, out of sync";
        }
    }

    record Flag(String group, long committed) {}

    /// What a record is to the cluster.
    enum State {
        COMMITTED,
        UNCOMMITTED,
        /// The leader does not hold it; it will be cut off.
        PARTED,
        /// As parted, and its producer was told that it is stored.
        LOST
    }

    static Specimen of(Snapshot snapshot, PartitionView partition) {
        ReplicaView leader = partition.log(partition.leader());
        List<Row> rows = new ArrayList<>();
        for (int node : partition.replicas()) {
            ReplicaView log = partition.log(node);
            NodeView its = snapshot.node(node);
            long parts =
                    log == null
                            ? 0
                            : leader == null || leader == log
                                    ? log.logEndOffset()
                                    : Divergence.of(log, leader);
            rows.add(
                    new Row(
                            node,
                            log,
                            its != null && its.isUp(),
                            node == partition.leader(),
                            node == partition.preferredLeader(),
                            partition.isr().contains(node),
                            parts));
        }
        List<Flag> flags = new ArrayList<>();
        for (GroupView group : snapshot.groups()) {
            for (Lag lag : group.lags()) {
                if (lag.id().equals(partition.id()) && lag.committed() >= 0) {
                    flags.add(new Flag(group.name(), lag.committed()));
                }
            }
        }
        return new Specimen(partition, rows, partition.highWatermark(), flags);
    }

    /// What the record at an offset of a row is.
    State state(Row row, long offset) {
        if (row.log() != null && contains(row.log().lost(), offset)) {
            return State.LOST;
        }
        if (offset >= row.partsFrom()) {
            return State.PARTED;
        }
        long high = row.up() || row.log() == null ? highWatermark : row.log().highWatermark();
        return offset < high ? State.COMMITTED : State.UNCOMMITTED;
    }

    static boolean contains(List<Range> ranges, long offset) {
        for (Range range : ranges) {
            if (range.contains(offset)) {
                return true;
            }
        }
        return false;
    }

    long start() {
        return rows.stream()
                .map(Row::log)
                .filter(log -> log != null)
                .mapToLong(log -> log.logStartOffset())
                .min()
                .orElse(0);
    }

    /// One past the last offset of which there is anything to see.
    long end() {
        return rows.stream().mapToLong(Row::shownEnd).max().orElse(0);
    }

    @Nullable Row row(int node) {
        for (Row row : rows) {
            if (row.node() == node) {
                return row;
            }
        }
        return null;
    }

    @Nullable Row leader() {
        return row(partition.leader());
    }

    /// The leader epochs of the records between two offsets, ghosts included, oldest first.
    List<Integer> epochs(long from, long to) {
        TreeSet<Integer> found = new TreeSet<>();
        for (Row row : rows) {
            ReplicaView log = row.log();
            if (log == null) {
                continue;
            }
            add(found, log.epochs(), Math.max(from, log.logStartOffset()), Math.min(to, row.end()));
            for (Ghost ghost : log.ghosts()) {
                Range range = ghost.range();
                add(found, ghost.epochs(), Math.max(from, range.from()), Math.min(to, range.to()));
            }
        }
        return List.copyOf(found);
    }

    private static void add(TreeSet<Integer> found, List<EpochStart> epochs, long from, long to) {
        for (int i = 0; i < epochs.size() && from < to; i++) {
            long end = i + 1 < epochs.size() ? epochs.get(i + 1).startOffset() : Long.MAX_VALUE;
            if (epochs.get(i).startOffset() < to && end > from) {
                found.add(epochs.get(i).leaderEpoch());
            }
        }
    }
}
