package dev.vitrine.ui.stage;

import dev.vitrine.ui.draw.Box;

import java.util.List;

/// Where the columns and the brokers' cards are at home. A function of the stage's size and of how
/// much there is, never of how things are, so that nothing moves when a broker dies.
///
/// @param clients the left column
/// @param brokers the middle
/// @param groups the right column
/// @param cards one for each broker, by id
/// @param headerHeight of a card, before its first row or glyph
/// @param pitch from one row of a card to the next, or from one glyph to the next
/// @param glyphsInLine how many glyphs stand side by side; 1 for rows
/// @param fitting rows or glyphs that fit a card
record Homes(
        Level level,
        Box clients,
        Box brokers,
        Box groups,
        Box legend,
        List<Box> cards,
        double headerHeight,
        double pitch,
        int glyphsInLine,
        int fitting) {
    private static final double TOP = 18;
    private static final double LEGEND_HEIGHT = 32;

    /// From so many brokers on the side columns give way to them.
    private static final int MANY_BROKERS = 5;

    private static final int TRUNKS_FROM = 7;

    /// The widths of the side columns at which everyday texts stand whole: a producer's settings,
    /// a member's partitions beside one another.
    private static final double WRITERS = 150;

    private static final double GROUPS = 198;

    /// How much there is to place.
    ///
    /// @param brokers cards
    /// @param rows partitions on the fullest card
    /// @param withFoot whether cards have a last row for internal topics
    record Load(int brokers, int rows, boolean withFoot) {
        Load {
            brokers = Math.max(1, brokers);
            rows = Math.max(1, rows);
        }
    }

    static Homes of(Level level, double width, double height, Load load) {
        double margin = clamp(width * 0.02, 12, 32);
        boolean many = load.brokers() >= MANY_BROKERS;
        double left = Math.round(many ? clamp(width * 0.125, 124, 210) : side(width, 0.155, WRITERS));
        double right = Math.round(many ? clamp(width * 0.15, 156, 260) : side(width, 0.19, GROUPS));
        double gapLeft = Math.round(clamp(many ? width * 0.05 : width * 0.105 - 36, 36, 150));
        double gapRight = Math.round(clamp(many ? width * 0.045 : width * 0.09 - 30, 34, 130));
        double brokersX = Math.round(margin) + left + gapLeft;
        double groupsX = Math.round(width - margin) - right;
        double bodyHeight = Math.max(100, height - TOP - LEGEND_HEIGHT);
        Box clients = new Box(Math.round(margin), TOP, left, bodyHeight);
        Box groups = new Box(groupsX, TOP, right, bodyHeight);
        double middle = Math.max(RowHomes.CARD_WIDTH_MIN, groupsX - gapRight - brokersX);
        Box brokers = new Box(brokersX, TOP, middle, bodyHeight);
        Box legend = new Box(brokers.x(), height - LEGEND_HEIGHT, brokers.width(), LEGEND_HEIGHT);
        Cards cards =
                level == Level.MATRIX
                        ? GlyphHomes.of(brokers, load)
                        : RowHomes.of(level, brokers, load);
        return new Homes(
                level,
                clients,
                brokers,
                groups,
                legend,
                cards.boxes(),
                cards.headerHeight(),
                cards.pitch(),
                cards.glyphsInLine(),
                cards.fitting());
    }

    /// A side column's width: its share, and in a small window more, up to what is good.
    private static double side(double width, double share, double good) {
        return Math.max(
                clamp(width * share * 1.25, good * 0.8, good), Math.min(width * share, good * 1.35));
    }

    /// The brokers' cards alone; the parts are those of [Homes].
    record Cards(
            List<Box> boxes, double headerHeight, double pitch, int glyphsInLine, int fitting) {}

    /// Whether there are so many brokers that wires to each of them would hide more than they show.
    boolean hasTrunks() {
        return cards.size() >= TRUNKS_FROM;
    }

    /// How many partitions of so many a card shows: all, or so many that a last line can say how
    /// many more.
    int shown(int count) {
        return count <= fitting ? count : Math.max(1, fitting - glyphsInLine);
    }

    static double clamp(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }
}
