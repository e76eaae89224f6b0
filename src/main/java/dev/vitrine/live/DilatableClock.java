package dev.vitrine.live;

import dev.vitrine.env.Clock;
import dev.vitrine.fault.TimeDeed;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/// The time of one cluster: it may run slower than the wall's, or stand still. It never goes back.
///
/// It may be read and set from any thread. A change takes effect at once: whoever waits for a
/// deadline is woken and counts anew.
public final class DilatableClock implements Clock {
    private static final long NANOS_PER_MS = 1_000_000;

    private final LongSupplier nanoTime;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<PaceListener> paceListeners = new CopyOnWriteArrayList<>();
    private volatile Pace pace;

    /// From the moment `realNanos` on, when it was `engineNanos`, time passes at 1/slowdown, or
    /// not.
    private record Pace(long engineNanos, long realNanos, int slowdown, boolean paused) {
        long engineNanosAt(long now) {
            return paused ? engineNanos : engineNanos + (now - realNanos) / slowdown;
        }
    }

    DilatableClock(long startMs, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.pace = new Pace(startMs * NANOS_PER_MS, nanoTime.getAsLong(), 1, false);
    }

    /// A clock that starts at the wall's time, at its pace.
    static DilatableClock atWallTime() {
        return new DilatableClock(System.currentTimeMillis(), System::nanoTime);
    }

    @Override
    public long nowMs() {
        return pace.engineNanosAt(nanoTime.getAsLong()) / NANOS_PER_MS;
    }

    /// How many of the wall's nanoseconds pass until this clock shows `deadlineMs`. 0 when it is
    /// past, `Long.MAX_VALUE` when it never comes as long as nobody changes the pace.
    long nanosUntil(long deadlineMs) {
        if (deadlineMs >= Long.MAX_VALUE / NANOS_PER_MS) {
            return Long.MAX_VALUE;
        }
        Pace current = pace;
        long missing = deadlineMs * NANOS_PER_MS - current.engineNanosAt(nanoTime.getAsLong());
        if (missing <= 0) {
            return 0;
        }
        if (current.paused || missing > Long.MAX_VALUE / current.slowdown) {
            return Long.MAX_VALUE;
        }
        return missing * current.slowdown;
    }

    /// Stops the time.
    public void pause() {
        change(slowdown(), true, 0);
    }

    /// Lets the time go on, at the pace it had.
    public void resume() {
        change(slowdown(), false, 0);
    }

    public boolean isPaused() {
        return pace.paused;
    }

    /// From now on a second takes `slowdown` of the wall's seconds.
    ///
    /// @throws IllegalArgumentException unless it is 1 to [TimeDeed#SLOWDOWN_MAX]
    public void setSlowdown(int slowdown) {
        if (slowdown < 1 || slowdown > TimeDeed.SLOWDOWN_MAX) {
            throw new IllegalArgumentException(
                    "time can be slowed 1 to " + TimeDeed.SLOWDOWN_MAX + " times, not " + slowdown);
        }
        change(slowdown, isPaused(), 0);
    }

    /// How many of the wall's seconds a second takes.
    public int slowdown() {
        return pace.slowdown;
    }

    /// Puts the time forward.
    ///
    /// @throws IllegalArgumentException when `ms` is negative
    public void advance(long ms) {
        if (ms < 0) {
            throw new IllegalArgumentException("time does not go back by " + -ms + " ms");
        }
        change(slowdown(), isPaused(), ms * NANOS_PER_MS);
    }

    /// Calls `listener` after each change of the pace, on the thread that made it.
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /// Whoever wants to know how the time passes.
    interface PaceListener {
        void onPace(boolean paused, int slowdown);
    }

    /// Calls `listener` when the time stands still, goes on or changes its pace, on the thread that
    /// made it.
    void onPace(PaceListener listener) {
        paceListeners.add(listener);
    }

    private void change(int slowdown, boolean paused, long skippedNanos) {
        boolean isNewPace;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            isNewPace = pace.paused != paused || pace.slowdown != slowdown;
            pace = new Pace(pace.engineNanosAt(now) + skippedNanos, now, slowdown, paused);
        }
        listeners.forEach(Runnable::run);
        if (isNewPace) {
            paceListeners.forEach(listener -> listener.onPace(paused, slowdown));
        }
    }
}
