package dev.vitrine.ui.lens;

import java.util.Locale;

/// Which times are where.
///
/// @param fromMs the engine's time at `left`
/// @param toMs at `right`
record TimeAxis(double fromMs, double toMs, double left, double right) {
    private static final double TICK_PIXELS_MIN = 110;
    private static final long[] STEPS_MS = {
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000,
        120_000, 300_000, 600_000, 1_800_000, 3_600_000
    };
    private static final long SECOND_MS = 1_000;
    private static final long MINUTE_MS = 60 * SECOND_MS;

    double x(double ms) {
        return left + (ms - fromMs) / (toMs - fromMs) * (right - left);
    }

    double msAt(double x) {
        return fromMs + (x - left) / (right - left) * (toMs - fromMs);
    }

    double msPerPixel() {
        return (toMs - fromMs) / (right - left);
    }

    boolean shows(long ms) {
        return ms >= fromMs && ms <= toMs;
    }

    /// The time between two marks of the axis.
    long stepMs() {
        for (long step : STEPS_MS) {
            if (step / msPerPixel() >= TICK_PIXELS_MIN) {
                return step;
            }
        }
        return STEPS_MS[STEPS_MS.length - 1];
    }

    /// Counted from the run's first event, as in the list of events: `00:41.812`.
    static String words(long sinceMs, boolean fine) {
        long ms = Math.max(0, sinceMs);
        String whole = String.format(Locale.ROOT, "%02d:%02d", ms / MINUTE_MS, ms / SECOND_MS % 60);
        return fine ? whole + String.format(Locale.ROOT, ".%03d", ms % SECOND_MS) : whole;
    }
}
