package dev.vitrine.ui.lens;

import dev.vitrine.ui.draw.Artist;

import javafx.scene.Node;

import java.util.List;

/// One way to look at the cluster, in the drawer below the stage.
public interface Lens extends Artist {
    /// On its tab.
    String title();

    /// What it is for, in a sentence.
    String purpose();

    /// Controls that belong to it; they stand beside the tabs while it is shown.
    default List<Node> tools() {
        return List.of();
    }

    /// Who is told when the drawing is another without a new snapshot: a filter was typed, records
    /// have been read. Called on the JavaFX thread.
    default void onChange(Runnable redraw) {}
}
