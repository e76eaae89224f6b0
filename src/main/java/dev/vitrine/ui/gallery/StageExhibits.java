package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.GroupMember;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.stage.Level;
import dev.vitrine.ui.stage.StageLayout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The stage with more than has room: its zoom levels.
final class StageExhibits {
    static final int BROKERS = 10;
    static final int PARTITIONS = 200;
    private static final int REPLICATION = 3;
    private static final double WIDTH = 1_280;
    private static final double HEIGHT = 800;

    /// How far the groups are behind, from sample to sample.
    private static final int[] LAG_WAVE = {2, 3, 5, 8, 13, 11, 6, 4, 3, 2};

    /// Records that come to a partition from sample to sample.
    private static final int GROWTH = 20;

    /// Topics in the order of their making, with their partitions.
    static final Map<String, Integer> TOPICS = topics();

    /// Groups with their members, the topic that each reads.
    private static final List<Readers> GROUPS =
            List.of(
                    new Readers("billing", "orders", 8),
                    new Readers("search", "clicks", 6),
                    new Readers("audit", "payments", 4),
                    new Readers("alerts", "sensors", 2));

    private record Readers(String group, String topic, int members) {}

    private StageExhibits() {}

    static List<Exhibit> all() {
        return List.of(
                exhibit("ten-brokers", "Ten brokers, two hundred partitions, all well", well()),
                exhibit(
                        "ten-brokers-trouble",
                        "Broker 7 is dead, broker 4 lags, broker 9 is fenced, two have no leader",
                        trouble()),
                rows(),
                underway(),
                crowded(Level.ROWS, "rows-crowded", "Rows for which there is no room"),
                crowded(Level.LANES, "logs-crowded", "Logs for which there is no room"));
    }

    private static Exhibit exhibit(String name, String words, Tape tape) {
        return new Exhibit(
                StageLayout::new, name, words, tape.snapshot(), tape.nowMs(), null, WIDTH, HEIGHT);
    }

    private static Map<String, Integer> topics() {
        Map<String, Integer> topics = new LinkedHashMap<>();
        topics.put("orders", 80);
        topics.put("clicks", 60);
        topics.put("payments", 40);
        topics.put("sensors", 20);
        return topics;
    }

    /// The brokers of the n-th partition of all, the preferred leader first.
    static List<Integer> placement(int n) {
        List<Integer> brokers = new ArrayList<>();
        int shift = 1 + n / BROKERS % (BROKERS - 2);
        for (int i = 0; i < REPLICATION; i++) {
            int step = i == 0 ? 0 : shift + i - 1;
            brokers.add((n + step) % BROKERS + 1);
        }
        return brokers;
    }

    /// 10 × 200 with replication factor 3, 4 producers, 20 consumers in 4 groups, and traffic.
    private static Tape well() {
        Tape tape = new Tape();
        well(tape);
        return tape;
    }

    static void well(Tape tape) {
        tape.nodes(BROKERS);
        tape.controller(2, 11);
        int n = 0;
        for (Map.Entry<String, Integer> topic : TOPICS.entrySet()) {
            List<List<Integer>> replicas = new ArrayList<>();
            for (int number = 0; number < topic.getValue(); number++) {
                replicas.add(placement(n + number));
            }
            tape.foundTopic(topic.getKey(), topic.getKey() + "-id", replicas);
            for (int number = 0; number < topic.getValue(); number++) {
                long high = beforeTraffic(n + number);
                Map<Integer, Long> ends = new LinkedHashMap<>();
                replicas.get(number).forEach(node -> ends.put(node, high + 2));
                tape.logs(topic.getKey(), number, high, ends);
            }
            n += topic.getValue();
        }
        for (String topic : TOPICS.keySet()) {
            String producer = topic + "-writer";
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("acks", "all");
            settings.put("rate", "250 rec/s");
            tape.producer(producer, topic, settings);
            connect(tape, producer);
            tape.produced(producer, 26_040, 26_035, 0, 5);
        }
        GROUPS.forEach(readers -> group(tape, readers));
        for (int i = 0; i < 12; i++) {
            int node = i % BROKERS + 1;
            tape.ask("orders-writer", node, "Produce", "orders-" + (node - 1) + " ×3");
            tape.pass(60);
        }
    }

    /// The high watermark of the n-th partition of all.
    private static long beforeTraffic(int n) {
        return 798 + 37L * n % 400;
    }

    /// How many partitions the topics before it have.
    private static int firstOf(String topic) {
        int first = 0;
        for (Map.Entry<String, Integer> each : TOPICS.entrySet()) {
            if (each.getKey().equals(topic)) {
                break;
            }
            first += each.getValue();
        }
        return first;
    }

    private static void connect(Tape tape, String client) {
        for (int node = 1; node <= BROKERS; node++) {
            tape.connect(client, node, "apache-kafka-java 4.4.0");
        }
    }

    private static void group(Tape tape, Readers readers) {
        int partitions = TOPICS.getOrDefault(readers.topic(), 0);
        int first = firstOf(readers.topic());
        List<GroupMember> members = new ArrayList<>();
        for (int i = 0; i < readers.members(); i++) {
            String name = readers.group() + "-" + (i + 1);
            tape.consumer(name, readers.topic(), readers.group());
            connect(tape, name);
            List<Integer> owned = new ArrayList<>();
            for (int number = i; number < partitions; number += readers.members()) {
                owned.add(number);
            }
            members.add(Tape.member(name, Map.of(readers.topic(), owned)));
        }
        tape.group(
                readers.members() % BROKERS + 1,
                readers.group(),
                "consumer",
                "Stable",
                4,
                "uniform",
                members);
        for (int sample = 0; sample < LAG_WAVE.length; sample++) {
            for (int number = 0; number < partitions; number++) {
                tape.grow(readers.topic(), number, GROWTH);
                long high = beforeTraffic(first + number) + (sample + 1L) * GROWTH;
                long behind = 3L + (long) LAG_WAVE[sample] * (number % 9) / 2;
                tape.commit(
                        readers.group(),
                        new TopicPartition(readers.topic(), number),
                        high - behind);
            }
            tape.pass(500);
        }
    }

    private static Tape trouble() {
        Tape tape = well();
        tape.end(7, Event.Ending.KILLED);
        tape.pass(900);
        tape.tell(new Event.BrokerFencingChanged(2, tape.nowMs(), 9, 1, true, false));
        int n = 0;
        for (Map.Entry<String, Integer> topic : TOPICS.entrySet()) {
            for (int number = 0; number < topic.getValue(); number++) {
                strike(tape, topic.getKey(), number, n++);
            }
        }
        tape.pass(1_400);
        return tape;
    }

    /// Broker 7 is gone, 9 may not lead, 4 is too slow for every third of its partitions; of two
    /// partitions nobody is left who may lead.
    private static void strike(Tape tape, String topic, int number, int n) {
        List<Integer> replicas = placement(n);
        List<Integer> isr = new ArrayList<>(replicas);
        isr.remove((Integer) 7);
        isr.remove((Integer) 9);
        if (n % 3 == 0 && replicas.getFirst() != 4) {
            isr.remove((Integer) 4);
        }
        boolean lost = n == 46 || n == 106;
        if (isr.size() == replicas.size()) {
            return;
        }
        int leader = lost || isr.isEmpty() ? -1 : isr.getFirst();
        tape.partition(topic, number, lost ? List.of() : isr, leader);
    }

    /// Three brokers with as many partitions as have rows and no cells.
    private static Exhibit rows() {
        Tape tape = laggingOnFour();
        return new Exhibit(
                StageLayout::new,
                "rows",
                "Fourteen partitions on three brokers, one of them lagging on orders-4",
                tape.snapshot(),
                tape.nowMs(),
                null,
                1_000,
                770);
    }

    private static Tape laggingOnFour() {
        Tape tape = many();
        tape.append(2, "orders", 1, 1_037, 1_041, 0);
        tape.partition("orders", 4, List.of(2, 3), 2);
        tape.partition("orders", 6, List.of(2, 3, 1), 2);
        tape.append(2, "orders", 4, 1_148, 1_180, 0);
        tape.append(3, "orders", 4, 1_146, 1_180, 0);
        tape.high(2, "orders", 4, 1_181);
        tape.high(3, "orders", 4, 1_181);
        return tape;
    }

    /// A third of the way from rows to the matrix.
    private static Exhibit underway() {
        Tape tape = laggingOnFour();
        return new Exhibit(
                () -> new Underway(Level.ROWS, 260),
                "underway",
                "On the way from rows to glyphs",
                tape.snapshot(),
                tape.nowMs(),
                null,
                1_000,
                770);
    }

    private static Tape many() {
        Tape tape = new Tape();
        tape.nodes(3);
        tape.controller(2, 4);
        List<List<Integer>> replicas = new ArrayList<>();
        for (int number = 0; number < 14; number++) {
            replicas.add(List.of(number % 3 + 1, (number + 1) % 3 + 1, (number + 2) % 3 + 1));
        }
        tape.foundTopic("orders", "orders-id", replicas);
        for (int number = 0; number < 14; number++) {
            Map<Integer, Long> ends = new LinkedHashMap<>();
            for (int node : replicas.get(number)) {
                ends.put(node, 1_000 + 37L * number - (node == number % 3 + 1 ? 0 : 2));
            }
            tape.logs("orders", number, 998 + 37L * number, ends);
        }
        return tape;
    }

    /// The ten brokers nearer than they have room for.
    private static Exhibit crowded(Level level, String name, String words) {
        Tape tape = trouble();
        return new Exhibit(
                () -> StageLayout.at(level),
                name,
                words,
                tape.snapshot(),
                tape.nowMs(),
                null,
                WIDTH,
                HEIGHT);
    }
}
