package dev.vitrine.replica;

import java.util.List;
import java.util.function.Consumer;

/// A fetch that waits, in each of the partitions it asks about, until there are enough bytes or its
/// time is up. While it waits it only counts: nothing is read before there may be enough.
public final class ParkedFetch implements Waiter {
    /// How a parked fetch is answered.
    public interface Answer {
        /// Reads again, and answers when it finds enough, or whatever it finds when the time is up.
        ///
        /// @return how many bytes it still lacks; 0 when it answered
        long tryNow(boolean timeIsUp);
    }

    private final List<Partition> partitions;
    private final long deadlineMs;
    private final long number;
    private final boolean toLogEnd;
    private final Answer answer;
    private final Consumer<ParkedFetch> whenDone;
    private long bytesMissing;
    private boolean done;

    /// @param number tells it from others with the same deadline
    /// @param toLogEnd whether it reads beyond the high watermark, as followers do
    ParkedFetch(
            List<Partition> partitions,
            long deadlineMs,
            long number,
            long bytesMissing,
            boolean toLogEnd,
            Answer answer,
            Consumer<ParkedFetch> whenDone) {
        this.partitions = partitions;
        this.deadlineMs = deadlineMs;
        this.number = number;
        this.whenDone = whenDone;
        this.bytesMissing = bytesMissing;
        this.toLogEnd = toLogEnd;
        this.answer = answer;
        partitions.forEach(partition -> partition.await(this));
    }

    @Override
    public void onAppended(long bytes) {
        if (toLogEnd) {
            count(bytes);
        }
    }

    /// A follower wants to know of the high watermark itself.
    @Override
    public void onCommitted(long bytes) {
        if (toLogEnd || bytes == 0) {
            tryNow();
        } else {
            count(bytes);
        }
    }

    @Override
    public void onChanged() {
        tryNow();
    }

    private void count(long bytes) {
        bytesMissing -= bytes;
        if (bytesMissing <= 0) {
            tryNow();
        }
    }

    private void tryNow() {
        if (!done) {
            bytesMissing = answer.tryNow(false);
            if (bytesMissing <= 0) {
                cancel();
            }
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
