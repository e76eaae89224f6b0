package dev.vitrine.ui.draw;

import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import java.util.ArrayList;
import java.util.List;

/// A scene in the making: shapes and facts in the order in which they are laid.
public final class Sketch {
    private static final String ELLIPSIS = "…";
    private static final double BADGE_PADDING = 7;

    private final TextMeasure measure;
    private final List<Shape> shapes = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();

    public Sketch(TextMeasure measure) {
        this.measure = measure;
    }

    public void add(Shape shape) {
        shapes.add(shape);
    }

    public void add(Fact fact) {
        facts.add(fact);
    }

    public double width(String text, Lettering lettering) {
        return measure.width(text, lettering);
    }

    /// Writes a line from `x` on around `centreY`.
    ///
    /// @return its right end
    public double label(
            double x, double centreY, String text, Lettering lettering, Ink ink, Tint on) {
        return label(x, centreY, text, lettering, Tint.of(ink), on);
    }

    public double label(
            double x, double centreY, String text, Lettering lettering, Tint tint, Tint on) {
        Shape.Label line = line(x, centreY, text, lettering, tint, on);
        shapes.add(line);
        return line.box().right();
    }

    /// The line that [#label] writes, still to be laid.
    public Shape.Label line(
            double x, double centreY, String text, Lettering lettering, Tint tint, Tint on) {
        double height = lettering.height();
        Box box = new Box(x, centreY - height / 2, measure.width(text, lettering), height);
        return new Shape.Label(box, text, lettering, tint, on);
    }

    /// Writes a line that ends at `right`.
    public void labelRight(
            double right, double centreY, String text, Lettering lettering, Ink ink, Tint on) {
        label(right - measure.width(text, lettering), centreY, text, lettering, ink, on);
    }

    public void labelCentred(
            double centreX, double centreY, String text, Lettering lettering, Tint ink, Tint on) {
        label(centreX - measure.width(text, lettering) / 2, centreY, text, lettering, ink, on);
    }

    /// The text, or as much of it as fits with an ellipsis; empty when not even that fits.
    public String fit(String text, double width, Lettering lettering) {
        if (measure.width(text, lettering) <= width) {
            return text;
        }
        int low = 0;
        int high = text.length();
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (measure.width(text.substring(0, middle).strip() + ELLIPSIS, lettering) <= width) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low == 0 ? "" : text.substring(0, low).strip() + ELLIPSIS;
    }

    /// A framed word, as high as `height`.
    ///
    /// @return its box
    public Box badge(
            double x,
            double centreY,
            double height,
            String text,
            Lettering lettering,
            Ink ink,
            Tint fill,
            Tint edge,
            Shape.Dash dash) {
        double width = Math.ceil(measure.width(text, lettering)) + 2 * BADGE_PADDING;
        Box box = new Box(Math.round(x), Math.round(centreY - height / 2), width, height);
        shapes.add(new Shape.Plate(box, height * 0.28, fill, edge, 1, dash));
        label(box.x() + BADGE_PADDING, box.centreY(), text, lettering, ink, fill);
        return box;
    }

    public double badgeWidth(String text, Lettering lettering) {
        return Math.ceil(measure.width(text, lettering)) + 2 * BADGE_PADDING;
    }

    public Drawing drawing(double width, double height) {
        return new Drawing(width, height, List.copyOf(shapes), List.copyOf(facts));
    }
}
