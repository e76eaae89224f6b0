package dev.vitrine;

import dev.vitrine.history.Snapshot;
import dev.vitrine.ui.draw.Picture;
import dev.vitrine.ui.stage.StageLayout;
import dev.vitrine.ui.theme.Theme;

import javafx.application.Platform;
import javafx.scene.image.Image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A folder of pictures of the stage, drawn without a display.
final class Shots {
    private static final double WIDTH = 1_280;
    private static final double HEIGHT = 800;

    /// How long a picture may take, and the toolkit until it runs.
    private static final long PICTURE_MS_MAX = 60_000;

    private final Path folder;

    private Shots(Path folder) {
        this.folder = folder;
    }

    /// Starts JavaFX on its headless platform, unless it runs already.
    ///
    /// @throws Refusal when the folder cannot be written to
    static Shots into(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Refusal("no pictures can be written to " + folder + ": " + e.getMessage());
        }
        if (!Files.isWritable(folder)) {
            throw new Refusal("no pictures can be written to " + folder);
        }
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        try {
            Platform.startup(() -> {});
        } catch (IllegalStateException e) {
            // It runs already.
        }
        Platform.setImplicitExit(false);
        return new Shots(folder);
    }

    /// Draws the cluster as it was after a step, into `2.3.png`.
    void take(String step, Snapshot snapshot) {
        Path file = folder.resolve(step + ".png");
        CompletableFuture<Image> drawn = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                drawn.complete(
                        Picture.of(
                                new StageLayout(),
                                snapshot,
                                snapshot.atMs(),
                                null,
                                Theme.DARK,
                                WIDTH,
                                HEIGHT,
                                1));
            } catch (RuntimeException e) {
                drawn.completeExceptionally(e);
            }
        });
        try {
            Picture.write(drawn.get(PICTURE_MS_MAX, TimeUnit.MILLISECONDS), file);
        } catch (IOException e) {
            throw new Refusal(file + " cannot be written: " + e.getMessage());
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the stage cannot be drawn", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
