package dev.vitrine.history;

import dev.vitrine.event.Event;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Invariants of the metadata quorum.
final class QuorumRules {
    /// Terms, and offsets of the metadata log, that are remembered for comparison.
    static final int REMEMBERED_MAX = 2_000;

    private QuorumRules() {}

    static List<Rule> all(QuorumDisks disks) {
        return List.of(new OneController(disks), new OneOrder(disks));
    }

    private static <V> void limit(TreeMap<?, V> remembered) {
        if (remembered.size() > REMEMBERED_MAX) {
            remembered.pollFirstEntry();
        }
    }

    private static final class OneController extends Rule {
        private final QuorumDisks disks;
        private final TreeMap<Integer, Integer> byTerm = new TreeMap<>();

        OneController(QuorumDisks disks) {
            super(
                    "one-controller",
                    "one active controller a term",
                    "No epoch of the quorum has two active controllers.");
            this.disks = disks;
        }

        @Override
        void see(Event event) {
            if (event instanceof Event.ControllerActivated e) {
                if (!disks.promises()) {
                    byTerm.clear();
                }
                Integer other = byTerm.putIfAbsent(e.term(), e.node());
                require(
                        other == null || other == e.node(),
                        e.atMs(),
                        new Subject.OfNode(e.node()),
                        () ->
                                "epoch "
                                        + e.term()
                                        + " has two: node "
                                        + other
                                        + " and node "
                                        + e.node());
                limit(byTerm);
            }
        }
    }

    private static final class OneOrder extends Rule {
        private final QuorumDisks disks;
        private final TreeMap<Long, Applied> byOffset = new TreeMap<>();
        private final Map<Integer, Long> last = new TreeMap<>();

        private record Applied(int node, int term, String words) {}

        OneOrder(QuorumDisks disks) {
            super(
                    "one-order",
                    "metadata is applied in one order",
                    "Every node applies the same record at each offset of the metadata log, in"
                            + " order.");
            this.disks = disks;
        }

        @Override
        void see(Event event) {
            switch (event) {
                case Event.NodeStarted e -> last.remove(e.node());
                case Event.FaultInjected e -> {
                    if (Durability.wiped(e) >= 0 && !disks.promises()) {
                        exempt(
                                e.atMs(),
                                new Subject.OfNode(Durability.wiped(e)),
                                "what its voters have not applied again is not judged, because "
                                        + disks.whyNot());
                    }
                }
                case Event.MetadataApplied e -> applied(e);
                default -> {}
            }
        }

        private void applied(Event.MetadataApplied e) {
            Long before = last.put(e.node(), e.offset());
            Applied first = byOffset.get(e.offset());
            if (first == null && (byOffset.isEmpty() || e.offset() > byOffset.firstKey())) {
                byOffset.put(e.offset(), new Applied(e.node(), e.term(), e.words()));
                limit(byOffset);
            }
            boolean inOrder = before == null || e.offset() > before;
            boolean same = first == null || first.term == e.term() && first.words.equals(e.words());
            if (!same && !disks.promises()) {
                disks.lost();
                byOffset.put(e.offset(), new Applied(e.node(), e.term(), e.words()));
                return;
            }
            disks.applied(e.node(), e.offset());
            require(
                    inOrder && same,
                    e.atMs(),
                    new Subject.OfNode(e.node()),
                    () ->
                            "node "
                                    + e.node()
                                    + " applied offset "
                                    + e.offset()
                                    + (inOrder ? "" : " after offset " + before)
                                    + (same || first == null
                                            ? ""
                                            : ", '"
                                                    + e.words()
                                                    + "', where node "
                                                    + first.node
                                                    + " has '"
                                                    + first.words
                                                    + "'"));
        }
    }
}
