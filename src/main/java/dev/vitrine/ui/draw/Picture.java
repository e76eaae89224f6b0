package dev.vitrine.ui.draw;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Theme;

import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.StackPane;
import javafx.scene.transform.Transform;

import org.jspecify.annotations.Nullable;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.imageio.ImageIO;

/// Still pictures, with or without a display.
public final class Picture {
    private Picture() {}

    /// Draws a moment. On the JavaFX thread; needs no window.
    ///
    /// @param width of the drawing at 100 %
    /// @param scale pixels of the picture for each of the drawing's
    public static WritableImage of(
            Artist artist,
            Snapshot snapshot,
            long nowMs,
            @Nullable Subject selection,
            Theme theme,
            double width,
            double height,
            double scale) {
        DrawingView view = new DrawingView(artist);
        view.setTheme(theme);
        view.setResolution(scale);
        view.selectionProperty().set(selection);
        StackPane root = new StackPane(view);
        Scene scene = new Scene(root, width, height);
        scene.setFill(theme.palette().color(Ink.STAGE));
        view.resize(width, height);
        root.applyCss();
        root.layout();
        view.show(snapshot, nowMs);
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(scene.getFill());
        parameters.setTransform(Transform.scale(scale, scale));
        return root.snapshot(parameters, null);
    }

    /// The picture's pixels, 0xAARRGGBB.
    public static BufferedImage pixels(Image image) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        BufferedImage pixels = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] data = ((DataBufferInt) pixels.getRaster().getDataBuffer()).getData();
        image.getPixelReader()
                .getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), data, 0, width);
        return pixels;
    }

    /// Writes a picture as PNG, and the folders above it when they are missing.
    ///
    /// @throws IOException when the file cannot be written
    public static void write(Image image, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (!ImageIO.write(pixels(image), "png", file.toFile())) {
            throw new IOException("no PNG writer for " + file);
        }
    }
}
