package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Transit.Parked;

import java.util.List;
import java.util.TreeMap;

/// The frames that wait on their way, and how the time passes.
final class TransitFold implements State {
    private final TreeMap<Long, Parked> parked = new TreeMap<>();
    private boolean paused;
    private int slowdown = 1;
    private Transit view = Transit.CLEAR;
    private boolean changed;

    void timeChanged(Event.TimeChanged e) {
        paused = e.paused();
        slowdown = e.slowdown();
        changed = true;
    }

    void parked(Event.FrameParked e) {
        Parked before = parked.get(e.frame());
        parked.put(
                e.frame(),
                new Parked(
                        e.frame(),
                        e.node(),
                        e.connection(),
                        e.from(),
                        e.to(),
                        e.toController(),
                        e.apiKey(),
                        e.correlationId(),
                        e.isAnswer(),
                        e.bytes(),
                        before == null ? e.atMs() : before.sinceMs(),
                        e.untilMs()));
        changed = true;
    }

    void movedOn(Event.FrameMovedOn e) {
        parked.remove(e.frame());
        changed = true;
    }

    /// What waited at a node that is gone waits no more.
    void nodeEnded(int node) {
        changed |= parked.values().removeIf(each -> each.node() == node);
    }

    Transit view() {
        if (changed) {
            List<Parked> first = parked.values().stream().limit(Projector.PARKED_MAX).toList();
            view = new Transit(paused, slowdown, first, parked.size() - first.size());
            changed = false;
        }
        return view;
    }
}
