package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.stage.LaneSketch.Lane;
import dev.vitrine.ui.stage.LaneSketch.Manner;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rows of the brokers' cards: a name, a part, a log and its end. The log is a bar at
/// [Level#ROWS] and cells at [Level#LANES].
///
/// Rows keep their order as long as all have room; when some have not, those in trouble come first.
final class CardRows {
    private static final String NO_LEADER = "no leader";

    /// How far a roomy row moves up for the high watermark's name below its cells.
    private static final double ROOM_FOR_NAME = 5;

    private final Sketch sketch;
    private final Palette palette;
    private final Cast cast;
    private final Homes homes;
    private final Lit lit;
    private final List<Figure> figures;
    private final RowMeasures measures;
    private final LaneSketch lanes;
    private final BarSketch bars;
    private final Map<Integer, List<PartitionView>> orderedOn = new LinkedHashMap<>();
    private final Map<Subject, Double> rowY = new LinkedHashMap<>();

    CardRows(
            Sketch sketch,
            Palette palette,
            Cast cast,
            Homes homes,
            Lit lit,
            List<Figure> figures,
            Marks wanted) {
        this.sketch = sketch;
        this.palette = palette;
        this.cast = cast;
        this.homes = homes;
        this.lit = lit;
        this.figures = figures;
        this.measures = RowMeasures.of(sketch::width, cast, homes);
        this.lanes = new LaneSketch(sketch, palette, cast.nowMs(), wanted);
        this.bars = new BarSketch(sketch, palette, cast.nowMs());
    }

    double padding() {
        return measures.padding();
    }

    /// Fixes where a card's rows are.
    void place(NodeView node, Box card) {
        List<PartitionView> rows = cast.rowsOn(node.id());
        int shown = homes.shown(rows.size());
        List<PartitionView> ordered = shown < rows.size() ? Trouble.first(cast, node) : rows;
        orderedOn.put(node.id(), ordered);
        for (int row = 0; row < shown; row++) {
            TopicPartition id = ordered.get(row).id();
            rowY.put(
                    new Subject.OfReplica(id.topic(), id.partition(), node.id()),
                    rowCentre(card, row));
        }
    }

    /// @return null when the replica's row is not shown
    @Nullable Double wireY(int node, TopicPartition id) {
        return rowY.get(new Subject.OfReplica(id.topic(), id.partition(), node));
    }

    double rowCentre(Box card, int row) {
        double middle = card.y() + homes.header().height() + (row + 0.5) * homes.pitch();
        return middle - bandShift();
    }

    private double bandShift() {
        return homes.pitch() >= RowHomes.PITCH_ROOMY ? ROOM_FOR_NAME : 0;
    }

    /// Those that have no row.
    List<PartitionView> hidden(NodeView node) {
        List<PartitionView> all = orderedOn.getOrDefault(node.id(), List.of());
        return all.subList(homes.shown(all.size()), all.size());
    }

    /// @return how many rows there are
    int draw(NodeView node, Box card, Ink ground) {
        List<PartitionView> all = orderedOn.getOrDefault(node.id(), List.of());
        int shown = homes.shown(all.size());
        for (int row = 0; row < shown; row++) {
            row(node, all.get(row), card, rowCentre(card, row), ground);
        }
        return shown;
    }

    private void row(NodeView node, PartitionView partition, Box card, double y, Ink ground) {
        TopicPartition id = partition.id();
        Subject.OfReplica subject = new Subject.OfReplica(id.topic(), id.partition(), node.id());
        Manner manner = Cast.manner(node, partition);
        Tint on = Tint.of(ground);
        Box band =
                new Box(
                        card.x() + 6,
                        y - homes.pitch() / 2 + bandShift(),
                        card.width() - 12,
                        homes.pitch());
        if (lit.hasPart(subject)) {
            Tint wash = Tint.mix(Ink.ACCENT, 0.14, ground);
            sketch.add(
                    new Shape.Plate(
                            band.inset(1),
                            6,
                            wash,
                            Tint.mix(Ink.ACCENT, 0.7, ground),
                            1,
                            Shape.Dash.SOLID));
            on = wash;
        }
        sketch.add(
                new Fact(
                        Figure.factId(node, partition),
                        Fact.Role.REPLICA,
                        id.toString(),
                        manner.name(),
                        Tips.of(node, partition, manner),
                        band,
                        subject,
                        null));
        label(card, y, partition, manner, on);
        new RoleChip(sketch, measures, node, partition, manner, on).draw(card.x(), y);
        ReplicaView log = partition.log(node.id());
        if (log != null) {
            log(node, partition, log, card, y, on);
        }
    }

    private void log(
            NodeView node, PartitionView partition, ReplicaView log, Box card, double y, Tint on) {
        Manner manner = Cast.manner(node, partition);
        sketch.labelRight(
                card.right() - measures.padding(),
                y,
                Numbers.grouped(log.logEndOffset()),
                measures.number(),
                manner == Manner.GONE ? Ink.DEAD_TEXT : Ink.MUTED,
                on);
        Box box =
                new Box(
                        card.x() + measures.laneX(),
                        Math.round(y - measures.cellHeight() / 2),
                        measures.laneWidth(card.width()),
                        measures.cellHeight());
        boolean asBar = homes.level() == Level.ROWS;
        double pitch = asBar ? BarSketch.pitch(box.width()) : measures.cellPitch();
        int cells = asBar ? BarSketch.RECORDS : measures.cells(card.width());
        LaneWindow window = LaneWindow.of(partition, cells, cast.nowMs());
        Ink hue = Ink.hue(cast.hue(partition.id()));
        Lane lane = new Lane(box, pitch, log, window, manner, hue, on);
        if (asBar) {
            bars.draw(lane);
        } else {
            lanes.draw(lane);
            if (partition.isOffline() && node.isUp() && log.lost().isEmpty()) {
                noLeader(lane, log, y);
            }
        }
        double end = lane.x(Math.clamp(log.logEndOffset(), window.from(), window.to()));
        Box extent =
                new Box(
                        box.x(),
                        box.y(),
                        Homes.clamp(end - box.x(), measures.cellPitch(), box.width()),
                        box.height());
        figures.add(Figure.of(cast, palette, node, partition, extent, hue, on));
    }

    private void noLeader(Lane lane, ReplicaView log, double y) {
        double x = lane.x(Math.max(lane.window().from(), log.logEndOffset())) + 8;
        if (x + sketch.width(NO_LEADER, Lettering.SMALL_STRONG) <= lane.box().right()) {
            sketch.label(x, y, NO_LEADER, Lettering.SMALL_STRONG, Ink.DANGER_TEXT, lane.on());
        }
    }

    private void label(Box card, double y, PartitionView partition, Manner manner, Tint on) {
        TopicPartition id = partition.id();
        Ink ink =
                switch (manner) {
                    case LEADER -> Ink.hueText(cast.hue(id));
                    case IN_SYNC, OUT_OF_SYNC -> Ink.MUTED;
                    case GONE -> Ink.DEAD_TEXT;
                };
        String text = sketch.fit(id.toString(), measures.labelWidth(), measures.label());
        sketch.label(card.x() + measures.padding(), y, text, measures.label(), ink, on);
    }
}
