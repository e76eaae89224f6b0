package dev.vitrine.ui.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.Fx;
import dev.vitrine.ui.model.LessonModel;
import dev.vitrine.ui.model.LessonModel.Check;
import dev.vitrine.ui.model.LessonModel.Choice;
import dev.vitrine.ui.model.LessonModel.Question;
import dev.vitrine.ui.model.LessonModel.Verdict;
import dev.vitrine.ui.theme.Theme;

import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The lesson's panel shows its model and passes on what the student does.
final class LessonPanelTest {
    private final List<String> asked = new ArrayList<>();
    private final LessonModel model = new LessonModel();

    @Test
    void lessonsThereAreCanBeStarted() {
        Fx.on(() -> {
            LessonPanel panel = panel();
            button(panel, "#start-kill-the-leader").fire();
            return asked;
        });
        assertThat(asked).containsExactly("start kill-the-leader");
    }

    @Test
    void continueWaitsForTheLesson() {
        Fx.on(() -> {
            LessonPanel panel = panel();
            model.begin("Kill the leader", "Watch it.", List.of("One", "Two"));
            model.enterStep("A sentence.", List.of("A fact."));
            button(panel, "#continue").fire();
            model.waitsForContinueProperty().set(true);
            button(panel, "#continue").fire();
            return asked;
        });
        assertThat(asked).containsExactly("go on");
    }

    @Test
    void questionTakesOneAnswerAndRevealsTheTruth() {
        List<String> words =
                Fx.on(() -> {
                    LessonPanel panel = panel();
                    model.begin("Kill the leader", "", List.of("One"));
                    Question question =
                            Question.of(
                                    "Who leads next?",
                                    List.of(new Choice("Broker 1", 1), new Choice("Broker 3", 3)));
                    model.questionProperty().set(question);
                    button(panel, "#choice-1").fire();
                    model.questionProperty().set(question.answer(1));
                    assertThat(button(panel, "#choice-3").isMouseTransparent()).isTrue();
                    model.questionProperty().set(question.answer(1).reveal(3, "Broker 3"));
                    return texts(panel);
                });
        assertThat(asked).containsExactly("answer 1");
        assertThat(words).contains("Not quite. It was: Broker 3");
    }

    @Test
    void numberIsAnsweredOnlyWithANumber() {
        Fx.on(() -> {
            LessonPanel panel = panel();
            model.begin("Kill the leader", "", List.of("One"));
            model.questionProperty().set(Question.of("How many?", List.of()));
            TextField field = (TextField) Objects.requireNonNull(panel.lookup("#answer"), "field");
            field.setText("five");
            button(panel, "#give-answer").fire();
            field.setText(" 5 ");
            button(panel, "#give-answer").fire();
            return asked;
        });
        assertThat(asked).containsExactly("answer 5");
    }

    @Test
    void factsTickAndAreCounted() {
        List<String> words =
                Fx.on(() -> {
                    LessonPanel panel = panel();
                    model.begin("Kill the leader", "", List.of("One"));
                    model.enterStep("A sentence.", List.of("It holds.", "It fails."));
                    model.tell(new Check("It holds.", Verdict.HOLDS, "3"));
                    model.tell(new Check("It fails.", Verdict.FAILS, "4"));
                    return texts(panel);
                });
        assertThat(words).contains("It holds.", "It fails.", "1 fact held so far.");
        assertThat(model.checks())
                .extracting(Check::verdict)
                .containsExactly(Verdict.HOLDS, Verdict.FAILS);
    }

    private LessonPanel panel() {
        LessonPanel panel =
                new LessonPanel(
                        model,
                        new LessonPanel.Conductor() {
                            @Override
                            public List<LessonPanel.Entry> lessons() {
                                return List.of(
                                        new LessonPanel.Entry(
                                                "kill-the-leader", "Kill the leader", "It dies."));
                            }

                            @Override
                            public void start(String lessonId) {
                                asked.add("start " + lessonId);
                            }

                            @Override
                            public void goOn() {
                                asked.add("go on");
                            }

                            @Override
                            public void answer(long answer) {
                                asked.add("answer " + answer);
                            }

                            @Override
                            public void leave() {
                                asked.add("leave");
                            }
                        });
        Scene scene = new Scene(panel, 300, 700);
        Theme.DARK.dress(scene);
        panel.applyCss();
        panel.layout();
        return panel;
    }

    private static Button button(LessonPanel panel, String id) {
        panel.applyCss();
        panel.layout();
        return (Button) Objects.requireNonNull(panel.lookup(id), id);
    }

    private static List<String> texts(Parent panel) {
        panel.applyCss();
        panel.layout();
        List<String> texts = new ArrayList<>();
        for (Node node : panel.lookupAll(".label")) {
            if (node instanceof Labeled labeled) {
                texts.add(labeled.getText());
            }
        }
        return texts;
    }
}
