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

    /// @param client whose connection it is, empty when it is a node's or not known
    void parked(Event.FrameParked e, String client) {
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
                        e.untilMs(),
                        client));
        changed = true;
    }

    /// Who sent a frame, and to whom: `frame #17 of checkout to broker 2`.
    String words(long frame) {
        Parked waits = parked.get(frame);
        if (waits == null) {
            return "frame #" + frame;
        }
        return "frame #"
                + frame
                + " of "
                + end(waits.from(), waits)
                + " to "
                + end(waits.to(), waits);
    }

    private static String end(int end, Parked frame) {
        if (end != Event.OUTSIDE) {
            return "broker " + end;
        }
        return frame.client().isEmpty() ? "a client" : frame.client();
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
