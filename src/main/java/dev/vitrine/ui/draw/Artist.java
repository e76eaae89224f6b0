package dev.vitrine.ui.draw;

import dev.vitrine.history.Snapshot;

import org.jspecify.annotations.Nullable;

/// Makes drawings of moments. What it remembers besides is only how it is looked at: zoom, filter,
/// what is unfolded.
public interface Artist {
    /// Short and unique: `stage`, `timeline`.
    String id();

    /// May be higher than the moment asks for; the view then scrolls.
    Drawing draw(Moment moment, TextMeasure measure);

    /// What a screen reader says of the whole, in a sentence.
    String inWords(Snapshot snapshot);

    /// Whether the next frame is another one though nothing happens.
    default boolean isMoving() {
        return false;
    }

    /// A turn of the wheel or a drag that the view does not use for itself.
    ///
    /// @return whether the drawing is another now
    default boolean moved(Gesture gesture) {
        return false;
    }

    /// The hand is over a fact, or over none any more.
    ///
    /// @return whether the drawing is another now
    default boolean hovered(@Nullable Fact fact) {
        return false;
    }

    /// A fact was clicked, or Enter pressed on it, before the view makes anything of it.
    ///
    /// @return whether that was the artist's own affair; then the drawing is another now
    default boolean pressed(Fact fact) {
        return false;
    }

    /// @param kind what the hand did
    /// @param x where it is, in the drawing
    /// @param dx how far it went since the last one, in pixels; of a wheel, how far it scrolls
    record Gesture(Kind kind, double x, double y, double dx, double dy) {
        public enum Kind {
            DRAG,
            SCROLL,
            /// The wheel with Ctrl, or two fingers; plus and minus on the keyboard.
            ZOOM,
            /// The key Home: to where it begins.
            HOME,
            /// The key End: to where it ends.
            END
        }
    }
}
