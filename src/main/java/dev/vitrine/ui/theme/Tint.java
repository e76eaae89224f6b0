package dev.vitrine.ui.theme;

import org.jspecify.annotations.Nullable;

/// An opaque colour: an ink, or some of it on another tint.
///
/// @param share of `ink`, 0 to 1; the rest is `base`
/// @param base none for a plain ink
public record Tint(Ink ink, double share, @Nullable Tint base) {
    public Tint {
        if (share < 0 || share > 1) {
            throw new IllegalArgumentException("a share is between 0 and 1: " + share);
        }
    }

    public static Tint of(Ink ink) {
        return new Tint(ink, 1, null);
    }

    public static Tint mix(Ink ink, double share, Ink base) {
        return new Tint(ink, share, of(base));
    }

    public static Tint mix(Ink ink, double share, Tint base) {
        return new Tint(ink, share, base);
    }
}
