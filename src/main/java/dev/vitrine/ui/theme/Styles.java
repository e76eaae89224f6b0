package dev.vitrine.ui.theme;

/// Style classes of `vitrine.css`.
public final class Styles {
    private Styles() {}

    /// The bar at the top.
    public static final String TOP_BAR = "v-top-bar";

    /// The bar at the bottom: transport and timeline.
    public static final String BOTTOM_BAR = "v-bottom-bar";

    /// A side panel; with [#RIGHT] at the right.
    public static final String PANEL = "v-panel";

    public static final String RIGHT = "v-right";

    /// The app's name.
    public static final String BRAND = "v-brand";

    /// A small heading in capitals.
    public static final String HEADING = "v-heading";

    /// The title of what is inspected.
    public static final String TITLE = "v-title";

    /// The one sentence of narration.
    public static final String NARRATION = "v-narration";

    public static final String MUTED = "v-muted";
    public static final String STRONG = "v-strong";
    public static final String MONO = "v-mono";

    /// A rounded label; with [#GOOD], [#WARNING] or [#DANGER] coloured.
    public static final String CHIP = "v-chip";

    public static final String GOOD = "v-good";
    public static final String WARNING = "v-warning";
    public static final String DANGER = "v-danger";

    /// A framed box inside a panel.
    public static final String BOX = "v-box";

    /// The main one of a row of buttons.
    public static final String PRIMARY = "v-primary";

    /// A button that is only an icon or a letter.
    public static final String ICON = "v-icon";

    /// A line of the list of events.
    public static final String STORY = "v-story";
}
