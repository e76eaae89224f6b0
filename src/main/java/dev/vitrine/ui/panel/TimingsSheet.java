package dev.vitrine.ui.panel;

import dev.vitrine.scenario.Timings;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.theme.Styles;

import javafx.geometry.HPos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.function.Consumer;

/// How long things take here and in production, setting by setting, and the way from one to the
/// other.
public final class TimingsSheet extends Sheet {
    private static final double GAP = 12;
    private static final double NUMBER_WIDTH = 110;

    /// @param anew begins another cluster for free play, with these timings
    public TimingsSheet(Consumer<Timings> anew) {
        super("timings-sheet", "Timings", content(anew));
    }

    private static VBox content(Consumer<Timings> anew) {
        Label what =
                new Label(
                        "Classroom timings are Kafka's own defaults divided, so that nobody waits\n"
                                + "half a minute for an election. The facts of lessons hold with"
                                + " both.");
        HBox buttons = new HBox(GAP);
        for (Timings each : Timings.values()) {
            Button begin = new Button("Begin anew with " + each.word() + " timings");
            begin.setId("timings-" + each.word());
            begin.setOnAction(event -> anew.accept(each));
            buttons.getChildren().add(begin);
        }
        VBox content = new VBox(GAP, what, table(), buttons);
        content.setMinHeight(Region.USE_PREF_SIZE);
        return content;
    }

    private static GridPane table() {
        GridPane grid = new GridPane();
        grid.setHgap(GAP);
        grid.setVgap(4);
        ColumnConstraints number = new ColumnConstraints(NUMBER_WIDTH);
        number.setHalignment(HPos.RIGHT);
        ColumnConstraints setting = new ColumnConstraints();
        setting.setMinWidth(Region.USE_PREF_SIZE);
        grid.getColumnConstraints().setAll(setting, number, number);
        grid.addRow(0, head("setting"), head("production, ms"), head("classroom, ms"));
        int row = 1;
        for (Timings.Row each : Timings.table()) {
            grid.addRow(
                    row++,
                    mono(each.setting()),
                    mono(Numbers.grouped(each.productionMs())),
                    mono(Numbers.grouped(each.classroomMs())));
        }
        return grid;
    }

    private static Label head(String words) {
        Label label = new Label(words);
        label.getStyleClass().add(Styles.MUTED);
        return label;
    }

    private static Label mono(String words) {
        Label label = new Label(words);
        label.getStyleClass().add(Styles.MONO);
        return label;
    }
}
