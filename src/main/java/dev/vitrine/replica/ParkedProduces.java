package dev.vitrine.replica;

import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/// The produce requests with acks=all that wait until the high watermark has passed their records,
/// in the order of their offsets. An answer may have whoever gets it ask again at once.
final class ParkedProduces {
    /// Requests that may wait in one partition; over it they are refused.
    static final int PARKED_MAX = 10_000;

    private record Parked(
            long requiredOffset, long deadlineMs, Produced whenDone, Consumer<Produced> done) {
        void answer(Errors error) {
            done.accept(error == Errors.NONE ? whenDone : whenDone.but(error));
        }
    }

    private final ArrayDeque<Parked> parked = new ArrayDeque<>();

    boolean isEmpty() {
        return parked.isEmpty();
    }

    boolean isFull() {
        return parked.size() >= PARKED_MAX;
    }

    /// @param requiredOffset the high watermark that it waits for
    void add(long requiredOffset, long deadlineMs, Produced whenDone, Consumer<Produced> done) {
        parked.add(new Parked(requiredOffset, deadlineMs, whenDone, done));
    }

    /// Answers those whose records are committed.
    ///
    /// @param isEnough whether as many replicas are in sync as `min.insync.replicas` asks for
    void complete(long highWatermark, boolean isEnough) {
        while (!parked.isEmpty() && parked.peek().requiredOffset <= highWatermark) {
            parked.remove()
                    .answer(isEnough ? Errors.NONE : Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
        }
    }

    /// Answers all of them with an error.
    void fail(Errors error) {
        while (!parked.isEmpty()) {
            parked.remove().answer(error);
        }
    }

    /// Answers those whose time is up.
    void expire(long nowMs) {
        List<Parked> expired = new ArrayList<>();
        for (Iterator<Parked> all = parked.iterator(); all.hasNext(); ) {
            Parked produce = all.next();
            if (nowMs >= produce.deadlineMs) {
                all.remove();
                expired.add(produce);
            }
        }
        expired.forEach(produce -> produce.answer(Errors.REQUEST_TIMED_OUT));
    }
}
