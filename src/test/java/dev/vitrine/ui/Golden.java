package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.fail;

import dev.vitrine.ui.draw.Picture;

import javafx.scene.image.Image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    /// Between the pictures of a sheet.
    private static final int GAP = 4;

    private Golden() {}

    public static void check(String name, Image image) throws IOException {
        check(name, Picture.pixels(image));
    }

    public static void check(String name, BufferedImage got) throws IOException {
        Path golden = GOLDENS.resolve(name + ".png");
        if ("write".equals(System.getProperty("goldens"))) {
            write(got, golden);
            return;
        }
        Path actual = ACTUALS.resolve(name + ".actual.png");
        if (!Files.exists(golden)) {
            write(got, actual);
            fail("no golden " + golden + "; the actual picture is " + actual);
        }
        BufferedImage expected = ImageIO.read(golden.toFile());
        if (expected.getWidth() != got.getWidth() || expected.getHeight() != got.getHeight()) {
            write(got, actual);
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
            write(got, actual);
            File out = ACTUALS.resolve(name + ".difference.png").toFile();
            ImageIO.write(difference, "png", out);
            fail(
                    name
                            + ": %.3f %% of the pixels differ from the golden; see %s and %s"
                                    .formatted(share * 100, actual, out));
        }
    }

    private static void write(BufferedImage image, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    /// The picture so many pixels wide, each the mean of those that it stands for.
    public static BufferedImage small(Image image, int width) {
        BufferedImage from = Picture.pixels(image);
        int[] data = ((DataBufferInt) from.getRaster().getDataBuffer()).getData();
        int height = Math.round((float) from.getHeight() * width / from.getWidth());
        BufferedImage to = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            int top = y * from.getHeight() / height;
            int bottom = (y + 1) * from.getHeight() / height;
            for (int x = 0; x < width; x++) {
                int left = x * from.getWidth() / width;
                int right = (x + 1) * from.getWidth() / width;
                to.setRGB(x, y, mean(data, from.getWidth(), left, top, right, bottom));
            }
        }
        return to;
    }

    private static int mean(int[] data, int row, int left, int top, int right, int bottom) {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int rgb = data[y * row + x];
                red += rgb >> 16 & 0xff;
                green += rgb >> 8 & 0xff;
                blue += rgb & 0xff;
            }
        }
        long count = (long) (right - left) * (bottom - top);
        return (int) (red / count << 16 | green / count << 8 | blue / count);
    }

    /// Pictures in rows, on one.
    public static BufferedImage sheet(List<List<BufferedImage>> rows) {
        int width =
                rows.stream()
                        .mapToInt(row -> row.stream().mapToInt(each -> each.getWidth() + GAP).sum())
                        .max()
                        .orElse(1);
        int height =
                rows.stream()
                        .mapToInt(row ->
                                row.stream().mapToInt(BufferedImage::getHeight).max().orElse(0)
                                        + GAP)
                        .sum();
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int y = 0;
        for (List<BufferedImage> row : rows) {
            int x = 0;
            int tallest = 0;
            for (BufferedImage each : row) {
                sheet.getRaster().setRect(x, y, each.getRaster());
                x += each.getWidth() + GAP;
                tallest = Math.max(tallest, each.getHeight());
            }
            y += tallest + GAP;
        }
        return sheet;
    }

    private static int offBy(int one, int other) {
        int most = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            most = Math.max(most, Math.abs((one >> shift & 0xff) - (other >> shift & 0xff)));
        }
        return most;
    }
}
