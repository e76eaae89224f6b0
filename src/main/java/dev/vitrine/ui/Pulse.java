package dev.vitrine.ui;

import dev.vitrine.env.Clock;
import dev.vitrine.event.Event;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;
import dev.vitrine.live.EventHub;
import dev.vitrine.live.Subscription;

import javafx.animation.AnimationTimer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;

/// Brings the window what happened, once a frame: drains the events, folds them, shows one
/// snapshot.
final class Pulse extends AnimationTimer {
    /// Events kept for a window that is late. Beyond it requests on the wire are dropped, and the
    /// picture says sampled.
    private static final int EVENTS_MAX = 50_000;

    /// How long after the last event things may still be on their way in the picture.
    private static final long SETTLE_MS = 1_500;

    /// How often ages are shown anew while nothing happens.
    private static final long TICK_NANOS = 200_000_000;

    private static final long NANOS_PER_MS = 1_000_000;

    private final ObjLongConsumer<Snapshot> show;
    private final LongConsumer frame;
    private Projector projector = new Projector();
    private @Nullable Subscription subscription;
    private @Nullable Clock clock;
    private long shownAtNanos;

    /// What came since the last frame.
    private final List<Event> news = new ArrayList<>();

    /// Events that the subscription has left out so far.
    private long dropped;

    /// @param show takes the next snapshot and the engine's time
    /// @param frame is told each frame's time in ms, before it
    Pulse(ObjLongConsumer<Snapshot> show, LongConsumer frame) {
        this.show = show;
        this.frame = frame;
    }

    /// Begins anew, with what `hub` tells from now on.
    void attach(EventHub hub) {
        detach();
        projector = new Projector();
        clock = null;
        subscription = hub.open(EVENTS_MAX);
        dropped = 0;
    }

    /// @param clock the engine's, as soon as there is one
    void follow(Clock clock) {
        this.clock = clock;
    }

    void detach() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }

    @Override
    public void handle(long nowNanos) {
        frame.accept(nowNanos / NANOS_PER_MS);
        Subscription from = subscription;
        if (from == null) {
            return;
        }
        int drained = from.drain(news::add);
        projector.inOrder(from.dropped() == dropped);
        dropped = from.dropped();
        news.forEach(projector::apply);
        news.clear();
        Snapshot snapshot = projector.snapshot();
        Clock time = clock;
        long nowMs = time == null ? snapshot.atMs() : time.nowMs();
        boolean moving = nowMs - snapshot.atMs() < SETTLE_MS;
        if (drained > 0 || moving || nowNanos - shownAtNanos >= TICK_NANOS) {
            shownAtNanos = nowNanos;
            show.accept(snapshot, nowMs);
        }
    }
}
