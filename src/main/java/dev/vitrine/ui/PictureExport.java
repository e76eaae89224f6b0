package dev.vitrine.ui;

import dev.vitrine.ui.draw.Picture;

import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.WritableImage;
import javafx.scene.transform.Transform;
import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/// The window as it is, as a PNG file.
final class PictureExport {
    /// Pixels of the picture for each of the window's, so that it can be printed.
    private static final double SCALE = 2;

    private PictureExport() {}

    /// Asks where to, and writes it there.
    static void ask(Scene scene, Appearance appearance, Notices notices) {
        WritableImage image = of(scene, appearance);
        FileChooser chooser = new FileChooser();
        chooser.setTitle("Save a picture");
        chooser.setInitialFileName("vitrine.png");
        chooser.getExtensionFilters().add(new ExtensionFilter("PNG picture", "*.png"));
        File chosen = chooser.showSaveDialog(scene.getWindow());
        if (chosen != null) {
            write(image, chosen.toPath(), notices);
        }
    }

    /// A picture of the window, [#SCALE] times as large as it is.
    static WritableImage of(Scene scene, Appearance appearance) {
        appearance.sharpen(SCALE);
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(scene.getFill());
        parameters.setTransform(Transform.scale(SCALE, SCALE));
        WritableImage image = scene.getRoot().snapshot(parameters, null);
        appearance.sharpen(1);
        return image;
    }

    static void write(WritableImage image, Path to, Notices notices) {
        try {
            Picture.write(image, to);
            notices.news("Saved: " + to);
        } catch (IOException e) {
            notices.trouble("The picture cannot be written to " + to + ": " + e.getMessage());
        }
    }
}
