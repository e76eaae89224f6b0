package dev.vitrine.ui.theme;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.paint.Color;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;

class ThemeTest {
    private static final double TEXT_CONTRAST_MIN = 4.5;
    private static final double GRAPHIC_CONTRAST_MIN = 3;
    private static final double APART_MIN = 15;

    /// How eyes without the long, middle or short cones see linear RGB: Machado, Oliveira and
    /// Fernandes, 2009, severity 1.
    private static final double[][][] SIGHTS = {
        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
        {
            {0.152286, 1.052583, -0.204868},
            {0.114503, 0.786281, 0.099216},
            {-0.003882, -0.048116, 1.051998}
        },
        {
            {0.367322, 0.860646, -0.227968},
            {0.280085, 0.672501, 0.047413},
            {-0.011820, 0.042940, 0.968881}
        },
        {
            {1.255528, -0.076749, -0.178779},
            {-0.078411, 0.930809, 0.147602},
            {0.004733, 0.691367, 0.303900}
        }
    };

    @ParameterizedTest
    @EnumSource(Theme.class)
    void textIsReadableOnEveryGround(Theme theme) {
        Palette palette = theme.palette();
        List<Ink> texts = new ArrayList<>(List.of(Ink.TEXT, Ink.MUTED, Ink.WARNING_TEXT));
        texts.add(Ink.GOOD_TEXT);
        texts.add(Ink.DANGER_TEXT);
        for (int hue = 0; hue < Ink.HUES; hue++) {
            texts.add(Ink.hueText(hue));
        }
        for (Ink text : texts) {
            for (Ink ground : List.of(Ink.STAGE, Ink.PANEL, Ink.CARD)) {
                assertThat(contrast(palette, text, ground))
                        .as("%s on %s", text, ground)
                        .isGreaterThanOrEqualTo(TEXT_CONTRAST_MIN);
            }
        }
        assertThat(contrast(palette, Ink.ON_ACCENT, Ink.ACCENT)).isGreaterThan(TEXT_CONTRAST_MIN);
        assertThat(contrast(palette, Ink.ON_CONTROLLER, Ink.CONTROLLER))
                .isGreaterThan(TEXT_CONTRAST_MIN);
        assertThat(contrast(palette, Ink.DEAD_TEXT, Ink.DEAD_CARD))
                .isGreaterThan(TEXT_CONTRAST_MIN);
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void fillsStandOutFromTheCard(Theme theme) {
        List<Ink> fills =
                new ArrayList<>(List.of(Ink.ACCENT, Ink.GOOD, Ink.WARNING, Ink.DANGER, Ink.FAINT));
        for (int hue = 0; hue < Ink.HUES; hue++) {
            fills.add(Ink.hue(hue));
        }
        for (Ink fill : fills) {
            assertThat(contrast(theme.palette(), fill, Ink.CARD))
                    .as("%s", fill)
                    .isGreaterThanOrEqualTo(GRAPHIC_CONTRAST_MIN);
        }
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void partitionHuesStayApartForEveryEye(Theme theme) {
        for (double[][] sight : SIGHTS) {
            for (int a = 0; a < Ink.HUES; a++) {
                for (int b = a + 1; b < Ink.HUES; b++) {
                    double[] one = lab(seen(theme.palette().color(Ink.hue(a)), sight));
                    double[] other = lab(seen(theme.palette().color(Ink.hue(b)), sight));
                    assertThat(
                                    Math.hypot(
                                            Math.hypot(one[0] - other[0], one[1] - other[1]),
                                            one[2] - other[2]))
                            .as("hues %d and %d", a + 1, b + 1)
                            .isGreaterThanOrEqualTo(APART_MIN);
                }
            }
        }
    }

    private static double contrast(Palette palette, Ink one, Ink other) {
        return Palette.contrast(palette.color(one), palette.color(other));
    }

    private static double[] seen(Color color, double[][] sight) {
        double[] rgb = {linear(color.getRed()), linear(color.getGreen()), linear(color.getBlue())};
        double[] out = new double[3];
        for (int i = 0; i < 3; i++) {
            double sum = sight[i][0] * rgb[0] + sight[i][1] * rgb[1] + sight[i][2] * rgb[2];
            out[i] = Math.clamp(sum, 0, 1);
        }
        return out;
    }

    private static double linear(double c) {
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    private static double[] lab(double[] rgb) {
        double x = f((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.95047);
        double y = f(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
        double z = f((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.08883);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double f(double t) {
        return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16.0 / 116;
    }
}
