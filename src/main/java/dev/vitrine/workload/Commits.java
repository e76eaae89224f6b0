package dev.vitrine.workload;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/// The acknowledged records of a partition that wait to be below its high watermark. Not for
/// several threads.
final class Commits {
    /// Records that wait; of more it is never said that they are committed.
    static final int WAITING_MAX = 50_000;

    private record Waiting(long offset, RecordId id) {}

    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::offset));
    private long highWatermark = -1;

    /// @return whether it is committed already, as far as is known
    boolean acknowledged(RecordId id, long offset) {
        if (offset < highWatermark) {
            return true;
        }
        if (waiting.size() < WAITING_MAX) {
            waiting.add(new Waiting(offset, id));
        }
        return false;
    }

    /// @param committed is given each record that is committed now
    void highWatermark(long offset, Consumer<RecordId> committed) {
        highWatermark = offset;
        while (!waiting.isEmpty() && waiting.peek().offset() < offset) {
            committed.accept(waiting.remove().id());
        }
    }
}
