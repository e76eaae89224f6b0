package dev.vitrine.ui.gallery;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Artist;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// One picture to look at.
///
/// @param artist makes who draws it, anew each time
/// @param name with the artist's id also that of its golden picture
/// @param words what is to be seen
/// @param nowMs the engine's time shown
/// @param width of the drawing, pixels
public record Exhibit(
        Supplier<Artist> artist,
        String name,
        String words,
        Snapshot snapshot,
        long nowMs,
        @Nullable Subject selection,
        double width,
        double height) {
    /// `stage-healthy`
    public String fullName() {
        return artist.get().id() + "-" + name;
    }
}
