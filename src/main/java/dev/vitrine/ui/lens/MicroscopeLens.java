package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.lens.LogsSketch.Density;
import dev.vitrine.ui.lens.Specimen.Row;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;

import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/// The logs of one partition's replicas, one below the other, so that a column is an offset; beside
/// them the records of one of them, and below what is to be said.
///
/// It shows the partition that was selected last.
public final class MicroscopeLens implements Lens {
    private static final double MARGIN = 16;
    private static final double NAME_WIDTH = 148;
    private static final double TITLE = 24;
    private static final double SENTENCE = 18;
    private static final double CELL_MIN = 18;
    private static final double CELL_MAX = 34;

    /// What all rows together have besides them.
    private static final double FOOT = 60;

    /// In a drawer lower than this rows take one line.
    private static final double LOW_BELOW = 220;

    /// From this width on the table stands at the right, else below.
    private static final double BESIDE_FROM = 1_080;

    private static final double TABLE_SHARE = 0.38;
    private static final double TABLE_MAX = 640;
    private static final double ZOOM_BUTTON = 1.44;
    private static final Tint GROUND = Tint.of(Ink.STAGE);

    private final Readings readings;
    private final Fates fates;
    private final OffsetView view = new OffsetView();
    private final List<Node> tools;
    private Runnable onChange = () -> {};
    private @Nullable TopicPartition shown;
    private @Nullable Long chosen;
    private Marks marks = Marks.NONE;
    private long highWatermark;
    private boolean fits = true;
    private @Nullable Seen seen;
    private Drawing drawing = Drawing.EMPTY;

    /// Grows with every change of how it is looked at.
    private long looks;

    /// @param zone of the times shown
    public MicroscopeLens(LogPort port, ZoneId zone) {
        this(port, zone, System::nanoTime);
    }

    MicroscopeLens(LogPort port, ZoneId zone, LongSupplier nanos) {
        readings = new Readings(port, nanos);
        fates = new Fates(port, zone);
        tools =
                List.of(
                        tool("start", "Log start", "To the first offset (Home)", this::toStart),
                        tool(
                                "high-watermark",
                                "High watermark",
                                "To where what is committed ends",
                                this::toHighWatermark),
                        tool(
                                "end",
                                "End",
                                "To the log's end, and on with it (End)",
                                view::followEnd),
                        tool(
                                "closer",
                                "+",
                                "Wider cells (Ctrl and wheel, or +)",
                                () -> view.zoom(ZOOM_BUTTON, 0)),
                        tool(
                                "farther",
                                "−",
                                "Narrower cells (Ctrl and wheel, or −)",
                                () -> view.zoom(1 / ZOOM_BUTTON, 0)));
    }

    private Button tool(String id, String words, String tip, Runnable deed) {
        Button button = new Button(words);
        button.setId("microscope-" + id);
        button.getStyleClass().add("v-quiet");
        button.setTooltip(new Tooltip(tip));
        button.setAccessibleText(tip);
        button.setOnAction(event -> {
            deed.run();
            looks++;
            onChange.run();
        });
        return button;
    }

    private void toStart() {
        view.show(0);
    }

    private void toHighWatermark() {
        view.reveal(highWatermark);
    }

    @Override
    public String id() {
        return "microscope";
    }

    @Override
    public String title() {
        return "Log microscope";
    }

    @Override
    public String purpose() {
        return "One partition's replicas, aligned by offset";
    }

    @Override
    public List<Node> tools() {
        return tools;
    }

    @Override
    public void onChange(Runnable redraw) {
        onChange = redraw;
        readings.onChange(redraw);
    }

    @Override
    public String inWords(Snapshot snapshot) {
        TopicPartition id = shown;
        PartitionView partition =
                id == null ? null : snapshot.partition(id.topic(), id.partition());
        return partition == null
                ? "The log microscope"
                : "The log microscope. " + CompactMicroscope.inWords(partition);
    }

    @Override
    public boolean moved(Gesture gesture) {
        boolean across = Math.abs(gesture.dx()) > Math.abs(gesture.dy());
        looks++;
        if (gesture.kind() == Gesture.Kind.SCROLL && !across) {
            return fits
                    && view.moved(
                            new Gesture(gesture.kind(), gesture.x(), gesture.y(), gesture.dy(), 0));
        }
        return view.moved(gesture);
    }

    @Override
    public boolean pressed(Fact fact) {
        int dash = fact.id().lastIndexOf('-');
        String kind = dash < 0 ? "" : fact.id().substring(0, fact.id().indexOf('-'));
        if (!List.of("cell", "ghost", "offset", "record").contains(kind)) {
            return false;
        }
        long offset = Long.parseLong(fact.id().substring(dash + 1));
        chosen = chosen != null && chosen == offset ? null : Long.valueOf(offset);
        view.reveal(offset);
        looks++;
        return true;
    }

    // ---- drawing -------------------------------------------------------------------------------

    /// Everything that a drawing depends on: as long as it is the same, so is the drawing.
    private record Seen(
            PartitionView partition,
            List<NodeView> nodes,
            List<GroupView> groups,
            List<ClientView> clients,
            double width,
            double height,
            @Nullable Subject selection,
            Marks marks,
            Palette palette,
            long readings,
            long looks) {
        boolean isSame(Seen other) {
            return partition == other.partition
                    && nodes == other.nodes
                    && groups == other.groups
                    && clients == other.clients
                    && width == other.width
                    && height == other.height
                    && Objects.equals(selection, other.selection)
                    && marks == other.marks
                    && palette == other.palette
                    && readings == other.readings
                    && looks == other.looks;
        }
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        Snapshot snapshot = moment.snapshot();
        PartitionView partition = partition(snapshot, moment.selection());
        turnTo(partition);
        if (partition == null) {
            seen = null;
            Sketch sketch = new Sketch(measure);
            sketch.labelCentred(
                    moment.width() / 2,
                    moment.height() / 2,
                    "There is no topic yet.",
                    Lettering.BODY,
                    Tint.of(Ink.MUTED),
                    GROUND);
            return sketch.drawing(moment.width(), moment.height());
        }
        Specimen specimen = Specimen.of(snapshot, partition);
        Layout layout = layout(moment, specimen);
        if (reveals(moment.marks(), specimen)) {
            layout = layout(moment, specimen);
        }
        read(specimen, layout.scope);
        Seen now =
                new Seen(
                        partition,
                        snapshot.nodes(),
                        snapshot.groups(),
                        snapshot.clients(),
                        moment.width(),
                        moment.height(),
                        moment.selection(),
                        moment.marks(),
                        moment.palette(),
                        readings.version(),
                        looks);
        Seen before = seen;
        if (before == null || !before.isSame(now)) {
            seen = now;
            drawing = draw(moment, measure, specimen, layout);
        }
        return drawing;
    }

    /// Brings marks into view that are new, or new to this partition.
    private boolean reveals(Marks next, Specimen specimen) {
        List<Range> ranges = next.of(specimen.partition().id());
        if (next == marks) {
            return false;
        }
        marks = next;
        if (!ranges.isEmpty()) {
            view.reveal(ranges.getFirst().from());
        }
        return !ranges.isEmpty();
    }

    private void turnTo(@Nullable PartitionView partition) {
        TopicPartition id = partition == null ? null : partition.id();
        if (!Objects.equals(id, shown)) {
            shown = id;
            chosen = null;
            marks = Marks.NONE;
            view.followEnd();
        }
        readings.turnTo(id);
    }

    /// The selected one, else the one selected last, else the first.
    private @Nullable PartitionView partition(Snapshot snapshot, @Nullable Subject selection) {
        PartitionView selected =
                switch (selection) {
                    case Subject.OfPartition of -> snapshot.partition(of.topic(), of.partition());
                    case Subject.OfReplica of -> snapshot.partition(of.topic(), of.partition());
                    case Subject.OfMessage of -> snapshot.partitionOf(of);
                    case Subject.OfTopic of -> snapshot.partition(of.topic(), 0);
                    case null, default -> null;
                };
        if (selected != null) {
            return selected;
        }
        PartitionView last =
                shown == null ? null : snapshot.partition(shown.topic(), shown.partition());
        if (last != null) {
            return last;
        }
        return snapshot.topics().stream()
                .filter(topic -> !topic.internal() && !topic.partitions().isEmpty())
                .map(topic -> topic.partitions().getFirst())
                .findFirst()
                .orElse(null);
    }

    private record Layout(
            Scope scope, double right, double cellHeight, Density density, boolean beside) {}

    private Layout layout(Moment moment, Specimen specimen) {
        boolean beside = moment.width() >= BESIDE_FROM;
        double table = beside ? Math.min(TABLE_MAX, moment.width() * TABLE_SHARE) : 0;
        double right = moment.width() - MARGIN - (beside ? table + MARGIN * 1.5 : 0);
        double x = MARGIN + NAME_WIDTH;
        Scope scope = view.scope(x, right - x, specimen.start(), specimen.end());
        highWatermark = specimen.highWatermark();
        int rows = Math.max(1, specimen.rows().size());
        Density density = moment.height() < LOW_BELOW ? Density.LOW : Density.ROOMY;
        double room = moment.height() - 2 * MARGIN - TITLE - FOOT - SENTENCE;
        double extra = density.above() + density.gap();
        double cell = Math.clamp(room / rows - extra, CELL_MIN, CELL_MAX);
        return new Layout(scope, right, Math.floor(cell), density, beside);
    }

    private void read(Specimen specimen, Scope scope) {
        for (Row row : specimen.rows()) {
            if (row.up() && row.log() != null) {
                readings.want(row.log(), scope.from(), scope.to());
            }
        }
    }

    private Drawing draw(Moment moment, TextMeasure measure, Specimen specimen, Layout layout) {
        Sketch sketch = new Sketch(measure);
        Scope scope = layout.scope;
        title(sketch, moment.palette(), specimen, layout);
        double y =
                new LogsSketch(
                                sketch,
                                moment,
                                specimen,
                                scope,
                                readings,
                                fates,
                                MARGIN,
                                layout.cellHeight,
                                layout.density,
                                chosen,
                                GROUND)
                        .draw(MARGIN / 2 + TITLE);
        y += 6;
        for (Remarks.Remark remark :
                Remarks.of(moment.snapshot(), specimen, gaps(specimen, scope))) {
            remark(sketch, remark, layout.right, y);
            y += SENTENCE;
        }
        Row row = listed(specimen, moment.selection());
        if (row != null) {
            Box box =
                    layout.beside
                            ? new Box(
                                    layout.right + MARGIN * 1.5,
                                    MARGIN / 2,
                                    moment.width() - layout.right - MARGIN * 2.5,
                                    Math.max(moment.height(), y) - MARGIN)
                            : new Box(
                                    MARGIN,
                                    y + 8,
                                    moment.width() - 2 * MARGIN,
                                    moment.height() - y - 8 - MARGIN);
            RecordTable table = new RecordTable(sketch, specimen, scope, fates, chosen, GROUND);
            y = Math.max(y, table.draw(row, readings.of(row.node()), box));
        }
        double height = Math.max(moment.height(), y + MARGIN / 2);
        fits = height <= moment.height();
        return sketch.drawing(moment.width(), height);
    }

    /// The selected replica, else the leader, else the first that there is.
    private static @Nullable Row listed(Specimen specimen, @Nullable Subject selection) {
        if (selection instanceof Subject.OfReplica of) {
            Row row = specimen.row(of.node());
            if (row != null && specimen.partition().id().topic().equals(of.topic())) {
                return row;
            }
        }
        Row leader = specimen.leader();
        return leader != null || specimen.rows().isEmpty() ? leader : specimen.rows().getFirst();
    }

    private long gaps(Specimen specimen, Scope scope) {
        Row leader = specimen.leader();
        if (leader == null || leader.log() == null) {
            return 0;
        }
        long gaps = 0;
        for (long offset = Math.max(scope.from(), leader.log().logStartOffset());
                offset < Math.min(scope.to(), leader.log().compactedTo());
                offset++) {
            gaps += readings.of(leader.node()).isGap(offset) ? 1 : 0;
        }
        return gaps;
    }

    private static void remark(Sketch sketch, Remarks.Remark remark, double right, double y) {
        String words = sketch.fit(remark.words(), right - MARGIN, Lettering.BODY);
        double end =
                sketch.label(
                        MARGIN,
                        y + SENTENCE / 2,
                        words,
                        Lettering.BODY,
                        remark.bad() ? Ink.DANGER_TEXT : Ink.MUTED,
                        GROUND);
        sketch.add(
                new Fact(
                        "remark-" + Math.round(y),
                        Fact.Role.NOTE,
                        remark.words(),
                        remark.bad() ? "BAD" : "PLAIN",
                        remark.words(),
                        new Box(MARGIN, y, end - MARGIN, SENTENCE),
                        null,
                        null));
    }

    private void title(Sketch sketch, Palette palette, Specimen specimen, Layout layout) {
        double y = MARGIN / 2 + TITLE / 2 - 2;
        PartitionView partition = specimen.partition();
        double x =
                sketch.label(
                        MARGIN, y, partition.id().toString(), Lettering.TITLE, Ink.TEXT, GROUND);
        String state =
                (partition.isOffline()
                                ? "no leader, epoch "
                                : "leader broker " + partition.leader() + ", epoch ")
                        + partition.leaderEpoch()
                        + " · in sync "
                        + (partition.isr().isEmpty()
                                ? "nobody"
                                : String.join(
                                        ", ",
                                        partition.isr().stream().map(String::valueOf).toList()))
                        + (view.follows() ? " · follows the end" : "")
                        + (marks.of(partition.id()).isEmpty() ? "" : " · marked: " + marks.what());
        String fitting = sketch.fit(state, layout.right - x - 14, Lettering.BODY);
        x = sketch.label(x + 14, y, fitting, Lettering.BODY, Ink.MUTED, GROUND);
        new LogLegend(sketch, palette, specimen, layout.scope, GROUND)
                .draw(x + 20, layout.right, y);
    }
}
