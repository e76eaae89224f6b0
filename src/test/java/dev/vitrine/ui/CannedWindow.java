package dev.vitrine.ui;

import dev.vitrine.scenario.Library;
import dev.vitrine.ui.gallery.Exhibit;
import dev.vitrine.ui.gallery.Exhibits;

import javafx.scene.Parent;

import java.nio.file.Path;

/// The whole window with a canned moment, that nobody sees, and no cluster. Its toolkit lays it out
/// and draws it all the same. On the JavaFX thread.
final class CannedWindow {
    private CannedWindow() {}

    static VitrineWindow of(
            int width, int height, int percent, boolean projector, WindowMemory.Look look) {
        WindowMemory memory = WindowMemory.none();
        memory.size(width, height);
        memory.look(look);
        memory.percent(percent);
        memory.motion(WindowMemory.Motion.FULL);
        VitrineWindow window =
                new VitrineWindow(
                        new VitrineWindow.Opening(3, 0, null, null, 1),
                        memory,
                        new Library(Path.of("scenarios")));
        settle(window);
        if (projector) {
            window.toggleProjector();
        }
        show(window);
        window.model().selectionProperty().set(moment().selection());
        show(window);
        return window;
    }

    /// Shows it the moment.
    static void show(VitrineWindow window) {
        window.show(moment().snapshot(), moment().nowMs());
        settle(window);
    }

    static void settle(VitrineWindow window) {
        Parent root = window.scene().getRoot();
        root.applyCss();
        root.layout();
        root.layout();
    }

    private static Exhibit moment() {
        return Exhibits.all().stream()
                .filter(exhibit -> exhibit.fullName().equals("stage-failed-over"))
                .findFirst()
                .orElseThrow();
    }
}
