package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.theme.Ink;

import java.util.Comparator;
import java.util.List;

/// What is wrong about a partition, seen from one of its replicas; the worst first.
enum Trouble {
    /// Nobody leads it, or who should is gone.
    NO_LEADER,
    /// This replica is not in sync.
    OUT_OF_SYNC,
    /// Another replica is not in sync.
    UNDER_REPLICATED,
    /// It is led by another than its preferred leader.
    NOT_PREFERRED,
    NONE;

    static Trouble of(Cast cast, NodeView node, PartitionView partition) {
        if (!cast.isUp(partition.leader())) {
            return NO_LEADER;
        }
        if (!partition.isr().contains(node.id())) {
            return OUT_OF_SYNC;
        }
        if (partition.isUnderReplicated()) {
            return UNDER_REPLICATED;
        }
        return partition.leader() == partition.preferredLeader() ? NONE : NOT_PREFERRED;
    }

    /// The partitions on a node, those in trouble first, and those equally so in their usual order.
    static List<PartitionView> first(Cast cast, NodeView node) {
        return cast.rowsOn(node.id()).stream()
                .sorted(Comparator.comparing(partition -> of(cast, node, partition)))
                .toList();
    }

    /// Whether this replica's own node has a part in it.
    boolean isOf(NodeView node, PartitionView partition) {
        return switch (this) {
            case NO_LEADER, OUT_OF_SYNC -> true;
            case NOT_PREFERRED -> partition.leader() == node.id();
            case UNDER_REPLICATED, NONE -> false;
        };
    }

    /// In a word or two, behind the partition's name.
    String words(NodeView node, PartitionView partition) {
        return switch (this) {
            case NO_LEADER -> "no leader";
            case OUT_OF_SYNC -> "out of sync" + behind(node, partition);
            case UNDER_REPLICATED -> "under-replicated";
            case NOT_PREFERRED -> "leads instead of " + partition.preferredLeader();
            case NONE -> "";
        };
    }

    private static String behind(NodeView node, PartitionView partition) {
        ReplicaView mine = partition.log(node.id());
        ReplicaView leaders = partition.log(partition.leader());
        long behind =
                mine == null || leaders == null ? 0 : leaders.logEndOffset() - mine.logEndOffset();
        return behind > 0 ? ", " + Numbers.grouped(behind) + " behind" : "";
    }

    Ink ink() {
        return switch (this) {
            case NO_LEADER -> Ink.DANGER_TEXT;
            case OUT_OF_SYNC, UNDER_REPLICATED -> Ink.WARNING_TEXT;
            case NOT_PREFERRED, NONE -> Ink.MUTED;
        };
    }

    /// What a last line says of those that have no room.
    static String rest(long troubled, long healthy) {
        String well =
                Numbers.grouped(healthy)
                        + " healthy "
                        + (healthy == 1 ? "partition" : "partitions");
        if (troubled == 0) {
            return "+ " + well;
        }
        return "+ "
                + Numbers.grouped(troubled)
                + " in trouble"
                + (healthy == 0 ? "" : " · " + well);
    }
}
