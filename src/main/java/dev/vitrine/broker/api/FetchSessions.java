package dev.vitrine.broker.api;

import dev.vitrine.env.Clock;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// The fetch sessions of one broker (KIP-227), at most so many.
///
/// Where there is no room, a new session takes the place of another, in this order:
///
/// 1. of the one that was used least lately, when that is longer ago than the eviction time;
/// 2. of the least one: a consumer's before a follower's, then the one with fewer partitions; but
///    not of one that is worth more than the new one, nor of one that was younger than the eviction
///    time when it was used last. For a follower's a consumer's goes at any age.
///
/// Where neither is there the client gets no session, and asks in full each time.
final class FetchSessions {
    /// The epoch of a request that names all its partitions and would like a session.
    static final int FULL = 0;

    /// The epoch of a request that wants no session.
    static final int FINAL = -1;

    /// No session.
    static final int NONE = 0;

    /// How long a session is safe from others that would like its place; Kafka's, no setting.
    static final long EVICTION_MS = 120_000;

    private static final class Slot {
        final FetchSession session;
        long usedMs;

        /// Partitions when it was used last.
        int size;

        /// Whether it was older than the eviction time when it was used last.
        boolean settled;

        Slot(FetchSession session) {
            this.session = session;
        }

        int id() {
            return session.id();
        }
    }

    private static final Comparator<Slot> BY_USE =
            Comparator.comparingLong((Slot slot) -> slot.usedMs).thenComparingInt(Slot::id);

    private static final Comparator<Slot> BY_WORTH =
            Comparator.comparing((Slot slot) -> slot.session.privileged())
                    .thenComparingInt(slot -> slot.size)
                    .thenComparingInt(Slot::id);

    private final Clock clock;
    private final RandomGenerator random;
    private final int slotsMax;
    private final long evictionMs;
    private final TreeMap<Integer, Slot> slots = new TreeMap<>();
    private final TreeSet<Slot> byUse = new TreeSet<>(BY_USE);

    /// Those that may make room for anybody's, and those that may for a follower's.
    private final TreeSet<Slot> evictable = new TreeSet<>(BY_WORTH);

    private final TreeSet<Slot> evictableByFollowers = new TreeSet<>(BY_WORTH);

    /// @param slotsMax `max.incremental.fetch.session.cache.slots`
    /// @param evictionMs how long a session must have been there, or unused, before another may
    ///   take its place
    FetchSessions(Clock clock, RandomGenerator random, int slotsMax, long evictionMs) {
        this.clock = clock;
        this.random = random;
        this.slotsMax = slotsMax;
        this.evictionMs = evictionMs;
    }

    /// The epoch after another; after the largest int comes 1.
    static int nextEpoch(int epoch) {
        return epoch < FULL ? FINAL : epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
    }

    int size() {
        return slots.size();
    }

    @Nullable FetchSession find(int id) {
        Slot slot = slots.get(id);
        return slot == null ? null : slot.session;
    }

    /// Begins a session.
    ///
    /// @param privileged whether it is a follower's
    /// @param byId whether topics are named by their ids
    /// @param partitions its partitions, in their order
    /// @return null when there is no room
    @Nullable FetchSession begin(
            boolean privileged, boolean byId, Iterable<FetchSession.Entry> partitions) {
        int id = freeId();
        FetchSession session = new FetchSession(id, privileged, byId, clock.nowMs());
        partitions.forEach(session::put);
        if (slots.size() >= slotsMax && !evictFor(session)) {
            return null;
        }
        slots.put(id, new Slot(session));
        touch(session);
        return session;
    }

    private int freeId() {
        int id;
        do {
            id = random.nextInt(1, Integer.MAX_VALUE);
        } while (slots.containsKey(id));
        return id;
    }

    private boolean evictFor(FetchSession newcomer) {
        if (byUse.isEmpty()) {
            return false;
        }
        Slot oldest = byUse.first();
        if (clock.nowMs() - oldest.usedMs > evictionMs) {
            remove(oldest.id());
            return true;
        }
        TreeSet<Slot> candidates = newcomer.privileged() ? evictableByFollowers : evictable;
        if (candidates.isEmpty() || isWorthLess(newcomer, candidates.first())) {
            return false;
        }
        remove(candidates.first().id());
        return true;
    }

    /// Of two that are worth the same, the newcomer is worth less.
    private static boolean isWorthLess(FetchSession newcomer, Slot present) {
        int byKind = Boolean.compare(newcomer.privileged(), present.session.privileged());
        return byKind != 0 ? byKind < 0 : newcomer.size() <= present.size;
    }

    /// Notes that a session was used, and how many partitions it has now.
    void touch(FetchSession session) {
        Slot slot = slots.get(session.id());
        if (slot == null) {
            return;
        }
        forget(slot);
        slot.usedMs = clock.nowMs();
        slot.size = session.size();
        slot.settled = slot.usedMs - session.createdMs() > evictionMs;
        byUse.add(slot);
        if (slot.settled) {
            evictable.add(slot);
        }
        if (slot.settled || !session.privileged()) {
            evictableByFollowers.add(slot);
        }
    }

    /// Ends a session, if there is one of that id.
    void remove(int id) {
        Slot slot = slots.remove(id);
        if (slot != null) {
            forget(slot);
        }
    }

    private void forget(Slot slot) {
        byUse.remove(slot);
        evictable.remove(slot);
        evictableByFollowers.remove(slot);
    }
}
