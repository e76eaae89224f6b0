package dev.vitrine.ui.gallery;

import dev.vitrine.ui.Fx;
import dev.vitrine.ui.Golden;
import dev.vitrine.ui.draw.Picture;
import dev.vitrine.ui.theme.Theme;

import javafx.scene.image.WritableImage;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;

class ExhibitsGoldenTest {
    static Stream<Arguments> pictures() {
        return Fx.on(() ->
                Exhibits.all().stream()
                        .flatMap(exhibit ->
                                Stream.of(Theme.values())
                                        .map(theme ->
                                                Arguments.of(exhibit.fullName(), theme, exhibit)))
                        .toList())
                .stream();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("pictures")
    void looksAsItDid(String name, Theme theme, Exhibit exhibit) throws IOException {
        WritableImage image = Fx.on(() -> picture(exhibit, theme));
        Golden.check(name + "-" + theme.name().toLowerCase(Locale.ROOT), image);
    }

    private static WritableImage picture(Exhibit exhibit, Theme theme) {
        return Picture.of(
                exhibit.artist().get(),
                exhibit.snapshot(),
                exhibit.nowMs(),
                exhibit.selection(),
                theme,
                exhibit.width(),
                exhibit.height(),
                1);
    }
}
