package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.TopicPartition;

import java.util.Locale;

/// How the timeline is looked at: which stretch of time, and which requests.
final class TimelineLook {
    static final double SPAN_MS = 12_000;
    static final double SPAN_MS_MIN = 20;
    static final double SPAN_MS_MAX = 600_000;

    /// Pixels of the wheel that halve or double the stretch.
    private static final double ZOOM_PIXELS = 160;

    /// What is left free at the right while it follows.
    private static final double AHEAD = 0.03;

    private double spanMs = SPAN_MS;
    private double endMs;
    private boolean follows = true;
    private String words = "";
    private boolean errorsOnly;

    /// The axis of the last drawing.
    private TimeAxis axis = new TimeAxis(0, SPAN_MS, 0, 1);

    TimeAxis axis(long nowMs, double left, double right) {
        if (follows) {
            endMs = nowMs + spanMs * AHEAD;
        }
        axis = new TimeAxis(endMs - spanMs, endMs, left, right);
        return axis;
    }

    boolean follows() {
        return follows;
    }

    void follow(boolean follow) {
        follows = follow;
    }

    void show(double fromMs, double toMs) {
        follows = false;
        spanMs = Math.clamp(toMs - fromMs, SPAN_MS_MIN, SPAN_MS_MAX);
        endMs = toMs;
    }

    void pan(double pixels) {
        follows = false;
        endMs -= pixels * axis.msPerPixel();
    }

    /// @param x stays where it is; while it follows, the right end does
    void zoom(double x, double pixels) {
        double factor = Math.pow(2, -pixels / ZOOM_PIXELS);
        double before = spanMs;
        spanMs = Math.clamp(spanMs * factor, SPAN_MS_MIN, SPAN_MS_MAX);
        if (!follows) {
            double share = (axis.right() - x) / (axis.right() - axis.left());
            endMs += (spanMs - before) * share;
        }
    }

    void filter(String text) {
        words = text.strip().toLowerCase(Locale.ROOT);
    }

    String filter() {
        return words;
    }

    void errorsOnly(boolean only) {
        errorsOnly = only;
    }

    boolean isFiltered() {
        return errorsOnly || !words.isEmpty();
    }

    /// Whether every word is in the API, the client, the node, the error or a partition.
    boolean lets(Message message) {
        if (errorsOnly && !message.isError()) {
            return false;
        }
        if (words.isEmpty()) {
            return true;
        }
        for (String word : words.split("\\s+")) {
            if (!names(message, word)) {
                return false;
            }
        }
        return true;
    }

    private static boolean names(Message message, String word) {
        if (message.api().toLowerCase(Locale.ROOT).contains(word)
                || message.from().toLowerCase(Locale.ROOT).contains(word)
                || message.error().toLowerCase(Locale.ROOT).contains(word)
                || message.subject().toLowerCase(Locale.ROOT).contains(word)
                || word.equals(Integer.toString(message.to()))) {
            return true;
        }
        for (TopicPartition id : message.about()) {
            if (id.toString().toLowerCase(Locale.ROOT).contains(word)) {
                return true;
            }
        }
        return false;
    }
}
