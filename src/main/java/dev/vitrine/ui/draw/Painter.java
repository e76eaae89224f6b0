package dev.vitrine.ui.draw;

import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.TextAlignment;

/// Puts a drawing's shapes on a canvas. Decides nothing but pixels.
final class Painter {
    private final GraphicsContext g;
    private final Palette palette;
    private final FontMeasure measure;
    private final CellPainter cellPainter;
    private Box area = new Box(0, 0, 0, 0);

    Painter(GraphicsContext g, Palette palette, FontMeasure measure) {
        this.g = g;
        this.palette = palette;
        this.measure = measure;
        this.cellPainter = new CellPainter(g, palette);
    }

    void paint(Drawing drawing) {
        paint(drawing, new Box(0, 0, drawing.width(), drawing.height()));
    }

    /// Paints those shapes alone that reach into an area.
    void paint(Drawing drawing, Box area) {
        this.area = area;
        g.setTextAlign(TextAlignment.LEFT);
        g.setTextBaseline(VPos.BASELINE);
        for (Shape shape : drawing.shapes()) {
            if (shape.reaches(area)) {
                paint(shape);
            }
        }
    }

    private void paint(Shape shape) {
        switch (shape) {
            case Shape.Plate plate -> plate(plate);
            case Shape.Spine spine -> spine(spine);
            case Shape.Label label -> label(label);
            case Shape.Cells cells -> cellPainter.paint(cells, area);
            case Shape.Line line -> line(line);
            case Shape.Path path -> path(path);
            case Shape.Wire wire -> wire(wire);
            case Shape.Dot dot -> dot(dot);
            case Shape.Ring ring -> ring(ring);
            case Shape.Bars bars -> bars(bars);
            case Shape.Icon icon -> icon(icon);
            case Shape.Veiled veiled -> veiled(veiled);
        }
    }

    private void veiled(Shape.Veiled veiled) {
        double before = g.getGlobalAlpha();
        g.setGlobalAlpha(before * veiled.opacity());
        veiled.shapes().forEach(this::paint);
        g.setGlobalAlpha(before);
    }

    void focusRing(Box box, double width) {
        plate(
                new Shape.Plate(
                        box.inset(-width), 8, null, Tint.of(Ink.ACCENT), width, Shape.Dash.SOLID));
    }

    private void plate(Shape.Plate plate) {
        Box box = plate.box();
        double arc = plate.radius() * 2;
        Tint fill = plate.fill();
        if (box.inset(plate.radius() + plate.edgeWidth()).contains(area)) {
            if (fill != null) {
                g.setFill(palette.color(fill));
                g.fillRect(area.x(), area.y(), area.width(), area.height());
            }
            return;
        }
        if (fill != null) {
            g.setFill(palette.color(fill));
            g.fillRoundRect(box.x(), box.y(), box.width(), box.height(), arc, arc);
        }
        Tint edge = plate.edge();
        if (edge != null) {
            pen(edge, plate.edgeWidth(), plate.dash());
            double half = plate.edgeWidth() / 2;
            g.strokeRoundRect(
                    box.x() + half,
                    box.y() + half,
                    box.width() - 2 * half,
                    box.height() - 2 * half,
                    arc - half,
                    arc - half);
        }
    }

    /// As much of the card's own shape as its first pixels show, so that it tapers into the
    /// corners.
    private void spine(Shape.Spine spine) {
        Box box = spine.card();
        g.save();
        g.beginPath();
        g.rect(box.x(), box.y(), spine.width(), box.height());
        g.clip();
        g.setFill(palette.color(spine.tint()));
        double arc = spine.radius() * 2;
        g.fillRoundRect(box.x(), box.y(), box.width(), box.height(), arc, arc);
        g.restore();
    }

    private void label(Shape.Label label) {
        Lettering lettering = label.lettering();
        g.setFill(palette.color(label.tint()));
        g.setFont(lettering.typeface().at(lettering.size()));
        double y = Math.round(label.box().centreY() + lettering.baselineBelowCentre());
        double x = Math.round(label.box().x());
        String text = label.text();
        if (lettering.isMono() && text.indexOf(Numbers.THIN_SPACE) >= 0) {
            for (String piece : text.split(String.valueOf(Numbers.THIN_SPACE), -1)) {
                g.fillText(piece, x, y);
                x += measure.width(piece, lettering) + measure.thinSpace(lettering);
            }
        } else {
            g.fillText(text, x, y);
        }
    }

    private void line(Shape.Line line) {
        pen(line.tint(), line.width(), Shape.Dash.SOLID);
        double shift = line.width() % 2 == 1 ? 0.5 : 0;
        g.strokeLine(line.x1() + shift, line.y1(), line.x2() + shift, line.y2());
    }

    private void path(Shape.Path path) {
        int points = path.xs().size();
        if (points < 2) {
            return;
        }
        pen(path.tint(), path.width(), path.dash());
        g.beginPath();
        g.moveTo(path.xs().getFirst(), path.ys().getFirst());
        for (int i = 1; i < points; i++) {
            g.lineTo(path.xs().get(i), path.ys().get(i));
        }
        g.stroke();
        g.setLineDashes();
    }

    private void wire(Shape.Wire wire) {
        pen(wire.tint(), wire.width(), wire.dash());
        g.beginPath();
        g.moveTo(wire.x1(), wire.y1());
        g.bezierCurveTo(
                wire.controlX1(), wire.y1(), wire.controlX2(), wire.y2(), wire.x2(), wire.y2());
        g.stroke();
        g.setLineDashes();
    }

    private void dot(Shape.Dot dot) {
        circle(dot.x(), dot.y(), dot.haloRadius(), dot.halo());
        circle(dot.x(), dot.y(), dot.radius(), dot.tint());
    }

    private void circle(double x, double y, double radius, Tint tint) {
        g.setFill(palette.color(tint));
        g.fillOval(x - radius, y - radius, 2 * radius, 2 * radius);
    }

    private void ring(Shape.Ring ring) {
        circle(ring.x(), ring.y(), ring.radius(), ring.on());
        pen(ring.tint(), ring.width(), Shape.Dash.SOLID);
        double r = ring.radius();
        g.strokeOval(ring.x() - r, ring.y() - r, 2 * r, 2 * r);
    }

    private void bars(Shape.Bars bars) {
        g.setFill(palette.color(bars.tint()));
        Box box = bars.box();
        double pitch = box.width() / bars.heights().size();
        double x = box.x();
        for (double share : bars.heights()) {
            double height = Math.max(1, Math.round(share * box.height()));
            g.fillRect(x, box.bottom() - height, pitch - 1, height);
            x += pitch;
        }
    }

    private void icon(Shape.Icon icon) {
        Icons.draw(g, icon, palette.color(icon.tint()));
    }

    private void pen(Tint tint, double width, Shape.Dash dash) {
        g.setStroke(palette.color(tint));
        g.setLineWidth(width);
        switch (dash) {
            case SOLID -> {
                g.setLineCap(StrokeLineCap.BUTT);
                g.setLineDashes();
            }
            case DASHED -> {
                g.setLineCap(StrokeLineCap.BUTT);
                g.setLineDashes(4, 3.5);
            }
            case DOTTED -> {
                g.setLineCap(StrokeLineCap.ROUND);
                g.setLineDashes(0.5, 5);
            }
        }
    }
}
