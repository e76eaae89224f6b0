package dev.vitrine.ui.model;

import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.history.Snapshot.ReplicaView;

/// Where a replica's log parts from its leader's, by their leader epochs, as a follower finds it
/// out when it fetches (KIP-101, KIP-595).
public final class Divergence {
    private Divergence() {}

    /// The first offset of `replica` that its leader does not hold and that will be cut off; the
    /// replica's log end when there is none.
    public static long of(ReplicaView replica, ReplicaView leader) {
        long from = replica.logEndOffset();
        while (from > replica.logStartOffset()) {
            int epoch = replica.epochAt(from - 1);
            int common = largestEpochUpTo(leader, epoch);
            long end = Math.min(from, endOf(leader, common));
            if (common == epoch) {
                return end;
            }
            // The leader never saw this epoch: all of it goes, and the one before is asked for.
            from = Math.min(end, startOf(replica, epoch));
        }
        return from;
    }

    private static int largestEpochUpTo(ReplicaView leader, int epoch) {
        int largest = -1;
        for (EpochStart start : leader.epochs()) {
            if (start.leaderEpoch() <= epoch) {
                largest = Math.max(largest, start.leaderEpoch());
            }
        }
        return largest;
    }

    private static long endOf(ReplicaView leader, int epoch) {
        long end = leader.logEndOffset();
        for (EpochStart start : leader.epochs()) {
            if (start.leaderEpoch() > epoch) {
                end = Math.min(end, start.startOffset());
            }
        }
        return end;
    }

    private static long startOf(ReplicaView replica, int epoch) {
        for (EpochStart start : replica.epochs()) {
            if (start.leaderEpoch() == epoch) {
                return start.startOffset();
            }
        }
        return replica.logStartOffset();
    }
}
