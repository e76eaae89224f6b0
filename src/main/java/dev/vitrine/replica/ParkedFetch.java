package dev.vitrine.replica;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A fetch that waits, in each of the partitions it asks about, until there are enough bytes or its
/// time is up.
public final class ParkedFetch implements Partition.Waiter {
    private final List<Partition> partitions;
    private final long deadlineMs;
    private final long number;
    private final Predicate<Boolean> answer;
    private final Consumer<ParkedFetch> whenDone;
    private long bytesMissing;
    private boolean done;

    /// @param number tells it from others with the same deadline
    ParkedFetch(
            List<Partition> partitions,
            long deadlineMs,
            long number,
            long bytesMissing,
            Predicate<Boolean> answer,
            Consumer<ParkedFetch> whenDone) {
        this.partitions = partitions;
        this.deadlineMs = deadlineMs;
        this.number = number;
        this.whenDone = whenDone;
        this.bytesMissing = bytesMissing;
        this.answer = answer;
        partitions.forEach(partition -> partition.await(this));
    }

    @Override
    public void onMoved(int bytes) {
        bytesMissing -= bytes;
        if (!done && (bytes == 0 || bytesMissing <= 0) && answer.test(false)) {
            cancel();
        }
    }

    /// Answers with what there is.
    void expire() {
        if (!done) {
            cancel();
            answer.test(true);
        }
    }

    /// Forgets the fetch; nobody waits for its answer any more.
    public void cancel() {
        done = true;
        whenDone.accept(this);
        partitions.forEach(partition -> partition.forget(this));
    }

    long deadlineMs() {
        return deadlineMs;
    }

    long number() {
        return number;
    }
}
