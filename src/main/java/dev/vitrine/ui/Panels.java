package dev.vitrine.ui;

import dev.vitrine.ui.panel.Drawer;
import dev.vitrine.ui.panel.Fold;
import dev.vitrine.ui.panel.InspectorPanel;
import dev.vitrine.ui.panel.LessonPanel;
import dev.vitrine.ui.panel.TimeBar;

import javafx.geometry.Side;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// What lies around the stage: the lesson at its left, the inspector at its right, the time, events
/// and lenses below. Each can be folded away; the window remembers which are, and which lens was
/// open.
final class Panels {
    private final Map<Side, Fold> folds = new EnumMap<>(Side.class);
    private final Map<Side, Boolean> openBefore = new EnumMap<>(Side.class);
    private final Drawer drawer;

    /// Whether panels fold for a projector, not because a person wished it.
    private boolean makingRoom;

    Panels(
            WindowMemory memory,
            LessonPanel lesson,
            InspectorPanel inspector,
            TimeBar time,
            Drawer drawer,
            BorderPane frame) {
        this.drawer = drawer;
        folds.put(Side.LEFT, new Fold(Side.LEFT, "the lesson", lesson));
        folds.put(Side.RIGHT, new Fold(Side.RIGHT, "the inspector", inspector));
        folds.put(Side.BOTTOM, new Fold(Side.BOTTOM, "events and lenses", drawer));
        frame.setLeft(fold(Side.LEFT));
        frame.setRight(fold(Side.RIGHT));
        frame.setBottom(new VBox(time, fold(Side.BOTTOM)));
        Narrow narrow = new Narrow(frame.widthProperty(), fold(Side.LEFT), fold(Side.RIGHT));
        folds.forEach((side, fold) -> {
            String name = side.name().toLowerCase(Locale.ROOT);
            fold.openProperty().set(memory.isOpen(name));
            fold.openProperty()
                    .subscribe(open -> {
                        if (!narrow.isFolding() && !makingRoom) {
                            memory.open(name, open);
                        }
                    });
        });
        narrow.install();
        drawer.height(memory.drawerHeight());
        drawer.setOnHeight(memory::drawerHeight);
        drawer.open(memory.lens());
        drawer.shownProperty().subscribe((before, now) -> memory.lens(now));
    }

    private Fold fold(Side side) {
        return Objects.requireNonNull(folds.get(side), side.name());
    }

    /// What is at a side, also when it is folded away.
    Region panel(Side side) {
        return fold(side).panel();
    }

    /// Folds one away, or shows it again.
    void toggle(Side side) {
        Fold fold = fold(side);
        fold.openProperty().set(!fold.openProperty().get());
    }

    /// Opens a lens or the events, and what is below the stage when that was folded.
    void openLens(String id) {
        drawer.open(id);
        fold(Side.BOTTOM).openProperty().set(true);
    }

    /// Opens the next tab below the stage, or with -1 the one before.
    void openLens(int step) {
        List<String> ids = drawer.ids();
        int at = ids.indexOf(drawer.shownProperty().get());
        openLens(ids.get(Math.floorMod(at + step, ids.size())));
    }

    /// Gives the stage all the room, for a projector; what was open comes back afterwards.
    void makeRoom(boolean chosen) {
        makingRoom = true;
        if (chosen) {
            folds.forEach((side, fold) -> openBefore.put(side, fold.openProperty().get()));
            fold(Side.RIGHT).openProperty().set(false);
            fold(Side.BOTTOM).openProperty().set(false);
        } else {
            openBefore.forEach((side, open) -> fold(side).openProperty().set(open));
        }
        makingRoom = false;
    }
}
