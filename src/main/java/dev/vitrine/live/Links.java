package dev.vitrine.live;

import dev.vitrine.env.Listener;
import dev.vitrine.fault.Fault;

import java.util.ArrayList;
import java.util.List;

/// What the links of a cluster do not let through. Immutable. An end is a node's number or
/// [Fault#CLIENTS].
record Links(List<Fault.Cut> cuts, List<Fault.HoldRequests> holds) {
    static final Links CLEAR = new Links(List.of(), List.of());

    /// How many cuts and holds there may be at a time.
    static final int FAULTS_MAX = 1_000;

    Links with(Fault.Cut cut) {
        return cuts.contains(cut) ? this : new Links(added(cuts, cut), holds);
    }

    Links with(Fault.HoldRequests hold) {
        return holds.contains(hold) ? this : new Links(cuts, added(holds, hold));
    }

    Links healed() {
        return new Links(List.of(), holds);
    }

    Links released() {
        return new Links(cuts, List.of());
    }

    private static <T> List<T> added(List<T> some, T more) {
        if (some.size() == FAULTS_MAX) {
            throw new ClusterException("there are " + FAULTS_MAX + " of these faults already");
        }
        List<T> all = new ArrayList<>(some);
        all.add(more);
        return List.copyOf(all);
    }

    /// Whether nothing passes from one end to the other. A node always reaches itself.
    boolean isCut(int from, int to) {
        if (from == to) {
            return false;
        }
        for (Fault.Cut cut : cuts) {
            if (matches(cut.from(), from) && matches(cut.to(), to)
                    || !cut.oneWay() && matches(cut.from(), to) && matches(cut.to(), from)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a request is held on its way from one end to a listener of the other.
    boolean isHeld(int from, int to, Listener listener, int apiKey) {
        for (Fault.HoldRequests hold : holds) {
            if (hold.apiKey() == apiKey
                    && hold.toController() == (listener == Listener.CONTROLLER)
                    && matches(hold.from(), from)
                    && matches(hold.to(), to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(int wanted, int end) {
        return wanted == Fault.ANY || wanted == end;
    }
}
