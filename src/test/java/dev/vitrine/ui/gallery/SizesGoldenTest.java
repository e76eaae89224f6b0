package dev.vitrine.ui.gallery;

import dev.vitrine.ui.Enlarging;
import dev.vitrine.ui.Fx;
import dev.vitrine.ui.Golden;
import dev.vitrine.ui.draw.Picture;
import dev.vitrine.ui.theme.Theme;

import javafx.scene.image.Image;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Every exhibit in windows of every size, enlarged by as much as the window allows. The golden is
/// a sheet of small pictures, a row for each size: the letters are compared at full size elsewhere.
class SizesGoldenTest {
    private static final int[][] SIZES = {
        {1_280, 720}, {1_440, 900}, {1_920, 1_080}, {3_840, 2_160}
    };
    private static final double[] SCALES = {1, 1.5, 2};
    private static final int SMALL_WIDTH = 256;

    static Stream<Arguments> sheets() {
        return Fx.on(Exhibits::all).stream()
                .flatMap(exhibit ->
                        Stream.of(Theme.values())
                                .map(theme ->
                                        Arguments.of(Fx.on(exhibit::fullName), theme, exhibit)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sheets")
    void looksAsItDidInEverySize(String name, Theme theme, Exhibit exhibit) throws IOException {
        List<List<BufferedImage>> rows = new ArrayList<>();
        for (int[] size : SIZES) {
            List<BufferedImage> row = new ArrayList<>();
            for (double scale : SCALES) {
                double factor = Enlarging.factor(scale, size[0], size[1]);
                Image image =
                        Fx.on(() ->
                                Picture.of(
                                        exhibit.artist().get(),
                                        exhibit.snapshot(),
                                        exhibit.nowMs(),
                                        exhibit.selection(),
                                        theme,
                                        size[0] / factor,
                                        size[1] / factor,
                                        factor));
                row.add(Golden.small(image, SMALL_WIDTH));
            }
            rows.add(row);
        }
        Golden.check(
                "sizes/" + name + "-" + theme.name().toLowerCase(Locale.ROOT), Golden.sheet(rows));
    }
}
