package dev.vitrine.ui.draw;

import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Something to paint. The stage is a list of them, the later above the earlier.
public sealed interface Shape {
    /// Letters may reach out of the box that their line takes, and signs out of theirs.
    double LABEL_AIR = 4;

    double ICON_AIR = 3;

    /// All pixels that it touches, and a few more.
    Box bounds();

    /// The same in closer boxes, for those that touch little of their bounds.
    default List<Box> areas() {
        return List.of(bounds());
    }

    /// Whether it may touch an area.
    default boolean reaches(Box area) {
        return bounds().overlaps(area);
    }

    enum Dash {
        SOLID,
        DASHED,
        DOTTED
    }

    /// A rounded rectangle.
    record Plate(
            Box box,
            double radius,
            @Nullable Tint fill,
            @Nullable Tint edge,
            double edgeWidth,
            Dash dash)
            implements Shape {
        @Override
        public Box bounds() {
            return box.inset(-edgeWidth - 1);
        }
    }

    /// The rounded left end of a card, so wide, in a colour.
    record Spine(Box card, double radius, double width, Tint tint) implements Shape {
        @Override
        public Box bounds() {
            return new Box(card.x() - 1, card.y() - 1, width + 2, card.height() + 2);
        }
    }

    /// A line of text. The box is what its letters take.
    ///
    /// @param on what it stands on, for its contrast
    record Label(Box box, String text, Lettering lettering, Tint tint, Tint on) implements Shape {
        /// The same line somewhere else.
        public Label at(Box other) {
            return new Label(other, text, lettering, tint, on);
        }

        @Override
        public Box bounds() {
            return box.inset(-LABEL_AIR);
        }
    }

    /// Neighbouring records of one look.
    ///
    /// @param first the first cell's box
    /// @param pitch from one cell's left edge to the next one's
    record Cells(Box first, double pitch, int count, Look look, Tint tint, Tint on)
            implements Shape {
        /// The first so many of them.
        Cells of(int fewer) {
            return new Cells(first, pitch, fewer, look, tint, on);
        }

        /// Those from the n-th on.
        Cells from(int n) {
            return new Cells(box(n), pitch, count - n, look, tint, on);
        }

        /// The box of the n-th.
        Box box(int n) {
            return new Box(first.x() + n * pitch, first.y(), first.width(), first.height());
        }

        @Override
        public Box bounds() {
            return new Box(
                    first.x() - 1,
                    first.y() - 1,
                    (count - 1) * pitch + first.width() + 2,
                    first.height() + 2);
        }
    }

    enum Look {
        /// Committed, on a leader or an in-sync follower.
        SOLID,
        /// On a follower that is out of sync, or on a node that is gone.
        HATCHED,
        /// Above the high watermark.
        OPEN,
        /// Owned, and not read for now.
        BARRED,
        /// Cut off.
        GHOST,
        /// In a log once, and cut from it: in none now.
        CUT,
        /// Acknowledged and gone.
        LOST
    }

    record Line(double x1, double y1, double x2, double y2, double width, Tint tint)
            implements Shape {
        @Override
        public Box bounds() {
            return Box.around(x1, y1, x2, y2, width + 1);
        }
    }

    /// Straight lines from point to point.
    ///
    /// @param xs as many as `ys`
    record Path(List<Double> xs, List<Double> ys, double width, Tint tint, Dash dash)
            implements Shape {
        @Override
        public Box bounds() {
            double left = xs.stream().mapToDouble(Double::doubleValue).min().orElse(0);
            double right = xs.stream().mapToDouble(Double::doubleValue).max().orElse(0);
            double top = ys.stream().mapToDouble(Double::doubleValue).min().orElse(0);
            double bottom = ys.stream().mapToDouble(Double::doubleValue).max().orElse(0);
            return Box.around(left, top, right, bottom, width + 1);
        }
    }

    /// A curve that leaves and arrives level.
    record Wire(double x1, double y1, double x2, double y2, double width, Tint tint, Dash dash)
            implements Shape {
        private static final double BEND = 0.55;
        private static final int PIECES = 12;

        /// The same curve in another colour and width.
        public Wire in(Tint other, double wide) {
            return new Wire(x1, y1, x2, y2, wide, other, dash);
        }

        @Override
        public Box bounds() {
            return Box.around(x1, y1, x2, y2, width + 1);
        }

        /// Between two of its points it is in the box of those points, as it never turns back.
        @Override
        public List<Box> areas() {
            List<Box> areas = new ArrayList<>(PIECES);
            for (int i = 0; i < PIECES; i++) {
                areas.add(piece(i));
            }
            return areas;
        }

        @Override
        public boolean reaches(Box area) {
            if (!bounds().overlaps(area)) {
                return false;
            }
            for (int i = 0; i < PIECES; i++) {
                if (piece(i).overlaps(area)) {
                    return true;
                }
            }
            return false;
        }

        private Box piece(int i) {
            double from = (double) i / PIECES;
            double to = (double) (i + 1) / PIECES;
            return Box.around(xAt(from), yAt(from), xAt(to), yAt(to), width + 1);
        }

        public double controlX1() {
            return x1 + (x2 - x1) * BEND;
        }

        public double controlX2() {
            return x2 - (x2 - x1) * BEND;
        }

        /// The point so far along, 0 to 1.
        public double xAt(double t) {
            return cubic(x1, controlX1(), controlX2(), x2, t);
        }

        public double yAt(double t) {
            return cubic(y1, y1, y2, y2, t);
        }

        private static double cubic(double a, double b, double c, double d, double t) {
            double u = 1 - t;
            return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
        }
    }

    /// A request on its way, or a state's light.
    record Dot(double x, double y, double radius, Tint tint, Tint halo, double haloRadius)
            implements Shape {
        /// The other one so far on the way to it from here, 0 to 1.
        public Dot towards(Dot other, double share) {
            return new Dot(
                    x + (other.x - x) * share,
                    y + (other.y - y) * share,
                    other.radius,
                    other.tint,
                    other.halo,
                    other.haloRadius);
        }

        @Override
        public Box bounds() {
            double reach = Math.max(radius, haloRadius) + 1;
            return Box.around(x, y, x, y, reach);
        }
    }

    /// A request that waits at its broker.
    record Ring(double x, double y, double radius, double width, Tint tint, Tint on)
            implements Shape {
        @Override
        public Box bounds() {
            return Box.around(x, y, x, y, radius + width + 1);
        }
    }

    /// @param heights 0 to 1, left to right
    record Bars(Box box, List<Double> heights, Tint tint) implements Shape {
        @Override
        public Box bounds() {
            return box.inset(-1);
        }
    }

    record Icon(Glyph glyph, Box box, Tint tint) implements Shape {
        @Override
        public Box bounds() {
            return box.inset(-ICON_AIR);
        }
    }

    /// Shapes that come or go: so much of them is seen.
    ///
    /// @param opacity 0 to 1
    record Veiled(double opacity, List<Shape> shapes) implements Shape {
        @Override
        public Box bounds() {
            return Box.union(shapes.stream().map(Shape::bounds).toList());
        }
    }

    /// Signs that are drawn, as the fonts lack them.
    enum Glyph {
        CROSS,
        SQUARE,
        RESTART,
        DASH,
        LOCK,
        /// A clock: behind the others.
        LATE
    }
}
