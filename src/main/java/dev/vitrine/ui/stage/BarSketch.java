package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.stage.LaneSketch.Lane;
import dev.vitrine.ui.stage.LaneSketch.Manner;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

/// Draws the end of one replica's log as a bar: filled up to the high watermark, open above it, and
/// a tick at the high watermark. Its scale is the same on all replicas of a partition.
final class BarSketch {
    /// Offsets that a bar is long.
    static final int RECORDS = 60;

    private static final double HATCH_SHARE = 0.85;
    private static final double TICK = 2;
    private static final double SEEN_MIN = 3;

    private final Sketch sketch;
    private final Palette palette;
    private final long nowMs;

    BarSketch(Sketch sketch, Palette palette, long nowMs) {
        this.sketch = sketch;
        this.palette = palette;
        this.nowMs = nowMs;
    }

    /// Pixels for each offset of a bar so wide.
    static double pitch(double width) {
        return (width - LaneSketch.WATERMARK_AIR) / RECORDS;
    }

    void draw(Lane lane) {
        ReplicaView log = lane.log();
        long from = Math.max(lane.window().from(), log.logStartOffset());
        long end = Math.min(lane.window().to(), log.logEndOffset());
        long high = Math.clamp(log.highWatermark(), from, Math.max(from, end));
        boolean gone = lane.manner() == Manner.GONE;
        piece(lane, from, gone ? end : high, look(lane.manner()), tint(lane));
        if (!gone) {
            piece(lane, high, end, Shape.Look.OPEN, openTint(lane));
        }
        for (Range lost : log.lost()) {
            piece(
                    lane,
                    Math.max(from, lost.from()),
                    Math.min(end, lost.to()),
                    Shape.Look.LOST,
                    Tint.of(Ink.DANGER));
        }
        log.ghosts().stream()
                .filter(ghost -> LaneWindow.isFresh(ghost, nowMs))
                .forEach(ghost ->
                        piece(
                                lane,
                                Math.max(end, ghost.range().from()),
                                Math.min(lane.window().to(), ghost.range().to()),
                                Shape.Look.GHOST,
                                Tint.of(Ink.DANGER)));
        if (lane.showsWatermark()) {
            double x = Math.round(lane.x(high) - LaneSketch.WATERMARK_AIR / 2);
            sketch.add(
                    new Shape.Line(
                            x,
                            lane.box().y() - 2,
                            x,
                            lane.box().bottom() + 2,
                            TICK,
                            Tint.of(Ink.WATERMARK)));
        }
    }

    private void piece(Lane lane, long from, long to, Shape.Look look, Tint tint) {
        if (from >= to) {
            return;
        }
        double x = lane.x(from);
        double width = Math.max(SEEN_MIN, (to - from) * lane.cellPitch());
        Box box = new Box(x, lane.box().y(), width, lane.box().height());
        sketch.add(new Shape.Cells(box, width, 1, look, tint, lane.on()));
    }

    private static Shape.Look look(Manner manner) {
        return switch (manner) {
            case LEADER, IN_SYNC -> Shape.Look.SOLID;
            case OUT_OF_SYNC, GONE -> Shape.Look.HATCHED;
        };
    }

    private Tint tint(Lane lane) {
        return switch (lane.manner()) {
            case LEADER -> Tint.of(lane.hue());
            case IN_SYNC -> Tint.mix(lane.hue(), palette.paleShare(), lane.on());
            case OUT_OF_SYNC -> Tint.mix(lane.hue(), HATCH_SHARE, lane.on());
            case GONE -> Tint.of(Ink.DEAD_CELL);
        };
    }

    private Tint openTint(Lane lane) {
        return lane.manner() == Manner.IN_SYNC
                ? Tint.mix(lane.hue(), 0.5 + palette.paleShare() / 2, lane.on())
                : tint(lane);
    }
}
