package dev.vitrine.ui.stage;

import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.theme.Tint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The way from one zoom level to another.
///
/// ```text
/// what is only here fades ──► cards, names and replicas travel ──► what is only there appears
/// ```
///
/// A replica that is on both levels is one shape all the way, and keeps its fact; so do a broker's
/// name and its light. Other texts of the two levels are never seen at a time.
///
/// @param beganMs in the pulse's time
record Travel(Level from, Level to, long beganMs) {
    /// How long it takes.
    static final long LENGTH_MS = 600;

    /// The shares of the way in which the old fades, and the new appears.
    private static final double FADING = 0.22;

    private static final double RADIUS = 12;

    boolean isOver(long frameMs) {
        return frameMs - beganMs >= LENGTH_MS || frameMs < beganMs;
    }

    /// The picture on the way.
    Drawing between(StageDrawing here, StageDrawing there, long frameMs) {
        double way = Math.clamp((double) (frameMs - beganMs) / LENGTH_MS, 0, 1);
        double moved = eased(Math.clamp((way - FADING) / (1 - 2 * FADING), 0, 1));
        List<Shape> shapes = new ArrayList<>();
        Set<Shape> ofHere = new HashSet<>(here.drawing().shapes());
        Set<Shape> ofThere = new HashSet<>(there.drawing().shapes());
        common(here, there, ofHere, moved, shapes);
        names(here, there, moved, shapes);
        veil(Math.max(0, 1 - way / FADING), only(here, ofThere), shapes);
        veil(Math.max(0, 1 - (1 - way) / FADING), only(there, ofHere), shapes);
        replicas(here, there, way, moved, shapes);
        return new Drawing(
                there.drawing().width(),
                there.drawing().height(),
                List.copyOf(shapes),
                facts(here.drawing(), there.drawing(), moved));
    }

    /// Slow at both ends.
    private static double eased(double share) {
        return share * share * (3 - 2 * share);
    }

    private static void veil(double opacity, List<Shape> veiled, List<Shape> into) {
        if (opacity > 0) {
            into.add(new Shape.Veiled(opacity, veiled));
        }
    }

    /// What is the same on both levels, and the cards on their way.
    private static void common(
            StageDrawing here,
            StageDrawing there,
            Set<Shape> ofHere,
            double moved,
            List<Shape> into) {
        Map<Box, Box> homes = new HashMap<>();
        for (int i = 0; i < there.homes().cards().size(); i++) {
            homes.put(there.homes().cards().get(i), here.homes().cards().get(i));
        }
        for (Shape shape : there.drawing().shapes()) {
            if (shape instanceof Shape.Plate plate && homes.containsKey(plate.box())) {
                Box before = homes.get(plate.box());
                into.add(
                        new Shape.Plate(
                                before == null ? plate.box() : before.towards(plate.box(), moved),
                                RADIUS,
                                plate.fill(),
                                plate.edge(),
                                plate.edgeWidth(),
                                plate.dash()));
            } else if (ofHere.contains(shape)) {
                into.add(shape);
            }
        }
    }

    /// Those that are in another place on the two levels.
    private static void names(
            StageDrawing here, StageDrawing there, double moved, List<Shape> into) {
        for (int i = 0; i < there.names().size(); i++) {
            CardHeader.Name was = here.names().get(i);
            CardHeader.Name is = there.names().get(i);
            if (!was.equals(is)) {
                CardHeader.Name name = was.towards(is, moved);
                into.addAll(List.of(name.light(), name.label()));
            }
        }
    }

    /// What is on one level alone, but for what travels.
    private static List<Shape> only(StageDrawing one, Set<Shape> other) {
        Set<Box> cards = new HashSet<>(one.homes().cards());
        Set<Shape> names = new HashSet<>();
        one.names().forEach(name -> names.addAll(List.of(name.label(), name.light())));
        return one.drawing().shapes().stream()
                .filter(shape -> !other.contains(shape) && !names.contains(shape))
                .filter(shape ->
                        !(shape instanceof Shape.Plate plate && cards.contains(plate.box())))
                .toList();
    }

    /// Each in its old look, and above it, more and more, in its new one.
    private static void replicas(
            StageDrawing here, StageDrawing there, double way, double moved, List<Shape> into) {
        Map<String, Figure> before = new HashMap<>();
        here.figures().forEach(figure -> before.put(figure.id(), figure));
        List<Shape> old = new ArrayList<>();
        List<Shape> fresh = new ArrayList<>();
        for (Figure figure : there.figures()) {
            Figure was = before.get(figure.id());
            if (was != null) {
                Box box = was.box().towards(figure.box(), moved);
                old.add(cell(was, box, was.tint()));
                fresh.add(cell(figure, box, figure.tint()));
            }
        }
        double seen = Math.min(1, Math.min(way, 1 - way) / FADING);
        veil(seen, old, into);
        veil(seen * moved, fresh, into);
    }

    private static Shape cell(Figure figure, Box box, Tint tint) {
        return new Shape.Cells(box, box.width(), 1, figure.look(), tint, figure.on());
    }

    private static List<Fact> facts(Drawing here, Drawing there, double moved) {
        Map<String, Fact> before = new HashMap<>();
        here.facts().forEach(fact -> before.put(fact.id(), fact));
        return there.facts().stream()
                .map(fact -> {
                    Fact was = before.get(fact.id());
                    return was == null ? fact : fact.at(was.bounds().towards(fact.bounds(), moved));
                })
                .toList();
    }
}
