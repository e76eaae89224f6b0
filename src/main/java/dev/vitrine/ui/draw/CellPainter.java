package dev.vitrine.ui.draw;

import dev.vitrine.ui.theme.Palette;

import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;

/// Puts a run of cells on a canvas, all of one look as one path: a path of many costs little more
/// than a path of one.
final class CellPainter {
    private static final double RADIUS = 2.5;

    /// How far a Bézier's control point is from the corner, of the radius, to look like a quarter
    /// of a circle.
    private static final double CORNER = 1 - 0.5522847498307933;

    private static final double HATCH = 4.5;
    private static final double HATCH_INSET = 0.8;
    private static final double HATCH_GROUND = 0.28;
    private static final double LOST_GROUND = 0.3;
    private static final double GHOST = 0.75;

    /// Of the smaller side of a cell: so large that one sees it without its colour.
    private static final double CROSS_REACH = 0.3;

    private static final double CROSS_REACH_MIN = 2.5;
    private static final double BAR = 3;

    private final GraphicsContext g;
    private final Palette palette;

    CellPainter(GraphicsContext g, Palette palette) {
        this.g = g;
        this.palette = palette;
    }

    /// @param area cells beside it need not be painted
    void paint(Shape.Cells cells, Box area) {
        Box first = cells.first();
        double before = area.x() - first.right();
        double until = area.right() - first.x();
        int from = (int) Math.clamp(Math.ceil(before / cells.pitch()) - 1, 0, cells.count());
        int to = (int) Math.clamp(Math.floor(until / cells.pitch()) + 2, from, cells.count());
        if (from < to) {
            paint(cells, from, to);
        }
    }

    private void paint(Shape.Cells cells, int from, int to) {
        Color color = palette.color(cells.tint());
        Color ground = palette.color(cells.on());
        switch (cells.look()) {
            case SOLID -> fill(cells, from, to, color);
            case HATCHED -> {
                fill(cells, from, to, ground.interpolate(color, HATCH_GROUND));
                hatch(cells, from, to, color);
            }
            case OPEN -> outline(cells, from, to, color);
            case BARRED -> {
                fill(cells, from, to, ground.interpolate(color, HATCH_GROUND));
                bars(cells, from, to, color);
            }
            case GHOST -> {
                outline(cells, from, to, ground.interpolate(color, GHOST));
                cross(cells, from, to, color);
            }
            case CUT -> {
                stump(cells, from, to, color);
                outline(cells, from, to, color);
            }
            case LOST -> {
                fill(cells, from, to, ground.interpolate(color, LOST_GROUND));
                outline(cells, from, to, color);
                cross(cells, from, to, color);
            }
        }
    }

    private void fill(Shape.Cells cells, int from, int to, Color color) {
        g.setFill(color);
        g.beginPath();
        for (int i = from; i < to; i++) {
            rounded(cells.box(i));
        }
        g.fill();
    }

    /// The lower half of each.
    private void stump(Shape.Cells cells, int from, int to, Color color) {
        g.setFill(color);
        for (int i = from; i < to; i++) {
            Box cell = cells.box(i);
            g.fillRect(cell.x(), cell.centreY(), cell.width(), cell.height() / 2);
        }
    }

    private void outline(Shape.Cells cells, int from, int to, Color color) {
        g.setStroke(color);
        g.setLineWidth(1);
        g.setLineCap(StrokeLineCap.BUTT);
        g.setLineDashes(2.4, 1.8);
        g.beginPath();
        for (int i = from; i < to; i++) {
            rounded(cells.box(i).inset(0.5));
        }
        g.stroke();
        g.setLineDashes();
    }

    private void rounded(Box box) {
        double r = Math.min(RADIUS, Math.min(box.width(), box.height()) / 2);
        double c = r * CORNER;
        double left = box.x();
        double right = box.right();
        double top = box.y();
        double bottom = box.bottom();
        g.moveTo(left, top + r);
        g.lineTo(left, bottom - r);
        g.bezierCurveTo(left, bottom - c, left + c, bottom, left + r, bottom);
        g.lineTo(right - r, bottom);
        g.bezierCurveTo(right - c, bottom, right, bottom - c, right, bottom - r);
        g.lineTo(right, top + r);
        g.bezierCurveTo(right, top + c, right - c, top, right - r, top);
        g.lineTo(left + r, top);
        g.bezierCurveTo(left + c, top, left, top + c, left, top + r);
        g.closePath();
    }

    /// Upright bars, the first at the left edge.
    private void bars(Shape.Cells cells, int from, int to, Color color) {
        g.setFill(color);
        for (int i = from; i < to; i++) {
            Box cell = cells.box(i);
            for (double at = cell.x(); at < cell.right() - BAR; at += 2 * BAR) {
                g.fillRect(at, cell.y(), BAR, cell.height());
            }
        }
    }

    private void cross(Shape.Cells cells, int from, int to, Color color) {
        g.setStroke(color);
        g.setLineWidth(1.2);
        g.setLineDashes();
        g.beginPath();
        for (int i = from; i < to; i++) {
            Box cell = cells.box(i);
            double smaller = Math.min(cell.width(), cell.height());
            double reach =
                    Math.max(Math.min(CROSS_REACH_MIN, cell.width() / 4), smaller * CROSS_REACH);
            double x = cell.centreX();
            double y = cell.centreY();
            g.moveTo(x - reach, y - reach);
            g.lineTo(x + reach, y + reach);
            g.moveTo(x - reach, y + reach);
            g.lineTo(x + reach, y - reach);
        }
        g.stroke();
    }

    /// Diagonal lines, cut by arithmetic to the cell: x + y is constant along each.
    private void hatch(Shape.Cells cells, int from, int to, Color color) {
        g.setStroke(color);
        g.setLineWidth(1.1);
        g.setLineCap(StrokeLineCap.BUTT);
        g.setLineDashes();
        g.beginPath();
        for (int i = from; i < to; i++) {
            Box inner = cells.box(i).inset(HATCH_INSET);
            double last = inner.right() + inner.bottom();
            for (double sum = inner.x() + inner.y() + HATCH / 2; sum < last; sum += HATCH) {
                double x1 = Math.max(inner.x(), sum - inner.bottom());
                double x2 = Math.min(inner.right(), sum - inner.y());
                if (x1 < x2) {
                    g.moveTo(x1, sum - x1);
                    g.lineTo(x2, sum - x2);
                }
            }
        }
        g.stroke();
    }
}
