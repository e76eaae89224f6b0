package dev.vitrine.ui.stage;

import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

/// Draws one replica's log: a cell for each record of the window.
///
/// Committed records are solid, those above the high watermark open; out of sync and gone are
/// hatched; what was cut off is a ghost, and what was acknowledged and is gone is LOST. Where a
/// leader epoch starts inside the window its first cell bears the epoch.
final class LaneSketch {
    private static final int FADED_CELLS = 2;
    private static final double[] FADE = {0.3, 0.6};
    private static final double CELL_GAP = 2;

    /// The high watermark's line has this much room between two cells, besides the usual gap.
    static final double WATERMARK_AIR = 4;

    private static final double WATERMARK_WIDTH = 2;

    /// Lanes at least so high have room for the watermark's name below.
    private static final double NAMED_HEIGHT = 22;

    private static final double HATCH_SHARE = 0.85;
    private static final double WANTED_LOW = 7;
    private static final String LOST = "LOST";

    private final Sketch sketch;
    private final Palette palette;
    private final long nowMs;
    private final Marks wanted;

    /// @param wanted records that a person asked to see
    LaneSketch(Sketch sketch, Palette palette, long nowMs, Marks wanted) {
        this.sketch = sketch;
        this.palette = palette;
        this.nowMs = nowMs;
        this.wanted = wanted;
    }

    /// How the lane as a whole looks.
    enum Manner {
        LEADER,
        IN_SYNC,
        OUT_OF_SYNC,
        GONE
    }

    /// @param box of the cells
    /// @param hue the partition's
    /// @param on what it lies on
    record Lane(
            Box box,
            double cellPitch,
            ReplicaView log,
            LaneWindow window,
            Manner manner,
            Ink hue,
            Tint on) {
        double cellWidth() {
            return cellPitch - CELL_GAP;
        }

        double x(long offset) {
            double air = offset >= log.highWatermark() && showsWatermark() ? WATERMARK_AIR : 0;
            return box.x() + (offset - window.from()) * cellPitch + air;
        }

        /// Whether the high watermark is a line in this lane.
        boolean showsWatermark() {
            long high = log.highWatermark();
            return manner != Manner.GONE
                    && high >= window.from()
                    && high <= window.to()
                    && high > log.logStartOffset();
        }
    }

    void draw(Lane lane) {
        ReplicaView log = lane.log();
        LaneWindow window = lane.window();
        long shownEnd = Math.min(window.to(), log.logEndOffset());
        for (long from = Math.max(window.from(), log.logStartOffset()); from < shownEnd; ) {
            Shape.Look look = look(lane, from);
            long to = from + 1;
            boolean faded = isFaded(lane, from);
            while (!faded && to < shownEnd && look(lane, to) == look) {
                to++;
            }
            cells(lane, from, to, look);
            from = to;
        }
        if (log.logEndOffset() < window.from()) {
            long behind = window.from() - log.logEndOffset();
            String text = "← ends " + Numbers.grouped(behind) + " before";
            if (sketch.width(text, Lettering.SMALL) < lane.box().width()) {
                Ink ink = lane.manner() == Manner.GONE ? Ink.DEAD_TEXT : Ink.MUTED;
                sketch.label(
                        lane.box().x(),
                        lane.box().centreY(),
                        text,
                        Lettering.SMALL,
                        ink,
                        lane.on());
            }
        }
        ghosts(lane);
        if (lane.manner() != Manner.GONE) {
            epochs(lane, shownEnd);
            watermark(lane);
        }
        for (Range range : wanted.of(log.id())) {
            long to = Math.min(range.to(), window.to());
            for (long offset = Math.max(range.from(), window.from()); offset < to; offset++) {
                wanted(lane, offset);
            }
        }
    }

    /// Puts a frame around a record that was asked for. What was lost and has left the picture
    /// comes back for it: as a ghost, and as a low one where others lie now.
    private void wanted(Lane lane, long offset) {
        ReplicaView log = lane.log();
        boolean there = offset >= log.logStartOffset() && offset < log.logEndOffset();
        Box cell = new Box(lane.x(offset), lane.box().y(), lane.cellWidth(), lane.box().height());
        if (wanted.lost()) {
            boolean held = there && look(lane, offset) == Shape.Look.LOST;
            boolean cut = log.ghosts().stream().anyMatch(ghost -> isLost(ghost, offset));
            if (!held && !cut) {
                return;
            }
            if (!held) {
                double height = there ? Math.min(WANTED_LOW, cell.height()) : cell.height();
                cell = new Box(cell.x(), cell.bottom() - height, cell.width(), height);
                Tint tint = Tint.of(Ink.DANGER);
                sketch.add(
                        new Shape.Cells(
                                cell, lane.cellPitch(), 1, Shape.Look.LOST, tint, lane.on()));
            }
        } else if (!there) {
            return;
        }
        sketch.add(
                new Shape.Plate(
                        cell.inset(-1.5), 3, null, Tint.of(Ink.ACCENT), 1.5, Shape.Dash.SOLID));
    }

    private Shape.Look look(Lane lane, long offset) {
        for (Range lost : lane.log().lost()) {
            if (lost.contains(offset)) {
                return Shape.Look.LOST;
            }
        }
        if (lane.manner() == Manner.GONE) {
            return Shape.Look.HATCHED;
        }
        if (offset >= lane.log().highWatermark()) {
            return Shape.Look.OPEN;
        }
        return lane.manner() == Manner.OUT_OF_SYNC ? Shape.Look.HATCHED : Shape.Look.SOLID;
    }

    private boolean isFaded(Lane lane, long offset) {
        return lane.window().hidesOlder(lane.log()) && offset - lane.window().from() < FADED_CELLS;
    }

    private void cells(Lane lane, long from, long to, Shape.Look look) {
        Tint tint = tint(lane, look);
        if (isFaded(lane, from)) {
            double fade = FADE[(int) (from - lane.window().from())];
            tint = Tint.mix(tint.ink(), tint.share() * fade, lane.on());
        }
        Box first = new Box(lane.x(from), lane.box().y(), lane.cellWidth(), lane.box().height());
        sketch.add(
                new Shape.Cells(first, lane.cellPitch(), (int) (to - from), look, tint, lane.on()));
        if (look == Shape.Look.LOST) {
            word(lane, to);
        }
    }

    private Tint tint(Lane lane, Shape.Look look) {
        if (look == Shape.Look.LOST || look == Shape.Look.GHOST) {
            return Tint.of(Ink.DANGER);
        }
        return switch (lane.manner()) {
            case LEADER -> Tint.of(lane.hue());
            case IN_SYNC -> Tint.mix(lane.hue(), pale(look), lane.on());
            case OUT_OF_SYNC -> Tint.mix(lane.hue(), HATCH_SHARE, lane.on());
            case GONE -> Tint.of(Ink.DEAD_CELL);
        };
    }

    /// An outline needs more of its hue than a fill to be seen as well.
    private double pale(Shape.Look look) {
        return look == Shape.Look.OPEN ? 0.5 + palette.paleShare() / 2 : palette.paleShare();
    }

    private void ghosts(Lane lane) {
        for (Ghost ghost : lane.log().ghosts()) {
            if (!LaneWindow.isFresh(ghost, nowMs)) {
                continue;
            }
            long from =
                    Math.max(
                            Math.max(ghost.range().from(), lane.window().from()),
                            lane.log().logEndOffset());
            long end = Math.min(ghost.range().to(), lane.window().to());
            while (from < end) {
                boolean lost = isLost(ghost, from);
                long to = from + 1;
                while (to < end && isLost(ghost, to) == lost) {
                    to++;
                }
                cells(lane, from, to, lost ? Shape.Look.LOST : Shape.Look.GHOST);
                from = to;
            }
        }
    }

    private static boolean isLost(Ghost ghost, long offset) {
        for (Range lost : ghost.lost()) {
            if (lost.contains(offset)) {
                return true;
            }
        }
        return false;
    }

    private void word(Lane lane, long after) {
        double x = lane.x(after) + 3;
        if (x + sketch.width(LOST, Lettering.SMALL_STRONG) <= lane.box().right()) {
            sketch.label(
                    x,
                    lane.box().centreY(),
                    LOST,
                    Lettering.SMALL_STRONG,
                    Ink.DANGER_TEXT,
                    lane.on());
        }
    }

    private void epochs(Lane lane, long shownEnd) {
        for (EpochStart start : lane.log().epochs()) {
            long offset = start.startOffset();
            if (offset <= lane.window().from()
                    || offset >= shownEnd
                    || offset <= lane.log().logStartOffset()) {
                continue;
            }
            Shape.Look look = look(lane, offset);
            Tint fill = look == Shape.Look.SOLID ? tint(lane, look) : lane.on();
            String digits = Integer.toString(start.leaderEpoch());
            boolean readable = look == Shape.Look.SOLID || look == Shape.Look.OPEN;
            if (readable
                    && lane.box().height() >= Lettering.MONO.height()
                    && sketch.width(digits, Lettering.MONO) <= lane.cellWidth()) {
                Ink ink = look == Shape.Look.SOLID ? palette.letterOn(fill) : Ink.TEXT;
                sketch.labelCentred(
                        lane.x(offset) + lane.cellWidth() / 2,
                        lane.box().centreY(),
                        digits,
                        Lettering.MONO,
                        Tint.of(ink),
                        fill);
            } else {
                double x = lane.x(offset) - CELL_GAP / 2;
                double y = lane.box().y() - 2;
                sketch.add(new Shape.Line(x, y, x, lane.box().bottom() + 2, 1, Tint.of(Ink.FAINT)));
            }
        }
    }

    private void watermark(Lane lane) {
        if (!lane.showsWatermark()) {
            return;
        }
        long high = lane.log().highWatermark();
        double x =
                Math.round(lane.x(high) - (CELL_GAP + WATERMARK_AIR) / 2 - WATERMARK_WIDTH / 2 + 1);
        double reach = Math.max(2, Math.round(lane.box().height() * 0.17));
        sketch.add(
                new Shape.Line(
                        x,
                        lane.box().y() - reach,
                        x,
                        lane.box().bottom() + reach,
                        WATERMARK_WIDTH,
                        Tint.of(Ink.WATERMARK)));
        if (lane.box().height() >= NAMED_HEIGHT) {
            String name = "HW " + Numbers.grouped(high);
            double half = sketch.width(name, Lettering.MONO) / 2;
            double centre = Homes.clamp(x, lane.box().x() + half, lane.box().right() - half);
            sketch.labelCentred(
                    centre,
                    lane.box().bottom() + reach + 8,
                    name,
                    Lettering.MONO,
                    Tint.of(Ink.MUTED),
                    lane.on());
        }
    }
}
