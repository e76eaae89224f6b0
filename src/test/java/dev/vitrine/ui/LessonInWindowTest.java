package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.model.LessonModel;
import dev.vitrine.ui.model.LessonModel.Check;
import dev.vitrine.ui.model.LessonModel.Phase;
import dev.vitrine.ui.model.LessonModel.Question;
import dev.vitrine.ui.model.LessonModel.Verdict;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A student takes the first lesson in the window, answers its questions and goes on to its end.
final class LessonInWindowTest {
    /// The lesson's steps, with room; more means that it goes round in circles.
    private static final int TURNS_MAX = 100;

    @Test
    void firstLessonIsPlayedToItsEndAndItsFactsHold() {
        try (OpenWindow open = OpenWindow.ofThreeBrokers()) {
            LessonModel lesson = open.window().lesson();
            List<Check> seen = new ArrayList<>();
            press(open, "#start-kill-the-leader");
            Phase phase = Phase.RUNNING;
            for (int turn = 0; turn < TURNS_MAX && phase == Phase.RUNNING; turn++) {
                Await.until("it is the student's turn", () -> isStudentsTurn(lesson));
                phase = Fx.on(() -> lesson.phaseProperty().get());
                if (phase != Phase.RUNNING) {
                    break;
                }
                boolean asks = Fx.on(() -> asks(lesson));
                if (asks) {
                    answer(open);
                } else {
                    seen.addAll(Fx.on(() -> List.copyOf(lesson.checks())));
                    press(open, "#continue");
                }
            }
            assertThat(phase)
                    .as(Fx.on(() -> lesson.narrationProperty().get()))
                    .isEqualTo(Phase.FINISHED);
            assertThat(seen).isNotEmpty();
            assertThat(seen).extracting(Check::verdict).containsOnly(Verdict.HOLDS);
            press(open, "#leave-lesson");
            Await.until(
                    "free play again",
                    () ->
                            open.window().session() != null
                                    && open.window().session().player() == null);
        }
    }

    private static boolean isStudentsTurn(LessonModel lesson) {
        return asks(lesson)
                || lesson.waitsForContinueProperty().get()
                || lesson.phaseProperty().get() != Phase.RUNNING;
    }

    private static boolean asks(LessonModel lesson) {
        Question question = lesson.questionProperty().get();
        return question != null && question.waits();
    }

    /// With the first choice, or with 5.
    private static void answer(OpenWindow open) {
        boolean choices =
                Fx.on(() ->
                        !Objects.requireNonNull(open.window().lesson().questionProperty().get())
                                .choices()
                                .isEmpty());
        if (choices) {
            press(open, ".v-choice");
            return;
        }
        Fx.on(() -> {
            ((TextField) node(open, "#answer")).setText("5");
            return true;
        });
        press(open, "#give-answer");
    }

    private static void press(OpenWindow open, String id) {
        Fx.on(() -> {
            ((Button) node(open, id)).fire();
            return true;
        });
    }

    private static Node node(OpenWindow open, String id) {
        open.window().scene().getRoot().applyCss();
        open.window().scene().getRoot().layout();
        return Objects.requireNonNull(open.window().scene().lookup(id), id);
    }
}
