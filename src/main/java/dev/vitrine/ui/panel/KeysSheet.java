package dev.vitrine.ui.panel;

import dev.vitrine.ui.theme.Styles;

import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;

import java.util.List;

/// All keys, over the window. Any key or click takes it away.
public final class KeysSheet extends Sheet {
    /// @param keys as written on them, two spaces between alternatives
    private record Row(String keys, String does) {}

    private static final List<Row> ROWS =
            List.of(
                    new Row("K", "kill the selected broker, as a crash"),
                    new Row("S", "stop it cleanly"),
                    new Row("R", "restart it with the same data"),
                    new Row("1 … 9", "select that broker"),
                    new Row("↑  ↓", "select the next broker"),
                    new Row("Tab", "walk through what is drawn"),
                    new Row("←  →  Home  End", "along a log, where that has the focus"),
                    new Row("Enter", "select it, or press its button"),
                    new Row("Esc", "select nothing"),
                    new Row("W", "why is it as it is? From the last change back to its cause"),
                    new Row("C", "copy the brokers' address"),
                    new Row("T", "dark or light"),
                    new Row("P", "for a projector: every letter large"),
                    new Row("+  −  0", "look from nearer, from farther, as has room"),
                    new Row("Ctrl +  Ctrl −", "everything larger or smaller"),
                    new Row("Ctrl Z", "take back what you did last"),
                    new Row("Ctrl S", "save a picture of the window"),
                    new Row("[  ]", "open the previous or next tab below the stage"),
                    new Row("F7  F8  F9", "fold lesson, what is below the stage, inspector"),
                    new Row("M", "fold the row of metrics"),
                    new Row("?", "this sheet"));

    public KeysSheet() {
        super("keys-sheet", "Keys", grid());
        setOnMouseClicked(event -> setVisible(false));
    }

    private static GridPane grid() {
        GridPane grid = new GridPane();
        grid.setHgap(18);
        grid.setVgap(9);
        for (int i = 0; i < ROWS.size(); i++) {
            Label key = new Label(ROWS.get(i).keys());
            key.getStyleClass().addAll(PanelStyles.KEY, Styles.MONO);
            Label does = new Label(ROWS.get(i).does());
            grid.addRow(i, key, does);
        }
        return grid;
    }
}
