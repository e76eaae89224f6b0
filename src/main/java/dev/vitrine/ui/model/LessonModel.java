package dev.vitrine.ui.model;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What the lesson's panel shows. Whoever plays the lesson fills it; the panel draws it.
///
/// ```text
/// IDLE ─start→ RUNNING ─→ FINISHED
///                 └─────→ FAILED          each may be started again
/// ```
public final class LessonModel {
    public enum Phase {
        /// None was started: free play.
        IDLE,
        RUNNING,
        FINISHED,
        /// It could not go on; the narration says why.
        FAILED
    }

    /// A chapter of the lesson.
    public record Chapter(String title, Progress progress) {}

    public enum Progress {
        TO_COME,
        NOW,
        DONE
    }

    /// A question that waits for its answer, or was answered.
    ///
    /// @param choices to choose from; empty when a number is asked for
    /// @param given the student's answer; null before it
    /// @param right what came true; null before the reveal
    /// @param because the right answer in words, empty before the reveal
    public record Question(
            String text,
            List<Choice> choices,
            @Nullable Long given,
            @Nullable Long right,
            String because) {
        public static Question of(String text, List<Choice> choices) {
            return new Question(text, List.copyOf(choices), null, null, "");
        }

        public Question answer(long answer) {
            return new Question(text, choices, answer, right, because);
        }

        public Question reveal(long answer, String words) {
            return new Question(text, choices, given, answer, words);
        }

        public boolean waits() {
            return given == null && right == null;
        }

        public boolean isRight() {
            return given != null && given.equals(right);
        }
    }

    /// @param value what it stands for: its place, or a broker's id
    public record Choice(String words, long value) {}

    /// A fact that the lesson checks.
    ///
    /// @param found what was found, or how long it took; empty before
    public record Check(String words, Verdict verdict, String found) {}

    public enum Verdict {
        OPEN,
        HOLDS,
        FAILS
    }

    private final ObjectProperty<Phase> phase =
            new SimpleObjectProperty<>(this, "phase", Phase.IDLE);
    private final StringProperty title = new SimpleStringProperty(this, "title", "");
    private final StringProperty watchFor = new SimpleStringProperty(this, "watchFor", "");
    private final StringProperty narration = new SimpleStringProperty(this, "narration", "");
    private final StringProperty explanation = new SimpleStringProperty(this, "explanation", "");
    private final IntegerProperty held = new SimpleIntegerProperty(this, "held");
    private final BooleanProperty waitsForContinue =
            new SimpleBooleanProperty(this, "waitsForContinue");
    private final StringProperty waitsFor = new SimpleStringProperty(this, "waitsFor", "");
    private final ObjectProperty<@Nullable Question> question =
            new SimpleObjectProperty<>(this, "question");
    private final ObservableList<Chapter> chapters = FXCollections.observableArrayList();
    private final ObservableList<Check> checks = FXCollections.observableArrayList();

    /// Clears everything for a lesson that begins.
    public void begin(String lesson, String watch, List<String> chapterTitles) {
        title.set(lesson);
        watchFor.set(watch);
        held.set(0);
        enterStep("", List.of());
        chapters.setAll(
                chapterTitles.stream()
                        .map(chapter -> new Chapter(chapter, Progress.TO_COME))
                        .toList());
        phase.set(Phase.RUNNING);
    }

    /// The chapter `index`, counted from 0, is told now; those before it are done.
    public void enterChapter(int index) {
        for (int i = 0; i < chapters.size(); i++) {
            Progress progress =
                    i < index ? Progress.DONE : i == index ? Progress.NOW : Progress.TO_COME;
            chapters.set(i, new Chapter(chapters.get(i).title(), progress));
        }
    }

    /// A step begins.
    ///
    /// @param words its narration
    /// @param facts what it is going to check
    public void enterStep(String words, List<String> facts) {
        narration.set(words);
        explanation.set("");
        waitsFor.set("");
        waitsForContinue.set(false);
        question.set(null);
        promise(facts);
    }

    /// Says what this step is going to check.
    public void promise(List<String> facts) {
        checks.setAll(facts.stream().map(fact -> new Check(fact, Verdict.OPEN, "")).toList());
    }

    /// Adds a fact or, when there is one of the same words, says what became of it.
    public void tell(Check check) {
        if (check.verdict() == Verdict.HOLDS) {
            held.set(held.get() + 1);
        }
        for (int i = 0; i < checks.size(); i++) {
            if (checks.get(i).words().equals(check.words())) {
                checks.set(i, check);
                return;
            }
        }
        checks.add(check);
    }

    public void finish() {
        enterChapter(chapters.size());
        waitsForContinue.set(false);
        waitsFor.set("");
        phase.set(Phase.FINISHED);
    }

    /// @param why one sentence
    public void fail(String why) {
        narration.set(why);
        explanation.set("");
        waitsForContinue.set(false);
        waitsFor.set("");
        question.set(null);
        phase.set(Phase.FAILED);
    }

    /// Back to free play.
    public void leave() {
        begin("", "", List.of());
        phase.set(Phase.IDLE);
    }

    public ObjectProperty<Phase> phaseProperty() {
        return phase;
    }

    public StringProperty titleProperty() {
        return title;
    }

    /// The line that says what to look at.
    public StringProperty watchForProperty() {
        return watchFor;
    }

    /// One or two sentences.
    public StringProperty narrationProperty() {
        return narration;
    }

    /// Why it came so, after the facts.
    public StringProperty explanationProperty() {
        return explanation;
    }

    /// How many facts held so far.
    public IntegerProperty heldProperty() {
        return held;
    }

    /// Whether the lesson goes on when the student says so.
    public BooleanProperty waitsForContinueProperty() {
        return waitsForContinue;
    }

    /// The event that the lesson waits for, in words; empty when it waits for none.
    public StringProperty waitsForProperty() {
        return waitsFor;
    }

    public ObjectProperty<@Nullable Question> questionProperty() {
        return question;
    }

    public ObservableList<Chapter> chapters() {
        return chapters;
    }

    public ObservableList<Check> checks() {
        return checks;
    }
}
