package dev.vitrine.ui.stage;

import static dev.vitrine.ui.stage.Homes.clamp;

import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.stage.Homes.Cards;
import dev.vitrine.ui.stage.Homes.Load;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Cards that hold a glyph for each replica, in the arrangement that gives the largest glyphs.
///
/// Below the glyphs a card keeps room for lines that name what is in trouble, also while nothing
/// is, so that nothing moves when something is.
final class GlyphHomes {
    /// A glyph with its gap.
    static final double PITCH_MAX = 18;

    private static final double PITCH_MIN = 9;
    static final double PADDING = 11;

    /// The name's line and the one below.
    private static final double HEADER = 56;

    /// Between the glyphs and the first line below.
    static final double LINES_GAP = 6;

    static final double LINE = 16;
    private static final int LINES_MAX = 8;
    private static final int LINES_GOOD = 3;
    private static final int COLUMNS_MAX = 6;
    private static final double GAP_Y = 12;

    private final Box brokers;
    private final Load load;
    private final double foot;

    private GlyphHomes(Box brokers, Load load) {
        this.brokers = brokers;
        this.load = load;
        this.foot = RowHomes.CARD_FOOT + (load.withFoot() ? RowHomes.footRow(LINE) : 0);
    }

    static Cards of(Box brokers, Load load) {
        return new GlyphHomes(brokers, load).cards();
    }

    /// One way to arrange the cards.
    ///
    /// @param cardWidth of each
    /// @param slot the height that each may have
    private record Arrangement(
            int columns, double cardWidth, double slot, double pitch, int inLine, int fitting) {
        boolean isBetterThan(Arrangement other, Load load) {
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

    private Cards cards() {
        Arrangement best = null;
        for (int columns = 1; columns <= Math.min(COLUMNS_MAX, load.brokers()); columns++) {
            Arrangement next = arrangement(columns);
            if (columns > 1 && next.cardWidth() < RowHomes.CARD_WIDTH_MIN) {
                break;
            }
            best = better(best, next);
        }
        return cards(best == null ? arrangement(1) : best);
    }

    private Arrangement better(@Nullable Arrangement best, Arrangement next) {
        return best == null || next.isBetterThan(best, load) ? next : best;
    }

    private Arrangement arrangement(int columns) {
        int cardRows = Math.ceilDiv(load.brokers(), columns);
        double width = Math.floor((brokers.width() - RowHomes.GAP_X * (columns - 1)) / columns);
        double slot = Math.floor((brokers.height() - GAP_Y * (cardRows - 1)) / cardRows);
        double inner = width - 2 * PADDING;
        double spare = slot - HEADER - foot;
        double lines = Math.min(spare / 2, LINES_GAP + LINES_GOOD * LINE);
        double pitch = PITCH_MAX;
        while (pitch > PITCH_MIN && fitting(inner, spare - lines, pitch) < load.rows()) {
            pitch--;
        }
        int inLine = (int) Math.max(1, Math.floor(inner / pitch));
        int fitting = Math.max(2 * inLine, fitting(inner, spare - lines, pitch));
        return new Arrangement(columns, width, slot, pitch, inLine, fitting);
    }

    private static int fitting(double width, double height, double pitch) {
        return (int) (Math.floor(width / pitch) * Math.floor(Math.max(0, height) / pitch));
    }

    private Cards cards(Arrangement way) {
        int cardRows = Math.ceilDiv(load.brokers(), way.columns());
        int glyphLines = Math.ceilDiv(Math.min(load.rows(), way.fitting()), way.inLine());
        double full = HEADER + glyphLines * way.pitch() + LINES_GAP + LINES_MAX * LINE + foot;
        double height = Math.round(clamp(full, HEADER, way.slot()));
        double free = brokers.height() - height * cardRows - GAP_Y * (cardRows - 1);
        double top = brokers.y() + Math.round(Math.max(0, free / 2));
        List<Box> cards = new ArrayList<>();
        for (int i = 0; i < load.brokers(); i++) {
            double x = brokers.x() + (i % way.columns()) * (way.cardWidth() + RowHomes.GAP_X);
            double y = top + (i / way.columns()) * (height + GAP_Y);
            cards.add(new Box(Math.round(x), Math.round(y), way.cardWidth(), height));
        }
        return new Cards(List.copyOf(cards), HEADER, way.pitch(), way.inLine(), way.fitting());
    }
}
