package dev.vitrine.ui;

import javafx.fxml.FXML;
import javafx.fxml.FXMLLoader;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;

/// The window's frame, as `window.fxml` lays it out: places for all that is in the window.
@SuppressWarnings("NullAway.Init")
final class Frame {
    @FXML private StackPane root;
    @FXML private BorderPane frame;
    @FXML private StackPane stagePlace;

    Frame() {
        load("window.fxml", this);
    }

    /// Fills a controller's fields with what a file of this package lays out.
    static void load(String name, Object controller) {
        URL file = Frame.class.getResource(name);
        if (file == null) {
            throw new IllegalStateException("the jar lacks " + name);
        }
        FXMLLoader loader = new FXMLLoader(file);
        loader.setController(controller);
        try {
            loader.load();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    /// All of it; what lies over the window is added to it.
    StackPane root() {
        return root;
    }

    /// The stage in the middle, and what is around it.
    BorderPane frame() {
        return frame;
    }

    StackPane stagePlace() {
        return stagePlace;
    }
}
