package dev.vitrine.ui.gallery;

import dev.vitrine.ui.lens.LedgerLens;
import dev.vitrine.ui.lens.LedgerPort;
import dev.vitrine.workload.Ledger.Book;
import dev.vitrine.workload.Ledger.Consumed;
import dev.vitrine.workload.Ledger.ConsumerBook;
import dev.vitrine.workload.Ledger.Produced;
import dev.vitrine.workload.Ledger.ProducerBook;
import dev.vitrine.workload.RecordFate;
import dev.vitrine.workload.RecordFate.State;
import dev.vitrine.workload.RecordFate.Trace;
import dev.vitrine.workload.RecordId;
import dev.vitrine.workload.Standing;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Ledgers of canned producers and consumers.
final class LedgerExhibits {
    private LedgerExhibits() {}

    static List<Exhibit> all() {
        return List.of(everyFate(), nothingYet());
    }

    /// Answers with one book for ever.
    private record Canned(Book book) implements LedgerPort {
        @Override
        public List<RecordFate> fates(Predicate<RecordFate> condition) {
            return book.producers().stream()
                    .flatMap(producer -> producer.newest().stream())
                    .filter(condition)
                    .toList();
        }

        @Override
        public void audit() {}
    }

    private static Exhibit exhibit(String name, String words, Tape tape, Book book) {
        return new Exhibit(
                () -> new LedgerLens(new Canned(book), marks -> {}),
                name,
                words,
                tape.snapshot(),
                tape.nowMs(),
                null,
                1_200,
                260);
    }

    private static Tape begun() {
        Tape tape = new Tape();
        tape.nodes(3);
        tape.producer("checkout", "orders", Map.of("acks", "1"));
        tape.producer("web-clicks", "orders", Map.of("acks", "all"));
        tape.consumer("billing-1", "orders", "billing");
        return tape;
    }

    private static Exhibit nothingYet() {
        return exhibit("empty", "No client has sent anything", begun(), Book.EMPTY);
    }

    private static Exhibit everyFate() {
        State sent = State.SENT;
        State acked = State.ACKNOWLEDGED;
        List<RecordFate> newest = new ArrayList<>();
        add(newest, 30, acked, "", 1, 1, true);
        add(newest, 4, State.REMOVED, "", 0, 1, true);
        add(newest, 3, acked, "", 2, 2, true);
        add(newest, 12, acked, "", 1, 1, true);
        add(newest, 5, State.LOST, "", 0, 0, false);
        add(newest, 4, State.FAILED, "NOT_ENOUGH_REPLICAS", 0, 0, false);
        add(newest, 2, State.FAILED, "TIMEOUT", 1, 0, false);
        cut(newest, 3, State.FAILED);
        add(newest, 9, acked, "", 1, 0, true);
        add(newest, 3, acked, "", 1, 0, false);
        add(newest, 3, sent, "", -1, 0, false);
        inLog(newest, 2);
        Map<Standing, Long> standings = new EnumMap<>(Standing.class);
        newest.forEach(fate -> standings.merge(fate.standing(), 1L, Long::sum));
        ProducerBook checkout =
                new ProducerBook(
                        "checkout",
                        new Produced(1_280, 1_266, 9, 5, 5, 3),
                        standings,
                        1_200,
                        Map.of("NOT_ENOUGH_REPLICAS", 4L, "TIMEOUT", 5L),
                        newest);
        ProducerBook clicks =
                new ProducerBook(
                        "web-clicks",
                        new Produced(40, 40, 0, 0, 0, 0),
                        Map.of(Standing.CONSUMED, 40L),
                        0,
                        Map.of(),
                        List.of());
        return exhibit(
                "every-fate",
                "A record of each fate, and what a consumer read",
                begun(),
                new Book(
                        List.of(checkout, clicks),
                        List.of(new ConsumerBook("billing-1", new Consumed(1_262, 47, 12, 5)))));
    }

    private static void add(
            List<RecordFate> to,
            int count,
            State state,
            String error,
            int copies,
            int consumed,
            boolean committed) {
        for (int i = 0; i < count; i++) {
            boolean placed = state != State.SENT && state != State.FAILED;
            long number = 1_201L + to.size();
            to.add(
                    new RecordFate(
                            new RecordId("checkout", number),
                            "orders",
                            placed ? 1 : -1,
                            placed ? number - 1 : -1,
                            state,
                            error,
                            copies,
                            consumed,
                            committed,
                            Trace.NONE));
        }
    }

    private static void cut(List<RecordFate> to, int count, State state) {
        seen(to, count, state, "TIMEOUT", Trace.CUT);
    }

    private static void inLog(List<RecordFate> to, int count) {
        seen(to, count, State.SENT, "", Trace.STORED);
    }

    private static void seen(
            List<RecordFate> to, int count, State state, String error, Trace trace) {
        for (int i = 0; i < count; i++) {
            long number = 1_201L + to.size();
            RecordId id = new RecordId("checkout", number);
            to.add(new RecordFate(id, "orders", 1, number - 1, state, error, 0, 0, false, trace));
        }
    }
}
