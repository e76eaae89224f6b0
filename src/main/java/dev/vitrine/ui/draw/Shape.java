package dev.vitrine.ui.draw;

import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Something to paint. The stage is a list of them, the later above the earlier.
public sealed interface Shape {
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
            implements Shape {}

    /// The rounded left end of a card, so wide, in a colour.
    record Spine(Box card, double radius, double width, Tint tint) implements Shape {}

    /// A line of text. The box is what its letters take.
    ///
    /// @param on what it stands on, for its contrast
    record Label(Box box, String text, Lettering lettering, Tint tint, Tint on) implements Shape {}

    /// Neighbouring records of one look.
    ///
    /// @param first the first cell's box
    /// @param pitch from one cell's left edge to the next one's
    record Cells(Box first, double pitch, int count, Look look, Tint tint, Tint on)
            implements Shape {}

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
        /// Acknowledged and gone.
        LOST
    }

    record Line(double x1, double y1, double x2, double y2, double width, Tint tint)
            implements Shape {}

    /// Straight lines from point to point.
    ///
    /// @param xs as many as `ys`
    record Path(List<Double> xs, List<Double> ys, double width, Tint tint, Dash dash)
            implements Shape {}

    /// A curve that leaves and arrives level.
    record Wire(double x1, double y1, double x2, double y2, double width, Tint tint, Dash dash)
            implements Shape {
        private static final double BEND = 0.55;

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
            implements Shape {}

    /// A request that waits at its broker.
    record Ring(double x, double y, double radius, double width, Tint tint, Tint on)
            implements Shape {}

    /// @param heights 0 to 1, left to right
    record Bars(Box box, List<Double> heights, Tint tint) implements Shape {}

    record Icon(Glyph glyph, Box box, Tint tint) implements Shape {}

    /// Shapes that come or go: so much of them is seen.
    ///
    /// @param opacity 0 to 1
    record Veiled(double opacity, List<Shape> shapes) implements Shape {}

    /// Signs that are drawn, as the fonts lack them.
    enum Glyph {
        CROSS,
        SQUARE,
        RESTART,
        DASH,
        LOCK
    }
}
