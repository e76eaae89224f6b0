package dev.vitrine.ui.stage;

import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.ArcType;
import javafx.scene.shape.StrokeLineCap;

/// Signs drawn as lines, since the bundled fonts lack some of them.
final class Icons {
    private static final double PEN = 1.6;

    private Icons() {}

    static void draw(GraphicsContext g, Shape.Icon icon, Color color) {
        double x = icon.box().centreX();
        double y = icon.box().centreY();
        g.setStroke(color);
        g.setFill(color);
        g.setLineWidth(PEN);
        g.setLineDashes();
        g.setLineCap(StrokeLineCap.ROUND);
        switch (icon.glyph()) {
            case CROSS -> {
                g.strokeLine(x - 3.5, y - 3.5, x + 3.5, y + 3.5);
                g.strokeLine(x - 3.5, y + 3.5, x + 3.5, y - 3.5);
            }
            case SQUARE -> g.fillRoundRect(x - 3.5, y - 3.5, 7, 7, 2, 2);
            case RESTART -> restart(g, x, y);
            case DASH -> g.strokeLine(x - 2.5, y, x + 2.5, y);
            case LOCK -> {
                g.fillRoundRect(x - 4, y - 1, 8, 6, 2, 2);
                g.setLineWidth(1.3);
                g.strokeArc(x - 2.5, y - 5, 5, 8, 0, 180, ArcType.OPEN);
            }
        }
        g.setLineCap(StrokeLineCap.BUTT);
    }

    /// Three quarters of a circle with an arrow's head at its end.
    private static void restart(GraphicsContext g, double x, double y) {
        double r = 4.5;
        g.strokeArc(x - r, y - r, 2 * r, 2 * r, 40, 290, ArcType.OPEN);
        double tipX = x + r * Math.cos(Math.toRadians(40));
        double tipY = y - r * Math.sin(Math.toRadians(40));
        g.strokeLine(tipX, tipY, tipX + 0.4, tipY - 3.4);
        g.strokeLine(tipX, tipY, tipX - 3.4, tipY + 0.1);
    }
}
