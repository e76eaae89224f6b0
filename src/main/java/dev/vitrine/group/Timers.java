package dev.vitrine.group;

import dev.vitrine.env.Node;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// The coordinator's deadlines, by what they are for. At most one for a key: setting it anew
/// replaces the one before. Bounded by four times the members of all groups, and by their writes in
/// flight.
final class Timers {
    private final TreeMap<Key, Entry> byKey = new TreeMap<>();
    private final TreeMap<Due, Entry> byTime = new TreeMap<>();
    private long nextSequence;

    enum Kind {
        /// The time for joining is up.
        JOIN,
        /// The time for fetching assignments is up.
        SYNC,
        /// A member was silent for too long.
        SESSION,
        /// A member's time for giving partitions up is over.
        REVOCATION,
        /// Somebody has waited long enough for a write to be committed.
        ANSWER
    }

    /// @param member empty for what concerns the whole group
    record Key(String group, Kind kind, String member) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::group)
                        .thenComparing(Key::kind)
                        .thenComparing(Key::member);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private record Due(long atMs, long sequence) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atMs, other.atMs);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private record Entry(Key key, Due due, Runnable task) {}

    /// Sets a deadline. A delay below a millisecond becomes one, so that a timer that sets itself
    /// anew cannot hold up the node.
    void schedule(Key key, long nowMs, long delayMs, Runnable task) {
        cancel(key);
        Entry entry = new Entry(key, new Due(nowMs + Math.max(1, delayMs), nextSequence++), task);
        byKey.put(key, entry);
        byTime.put(entry.due, entry);
    }

    void cancel(Key key) {
        Entry entry = byKey.remove(key);
        if (entry != null) {
            byTime.remove(entry.due);
        }
    }

    void cancelAll(String group) {
        List<Key> keys = new ArrayList<>();
        for (Key key : byKey.tailMap(new Key(group, Kind.JOIN, "")).keySet()) {
            if (!key.group.equals(group)) {
                break;
            }
            keys.add(key);
        }
        keys.forEach(this::cancel);
    }

    boolean isSet(Key key) {
        return byKey.containsKey(key);
    }

    /// Does what is due. What the tasks themselves set is later than now.
    void run(long nowMs) {
        for (Entry first = first(); first != null && first.due.atMs <= nowMs; first = first()) {
            cancel(first.key);
            first.task.run();
        }
    }

    /// The next deadline, or [Node#NEVER].
    long nextMs() {
        return byTime.isEmpty() ? Node.NEVER : byTime.firstKey().atMs;
    }

    private @Nullable Entry first() {
        return byTime.isEmpty() ? null : byTime.firstEntry().getValue();
    }
}
