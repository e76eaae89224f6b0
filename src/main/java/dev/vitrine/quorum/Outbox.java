package dev.vitrine.quorum;

import dev.vitrine.env.Node;

import org.jspecify.annotations.Nullable;

import java.util.SortedMap;
import java.util.TreeMap;

/// What this node has asked of others: at most one request in flight to each peer of each kind, and
/// a pause after one that failed. Its size is bounded by peers times kinds.
final class Outbox {
    enum Kind {
        PRE_VOTE,
        VOTE,
        BEGIN_EPOCH,
        END_EPOCH,
        FETCH;

        static Kind of(QuorumRequest request) {
            return switch (request) {
                case QuorumRequest.Vote vote -> vote.preVote() ? PRE_VOTE : VOTE;
                case QuorumRequest.BeginEpoch _ -> BEGIN_EPOCH;
                case QuorumRequest.EndEpoch _ -> END_EPOCH;
                case QuorumRequest.Fetch _ -> FETCH;
            };
        }
    }

    private record Key(int peer, Kind kind) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byPeer = Integer.compare(peer, other.peer);
            return byPeer != 0 ? byPeer : kind.compareTo(other.kind);
        }
    }

    /// @param request the one in flight, null during a pause
    /// @param untilMs when the request counts as failed, or the pause ends
    private record Slot(@Nullable QuorumRequest request, long sentAtMs, long untilMs) {}

    private final SortedMap<Key, Slot> slots = new TreeMap<>();

    boolean isFree(int peer, Kind kind) {
        return !slots.containsKey(new Key(peer, kind));
    }

    void sent(int peer, QuorumRequest request, long nowMs, long timeoutMs) {
        slots.put(new Key(peer, Kind.of(request)), new Slot(request, nowMs, nowMs + timeoutMs));
    }

    /// Takes note that a request was answered, or failed.
    ///
    /// @return whether it is the very request in flight; otherwise it comes too late and changes
    ///   nothing
    boolean settled(int peer, QuorumRequest request) {
        Key key = new Key(peer, Kind.of(request));
        Slot slot = slots.get(key);
        // Identity, not equality: a later request may say the same.
        if (slot == null || !isSame(slot.request, request)) {
            return false;
        }
        slots.remove(key);
        return true;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(@Nullable QuorumRequest one, QuorumRequest other) {
        return one == other;
    }

    /// When the request in flight was sent, or [Node#NEVER] when it is none of ours.
    long sentAtMs(int peer, QuorumRequest request) {
        Slot slot = slots.get(new Key(peer, Kind.of(request)));
        return slot == null || !isSame(slot.request, request) ? Node.NEVER : slot.sentAtMs;
    }

    void pause(int peer, Kind kind, long nowMs, long pauseMs) {
        if (pauseMs > 0) {
            slots.put(new Key(peer, kind), new Slot(null, nowMs, nowMs + pauseMs));
        }
    }

    /// Frees what was waited for long enough.
    void expire(long nowMs) {
        slots.values().removeIf(slot -> slot.untilMs <= nowMs);
    }

    long deadlineMs() {
        return slots.values().stream().mapToLong(Slot::untilMs).min().orElse(Node.NEVER);
    }
}
