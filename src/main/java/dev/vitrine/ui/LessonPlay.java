package dev.vitrine.ui;

import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Subject;
import dev.vitrine.scenario.Audience;
import dev.vitrine.scenario.Expectation;
import dev.vitrine.scenario.FactResult;
import dev.vitrine.scenario.Outcome;
import dev.vitrine.scenario.Player;
import dev.vitrine.scenario.Question;
import dev.vitrine.scenario.Scenario;
import dev.vitrine.scenario.Scenario.Chapter;
import dev.vitrine.scenario.Scenario.Step;
import dev.vitrine.scenario.Verdict;
import dev.vitrine.ui.model.LessonModel;
import dev.vitrine.ui.model.LessonModel.Check;
import dev.vitrine.ui.model.LessonModel.Choice;
import dev.vitrine.ui.model.WindowModel;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/// Plays a lesson in the window, on a thread of its own: what the player tells goes to the model,
/// what the student does goes to the player.
final class LessonPlay implements Audience {
    private final Player player;
    private final LessonModel lesson;
    private final WindowModel model;
    private final Executor window;
    private final Thread thread;
    private final BlockingQueue<Boolean> steps = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<OptionalLong> answers = new ArrayBlockingQueue<>(1);

    /// What this step checks; of the player's thread.
    private List<String> facts = List.of();

    /// Of the JavaFX thread: whether a broker that is selected is an answer.
    private boolean brokerAsked;

    /// What is told is shown only as long as this lesson is the window's; of the JavaFX thread.
    private boolean left;

    LessonPlay(Player player, LessonModel lesson, WindowModel model, Executor window) {
        this.player = player;
        this.lesson = lesson;
        this.model = model;
        this.window = window;
        this.thread = new Thread(this::play, "lesson");
        thread.setDaemon(true);
    }

    void start() {
        Scenario scenario = player.scenario();
        lesson.begin(
                scenario.title(),
                scenario.watchFor(),
                scenario.chapters().stream().map(Chapter::title).toList());
        thread.start();
    }

    private void play() {
        try {
            player.play(this);
        } catch (InterruptedException e) {
            // The student left it.
        } catch (RuntimeException e) {
            show(() -> lesson.fail("The lesson met a fault of its own: " + e.getMessage()));
        }
    }

    private void show(Runnable change) {
        window.execute(() -> {
            if (!left) {
                change.run();
            }
        });
    }

    // ---- the student, on the JavaFX thread
    // -------------------------------------------------------

    void goOn() {
        if (lesson.waitsForContinueProperty().get()) {
            lesson.waitsForContinueProperty().set(false);
            steps.offer(true);
        }
    }

    void answer(long answer) {
        LessonModel.Question asked = lesson.questionProperty().get();
        if (asked != null && asked.waits()) {
            brokerAsked = false;
            lesson.questionProperty().set(asked.answer(answer));
            answers.offer(OptionalLong.of(answer));
        }
    }

    /// A click on a broker answers a question for one.
    void selected(Subject subject) {
        if (brokerAsked && subject instanceof Subject.OfNode(int node)) {
            answer(node);
        }
    }

    /// Ends it. Returns at once; [#awaitEnd] waits.
    void leave() {
        left = true;
        thread.interrupt();
    }

    /// Waits until the player has noticed, before its cluster is closed.
    void awaitEnd() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the player, on its thread
    // ---------------------------------------------------------------

    @Override
    public void onChapter(int number, Chapter chapter) {
        show(() -> lesson.enterChapter(number - 1));
    }

    @Override
    public void onStep(String number, Step step) {
        facts = step.expectations().stream().map(Expectation::words).toList();
        boolean asks = step.question() != null;
        List<String> shown = asks ? List.of() : facts;
        show(() -> lesson.enterStep(step.narration(), shown));
    }

    @Override
    public void onWait(String words) {
        show(() -> lesson.waitsForProperty().set(words));
    }

    @Override
    public OptionalLong awaitAnswer(Question question) throws InterruptedException {
        show(() -> ask(question));
        OptionalLong answer = answers.take();
        // Not sooner: they would give it away.
        List<String> shown = facts;
        show(() -> lesson.promise(shown));
        return answer;
    }

    private void ask(Question question) {
        switch (question) {
            case Question.OfChoice(String words, List<Question.Choice> offered) -> {
                List<Choice> choices = new ArrayList<>();
                for (int place = 0; place < offered.size(); place++) {
                    choices.add(new Choice(offered.get(place).words(), place));
                }
                lesson.questionProperty().set(LessonModel.Question.of(words, choices));
            }
            case Question.OfNumber(String words, var _) ->
                    lesson.questionProperty().set(LessonModel.Question.of(words, List.of()));
            case Question.OfBroker(String words, var _) -> {
                List<Choice> brokers =
                        model.snapshot().nodes().stream()
                                .filter(NodeView::broker)
                                .map(node -> new Choice("Broker " + node.id(), node.id()))
                                .toList();
                lesson.questionProperty().set(LessonModel.Question.of(words, brokers));
                brokerAsked = true;
            }
        }
    }

    @Override
    public void onVerdict(Verdict verdict) {
        show(() -> {
            LessonModel.Question asked = lesson.questionProperty().get();
            if (asked != null) {
                lesson.questionProperty().set(asked.reveal(verdict.right(), verdict.words()));
            }
        });
    }

    @Override
    public void onFact(FactResult result) {
        LessonModel.Verdict verdict =
                result.holds() ? LessonModel.Verdict.HOLDS : LessonModel.Verdict.FAILS;
        show(() -> lesson.tell(new Check(result.fact().words(), verdict, result.found())));
    }

    @Override
    public void onExplanation(String words) {
        show(() -> lesson.explanationProperty().set(words));
    }

    @Override
    public void awaitContinue() throws InterruptedException {
        show(() -> {
            lesson.waitsForProperty().set("");
            lesson.waitsForContinueProperty().set(true);
        });
        steps.take();
    }

    @Override
    public void onEnd(Outcome outcome) {
        show(() -> {
            if (outcome.broken().isEmpty()) {
                lesson.finish();
                lesson.enterStep(ending(outcome), List.of());
                lesson.explanationProperty().set(variations());
            } else {
                lesson.fail("The lesson could not go on: " + outcome.broken() + ".");
            }
        });
    }

    /// What may be changed and tried again.
    private String variations() {
        return player.scenario().chapters().stream()
                .map(Chapter::variation)
                .filter(words -> !words.isEmpty())
                .map(words -> "Try this: " + words)
                .collect(Collectors.joining("\n\n"));
    }

    private static String ending(Outcome outcome) {
        int facts = outcome.facts().size();
        int wrong = outcome.wrong().size();
        return wrong == 0
                ? "That was the lesson. All " + facts + " facts held. The cluster is still yours."
                : "That was the lesson, but " + wrong + " of " + facts + " facts did not hold.";
    }
}
