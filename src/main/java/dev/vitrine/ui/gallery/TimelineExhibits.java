package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Artist;
import dev.vitrine.ui.lens.TimelineLens;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The timeline over canned events.
final class TimelineExhibits {
    private static final double WIDTH = 1_300;
    private static final double HEIGHT = 330;
    private static final List<Integer> REPLICAS = List.of(1, 2, 3);

    private TimelineExhibits() {}

    static List<Exhibit> all() {
        return List.of(healthy(), selected(), failover(), crowded());
    }

    private static Exhibit exhibit(
            String name, String words, Traffic traffic, double spanMs, @Nullable Subject selected) {
        Snapshot snapshot = traffic.tape.snapshot();
        long nowMs = traffic.tape.nowMs();
        Supplier<Artist> artist =
                () -> {
                    TimelineLens lens = new TimelineLens((kind, file, content) -> {});
                    if (spanMs > 0) {
                        lens.show((long) (nowMs - spanMs), nowMs + 40);
                    }
                    return lens;
                };
        return new Exhibit(artist, name, words, snapshot, nowMs, selected, WIDTH, HEIGHT);
    }

    /// Requests with connections and numbers of their own, so that several may be on their way.
    private static final class Traffic {
        final Tape tape = new Tape();
        private final Map<String, Long> connections = new TreeMap<>();
        private final Map<String, String> apis = new LinkedHashMap<>();
        private int correlationId;

        void ask(String from, int fromNode, int to, String api, String subject) {
            String key = from + ">" + to + (api.equals("Fetch") ? "f" : "");
            long connection = connections.computeIfAbsent(key, absent -> 100L + connections.size());
            apis.put(key, api);
            tape.tell(
                    new Event.RequestReceived(
                            to,
                            tape.nowMs(),
                            connection,
                            fromNode,
                            fromNode > 0 ? "vitrine-node-" + fromNode : from,
                            api,
                            api.equals("Fetch") ? 18 : 13,
                            ++correlationId,
                            212,
                            subject,
                            subject.isEmpty() ? Map.of() : Map.of("orders", List.of(0))));
        }

        void answer(String from, int to, String api, int recordBytes, String error) {
            String key = from + ">" + to + (api.equals("Fetch") ? "f" : "");
            tape.tell(
                    new Event.ResponseSent(
                            to,
                            tape.nowMs(),
                            Objects.requireNonNull(connections.get(key)),
                            Event.OUTSIDE,
                            from,
                            Objects.requireNonNull(apis.get(key)),
                            correlationId,
                            60,
                            recordBytes,
                            error));
        }

        /// Asked and answered, `ms` later.
        void whole(String from, int to, String api, String subject, long ms, String error) {
            ask(from, Event.OUTSIDE, to, api, subject);
            tape.pass(ms);
            answer(from, to, api, api.equals("Fetch") ? 300 : 0, error);
        }

        void beat(int fromNode, int to, String api) {
            ask("n" + fromNode, fromNode, to, api, "");
            tape.pass(2);
            answer("n" + fromNode, to, api, 0, "NONE");
        }
    }

    private static Traffic running() {
        Traffic traffic = new Traffic();
        Tape tape = traffic.tape;
        tape.nodes(3);
        tape.controller(3, 4);
        tape.topic("orders", List.of(REPLICAS));
        tape.producer("checkout", "orders", Map.of());
        tape.consumer("billing-1", "orders", "billing");
        for (int node : REPLICAS) {
            tape.connect("checkout", node, "apache-kafka-java 4.4.0");
            tape.connect("billing-1", node, "apache-kafka-java 4.4.0");
        }
        tape.group(
                2,
                "billing",
                "consumer",
                "Stable",
                1,
                "uniform",
                List.of(Tape.member("billing-1", "orders", 0)));
        tape.pass(700);
        return traffic;
    }

    /// A second of a quiet cluster: records go in and out, brokers beat.
    private static void second(Traffic traffic, int leader) {
        for (int i = 0; i < 2; i++) {
            traffic.whole("checkout", leader, "Produce", "orders-0 ×3", 6, "NONE");
            traffic.tape.pass(40);
            traffic.whole("billing-1", leader, "Fetch", "orders-0", 4, "NONE");
            for (int node : REPLICAS) {
                if (node != leader && traffic.tape.up().contains(node)) {
                    traffic.beat(node, leader, "Fetch");
                }
            }
            traffic.tape.pass(430);
        }
        traffic.beat(2, 3, "BrokerHeartbeat");
    }

    private static Exhibit healthy() {
        Traffic traffic = running();
        for (int i = 0; i < 8; i++) {
            second(traffic, 1);
        }
        traffic.ask("billing-1", Event.OUTSIDE, 1, "Fetch", "orders-0");
        traffic.tape.pass(350);
        return exhibit("healthy", "A quiet cluster, followed", traffic, 0, null);
    }

    private static Exhibit selected() {
        Traffic traffic = running();
        for (int i = 0; i < 3; i++) {
            second(traffic, 1);
        }
        traffic.ask("billing-1", Event.OUTSIDE, 1, "Fetch", "orders-0");
        traffic.tape.pass(150);
        return exhibit(
                "zoomed",
                "Close up: how long each request was at its broker; the producer is selected",
                traffic,
                700,
                new Subject.OfClient("checkout"));
    }

    private static Exhibit failover() {
        Traffic traffic = running();
        Tape tape = traffic.tape;
        second(traffic, 1);
        second(traffic, 1);
        traffic.ask("checkout", Event.OUTSIDE, 1, "Produce", "orders-0 ×3");
        tape.pass(120);
        tape.end(1, Event.Ending.KILLED);
        tape.pass(500);
        traffic.whole("checkout", 2, "Produce", "orders-0 ×3", 3, "NOT_LEADER_OR_FOLLOWER");
        tape.pass(300);
        tape.tell(new Event.FaultInjected(Event.OUTSIDE, tape.nowMs(), "cut 2 clients"));
        tape.pass(350);
        tape.tell(new Event.NodePaused(3, tape.nowMs(), true));
        tape.pass(400);
        tape.tell(new Event.NodePaused(3, tape.nowMs(), false));
        tape.pass(100);
        tape.tell(new Event.FaultInjected(Event.OUTSIDE, tape.nowMs(), "heal"));
        tape.pass(50);
        tape.partition("orders", 0, List.of(2, 3), 2);
        tape.pass(250);
        second(traffic, 2);
        second(traffic, 2);
        tape.start(1);
        second(traffic, 2);
        return exhibit("failover", "The leader is killed, and another one leads", traffic, 0, null);
    }

    private static Exhibit crowded() {
        Traffic traffic = running();
        for (int i = 0; i < 3_000; i++) {
            traffic.whole(
                    "checkout",
                    i % 7 == 0 ? 2 : 1,
                    "Produce",
                    "orders-0 ×1",
                    1,
                    i % 400 == 399 ? "NOT_ENOUGH_REPLICAS" : "NONE");
            if (i % 10 == 0) {
                traffic.whole("billing-1", 1, "Fetch", "orders-0", 1, "NONE");
            }
            if (i > 1_500) {
                traffic.tape.pass(1);
            }
        }
        return exhibit("crowded", "A thousand requests a second are counted", traffic, 0, null);
    }
}
