package dev.vitrine.ui.panel;

import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.ui.model.Inspection.Detail;
import dev.vitrine.ui.theme.Styles;

import javafx.geometry.VPos;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

import java.util.ArrayList;
import java.util.List;

/// Names at the left, values at the right. A value that changes changes its text, nothing else.
final class DetailGrid extends GridPane {
    private static final double NAME_WIDTH = 108;

    private record Line(Label name, Text value, Text more) {}

    private final List<Line> lines = new ArrayList<>();

    DetailGrid() {
        ColumnConstraints names = new ColumnConstraints(NAME_WIDTH);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        getColumnConstraints().setAll(names, values);
        setVgap(7);
        setHgap(8);
    }

    void show(List<Detail> details) {
        while (lines.size() > details.size()) {
            lines.removeLast();
            getChildren().remove(lines.size() * 2, getChildren().size());
        }
        while (lines.size() < details.size()) {
            add();
        }
        for (int i = 0; i < details.size(); i++) {
            fill(lines.get(i), details.get(i));
        }
    }

    private void add() {
        Label name = new Label();
        name.setWrapText(true);
        name.getStyleClass().add(PanelStyles.DETAIL_NAME);
        GridPane.setValignment(name, VPos.TOP);
        Text value = new Text();
        value.getStyleClass().add(PanelStyles.DETAIL_VALUE);
        Text more = new Text();
        TextFlow flow = new TextFlow(value, more);
        addRow(lines.size(), name, flow);
        lines.add(new Line(name, value, more));
    }

    private static void fill(Line line, Detail detail) {
        line.name().setText(detail.name());
        line.value().setText(detail.value());
        String before = detail.value().isEmpty() || detail.more().isEmpty() ? "" : "  ";
        line.more().setText(before + detail.more());
        line.more().getStyleClass().setAll(toneStyle(detail.tone()));
    }

    static String toneStyle(Tone tone) {
        return switch (tone) {
            case PLAIN -> Styles.MUTED;
            case GOOD -> "v-tone-good";
            case WARNING -> "v-tone-warning";
            case BAD -> "v-tone-bad";
        };
    }
}
