package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.stage.StageLayout;

import java.util.List;
import java.util.Map;

/// Clients that go by what is no longer so.
final class BeliefExhibits {
    private static final String TOPIC = "orders";
    private static final List<List<Integer>> PLACEMENT =
            List.of(List.of(1, 2, 3), List.of(2, 3, 1), List.of(3, 1, 2));

    private BeliefExhibits() {}

    static List<Exhibit> all() {
        return List.of(stale(), heard());
    }

    private static Exhibit exhibit(String name, String words, Tape tape) {
        return new Exhibit(
                StageLayout::new,
                name,
                words,
                tape.snapshot(),
                tape.nowMs(),
                new Subject.OfClient("checkout"),
                1_000,
                640);
    }

    /// The leader of orders-0 has moved from broker 1 to broker 2; neither the producer nor the
    /// member that reads it has heard.
    private static Tape moved() {
        Tape tape = new Tape();
        tape.nodes(3);
        tape.controller(3, 2);
        tape.foundTopic(TOPIC, "orders-id", PLACEMENT);
        for (int i = 0; i < PLACEMENT.size(); i++) {
            tape.logs(TOPIC, i, 40, Map.of(1, 40L, 2, 40L, 3, 40L));
        }
        tape.producer("checkout", TOPIC, Map.of("acks", "all"));
        tape.produced("checkout", 120, 118, 0, 2);
        believes(tape, "checkout", 1, Map.of(), "", -1);
        for (String client : List.of("billing-1", "billing-2")) {
            tape.consumer(client, TOPIC, "billing");
        }
        tape.group(
                3,
                "billing",
                "classic",
                "Stable",
                4,
                "range",
                List.of(Tape.member("billing-1", TOPIC, 0, 1), Tape.member("billing-2", TOPIC, 2)));
        believes(tape, "billing-1", 1, Map.of(TOPIC, List.of(0, 1)), "billing-1-id", 4);
        believes(tape, "billing-2", 1, Map.of(TOPIC, List.of(2)), "billing-2-id", 4);
        tape.pass(4_000);
        tape.partition(TOPIC, 0, List.of(1, 2, 3), 2);
        tape.pass(200);
        believes(tape, "billing-2", 2, Map.of(TOPIC, List.of(2)), "billing-2-id", 4);
        tape.pass(1_000);
        return tape;
    }

    private static void believes(
            Tape tape,
            String client,
            int leader,
            Map<String, List<Integer>> assignment,
            String memberId,
            int generation) {
        tape.tell(
                new Event.ClientBelieved(
                        Event.OUTSIDE,
                        tape.nowMs(),
                        client,
                        Map.of(TOPIC, List.of(leader, 2, 3)),
                        assignment,
                        memberId,
                        generation));
    }

    private static Exhibit stale() {
        return exhibit(
                "stale-producer",
                "The leader of orders-0 has moved; the producer still takes broker 1 for it",
                moved());
    }

    private static Exhibit heard() {
        Tape tape = moved();
        believes(tape, "checkout", 2, Map.of(), "", -1);
        believes(tape, "billing-1", 2, Map.of(TOPIC, List.of(0, 1)), "billing-1-id", 4);
        tape.pass(900);
        return exhibit("was-stale", "The producer has just heard who leads orders-0", tape);
    }
}
