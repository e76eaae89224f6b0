package dev.vitrine.ui.draw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.Fx;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Theme;
import dev.vitrine.ui.theme.Tint;

import javafx.scene.canvas.Canvas;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumMap;
import java.util.Map;

/// A record's state is told by more than its colour.
class DrawnStatesTest {
    private static final int CELL = 17;

    /// Of 255, on average over a cell: enough that two beside one another are seen as two.
    private static final double GREY_APART_MIN = 12;

    @ParameterizedTest
    @EnumSource(Theme.class)
    void recordsInDifferentStatesDifferInGrey(Theme theme) {
        for (int hue = 0; hue < Ink.HUES; hue++) {
            Map<Shape.Look, double[][]> drawn = new EnumMap<>(Shape.Look.class);
            for (Shape.Look look : Shape.Look.values()) {
                Ink ink = look == Shape.Look.LOST ? Ink.DANGER : Ink.hue(hue);
                drawn.put(look, grey(theme, look, ink));
            }
            for (Shape.Look one : Shape.Look.values()) {
                for (Shape.Look other : Shape.Look.values()) {
                    if (one.compareTo(other) < 0) {
                        assertThat(apart(drawn.get(one), drawn.get(other)))
                                .as("%s and %s of hue %d in %s", one, other, hue, theme)
                                .isGreaterThan(GREY_APART_MIN);
                    }
                }
            }
        }
    }

    private static double[][] grey(Theme theme, Shape.Look look, Ink ink) {
        return Fx.on(() -> {
            Canvas canvas = new Canvas(CELL + 4, CELL + 4);
            var g = canvas.getGraphicsContext2D();
            g.setFill(theme.palette().color(Ink.CARD));
            g.fillRect(0, 0, CELL + 4, CELL + 4);
            Shape.Cells cells =
                    new Shape.Cells(
                            new Box(2, 2, CELL, CELL),
                            CELL,
                            1,
                            look,
                            Tint.of(ink),
                            Tint.of(Ink.CARD));
            new Painter(g, theme.palette(), new FontMeasure())
                    .paint(new Drawing(CELL, CELL, java.util.List.of(cells), java.util.List.of()));
            WritableImage image = canvas.snapshot(null, null);
            double[][] grey = new double[CELL][CELL];
            for (int y = 0; y < CELL; y++) {
                for (int x = 0; x < CELL; x++) {
                    Color color = image.getPixelReader().getColor(x + 2, y + 2);
                    grey[y][x] = 255 * color.grayscale().getBrightness();
                }
            }
            return grey;
        });
    }

    private static double apart(double[][] one, double[][] other) {
        double sum = 0;
        for (int y = 0; y < CELL; y++) {
            for (int x = 0; x < CELL; x++) {
                sum += Math.abs(one[y][x] - other[y][x]);
            }
        }
        return sum / (CELL * CELL);
    }
}
