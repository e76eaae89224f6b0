package dev.vitrine.ui.panel;

import dev.vitrine.ui.theme.Styles;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A few fields, a button, and what is wrong in a sentence.
final class AddForm extends VBox {
    private static final double FIELD_WIDTH = 190;
    private static final int STEP_LARGE = 10;

    private final GridPane fields = new GridPane();
    private final Label refusal = new Label();
    private final HBox foot = new HBox(6);
    private final Button submit;
    private final String id;
    private int rows;

    /// @param id begins the ids of all its nodes
    /// @param does what its button says
    AddForm(String id, String title, String does) {
        this.id = id;
        setId(id);
        getStyleClass().add(PanelStyles.FORM);
        Label head = new Label(title);
        head.getStyleClass().add(Styles.STRONG);
        fields.setHgap(12);
        fields.setVgap(9);
        refusal.getStyleClass().add(PanelStyles.REFUSAL);
        refusal.setId(id + "-refusal");
        refusal.setWrapText(true);
        refusal.setMaxWidth(FIELD_WIDTH + 110);
        refusal.setMinHeight(Region.USE_PREF_SIZE);
        refusal.managedProperty().bind(refusal.textProperty().isNotEmpty());
        submit = new Button(does);
        submit.setId(id + "-submit");
        submit.getStyleClass().add(Styles.PRIMARY);
        submit.setDefaultButton(true);
        foot.getChildren().setAll(submit);
        foot.setAlignment(Pos.CENTER_RIGHT);
        getChildren().setAll(head, fields, refusal, foot);
    }

    TextField text(String name, String label, String value) {
        TextField field = new TextField(value);
        add(name, label, field);
        return field;
    }

    Spinner<Integer> number(String name, String label, int min, int max, int value) {
        Spinner<Integer> field = new Spinner<>(min, max, value, max > 1_000 ? STEP_LARGE : 1);
        field.setEditable(true);
        // What was typed counts even when it was not confirmed with Enter, if it is a number.
        field.getEditor()
                .textProperty()
                .subscribe(typed -> {
                    if (typed.matches("\\d{1,6}")) {
                        int number = Integer.parseInt(typed);
                        field.getValueFactory().setValue(Math.clamp(number, min, max));
                    }
                });
        add(name, label, field);
        return field;
    }

    ComboBox<String> choice(String name, String label, List<String> choices, String value) {
        ComboBox<String> field = new ComboBox<>();
        field.getItems().setAll(choices);
        field.setValue(value);
        add(name, label, field);
        return field;
    }

    /// As [#choice], of what there is to choose from when one looks.
    ComboBox<String> choice(
            String name, String label, Supplier<List<String>> choices, String value) {
        ComboBox<String> field = choice(name, label, choices.get(), value);
        field.setOnShowing(event -> {
            List<String> now = choices.get();
            if (!now.equals(field.getItems())) {
                String chosen = field.getValue();
                field.getItems().setAll(now);
                field.setValue(chosen);
            }
        });
        return field;
    }

    private void add(String name, String label, Region field) {
        field.setId(id + "-" + name);
        field.setPrefWidth(FIELD_WIDTH);
        Label words = new Label(label);
        words.setLabelFor(field);
        words.getStyleClass().add(PanelStyles.DETAIL_NAME);
        fields.addRow(rows++, words, field);
    }

    /// @param check what is wrong with what the fields hold, if anything
    /// @param deed done when nothing is
    void onSubmit(Supplier<Optional<String>> check, Runnable deed) {
        submit.setOnAction(event -> {
            Optional<String> wrong = check.get();
            refusal.setText(wrong.orElse(""));
            if (wrong.isEmpty()) {
                deed.run();
            }
        });
    }

    /// Another button beside the first, for another deed with the same fields.
    void also(
            String name, String does, String tip, Supplier<Optional<String>> check, Runnable deed) {
        Button button = new Button(does);
        button.setId(id + "-" + name);
        button.setTooltip(new Tooltip(tip));
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(event -> {
            Optional<String> wrong = check.get();
            refusal.setText(wrong.orElse(""));
            if (wrong.isEmpty()) {
                deed.run();
            }
        });
        foot.getChildren().add(foot.getChildren().size() - 1, button);
    }

    Node firstField() {
        return fields.getChildren().size() > 1 ? fields.getChildren().get(1) : submit;
    }
}
