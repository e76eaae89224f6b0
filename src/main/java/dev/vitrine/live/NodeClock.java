package dev.vitrine.live;

import dev.vitrine.env.Clock;

/// The cluster's clock as one node sees it: still during an input, and never behind what it showed
/// before. Belongs to the node's thread.
final class NodeClock implements Clock {
    private final DilatableClock clock;
    private long nowMs;

    NodeClock(DilatableClock clock) {
        this.clock = clock;
        this.nowMs = clock.nowMs();
    }

    /// Reads the cluster's clock anew.
    void tick() {
        nowMs = Math.max(nowMs, clock.nowMs());
    }

    @Override
    public long nowMs() {
        return nowMs;
    }
}
