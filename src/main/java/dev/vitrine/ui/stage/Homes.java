package dev.vitrine.ui.stage;

import dev.vitrine.ui.draw.Box;

import java.util.List;

/// Where the columns and the brokers' cards are at home. A function of the stage's size and of how
/// much there is, never of how things are, so that nothing moves when a broker dies.
///
/// @param clients the left column
/// @param brokers the middle
/// @param groups the right column
/// @param legend below the brokers; the stage ends with it
/// @param cards one for each broker, by id
/// @param header of each card
/// @param pitch from one row of a card to the next, or from one glyph to the next
/// @param glyphsInLine how many glyphs stand side by side; 1 for rows
/// @param fitting rows or glyphs that fit a card
/// @param footHeight of a card's line for internal topics; 0 for none
record Homes(
        Level level,
        Box clients,
        Box brokers,
        Box groups,
        Box legend,
        List<Box> cards,
        Header header,
        double pitch,
        int glyphsInLine,
        int fitting,
        double footHeight) {
    private static final double TOP = 18;
    private static final double LEGEND_HEIGHT = 32;

    /// From so many brokers on the side columns give way to them.
    private static final int MANY_BROKERS = 5;

    private static final int TRUNKS_FROM = 7;

    /// The widths of the side columns at which everyday texts stand whole: a producer's settings, a
    /// member's partitions beside one another.
    private static final double WRITERS = 158;

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

    /// The top of a card: a line for the name, and one below for what has no room beside it.
    ///
    /// @param height before the first row or glyph
    /// @param nameY the middle of the first line, from the card's top
    /// @param secondY that of the second; NaN for none
    record Header(double height, double nameY, double secondY) {
        /// Cards narrower than this have a second line, as badges have no room beside the name.
        static final double NARROW = 250;

        static Header ofOneLine(double height) {
            return new Header(height, height / 2, Double.NaN);
        }

        boolean hasSecond() {
            return !Double.isNaN(secondY);
        }
    }

    /// A place higher than what was asked for when less would lay one thing over another: the view
    /// then scrolls.
    static Homes of(Level level, double width, double height, Load load) {
        double whole = Math.floor(height);
        Homes homes = in(level, width, whole, load);
        double over = Math.ceil(homes.cards.getLast().bottom() - homes.brokers.bottom());
        return over <= 0 ? homes : in(level, width, whole + over, load);
    }

    private static Homes in(Level level, double width, double height, Load load) {
        double margin = clamp(width * 0.02, 12, 32);
        boolean many = load.brokers() >= MANY_BROKERS;
        double left =
                Math.round(many ? clamp(width * 0.125, 124, 210) : side(width, 0.155, WRITERS));
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
        Box legend = new Box(brokers.x(), brokers.bottom(), brokers.width(), LEGEND_HEIGHT);
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
                cards.header(),
                cards.pitch(),
                cards.glyphsInLine(),
                cards.fitting(),
                cards.footHeight());
    }

    /// A side column's width: its share, and in a small window more, up to what is good.
    private static double side(double width, double share, double good) {
        return Math.max(
                clamp(width * share * 1.25, good * 0.8, good),
                Math.min(width * share, good * 1.35));
    }

    /// The brokers' cards alone; the parts are those of [Homes].
    record Cards(
            List<Box> boxes,
            Header header,
            double pitch,
            int glyphsInLine,
            int fitting,
            double footHeight) {}

    /// Of all of the stage.
    double height() {
        return legend.bottom();
    }

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
