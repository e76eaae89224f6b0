package dev.vitrine.history;

import dev.vitrine.event.Event;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Whether the metadata quorum keeps its promises: to vote once a term, and to keep what a majority
/// has. A voter flushes before it answers, so that a loss of power does no harm; but one whose disk
/// was wiped has forgotten its votes and its log. Nothing is promised until it has applied all that
/// anybody had, and nothing any more when it turned out that records were lost meanwhile.
final class QuorumDisks implements State {
    private final TreeSet<Integer> voters = new TreeSet<>();

    /// Voters that have yet to apply up to an offset.
    private final Map<Integer, Long> wiped = new TreeMap<>();

    private long furthest = -1;
    private int forgetful = -1;
    private boolean lost;

    void see(Event event) {
        switch (event) {
            case Event.NodeStarted e -> {
                if (e.controller()) {
                    voters.add(e.node());
                }
            }
            case Event.FaultInjected e -> {
                int node = Durability.wiped(e);
                if (voters.contains(node)) {
                    wiped.put(node, furthest);
                    forgetful = node;
                }
            }
            default -> {}
        }
    }

    /// A node has applied a record, and it was judged.
    void applied(int node, long offset) {
        furthest = Math.max(furthest, offset);
        Long needed = wiped.get(node);
        if (needed != null && offset >= needed) {
            wiped.remove(node);
        }
    }

    boolean promises() {
        return wiped.isEmpty() && !lost;
    }

    /// Records that were applied are others now.
    void lost() {
        lost = true;
    }

    String whyNot() {
        return "the disk of broker "
                + forgetful
                + " was wiped, and with it its votes and its metadata log";
    }
}
