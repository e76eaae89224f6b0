package dev.vitrine.ui.panel;

import javafx.geometry.Bounds;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

import org.jspecify.annotations.Nullable;

/// Something small that lies over the window below or above a button, until one clicks beside it.
/// It is part of the window's own scene, so that it looks the same on every desktop.
final class Flyout {
    private static final double GAP = 6;
    private static final double EDGE = 8;

    private final StackPane over;
    private @Nullable Pane shown;
    private @Nullable Node cameFrom;

    Flyout(StackPane over) {
        this.over = over;
    }

    void show(Node button, Region content) {
        hide();
        StackPane veil = new StackPane(content);
        veil.setPickOnBounds(true);
        content.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        veil.setOnMousePressed(event -> {
            if (event.getTarget() == veil) {
                hide();
            }
        });
        over.getChildren().add(veil);
        veil.applyCss();
        Bounds at = over.sceneToLocal(button.localToScene(button.getLayoutBounds()));
        double left = at.getMaxX() - content.prefWidth(-1);
        double farthest = over.getWidth() - content.prefWidth(-1) - EDGE;
        double x = Math.clamp(left, EDGE, Math.max(EDGE, farthest));
        // Above a button in the lower half, so that what grows has room to.
        boolean above = at.getCenterY() > over.getHeight() / 2;
        veil.setAlignment(above ? Pos.BOTTOM_LEFT : Pos.TOP_LEFT);
        StackPane.setMargin(
                content,
                above
                        ? new Insets(0, 0, over.getHeight() - at.getMinY() + GAP, x)
                        : new Insets(at.getMaxY() + GAP, 0, 0, x));
        shown = veil;
        cameFrom = button;
    }

    boolean isOpen() {
        return shown != null;
    }

    /// @return whether something was open
    boolean hide() {
        Pane open = shown;
        shown = null;
        if (open == null) {
            return false;
        }
        over.getChildren().remove(open);
        if (cameFrom != null) {
            cameFrom.requestFocus();
        }
        return true;
    }
}
