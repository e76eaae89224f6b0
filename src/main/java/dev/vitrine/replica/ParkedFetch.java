package dev.vitrine.replica;

import java.util.List;
import java.util.function.Consumer;

/// A fetch that waits, in each of the partitions it asks about, until there are enough bytes or its
/// time is up.
public final class ParkedFetch implements Partition.Waiter {
    /// How a parked fetch is answered.
    public interface Answer {
        /// Reads again, and answers when it finds enough, or whatever it finds when the time is up.
        ///
        /// @return whether it answered
        boolean tryNow(boolean timeIsUp);
    }

    private final List<Partition> partitions;
    private final long deadlineMs;
    private final long number;
    private final Answer answer;
    private final Consumer<ParkedFetch> whenDone;
    private long bytesMissing;
    private boolean done;

    /// @param number tells it from others with the same deadline
    ParkedFetch(
            List<Partition> partitions,
            long deadlineMs,
            long number,
            long bytesMissing,
            Answer answer,
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
        if (!done && (bytes == 0 || bytesMissing <= 0) && answer.tryNow(false)) {
            cancel();
        }
    }

    /// Answers with what there is.
    void expire() {
        if (!done) {
            cancel();
            answer.tryNow(true);
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
