package dev.vitrine.ui.stage;

import static dev.vitrine.ui.stage.Homes.clamp;

import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.stage.Homes.Cards;
import dev.vitrine.ui.stage.Homes.Header;
import dev.vitrine.ui.stage.Homes.Load;

import java.util.ArrayList;
import java.util.List;

/// Cards that hold a row for each replica, in as few columns as give comfortable rows.
///
/// @param pitchMax the tallest rows
/// @param pitchGood from here on rows are comfortable
/// @param pitchMin the lowest rows
/// @param columnsMax cards side by side
/// @param roomy whether a row or two may be as high as [#PITCH_ROOMY]
record RowHomes(double pitchMax, double pitchGood, double pitchMin, int columnsMax, boolean roomy) {
    /// Rows of a cluster with one or two partitions: the first lessons, read from the last row of
    /// seats.
    static final double PITCH_ROOMY = 48;

    static final double CARD_WIDTH_MIN = 160;
    static final double CARD_FOOT = 10;
    static final double GAP_X = 14;

    private static final RowHomes LANES = new RowHomes(28, 22, 16, 3, true);
    private static final RowHomes ROWS = new RowHomes(18, 16, 14, 5, false);
    private static final int ROOMY_ROWS_MAX = 2;
    private static final double GAP_MAX = 56;
    private static final double SECOND_LINE = 20;

    /// A row, and a line that counts the rest.
    private static final int ROWS_MIN = 2;

    static Cards of(Level level, Box brokers, Load load) {
        return (level == Level.LANES ? LANES : ROWS).cards(brokers, load);
    }

    private Cards cards(Box brokers, Load load) {
        int columns = columns(brokers, load);
        int cardRows = Math.ceilDiv(load.brokers(), columns);
        double gap = gap(cardRows, columns);
        double slot = (brokers.height() - gap * (cardRows - 1)) / cardRows;
        double cardWidth = cardWidth(brokers, columns);
        double pitch = clamp(pitchIn(slot, cardWidth, load), pitchMin, PITCH_ROOMY);
        Header header = header(pitch, cardWidth);
        double foot = load.withFoot() ? footRow(pitch) : 0;
        double around = header.height() + foot + CARD_FOOT;
        int fitting =
                (int)
                        Math.max(
                                Math.min(load.rows(), ROWS_MIN),
                                Math.floor((slot - around + 0.5) / pitch));
        int rowsDrawn = Math.min(load.rows(), fitting);
        double cardHeight = Math.round(around + rowsDrawn * pitch);
        double free = brokers.height() - cardHeight * cardRows;
        gap = Math.floor(clamp(free / (cardRows + 1), gap, GAP_MAX));
        double spare = free - gap * (cardRows - 1);
        double top = brokers.y() + Math.round(clamp(spare / 2, 0, brokers.height()));
        List<Box> cards = new ArrayList<>();
        for (int i = 0; i < load.brokers(); i++) {
            double x = brokers.x() + (i % columns) * (cardWidth + GAP_X);
            double y = top + (i / columns) * (cardHeight + gap);
            cards.add(new Box(Math.round(x), Math.round(y), cardWidth, cardHeight));
        }
        return new Cards(List.copyOf(cards), header, pitch, 1, fitting, foot);
    }

    private static double cardWidth(Box brokers, int columns) {
        return Math.floor((brokers.width() - GAP_X * (columns - 1)) / columns);
    }

    /// As few columns as give comfortable rows; when none does, those that give the tallest.
    private int columns(Box brokers, Load load) {
        int best = 1;
        double bestPitch = Double.NEGATIVE_INFINITY;
        for (int columns = 1; columns <= Math.min(columnsMax, load.brokers()); columns++) {
            double cardWidth = cardWidth(brokers, columns);
            if (columns > 1 && cardWidth < CARD_WIDTH_MIN) {
                break;
            }
            int cardRows = Math.ceilDiv(load.brokers(), columns);
            double slot = (brokers.height() - gap(cardRows, columns) * (cardRows - 1)) / cardRows;
            double pitch = pitchIn(slot, cardWidth, load);
            if (pitch >= pitchGood) {
                return columns;
            }
            if (pitch > bestPitch) {
                bestPitch = pitch;
                best = columns;
            }
        }
        return best;
    }

    /// The tallest rows, in whole pixels, with which all of them fit; less than the lowest when
    /// none does.
    private double pitchIn(double slot, double cardWidth, Load load) {
        if (roomy && load.rows() <= ROOMY_ROWS_MAX && fits(slot, cardWidth, load, PITCH_ROOMY)) {
            return PITCH_ROOMY;
        }
        for (double pitch = pitchMax; pitch >= pitchMin; pitch--) {
            if (fits(slot, cardWidth, load, pitch)) {
                return pitch;
            }
        }
        return (slot - header(pitchMin, cardWidth).height() - CARD_FOOT) / load.rows();
    }

    private static boolean fits(double slot, double cardWidth, Load load, double pitch) {
        double foot = load.withFoot() ? footRow(pitch) : 0;
        double header = header(pitch, cardWidth).height();
        return header + load.rows() * pitch + foot + CARD_FOOT <= slot;
    }

    private static Header header(double pitch, double cardWidth) {
        double line = Math.round(clamp(pitch * 1.6, 30, 42));
        return cardWidth >= Header.NARROW
                ? Header.ofOneLine(line)
                : new Header(line + SECOND_LINE, line / 2, line + SECOND_LINE / 2 - 3);
    }

    static double footRow(double pitch) {
        return Math.round(clamp(pitch * 0.75, 15, 21));
    }

    private static double gap(int cardRows, int columns) {
        return cardRows > 3 || columns > 1 ? 12 : 22;
    }
}
