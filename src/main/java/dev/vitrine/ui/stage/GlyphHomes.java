package dev.vitrine.ui.stage;

import static dev.vitrine.ui.stage.Homes.clamp;

import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.stage.Homes.Cards;
import dev.vitrine.ui.stage.Homes.Header;
import dev.vitrine.ui.stage.Homes.Load;

import java.util.ArrayList;
import java.util.List;

/// Cards that hold a glyph for each replica, in the arrangement that gives the largest glyphs.
///
/// Below the glyphs a card keeps room for lines that name what is in trouble, also while nothing
/// is, so that nothing moves when something is. On a low stage these lines go first, then the
/// second line of the header and the foot; then the stage becomes higher than its place.
final class GlyphHomes {
    /// A glyph with its gap.
    static final double PITCH_MAX = 18;

    private static final double PITCH_MIN = 9;
    static final double PADDING = 11;

    private static final Header HEADER = new Header(56, 19, 42);
    private static final Header HEADER_LOW = Header.ofOneLine(34);

    /// In one line a badge has room from here on.
    private static final double LOW_WIDTH_MIN = 200;

    /// Between the glyphs and the first line below.
    static final double LINES_GAP = 6;

    static final double LINE = 16;

    /// What the line takes that counts those without room; it stands in place of a line of glyphs.
    private static final double REST = LINES_GAP + LINE;

    private static final int LINES_MAX = 8;
    private static final int LINES_GOOD = 3;
    private static final int COLUMNS_MAX = 6;
    private static final double GAP_Y = 12;

    private final Box brokers;
    private final Load load;
    private final Header header;
    private final double footHeight;

    private GlyphHomes(Box brokers, Load load, Header header) {
        this.brokers = brokers;
        this.load = load;
        this.header = header;
        this.footHeight = load.withFoot() && header.hasSecond() ? RowHomes.footRow(LINE) : 0;
    }

    static Cards of(Box brokers, Load load) {
        GlyphHomes usual = new GlyphHomes(brokers, load, HEADER);
        Arrangement way = usual.best();
        if (way.lacks() > 0) {
            GlyphHomes low = new GlyphHomes(brokers, load, HEADER_LOW);
            Arrangement lowWay = low.best();
            if (lowWay.cardWidth() >= LOW_WIDTH_MIN) {
                return low.cards(lowWay);
            }
        }
        return usual.cards(way);
    }

    /// One way to arrange the cards.
    ///
    /// @param cardWidth of each
    /// @param slot the height that each may have
    /// @param lacks by how much that is less than it needs
    private record Arrangement(
            int columns,
            double cardWidth,
            double slot,
            double lacks,
            double pitch,
            int inLine,
            int fitting) {
        boolean isBetterThan(Arrangement other, Load load) {
            if (lacks != other.lacks) {
                return lacks < other.lacks;
            }
            boolean all = fitting >= load.rows();
            if (all != other.fitting >= load.rows()) {
                return all;
            }
            if (!all && fitting != other.fitting) {
                return fitting > other.fitting;
            }
            if (pitch != other.pitch) {
                return pitch > other.pitch;
            }
            return holes(load) < other.holes(load);
        }

        private int holes(Load load) {
            return Math.ceilDiv(load.brokers(), columns) * columns - load.brokers();
        }
    }

    private Arrangement best() {
        Arrangement best = arrangement(1);
        for (int columns = 2; columns <= Math.min(COLUMNS_MAX, load.brokers()); columns++) {
            Arrangement next = arrangement(columns);
            if (next.cardWidth() < RowHomes.CARD_WIDTH_MIN) {
                break;
            }
            if (next.isBetterThan(best, load)) {
                best = next;
            }
        }
        return best;
    }

    private Arrangement arrangement(int columns) {
        int cardRows = Math.ceilDiv(load.brokers(), columns);
        double width = Math.floor((brokers.width() - RowHomes.GAP_X * (columns - 1)) / columns);
        double place = Math.floor((brokers.height() - GAP_Y * (cardRows - 1)) / cardRows);
        double inner = width - 2 * PADDING;
        double slot = Math.max(place, around() + spareMin(inner));
        double spare = slot - around();
        double lines =
                clamp(
                        spare - spareMin(inner),
                        isOneLine(inner) ? 0 : REST - PITCH_MIN,
                        Math.min(spare / 2, LINES_GAP + LINES_GOOD * LINE));
        double pitch = PITCH_MAX;
        while (pitch > PITCH_MIN && fitting(inner, spare - lines, pitch) < load.rows()) {
            pitch--;
        }
        int inLine = (int) Math.max(1, Math.floor(inner / pitch));
        int fitting = fitting(inner, spare - lines, pitch);
        return new Arrangement(columns, width, slot, slot - place, pitch, inLine, fitting);
    }

    /// What a card has besides glyphs and the lines below them.
    private double around() {
        return header.height() + footHeight + RowHomes.CARD_FOOT;
    }

    /// A line of glyphs; and where that is not all of them, one that counts the rest.
    private double spareMin(double inner) {
        return isOneLine(inner) ? PITCH_MAX : PITCH_MAX + REST;
    }

    private boolean isOneLine(double inner) {
        return load.rows() * PITCH_MAX <= inner;
    }

    private static int fitting(double width, double height, double pitch) {
        return (int) (Math.floor(width / pitch) * Math.floor(Math.max(0, height) / pitch));
    }

    private Cards cards(Arrangement way) {
        int cardRows = Math.ceilDiv(load.brokers(), way.columns());
        int glyphLines = Math.ceilDiv(Math.min(load.rows(), way.fitting()), way.inLine());
        double full = around() + glyphLines * way.pitch() + LINES_GAP + LINES_MAX * LINE;
        double height = Math.round(Math.min(full, way.slot()));
        double free = brokers.height() - height * cardRows - GAP_Y * (cardRows - 1);
        double top = brokers.y() + Math.round(Math.max(0, free / 2));
        List<Box> cards = new ArrayList<>();
        for (int i = 0; i < load.brokers(); i++) {
            double x = brokers.x() + (i % way.columns()) * (way.cardWidth() + RowHomes.GAP_X);
            double y = top + (i / way.columns()) * (height + GAP_Y);
            cards.add(new Box(Math.round(x), Math.round(y), way.cardWidth(), height));
        }
        return new Cards(
                List.copyOf(cards), header, way.pitch(), way.inLine(), way.fitting(), footHeight);
    }
}
