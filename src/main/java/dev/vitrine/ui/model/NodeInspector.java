package dev.vitrine.ui.model;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.NodeState;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.model.Inspection.Detail;
import dev.vitrine.ui.model.Inspection.Table;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Says what a snapshot holds of a node.
record NodeInspector(Snapshot snapshot, long nowMs) {
    @Nullable Inspection of(int id) {
        NodeView node = snapshot.node(id);
        if (node == null) {
            return null;
        }
        List<Detail> details = new ArrayList<>();
        details.add(
                new Detail(
                        "State",
                        words(node.state()),
                        "for " + Numbers.duration(nowMs - node.sinceMs()),
                        node.isUp() ? Tone.PLAIN : Tone.BAD));
        if (!node.detail().isEmpty()) {
            details.add(new Detail("Why", node.detail(), "", Tone.BAD));
        }
        details.add(Detail.of("Roles", roles(node)));
        if (node.broker()) {
            details.add(Detail.of("Clients reach it at", "127.0.0.1:" + node.brokerPort()));
        }
        if (node.controller()) {
            details.add(Detail.of("Voters reach it at", "127.0.0.1:" + node.controllerPort()));
            details.add(
                    Detail.of(
                            "Quorum",
                            node.quorumRole().name().toLowerCase(Locale.ROOT),
                            "epoch " + node.term()));
        }
        if (!node.rack().isEmpty()) {
            details.add(Detail.of("Rack", node.rack()));
        }
        if (node.broker() && node.fenced()) {
            details.add(new Detail("Fenced", "yes", "it may not lead", Tone.WARNING));
        }
        return node.broker() ? withReplicas(node, details) : inspection(node, details, List.of());
    }

    private Inspection withReplicas(NodeView node, List<Detail> details) {
        int leads = 0;
        int follows = 0;
        int behind = 0;
        List<List<String>> rows = new ArrayList<>();
        for (PartitionView partition : snapshot.partitions()) {
            if (!partition.replicas().contains(node.id())) {
                continue;
            }
            boolean leader = partition.leader() == node.id();
            boolean inSync = partition.isr().contains(node.id());
            leads += leader ? 1 : 0;
            follows += leader ? 0 : 1;
            behind += inSync ? 0 : 1;
            ReplicaView log = partition.log(node.id());
            if (!partition.id().topic().startsWith("__")) {
                rows.add(
                        List.of(
                                partition.id().toString(),
                                leader ? "leads" : inSync ? "in sync" : "behind",
                                log == null ? "–" : Numbers.grouped(log.highWatermark()),
                                log == null ? "–" : Numbers.grouped(log.logEndOffset())));
            }
        }
        details.add(Detail.of("Leads", Integer.toString(leads), "partitions"));
        details.add(
                new Detail(
                        "Follows",
                        Integer.toString(follows),
                        behind == 0 ? "all in sync" : behind + " out of sync",
                        behind == 0 ? Tone.PLAIN : Tone.BAD));
        List<Table> tables =
                rows.isEmpty()
                        ? List.of()
                        : List.of(
                                Table.of(
                                        "its logs",
                                        List.of("partition", "role", "#HW", "#log end"),
                                        rows));
        return inspection(node, details, tables);
    }

    private static Inspection inspection(NodeView node, List<Detail> details, List<Table> tables) {
        String kind = node.broker() ? "broker" : "controller";
        String title = (node.broker() ? "Broker " : "Controller ") + node.id();
        return new Inspection(kind, title, details, null, tables);
    }

    private static String words(NodeState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String roles(NodeView node) {
        if (node.broker() && node.controller()) {
            return "broker, controller";
        }
        return node.broker() ? "broker" : "controller";
    }
}
