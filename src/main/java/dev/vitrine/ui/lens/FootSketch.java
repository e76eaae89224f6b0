package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.lens.Specimen.Flag;
import dev.vitrine.ui.lens.Specimen.Row;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The lines across the logs and the groups' flags below them, each with its name. Names that would
/// touch go further down, the leftmost lowest; what finds no room is counted.
final class FootSketch {
    private static final double LINE = 16;
    private static final double APART = 10;
    private static final int LINES_MAX = 4;
    private static final Lettering LETTERING = Lettering.MONO;

    private final Sketch sketch;
    private final Specimen specimen;
    private final Scope scope;
    private final Tint ground;
    private final boolean brief;

    /// @param brief whether the names are short and only the high watermark has a line
    FootSketch(Sketch sketch, Specimen specimen, Scope scope, Tint ground, boolean brief) {
        this.sketch = sketch;
        this.specimen = specimen;
        this.scope = scope;
        this.ground = ground;
        this.brief = brief;
    }

    /// @param line whether it goes across the logs, and how thick
    private record Item(String id, long offset, String text, Ink ink, double line, Ink lineInk) {}

    /// Draws the lines across the logs, before the cells.
    void lines(Readings readings, double top, double bottom) {
        for (Item item : items(readings)) {
            if (item.line > 0 && scope.showsEdge(item.offset)) {
                double x = scope.edge(item.offset) - Math.floor(item.line / 2);
                sketch.add(new Shape.Line(x, top, x, bottom, item.line, Tint.of(item.lineInk)));
            }
        }
    }

    /// Writes the names.
    ///
    /// @return how high it is
    double names(Readings readings, double top) {
        List<Item> items = new ArrayList<>(items(readings));
        flags(items);
        items.sort(Comparator.comparingLong(Item::offset).reversed());
        List<Placed> placed = new ArrayList<>();
        int left = 0;
        double bottom = top;
        for (Item item : items) {
            Box box = place(item, top, placed);
            if (box == null) {
                left++;
                continue;
            }
            placed.add(new Placed(item, box));
            bottom = Math.max(bottom, box.bottom());
        }
        for (Placed each : placed) {
            name(each, top, placed);
        }
        if (left > 0) {
            String more = "+ " + left + " more";
            sketch.label(scope.x(), bottom + LINE / 2, more, LETTERING, Ink.MUTED, ground);
            bottom += LINE;
        }
        return bottom - top;
    }

    private record Placed(Item item, Box box) {}

    private void name(Placed placed, double top, List<Placed> all) {
        Item item = placed.item;
        Box box = placed.box;
        boolean here = scope.showsEdge(item.offset);
        double x = scope.edge(item.offset);
        if (here && box.y() > top && isClear(x, box, all)) {
            double width = Math.max(1, item.line);
            double at = x - Math.floor(width / 2);
            Tint tint = Tint.of(item.line > 0 ? item.lineInk : item.ink);
            sketch.add(new Shape.Line(at, top, at, box.y(), width, tint));
        }
        sketch.label(box.x(), box.centreY(), item.text, LETTERING, item.ink, ground);
        sketch.add(
                new Fact(
                        item.id,
                        Fact.Role.NOTE,
                        item.text,
                        here ? "SHOWN" : "OUT_OF_VIEW",
                        item.text,
                        box,
                        null,
                        null));
    }

    /// What lies at one offset has one line and one name.
    private List<Item> items(Readings readings) {
        TreeMap<Long, List<String>> names = new TreeMap<>();
        Row row = specimen.leader();
        ReplicaView leader = row == null ? null : row.log();
        long high = specimen.highWatermark();
        put(names, high, brief ? "HW" : "high watermark");
        if (leader != null) {
            Readings.Reading reading = readings.of(leader.node());
            if (reading.isAllStable()) {
                put(names, high, "LSO");
            } else if (reading.lastStableOffset() >= 0) {
                put(names, reading.lastStableOffset(), brief ? "LSO" : "last stable offset (LSO)");
            }
            if (!brief) {
                put(names, leader.logEndOffset(), "log end");
                put(names, leader.logStartOffset(), "log start");
            }
        }
        List<Item> items = new ArrayList<>();
        for (Map.Entry<Long, List<String>> at : names.entrySet()) {
            long offset = at.getKey();
            boolean isHigh = offset == high;
            if (!isHigh && !scope.showsEdge(offset)) {
                continue;
            }
            items.add(
                    new Item(
                            isHigh ? "high-watermark" : "line-" + offset,
                            offset,
                            String.join(" = ", at.getValue()) + " " + Numbers.grouped(offset),
                            Ink.TEXT,
                            isHigh ? 2 : 1,
                            isHigh ? Ink.WATERMARK : Ink.FAINT));
        }
        return items;
    }

    private static void put(Map<Long, List<String>> names, long offset, String name) {
        names.computeIfAbsent(offset, _ -> new ArrayList<>()).add(name);
    }

    private void flags(List<Item> items) {
        for (Flag flag : specimen.flags()) {
            String where = scope.showsEdge(flag.committed()) ? "▲ " : "◀ ";
            if (flag.committed() > scope.to()) {
                where = "▶ ";
            }
            items.add(
                    new Item(
                            "flag-" + flag.group(),
                            flag.committed(),
                            where
                                    + flag.group()
                                    + " committed "
                                    + Numbers.grouped(flag.committed()),
                            Ink.HUE_2_TEXT,
                            0,
                            Ink.HUE_2_TEXT));
        }
    }

    private @Nullable Box place(Item item, double top, List<Placed> placed) {
        double width = sketch.width(item.text, LETTERING);
        double edge = scope.edge(Math.clamp(item.offset, scope.from(), scope.to()));
        double sign = item.line > 0 ? 0 : sketch.width("▲", LETTERING) / 2;
        double x = Math.max(scope.x() - sign, Math.min(edge - sign, scope.right() - width));
        if (width > scope.right() - scope.x()) {
            return null;
        }
        for (int line = 0; line < LINES_MAX; line++) {
            Box box = new Box(x, top + 4 + line * LINE, width, LETTERING.height());
            if (placed.stream().noneMatch(other -> touches(other, box))) {
                return box;
            }
        }
        return null;
    }

    /// Whether a name lies at another one's, or on the line down to it.
    private boolean touches(Placed other, Box box) {
        double line = scope.edge(other.item.offset);
        boolean crossed =
                scope.showsEdge(other.item.offset)
                        && box.y() < other.box.y()
                        && box.x() - 2 < line
                        && line < box.right() + 2;
        return crossed || touches(other.box, box);
    }

    private static boolean touches(Box one, Box other) {
        return one.x() < other.right() + APART
                && other.x() < one.right() + APART
                && one.y() < other.bottom()
                && other.y() < one.bottom();
    }

    private static boolean isClear(double x, Box own, List<Placed> all) {
        return all.stream()
                .map(Placed::box)
                .noneMatch(box -> box.x() - 1 < x && x < box.right() + 1 && box.y() < own.y());
    }
}
