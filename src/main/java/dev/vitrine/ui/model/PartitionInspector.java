package dev.vitrine.ui.model;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.model.Inspection.Detail;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Says what a snapshot holds of a partition.
record PartitionInspector(
        Snapshot snapshot, LeaderChanges changes, Map<String, String> brokerSettings) {
    static final String MIN_IN_SYNC = "min.insync.replicas";
    private static final String KAFKAS_MIN_IN_SYNC = "1";

    @Nullable Inspection of(String topic, int partition) {
        PartitionView view = snapshot.partition(topic, partition);
        TopicView owner = snapshot.topic(topic);
        if (view == null || owner == null) {
            return null;
        }
        List<Detail> details = new ArrayList<>();
        details.add(leader(view));
        details.add(inSync(view));
        if (!view.elr().isEmpty()) {
            details.add(
                    Detail.of("Eligible", Inspector.joined(view.elr()), "not in sync, may lead"));
        }
        if (view.preferredLeader() != view.leader()) {
            details.add(Detail.of("Preferred", Integer.toString(view.preferredLeader())));
        }
        details.add(Detail.of("High watermark", Numbers.grouped(view.highWatermark())));
        details.add(Detail.of("Log end", Numbers.grouped(logEnd(view))));
        String minimum =
                owner.configs()
                        .getOrDefault(
                                MIN_IN_SYNC,
                                brokerSettings.getOrDefault(MIN_IN_SYNC, KAFKAS_MIN_IN_SYNC));
        details.add(
                new Detail(
                        "Min in-sync",
                        minimum + " of " + view.replicas().size(),
                        isBelow(view, minimum) ? "acks=all is refused" : "",
                        Tone.BAD));
        long lost = view.lost().stream().mapToLong(Range::size).sum();
        if (lost > 0) {
            details.add(
                    new Detail("Lost", Numbers.grouped(lost), "acknowledged, and gone", Tone.BAD));
        }
        return new Inspection("partition", view.id().toString(), details, view, List.of());
    }

    private Detail leader(PartitionView view) {
        LeaderChanges.Change change = changes.of(view.id());
        String more = "epoch " + view.leaderEpoch();
        if (change != null && change.epoch() == view.leaderEpoch()) {
            String was = change.was() < 0 ? "nobody" : Integer.toString(change.was());
            more =
                    (change.was() == view.leader() ? "" : "was " + was + ", ")
                            + "epoch "
                            + change.wasEpoch()
                            + " → "
                            + change.epoch();
        }
        return view.isOffline()
                ? new Detail("Leader", "none", more, Tone.BAD)
                : Detail.of("Leader", Integer.toString(view.leader()), more);
    }

    private Detail inSync(PartitionView view) {
        List<String> missing = new ArrayList<>();
        for (int replica : view.replicas()) {
            if (!view.isr().contains(replica)) {
                NodeView node = snapshot.node(replica);
                boolean offline = node != null && !node.isUp();
                missing.add(replica + (offline ? " offline" : " behind"));
            }
        }
        return new Detail(
                "In-sync",
                view.isr().isEmpty() ? "none" : Inspector.joined(view.isr()),
                String.join(", ", missing),
                Tone.BAD);
    }

    private static long logEnd(PartitionView view) {
        ReplicaView leader = view.log(view.leader());
        return leader != null
                ? leader.logEndOffset()
                : view.logs().stream().mapToLong(ReplicaView::logEndOffset).max().orElse(0);
    }

    private static boolean isBelow(PartitionView view, String minimum) {
        try {
            return view.isr().size() < Integer.parseInt(minimum);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
