package dev.vitrine.live;

import dev.vitrine.env.Clock;

/// The cluster's clock as one node sees it: still during an input, never behind what it showed
/// before, and as far off as a fault says. Belongs to the node's thread.
final class NodeClock implements Clock {
    private final DilatableClock clock;
    private long skewMs;
    private long nowMs;

    NodeClock(DilatableClock clock, long skewMs) {
        this.clock = clock;
        this.skewMs = skewMs;
        this.nowMs = clock.nowMs() + skewMs;
    }

    /// Reads the cluster's clock anew.
    void tick() {
        nowMs = Math.max(nowMs, clock.nowMs() + skewMs);
    }

    /// From now on it is so far ahead, or behind. It stands still while it would have to go back.
    void skew(long newSkewMs) {
        skewMs = newSkewMs;
        tick();
    }

    boolean isRight() {
        return skewMs == 0 && nowMs <= clock.nowMs();
    }

    @Override
    public long nowMs() {
        return nowMs;
    }

    /// As [DilatableClock#nanosUntil], for a time that this clock is to show.
    long nanosUntil(long deadlineMs) {
        return clock.nanosUntil(
                deadlineMs >= Long.MAX_VALUE / 2 ? Long.MAX_VALUE : deadlineMs - skewMs);
    }

    /// What the cluster's clock shows when this one shows that.
    long clusterMs(long ofMs) {
        return ofMs - skewMs;
    }
}
