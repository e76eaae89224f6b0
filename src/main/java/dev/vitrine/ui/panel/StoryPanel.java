package dev.vitrine.ui.panel;

import dev.vitrine.history.Snapshot.Telling;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.model.StoryLines;
import dev.vitrine.ui.model.WindowModel;
import dev.vitrine.ui.theme.Styles;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

import java.util.List;
import java.util.function.Consumer;

/// What happened, in words, newest first. A click on a line selects what it is about; two, or
/// Enter, ask why it happened, as the button does that the selected line has.
public final class StoryPanel extends BorderPane {
    private static final double FILTER_WIDTH = 200;

    private final List<Node> tools;
    private Consumer<Telling> onWhy = line -> {};

    public StoryPanel(WindowModel model) {
        StoryLines story = model.story();
        setId("story");
        TextField filter = new TextField();
        filter.setId("story-filter");
        filter.setPromptText("Filter: orders-0, broker 2 …");
        filter.setAccessibleText("Show only events that contain this");
        filter.setPrefWidth(FILTER_WIDTH);
        story.wordsProperty().bind(filter.textProperty());
        ToggleButton trouble = new ToggleButton("Trouble only");
        trouble.setId("story-trouble");
        story.troubleOnlyProperty().bind(trouble.selectedProperty());
        tools = List.of(trouble, filter);
        ListView<Telling> list = new ListView<>(story.shown());
        list.setId("story-list");
        list.setAccessibleText("What happened, newest first");
        list.getStyleClass().addAll(PanelStyles.STORY_LIST, PanelStyles.QUIET);
        list.setCellFactory(view -> new Line(story));
        list.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2) {
                ask(list);
            }
        });
        list.addEventHandler(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (event.getCode() == KeyCode.ENTER) {
                        ask(list);
                        event.consume();
                    }
                });
        list.setPlaceholder(new Label(""));
        list.getSelectionModel()
                .selectedItemProperty()
                .subscribe(line -> {
                    if (line != null && !(line.about() instanceof Subject.OfCluster)) {
                        model.selectionProperty().set(line.about());
                    }
                });
        setCenter(list);
    }

    private void ask(ListView<Telling> list) {
        Telling line = list.getSelectionModel().getSelectedItem();
        if (line != null) {
            onWhy.accept(line);
        }
    }

    void setOnWhy(Consumer<Telling> onWhy) {
        this.onWhy = onWhy;
    }

    /// Controls that stand beside the tabs while it is shown.
    List<Node> tools() {
        return tools;
    }

    private final class Line extends ListCell<Telling> {
        private static final List<String> TONES =
                List.of("v-tone-good", "v-tone-warning", "v-tone-bad");

        private final StoryLines story;
        private final Label time = new Label();
        private final Label mark = new Label();
        private final Label words = new Label();
        private final Button why = new Button("Why?");
        private final HBox row = new HBox(time, mark, words, why);

        Line(StoryLines story) {
            this.story = story;
            time.getStyleClass().addAll(Styles.MONO, PanelStyles.STORY_TIME);
            mark.getStyleClass().addAll(Styles.STRONG, "v-story-mark");
            mark.setMinWidth(10);
            why.getStyleClass().addAll(PanelStyles.QUIET, "v-story-why");
            why.setMinWidth(Region.USE_PREF_SIZE);
            why.visibleProperty().bind(selectedProperty());
            why.managedProperty().bind(why.visibleProperty());
            why.setFocusTraversable(false);
            why.setOnAction(event -> onWhy.accept(getItem()));
            words.getStyleClass().add("v-story-words");
            row.setSpacing(10);
            row.setAlignment(Pos.CENTER_LEFT);
        }

        @Override
        protected void updateItem(Telling line, boolean empty) {
            super.updateItem(line, empty);
            if (empty || line == null) {
                setGraphic(null);
                setAccessibleText(null);
                return;
            }
            time.setText(story.time(line));
            mark.setText(mark(line.tone()));
            words.setText(line.words());
            row.getStyleClass().removeAll(TONES);
            if (line.tone() != Tone.PLAIN) {
                row.getStyleClass().add(DetailGrid.toneStyle(line.tone()));
            }
            setGraphic(row);
            setAccessibleText(story.time(line) + " " + line.words());
        }

        /// A tone is a sign too, never a colour alone.
        private static String mark(Tone tone) {
            return switch (tone) {
                case PLAIN -> "·";
                case GOOD -> "+";
                case WARNING -> "!";
                case BAD -> "×";
            };
        }
    }
}
