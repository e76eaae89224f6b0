package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;

/// Which offsets of a partition its lanes show: the same on every broker, so that a column is an
/// offset.
///
/// @param from the first offset that has a cell
/// @param cells how many have one
record LaneWindow(long from, int cells) {
    /// How long the records that a follower cut off are shown.
    static final long GHOST_MS = 3_000;

    /// From this rate on lanes glide record by record; below it they turn pages, so that a record
    /// stays where it came for a while.
    private static final int GLIDE_PER_SECOND = 25;

    private static final int PAGES_PER_LANE = 3;

    static LaneWindow of(PartitionView partition, int cells, long nowMs) {
        long start = Long.MAX_VALUE;
        long end = 0;
        for (ReplicaView log : partition.logs()) {
            start = Math.min(start, log.logStartOffset());
            end = Math.max(end, log.logEndOffset());
            for (Ghost ghost : log.ghosts()) {
                if (isFresh(ghost, nowMs)) {
                    end = Math.max(end, ghost.range().to());
                }
            }
        }
        if (start == Long.MAX_VALUE || end - start <= cells) {
            return new LaneWindow(start == Long.MAX_VALUE ? 0 : start, cells);
        }
        if (partition.recordsPerSecond() >= GLIDE_PER_SECOND) {
            return new LaneWindow(end - cells, cells);
        }
        long page = Math.max(1, cells / PAGES_PER_LANE);
        long pages = Math.ceilDiv(end - cells - start, page);
        return new LaneWindow(start + pages * page, cells);
    }

    static boolean isFresh(Ghost ghost, long nowMs) {
        return nowMs - ghost.atMs() < GHOST_MS;
    }

    long to() {
        return from + cells;
    }

    /// Whether older records than those shown are still in a log.
    boolean hidesOlder(ReplicaView log) {
        return log.logStartOffset() < from;
    }
}
