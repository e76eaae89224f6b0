package dev.vitrine.ui.draw;

import dev.vitrine.history.Subject;

import org.jspecify.annotations.Nullable;

/// Something that is on the stage, for all who do not look at pixels: the mouse, tooltips, screen
/// readers and tests.
///
/// @param id unique on the stage and the same from frame to frame: `broker-2`,
///   `replica-orders-1@3`, `kill-2`
/// @param text what is written on it
/// @param state its state in one word
/// @param tip the whole story, in words
/// @param subject what selecting it selects; none for a button
/// @param action what pressing it asks for; only for a button
public record Fact(
        String id,
        Role role,
        String text,
        String state,
        String tip,
        Box bounds,
        @Nullable Subject subject,
        @Nullable Action action) {
    public enum Role {
        BROKER,
        REPLICA,
        CLIENT,
        GROUP,
        MEMBER,
        PARTITION,
        BUTTON,
        BADGE,
        MESSAGE,
        /// A cell. There are hundreds, so the keyboard passes over them; a table lists them.
        RECORD,
        /// A value to be read off; like a message no stop for the keyboard.
        READING,
        NOTE
    }

    /// The same thing somewhere else.
    public Fact at(Box box) {
        return new Fact(id, role, text, state, tip, box, subject, action);
    }
}
