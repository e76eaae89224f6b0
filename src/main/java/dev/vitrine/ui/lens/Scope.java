package dev.vitrine.ui.lens;

import dev.vitrine.ui.draw.Box;

/// Which offsets have a column, and where.
///
/// @param x the left edge of the first column
/// @param pitch from one column to the next
/// @param from the offset of the first column
record Scope(double x, double pitch, long from, int columns) {
    /// Between two cells.
    private static final double GAP = 2;

    /// From this pitch on cells stand apart by more.
    private static final double WIDE = 30;

    long to() {
        return from + columns;
    }

    double right() {
        return x + columns * pitch;
    }

    double x(long offset) {
        return x + (offset - from) * pitch;
    }

    double cellWidth() {
        return Math.max(2, pitch - (pitch >= WIDE ? 2 * GAP : pitch < 6 ? 1 : GAP));
    }

    /// Of the line before an offset, between two cells.
    double edge(long offset) {
        return Math.round(x(offset) - (pitch - cellWidth()) / 2);
    }

    boolean shows(long offset) {
        return from <= offset && offset < to();
    }

    /// Whether the line before an offset is within.
    boolean showsEdge(long offset) {
        return from <= offset && offset <= to();
    }

    Box cell(long offset, double y, double height) {
        return new Box(x(offset), y, cellWidth(), height);
    }
}
