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

    /// How often what nodes say to one another is shown while nothing else happens: heartbeats and
    /// fetches never end.
    private static final long CHATTER_NANOS = 60_000_000;

    private static final long NANOS_PER_MS = 1_000_000;

    private final ObjLongConsumer<Snapshot> show;
    private final LongConsumer frame;
    private final TimeTravel travel;
    private final Runnable ticked;
    private Projector projector = new Projector();
    private @Nullable Subscription subscription;
    private @Nullable Clock clock;
    private Snapshot snapshot = Snapshot.EMPTY;

    /// Whether something came since the last snapshot, and whether what nodes always say did.
    private boolean hasNews;

    private boolean hasChatter;

    /// Whether the past is on the screen.
    private boolean wasPast;

    private long newsAtMs = Long.MIN_VALUE / 2;
    private long shownAtNanos;

    /// What came since the last frame.
    private final List<Event> news = new ArrayList<>();

    /// Events that the subscription has left out so far.
    private long dropped;

    /// @param show takes the next snapshot and the engine's time
    /// @param frame is told each frame's time in ms, before it
    /// @param travel says whether the past is shown, and records what happens
    /// @param ticked is called now and then while the past is shown: what is now goes on
    Pulse(ObjLongConsumer<Snapshot> show, LongConsumer frame, TimeTravel travel, Runnable ticked) {
        this.show = show;
        this.frame = frame;
        this.travel = travel;
        this.ticked = ticked;
    }

    /// Begins anew, with what `hub` tells from now on.
    void attach(EventHub hub) {
        detach();
        travel.begin();
        projector = new Projector();
        snapshot = projector.snapshot();
        hasNews = true;
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
            if (travel.isPast()) {
                showPast(nowNanos - shownAtNanos, nowNanos);
            }
            return;
        }
        drain(from);
        Clock time = clock;
        long nowMs = time == null ? snapshot.atMs() : time.nowMs();
        if (hasNews) {
            newsAtMs = nowMs;
        }
        boolean moving = nowMs - newsAtMs < SETTLE_MS;
        long waited = nowNanos - shownAtNanos;
        if (travel.isPast()) {
            showPast(waited, nowNanos);
        } else if (wasPast
                || hasNews
                || moving
                || waited >= TICK_NANOS
                || (hasChatter && waited >= CHATTER_NANOS)) {
            if (wasPast || hasNews || hasChatter) {
                snapshot = projector.snapshot();
            }
            hasNews = false;
            hasChatter = false;
            wasPast = false;
            shownAtNanos = nowNanos;
            show.accept(snapshot, Math.max(nowMs, snapshot.atMs()));
        }
    }

    private void showPast(long waited, long nowNanos) {
        wasPast = true;
        Snapshot then = travel.takeNews();
        if (then != null) {
            show.accept(then, Math.max(travel.shownMs(), then.atMs()));
        }
        if (waited >= TICK_NANOS) {
            shownAtNanos = nowNanos;
            ticked.run();
        }
    }

    /// What is now, whatever is shown.
    Snapshot now() {
        return snapshot;
    }

    private void drain(Subscription from) {
        from.drain(news::add);
        boolean isWhole = from.dropped() == dropped;
        projector.inOrder(isWhole);
        travel.inOrder(isWhole);
        dropped = from.dropped();
        for (Event event : news) {
            projector.apply(event);
            travel.add(event);
            if (isChatter(event)) {
                hasChatter = true;
            } else {
                hasNews = true;
            }
        }
        news.clear();
    }

    /// What nodes always have to say to one another.
    private static boolean isChatter(Event event) {
        return switch (event) {
            case Event.RequestReceived e -> e.fromNode() != Event.OUTSIDE;
            case Event.ResponseSent e -> e.toNode() != Event.OUTSIDE;
            default -> false;
        };
    }
}
