package dev.vitrine.ui.theme;

/// An opaque mix of two inks.
///
/// @param share of `ink` in the mix, 0 to 1; the rest is `base`
public record Tint(Ink ink, double share, Ink base) {
    public Tint {
        if (share < 0 || share > 1) {
            throw new IllegalArgumentException("a share is between 0 and 1: " + share);
        }
    }

    public static Tint of(Ink ink) {
        return new Tint(ink, 1, ink);
    }

    public static Tint mix(Ink ink, double share, Ink base) {
        return new Tint(ink, share, base);
    }
}
