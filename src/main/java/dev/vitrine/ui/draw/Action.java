package dev.vitrine.ui.draw;

import java.util.Locale;

/// What a button on the stage asks for.
public record Action(Verb verb, int node) {
    public enum Verb {
        /// Abruptly, as a process crash.
        KILL,
        /// Cleanly.
        STOP,
        RESTART
    }

    /// The scenario's words: `kill 2`.
    public String words() {
        return verb.name().toLowerCase(Locale.ROOT) + " " + node;
    }
}
