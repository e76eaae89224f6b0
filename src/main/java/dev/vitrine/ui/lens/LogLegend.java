package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Shape.Look;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.lens.Specimen.Row;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

import java.util.ArrayList;
import java.util.List;

/// Says what the cells in view mean: the epochs by name, newest first, then what else is there. It
/// leaves out from the end what does not fit.
record LogLegend(Sketch sketch, Palette palette, Specimen specimen, Scope scope, Tint ground) {
    private static final double CELL = 11;
    private static final double GAP = 16;
    private static final double TEXT_GAP = 5;

    private record Entry(Look look, Ink ink, String words) {}

    /// One line, aligned to the right.
    void draw(double left, double right, double y) {
        List<Entry> fitting = new ArrayList<>();
        double width = 0;
        for (Entry entry : entries()) {
            double more = width(entry) + (fitting.isEmpty() ? 0 : GAP);
            if (width + more > right - left) {
                break;
            }
            fitting.add(entry);
            width += more;
        }
        double x = right - width;
        for (Entry entry : fitting) {
            x = draw(entry, x, y) + GAP;
        }
    }

    /// As many lines as it takes.
    ///
    /// @return the lower end
    double wrap(double left, double right, double top, double lineHeight) {
        double x = left;
        double y = top;
        for (Entry entry : entries()) {
            if (x > left && x + width(entry) > right) {
                x = left;
                y += lineHeight;
            }
            if (x + width(entry) <= right) {
                x = draw(entry, x, y + lineHeight / 2) + GAP;
            }
        }
        return y + lineHeight;
    }

    private double draw(Entry entry, double x, double y) {
        Box cell = new Box(Math.round(x), Math.round(y - CELL / 2), CELL, CELL);
        sketch.add(new Shape.Cells(cell, CELL, 1, entry.look, Tint.of(entry.ink), ground));
        return sketch.label(
                cell.right() + TEXT_GAP, y, entry.words, Lettering.SMALL, Ink.MUTED, ground);
    }

    private double width(Entry entry) {
        return CELL + TEXT_GAP + 1 + sketch.width(entry.words, Lettering.SMALL);
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (int epoch : specimen.epochs(scope.from(), scope.to()).reversed()) {
            entries.add(new Entry(Look.SOLID, Ink.hue(epoch + 3), "epoch " + epoch));
        }
        boolean open = false;
        boolean parted = false;
        boolean lost = false;
        boolean ghosts = false;
        for (Row row : specimen.rows()) {
            ReplicaView log = row.log();
            if (log == null) {
                continue;
            }
            open |= row.partsFrom() > Math.max(scope.from(), specimen.highWatermark());
            parted |= row.partsFrom() < row.end();
            lost |= !log.lost().isEmpty();
            for (Ghost ghost : log.ghosts()) {
                Range range = ghost.range();
                boolean inView = range.from() < scope.to() && range.to() > scope.from();
                lost |= inView && !ghost.lost().isEmpty();
                ghosts |= inView && ghost.lost().isEmpty();
            }
        }
        if (lost) {
            entries.add(new Entry(Look.LOST, Ink.DANGER, "acknowledged, then lost"));
        }
        if (ghosts) {
            entries.add(new Entry(Look.GHOST, Ink.DANGER, "cut off"));
        }
        if (parted) {
            entries.add(new Entry(Look.OPEN, Ink.DANGER, "will be cut off"));
        }
        if (open) {
            entries.add(new Entry(Look.OPEN, Ink.MUTED, "not committed"));
        }
        return entries;
    }
}
