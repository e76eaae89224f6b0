package dev.vitrine.ui.lens;

import static dev.vitrine.ui.lens.LedgerLens.GROUND;
import static dev.vitrine.ui.lens.LedgerLens.MARGIN;

import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;
import dev.vitrine.workload.Ledger.Consumed;
import dev.vitrine.workload.Ledger.ConsumerBook;
import dev.vitrine.workload.Ledger.Produced;
import dev.vitrine.workload.Ledger.ProducerBook;
import dev.vitrine.workload.RecordFate;
import dev.vitrine.workload.Standing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Draws the books of producers and consumers: totals, a bar of what became of the records, and
/// what its parts are.
final class LedgerSketch {
    private static final double LINE = 20;
    private static final double BAR = 14;
    private static final double SEGMENT_MIN = 4;
    private static final double CHIP_CELL = 11;
    private static final double CHIP_GAP = 18;
    private static final double CELL_PITCH = 12;
    private static final double CELL_WIDTH = 10;
    private static final double CELL_HEIGHT = 13;

    /// Cells of the newest records at most.
    private static final int CELLS_MAX = 160;

    private final Sketch sketch;
    private final Moment moment;
    private final String marked;

    /// @param marked the id of the chip whose records are marked, empty for none
    LedgerSketch(Sketch sketch, Moment moment, String marked) {
        this.sketch = sketch;
        this.moment = moment;
        this.marked = marked;
    }

    static String equation(Produced totals) {
        return "sent "
                + Numbers.grouped(totals.sent())
                + " = acknowledged "
                + Numbers.grouped(totals.acknowledged())
                + " + failed "
                + Numbers.grouped(totals.failed())
                + " + pending "
                + Numbers.grouped(totals.pending());
    }

    /// @return where it ends
    double producer(ProducerBook book, double top) {
        double right = moment.width() - MARGIN;
        double y = top;
        double x = client(book.producer(), y + LINE / 2);
        String sum = sketch.fit(equation(book.totals()), right - x - 16, Lettering.MONO);
        double end = sketch.label(x + 16, y + LINE / 2, sum, Lettering.MONO, Ink.TEXT, GROUND);
        sketch.add(
                new Fact(
                        "totals-" + book.producer(),
                        Fact.Role.NOTE,
                        equation(book.totals()),
                        "TOTALS",
                        book.producer() + ": " + equation(book.totals()),
                        new Box(x + 16, y, end - x - 16, LINE),
                        null,
                        null));
        y += LINE;
        bar(segments(book), new Box(MARGIN, y, right - MARGIN, BAR));
        y += BAR + 5;
        y = fates(book, y, right);
        return cells(book, y, right);
    }

    /// Its name, which selects it, and the settings that decide what is lost.
    private double client(String name, double centreY) {
        ClientView client = moment.snapshot().client(name);
        boolean selected = new Subject.OfClient(name).equals(moment.selection());
        double half = (moment.width() - 2 * MARGIN) / 3;
        String text = sketch.fit(name, half, Lettering.NAME);
        double x = sketch.label(MARGIN, centreY, text, Lettering.NAME, Ink.TEXT, GROUND);
        if (selected) {
            sketch.add(new Shape.Line(MARGIN, centreY + 9, x, centreY + 9, 2, Tint.of(Ink.ACCENT)));
        }
        sketch.add(
                new Fact(
                        "ledger-" + name,
                        Fact.Role.CLIENT,
                        name,
                        client == null || !client.isHere() ? "GONE" : "HERE",
                        name,
                        new Box(MARGIN, centreY - LINE / 2, x - MARGIN, LINE),
                        new Subject.OfClient(name),
                        null));
        String acks = client == null ? "" : client.settings().getOrDefault("acks", "");
        if (!acks.isEmpty()) {
            x = sketch.label(x + 10, centreY, "acks=" + acks, Lettering.SMALL, Ink.MUTED, GROUND);
        }
        return x;
    }

    /// A part of a bar.
    private record Segment(FateLook look, long count) {}

    private static List<Segment> segments(ProducerBook book) {
        List<Segment> segments = new ArrayList<>();
        book.standings()
                .forEach((standing, count) ->
                        segments.add(new Segment(FateLook.of(standing, GROUND), count)));
        return segments;
    }

    /// Each part's share of them all; what is there at all is wide enough to be seen.
    private void bar(List<Segment> segments, Box box) {
        long total = segments.stream().mapToLong(Segment::count).sum();
        if (total == 0) {
            return;
        }
        double spread = box.width() - segments.size() * SEGMENT_MIN;
        double x = box.x();
        for (Segment each : segments) {
            double width = SEGMENT_MIN + spread * each.count / total;
            sketch.add(
                    new Shape.Cells(
                            new Box(x, box.y(), Math.max(2, width - 1), box.height()),
                            width,
                            1,
                            each.look.look(),
                            each.look.tint(),
                            GROUND));
            x += width;
        }
    }

    private double fates(ProducerBook book, double top, double right) {
        List<Chip> chips = new ArrayList<>();
        book.standings()
                .forEach((standing, count) -> {
                    FateLook look = FateLook.of(standing, GROUND);
                    String words = Numbers.grouped(count) + " " + look.words();
                    String tip = words + ": " + look.meaning() + errors(standing, book);
                    chips.add(
                            new Chip(
                                    "fate/" + book.producer() + "/" + standing,
                                    look,
                                    words,
                                    standing.name(),
                                    tip,
                                    standing == Standing.LOST));
                });
        if (book.totals().duplicates() > 0) {
            String words = Numbers.grouped(book.totals().duplicates()) + " duplicates ×2";
            chips.add(
                    new Chip(
                            "fate/" + book.producer() + "/" + LedgerLens.TWICE,
                            new FateLook(Shape.Look.HATCHED, Tint.of(Ink.HUE_5), "", ""),
                            words,
                            LedgerLens.TWICE,
                            words + ": copies in the log beyond a record's first",
                            true));
        }
        Flow flow = new Flow(top, right);
        chips.forEach(chip -> button(flow, chip));
        if (book.forgotten() > 0) {
            String words =
                    Numbers.grouped(book.forgotten())
                            + " older ones are forgotten one by one and stay in the totals";
            double x = flow.place(sketch.width(words, Lettering.BODY));
            sketch.label(
                    x,
                    flow.y + LINE / 2,
                    sketch.fit(words, right - x, Lettering.BODY),
                    Lettering.BODY,
                    Ink.MUTED,
                    GROUND);
        }
        return flow.y + LINE;
    }

    /// Things beside one another, as many to a line as there is room for.
    private static final class Flow {
        private final double right;
        private double x = MARGIN;
        private double y;

        Flow(double top, double right) {
            this.y = top;
            this.right = right;
        }

        /// @return where the next one begins, on the line [#y]
        double place(double width) {
            if (x > MARGIN && x + width > right) {
                x = MARGIN;
                y += LINE;
            }
            double at = x;
            x += width + CHIP_GAP;
            return at;
        }
    }

    private static String errors(Standing standing, ProducerBook book) {
        if (standing != Standing.FAILED && standing != Standing.FAILED_YET_STORED) {
            return "";
        }
        return book.errors().entrySet().stream()
                .map(each -> "\n" + each.getKey() + " ×" + each.getValue())
                .collect(Collectors.joining());
    }

    private record Chip(
            String id, FateLook look, String words, String state, String tip, boolean strong) {}

    /// A chip that marks its records when it is pressed.
    private void button(Flow flow, Chip chip) {
        Box box = chip(flow, chip, chip.id.equals(marked));
        boolean isMarked = chip.id.equals(marked);
        sketch.add(
                new Fact(
                        chip.id,
                        Fact.Role.BUTTON,
                        chip.words,
                        isMarked ? "MARKED" : chip.state,
                        chip.tip
                                + (isMarked
                                        ? "\nmarked; press again to unmark"
                                        : "\npress to mark them"),
                        box,
                        null,
                        null));
    }

    private Box chip(Flow flow, Chip chip, boolean isMarked) {
        Lettering lettering = chip.strong ? Lettering.STRONG : Lettering.BODY;
        double wanted = CHIP_CELL + 6 + sketch.width(chip.words, lettering);
        double x = flow.place(wanted);
        double width = Math.min(wanted, flow.right - x);
        Box box = new Box(x - 4, flow.y + 1, width + 8, LINE - 2);
        if (isMarked) {
            sketch.add(new Shape.Plate(box, 4, null, Tint.of(Ink.ACCENT), 1.5, Shape.Dash.SOLID));
        }
        Box cell = new Box(x, flow.y + (LINE - CHIP_CELL) / 2, CHIP_CELL, CHIP_CELL);
        sketch.add(new Shape.Cells(cell, CHIP_CELL, 1, chip.look.look(), chip.look.tint(), GROUND));
        boolean isLost = chip.state.equals(Standing.LOST.name());
        sketch.label(
                cell.right() + 6,
                flow.y + LINE / 2,
                sketch.fit(chip.words, width - CHIP_CELL - 6 + 1, lettering),
                lettering,
                isLost ? Ink.DANGER_TEXT : Ink.TEXT,
                GROUND);
        return box;
    }

    /// One cell for each of the newest records.
    private double cells(ProducerBook book, double top, double right) {
        if (book.newest().isEmpty()) {
            return top;
        }
        String caption = "newest";
        double x =
                sketch.label(MARGIN, top + LINE / 2, caption, Lettering.SMALL, Ink.MUTED, GROUND)
                        + 8;
        int fitting = Math.min(CELLS_MAX, Math.max(0, (int) ((right - x) / CELL_PITCH)));
        List<RecordFate> newest = book.newest();
        for (RecordFate fate :
                newest.subList(Math.max(0, newest.size() - fitting), newest.size())) {
            FateLook look = FateLook.of(fate.standing(), GROUND);
            Box cell = new Box(x, top + (LINE - CELL_HEIGHT) / 2, CELL_WIDTH, CELL_HEIGHT);
            sketch.add(new Shape.Cells(cell, CELL_PITCH, 1, look.look(), look.tint(), GROUND));
            sketch.add(
                    new Fact(
                            "fate-of-" + fate.id(),
                            Fact.Role.RECORD,
                            fate.id().toString(),
                            fate.standing().name(),
                            words(fate),
                            cell,
                            null,
                            null));
            x += CELL_PITCH;
        }
        return top + LINE;
    }

    private static String words(RecordFate fate) {
        String where =
                fate.partition() < 0
                        ? ""
                        : "\n"
                                + fate.topic()
                                + "-"
                                + fate.partition()
                                + (fate.offset() < 0
                                        ? ", offset not told: acks=0"
                                        : ", offset " + Numbers.grouped(fate.offset()));
        return fate.id() + ": " + Fates.inShort(fate) + where;
    }

    /// @return where it ends
    double consumer(ConsumerBook book, double top) {
        double right = moment.width() - MARGIN;
        double x = client(book.consumer(), top + LINE / 2) + 16;
        Consumed totals = book.totals();
        long first = totals.records() - totals.duplicates() - totals.foreign();
        String words =
                "consumed "
                        + Numbers.grouped(totals.records())
                        + " = once "
                        + Numbers.grouped(first)
                        + " + again "
                        + Numbers.grouped(totals.duplicates())
                        + " + of others "
                        + Numbers.grouped(totals.foreign());
        String fitting = sketch.fit(words, right - x, Lettering.MONO);
        double end = sketch.label(x, top + LINE / 2, fitting, Lettering.MONO, Ink.TEXT, GROUND);
        sketch.add(
                new Fact(
                        "totals-" + book.consumer(),
                        Fact.Role.NOTE,
                        words,
                        "TOTALS",
                        book.consumer() + ": " + words,
                        new Box(x, top, end - x, LINE),
                        null,
                        null));
        List<Read> reads =
                List.of(
                        new Read(
                                "ONCE",
                                new FateLook(
                                        Shape.Look.SOLID,
                                        Tint.of(Ink.HUE_2),
                                        "once",
                                        "records of this window's producers, read for the first"
                                                + " time by this consumer"),
                                first),
                        new Read(
                                "AGAIN",
                                new FateLook(
                                        Shape.Look.HATCHED,
                                        Tint.of(Ink.HUE_5),
                                        "again",
                                        "it had read them before"),
                                totals.duplicates()),
                        new Read(
                                "OF_OTHERS",
                                new FateLook(
                                        Shape.Look.BARRED,
                                        Tint.of(Ink.MUTED),
                                        "of others",
                                        "no producer of this window sent them, or their fate is"
                                                + " forgotten"),
                                totals.foreign()),
                        new Read(
                                "PASSED_OVER",
                                new FateLook(
                                        Shape.Look.OPEN,
                                        Tint.of(Ink.WARNING),
                                        "passed over",
                                        "offsets between two reads that its group never read:"
                                                + " lost, compacted away, or skipped"),
                                totals.passedOver()));
        List<Read> there = reads.stream().filter(read -> read.count > 0).toList();
        double y = top + LINE;
        bar(
                there.stream().map(read -> new Segment(read.look, read.count)).toList(),
                new Box(MARGIN, y, right - MARGIN, BAR));
        Flow flow = new Flow(y + BAR + 5, right);
        there.forEach(read -> read(flow, book.consumer(), read));
        return flow.y + LINE;
    }

    /// What a consumer did with so many offsets.
    private record Read(String state, FateLook look, long count) {}

    private void read(Flow flow, String consumer, Read read) {
        String words = Numbers.grouped(read.count) + " " + read.look.words();
        String tip = words + ": " + read.look.meaning();
        Chip chip = new Chip("", read.look, words, read.state, tip, false);
        Box box = chip(flow, chip, false);
        sketch.add(
                new Fact(
                        "reads-" + consumer + "-" + read.state,
                        Fact.Role.NOTE,
                        words,
                        read.state,
                        tip,
                        box,
                        null,
                        null));
    }
}
