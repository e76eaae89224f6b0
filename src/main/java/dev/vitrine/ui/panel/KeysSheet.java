package dev.vitrine.ui.panel;

import dev.vitrine.ui.theme.Styles;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import java.util.List;

/// All keys, over the window. Any key or click takes it away.
public final class KeysSheet extends StackPane {
    /// @param keys as written on them, two spaces between alternatives
    private record Row(String keys, String does) {}

    private static final List<Row> ROWS =
            List.of(
                    new Row("K", "kill the selected broker, as a crash"),
                    new Row("S", "stop it cleanly"),
                    new Row("R", "restart it with the same data"),
                    new Row("1 … 9", "select that broker"),
                    new Row("↑  ↓", "select the next broker"),
                    new Row("Tab", "walk through what is on the stage"),
                    new Row("Enter", "select it, or press its button"),
                    new Row("Esc", "select nothing"),
                    new Row("C", "copy the brokers' address"),
                    new Row("T", "dark or light"),
                    new Row("[  ]", "open the previous or next tab below the stage"),
                    new Row("F7  F8  F9", "fold lesson, what is below the stage, inspector"),
                    new Row("?", "this sheet"));

    public KeysSheet() {
        setId("keys-sheet");
        Region veil = new Region();
        veil.getStyleClass().add("v-veil");
        GridPane grid = new GridPane();
        grid.setHgap(18);
        grid.setVgap(9);
        for (int i = 0; i < ROWS.size(); i++) {
            Label key = new Label(ROWS.get(i).keys());
            key.getStyleClass().addAll(PanelStyles.KEY, Styles.MONO);
            Label does = new Label(ROWS.get(i).does());
            grid.addRow(i, key, does);
        }
        Label title = new Label("Keys");
        title.getStyleClass().add(Styles.TITLE);
        VBox sheet = new VBox(16, title, grid);
        sheet.getStyleClass().addAll(Styles.BOX, "v-sheet");
        sheet.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        setAlignment(Pos.CENTER);
        getChildren().setAll(veil, sheet);
        setOnMouseClicked(event -> setVisible(false));
        setVisible(false);
        managedProperty().bind(visibleProperty());
    }
}
