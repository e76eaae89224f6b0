package dev.vitrine.scenario;

import dev.vitrine.history.Snapshot;
import dev.vitrine.scenario.Scenario.Chapter;
import dev.vitrine.scenario.Scenario.Step;

import java.util.OptionalLong;

/// Whoever watches a lesson: a window, or a page of text. Called on the player's thread, which
/// waits until a call returns.
public interface Audience {
    /// The cluster serves and the lesson's first clients run.
    default void onReady() {}

    /// @param number from 1
    default void onChapter(int number, Chapter chapter) {}

    /// @param number `2.3`: chapter and step
    default void onStep(String number, Step step) {}

    /// One or two sentences, before the step acts.
    default void onNarration(String words) {}

    /// Something is about to be done.
    default void onAction(String words) {}

    /// The lesson goes on when this holds.
    default void onWait(String words) {}

    /// A person is to predict what will happen. Waits for the answer.
    ///
    /// @return the place of the choice, from 0; or the number; or the broker. Empty for no answer
    /// @throws InterruptedException when the lesson is to end
    default OptionalLong awaitAnswer(Question question) throws InterruptedException {
        return OptionalLong.empty();
    }

    /// It has happened: this was the answer.
    default void onVerdict(Verdict verdict) {}

    /// A fact was computed.
    default void onFact(FactResult result) {}

    /// One or two sentences, after the facts.
    default void onExplanation(String words) {}

    /// A step is over, and the cluster looked like this.
    default void onStepDone(String number, Step step, Snapshot snapshot) {}

    /// Waits for the person to go on to the next step.
    ///
    /// @throws InterruptedException when the lesson is to end
    default void awaitContinue() throws InterruptedException {}

    default void onEnd(Outcome outcome) {}
}
