package dev.vitrine.ui.theme;

import java.util.Locale;

/// What a colour is for. Each has a looked-up colour `-v-…` of the same name in every theme's style
/// sheet.
public enum Ink {
    /// Behind everything.
    STAGE,
    /// Side panels, the top bar, the cards of groups.
    PANEL,
    CARD,
    CARD_BORDER,
    TEXT,
    /// Secondary text; at least 4.5:1 on stage, panel and card.
    MUTED,
    /// Lines, dots and bars that are no text; at least 3:1.
    FAINT,
    /// What leads, what is selected.
    ACCENT,
    ON_ACCENT,
    GOOD,
    GOOD_TEXT,
    WARNING,
    WARNING_TEXT,
    DANGER,
    DANGER_TEXT,
    /// The card of a node whose process is gone.
    DEAD_CARD,
    DEAD_BORDER,
    DEAD_CELL,
    DEAD_TEXT,
    /// The controller's badge.
    CONTROLLER,
    ON_CONTROLLER,
    /// The high watermark.
    WATERMARK,
    /// Letters on a light fill, and on a dark one: the more readable is taken.
    DARK_LETTER,
    LIGHT_LETTER,
    /// A partition's hue, as a fill and as text. Drawn from Okabe and Ito's set.
    HUE_1,
    HUE_2,
    HUE_3,
    HUE_4,
    HUE_5,
    HUE_6,
    HUE_1_TEXT,
    HUE_2_TEXT,
    HUE_3_TEXT,
    HUE_4_TEXT,
    HUE_5_TEXT,
    HUE_6_TEXT;

    /// Hues there are; partitions beyond share them.
    public static final int HUES = 6;

    private static final Ink[] HUE_FILLS = {HUE_1, HUE_2, HUE_3, HUE_4, HUE_5, HUE_6};
    private static final Ink[] HUE_TEXTS = {
        HUE_1_TEXT, HUE_2_TEXT, HUE_3_TEXT, HUE_4_TEXT, HUE_5_TEXT, HUE_6_TEXT
    };

    /// The fill of the n-th hue; any number.
    public static Ink hue(int n) {
        return HUE_FILLS[Math.floorMod(n, HUES)];
    }

    /// The n-th hue for text; any number.
    public static Ink hueText(int n) {
        return HUE_TEXTS[Math.floorMod(n, HUES)];
    }

    /// The looked-up colour's name: `-v-card-border`.
    public String cssName() {
        return "-v-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
