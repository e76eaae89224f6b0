package dev.vitrine.ui.draw;

/// How wide a line of text is.
@FunctionalInterface
public interface TextMeasure {
    /// @return pixels, not rounded
    double width(String text, Lettering lettering);
}
