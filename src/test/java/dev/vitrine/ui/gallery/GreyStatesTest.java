package dev.vitrine.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.ui.Fx;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.FontMeasure;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Picture;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.stage.Level;
import dev.vitrine.ui.stage.StageLayout;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Theme;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A replica's state on the stage is told by more than its colour: printed in grey, no two look the
/// same.
class GreyStatesTest {
    /// Of 255, on average over what is compared: enough that two beside one another are seen as
    /// two.
    private static final double APART_MIN = 12;

    private static final double WIDTH = 1_280;

    /// The broker that has the replica of each topic in this state.
    private static final Map<String, Integer> STATES = states();

    private static Map<String, Integer> states() {
        Map<String, Integer> states = new LinkedHashMap<>();
        states.put("LEADER", 1);
        states.put("IN_SYNC", 2);
        states.put("OUT_OF_SYNC", 3);
        states.put("GONE", 4);
        return states;
    }

    /// A topic for each hue, its one partition in each state on another broker.
    ///
    /// @param more partitions besides, for glyphs as small as they get
    private static Tape tape(int more) {
        Tape tape = new Tape();
        tape.nodes(4);
        tape.controller(1, 1);
        List<Integer> replicas = List.of(1, 2, 3, 4);
        for (int hue = 0; hue < Ink.HUES; hue++) {
            tape.topic("t" + hue, List.of(replicas));
            tape.grow("t" + hue, 0, 20);
        }
        List<List<Integer>> others = new ArrayList<>();
        for (int number = 0; number < more; number++) {
            others.add(replicas);
        }
        if (more > 0) {
            tape.topic("more", others);
        }
        tape.end(4, Event.Ending.KILLED);
        for (int hue = 0; hue < Ink.HUES; hue++) {
            tape.partition("t" + hue, 0, List.of(1, 2), 1);
        }
        tape.pass(5_000);
        return tape;
    }

    /// A picture in grey, and what is on it.
    private record Seen(Drawing drawing, BufferedImage pixels) {
        static Seen of(Tape tape, Level level, Theme theme, double height) {
            return Fx.on(() -> {
                Drawing drawing =
                        StageLayout.at(level)
                                .draw(
                                        new Moment(
                                                tape.snapshot(),
                                                tape.nowMs(),
                                                WIDTH,
                                                height,
                                                DrawingView.TRAVEL_MS,
                                                null,
                                                theme.palette()),
                                        new FontMeasure());
                return new Seen(
                        drawing,
                        Picture.pixels(
                                Picture.of(
                                        StageLayout.at(level),
                                        tape.snapshot(),
                                        tape.nowMs(),
                                        null,
                                        theme,
                                        WIDTH,
                                        height,
                                        1)));
            });
        }

        Box replica(int hue, int node) {
            String id = "replica-t" + hue + "-0@" + node;
            return Objects.requireNonNull(drawing.fact(id), id).bounds();
        }

        /// The first shape of a kind in a row.
        <S extends Shape> Box first(Class<S> kind, Box row) {
            return drawing.shapes().stream()
                    .filter(kind::isInstance)
                    .map(Shape::bounds)
                    .filter(box -> box.height() < 2 * row.height())
                    .filter(box -> row.contains(box.centreX(), box.centreY()))
                    .findFirst()
                    .orElseThrow();
        }

        private double grey(double x, double y) {
            int rgb = pixels.getRGB((int) Math.round(x), (int) Math.round(y));
            return 0.21 * (rgb >> 16 & 255) + 0.71 * (rgb >> 8 & 255) + 0.07 * (rgb & 255);
        }

        /// How far two places are apart on average.
        double apart(Box one, Box other) {
            int width = (int) Math.min(one.width(), other.width());
            int height = (int) Math.min(one.height(), other.height());
            double sum = 0;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    sum +=
                            Math.abs(
                                    grey(one.x() + x, one.y() + y)
                                            - grey(other.x() + x, other.y() + y));
                }
            }
            return sum / (width * height);
        }
    }

    /// Compares each two states of each hue.
    private static void assertApart(Seen seen, Theme theme, Comparing comparing) {
        for (int hue = 0; hue < Ink.HUES; hue++) {
            for (Map.Entry<String, Integer> one : STATES.entrySet()) {
                for (Map.Entry<String, Integer> other : STATES.entrySet()) {
                    if (one.getValue() < other.getValue()) {
                        assertThat(
                                        comparing.apart(
                                                seen.replica(hue, one.getValue()),
                                                seen.replica(hue, other.getValue())))
                                .as("%s and %s of hue %d in %s", one, other, hue, theme)
                                .isGreaterThan(APART_MIN);
                    }
                }
            }
        }
    }

    private interface Comparing {
        double apart(Box one, Box other);
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void glyphsInDifferentStatesDifferInGrey(Theme theme) {
        Seen seen = Seen.of(tape(0), Level.MATRIX, theme, 800);
        assertThat(seen.replica(0, 1).width()).isEqualTo(16);
        assertApart(seen, theme, seen::apart);
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void theSmallestGlyphsInDifferentStatesDifferInGrey(Theme theme) {
        Seen seen = Seen.of(tape(600), Level.MATRIX, theme, 420);
        assertThat(seen.replica(0, 1).width()).isEqualTo(7);
        assertApart(seen, theme, seen::apart);
    }

    /// By the sign of its part, or by its log.
    @ParameterizedTest
    @EnumSource(Theme.class)
    void rowsInDifferentStatesDifferInGrey(Theme theme) {
        for (Level level : List.of(Level.ROWS, Level.LANES)) {
            Seen seen = Seen.of(tape(0), level, theme, 1_200);
            assertApart(
                    seen,
                    theme,
                    (one, other) ->
                            Math.max(
                                    seen.apart(
                                            seen.first(Shape.Plate.class, one),
                                            seen.first(Shape.Plate.class, other)),
                                    seen.apart(
                                            seen.first(Shape.Cells.class, one),
                                            seen.first(Shape.Cells.class, other))));
        }
    }
}
