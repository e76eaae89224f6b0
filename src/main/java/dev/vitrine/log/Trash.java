package dev.vitrine.log;

import dev.vitrine.env.Node;
import dev.vitrine.env.Storage;

import java.util.PriorityQueue;

/// The files of segments that were deleted, which stay on the disk for `file.delete.delay.ms`. A
/// node that starts deletes what it finds of them.
public final class Trash {
    /// Files that may wait; beyond that they are deleted at once.
    static final int FILES_MAX = 100_000;

    private record Thrown(long untilMs, long number, String path) implements Comparable<Thrown> {
        @Override
        public int compareTo(Thrown other) {
            int byTime = Long.compare(untilMs, other.untilMs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Storage storage;
    private final PriorityQueue<Thrown> waiting = new PriorityQueue<>();
    private long thrown;

    public Trash(Storage storage) {
        this.storage = storage;
    }

    void add(String path, long untilMs) {
        if (waiting.size() >= FILES_MAX) {
            storage.delete(path);
        } else {
            waiting.add(new Thrown(untilMs, thrown++, path));
        }
    }

    /// Deletes what has waited long enough.
    ///
    /// @return when there is more to do
    public long onTime(long nowMs) {
        while (!waiting.isEmpty() && waiting.peek().untilMs <= nowMs) {
            storage.delete(waiting.remove().path);
        }
        return waiting.isEmpty() ? Node.NEVER : waiting.peek().untilMs;
    }
}
