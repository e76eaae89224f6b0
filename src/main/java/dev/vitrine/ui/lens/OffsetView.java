package dev.vitrine.ui.lens;

import dev.vitrine.ui.draw.Artist.Gesture;

/// Which offsets are looked at, and how closely: it follows the end until somebody scrolls back,
/// and again once they scroll to the end.
final class OffsetView {
    static final double PITCH_MIN = 3;
    static final double PITCH_MAX = 96;
    private static final double PITCH = 40;
    private static final double ZOOM_STEP = 1.2;

    private double pitch = PITCH;

    /// Of the first column while it does not follow; between two offsets while it is dragged.
    private double first;

    private boolean follows = true;

    /// What was drawn last, to know what a gesture means.
    private Scope shown = new Scope(0, PITCH, 0, 1);

    private long start;
    private long end;

    /// What is to be shown of a log.
    ///
    /// @param end one past the last offset of which there is anything to see
    Scope scope(double x, double width, long start, long end) {
        this.start = start;
        this.end = end;
        int columns = Math.max(1, (int) (width / pitch));
        long from;
        if (follows) {
            from = lastFirst(columns);
        } else {
            from = Math.clamp((long) Math.floor(first), start, lastFirst(columns));
        }
        shown = new Scope(x, pitch, from, columns);
        return shown;
    }

    /// One column is left free for the next record.
    private long lastFirst(int columns) {
        return Math.max(start, end + 1 - columns);
    }

    boolean follows() {
        return follows;
    }

    double pitch() {
        return pitch;
    }

    boolean moved(Gesture gesture) {
        switch (gesture.kind()) {
            case DRAG, SCROLL -> scrollBy(-gesture.dx() / pitch);
            case ZOOM -> zoom(gesture.dy() >= 0 ? ZOOM_STEP : 1 / ZOOM_STEP, gesture.x());
            case HOME -> show(start);
            case END -> followEnd();
        }
        return true;
    }

    private void scrollBy(double columns) {
        double from = follows ? shown.from() : first;
        long last = lastFirst(shown.columns());
        first = Math.clamp(from + columns, start, Math.max(start, last));
        follows = columns > 0 && first >= last;
    }

    /// What is at `x` stays there.
    void zoom(double factor, double x) {
        double next = Math.clamp(pitch * factor, PITCH_MIN, PITCH_MAX);
        double at = shown.from() + Math.max(0, x - shown.x()) / pitch;
        double width = shown.columns() * pitch;
        first = at - Math.max(0, x - shown.x()) / next;
        pitch = next;
        shown =
                new Scope(
                        shown.x(),
                        pitch,
                        Math.max(0, (long) first),
                        Math.max(1, (int) (width / next)));
        if (!follows) {
            first = Math.max(start, first);
        }
    }

    /// Goes on with the log's end.
    void followEnd() {
        follows = true;
    }

    /// Brings an offset to the left edge.
    void show(long offset) {
        follows = false;
        first = offset;
    }

    /// Brings an offset into view, near the middle when it was not.
    void reveal(long offset) {
        if (!shown.shows(offset)) {
            show(Math.max(start, offset - shown.columns() / 2));
        }
    }
}
