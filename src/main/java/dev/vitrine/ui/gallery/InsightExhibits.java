package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.QuorumRole;
import dev.vitrine.event.Event.ReplicaRole;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Artist;
import dev.vitrine.ui.lens.ChartsLens;
import dev.vitrine.ui.lens.ChecksLens;
import dev.vitrine.ui.lens.MetricStrip;
import dev.vitrine.ui.lens.QuorumLens;
import dev.vitrine.ui.lens.WhyLens;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The quorum, the chains of causes, the checks and the charts.
final class InsightExhibits {
    private static final double WIDTH = 1_000;
    private static final double HEIGHT = 300;
    private static final Subject ORDERS_1 = new Subject.OfPartition("orders", 1);
    private static final TopicPartition ORDERS_2 = new TopicPartition("orders", 2);

    /// The replicas of each partition of `orders`, its first leader first.
    private static final List<List<Integer>> PLACEMENT =
            List.of(List.of(1, 2, 3), List.of(1, 3, 2), List.of(3, 1, 2));

    private final Tape tape = new Tape();
    private final List<Event.MetadataApplied> metadata = new ArrayList<>();
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
                        null),
                exhibit(
                        ChecksLens::new,
                        "not-judged",
                        "All replicas in sync lost power: what is gone was not promised",
                        withoutPower(),
                        null),
                exhibit(
                        () -> new ChartsLens(_ -> {}),
                        "storm",
                        "A minute in which a broker was killed and came back",
                        storm(),
                        null,
                        1_100,
                        420),
                exhibit(
                        () -> new MetricStrip(_ -> {}, () -> {}),
                        "strip",
                        "The metrics of a cluster with a dead broker",
                        failover(),
                        null,
                        1_280,
                        MetricStrip.HEIGHT));
    }

    private static Exhibit exhibit(
            Supplier<Artist> artist,
            String name,
            String words,
            InsightExhibits told,
            @Nullable Subject selection) {
        return exhibit(artist, name, words, told, selection, WIDTH, HEIGHT);
    }

    private static Exhibit exhibit(
            Supplier<Artist> artist,
            String name,
            String words,
            InsightExhibits told,
            @Nullable Subject selection,
            double width,
            double height) {
        return new Exhibit(
                artist,
                name,
                words,
                told.tape.snapshot(),
                told.tape.nowMs(),
                selection,
                width,
                height);
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
        metadata.add(
                new Event.MetadataApplied(
                        Event.OUTSIDE, tape.nowMs(), offset, term(), type, words, why));
        tape.up().forEach(node -> applied(node, metadata.getLast()));
    }

    private void applied(int node, Event.MetadataApplied record) {
        tell(
                new Event.MetadataApplied(
                        node,
                        tape.nowMs(),
                        record.offset(),
                        record.term(),
                        record.type(),
                        record.words(),
                        record.why()));
    }

    /// A node that starts applies all of the metadata's log.
    private void restart(int node) {
        tape.start(node);
        metadata.forEach(record -> applied(node, record));
    }

    private int term() {
        return tape.snapshot().controller().term();
    }

    private void partition(int number, List<Integer> isr, int leader, String why) {
        tape.metadata("orders", number, isr, leader);
        applied("PartitionChanged", number, isr, leader, why);
    }

    private void applied(String type, int number, List<Integer> isr, int leader, String why) {
        applied(
                type,
                "orders-"
                        + number
                        + " is led by broker "
                        + leader
                        + ", epoch "
                        + tape.leaderEpoch("orders", number)
                        + ", in sync "
                        + isr,
                why);
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
        told.tape.topicCreated("orders", "orders-id");
        told.applied("TopicCreated", "topic orders is created", "");
        for (int number = 0; number < PLACEMENT.size(); number++) {
            List<Integer> replicas = PLACEMENT.get(number);
            told.tape.partitionCreated("orders", number, replicas, 0);
            told.applied("PartitionCreated", number, replicas, replicas.getFirst(), "");
        }
        for (int node = 1; node <= 3; node++) {
            told.log(node, told.offset + 1, told.offset + 1);
        }
        for (int number = 0; number <= 2; number++) {
            told.tape.logs("orders", number, 40, Map.of(1, 40L, 2, 40L, 3, 40L));
            told.tape.grow("orders", number, 10);
        }
        told.tape.producer("checkout", "orders", Map.of("acks", "all"));
        told.tape.produced("checkout", 30, 30, 0, 0);
        told.tape.pass(9_000);
        return told;
    }

    /// Broker 1, controller and leader of two partitions, is killed.
    private static InsightExhibits failover() {
        InsightExhibits told = running();
        told.killBrokerOne();
        told.tape.pass(1_480);
        told.fenceBrokerOne();
        told.log(2, told.offset + 3, told.offset + 2);
        told.log(3, told.offset + 2, told.offset + 1);
        told.tell(
                new Event.MetadataFollowerAdvanced(
                        2, told.tape.nowMs(), 4, 3, true, told.offset + 2));
        told.tape.pass(700);
        return told;
    }

    private void killBrokerOne() {
        tape.end(1, Event.Ending.KILLED);
        tape.pass(640);
        String silent = "no answer from node 1 for controller.quorum.fetch.timeout.ms = 500";
        role(2, 3, QuorumRole.PROSPECTIVE, 1, silent);
        vote(3, 3, 2, true, true);
        tape.pass(12);
        role(2, 4, QuorumRole.CANDIDATE, -1, "a majority would vote for it: [2, 3]");
        vote(3, 4, 2, false, true);
        tape.pass(9);
        role(2, 4, QuorumRole.LEADER, 2, "a majority voted for it: [2, 3] of [1, 2, 3]");
        role(3, 4, QuorumRole.FOLLOWER, 2, "node 2 leads epoch 4");
        tape.pass(20);
        tell(new Event.ControllerActivated(2, tape.nowMs(), 4));
    }

    private void fenceBrokerOne() {
        String fenced = "broker 1 was fenced";
        partition(0, List.of(2, 3), 2, fenced);
        partition(1, List.of(3, 2), 3, fenced);
        partition(2, List.of(3, 2), 3, fenced);
        for (int number = 0; number < PLACEMENT.size(); number++) {
            tape.roles("orders", number);
        }
        tell(new Event.BrokerFencingChanged(2, tape.nowMs(), 1, 1, true, false));
        applied(
                "BrokerFenced",
                "broker 1 is fenced: no heartbeat for broker.session.timeout.ms = 1500",
                "no heartbeat for broker.session.timeout.ms = 1500");
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

    private static InsightExhibits withoutPower() {
        InsightExhibits told = failover();
        for (int node = 2; node <= 3; node++) {
            told.tape.end(node, Event.Ending.POWER_LOST);
        }
        told.tape.pass(4_000);
        for (int node = 2; node <= 3; node++) {
            told.restart(node);
        }
        told.tell(
                new Event.RecordsLost(
                        Event.OUTSIDE, told.tape.nowMs(), "checkout", "orders", 0, 46, 49));
        told.tape.pass(900);
        return told;
    }

    private static InsightExhibits broken() {
        InsightExhibits told = failover();
        Tape tape = told.tape;
        tape.impossible(
                new Event.ReplicaRoleTaken(2, tape.nowMs(), "orders", 1, ReplicaRole.LEADER, 1, 2));
        tape.append(3, "orders", 1, 50, 52, 1);
        tape.impossible(new Event.HighWatermarkMoved(3, tape.nowMs(), "orders", 1, 53));
        told.tape.pass(1_200);
        return told;
    }

    /// Traffic with a broker that is killed in its middle and comes back.
    private static InsightExhibits storm() {
        InsightExhibits told = running();
        told.tape.consumer("billing-1", "orders", "billing");
        told.tape.group(
                1,
                "billing",
                "classic",
                "Stable",
                1,
                "range",
                List.of(Tape.member("billing-1", "orders", 0, 1, 2)));
        for (int node = 1; node <= 3; node++) {
            told.tape.connect("checkout", node, "java");
            told.tape.connect("billing-1", node, "java");
        }
        Traffic traffic = told.new Traffic();
        for (int second = 0; second < 24; second++) {
            traffic.second(second, List.of(1, 1, 3));
        }
        told.killBrokerOne();
        traffic.stalled();
        traffic.stalled();
        told.fenceBrokerOne();
        traffic.committed();
        for (int second = 26; second < 46; second++) {
            traffic.second(second, List.of(2, 3, 3));
        }
        told.restart(1);
        told.tell(new Event.BrokerRegistered(2, told.tape.nowMs(), 1, 90, "127.0.0.1", 19_091, ""));
        told.applied("BrokerRegistered", "broker 1 registered", "");
        told.tell(new Event.BrokerFencingChanged(2, told.tape.nowMs(), 1, 90, false, false));
        told.applied("BrokerUnfenced", "broker 1 is alive and may lead", "");
        String back = "broker 1 has caught up";
        traffic.catchUp(1);
        told.partition(0, List.of(1, 2, 3), 2, back);
        told.partition(1, List.of(1, 3, 2), 3, back);
        told.partition(2, List.of(3, 1, 2), 3, back);
        for (int second = 46; second < 58; second++) {
            traffic.second(second, List.of(2, 3, 3));
        }
        return told;
    }

    /// A producer at about 120 records a second, and a consumer that keeps up with most of it.
    private final class Traffic {
        private long sent = 30;
        private int waiting;
        private long consumed;

        void second(int number, List<Integer> leaders) {
            for (int partition = 0; partition < 3; partition++) {
                int leader = leaders.get(partition);
                int records = 34 + (number * 7 + partition * 11) % 17;
                tape.ask("checkout", leader, "Produce", "orders-" + partition);
                tape.pass(3 + (number * 5 + partition) % 9);
                tape.grow("orders", partition, records);
                long end = tape.end(leader, new TopicPartition("orders", partition));
                sent += records;
                tape.answer("checkout", leader, "Produce", "NONE");
                tape.ask("billing-1", leader, "Fetch", "orders-" + partition);
                tape.pass(40 + (number * 13 + partition * 29) % 90);
                tape.answer("billing-1", leader, "Fetch", "NONE");
                long read = Math.max(0, end - (number * 3 + partition) % 23);
                tape.commit("billing", new TopicPartition("orders", partition), read);
            }
            tape.produced("checkout", sent, sent, 0, 0);
            consumed = sent - number % 7 * 9L;
            read();
            tape.pass(1_000 - tape.nowMs() % 1_000);
        }

        /// Nobody leads two of the partitions, and the third still waits for broker 1.
        void stalled() {
            tape.pass(300);
            for (int node : List.of(3, 2)) {
                long end = tape.end(node, ORDERS_2);
                tape.append(node, "orders", 2, end, end + 39, 0);
            }
            waiting += 40;
            tape.produced("checkout", sent + 80 + waiting, sent, 0, 80 + waiting);
            read();
            tape.pass(1_000 - tape.nowMs() % 1_000);
        }

        /// It waits no longer.
        void committed() {
            for (int node : List.of(3, 2)) {
                tape.high(node, "orders", 2, tape.end(node, ORDERS_2));
            }
            sent += waiting;
            waiting = 0;
        }

        /// A follower that is back fetches what it has missed.
        void catchUp(int node) {
            for (int number = 0; number < PLACEMENT.size(); number++) {
                tape.catchUp(node, new TopicPartition("orders", number));
            }
        }

        private void read() {
            tell(
                    new Event.ConsumerProgressed(
                            Event.OUTSIDE,
                            tape.nowMs(),
                            "billing-1",
                            Math.max(0, consumed),
                            0,
                            Map.of("orders", List.of(0, 1, 2))));
        }
    }
}
