package dev.vitrine.ui.panel;

import dev.vitrine.ui.theme.Styles;

import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;

import java.util.List;

/// All keys, over the window. A click or Esc takes it away.
public final class KeysSheet extends Sheet {
    private static final double WIDTH = 860;
    private static final double KEYS_WIDTH = 126;
    private static final double COLUMN_GAP = 30;
    private static final double ROW_GAP = 8;

    /// @param keys as written on them, two spaces between alternatives
    private record Row(String keys, String does) {}

    private static final List<Row> ROWS =
            List.of(
                    new Row("K", "kill the selected broker, as a crash"),
                    new Row("S", "stop it cleanly"),
                    new Row("R", "restart it with the same data"),
                    new Row("F10", "deliver one held frame: the selected, else the oldest"),
                    new Row("1 … 9", "select that broker"),
                    new Row("↑  ↓", "select the next broker"),
                    new Row("F6", "to the next part of the window; Shift: back"),
                    new Row("Tab", "walk through what is drawn"),
                    new Row("←  →  Home  End", "along a log, where that has the focus"),
                    new Row("Enter", "select it; in a form, press its button"),
                    new Row("Space", "press the button that has the focus, else pause"),
                    new Row(".", "let one thing happen while it is paused"),
                    new Row("Esc", "select nothing"),
                    new Row("Shift ←  Shift →", "look a second back, or forward again"),
                    new Row("Shift End", "show what is now"),
                    new Row("W", "why it is so, from its last change on"),
                    new Row("C", "copy the brokers' address"),
                    new Row("T", "dark or light"),
                    new Row("P", "for a projector: every letter large"),
                    new Row("+  −  0", "look from nearer, from farther, as has room"),
                    new Row("Ctrl +  Ctrl −", "everything larger or smaller"),
                    new Row("Ctrl Z", "take back what you did last"),
                    new Row("Ctrl S", "save a picture of the window"),
                    new Row("[  ]", "the previous or next tab below the stage"),
                    new Row("F7  F8  F9", "fold lesson, lenses, inspector"),
                    new Row("M", "fold the row of metrics"),
                    new Row("?  F1", "this sheet"));

    public KeysSheet() {
        super("keys-sheet", "Keys", columns());
        setOnMouseClicked(event -> setVisible(false));
    }

    /// In two columns where they have room.
    private static FlowPane columns() {
        int half = (ROWS.size() + 1) / 2;
        FlowPane columns =
                new FlowPane(
                        COLUMN_GAP,
                        ROW_GAP,
                        grid(ROWS.subList(0, half)),
                        grid(ROWS.subList(half, ROWS.size())));
        columns.setPrefWrapLength(WIDTH);
        return columns;
    }

    private static GridPane grid(List<Row> rows) {
        GridPane grid = new GridPane();
        grid.setHgap(18);
        grid.setVgap(ROW_GAP);
        grid.getColumnConstraints().setAll(new ColumnConstraints(KEYS_WIDTH));
        for (int i = 0; i < rows.size(); i++) {
            Label key = new Label(rows.get(i).keys());
            key.getStyleClass().addAll(PanelStyles.KEY, Styles.MONO);
            key.setMinWidth(Region.USE_PREF_SIZE);
            Label does = new Label(rows.get(i).does());
            grid.addRow(i, key, does);
        }
        return grid;
    }
}
