package dev.vitrine.replica;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/// What a leader knows of its followers: how far each has fetched, and when it last had all that
/// there was.
final class Followers {
    /// An end or a start of a log that the leader has not heard of yet.
    static final long UNKNOWN = -1;

    /// What is known of one of them.
    static final class Follower {
        private long endOffset = UNKNOWN;
        private long logStartOffset = UNKNOWN;
        private long brokerEpoch = -1;
        private long lastFetchMs;
        private long leaderEndAtLastFetch;
        private long lastCaughtUpMs;
        private long highWatermarkSent = -1;

        long endOffset() {
            return endOffset;
        }

        long brokerEpoch() {
            return brokerEpoch;
        }

        /// Whether another process of that broker came after the one with this epoch (KIP-903).
        boolean isSucceeded(long epoch) {
            return epoch >= 0 && epoch < brokerEpoch;
        }

        boolean knowsHighWatermark(long highWatermark) {
            return highWatermarkSent >= highWatermark;
        }

        void highWatermarkSent(long highWatermark) {
            highWatermarkSent = highWatermark;
        }

        private boolean holds(long offset) {
            return endOffset >= offset && logStartOffset <= offset;
        }

        /// It fetches: its log reaches as far as it asks from. It is caught up now when that is the
        /// leader's end, and was at its last fetch when that was the leader's end then.
        ///
        /// @return what moved
        Moved fetches(Read.Ask ask, long leaderEnd, long nowMs) {
            if (ask.offset() >= leaderEnd) {
                lastCaughtUpMs = Math.max(lastCaughtUpMs, nowMs);
            } else if (endOffset >= 0 && ask.offset() >= leaderEndAtLastFetch) {
                lastCaughtUpMs = Math.max(lastCaughtUpMs, lastFetchMs);
            }
            Moved moved =
                    new Moved(endOffset != ask.offset(), logStartOffset != ask.logStartOffset());
            endOffset = ask.offset();
            logStartOffset = ask.logStartOffset();
            brokerEpoch = ask.replicaEpoch();
            leaderEndAtLastFetch = leaderEnd;
            lastFetchMs = nowMs;
            return moved;
        }
    }

    /// Whether the end and the start of a follower's log are others than before.
    record Moved(boolean end, boolean start) {}

    private final TreeMap<Integer, Follower> followers = new TreeMap<>();

    void clear() {
        followers.clear();
    }

    /// A new epoch begins: nothing is known of anybody, and those in sync are taken as caught up.
    void begin(Assignment assignment, int leader, long nowMs) {
        followers.clear();
        keep(assignment, leader);
        followers.forEach((id, follower) -> {
            follower.lastCaughtUpMs = assignment.isr().contains(id) ? nowMs : 0;
        });
    }

    /// The same epoch goes on, perhaps with other replicas.
    void keep(Assignment assignment, int leader) {
        followers.keySet().retainAll(assignment.replicas());
        for (int replica : assignment.replicas()) {
            if (replica != leader) {
                followers.computeIfAbsent(replica, _ -> new Follower());
            }
        }
    }

    /// Null for a broker that is no follower here.
    @Nullable Follower get(int id) {
        return followers.get(id);
    }

    /// Where a follower's log ends, [#UNKNOWN] when it has not been heard of.
    long endOffset(int id) {
        Follower follower = followers.get(id);
        return follower == null ? UNKNOWN : follower.endOffset;
    }

    boolean isCaughtUp(int id, long leaderEnd, long nowMs, long lagMaxMs) {
        Follower follower = followers.get(id);
        return follower != null
                && (follower.endOffset == leaderEnd || nowMs - follower.lastCaughtUpMs <= lagMaxMs);
    }

    /// The least start of a log among those that are alive, `limit` at most; [#UNKNOWN] while one
    /// of them has not been heard of.
    long leastLogStart(long limit, IntPredicate isAlive) {
        long least = limit;
        for (var each : followers.entrySet()) {
            if (isAlive.test(each.getKey())) {
                least = Math.min(least, each.getValue().logStartOffset);
            }
        }
        return least;
    }

    /// Those of `isr` whose logs hold an offset.
    List<InSyncFollower> inSyncWith(long offset, List<Integer> isr, long nowMs) {
        List<InSyncFollower> with = new ArrayList<>();
        followers.forEach((id, follower) -> {
            if (isr.contains(id) && follower.holds(offset)) {
                with.add(
                        new InSyncFollower(
                                id, follower.endOffset, nowMs - follower.lastCaughtUpMs));
            }
        });
        return with;
    }
}
