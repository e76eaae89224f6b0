package dev.vitrine.ui;

import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Theme;

import javafx.scene.image.Image;
import javafx.scene.image.PixelWriter;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;

import java.util.List;

/// The window's sign, in the sizes that systems ask for: a display case with something in it.
final class WindowIcon {
    private static final int[] SIZES = {16, 32, 48, 128};

    private WindowIcon() {}

    static List<Image> all() {
        Palette palette = Theme.DARK.palette();
        return java.util.Arrays.stream(SIZES).mapToObj(size -> draw(size, palette)).toList();
    }

    private static Image draw(int size, Palette palette) {
        WritableImage image = new WritableImage(size, size);
        PixelWriter pixels = image.getPixelWriter();
        Color frame = palette.color(Ink.ACCENT);
        Color glass = palette.color(Ink.PANEL);
        double edge = size / 9.0;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double px = x + 0.5;
                double py = y + 0.5;
                if (!isIn(px, py, 0, 0, size, size, size * 0.27)) {
                    continue;
                }
                boolean inGlass = isIn(px, py, edge, edge, size - edge, size - edge, size * 0.19);
                boolean inThing =
                        isIn(
                                px,
                                py,
                                size * 0.25,
                                size * 0.5,
                                size * 0.75,
                                size * 0.75,
                                size * 0.08);
                pixels.setColor(x, y, inGlass && !inThing ? glass : frame);
            }
        }
        return image;
    }

    /// Whether a point is in a rectangle with rounded corners.
    private static boolean isIn(
            double x,
            double y,
            double left,
            double top,
            double right,
            double bottom,
            double radius) {
        double nearX = Math.clamp(x, left + radius, right - radius);
        double nearY = Math.clamp(y, top + radius, bottom - radius);
        return Math.hypot(x - nearX, y - nearY) <= radius;
    }
}
