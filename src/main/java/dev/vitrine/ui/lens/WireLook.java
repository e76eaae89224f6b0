package dev.vitrine.ui.lens;

import org.jspecify.annotations.Nullable;

/// How the wire inspector is looked at: which side, how far down, which bytes are pointed at.
final class WireLook {
    /// Pixels of a wheel's turn for a row.
    private static final double ROW_PIXELS = 13;

    /// How facts of fields and of bytes are named, before their range.
    static final String FIELD = "field-";

    static final String BYTES = "bytes-";

    /// Bytes from `from` up to, and without, `to`.
    record Range(int from, int to) {
        boolean covers(int byteAt) {
            return from <= byteAt && byteAt < to;
        }

        boolean covers(int otherFrom, int otherTo) {
            return from <= otherFrom && otherTo <= to && otherFrom < otherTo;
        }
    }

    private WireSide side = WireSide.REQUEST;
    private @Nullable Range pointed;
    private @Nullable Range chosen;
    private int treeTop;
    private int hexTop;
    private double hexX;

    /// The next drawing moves to what was chosen.
    private boolean reveals;

    WireSide side() {
        return side;
    }

    void show(WireSide other) {
        side = other;
        begin();
    }

    /// Another frame: from its top.
    void begin() {
        treeTop = 0;
        hexTop = 0;
        pointed = null;
        chosen = null;
    }

    /// What is to be marked: what the hand is over, else what was chosen.
    @Nullable Range marked() {
        return pointed == null ? chosen : pointed;
    }

    boolean point(@Nullable String factId) {
        Range before = pointed;
        pointed = factId == null ? null : rangeOf(factId);
        return before == null ? pointed != null : !before.equals(pointed);
    }

    boolean press(String factId) {
        Range range = rangeOf(factId);
        if (range == null) {
            return false;
        }
        chosen = range.equals(chosen) ? null : range;
        reveals = chosen != null;
        return true;
    }

    /// `field-12-4-8` and `bytes-2-4-8` are about bytes 4 to 7.
    private static @Nullable Range rangeOf(String factId) {
        if (!factId.startsWith(FIELD) && !factId.startsWith(BYTES)) {
            return null;
        }
        String[] words = factId.split("-");
        return new Range(Integer.parseInt(words[2]), Integer.parseInt(words[3]));
    }

    boolean scroll(double x, double dy) {
        int rows = (int) Math.round(-dy / ROW_PIXELS);
        if (rows == 0) {
            rows = dy < 0 ? 1 : -1;
        }
        if (x < hexX || side == WireSide.DIFFERENCE) {
            treeTop = Math.max(0, treeTop + rows);
        } else {
            hexTop = Math.max(0, hexTop + rows);
        }
        return true;
    }

    boolean scrollTo(int row) {
        treeTop = row;
        hexTop = row;
        return true;
    }

    /// Where the bytes begin, so that the wheel turns what is under it.
    void hexFrom(double x) {
        hexX = x;
    }

    /// The first row of the tree to show, of so many, of which so many have room; `wanted` is the
    /// row of what was chosen, or -1.
    int treeTop(int rows, int room, int wanted) {
        treeTop = top(treeTop, rows, room, wanted);
        return treeTop;
    }

    int hexTop(int rows, int room, int wanted) {
        hexTop = top(hexTop, rows, room, wanted);
        return hexTop;
    }

    void revealed() {
        reveals = false;
    }

    private int top(int top, int rows, int room, int wanted) {
        int moved = top;
        if (reveals && wanted >= 0 && (wanted < top || wanted >= top + room)) {
            moved = wanted - room / 2;
        }
        return Math.clamp(moved, 0, Math.max(0, rows - room));
    }
}
