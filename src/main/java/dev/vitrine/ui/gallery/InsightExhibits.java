package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.QuorumRole;
import dev.vitrine.event.Event.ReplicaRole;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Artist;
import dev.vitrine.ui.lens.ChecksLens;
import dev.vitrine.ui.lens.QuorumLens;
import dev.vitrine.ui.lens.WhyLens;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The quorum, the chains of causes, the checks and the charts.
final class InsightExhibits {
    private static final double WIDTH = 1_000;
    private static final double HEIGHT = 300;
    private static final Subject ORDERS_1 = new Subject.OfPartition("orders", 1);

    private final Tape tape = new Tape();
    private long offset;

    private InsightExhibits() {}

    static List<Exhibit> all() {
        return List.of(
                exhibit(
                        QuorumLens::new,
                        "elected",
                        "A controller was killed; another was elected",
                        failover(),
                        ORDERS_1),
                exhibit(
                        QuorumLens::new,
                        "lost",
                        "One of three voters runs: no quorum",
                        lost(),
                        null),
                exhibit(
                        WhyLens::new,
                        "leader",
                        "A leader change, back to the kill",
                        failover(),
                        ORDERS_1),
                exhibit(
                        WhyLens::new,
                        "controller",
                        "A new controller, back to the kill",
                        failover(),
                        new Subject.OfNode(2)),
                exhibit(ChecksLens::new, "hold", "All that must hold does", failover(), null),
                exhibit(
                        ChecksLens::new,
                        "violated",
                        "A cluster that breaks two of its promises",
                        broken(),
                        null));
    }

    private static Exhibit exhibit(
            Supplier<Artist> artist,
            String name,
            String words,
            InsightExhibits told,
            @Nullable Subject selection) {
        return new Exhibit(
                artist,
                name,
                words,
                told.tape.snapshot(),
                told.tape.nowMs(),
                selection,
                WIDTH,
                HEIGHT);
    }

    private void tell(Event event) {
        tape.tell(event);
    }

    private void role(int node, int term, QuorumRole role, int leader, String why) {
        tell(new Event.QuorumRoleTaken(node, tape.nowMs(), term, role, leader, why));
    }

    private void vote(int voter, int term, int candidate, boolean preVote, boolean granted) {
        tell(new Event.VoteCast(voter, tape.nowMs(), term, candidate, preVote, granted));
    }

    private void log(int node, long end, long high) {
        tell(new Event.MetadataLogMoved(node, tape.nowMs(), end, high));
    }

    private void applied(String type, String words, String why) {
        offset++;
        for (int node : alive()) {
            tell(new Event.MetadataApplied(node, tape.nowMs(), offset, term(), type, words, why));
        }
    }

    private List<Integer> alive() {
        return tape.snapshot().nodes().stream().filter(NodeView::isUp).map(NodeView::id).toList();
    }

    private int term() {
        return tape.snapshot().controller().term();
    }

    private void partition(
            int number,
            List<Integer> replicas,
            List<Integer> isr,
            int leader,
            int epoch,
            String why) {
        for (int node : alive()) {
            tell(
                    new Event.PartitionChanged(
                            node,
                            tape.nowMs(),
                            "orders",
                            number,
                            replicas,
                            List.of(),
                            List.of(),
                            isr,
                            List.of(),
                            List.of(),
                            leader,
                            epoch,
                            epoch));
        }
        applied(
                epoch == 0 ? "PartitionCreated" : "PartitionChanged",
                "orders-"
                        + number
                        + " is led by broker "
                        + leader
                        + ", epoch "
                        + epoch
                        + ", in sync "
                        + isr,
                why);
    }

    /// The replicas take up their roles.
    private void lead(int leader, int number, int epoch) {
        for (int node : alive()) {
            ReplicaRole role = node == leader ? ReplicaRole.LEADER : ReplicaRole.FOLLOWER;
            tell(
                    new Event.ReplicaRoleTaken(
                            node, tape.nowMs(), "orders", number, role, epoch, leader));
        }
    }

    private static InsightExhibits running() {
        InsightExhibits told = new InsightExhibits();
        told.tape.nodes(3);
        told.role(1, 3, QuorumRole.FOLLOWER, 1, "");
        for (int follower = 2; follower <= 3; follower++) {
            told.role(follower, 3, QuorumRole.FOLLOWER, 1, "node 1 leads epoch 3");
        }
        told.role(1, 3, QuorumRole.LEADER, 1, "a majority voted for it: [1, 2] of [1, 2, 3]");
        told.tell(new Event.ControllerActivated(1, told.tape.nowMs(), 3));
        for (int node = 1; node <= 3; node++) {
            told.tell(
                    new Event.BrokerRegistered(
                            1, told.tape.nowMs(), node, node, "127.0.0.1", 19_090 + node, ""));
            told.tell(
                    new Event.BrokerFencingChanged(1, told.tape.nowMs(), node, node, false, false));
            told.applied("BrokerUnfenced", "broker " + node + " is alive and may lead", "");
        }
        told.tell(new Event.TopicCreated(1, told.tape.nowMs(), "orders", "orders-id", Map.of()));
        told.applied("TopicCreated", "topic orders is created", "");
        told.partition(0, List.of(1, 2, 3), List.of(1, 2, 3), 1, 0, "");
        told.partition(1, List.of(1, 3, 2), List.of(1, 3, 2), 1, 0, "");
        told.partition(2, List.of(3, 1, 2), List.of(3, 1, 2), 3, 0, "");
        for (int node = 1; node <= 3; node++) {
            told.log(node, told.offset + 1, told.offset + 1);
        }
        for (int number = 0; number <= 2; number++) {
            told.tape.logs("orders", number, 0, 40, Map.of(1, 40L, 2, 40L, 3, 40L));
            told.lead(number == 2 ? 3 : 1, number, 0);
            for (int node = 1; node <= 3; node++) {
                told.tape.append(node, "orders", number, 40, 49, 0);
            }
            for (int node = 1; node <= 3; node++) {
                told.tape.high(node, "orders", number, 50);
            }
        }
        told.tape.producer("checkout", "orders", Map.of("acks", "all"));
        told.tape.produced("checkout", 30, 30, 0, 0);
        told.tape.pass(9_000);
        return told;
    }

    /// Broker 1, controller and leader of two partitions, is killed.
    private static InsightExhibits failover() {
        InsightExhibits told = running();
        told.tape.end(1, Event.Ending.KILLED);
        told.tape.pass(640);
        String silent = "no answer from node 1 for controller.quorum.fetch.timeout.ms = 500";
        told.role(2, 3, QuorumRole.PROSPECTIVE, 1, silent);
        told.vote(3, 3, 2, true, true);
        told.tape.pass(12);
        told.role(2, 4, QuorumRole.CANDIDATE, -1, "a majority would vote for it: [2, 3]");
        told.vote(3, 4, 2, false, true);
        told.tape.pass(9);
        told.role(2, 4, QuorumRole.LEADER, 2, "a majority voted for it: [2, 3] of [1, 2, 3]");
        told.role(3, 4, QuorumRole.FOLLOWER, 2, "node 2 leads epoch 4");
        told.tape.pass(20);
        told.tell(new Event.ControllerActivated(2, told.tape.nowMs(), 4));
        told.tape.pass(1_480);
        String fenced = "broker 1 was fenced";
        told.partition(0, List.of(1, 2, 3), List.of(2, 3), 2, 1, fenced);
        told.partition(1, List.of(1, 3, 2), List.of(3, 2), 3, 1, fenced);
        told.lead(2, 0, 1);
        told.lead(3, 1, 1);
        told.tell(new Event.BrokerFencingChanged(2, told.tape.nowMs(), 1, 1, true, false));
        told.applied(
                "BrokerFenced",
                "broker 1 is fenced: no heartbeat for broker.session.timeout.ms = 1500",
                "no heartbeat for broker.session.timeout.ms = 1500");
        told.log(2, told.offset + 3, told.offset + 2);
        told.log(3, told.offset + 2, told.offset + 1);
        told.tell(
                new Event.MetadataFollowerAdvanced(
                        2, told.tape.nowMs(), 4, 3, true, told.offset + 2));
        told.tape.pass(700);
        return told;
    }

    private static InsightExhibits lost() {
        InsightExhibits told = failover();
        told.tape.end(2, Event.Ending.KILLED);
        told.tape.pass(610);
        String silent = "no answer from node 2 for controller.quorum.fetch.timeout.ms = 500";
        told.role(3, 4, QuorumRole.PROSPECTIVE, 2, silent);
        told.tape.pass(400);
        return told;
    }

    private static InsightExhibits broken() {
        InsightExhibits told = failover();
        told.tell(
                new Event.ReplicaRoleTaken(
                        2, told.tape.nowMs(), "orders", 1, ReplicaRole.LEADER, 1, 2));
        told.tape.append(3, "orders", 1, 50, 52, 1);
        told.tape.high(3, "orders", 1, 53);
        told.tape.pass(1_200);
        return told;
    }
}
