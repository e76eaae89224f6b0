package dev.vitrine.ui.theme;

import javafx.scene.paint.Color;

import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The colours of one theme, for what is drawn on a canvas.
public final class Palette {
    private static final Pattern LOOKED_UP =
            Pattern.compile("(-v-[a-z0-9-]+)\\s*:\\s*(#[0-9a-fA-F]{6})\\s*;");

    private final Map<Ink, Color> colors = new EnumMap<>(Ink.class);
    private final double paleShare;

    private Palette(Map<Ink, Color> colors, double paleShare) {
        this.colors.putAll(colors);
        this.paleShare = paleShare;
    }

    /// Reads the looked-up colours of a style sheet.
    ///
    /// @param paleShare how much of its hue a follower's cell has
    /// @throws IllegalStateException when the sheet lacks an ink
    static Palette read(String styleSheet, double paleShare) {
        Map<String, Color> found = new java.util.TreeMap<>();
        Matcher matcher = LOOKED_UP.matcher(styleSheet);
        while (matcher.find()) {
            found.put(matcher.group(1), Color.web(matcher.group(2)));
        }
        Map<Ink, Color> colors = new EnumMap<>(Ink.class);
        for (Ink ink : Ink.values()) {
            Color color = found.get(ink.cssName());
            if (color == null) {
                throw new IllegalStateException("the style sheet has no " + ink.cssName());
            }
            colors.put(ink, color);
        }
        return new Palette(colors, paleShare);
    }

    public Color color(Ink ink) {
        Color color = colors.get(ink);
        if (color == null) {
            throw new IllegalStateException("no " + ink);
        }
        return color;
    }

    public Color color(Tint tint) {
        Tint base = tint.base();
        return base == null
                ? color(tint.ink())
                : color(base).interpolate(color(tint.ink()), tint.share());
    }

    /// How much of its hue a follower's cell has.
    public double paleShare() {
        return paleShare;
    }

    /// The letter ink that is more readable on a fill.
    public Ink letterOn(Tint fill) {
        Color color = color(fill);
        return contrast(color(Ink.DARK_LETTER), color) >= contrast(color(Ink.LIGHT_LETTER), color)
                ? Ink.DARK_LETTER
                : Ink.LIGHT_LETTER;
    }

    /// The contrast of two colours by WCAG 2.2, 1 to 21.
    public static double contrast(Color one, Color other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed())
                + 0.7152 * linear(color.getGreen())
                + 0.0722 * linear(color.getBlue());
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }
}
