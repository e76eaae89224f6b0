package dev.vitrine.ui.panel;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// A side of the window that can be folded away to a narrow strip; the stage gets what it gives up.
public final class Fold extends StackPane {
    private final BooleanProperty open = new SimpleBooleanProperty(this, "open", true);
    private final Node content;
    private final VBox strip;
    private final Region panel;

    /// @param side where in the window it is
    /// @param name what it holds, for the mouse and for screen readers
    public Fold(Side side, String name, Region panel) {
        this.panel = panel;
        getStyleClass().add(PanelStyles.FOLD);
        Sign away =
                switch (side) {
                    case LEFT -> Sign.LEFT;
                    case RIGHT -> Sign.RIGHT;
                    default -> Sign.DOWN;
                };
        Sign back =
                switch (side) {
                    case LEFT -> Sign.RIGHT;
                    case RIGHT -> Sign.LEFT;
                    default -> Sign.UP;
                };
        Button fold = PanelParts.iconButton(away, "Fold " + name + " away", () -> open.set(false));
        fold.getStyleClass().add(PanelStyles.QUIET);
        fold.setId("fold-" + side.name().toLowerCase(java.util.Locale.ROOT));
        StackPane.setAlignment(fold, javafx.geometry.Pos.TOP_RIGHT);
        StackPane.setMargin(fold, new javafx.geometry.Insets(9, 8, 0, 0));
        content = new StackPane(panel, fold);
        Button unfold = PanelParts.iconButton(back, "Show " + name, () -> open.set(true));
        unfold.getStyleClass().add(PanelStyles.QUIET);
        unfold.setId("unfold-" + side.name().toLowerCase(java.util.Locale.ROOT));
        strip = new VBox(unfold);
        strip.getStyleClass().add(PanelStyles.STRIP);
        getChildren().setAll(content);
        open.subscribe(this::arrange);
    }

    private void arrange() {
        getChildren().setAll(open.get() ? content : strip);
    }

    public BooleanProperty openProperty() {
        return open;
    }

    public Region panel() {
        return panel;
    }
}
