package dev.vitrine.ui;

import dev.vitrine.scenario.Library;

import javafx.application.Application;
import javafx.stage.Stage;

import org.jspecify.annotations.Nullable;

/// The window as an application of the toolkit. [WindowLauncher] starts it.
public final class VitrineApp extends Application {
    private @Nullable VitrineWindow window;

    @Override
    public void start(Stage stage) {
        VitrineWindow opened =
                new VitrineWindow(
                        WindowLauncher.opening(), WindowMemory.ofUser(), Library.shipped());
        window = opened;
        opened.open(stage);
    }

    @Override
    public void stop() {
        if (window != null) {
            window.close();
        }
    }
}
