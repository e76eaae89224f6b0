package dev.vitrine.ui;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// What a person did to the cluster that shows and that can be taken back, the newest first.
/// Another cluster begins with nothing.
final class Undo {
    /// Steps that are remembered; the oldest go.
    static final int STEPS_MAX = 50;

    /// @param words what is so again when it is taken back: `broker 2 runs again`
    /// @param back takes it back
    record Step(String words, Consumer<Session> back) {}

    private final Deque<Step> steps = new ArrayDeque<>();

    void did(Step step) {
        steps.push(step);
        if (steps.size() > STEPS_MAX) {
            steps.removeLast();
        }
    }

    /// @return the newest step, which is forgotten with that; null when there is none
    @Nullable Step take() {
        return steps.poll();
    }

    void forget() {
        steps.clear();
    }
}
