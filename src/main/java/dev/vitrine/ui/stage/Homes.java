package dev.vitrine.ui.stage;

import dev.vitrine.ui.draw.Box;

import java.util.ArrayList;
import java.util.List;

/// Where the columns and the brokers' cards are at home. A function of the stage's size and of how
/// much there is, never of how things are, so that nothing moves when a broker dies.
///
/// @param clients the left column
/// @param brokers the middle
/// @param groups the right column
/// @param cards one for each broker, by id
/// @param pitch from one row of a card to the next
/// @param rowsFitting rows that fit a card
record Homes(
        Box clients,
        Box brokers,
        Box groups,
        Box legend,
        List<Box> cards,
        double headerHeight,
        double pitch,
        int rowsFitting) {
    /// Rows of a cluster with one or two partitions: the first lessons, read from the last row of
    /// seats.
    static final double PITCH_ROOMY = 48;

    private static final int ROOMY_ROWS_MAX = 2;
    private static final double PITCH_MAX = 28;
    private static final double PITCH_MIN = 16;
    private static final double PITCH_GOOD = 22;
    private static final int COLUMNS_MAX = 3;
    private static final double CARD_WIDTH_MIN = 160;
    private static final double CARD_FOOT = 10;
    private static final double TOP = 18;
    private static final double LEGEND_HEIGHT = 32;

    /// From so many brokers on the side columns give way to them.
    private static final int MANY_BROKERS = 5;

    private static final double GAP_MAX = 56;

    /// @param rows of partitions on the fullest card
    /// @param withFoot whether cards have a last row for internal topics
    static Homes of(double width, double height, int brokerCount, int rows, boolean withFoot) {
        double margin = clamp(width * 0.02, 12, 32);
        boolean many = brokerCount >= MANY_BROKERS;
        double left = Math.round(clamp(width * (many ? 0.125 : 0.155), 124, 210));
        double right = Math.round(clamp(width * (many ? 0.15 : 0.19), 156, 260));
        double gapLeft = Math.round(clamp(width * (many ? 0.05 : 0.085), 36, 150));
        double gapRight = Math.round(clamp(width * (many ? 0.045 : 0.075), 34, 130));
        double brokersX = Math.round(margin) + left + gapLeft;
        double groupsX = Math.round(width - margin) - right;
        double top = TOP;
        double bodyHeight = Math.max(100, height - top - LEGEND_HEIGHT);
        Box clients = new Box(Math.round(margin), top, left, bodyHeight);
        Box groups = new Box(groupsX, top, right, bodyHeight);
        Box brokers =
                new Box(
                        brokersX,
                        top,
                        Math.max(CARD_WIDTH_MIN, groupsX - gapRight - brokersX),
                        bodyHeight);
        Box legend = new Box(brokers.x(), height - LEGEND_HEIGHT, brokers.width(), LEGEND_HEIGHT);
        return withCards(
                clients,
                brokers,
                groups,
                legend,
                Math.max(1, brokerCount),
                Math.max(1, rows),
                withFoot);
    }

    /// How many partitions of so many a card shows: all, or so many that a last row can say how
    /// many more.
    int shown(int rows) {
        return rows <= rowsFitting ? rows : Math.max(1, rowsFitting - 1);
    }

    private static Homes withCards(
            Box clients,
            Box brokers,
            Box groups,
            Box legend,
            int brokerCount,
            int rows,
            boolean withFoot) {
        int columns = columns(brokers, brokerCount, rows, withFoot);
        int cardRows = (brokerCount + columns - 1) / columns;
        double gap = gap(cardRows, columns);
        double slot = (brokers.height() - gap * (cardRows - 1)) / cardRows;
        double pitch = clamp(pitchIn(slot, rows, withFoot), PITCH_MIN, PITCH_ROOMY);
        double header = header(pitch);
        double foot = withFoot ? footRow(pitch) : 0;
        int fitting =
                (int) Math.max(1, Math.floor((slot - header - foot - CARD_FOOT + 0.5) / pitch));
        int rowsDrawn = Math.min(rows, fitting);
        double cardHeight = Math.round(header + rowsDrawn * pitch + foot + CARD_FOOT);
        double free = brokers.height() - cardHeight * cardRows;
        gap = Math.floor(clamp(free / (cardRows + 1), gap, GAP_MAX));
        double spare = free - gap * (cardRows - 1);
        double top = brokers.y() + Math.round(clamp(spare / 2, 0, brokers.height()));
        double gapX = 14;
        double cardWidth = Math.floor((brokers.width() - gapX * (columns - 1)) / columns);
        List<Box> cards = new ArrayList<>();
        for (int i = 0; i < brokerCount; i++) {
            double x = brokers.x() + (i % columns) * (cardWidth + gapX);
            double y = top + (i / columns) * (cardHeight + gap);
            cards.add(new Box(Math.round(x), Math.round(y), cardWidth, cardHeight));
        }
        return new Homes(
                clients, brokers, groups, legend, List.copyOf(cards), header, pitch, fitting);
    }

    /// As few columns as give comfortable rows; when none does, those that give the tallest.
    private static int columns(Box brokers, int brokerCount, int rows, boolean withFoot) {
        int best = 1;
        double bestPitch = 0;
        for (int columns = 1; columns <= Math.min(COLUMNS_MAX, brokerCount); columns++) {
            if (columns > 1 && brokers.width() / columns - 16 < CARD_WIDTH_MIN) {
                break;
            }
            int cardRows = (brokerCount + columns - 1) / columns;
            double slot = (brokers.height() - gap(cardRows, columns) * (cardRows - 1)) / cardRows;
            double pitch = pitchIn(slot, rows, withFoot);
            if (pitch >= PITCH_GOOD) {
                return columns;
            }
            if (pitch > bestPitch) {
                bestPitch = pitch;
                best = columns;
            }
        }
        return best;
    }

    /// The tallest rows, in whole pixels, with which all of them fit; less than [#PITCH_MIN] when
    /// none does.
    private static double pitchIn(double slot, int rows, boolean withFoot) {
        if (rows <= ROOMY_ROWS_MAX && fits(slot, rows, withFoot, PITCH_ROOMY)) {
            return PITCH_ROOMY;
        }
        for (double pitch = PITCH_MAX; pitch >= PITCH_MIN; pitch--) {
            if (fits(slot, rows, withFoot, pitch)) {
                return pitch;
            }
        }
        return (slot - header(PITCH_MIN) - CARD_FOOT) / rows;
    }

    private static boolean fits(double slot, int rows, boolean withFoot, double pitch) {
        double foot = withFoot ? footRow(pitch) : 0;
        return header(pitch) + rows * pitch + foot + CARD_FOOT <= slot;
    }

    private static double header(double pitch) {
        return Math.round(clamp(pitch * 1.6, 30, 42));
    }

    static double footRow(double pitch) {
        return Math.round(clamp(pitch * 0.75, 15, 21));
    }

    private static double gap(int cardRows, int columns) {
        return cardRows > 3 || columns > 1 ? 12 : 22;
    }

    static double clamp(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }
}
