package dev.vitrine.ui.panel;

import dev.vitrine.history.Snapshot.Telling;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.model.StoryLines;
import dev.vitrine.ui.model.WindowModel;
import dev.vitrine.ui.theme.Styles;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.List;

/// What happened, in words, newest first. A click on a line selects what it is about.
public final class StoryPanel extends VBox {
    private static final double HEIGHT = 172;
    private static final double FILTER_WIDTH = 200;

    public StoryPanel(WindowModel model) {
        StoryLines story = model.story();
        setId("story");
        getStyleClass().add(Styles.BOTTOM_BAR);
        setMinHeight(HEIGHT);
        setPrefHeight(HEIGHT);
        setMaxHeight(HEIGHT);
        TextField filter = new TextField();
        filter.setId("story-filter");
        filter.setPromptText("Filter: orders-0, broker 2 …");
        filter.setAccessibleText("Show only events that contain this");
        filter.setPrefWidth(FILTER_WIDTH);
        story.wordsProperty().bind(filter.textProperty());
        ToggleButton trouble = new ToggleButton("Trouble only");
        trouble.setId("story-trouble");
        story.troubleOnlyProperty().bind(trouble.selectedProperty());
        Region gap = PanelParts.gap();
        Region foldRoom = new Region();
        foldRoom.setMinWidth(30);
        HBox head = new HBox(PanelParts.heading("what happened"), gap, trouble, filter, foldRoom);
        head.setAlignment(Pos.CENTER_LEFT);
        head.setSpacing(8);
        ListView<Telling> list = new ListView<>(story.shown());
        list.setId("story-list");
        list.setAccessibleText("What happened, newest first");
        list.getStyleClass().addAll(PanelStyles.STORY_LIST, PanelStyles.QUIET);
        list.setCellFactory(view -> new Line(story));
        list.setPlaceholder(new Label(""));
        list.getSelectionModel()
                .selectedItemProperty()
                .subscribe(line -> {
                    if (line != null && !(line.about() instanceof Subject.OfCluster)) {
                        model.selectionProperty().set(line.about());
                    }
                });
        VBox.setVgrow(list, Priority.ALWAYS);
        getChildren().setAll(head, list);
    }

    private static final class Line extends ListCell<Telling> {
        private static final List<String> TONES =
                List.of("v-tone-good", "v-tone-warning", "v-tone-bad");

        private final StoryLines story;
        private final Label time = new Label();
        private final Label mark = new Label();
        private final Label words = new Label();
        private final HBox row = new HBox(time, mark, words);

        Line(StoryLines story) {
            this.story = story;
            time.getStyleClass().addAll(Styles.MONO, PanelStyles.STORY_TIME);
            mark.getStyleClass().addAll(Styles.STRONG, "v-story-mark");
            mark.setMinWidth(10);
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
