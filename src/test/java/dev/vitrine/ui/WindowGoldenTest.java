package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.draw.Picture;

import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.image.Image;
import javafx.scene.text.Font;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The whole window with a canned moment, and no cluster.
class WindowGoldenTest {
    private static final int[][] SIZES = {
        {1_280, 720}, {1_440, 900}, {1_920, 1_080}, {3_840, 2_160}
    };
    private static final int SMALL_WIDTH = 480;
    private static final double README_DRAWER = 250;

    /// A window that nobody sees. Its toolkit lays it out and draws it all the same.
    private static Image picture(
            int width, int height, int percent, boolean projector, WindowMemory.Look look) {
        return Fx.on(() -> {
            VitrineWindow window = CannedWindow.of(width, height, percent, projector, look);
            Image image = window.scene().snapshot(null);
            window.close();
            return image;
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = WindowMemory.Look.class,
            names = {"DARK", "LIGHT"})
    void looksAsItDid(WindowMemory.Look look) throws IOException {
        Golden.check(
                "window-" + look.name().toLowerCase(Locale.ROOT),
                picture(1_440, 900, 100, false, look));
    }

    @ParameterizedTest
    @EnumSource(
            value = WindowMemory.Look.class,
            names = {"DARK", "LIGHT"})
    void looksAsItDidInEverySize(WindowMemory.Look look) throws IOException {
        List<List<BufferedImage>> rows = new ArrayList<>();
        for (int[] size : SIZES) {
            List<BufferedImage> row = new ArrayList<>();
            for (int percent : List.of(100, 150, 200)) {
                Image image = picture(size[0], size[1], percent, false, look);
                row.add(Golden.small(image, SMALL_WIDTH));
            }
            row.add(Golden.small(picture(size[0], size[1], 100, true, look), SMALL_WIDTH));
            rows.add(row);
        }
        Golden.check("sizes/window-" + look.name().toLowerCase(Locale.ROOT), Golden.sheet(rows));
    }

    /// The picture of the README is made by this test.
    @Test
    void thePictureOfTheReadmeIsMadeHere() throws IOException {
        Image image =
                Fx.on(() -> {
                    VitrineWindow window =
                            CannedWindow.of(1_440, 900, 100, false, WindowMemory.Look.DARK);
                    window.drawer().height(README_DRAWER);
                    window.drawer().open("timeline");
                    CannedWindow.show(window);
                    Image picture = PictureExport.of(window.scene(), window.appearance());
                    window.close();
                    return picture;
                });
        Picture.write(image, Path.of("assets/window.png"));
    }

    @ParameterizedTest
    @CsvSource({"1280, 720", "1440, 900", "1920, 1080", "3840, 2160"})
    void onAProjectorNoLetterOfTheWindowIsBelowAFiftiethOfItsHeight(int width, int height) {
        List<String> small =
                Fx.on(() -> {
                    VitrineWindow window =
                            CannedWindow.of(width, height, 100, true, WindowMemory.Look.DARK);
                    double factor =
                            width / window.scene().getRoot().lookup("#stage").getScene().getWidth();
                    List<String> found = new ArrayList<>();
                    collect(window.scene().getRoot(), height, found);
                    window.close();
                    return found;
                });
        assertThat(small).isEmpty();
    }

    private static void collect(Parent parent, double height, List<String> small) {
        for (javafx.scene.Node node : parent.getChildrenUnmodifiable()) {
            if (node instanceof Labeled labeled
                    && labeled.isVisible()
                    && labeled.getText() != null
                    && !labeled.getText().isBlank()) {
                Font font = labeled.getFont();
                double scale = labeled.getLocalToSceneTransform().getMyy();
                if (font.getSize() * scale < height / 50) {
                    small.add(labeled.getText() + " " + font.getSize() * scale);
                }
            }
            if (node instanceof Parent inner) {
                collect(inner, height, small);
            }
        }
    }

    @Test
    void theWindowIsDressedFromTheFirstMomentOn() {
        Image dark = picture(1_440, 900, 100, false, WindowMemory.Look.DARK);
        assertThat(dark.getPixelReader().getColor(700, 20).getBrightness()).isLessThan(0.3);
        Image light = picture(1_440, 900, 100, false, WindowMemory.Look.LIGHT);
        assertThat(light.getPixelReader().getColor(700, 20).getBrightness()).isGreaterThan(0.9);
    }
}
