package dev.vitrine.ui.panel;

import dev.vitrine.ui.model.Inspection.Table;

import javafx.geometry.HPos;
import javafx.geometry.VPos;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

import java.util.ArrayList;
import java.util.List;

/// A small table of texts. Cells are kept and filled anew, so that nothing flickers.
final class TableGrid extends VBox {
    private static final double LAST_SHARE = 42;

    private final Label heading = PanelParts.heading("");
    private final GridPane grid = new GridPane();
    private final Label more = new Label();
    private List<String> columns = List.of();
    private final List<List<Label>> cells = new ArrayList<>();

    TableGrid() {
        grid.getStyleClass().add(PanelStyles.TABLE);
        more.getStyleClass().add(dev.vitrine.ui.theme.Styles.MUTED);
        setSpacing(8);
        getChildren().setAll(heading, grid);
    }

    void show(Table table) {
        heading.setText(PanelParts.capitals(table.heading()));
        if (!columns.equals(table.columns())) {
            restart(table.columns());
        }
        while (cells.size() > table.rows().size()) {
            grid.getChildren().removeAll(cells.removeLast());
        }
        while (cells.size() < table.rows().size()) {
            add();
        }
        for (int row = 0; row < table.rows().size(); row++) {
            for (int column = 0; column < columns.size(); column++) {
                cells.get(row).get(column).setText(table.rows().get(row).get(column));
            }
        }
        more.setText("and " + table.more() + " more");
        getChildren().remove(more);
        if (table.more() > 0) {
            getChildren().add(more);
        }
    }

    private void restart(List<String> names) {
        columns = names;
        cells.clear();
        grid.getChildren().clear();
        grid.getColumnConstraints().clear();
        for (int column = 0; column < names.size(); column++) {
            boolean isNumber = isNumber(column);
            ColumnConstraints constraints = new ColumnConstraints();
            constraints.setHgrow(column == names.size() - 1 && !isNumber ? Priority.ALWAYS : null);
            constraints.setHalignment(isNumber ? HPos.RIGHT : HPos.LEFT);
            constraints.setPercentWidth(share(column));
            grid.getColumnConstraints().add(constraints);
            Label head = new Label(names.get(column).replaceFirst("^#", ""));
            head.getStyleClass().add(PanelStyles.TABLE_HEAD);
            setApart(head, column);
            head.setMaxWidth(Double.MAX_VALUE);
            head.setAlignment(
                    isNumber ? javafx.geometry.Pos.CENTER_RIGHT : javafx.geometry.Pos.CENTER_LEFT);
            grid.add(head, column, 0);
        }
    }

    /// Of two columns the second has two thirds; else the last is the widest if it is a text, and
    /// the first if it is a number.
    private double share(int column) {
        if (columns.size() == 2) {
            return column == 0 ? 36 : 64;
        }
        if (!isNumber(columns.size() - 1)) {
            double last = LAST_SHARE;
            return column == columns.size() - 1 ? last : (100 - last) / (columns.size() - 1);
        }
        double first = 100.0 / columns.size() + 8;
        return column == 0 ? first : (100 - first) / (columns.size() - 1);
    }

    /// A text beside a number at its left would touch it.
    private void setApart(Label label, int column) {
        if (column > 0 && isNumber(column - 1) && !isNumber(column)) {
            label.getStyleClass().add(PanelStyles.APART);
        }
    }

    private boolean isNumber(int column) {
        return columns.get(column).startsWith("#");
    }

    private void add() {
        List<Label> row = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            Label cell = new Label();
            cell.getStyleClass().add(PanelStyles.TABLE_CELL);
            setApart(cell, column);
            cell.setMaxWidth(Double.MAX_VALUE);
            cell.setTextOverrun(OverrunStyle.ELLIPSIS);
            cell.setWrapText(columns.size() == 2);
            cell.setAlignment(
                    isNumber(column)
                            ? javafx.geometry.Pos.CENTER_RIGHT
                            : javafx.geometry.Pos.CENTER_LEFT);
            GridPane.setValignment(cell, VPos.TOP);
            grid.add(cell, column, cells.size() + 1);
            row.add(cell);
        }
        cells.add(row);
    }
}
