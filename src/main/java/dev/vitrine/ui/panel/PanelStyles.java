package dev.vitrine.ui.panel;

/// Style classes of `panels.css`.
public final class PanelStyles {
    private PanelStyles() {}

    static final String SHEET = "panels.css";

    public static final String LOGO = "v-logo";
    public static final String CHIP_ROW = "v-chip-row";
    public static final String SEPARATE = "v-separate";

    /// A dot before a chip's text.
    public static final String DOT = "v-dot";

    /// A drawn sign inside a button.
    public static final String SIGN = "v-sign";

    /// A panel without a frame of its own, inside another.
    public static final String QUIET = "v-quiet";

    static final String DETAIL_NAME = "v-detail-name";
    static final String DETAIL_VALUE = "v-detail-value";
    static final String TABLE = "v-table";
    static final String TABLE_HEAD = "v-table-head";
    static final String TABLE_CELL = "v-table-cell";
    static final String APART = "v-apart";
    static final String STEP_MARK = "v-step-mark";
    static final String STEP_NOW = "v-step-now";
    static final String STEP_DONE = "v-step-done";
    static final String STEP_TEXT = "v-step-text";
    static final String CHOICE = "v-choice";
    static final String CHOICE_RIGHT = "v-choice-right";
    static final String CHOICE_WRONG = "v-choice-wrong";
    static final String STORY_LIST = "v-story-list";
    static final String STORY_TIME = "v-story-time";
    static final String FORM = "v-form";
    static final String REFUSAL = "v-refusal";
    static final String KEY = "v-key";
    static final String FOLD = "v-fold";
    static final String STRIP = "v-strip";

    /// Where the panels' own style sheet is.
    public static String sheet() {
        java.net.URL found = PanelStyles.class.getResource(SHEET);
        if (found == null) {
            throw new IllegalStateException("the jar lacks " + SHEET);
        }
        return found.toExternalForm();
    }
}
