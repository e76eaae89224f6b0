package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
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

/// The brokers' cards: a header and a lane for each replica.
final class BrokerCards {
    private static final String NO_LEADER = "no leader";
    private static final double RADIUS = 12;
    private static final double SELECTED_EDGE = 2;

    /// How far a roomy row moves up for the high watermark's name below its cells.
    private static final double ROOM_FOR_NAME = 5;

    private final Sketch sketch;
    private final Palette palette;
    private final Cast cast;
    private final Homes homes;
    private final @Nullable Subject selection;
    private final RowMeasures measures;
    private final LaneSketch lanes;
    private final Map<Integer, Box> cardOf = new LinkedHashMap<>();
    private final Map<Subject, Double> rowY = new LinkedHashMap<>();

    BrokerCards(
            Sketch sketch, Palette palette, Cast cast, Homes homes, @Nullable Subject selection) {
        this.sketch = sketch;
        this.palette = palette;
        this.cast = cast;
        this.homes = homes;
        this.selection = selection;
        this.measures = RowMeasures.of(sketch, cast, homes);
        this.lanes = new LaneSketch(sketch, palette, cast.nowMs());
        place();
    }

    /// Fixes where cards and rows are, before anything is drawn: wires lie under the cards.
    private void place() {
        List<NodeView> brokers = cast.brokers();
        for (int i = 0; i < brokers.size(); i++) {
            NodeView node = brokers.get(i);
            Box card = homes.cards().get(i);
            cardOf.put(node.id(), card);
            List<PartitionView> rows = cast.rowsOn(node.id());
            int shown = homes.shown(rows.size());
            for (int row = 0; row < shown; row++) {
                TopicPartition id = rows.get(row).id();
                rowY.put(
                        new Subject.OfReplica(id.topic(), id.partition(), node.id()),
                        rowCentre(card, row));
            }
        }
    }

    private double rowCentre(Box card, int row) {
        double middle = card.y() + homes.headerHeight() + (row + 0.5) * homes.pitch();
        return middle - bandShift();
    }

    private double bandShift() {
        return homes.pitch() >= Homes.PITCH_ROOMY ? ROOM_FOR_NAME : 0;
    }

    @Nullable Box card(int node) {
        return cardOf.get(node);
    }

    /// The height at which a replica's wires end; that of the header when its row is not shown.
    double wireY(int node, TopicPartition id) {
        Double y = rowY.get(new Subject.OfReplica(id.topic(), id.partition(), node));
        return y == null ? headerY(node) : y;
    }

    double headerY(int node) {
        Box card = cardOf.get(node);
        return card == null ? 0 : card.y() + homes.headerHeight() / 2;
    }

    void draw() {
        for (NodeView node : cast.brokers()) {
            Box card = cardOf.get(node.id());
            if (card != null) {
                card(node, card);
            }
        }
    }

    private void card(NodeView node, Box card) {
        boolean gone = !node.isUp();
        Ink ground = gone ? Ink.DEAD_CARD : Ink.CARD;
        boolean selected = new Subject.OfNode(node.id()).equals(selection);
        Tint edge = Tint.of(selected ? Ink.ACCENT : gone ? Ink.DEAD_BORDER : Ink.CARD_BORDER);
        Shape.Dash dash = gone && !selected ? Shape.Dash.DASHED : Shape.Dash.SOLID;
        sketch.add(
                new Shape.Plate(
                        card, RADIUS, Tint.of(ground), edge, selected ? SELECTED_EDGE : 1, dash));
        sketch.add(
                new Fact(
                        "broker-" + node.id(),
                        Fact.Role.BROKER,
                        "Broker " + node.id(),
                        node.state().name(),
                        Tips.of(node, cast.snapshot(), cast.nowMs()),
                        card,
                        new Subject.OfNode(node.id()),
                        null));
        new CardHeader(
                        sketch,
                        cast,
                        node,
                        card,
                        homes.headerHeight(),
                        measures.padding(),
                        Tint.of(ground))
                .draw();
        List<PartitionView> rows = cast.rowsOn(node.id());
        int shown = homes.shown(rows.size());
        for (int row = 0; row < shown; row++) {
            row(node, rows.get(row), card, rowCentre(card, row), ground);
        }
        more(node, card, rows, shown, ground);
        foot(node, card, Math.min(rows.size(), shown + (rows.size() > shown ? 1 : 0)), ground);
    }

    private void more(NodeView node, Box card, List<PartitionView> rows, int shown, Ink ground) {
        if (rows.size() > shown) {
            List<PartitionView> rest = rows.subList(shown, rows.size());
            long trouble = rest.stream().filter(PartitionView::isUnderReplicated).count();
            String text =
                    "+ "
                            + Numbers.grouped(rest.size())
                            + " more"
                            + (trouble == 0 ? "" : " · " + trouble + " under-replicated");
            note(
                    card,
                    rowCentre(card, shown),
                    text,
                    trouble == 0 ? mutedOn(ground) : Ink.WARNING_TEXT,
                    ground);
        }
        if (rows.isEmpty()) {
            String words = node.broker() ? "no partitions yet" : "votes, and holds no partitions";
            note(card, rowCentre(card, 0), words, mutedOn(ground), ground);
        }
    }

    private void note(Box card, double centreY, String text, Ink ink, Ink ground) {
        String fitting = sketch.fit(text, card.width() - 2 * measures.padding(), Lettering.SMALL);
        sketch.label(
                card.x() + measures.padding(),
                centreY,
                fitting,
                Lettering.SMALL,
                ink,
                Tint.of(ground));
    }

    /// Kafka's own topics are one line: how many of their partitions are here.
    private void foot(NodeView node, Box card, int rowsDrawn, Ink ground) {
        List<PartitionView> internal = cast.internalOn(node.id());
        if (internal.isEmpty()) {
            return;
        }
        long led = internal.stream().filter(each -> each.leader() == node.id()).count();
        String text =
                internal.getFirst().id().topic()
                        + " ×"
                        + Numbers.grouped(internal.size())
                        + (led == 0 ? "" : " · leads " + Numbers.grouped(led));
        double y =
                card.y()
                        + homes.headerHeight()
                        + Math.max(rowsDrawn, 0) * homes.pitch()
                        + Homes.footRow(homes.pitch()) / 2;
        note(card, y, text, mutedOn(ground), ground);
    }

    private static Ink mutedOn(Ink ground) {
        return ground == Ink.DEAD_CARD ? Ink.DEAD_TEXT : Ink.MUTED;
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
        if (subject.equals(selection)
                || new Subject.OfPartition(id.topic(), id.partition()).equals(selection)
                || new Subject.OfTopic(id.topic()).equals(selection)) {
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
        ReplicaView log = partition.log(node.id());
        sketch.add(
                new Fact(
                        "replica-" + id + "@" + node.id(),
                        Fact.Role.REPLICA,
                        id.toString(),
                        manner.name(),
                        Tips.of(node, partition, manner),
                        band,
                        subject,
                        null));
        label(card, y, partition, manner, on);
        new RoleChip(sketch, measures, node, partition, manner, on).draw(card.x(), y);
        if (log == null) {
            return;
        }
        Ink numberInk = manner == Manner.GONE ? Ink.DEAD_TEXT : Ink.MUTED;
        sketch.labelRight(
                card.right() - measures.padding(),
                y,
                Numbers.grouped(log.logEndOffset()),
                measures.number(),
                numberInk,
                on);
        Box box =
                new Box(
                        card.x() + measures.laneX(),
                        Math.round(y - measures.cellHeight() / 2),
                        measures.laneWidth(card.width()),
                        measures.cellHeight());
        LaneWindow window = LaneWindow.of(partition, measures.cells(card.width()), cast.nowMs());
        Lane lane =
                new Lane(box, measures.cellPitch(), log, window, manner, Ink.hue(cast.hue(id)), on);
        lanes.draw(lane);
        if (partition.isOffline() && node.isUp() && log.lost().isEmpty()) {
            noLeader(lane, log, y);
        }
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
