package dev.vitrine.history;

import dev.vitrine.history.Timeline.Flow;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts requests by node, [Projector#FLOW_MS] by [Projector#FLOW_MS].
final class FlowFold implements State {
    private final Ring<Flow> done = new Ring<>(Projector.FLOWS_MAX);
    private final Map<Integer, Counts> current = new TreeMap<>();
    private long fromMs;

    private static final class Counts implements State {
        int ofClients;
        int ofNodes;
        int errors;
    }

    void requested(int node, boolean ofNode, long atMs) {
        Counts counts = at(node, atMs);
        if (ofNode) {
            counts.ofNodes++;
        } else {
            counts.ofClients++;
        }
    }

    void failed(int node, long atMs) {
        at(node, atMs).errors++;
    }

    /// Events of several nodes come a little out of order; one that is late counts as of now.
    private Counts at(int node, long atMs) {
        long start = atMs - Math.floorMod(atMs, Projector.FLOW_MS);
        if (start > fromMs) {
            current.forEach((of, counts) ->
                    done.add(
                            new Flow(fromMs, of, counts.ofClients, counts.ofNodes, counts.errors)));
            current.clear();
            fromMs = start;
        }
        return current.computeIfAbsent(node, absent -> new Counts());
    }

    /// Without what is being counted.
    List<Flow> view() {
        return done.view();
    }
}
