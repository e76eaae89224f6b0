package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;
import dev.vitrine.workload.Ledger.Book;
import dev.vitrine.workload.Ledger.Consumed;
import dev.vitrine.workload.Ledger.ConsumerBook;
import dev.vitrine.workload.Ledger.Produced;
import dev.vitrine.workload.Ledger.ProducerBook;
import dev.vitrine.workload.RecordFate;
import dev.vitrine.workload.Standing;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What became of every record that this window's producers sent, and of what its consumers read.
/// Pressing a count marks those records wherever they are drawn; pressing it again takes the marks
/// away.
public final class LedgerLens implements Lens {
    private static final double MARGIN = 16;
    private static final double LINE = 20;
    private static final double BAR = 14;
    private static final double BLOCK_GAP = 14;
    private static final double SEGMENT_MIN = 4;
    private static final double CHIP_CELL = 11;
    private static final double CHIP_GAP = 18;
    private static final double CELL_PITCH = 12;
    private static final double CELL_WIDTH = 10;
    private static final double CELL_HEIGHT = 13;

    /// Cells of the newest records at most.
    private static final int CELLS_MAX = 160;

    private static final String TWICE = "TWICE";
    private static final Tint GROUND = Tint.of(Ink.STAGE);

    private final LedgerPort port;
    private final Consumer<Marks> onMark;
    private final List<Node> tools;
    private Marks marks = Marks.NONE;
    private String marked = "";
    private @Nullable Seen seen;
    private Drawing drawing = Drawing.EMPTY;

    /// @param onMark shows marks everywhere
    public LedgerLens(LedgerPort port, Consumer<Marks> onMark) {
        this.port = port;
        this.onMark = onMark;
        Button audit = new Button("Look into the logs");
        audit.setId("ledger-audit");
        audit.getStyleClass().add("v-quiet");
        audit.setTooltip(
                new Tooltip(
                        "Reads the partitions anew for what is lost, or there twice. It happens by"
                                + " itself after an election or a truncation."));
        audit.setOnAction(event -> port.audit());
        tools = List.of(audit);
    }

    @Override
    public String id() {
        return "ledger";
    }

    @Override
    public String title() {
        return "Ledger";
    }

    @Override
    public String purpose() {
        return "The fate of every record of this window's clients";
    }

    @Override
    public List<Node> tools() {
        return tools;
    }

    @Override
    public String inWords(Snapshot snapshot) {
        return port.book().producers().stream()
                .map(each -> each.producer() + ": " + equation(each.totals()))
                .collect(Collectors.joining("; ", "The ledger. ", ""));
    }

    // ---- marks ---------------------------------------------------------------------------------

    @Override
    public boolean pressed(Fact fact) {
        String[] parts = fact.id().split("/", -1);
        if (parts.length != 3 || !parts[0].equals("fate")) {
            return false;
        }
        if (fact.id().equals(marked) && !marks.isEmpty()) {
            onMark.accept(Marks.NONE);
            return true;
        }
        boolean twice = parts[2].equals(TWICE);
        Predicate<RecordFate> isMeant =
                fate ->
                        fate.id().producer().equals(parts[1])
                                && (twice
                                        ? fate.copies() > 1
                                        : fate.standing().name().equals(parts[2]));
        marked = fact.id();
        onMark.accept(
                marks(
                        fact.text() + " of " + parts[1],
                        parts[2].equals(Standing.LOST.name()),
                        port.fates(isMeant)));
        return true;
    }

    /// Only records whose offset is known can be marked.
    private static Marks marks(String what, boolean lost, List<RecordFate> fates) {
        List<RecordFate> placed =
                fates.stream()
                        .filter(fate -> fate.offset() >= 0)
                        .sorted(Comparator.comparingLong(RecordFate::offset))
                        .toList();
        Map<TopicPartition, List<Range>> ranges = new TreeMap<>();
        int count = 0;
        for (RecordFate fate : placed) {
            List<Range> mine =
                    ranges.computeIfAbsent(
                            new TopicPartition(fate.topic(), fate.partition()),
                            _ -> new ArrayList<>());
            Range last = mine.isEmpty() ? null : mine.getLast();
            if (last != null && fate.offset() <= last.to()) {
                mine.set(mine.size() - 1, new Range(last.from(), fate.offset() + 1));
            } else if (count < Marks.RANGES_MAX) {
                mine.add(new Range(fate.offset(), fate.offset() + 1));
                count++;
            }
        }
        return new Marks(what, lost, ranges);
    }

    // ---- drawing -------------------------------------------------------------------------------

    /// Everything that a drawing depends on: as long as it is the same, so is the drawing.
    private record Seen(
            Book book,
            List<ClientView> clients,
            double width,
            double height,
            @Nullable Subject selection,
            Marks marks,
            Palette palette) {
        boolean isSame(Seen other) {
            return book == other.book
                    && clients == other.clients
                    && width == other.width
                    && height == other.height
                    && Objects.equals(selection, other.selection)
                    && marks == other.marks
                    && palette == other.palette;
        }
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        Book book = port.book();
        marks = moment.marks();
        Seen now =
                new Seen(
                        book,
                        moment.snapshot().clients(),
                        moment.width(),
                        moment.height(),
                        moment.selection(),
                        marks,
                        moment.palette());
        Seen before = seen;
        if (before == null || !before.isSame(now)) {
            seen = now;
            drawing = draw(moment, measure, book);
        }
        return drawing;
    }

    private Drawing draw(Moment moment, TextMeasure measure, Book book) {
        Sketch sketch = new Sketch(measure);
        if (book.producers().isEmpty() && book.consumers().isEmpty()) {
            sketch.labelCentred(
                    moment.width() / 2,
                    moment.height() / 2,
                    sketch.fit(
                            "No client of this window has sent or read anything yet.",
                            moment.width() - 2 * MARGIN,
                            Lettering.BODY),
                    Lettering.BODY,
                    Tint.of(Ink.MUTED),
                    GROUND);
            return sketch.drawing(moment.width(), moment.height());
        }
        double y = MARGIN / 2;
        for (ProducerBook producer : book.producers()) {
            y = producer(sketch, moment, producer, y) + BLOCK_GAP;
        }
        for (ConsumerBook consumer : book.consumers()) {
            y = consumer(sketch, moment, consumer, y);
        }
        return sketch.drawing(moment.width(), Math.max(moment.height(), y + MARGIN / 2));
    }

    private static String equation(Produced totals) {
        return "sent "
                + Numbers.grouped(totals.sent())
                + " = acknowledged "
                + Numbers.grouped(totals.acknowledged())
                + " + failed "
                + Numbers.grouped(totals.failed())
                + " + pending "
                + Numbers.grouped(totals.pending());
    }

    private double producer(Sketch sketch, Moment moment, ProducerBook book, double top) {
        double right = moment.width() - MARGIN;
        double y = top;
        double x = client(sketch, moment, book.producer(), y + LINE / 2);
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
        bar(sketch, book, new Box(MARGIN, y, right - MARGIN, BAR));
        y += BAR + 5;
        y = chips(sketch, book, y, right);
        return cells(sketch, book, y, right);
    }

    /// Its name, which selects it, and the settings that decide what is lost.
    private static double client(Sketch sketch, Moment moment, String name, double centreY) {
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

    /// Each standing's share of what is kept; what is there at all is wide enough to be seen.
    private static void bar(Sketch sketch, ProducerBook book, Box box) {
        long total = book.standings().values().stream().mapToLong(Long::longValue).sum();
        if (total == 0) {
            return;
        }
        int kinds = book.standings().size();
        double spread = box.width() - kinds * SEGMENT_MIN;
        double x = box.x();
        for (Map.Entry<Standing, Long> each : book.standings().entrySet()) {
            double width = SEGMENT_MIN + spread * each.getValue() / total;
            FateLook look = FateLook.of(each.getKey(), GROUND);
            sketch.add(
                    new Shape.Cells(
                            new Box(x, box.y(), Math.max(2, width - 1), box.height()),
                            width,
                            1,
                            look.look(),
                            look.tint(),
                            GROUND));
            x += width;
        }
    }

    private double chips(Sketch sketch, ProducerBook book, double top, double right) {
        double x = MARGIN;
        double y = top;
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
                            "fate/" + book.producer() + "/" + TWICE,
                            new FateLook(Shape.Look.HATCHED, Tint.of(Ink.HUE_5), "", ""),
                            words,
                            TWICE,
                            words + ": copies in the log beyond a record's first",
                            true));
        }
        for (Chip chip : chips) {
            double width = CHIP_CELL + 6 + sketch.width(chip.words, Lettering.STRONG);
            if (x > MARGIN && x + width > right) {
                x = MARGIN;
                y += LINE;
            }
            chip(sketch, chip, x, y, Math.min(width, right - x));
            x += width + CHIP_GAP;
        }
        if (book.forgotten() > 0) {
            String words =
                    Numbers.grouped(book.forgotten())
                            + " older ones are forgotten one by one and stay in the totals";
            if (x > MARGIN && x + sketch.width(words, Lettering.BODY) > right) {
                x = MARGIN;
                y += LINE;
            }
            sketch.label(
                    x,
                    y + LINE / 2,
                    sketch.fit(words, right - x, Lettering.BODY),
                    Lettering.BODY,
                    Ink.MUTED,
                    GROUND);
        }
        return y + LINE;
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

    private void chip(Sketch sketch, Chip chip, double x, double y, double width) {
        Box box = new Box(x - 4, y + 1, width + 8, LINE - 2);
        boolean isMarked = chip.id.equals(marked) && !marks.isEmpty();
        if (isMarked) {
            sketch.add(new Shape.Plate(box, 4, null, Tint.of(Ink.ACCENT), 1.5, Shape.Dash.SOLID));
        }
        Box cell = new Box(x, y + (LINE - CHIP_CELL) / 2, CHIP_CELL, CHIP_CELL);
        sketch.add(new Shape.Cells(cell, CHIP_CELL, 1, chip.look.look(), chip.look.tint(), GROUND));
        Lettering lettering = chip.strong ? Lettering.STRONG : Lettering.BODY;
        boolean isLost = chip.state.equals(Standing.LOST.name());
        sketch.label(
                cell.right() + 6,
                y + LINE / 2,
                sketch.fit(chip.words, width - CHIP_CELL - 6 + 1, lettering),
                lettering,
                isLost ? Ink.DANGER_TEXT : Ink.TEXT,
                GROUND);
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

    /// One cell for each of the newest records.
    private static double cells(Sketch sketch, ProducerBook book, double top, double right) {
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

    private static double consumer(Sketch sketch, Moment moment, ConsumerBook book, double top) {
        double right = moment.width() - MARGIN;
        double x = client(sketch, moment, book.consumer(), top + LINE / 2) + 16;
        Consumed totals = book.totals();
        List<String> parts = new ArrayList<>();
        parts.add("consumed " + Numbers.grouped(totals.records()));
        parts.add("again " + Numbers.grouped(totals.duplicates()));
        parts.add("passed over " + Numbers.grouped(totals.passedOver()));
        if (totals.foreign() > 0) {
            parts.add("of others " + Numbers.grouped(totals.foreign()));
        }
        String words = String.join(" · ", parts);
        String fitting = sketch.fit(words, right - x, Lettering.MONO);
        double end = sketch.label(x, top + LINE / 2, fitting, Lettering.MONO, Ink.TEXT, GROUND);
        sketch.add(
                new Fact(
                        "totals-" + book.consumer(),
                        Fact.Role.NOTE,
                        words,
                        "TOTALS",
                        book.consumer()
                                + ": "
                                + words
                                + "\nagain: read before, and once more"
                                + "\npassed over: offsets between two reads that its group never"
                                + " read: lost, compacted away, or skipped",
                        new Box(x, top, end - x, LINE),
                        null,
                        null));
        return top + LINE;
    }
}
