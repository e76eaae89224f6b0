package dev.vitrine.ui.panel;

import dev.vitrine.ui.theme.Styles;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// A page that lies over the whole window until one clicks or presses Esc. In a window that is too
/// low for it, it scrolls.
public class Sheet extends StackPane {
    private static final double GAP = 16;

    Sheet(String id, String title, Node content) {
        setId(id);
        Region veil = new Region();
        veil.getStyleClass().add("v-veil");
        Label head = new Label(title);
        head.getStyleClass().add(Styles.TITLE);
        ScrollPane scroll = new ScrollPane(content);
        scroll.getStyleClass().add(PanelStyles.QUIET);
        scroll.setFitToWidth(true);
        VBox sheet = new VBox(GAP, head, scroll);
        sheet.getStyleClass().addAll(Styles.BOX, "v-sheet");
        sheet.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        setAlignment(Pos.CENTER);
        getChildren().setAll(veil, sheet);
        veil.setOnMouseClicked(event -> setVisible(false));
        setVisible(false);
        managedProperty().bind(visibleProperty());
    }

    /// @return whether it was open
    public boolean hide() {
        boolean open = isVisible();
        setVisible(false);
        return open;
    }
}
