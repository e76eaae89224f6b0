package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.fail;

import dev.vitrine.ui.draw.Picture;

import javafx.scene.image.Image;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.imageio.ImageIO;

/// Compares a picture with its golden one: at most one pixel in a thousand may be off by more than
/// 8 of 255 in a channel. When more are, the actual picture and the difference are written to
/// `target/golden`. A missing golden fails. `mvn test -Dgoldens=write` writes them all anew; look
/// at them before you commit.
public final class Golden {
    private static final Path GOLDENS = Path.of("src/test/resources/golden");
    private static final Path ACTUALS = Path.of("target/golden");
    private static final double SHARE_OFF_MAX = 0.001;
    private static final int CHANNEL_OFF_MAX = 8;

    private Golden() {}

    public static void check(String name, Image image) throws IOException {
        Path golden = GOLDENS.resolve(name + ".png");
        if ("write".equals(System.getProperty("goldens"))) {
            Picture.write(image, golden);
            return;
        }
        Path actual = ACTUALS.resolve(name + ".actual.png");
        if (!Files.exists(golden)) {
            Picture.write(image, actual);
            fail("no golden " + golden + "; the actual picture is " + actual);
        }
        BufferedImage expected = ImageIO.read(golden.toFile());
        BufferedImage got = Picture.pixels(image);
        if (expected.getWidth() != got.getWidth() || expected.getHeight() != got.getHeight()) {
            Picture.write(image, actual);
            fail(name + " has another size than its golden; see " + actual);
        }
        BufferedImage difference =
                new BufferedImage(got.getWidth(), got.getHeight(), BufferedImage.TYPE_INT_RGB);
        long off = 0;
        for (int y = 0; y < got.getHeight(); y++) {
            for (int x = 0; x < got.getWidth(); x++) {
                int by = offBy(expected.getRGB(x, y), got.getRGB(x, y));
                difference.setRGB(x, y, by > CHANNEL_OFF_MAX ? 0xffffff : by * 0x0a0a0a);
                off += by > CHANNEL_OFF_MAX ? 1 : 0;
            }
        }
        double share = (double) off / ((double) got.getWidth() * got.getHeight());
        if (share > SHARE_OFF_MAX) {
            Picture.write(image, actual);
            File out = ACTUALS.resolve(name + ".difference.png").toFile();
            ImageIO.write(difference, "png", out);
            fail(
                    name
                            + ": %.3f %% of the pixels differ from the golden; see %s and %s"
                                    .formatted(share * 100, actual, out));
        }
    }

    private static int offBy(int one, int other) {
        int most = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            most = Math.max(most, Math.abs((one >> shift & 0xff) - (other >> shift & 0xff)));
        }
        return most;
    }
}
