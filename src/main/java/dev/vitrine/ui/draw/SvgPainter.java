package dev.vitrine.ui.draw;

import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;
import dev.vitrine.ui.theme.Typeface;

import javafx.scene.paint.Color;

import java.util.Locale;

/// Any drawing as a file of scalable vectors. Needs no window. Letters are in the bundled fonts
/// where the reader has them, else in the reader's own.
public final class SvgPainter {
    private static final double CELL_ARC = 2.5;
    private static final double HATCH = 4.5;
    private static final double BAR = 3;

    private final Palette palette;
    private final StringBuilder svg = new StringBuilder();

    private SvgPainter(Palette palette) {
        this.palette = palette;
    }

    /// @param ground what the drawing stands on
    /// @param title what a reader's window is called
    public static String of(Drawing drawing, Palette palette, Ink ground, String title) {
        SvgPainter painter = new SvgPainter(palette);
        painter.svg
                .append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
                .append(number(drawing.width()))
                .append("\" height=\"")
                .append(number(drawing.height()))
                .append("\">\n<title>")
                .append(escaped(title))
                .append("</title>\n");
        painter.rect(new Box(0, 0, drawing.width(), drawing.height()), 0)
                .fill(Tint.of(ground))
                .end();
        drawing.shapes().forEach(painter::paint);
        return painter.svg.append("</svg>\n").toString();
    }

    private void paint(Shape shape) {
        switch (shape) {
            case Shape.Plate plate -> plate(plate);
            case Shape.Spine(Box card, double radius, double width, Tint tint) -> {
                Box box = new Box(card.x(), card.y(), width, card.height());
                rect(box, Math.min(radius, width / 2)).fill(tint).end();
            }
            case Shape.Label label -> label(label);
            case Shape.Cells cells -> cells(cells);
            case Shape.Line(double x1, double y1, double x2, double y2, double width, Tint tint) ->
                    line(x1, y1, x2, y2).stroke(tint, width, Shape.Dash.SOLID).end();
            case Shape.Path path -> path(path);
            case Shape.Wire wire ->
                    open("path")
                            .attribute(
                                    "d",
                                    String.join(
                                            " ",
                                            "M",
                                            number(wire.x1()),
                                            number(wire.y1()),
                                            "C",
                                            number(wire.controlX1()),
                                            number(wire.y1()),
                                            number(wire.controlX2()),
                                            number(wire.y2()),
                                            number(wire.x2()),
                                            number(wire.y2())))
                            .stroke(wire.tint(), wire.width(), wire.dash())
                            .end();
            case Shape.Dot dot -> {
                circle(dot.x(), dot.y(), dot.haloRadius()).fill(dot.halo()).end();
                circle(dot.x(), dot.y(), dot.radius()).fill(dot.tint()).end();
            }
            case Shape.Ring ring ->
                    circle(ring.x(), ring.y(), ring.radius())
                            .fill(ring.on())
                            .edge(ring.tint(), ring.width(), Shape.Dash.SOLID)
                            .end();
            case Shape.Bars bars -> bars(bars);
            case Shape.Icon icon -> icon(icon);
            case Shape.Veiled veiled -> {
                svg.append("<g opacity=\"").append(number(veiled.opacity())).append("\">\n");
                veiled.shapes().forEach(this::paint);
                svg.append("</g>\n");
            }
        }
    }

    private void plate(Shape.Plate plate) {
        Tint fill = plate.fill();
        Tint edge = plate.edge();
        if (fill != null) {
            rect(plate.box(), plate.radius()).fill(fill).end();
        }
        if (edge != null) {
            rect(plate.box().inset(plate.edgeWidth() / 2), plate.radius())
                    .stroke(edge, plate.edgeWidth(), plate.dash())
                    .end();
        }
    }

    private void path(Shape.Path path) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < path.xs().size(); i++) {
            points.append(i == 0 ? "" : " ")
                    .append(number(path.xs().get(i)))
                    .append(',')
                    .append(number(path.ys().get(i)));
        }
        open("polyline")
                .attribute("points", points.toString())
                .stroke(path.tint(), path.width(), path.dash())
                .end();
    }

    private void label(Shape.Label label) {
        Lettering lettering = label.lettering();
        String family = lettering.isMono() ? "JetBrains Mono, monospace" : "Inter, sans-serif";
        open("text")
                .attribute("x", number(label.box().x()))
                .attribute("y", number(label.box().centreY() + lettering.baselineBelowCentre()))
                .attribute("font-family", family)
                .attribute("font-size", number(lettering.size()))
                .attribute("font-weight", weight(lettering.typeface()))
                .attribute("textLength", number(label.box().width()))
                .fill(label.tint());
        svg.append('>').append(escaped(label.text())).append("</text>\n");
    }

    private static String weight(Typeface typeface) {
        return switch (typeface) {
            case BOLD, MONO_BOLD -> "700";
            case SEMIBOLD -> "600";
            case MEDIUM -> "500";
            case REGULAR, MONO -> "400";
        };
    }

    private void cells(Shape.Cells cells) {
        for (int i = 0; i < cells.count(); i++) {
            Box first = cells.first();
            Box box =
                    new Box(
                            first.x() + i * cells.pitch(),
                            first.y(),
                            first.width(),
                            first.height());
            Tint tint = cells.tint();
            switch (cells.look()) {
                case SOLID -> rect(box, CELL_ARC).fill(tint).end();
                case HATCHED -> {
                    rect(box, CELL_ARC).fill(tint).attribute("fill-opacity", "0.28").end();
                    hatch(box, tint);
                }
                case OPEN -> outline(box, tint);
                case BARRED -> {
                    rect(box, CELL_ARC).fill(tint).attribute("fill-opacity", "0.28").end();
                    for (double x = box.x(); x < box.right() - BAR; x += 2 * BAR) {
                        rect(new Box(x, box.y(), BAR, box.height()), 0).fill(tint).end();
                    }
                }
                case GHOST -> {
                    outline(box, tint);
                    cross(box, tint);
                }
                case CUT -> {
                    Box lower = new Box(box.x(), box.centreY(), box.width(), box.height() / 2);
                    rect(lower, 0).fill(tint).end();
                    outline(box, tint);
                }
                case LOST -> {
                    rect(box, CELL_ARC).fill(tint).attribute("fill-opacity", "0.3").end();
                    outline(box, tint);
                    cross(box, tint);
                }
            }
        }
    }

    private void outline(Box box, Tint tint) {
        rect(box.inset(0.5), CELL_ARC).stroke(tint, 1, Shape.Dash.DASHED).end();
    }

    private void cross(Box box, Tint tint) {
        double reach = Math.min(2.5, box.width() / 4);
        double x = box.centreX();
        double y = box.centreY();
        line(x - reach, y - reach, x + reach, y + reach).stroke(tint, 1.2, Shape.Dash.SOLID).end();
        line(x - reach, y + reach, x + reach, y - reach).stroke(tint, 1.2, Shape.Dash.SOLID).end();
    }

    private void hatch(Box box, Tint tint) {
        for (double sum = box.x() + box.y() + HATCH / 2;
                sum < box.right() + box.bottom();
                sum += HATCH) {
            double x1 = Math.max(box.x(), sum - box.bottom());
            double x2 = Math.min(box.right(), sum - box.y());
            if (x1 < x2) {
                line(x1, sum - x1, x2, sum - x2).stroke(tint, 1.1, Shape.Dash.SOLID).end();
            }
        }
    }

    private void bars(Shape.Bars bars) {
        Box box = bars.box();
        double pitch = box.width() / bars.heights().size();
        double x = box.x();
        for (double share : bars.heights()) {
            double height = Math.max(1, share * box.height());
            rect(new Box(x, box.bottom() - height, Math.max(0.5, pitch - 1), height), 0)
                    .fill(bars.tint())
                    .end();
            x += pitch;
        }
    }

    private void icon(Shape.Icon icon) {
        double x = icon.box().centreX();
        double y = icon.box().centreY();
        Tint tint = icon.tint();
        switch (icon.glyph()) {
            case CROSS -> {
                line(x - 3.5, y - 3.5, x + 3.5, y + 3.5).stroke(tint, 1.6, Shape.Dash.SOLID).end();
                line(x - 3.5, y + 3.5, x + 3.5, y - 3.5).stroke(tint, 1.6, Shape.Dash.SOLID).end();
            }
            case SQUARE -> rect(new Box(x - 3.5, y - 3.5, 7, 7), 1).fill(tint).end();
            case RESTART -> {
                open("text")
                        .attribute("x", number(x))
                        .attribute("y", number(y + 5))
                        .attribute("text-anchor", "middle")
                        .attribute("font-size", "15")
                        .fill(tint);
                svg.append(">↻</text>\n");
            }
            case DASH -> line(x - 2.5, y, x + 2.5, y).stroke(tint, 1.6, Shape.Dash.SOLID).end();
            case LOCK -> {
                rect(new Box(x - 4, y - 1, 8, 6), 1).fill(tint).end();
                open("path")
                        .attribute(
                                "d",
                                "M " + number(x - 2.5) + " " + number(y - 1) + " a 2.5 4 0 0 1 5 0")
                        .stroke(tint, 1.3, Shape.Dash.SOLID)
                        .end();
            }
            case LATE -> {
                circle(x, y, 5).stroke(tint, 1.6, Shape.Dash.SOLID).end();
                line(x, y - 2.5, x, y).stroke(tint, 1.3, Shape.Dash.SOLID).end();
                line(x, y, x + 2, y + 1.5).stroke(tint, 1.3, Shape.Dash.SOLID).end();
            }
        }
    }

    // ---- elements ------------------------------------------------------------------------------

    private SvgPainter open(String element) {
        svg.append('<').append(element);
        return this;
    }

    private SvgPainter attribute(String name, String value) {
        svg.append(' ').append(name).append("=\"").append(value).append('"');
        return this;
    }

    private SvgPainter rect(Box box, double radius) {
        open("rect")
                .attribute("x", number(box.x()))
                .attribute("y", number(box.y()))
                .attribute("width", number(Math.max(0, box.width())))
                .attribute("height", number(Math.max(0, box.height())));
        return radius > 0 ? attribute("rx", number(radius)) : this;
    }

    private SvgPainter circle(double x, double y, double radius) {
        return open("circle")
                .attribute("cx", number(x))
                .attribute("cy", number(y))
                .attribute("r", number(radius));
    }

    private SvgPainter line(double x1, double y1, double x2, double y2) {
        return open("line")
                .attribute("x1", number(x1))
                .attribute("y1", number(y1))
                .attribute("x2", number(x2))
                .attribute("y2", number(y2));
    }

    private SvgPainter fill(Tint tint) {
        return attribute("fill", color(tint));
    }

    private SvgPainter stroke(Tint tint, double width, Shape.Dash dash) {
        return attribute("fill", "none").edge(tint, width, dash);
    }

    private SvgPainter edge(Tint tint, double width, Shape.Dash dash) {
        attribute("stroke", color(tint)).attribute("stroke-width", number(width));
        return switch (dash) {
            case SOLID -> this;
            case DASHED -> attribute("stroke-dasharray", "4 3.5");
            case DOTTED ->
                    attribute("stroke-linecap", "round").attribute("stroke-dasharray", "0.5 5");
        };
    }

    private void end() {
        svg.append("/>\n");
    }

    private String color(Tint tint) {
        Color color = palette.color(tint);
        return String.format(
                Locale.ROOT,
                "#%02x%02x%02x",
                Math.round(color.getRed() * 255),
                Math.round(color.getGreen() * 255),
                Math.round(color.getBlue() * 255));
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }

    /// Also without what XML does not allow at all.
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '&' -> escaped.append("&amp;");
                        case '<' -> escaped.append("&lt;");
                        case '>' -> escaped.append("&gt;");
                        default -> {
                            boolean isAllowed =
                                    ((c >= ' ' && c < 0xd800) || c >= 0xe000)
                                            && c != 0xfffe
                                            && c != 0xffff;
                            escaped.appendCodePoint(isAllowed ? c : '\ufffd');
                        }
                    }
                });
        return escaped.toString();
    }
}
