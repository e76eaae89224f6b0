package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.stage.Level;
import dev.vitrine.ui.stage.StageLayout;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Frames that wait on their way.
final class HeldExhibits {
    private static final double WIDTH = 1_000;
    private static final double HEIGHT = 770;
    private static final int PRODUCE = 0;
    private static final int FETCH = 1;
    private static final int API_VERSIONS = 18;
    private static final int OFFSET_COMMIT = 8;
    private static final int CONSUMER_GROUP_HEARTBEAT = 68;
    private static final String JAVA = "apache-kafka-java 4.4.0";

    private HeldExhibits() {}

    static List<Exhibit> all() {
        return List.of(
                exhibit(
                        Level.LANES,
                        "held",
                        "Produce is held at broker 1, its queue counted; a Fetch is delayed",
                        held(3, 9),
                        new Subject.OfFrame(1)),
                exhibit(
                        Level.ROWS,
                        "held-between-brokers",
                        "Followers' fetches are held, one answer is delayed",
                        betweenBrokers(),
                        null),
                exhibit(
                        Level.MATRIX,
                        "held-many-brokers",
                        "Where wires are trunks, the frames that wait at a broker are counted",
                        held(8, 5),
                        null));
    }

    private static Exhibit exhibit(
            Level level, String name, String words, Tape tape, @Nullable Subject selection) {
        return new Exhibit(
                () -> StageLayout.at(level),
                name,
                words,
                tape.snapshot(),
                tape.nowMs(),
                selection,
                WIDTH,
                HEIGHT);
    }

    private static Tape cluster(int brokers) {
        Tape tape = new Tape();
        tape.nodes(brokers);
        tape.controller(2, 7);
        List<List<Integer>> placement =
                List.of(List.of(1, 2, 3), List.of(2, 3, 1), List.of(3, 1, 2));
        tape.foundTopic("orders", "orders-id", placement, 4, 4, 4);
        for (int number = 0; number < placement.size(); number++) {
            Map<Integer, Long> ends = new LinkedHashMap<>();
            placement.get(number).forEach(node -> ends.put(node, 988L));
            tape.logs("orders", number, 988, ends);
        }
        for (String name : List.of("checkout", "web-clicks")) {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("acks", "all");
            settings.put("rate", "120 rec/s");
            tape.producer(name, "orders", settings);
            for (int node = 1; node <= 3; node++) {
                tape.connect(name, node, JAVA);
            }
            tape.produced(name, 120, 110, 0, 10);
        }
        for (String member : List.of("billing-1", "billing-2", "billing-3")) {
            tape.consumer(member, "orders", "billing");
            for (int node = 1; node <= 3; node++) {
                tape.connect(member, node, JAVA);
            }
        }
        tape.group(
                3,
                "billing",
                "consumer",
                "Stable",
                11,
                "uniform",
                List.of(
                        Tape.member("billing-1", "orders", 0),
                        Tape.member("billing-2", "orders", 1),
                        Tape.member("billing-3", "orders", 2)));
        for (int node = 1; node <= 3; node++) {
            tape.ask("checkout", node, "Produce", "orders-" + (node - 1) + " ×3");
            tape.answer("checkout", node, "Produce", "NONE");
        }
        tape.pass(900);
        return tape;
    }

    /// Frames of clients.
    ///
    /// @param queued how many Produce of one client wait at broker 1
    private static Tape held(int brokers, int queued) {
        Tape tape = cluster(brokers);
        fault(tape, "hold PRODUCE clients->any");
        fault(tape, "delay FETCH clients->any 2000");
        fault(tape, "hold OFFSET_COMMIT clients->3");
        for (int i = 0; i < queued; i++) {
            park(tape, 1 + i, 1, tape.connection("checkout", 1), PRODUCE, 100 + i, 231, -1);
            tape.pass(40);
        }
        long second = queued + 1L;
        park(tape, second, 2, tape.connection("web-clicks", 2), PRODUCE, 7, 1_204, -1);
        park(tape, second + 1, 3, tape.connection("billing-3", 3), OFFSET_COMMIT, 55, 118, -1);
        // The third connection of nobody that has said its name.
        park(tape, second + 2, 3, 999, API_VERSIONS, 0, 61, -1);
        park(
                tape,
                second + 3,
                1,
                tape.connection("billing-1", 1),
                FETCH,
                56,
                90,
                tape.nowMs() + 2_000);
        park(
                tape,
                second + 4,
                3,
                tape.connection("billing-2", 3),
                CONSUMER_GROUP_HEARTBEAT,
                57,
                44,
                -1);
        tape.pass(900);
        return tape;
    }

    private static Tape betweenBrokers() {
        Tape tape = cluster(3);
        fault(tape, "hold FETCH any->1");
        for (int i = 0; i < 4; i++) {
            tape.tell(between(tape, 1 + i, 2, 1, 40 + i, false, -1));
        }
        tape.tell(between(tape, 5, 3, 1, 61, false, -1));
        tape.tell(between(tape, 6, 3, 2, 62, true, tape.nowMs() + 1_500));
        tape.pass(600);
        return tape;
    }

    private static Event.FrameParked between(
            Tape tape, long frame, int from, int to, int id, boolean isAnswer, long untilMs) {
        long connection = 500L + 10L * from + to;
        return new Event.FrameParked(
                from,
                tape.nowMs(),
                frame,
                connection,
                from,
                to,
                false,
                FETCH,
                id,
                isAnswer,
                isAnswer ? 420 : 96,
                untilMs);
    }

    private static void fault(Tape tape, String words) {
        tape.tell(new Event.FaultInjected(Event.OUTSIDE, tape.nowMs(), words));
    }

    /// A request of a client, at the broker's end.
    private static void park(
            Tape tape,
            long frame,
            int node,
            long connection,
            int api,
            int correlationId,
            int bytes,
            long untilMs) {
        tape.tell(
                new Event.FrameParked(
                        node,
                        tape.nowMs(),
                        frame,
                        connection,
                        Event.OUTSIDE,
                        node,
                        false,
                        api,
                        correlationId,
                        false,
                        bytes,
                        untilMs));
    }
}
