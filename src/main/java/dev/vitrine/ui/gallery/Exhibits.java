package dev.vitrine.ui.gallery;

import static java.util.Map.entry;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.event.Event.GroupMember;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.stage.StageLayout;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The canned states, each told from the first event on.
public final class Exhibits {
    private static final double WIDTH = 1_000;
    private static final double HEIGHT = 770;

    private static final List<Integer> ONE = List.of(1, 2, 3);
    private static final List<Integer> TWO = List.of(2, 3, 1);
    private static final List<Integer> THREE = List.of(3, 1, 2);

    private static @Nullable List<Exhibit> told;

    private Exhibits() {}

    /// All of them: the stage's in the order of a story, then those of each lens. They are told
    /// once, as that takes seconds.
    public static synchronized List<Exhibit> all() {
        if (told == null) {
            told = tell();
        }
        return told;
    }

    private static List<Exhibit> tell() {
        List<Exhibit> all = new ArrayList<>();
        all.addAll(
                List.of(
                        empty(),
                        healthy(),
                        leaderKilled(),
                        failedOver(),
                        outOfSync(),
                        truncated(),
                        outsideClient(),
                        trouble(),
                        nineBrokers()));
        all.addAll(StageExhibits.all());
        all.addAll(HeldExhibits.all());
        all.addAll(MicroscopeExhibits.all());
        all.addAll(LedgerExhibits.all());
        all.addAll(WireExhibits.all());
        all.addAll(InsightExhibits.all());
        all.addAll(GroupExhibits.all());
        all.addAll(BeliefExhibits.all());
        all.addAll(TimelineExhibits.all());
        return List.copyOf(all);
    }

    private static Exhibit exhibit(
            String name, String words, Tape tape, @Nullable Subject selection) {
        return new Exhibit(
                StageLayout::new,
                name,
                words,
                tape.snapshot(),
                tape.nowMs(),
                selection,
                WIDTH,
                HEIGHT);
    }

    private static Exhibit empty() {
        Tape tape = new Tape();
        tape.nodes(3);
        tape.controller(1, 1);
        tape.pass(2_000);
        return exhibit("empty", "Three brokers that hold nothing yet", tape, null);
    }

    /// Three brokers, two topics, two producers, two groups, and traffic.
    private static Tape running() {
        return running("all");
    }

    /// @param acks of the producer `checkout`
    private static Tape running(String acks) {
        Tape tape = new Tape();
        tape.nodes(3);
        tape.controller(2, 4);
        tape.foundTopic("orders", "orders-id", List.of(ONE, TWO, THREE), 2, 4, 2);
        tape.foundTopic("payments", "payments-id", List.of(ONE, TWO), 1, 4);
        tape.topic("__consumer_offsets", List.of(ONE, TWO, THREE, ONE, TWO));
        tape.logs("orders", 0, 866, Map.ofEntries(entry(1, 868L), entry(2, 867L), entry(3, 866L)));
        tape.logs(
                "orders",
                1,
                1_040,
                Map.ofEntries(entry(2, 1_042L), entry(3, 1_041L), entry(1, 1_040L)));
        tape.logs(
                "orders",
                2,
                1_014,
                Map.ofEntries(entry(3, 1_016L), entry(1, 1_015L), entry(2, 1_014L)));
        tape.logs("payments", 0, 12, Map.ofEntries(entry(1, 12L), entry(2, 12L), entry(3, 12L)));
        tape.logs("payments", 1, 10, Map.ofEntries(entry(2, 10L), entry(3, 10L), entry(1, 10L)));
        tape.producer("checkout", "orders", settings("acks", acks, "rate", "120 rec/s"));
        tape.producer("web-clicks", "payments", settings("acks", "1", "rate", "40 rec/s"));
        for (int node = 1; node <= 3; node++) {
            tape.connect("checkout", node, "apache-kafka-java 4.4.0");
            tape.connect("web-clicks", node, "apache-kafka-java 4.4.0");
        }
        groups(tape);
        tape.produced("checkout", 3_046, 3_041, 0, 5);
        tape.produced("web-clicks", 22, 22, 0, 0);
        tape.ask("web-clicks", 1, "Produce", "payments-0 ×1");
        tape.answer("web-clicks", 1, "Produce", "NONE");
        tape.pass(900);
        return tape;
    }

    private static void groups(Tape tape) {
        for (String member : List.of("billing-1", "billing-2", "billing-3")) {
            tape.consumer(member, "orders", "billing");
            for (int node = 1; node <= 3; node++) {
                tape.connect(member, node, "apache-kafka-java 4.4.0");
            }
        }
        tape.consumer("spark-0", "orders", "analytics");
        for (int node = 1; node <= 3; node++) {
            tape.connect("spark-0", node, "apache-kafka-java 4.4.0");
        }
        stable(tape);
        TopicPartition orders0 = new TopicPartition("orders", 0);
        TopicPartition orders1 = new TopicPartition("orders", 1);
        TopicPartition orders2 = new TopicPartition("orders", 2);
        long[] behind = {2, 2, 6, 4, 9, 14, 22, 31, 28, 17, 12, 8};
        long high = 866;
        for (long lag : behind) {
            tape.grow("orders", 0, 10);
            high += 10;
            tape.commit("billing", orders0, high - lag);
            tape.commit("analytics", orders0, high - (lag + 11) / 12);
            tape.pass(500);
        }
        tape.commit("billing", orders0, 981);
        tape.commit("billing", orders1, 1_034);
        tape.commit("billing", orders2, 1_011);
        tape.commit("billing", new TopicPartition("payments", 0), 12);
        tape.commit("billing", new TopicPartition("payments", 1), 10);
        tape.commit("analytics", orders0, 985);
        tape.commit("analytics", orders1, 1_039);
        tape.commit("analytics", orders2, 1_014);
    }

    private static void stable(Tape tape) {
        tape.group(3, "billing", "consumer", "Stable", 11, "uniform", billing());
        tape.group(
                1,
                "analytics",
                "classic",
                "Stable",
                3,
                "range",
                List.of(Tape.member("spark-0", "orders", 0, 1, 2)));
    }

    private static List<GroupMember> billing() {
        return List.of(
                Tape.member("billing-1", ordered("orders", 0, "payments", 0)),
                Tape.member("billing-2", ordered("orders", 1, "payments", 1)),
                Tape.member("billing-3", "orders", 2));
    }

    private static Map<String, List<Integer>> ordered(String a, int pa, String b, int pb) {
        Map<String, List<Integer>> assignment = new LinkedHashMap<>();
        assignment.put(a, List.of(pa));
        assignment.put(b, List.of(pb));
        return assignment;
    }

    private static Map<String, String> settings(String a, String va, String b, String vb) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(a, va);
        settings.put(b, vb);
        return settings;
    }

    /// Requests at several points of their way, seven of them moving at the end.
    private static void traffic(Tape tape, List<Integer> leaders) {
        tape.ask("checkout", leaders.get(2), "Produce", "orders-2 ×2");
        tape.pass(70);
        read(tape, "billing-2", leaders.get(1), "orders-1");
        tape.pass(90);
        tape.ask("web-clicks", leaders.get(3), "Produce", "payments-1 ×1");
        tape.pass(90);
        read(tape, "spark-0", leaders.get(0), "orders-0");
        tape.pass(100);
        tape.ask("checkout", leaders.get(1), "Produce", "orders-1 ×3");
        read(tape, "billing-3", leaders.get(2), "orders-2");
        tape.pass(110);
        tape.ask("checkout", leaders.get(0), "Produce", "orders-0 ×2");
        tape.pass(130);
    }

    private static void read(Tape tape, String client, int node, String subject) {
        tape.ask(client, node, "Fetch", subject);
        tape.answer(client, node, "Fetch", "NONE");
    }

    private static Exhibit healthy() {
        Tape tape = running();
        traffic(tape, List.of(1, 2, 3, 2));
        return exhibit("healthy", "Three brokers with traffic", tape, null);
    }

    private static Tape killed() {
        Tape tape = running();
        traffic(tape, List.of(1, 2, 3, 2));
        tape.pass(900);
        tape.end(2, Event.Ending.KILLED);
        tape.pass(300);
        return tape;
    }

    private static Exhibit leaderKilled() {
        return exhibit(
                "leader-killed",
                "Broker 2 is gone; nobody has been elected yet",
                killed(),
                new Subject.OfPartition("orders", 1));
    }

    private static Tape elected() {
        Tape tape = killed();
        tape.pass(300);
        tape.controller(3, 7);
        tape.partition("orders", 0, List.of(1, 3), 1);
        tape.partition("orders", 1, List.of(3, 1), 3);
        tape.partition("orders", 2, List.of(3, 1), 3);
        tape.partition("payments", 0, List.of(1, 3), 1);
        tape.partition("payments", 1, List.of(3, 1), 3);
        tape.append(3, "orders", 1, 1_041, 1_044, 5);
        tape.append(1, "orders", 1, 1_040, 1_040, 4);
        tape.append(1, "orders", 1, 1_041, 1_042, 5);
        tape.high(3, "orders", 1, 1_043);
        tape.high(1, "orders", 1, 1_042);
        tape.append(1, "orders", 0, 988, 990, 2);
        tape.append(3, "orders", 0, 986, 988, 2);
        tape.high(1, "orders", 0, 989);
        tape.high(3, "orders", 0, 987);
        tape.append(3, "payments", 1, 10, 12, 5);
        tape.append(1, "payments", 1, 10, 11, 5);
        tape.high(3, "payments", 1, 12);
        tape.high(1, "payments", 1, 11);
        return tape;
    }

    private static Exhibit failedOver() {
        Tape tape = elected();
        tape.partition("__consumer_offsets", 1, List.of(3, 1), 3);
        tape.partition("__consumer_offsets", 4, List.of(3, 1), 3);
        tape.group(3, "billing", "consumer", "Reconciling", 12, "uniform", billing());
        tape.produced("checkout", 3_071, 3_064, 0, 7);
        traffic(tape, List.of(1, 3, 3, 3));
        return exhibit(
                "failed-over",
                "Broker 3 leads orders-1 in epoch 5; five partitions are under-replicated",
                tape,
                null);
    }

    private static Exhibit outOfSync() {
        Tape tape = running();
        tape.partition("orders", 1, List.of(2, 3), 2);
        tape.partition("orders", 0, List.of(1, 2), 1);
        tape.append(2, "orders", 1, 1_042, 1_047, 4);
        tape.append(3, "orders", 1, 1_041, 1_046, 4);
        tape.high(2, "orders", 1, 1_046);
        tape.high(3, "orders", 1, 1_046);
        tape.append(1, "orders", 0, 988, 992, 2);
        tape.append(2, "orders", 0, 987, 992, 2);
        tape.high(1, "orders", 0, 993);
        tape.high(2, "orders", 0, 993);
        traffic(tape, List.of(1, 2, 3, 2));
        return exhibit(
                "out-of-sync",
                "Broker 1 lags behind on orders-1, broker 3 on orders-0",
                tape,
                new Subject.OfReplica("orders", 1, 1));
    }

    /// acks=1, followers held back, the leader killed and brought back: five records acknowledged
    /// and gone.
    private static Exhibit truncated() {
        Tape tape = new Tape();
        tape.nodes(3);
        tape.controller(3, 2);
        tape.foundTopic("orders", "orders-id", List.of(ONE));
        tape.log(1, "orders", 0, 10, 15, new EpochStart(0, 0));
        tape.log(2, "orders", 0, 10, 10, new EpochStart(0, 0));
        tape.log(3, "orders", 0, 10, 10, new EpochStart(0, 0));
        tape.producer("checkout", "orders", settings("acks", "1", "rate", "5 rec/s"));
        for (int node = 1; node <= 3; node++) {
            tape.connect("checkout", node, "apache-kafka-java 4.4.0");
        }
        tape.produced("checkout", 15, 15, 0, 0);
        tape.end(1, Event.Ending.KILLED);
        tape.pass(900);
        tape.partition("orders", 0, List.of(2, 3), 2);
        tape.append(2, "orders", 0, 10, 12, 1);
        tape.append(3, "orders", 0, 10, 12, 1);
        tape.high(2, "orders", 0, 13);
        tape.high(3, "orders", 0, 13);
        tape.tell(
                new Event.RecordsLost(
                        Event.OUTSIDE, tape.nowMs(), "checkout", "orders", 0, 10, 14));
        tape.pass(4_000);
        tape.start(1);
        tape.tell(new Event.LogTruncated(1, tape.nowMs(), "orders", 0, 10, 15));
        tape.produced("checkout", 18, 18, 0, 0);
        tape.ask("checkout", 2, "Produce", "orders-0 ×1");
        tape.pass(350);
        return exhibit(
                "truncated",
                "The old leader is back and cuts off five records that were acknowledged",
                tape,
                null);
    }

    private static Exhibit outsideClient() {
        Tape tape = running();
        tape.connect("kcat", 1, "librdkafka 2.12.0");
        tape.connect("kcat", 3, "librdkafka 2.12.0");
        tape.connect("tail", 3, "librdkafka 2.12.0");
        traffic(tape, List.of(1, 2, 3, 2));
        for (int i = 0; i < 3; i++) {
            tape.ask("kcat", 3, "Produce", "orders-2 ×1");
            tape.answer("kcat", 3, "Produce", "NONE");
            tape.pass(120);
        }
        tape.ask("tail", 3, "Fetch", "orders-2");
        tape.answer("tail", 3, "Fetch", "NONE");
        tape.pass(260);
        return exhibit("outside-client", "kcat writes and another one reads", tape, null);
    }

    /// Broker 1 is fenced, broker 2 stops, broker 3 is the old leader of lost records.
    private static Exhibit trouble() {
        Tape tape = running("1");
        tape.tell(new Event.BrokerFencingChanged(2, tape.nowMs(), 1, 1, true, false));
        tape.partition("orders", 0, List.of(2), 2);
        tape.partition("orders", 1, List.of(2), 2);
        tape.partition("orders", 2, List.of(2), 2);
        tape.partition("payments", 0, List.of(), -1);
        tape.append(2, "orders", 2, 1_014, 1_014, 3);
        tape.high(2, "orders", 2, 1_015);
        tape.end(3, Event.Ending.POWER_LOST);
        tape.tell(
                new Event.RecordsLost(
                        Event.OUTSIDE, tape.nowMs(), "checkout", "orders", 2, 1_014, 1_015));
        tape.tell(new Event.NodeStopping(2, tape.nowMs()));
        tape.produced("checkout", 3_120, 3_041, 12, 67);
        tape.tell(
                new Event.ClientStopped(
                        Event.OUTSIDE, tape.nowMs(), "web-clicks", "stopped by hand"));
        tape.group(
                1,
                "analytics",
                "classic",
                "PreparingRebalance",
                4,
                "range",
                List.of(
                        Tape.member("spark-0", "orders", 0, 1, 2),
                        Tape.member("spark-1", Map.of())));
        tape.ask("checkout", 2, "Produce", "orders-0 ×2");
        tape.pass(400);
        tape.answer("checkout", 2, "Produce", "NOT_ENOUGH_REPLICAS");
        tape.pass(350);
        return exhibit("trouble", "A fenced broker, a stopping one, and lost records", tape, null);
    }

    private static Exhibit nineBrokers() {
        Tape tape = new Tape();
        tape.nodes(9);
        tape.controller(5, 3);
        List<List<Integer>> placement = new ArrayList<>();
        for (int partition = 0; partition < 36; partition++) {
            placement.add(
                    List.of(
                            partition % 9 + 1,
                            (partition + 1 + partition / 9) % 9 + 1,
                            (partition + 6) % 9 + 1));
        }
        tape.foundTopic("clicks", "clicks-id", placement);
        for (int partition = 0; partition < 36; partition++) {
            Map<Integer, Long> ends = new LinkedHashMap<>();
            for (int node : placement.get(partition)) {
                ends.put(node, 400L + 7 * partition % 50);
            }
            tape.logs("clicks", partition, 398L + 7 * partition % 50, ends);
        }
        tape.end(7, Event.Ending.POWER_LOST);
        tape.pass(12_300);
        return new Exhibit(
                StageLayout::new,
                "nine-brokers",
                "Nine brokers with twelve replicas each",
                tape.snapshot(),
                tape.nowMs(),
                null,
                1_200,
                HEIGHT);
    }
}
