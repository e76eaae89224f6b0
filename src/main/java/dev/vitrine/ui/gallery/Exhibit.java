package dev.vitrine.ui.gallery;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Subject;

import org.jspecify.annotations.Nullable;

/// One state of the stage to look at.
///
/// @param name also that of its golden picture
/// @param words what is to be seen
/// @param nowMs the engine's time shown
/// @param width of the stage, pixels
public record Exhibit(
        String name,
        String words,
        Snapshot snapshot,
        long nowMs,
        @Nullable Subject selection,
        double width,
        double height) {}
