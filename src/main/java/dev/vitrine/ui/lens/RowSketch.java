package dev.vitrine.ui.lens;

import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Shape.Look;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.lens.Readings.Reading;
import dev.vitrine.ui.lens.Specimen.Row;
import dev.vitrine.ui.lens.Specimen.State;
import dev.vitrine.ui.model.RecordRow;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

/// Draws one replica's log: a cell for each record, in its leader epoch's hue.
///
/// What is committed is solid, what is not is dashed; what the leader does not hold is dashed in
/// red, and crossed with the word LOST where it was acknowledged; what was cut off is a ghost, at
/// its place while that is free and below it once others lie there. A log whose node is down is
/// dim. Where compaction left nothing there is no cell.
final class RowSketch {
    private static final String LOST = "LOST";
    private static final String CUT_OFF = "cut off";
    private static final double DIM = 0.4;
    private static final double BEHIND = 0.62;

    /// Cells at least so far apart have a fact each.
    private static final double FACT_PITCH = 10;

    /// Room below a row for the ghosts whose places others have taken.
    static final double GHOST_ROOM = 14;

    private static final double GHOST_HEIGHT = 10;
    private static final int KEY_MARGIN = 4;

    private final Sketch sketch;
    private final Palette palette;
    private final Specimen specimen;
    private final Scope scope;
    private final Readings readings;
    private final Fates fates;
    private final Marks marks;
    private final boolean withFacts;
    private final Tint ground;

    RowSketch(
            Sketch sketch,
            Palette palette,
            Specimen specimen,
            Scope scope,
            Readings readings,
            Fates fates,
            Marks marks,
            boolean withFacts,
            Tint ground) {
        this.sketch = sketch;
        this.palette = palette;
        this.specimen = specimen;
        this.scope = scope;
        this.readings = readings;
        this.fates = fates;
        this.marks = marks;
        this.withFacts = withFacts;
        this.ground = ground;
    }

    /// Whether a row has ghosts in view whose places others have taken.
    static boolean hasCovered(Row row, Scope scope) {
        ReplicaView log = row.log();
        if (log == null) {
            return false;
        }
        for (Ghost ghost : log.ghosts()) {
            long end = Math.min(ghost.range().to(), log.logEndOffset());
            if (Math.max(ghost.range().from(), scope.from()) < Math.min(end, scope.to())) {
                return true;
            }
        }
        return false;
    }

    /// @param y the cells' upper edge
    void draw(Row row, double y, double height) {
        ReplicaView log = row.log();
        if (log == null) {
            return;
        }
        long first = Math.max(scope.from(), log.logStartOffset());
        long end = Math.min(scope.to(), log.logEndOffset());
        Reading reading = readings.of(row.node());
        for (long from = first; from < end; ) {
            if (reading.isGap(from)) {
                gap(from, y + height / 2);
                from++;
                continue;
            }
            Cell cell = cell(row, from);
            long to = from + 1;
            while (to < end && !reading.isGap(to) && cell(row, to).equals(cell)) {
                to++;
            }
            run(cell, from, to, y, height);
            if (cell.look == Look.LOST && (to >= end || state(row, to) != State.LOST)) {
                word(to, y + height / 2, LOST, Ink.DANGER_TEXT, to >= row.shownEnd());
            }
            from = to;
        }
        for (long offset = first; offset < end; offset++) {
            if (!reading.isGap(offset)) {
                inside(row, log, reading, offset, y, height);
            }
        }
        if (log.logEndOffset() <= scope.from() && log.logEndOffset() > log.logStartOffset()) {
            String ends = "← ends at " + Numbers.grouped(log.logEndOffset());
            sketch.label(scope.x(), y + height / 2, ends, Lettering.SMALL, Ink.MUTED, ground);
        }
        for (Ghost ghost : log.ghosts()) {
            ghost(row, log, ghost, y, height);
        }
        marked(row, y, height);
    }

    private record Cell(Look look, Tint tint) {}

    private State state(Row row, long offset) {
        return specimen.state(row, offset);
    }

    private Cell cell(Row row, long offset) {
        ReplicaView log = row.log();
        Ink hue = Ink.hue((log == null ? 0 : log.epochAt(offset)) + 3);
        double share = !row.up() ? DIM : row.leads() || row.inSync() ? 1 : BEHIND;
        Tint tint = share == 1 ? Tint.of(hue) : Tint.mix(hue, share, ground);
        return switch (state(row, offset)) {
            case COMMITTED ->
                    new Cell(share == BEHIND && !hasKeys() ? Look.HATCHED : Look.SOLID, tint);
            case UNCOMMITTED -> new Cell(Look.OPEN, tint);
            case PARTED -> new Cell(Look.OPEN, Tint.of(Ink.DANGER));
            case LOST -> new Cell(Look.LOST, Tint.of(Ink.DANGER));
        };
    }

    private void run(Cell cell, long from, long to, double y, double height) {
        sketch.add(
                new Shape.Cells(
                        scope.cell(from, y, height),
                        scope.pitch(),
                        (int) (to - from),
                        cell.look,
                        cell.tint,
                        ground));
    }

    /// A thin line goes on where the log has no record any more.
    private void gap(long offset, double centreY) {
        double x = scope.x(offset);
        sketch.add(
                new Shape.Line(x, centreY, x + scope.cellWidth(), centreY, 1, Tint.of(Ink.FAINT)));
    }

    private boolean hasKeys() {
        return scope.cellWidth() >= 2 * Lettering.MONO.size();
    }

    /// The key, or the epoch's digit where an epoch starts; and the fact.
    private void inside(
            Row row, ReplicaView log, Reading reading, long offset, double y, double height) {
        Cell cell = cell(row, offset);
        RecordRow record = reading.row(offset);
        boolean twice = record != null && fates.isTwice(record);
        if (cell.look != Look.LOST && height >= Lettering.MONO.height()) {
            String text = record == null || !hasKeys() ? "" : twice ? "×2" : keyOf(record);
            if (text.isEmpty() && !hasKeys() && (offset == scope.from() || starts(log, offset))) {
                text = Integer.toString(log.epochAt(offset));
            }
            String fitting = sketch.fit(text, scope.cellWidth() - KEY_MARGIN, Lettering.MONO);
            if (!fitting.isEmpty()) {
                boolean filled = cell.look == Look.SOLID;
                Tint on = filled ? cell.tint : ground;
                Ink ink = filled ? palette.letterOn(on) : Ink.TEXT;
                sketch.labelCentred(
                        scope.x(offset) + scope.cellWidth() / 2,
                        y + height / 2,
                        fitting,
                        Lettering.MONO,
                        Tint.of(ink),
                        on);
            }
        }
        if (withFacts && scope.pitch() >= FACT_PITCH) {
            String text = record == null ? "" : record.key();
            fact(
                    "cell-" + row.node() + "-" + offset,
                    text,
                    twice ? "DUPLICATE" : state(row, offset).name(),
                    tip(row, offset, log.epochAt(offset), record),
                    scope.cell(offset, y, height));
        }
    }

    private static boolean starts(ReplicaView log, long offset) {
        for (EpochStart start : log.epochs()) {
            if (start.startOffset() == offset) {
                return true;
            }
        }
        return false;
    }

    private static String keyOf(RecordRow record) {
        return record.control() ? "ctl" : record.key();
    }

    private String tip(Row row, long offset, int epoch, @Nullable RecordRow record) {
        String what =
                switch (state(row, offset)) {
                    case COMMITTED -> "committed";
                    case UNCOMMITTED -> "not committed yet";
                    case PARTED -> "not in the leader's log: it will be cut off";
                    case LOST -> "acknowledged and LOST: the leader does not hold it";
                };
        StringBuilder tip = new StringBuilder("Offset ").append(Numbers.grouped(offset));
        tip.append(" on broker ").append(row.node());
        tip.append("\nleader epoch ").append(epoch).append(", ").append(what);
        if (record != null) {
            tip.append('\n').append(fates.words(record));
            if (!row.up()) {
                tip.append("\nas it was read last, before the broker went down");
            }
        } else if (!row.up()) {
            tip.append("\nits broker is down, and it was not read before");
        }
        return tip.toString();
    }

    private void ghost(Row row, ReplicaView log, Ghost ghost, double y, double height) {
        long from = Math.max(ghost.range().from(), scope.from());
        long end = Math.min(ghost.range().to(), scope.to());
        while (from < end) {
            boolean lost = Specimen.contains(ghost.lost(), from);
            boolean covered = from < log.logEndOffset();
            long to = from + 1;
            while (to < end
                    && Specimen.contains(ghost.lost(), to) == lost
                    && (to < log.logEndOffset()) == covered) {
                to++;
            }
            double top = covered ? y + height + (GHOST_ROOM - GHOST_HEIGHT) / 2 : y;
            double high = covered ? GHOST_HEIGHT : height;
            run(new Cell(lost ? Look.LOST : Look.GHOST, Tint.of(Ink.DANGER)), from, to, top, high);
            if (to == end || Specimen.contains(ghost.lost(), to) != lost) {
                word(
                        to,
                        top + high / 2,
                        lost ? LOST : CUT_OFF,
                        lost ? Ink.DANGER_TEXT : Ink.MUTED,
                        to == end);
            }
            ghostFacts(row, ghost, from, to, lost, top, high);
            from = to;
        }
    }

    private void ghostFacts(
            Row row, Ghost ghost, long from, long to, boolean lost, double y, double height) {
        if (!withFacts || scope.pitch() < FACT_PITCH) {
            return;
        }
        for (long offset = from; offset < to; offset++) {
            RecordRow record = readings.of(row.node()).cutOff(offset);
            StringBuilder tip = new StringBuilder("Offset ").append(Numbers.grouped(offset));
            tip.append(" on broker ").append(row.node());
            tip.append(", as it was: leader epoch ").append(ghost.epochAt(offset));
            tip.append(lost ? "\nacknowledged, cut off and LOST" : "\ncut off");
            if (record != null) {
                tip.append('\n').append(fates.words(record));
            }
            fact(
                    "ghost-" + row.node() + "-" + ghost.atMs() + "-" + offset,
                    record == null ? "" : record.key(),
                    lost ? "LOST" : "GHOST",
                    tip.toString(),
                    scope.cell(offset, y, height));
        }
    }

    private void fact(String id, String text, String state, String tip, Box bounds) {
        sketch.add(new Fact(id, Fact.Role.RECORD, text, state, tip, bounds, null, null));
    }

    /// Right of the last cell.
    private void word(long after, double centreY, String word, Ink ink, boolean free) {
        double x = scope.x(after) + 3;
        double width = sketch.width(word, Lettering.SMALL_STRONG);
        if (free && x + width <= scope.right()) {
            halo(sketch, x, centreY, width, ground);
            sketch.label(x, centreY, word, Lettering.SMALL_STRONG, ink, ground);
        }
    }

    /// What a word stands on where a line may cross it.
    static void halo(Sketch sketch, double x, double centreY, double width, Tint ground) {
        sketch.add(
                new Shape.Plate(
                        new Box(x - 3, centreY - 7, width + 6, 14),
                        2,
                        ground,
                        null,
                        0,
                        Shape.Dash.SOLID));
    }

    private void marked(Row row, double y, double height) {
        ReplicaView log = row.log();
        for (Range range : marks.of(specimen.partition().id())) {
            for (long offset = Math.max(range.from(), scope.from());
                    offset < Math.min(range.to(), scope.to());
                    offset++) {
                Box cell = log == null ? null : marked(row, log, offset, y, height);
                if (cell != null) {
                    sketch.add(
                            new Shape.Plate(
                                    cell.inset(-1.5),
                                    4,
                                    null,
                                    Tint.of(Ink.ACCENT),
                                    2,
                                    Shape.Dash.SOLID));
                }
            }
        }
    }

    /// Where the record that is meant lies, if it is here.
    private @Nullable Box marked(Row row, ReplicaView log, long offset, double y, double height) {
        boolean there = offset >= log.logStartOffset() && offset < log.logEndOffset();
        if (!marks.lost()) {
            return there && !readings.of(row.node()).isGap(offset)
                    ? scope.cell(offset, y, height)
                    : null;
        }
        if (there && state(row, offset) == State.LOST) {
            return scope.cell(offset, y, height);
        }
        for (Ghost ghost : log.ghosts()) {
            if (Specimen.contains(ghost.lost(), offset)) {
                return there
                        ? scope.cell(
                                offset, y + height + (GHOST_ROOM - GHOST_HEIGHT) / 2, GHOST_HEIGHT)
                        : scope.cell(offset, y, height);
            }
        }
        return null;
    }
}
