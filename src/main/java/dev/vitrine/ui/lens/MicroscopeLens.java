package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

/// The logs of one partition's replicas, one below the other, so that a column is an offset.
public final class MicroscopeLens implements Lens {
    private static final double MARGIN = 16;
    private static final double NAME_WIDTH = 84;
    private static final double PITCH = 19;
    private static final double CELL = 17;
    private static final double ROW = 28;
    private static final Tint GROUND = Tint.of(Ink.STAGE);

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
    public String inWords(Snapshot snapshot) {
        return "The log microscope";
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        Sketch sketch = new Sketch(measure);
        PartitionView partition = partition(moment.snapshot(), moment.selection());
        if (partition == null) {
            sketch.labelCentred(
                    moment.width() / 2,
                    moment.height() / 2,
                    "Select a partition",
                    Lettering.BODY,
                    Tint.of(Ink.MUTED),
                    GROUND);
            return sketch.drawing(moment.width(), moment.height());
        }
        double width = moment.width() - 2 * MARGIN - NAME_WIDTH;
        int columns = Math.max(1, (int) (width / PITCH));
        long end = partition.logs().stream().mapToLong(ReplicaView::logEndOffset).max().orElse(0);
        long from = Math.max(0, end + 1 - columns);
        double y = MARGIN;
        sketch.label(MARGIN, y + 6, partition.id().toString(), Lettering.NAME, Ink.TEXT, GROUND);
        y += ROW;
        for (ReplicaView log : partition.logs()) {
            row(sketch, log, from, y);
            y += ROW;
        }
        return sketch.drawing(moment.width(), Math.max(moment.height(), y + MARGIN));
    }

    private static void row(Sketch sketch, ReplicaView log, long from, double y) {
        sketch.label(
                MARGIN, y + CELL / 2, "broker " + log.node(), Lettering.MONO, Ink.TEXT, GROUND);
        long first = Math.max(from, log.logStartOffset());
        for (long offset = first; offset < log.logEndOffset(); offset++) {
            Box cell = new Box(MARGIN + NAME_WIDTH + (offset - from) * PITCH, y, CELL, CELL);
            sketch.add(
                    new Shape.Cells(
                            cell,
                            PITCH,
                            1,
                            offset < log.highWatermark() ? Shape.Look.SOLID : Shape.Look.OPEN,
                            Tint.of(Ink.hue(log.epochAt(offset) + 3)),
                            GROUND));
        }
        sketch.add(
                new Fact(
                        "log-" + log.node(),
                        Fact.Role.REPLICA,
                        "broker " + log.node(),
                        log.role().name(),
                        "Broker "
                                + log.node()
                                + ": high watermark "
                                + Numbers.grouped(log.highWatermark())
                                + ", log end "
                                + Numbers.grouped(log.logEndOffset()),
                        new Box(MARGIN, y, NAME_WIDTH, CELL),
                        new Subject.OfReplica(log.id().topic(), log.id().partition(), log.node()),
                        null));
    }

    private static @Nullable PartitionView partition(
            Snapshot snapshot, @Nullable Subject selection) {
        return switch (selection) {
            case Subject.OfPartition of -> snapshot.partition(of.topic(), of.partition());
            case Subject.OfReplica of -> snapshot.partition(of.topic(), of.partition());
            case null, default -> null;
        };
    }
}
