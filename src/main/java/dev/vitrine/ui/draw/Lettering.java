package dev.vitrine.ui.draw;

import dev.vitrine.ui.theme.Typeface;

/// The sizes of type on the stage, in pixels at 100 %. None is below 11.
public enum Lettering {
    TITLE(Typeface.SEMIBOLD, 14),
    NAME(Typeface.SEMIBOLD, 13),
    BODY(Typeface.REGULAR, 12),
    SMALL(Typeface.REGULAR, 11),
    SMALL_STRONG(Typeface.SEMIBOLD, 11),
    STRONG(Typeface.SEMIBOLD, 12),
    CHIP(Typeface.MEDIUM, 11),
    /// JetBrains Mono is 0.6 of its size wide: here eight pixels, so that letters stand evenly.
    MONO_LARGE(Typeface.MONO, 40.0 / 3),
    /// Seven pixels wide.
    MONO(Typeface.MONO, 35.0 / 3);

    private static final double CAP_HEIGHT = 0.727;

    private final Typeface typeface;
    private final double size;

    Lettering(Typeface typeface, double size) {
        this.typeface = typeface;
        this.size = size;
    }

    public Typeface typeface() {
        return typeface;
    }

    public double size() {
        return size;
    }

    public boolean isMono() {
        return typeface == Typeface.MONO || typeface == Typeface.MONO_BOLD;
    }

    /// From the optical centre of a line, that of its capitals, down to its baseline.
    public double baselineBelowCentre() {
        return size * CAP_HEIGHT / 2;
    }

    /// The height that a line's letters take, ascenders and descenders included.
    public double height() {
        return Math.ceil(size * 1.15);
    }
}
