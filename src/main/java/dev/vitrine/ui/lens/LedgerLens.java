package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;
import dev.vitrine.workload.Ledger.Book;
import dev.vitrine.workload.Ledger.ConsumerBook;
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
    static final double MARGIN = 16;
    private static final double BLOCK_GAP = 14;

    /// Among the ids of chips, for records that are in a log twice.
    static final String TWICE = "TWICE";

    static final Tint GROUND = Tint.of(Ink.STAGE);

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
                .map(each -> each.producer() + ": " + LedgerSketch.equation(each.totals()))
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
        LedgerSketch blocks = new LedgerSketch(sketch, moment, marks.isEmpty() ? "" : marked);
        double y = MARGIN / 2;
        for (ProducerBook producer : book.producers()) {
            y = blocks.producer(producer, y) + BLOCK_GAP;
        }
        for (ConsumerBook consumer : book.consumers()) {
            y = blocks.consumer(consumer, y) + BLOCK_GAP;
        }
        return sketch.drawing(
                moment.width(), Math.max(moment.height(), y + MARGIN / 2 - BLOCK_GAP));
    }
}
