package dev.vitrine.scenario;

import dev.vitrine.event.Event;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;
import dev.vitrine.live.EventHub;
import dev.vitrine.live.Subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Follows the events on a thread of its own, from before the cluster starts, so that the state is
/// known whenever it is asked for, and so that what holds always or never is looked at after every
/// event.
final class Watch implements AutoCloseable {
    /// Events that may wait to be read.
    private static final int EVENTS_MAX = 65_536;

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final long END_MS_MAX = 1_000;

    private final Subscription events;
    private final Thread thread;
    private final Object lock = new Object();

    /// Guarded by [#lock], as all below.
    private final Projector projector = new Projector();

    private final List<Consumer<Snapshot>> lookers = new ArrayList<>();
    private boolean closed;

    Watch(EventHub hub) {
        this.events = hub.open(EVENTS_MAX);
        this.thread = new Thread(this::follow, "scenario-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() {
        try {
            while (true) {
                events.await(LOOK);
                synchronized (lock) {
                    if (closed || events.isLost()) {
                        return;
                    }
                    drain();
                }
            }
        } catch (InterruptedException e) {
            // The lesson is closed.
        }
    }

    private void drain() {
        int count =
                events.drain(event -> {
                    projector.apply(event);
                    if (!lookers.isEmpty() && !isWire(event)) {
                        Snapshot now = projector.snapshot();
                        lookers.forEach(looker -> looker.accept(now));
                    }
                });
        if (count > 0) {
            lock.notifyAll();
        }
    }

    private static boolean isWire(Event event) {
        return event instanceof Event.RequestReceived || event instanceof Event.ResponseSent;
    }

    /// The state after everything that was told before the call.
    Snapshot now() {
        synchronized (lock) {
            drain();
            return projector.snapshot();
        }
    }

    /// Waits until something more is told, at most so long.
    void awaitMore(long msMax) throws InterruptedException {
        synchronized (lock) {
            lock.wait(msMax);
        }
    }

    /// Shows every state from now on to a looker, which must be quick. It is shown the present one
    /// first.
    void add(Consumer<Snapshot> looker) {
        synchronized (lock) {
            drain();
            looker.accept(projector.snapshot());
            lookers.add(looker);
        }
    }

    /// The looker has seen everything that was told before the call.
    void remove(Consumer<Snapshot> looker) {
        synchronized (lock) {
            drain();
            looker.accept(projector.snapshot());
            lookers.remove(looker);
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        events.close();
        thread.interrupt();
        try {
            thread.join(END_MS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
