package dev.vitrine.ui.panel;

import dev.vitrine.ui.theme.Styles;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// A page that lies over the whole window until one clicks or presses Esc.
public class Sheet extends StackPane {
    private static final double GAP = 16;

    Sheet(String id, String title, Node content) {
        setId(id);
        Region veil = new Region();
        veil.getStyleClass().add("v-veil");
        Label head = new Label(title);
        head.getStyleClass().add(Styles.TITLE);
        VBox sheet = new VBox(GAP, head, content);
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
