package dev.vitrine.ui.panel;

import dev.vitrine.ui.model.LessonModel;
import dev.vitrine.ui.model.LessonModel.Chapter;
import dev.vitrine.ui.model.LessonModel.Check;
import dev.vitrine.ui.model.LessonModel.Choice;
import dev.vitrine.ui.model.LessonModel.Phase;
import dev.vitrine.ui.model.LessonModel.Question;
import dev.vitrine.ui.theme.Styles;

import javafx.beans.Observable;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The lesson: where one is in it, one sentence at a time, a question before it happens, and the
/// facts.
public final class LessonPanel extends VBox {
    private static final double WIDTH = 290;

    /// An answer that is read as a number.
    private static final String NUMBER = "-?\\d{1,18}";

    /// Who plays.
    public interface Conductor {
        /// The lessons there are.
        List<Entry> lessons();

        void start(String lessonId);

        void goOn();

        void answer(long answer);

        /// Back to free play.
        void leave();
    }

    /// A lesson that can be started.
    public record Entry(String id, String title, String summary) {}

    private final LessonModel model;
    private final Conductor conductor;
    private final Label heading = PanelParts.heading("");
    private final VBox chapters = new VBox(8);
    private final Label watchFor = new Label();
    private final Label narration = new Label();
    private final Label waitsFor = new Label();
    private final VBox question = new VBox();
    private final VBox checks = new VBox(7);
    private final Button goOn = new Button("Continue");
    private final VBox column = new VBox(14);
    private final HBox foot = new HBox(8);

    public LessonPanel(LessonModel model, Conductor conductor) {
        this.model = model;
        this.conductor = conductor;
        setId("lesson");
        getStyleClass().addAll(Styles.PANEL, PanelStyles.SEPARATE);
        setMinWidth(WIDTH);
        setPrefWidth(WIDTH);
        setMaxWidth(WIDTH);
        narration.getStyleClass().add(Styles.NARRATION);
        narration.setWrapText(true);
        narration.setId("narration");
        narration.setMinHeight(Region.USE_PREF_SIZE);
        watchFor.getStyleClass().add(Styles.MUTED);
        watchFor.setWrapText(true);
        watchFor.setMinHeight(Region.USE_PREF_SIZE);
        waitsFor.getStyleClass().add(Styles.MUTED);
        waitsFor.setWrapText(true);
        question.getStyleClass().add(Styles.BOX);
        question.setId("question");
        goOn.getStyleClass().add(Styles.PRIMARY);
        goOn.setId("continue");
        goOn.setMaxWidth(Double.MAX_VALUE);
        goOn.setOnAction(event -> conductor.goOn());
        HBox.setHgrow(goOn, Priority.ALWAYS);
        foot.setAlignment(Pos.CENTER_LEFT);
        ScrollPane scroll = new ScrollPane(column);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add(PanelStyles.QUIET);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        StackPane.setAlignment(scroll, Pos.TOP_LEFT);
        getChildren().setAll(heading, scroll, foot);
        watch();
        arrange();
    }

    private void watch() {
        narration.textProperty().bind(model.narrationProperty());
        for (Observable each :
                List.of(
                        model.phaseProperty(),
                        model.titleProperty(),
                        model.watchForProperty(),
                        model.narrationProperty(),
                        model.explanationProperty(),
                        model.waitsForProperty(),
                        model.waitsForContinueProperty(),
                        model.questionProperty(),
                        model.chapters(),
                        model.checks())) {
            each.addListener(changed -> arrange());
        }
    }

    private void arrange() {
        column.getChildren().clear();
        foot.getChildren().clear();
        if (model.phaseProperty().get() == Phase.IDLE) {
            arrangeLibrary();
        } else {
            arrangeLesson();
        }
    }

    private void arrangeLibrary() {
        heading.setText(PanelParts.capitals("lessons"));
        List<Entry> lessons = conductor.lessons();
        for (Entry lesson : lessons) {
            Label title = new Label(lesson.title());
            title.getStyleClass().add(Styles.TITLE);
            title.setWrapText(true);
            Label summary = text(lesson.summary(), Styles.MUTED);
            Button start = new Button("Start the lesson");
            start.getStyleClass().add(Styles.PRIMARY);
            start.setId("start-" + lesson.id());
            start.setOnAction(event -> conductor.start(lesson.id()));
            VBox card = new VBox(10, title, summary, start);
            card.getStyleClass().add(Styles.BOX);
            column.getChildren().add(card);
        }
        if (lessons.isEmpty()) {
            column.getChildren()
                    .add(text("There are no lessons in this installation.", Styles.MUTED));
        }
        Label free = PanelParts.heading("or play freely");
        VBox.setMargin(free, new javafx.geometry.Insets(10, 0, 0, 0));
        column.getChildren().add(free);
        for (String line :
                List.of(
                        "Add a topic, a producer and a consumer with the buttons above.",
                        "Select a broker and press K to kill it, R to restart it.",
                        "Copy the address and join in with kcat or any Kafka client.",
                        "Press ? for all keys.")) {
            column.getChildren().add(bullet(line));
        }
    }

    private static HBox bullet(String words) {
        Label dot = new Label("•");
        dot.getStyleClass().add(Styles.MUTED);
        HBox row = new HBox(8, dot, text(words, PanelStyles.DETAIL_NAME));
        row.setAlignment(Pos.TOP_LEFT);
        return row;
    }

    private void arrangeLesson() {
        heading.setText(PanelParts.capitals("lesson"));
        Label title = new Label(model.titleProperty().get());
        title.getStyleClass().add(Styles.TITLE);
        title.setWrapText(true);
        column.getChildren().add(title);
        boolean runs = model.phaseProperty().get() == Phase.RUNNING;
        chapters.getChildren().setAll(chapterRows());
        column.getChildren().add(chapters);
        if (model.narrationProperty().get().isEmpty()) {
            watchFor.setText(model.watchForProperty().get());
            column.getChildren().add(watchFor);
        }
        String why = model.explanationProperty().get();
        narration.getStyleClass().setAll("label", why.isEmpty() ? Styles.NARRATION : Styles.MUTED);
        if (!model.narrationProperty().get().isEmpty()) {
            column.getChildren().add(narration);
        }
        if (!why.isEmpty()) {
            Label explanation = text(why, Styles.NARRATION);
            explanation.setId("explanation");
            column.getChildren().add(explanation);
        }
        Question asked = model.questionProperty().get();
        if (asked != null) {
            fillQuestion(asked);
            column.getChildren().add(question);
        }
        if (!model.waitsForProperty().get().isEmpty()) {
            waitsFor.setText("Waiting for " + model.waitsForProperty().get() + " …");
            column.getChildren().add(waitsFor);
        }
        if (!model.checks().isEmpty()) {
            checks.getChildren().setAll(model.checks().stream().map(LessonPanel::check).toList());
            column.getChildren().addAll(PanelParts.heading("this step checks"), checks);
        }
        if (runs && model.heldProperty().get() > 0) {
            int held = model.heldProperty().get();
            column.getChildren()
                    .add(
                            text(
                                    held + (held == 1 ? " fact" : " facts") + " held so far.",
                                    Styles.MUTED));
        }
        Button leave = new Button("Leave");
        leave.setId("leave-lesson");
        leave.setOnAction(event -> conductor.leave());
        goOn.setDisable(!model.waitsForContinueProperty().get());
        foot.getChildren().setAll(runs ? List.of(goOn, leave) : List.of(leave));
        leave.setText(runs ? "Leave" : "Back to free play");
    }

    private List<HBox> chapterRows() {
        List<Chapter> all = List.copyOf(model.chapters());
        return java.util.stream.IntStream.range(0, all.size())
                .mapToObj(i -> chapterRow(i + 1, all.get(i)))
                .toList();
    }

    private static HBox chapterRow(int number, Chapter chapter) {
        Label mark = new Label();
        mark.getStyleClass().add(PanelStyles.STEP_MARK);
        Label title = new Label(chapter.title());
        title.setWrapText(true);
        title.getStyleClass().add(PanelStyles.STEP_TEXT);
        HBox row = new HBox(10, mark, title);
        row.setAlignment(Pos.CENTER_LEFT);
        switch (chapter.progress()) {
            case DONE -> {
                mark.setGraphic(Sign.TICK.node());
                row.getStyleClass().add(PanelStyles.STEP_DONE);
            }
            case NOW -> {
                mark.setText(Integer.toString(number));
                row.getStyleClass().add(PanelStyles.STEP_NOW);
            }
            case TO_COME -> mark.setText(Integer.toString(number));
        }
        return row;
    }

    private void fillQuestion(Question asked) {
        question.getChildren().setAll(text(asked.text(), Styles.STRONG));
        if (asked.choices().isEmpty()) {
            question.getChildren().add(numberRow(asked));
        }
        for (Choice choice : asked.choices()) {
            boolean matters = asked.right() == null || isRight(asked, choice);
            if (!matters && !isGiven(asked, choice)) {
                continue;
            }
            question.getChildren().add(choice(asked, choice));
        }
        if (asked.right() != null) {
            String verdict =
                    asked.given() == null
                            ? "It was: "
                            : asked.isRight() ? "Yes: " : "Not quite. It was: ";
            question.getChildren().add(text(verdict + asked.because(), Styles.MUTED));
        }
    }

    private HBox numberRow(Question asked) {
        TextField number = new TextField(asked.given() == null ? "" : asked.given().toString());
        number.setId("answer");
        number.setPromptText("A number");
        number.setDisable(!asked.waits());
        number.setPrefColumnCount(8);
        Button answer = new Button("Answer");
        answer.setId("give-answer");
        answer.setDisable(!asked.waits());
        Runnable give =
                () -> {
                    if (number.getText().strip().matches(NUMBER)) {
                        conductor.answer(Long.parseLong(number.getText().strip()));
                    }
                };
        answer.setOnAction(event -> give.run());
        number.setOnAction(event -> give.run());
        return new HBox(8, number, answer);
    }

    private Button choice(Question asked, Choice choice) {
        Button button = new Button(choice.words());
        button.setId("choice-" + choice.value());
        button.setWrapText(true);
        button.setMaxWidth(Double.MAX_VALUE);
        button.setMinHeight(Region.USE_PREF_SIZE);
        button.setAlignment(Pos.CENTER_LEFT);
        button.getStyleClass().add(PanelStyles.CHOICE);
        button.setOnAction(event -> conductor.answer(choice.value()));
        button.setMouseTransparent(!asked.waits());
        button.setFocusTraversable(asked.waits());
        if (isRight(asked, choice)) {
            button.getStyleClass().add(PanelStyles.CHOICE_RIGHT);
            button.setGraphic(Sign.TICK.node());
        } else if (isGiven(asked, choice)) {
            button.getStyleClass()
                    .add(asked.right() == null ? Styles.STRONG : PanelStyles.CHOICE_WRONG);
            button.setGraphic(asked.right() == null ? Sign.RIGHT.node() : Sign.CROSS.node());
        }
        return button;
    }

    private static boolean isRight(Question asked, Choice choice) {
        return asked.right() != null && asked.right() == choice.value();
    }

    private static boolean isGiven(Question asked, Choice choice) {
        return asked.given() != null && asked.given() == choice.value();
    }

    private static Node check(Check check) {
        Region sign =
                switch (check.verdict()) {
                    case HOLDS -> Sign.TICK.node();
                    case FAILS -> Sign.CROSS.node();
                    case OPEN -> new Region();
                };
        sign.getStyleClass()
                .add(
                        switch (check.verdict()) {
                            case HOLDS -> "v-tone-good";
                            case FAILS -> "v-tone-bad";
                            case OPEN -> Styles.MUTED;
                        });
        Label words = text(check.words(), PanelStyles.DETAIL_NAME);
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox row = new HBox(8, sign, words);
        row.setAlignment(Pos.TOP_LEFT);
        String state = check.verdict().name().toLowerCase(java.util.Locale.ROOT);
        row.setAccessibleText(check.words() + ": " + state);
        if (!check.found().isEmpty()) {
            javafx.scene.control.Tooltip.install(
                    row, new javafx.scene.control.Tooltip(check.found()));
        }
        return row;
    }

    private static Label text(@Nullable String words, String style) {
        Label label = new Label(words);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().add(style);
        return label;
    }
}
