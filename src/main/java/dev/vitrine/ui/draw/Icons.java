package dev.vitrine.ui.draw;

import dev.vitrine.ui.theme.Typeface;

import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.ArcType;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.TextAlignment;

/// Signs drawn as lines, since the bundled fonts lack some of them.
final class Icons {
    private static final double PEN = 1.6;

    /// The one sign that Inter has.
    private static final String RESTART_SIGN = "↻";

    private static final double RESTART_SIZE = 15;

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
            case RESTART -> {
                g.setFont(Typeface.SEMIBOLD.at(RESTART_SIZE));
                g.setTextAlign(TextAlignment.CENTER);
                g.fillText(RESTART_SIGN, Math.round(x), Math.round(y + RESTART_SIZE * 0.34));
                g.setTextAlign(TextAlignment.LEFT);
            }
            case DASH -> g.strokeLine(x - 2.5, y, x + 2.5, y);
            case LOCK -> {
                g.fillRoundRect(x - 4, y - 1, 8, 6, 2, 2);
                g.setLineWidth(1.3);
                g.strokeArc(x - 2.5, y - 5, 5, 8, 0, 180, ArcType.OPEN);
            }
            case LATE -> {
                g.strokeOval(x - 5, y - 5, 10, 10);
                g.setLineWidth(1.3);
                g.strokeLine(x, y - 2.5, x, y);
                g.strokeLine(x, y, x + 2, y + 1.5);
            }
        }
        g.setLineCap(StrokeLineCap.BUTT);
    }
}
