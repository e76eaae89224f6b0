package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Artist;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.time.ZoneOffset;
import java.util.stream.Collectors;

/// The ends of the selected partition's logs, as small as an inspector needs them.
public final class CompactMicroscope implements Artist {
    private static final double NAME_WIDTH = 36;
    private static final double PITCH = 19;
    private static final double CELL = 17;
    private static final double LEGEND = 18;
    private static final int COLUMNS_MAX = 13;

    /// What it is drawn on.
    public static final Ink GROUND_INK = Ink.PANEL;

    private static final Tint GROUND = Tint.of(GROUND_INK);

    private final Readings nothing = new Readings(LogPort.NONE, () -> 0);
    private final Fates fates = new Fates(LogPort.NONE, ZoneOffset.UTC);

    @Override
    public String id() {
        return "compact-microscope";
    }

    @Override
    public String inWords(Snapshot snapshot) {
        return "The replicas' logs, aligned by offset";
    }

    static String inWords(PartitionView partition) {
        return partition.logs().stream()
                .map(log ->
                        "broker "
                                + log.node()
                                + ": high watermark "
                                + log.highWatermark()
                                + ", log end "
                                + log.logEndOffset())
                .collect(Collectors.joining("; ", "Replicas of " + partition.id() + ": ", ""));
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        Sketch sketch = new Sketch(measure);
        PartitionView partition = partition(moment.snapshot(), moment.selection());
        if (partition == null) {
            return sketch.drawing(moment.width(), 0);
        }
        Specimen specimen = Specimen.of(moment.snapshot(), partition);
        int columns = Math.clamp((int) ((moment.width() - NAME_WIDTH) / PITCH), 1, COLUMNS_MAX);
        long from = Math.max(specimen.start(), specimen.end() + 1 - columns);
        Scope scope = new Scope(NAME_WIDTH, PITCH, from, columns);
        double y =
                new LogsSketch(
                                sketch,
                                moment,
                                specimen,
                                scope,
                                nothing,
                                fates,
                                0,
                                CELL,
                                LogsSketch.Density.BRIEF,
                                null,
                                GROUND)
                        .draw(0);
        y =
                new LogLegend(sketch, moment.palette(), specimen, scope, GROUND)
                        .wrap(0, moment.width(), y + 4, LEGEND);
        return sketch.drawing(moment.width(), Math.ceil(y));
    }

    private static @Nullable PartitionView partition(
            Snapshot snapshot, @Nullable Subject selection) {
        return switch (selection) {
            case Subject.OfPartition of -> snapshot.partition(of.topic(), of.partition());
            case Subject.OfReplica of -> snapshot.partition(of.topic(), of.partition());
            case Subject.OfMessage of -> snapshot.partitionOf(of);
            case null, default -> null;
        };
    }
}
