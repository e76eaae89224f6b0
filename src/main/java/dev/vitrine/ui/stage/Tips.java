package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.Lag;
import dev.vitrine.history.Snapshot.MemberView;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.stage.LaneSketch.Manner;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a fact says in full, to the mouse and to a screen reader.
final class Tips {
    private Tips() {}

    static String of(NodeView node, Cast cast) {
        Snapshot snapshot = cast.snapshot();
        StringBuilder tip = new StringBuilder("Broker ").append(node.id());
        tip.append(", ").append(node.state().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        tip.append(" for ").append(Numbers.duration(cast.nowMs() - node.sinceMs()));
        if (snapshot.controller().node() == node.id()) {
            tip.append(", controller of epoch ").append(snapshot.controller().term());
        }
        if (node.fenced()) {
            tip.append(", fenced: it may not lead");
        }
        if (cast.isLagging(node)) {
            tip.append(", lagging: some of its replicas are out of sync");
        }
        if (node.brokerPort() > 0) {
            tip.append(", 127.0.0.1:").append(node.brokerPort());
        }
        if (!node.rack().isEmpty()) {
            tip.append(", rack ").append(node.rack());
        }
        return node.detail().isEmpty() ? tip.toString() : tip + "\n" + node.detail();
    }

    static String of(NodeView node, PartitionView partition, Manner manner) {
        String part =
                switch (manner) {
                    case LEADER -> "leader";
                    case IN_SYNC -> "follower, in sync";
                    case OUT_OF_SYNC -> "follower, out of sync";
                    case GONE ->
                            partition.leader() == node.id()
                                    ? "gone, leader until the controller elects another"
                                    : "gone, its log as it was";
                };
        StringBuilder tip = new StringBuilder(partition.id() + " on broker " + node.id());
        tip.append(": ").append(part);
        if (partition.preferredLeader() == node.id()) {
            tip.append(", preferred leader");
        }
        ReplicaView log = partition.log(node.id());
        if (log == null) {
            return tip + "\nno log yet";
        }
        tip.append("\nlog start ").append(Numbers.grouped(log.logStartOffset()));
        tip.append(", high watermark ").append(Numbers.grouped(log.highWatermark()));
        tip.append(", log end ").append(Numbers.grouped(log.logEndOffset()));
        tip.append("\nleader epoch ").append(partition.leaderEpoch());
        tip.append(", in sync ").append(partition.isr());
        tip.append(" of ").append(partition.replicas());
        if (!partition.elr().isEmpty()) {
            tip.append(", eligible to lead ").append(partition.elr());
        }
        return tip.toString();
    }

    static String of(ClientView client) {
        StringBuilder tip = new StringBuilder(client.name());
        tip.append(client.inApp() ? ", a client of the lesson" : ", from outside");
        if (!client.software().isEmpty()) {
            tip.append(", ").append(client.software());
        }
        for (Map.Entry<String, String> setting : client.settings().entrySet()) {
            tip.append('\n').append(setting.getKey()).append('=').append(setting.getValue());
        }
        Snapshot.Produced produced = client.produced();
        if (produced != null) {
            tip.append("\nsent ").append(Numbers.grouped(produced.sent()));
            tip.append(", acknowledged ").append(Numbers.grouped(produced.acknowledged()));
            tip.append(", failed ").append(Numbers.grouped(produced.failed()));
            tip.append(", pending ").append(Numbers.grouped(produced.pending()));
        }
        Snapshot.Consumed consumed = client.consumed();
        if (consumed != null) {
            tip.append("\nconsumed ").append(Numbers.grouped(consumed.consumed()));
        }
        return client.gone().isEmpty() ? tip.toString() : tip + "\n" + client.gone();
    }

    static String of(GroupView group) {
        boolean classic = group.protocolType().equals("classic");
        return "group "
                + group.name()
                + ", "
                + group.state()
                + (classic ? ", classic protocol" : ", consumer protocol")
                + (group.assignor().isEmpty() ? "" : ", assignor " + group.assignor())
                + (classic ? ", generation " : ", epoch ")
                + group.generation()
                + ", coordinator broker "
                + group.coordinator()
                + "\nlag "
                + Numbers.grouped(group.totalLag());
    }

    /// @param lag its own; empty when it owns nothing
    static String of(GroupView group, MemberView member, String lag) {
        List<String> owned = member.assignment().stream().map(String::valueOf).toList();
        return member.memberId()
                + " of group "
                + group.name()
                + "\nowns "
                + (owned.isEmpty() ? "nothing" : String.join(", ", owned))
                + (lag.isEmpty() ? "" : "\nlag " + lag);
    }

    static String of(Lag lag) {
        return lag.id()
                + (lag.lag() == Lag.UNKNOWN
                        ? ": nothing committed yet"
                        : ": committed "
                                + Numbers.grouped(lag.committed())
                                + ", high watermark "
                                + Numbers.grouped(lag.highWatermark())
                                + ", lag "
                                + Numbers.grouped(lag.lag()));
    }
}
