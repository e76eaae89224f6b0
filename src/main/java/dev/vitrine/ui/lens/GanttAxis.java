package dev.vitrine.ui.lens;

import java.util.List;

/// Where moments of the engine's time are, from left to right.
///
/// @param x of the earliest moment
/// @param width of the whole span
/// @param nowMs moments after it have not come yet
record GanttAxis(double x, double width, long fromMs, long toMs, long nowMs) {
    private static final List<Long> STEPS_MS =
            List.of(
                    100L,
                    200L,
                    500L,
                    1_000L,
                    2_000L,
                    5_000L,
                    10_000L,
                    20_000L,
                    30_000L,
                    60_000L,
                    120_000L,
                    300_000L,
                    600_000L,
                    1_800_000L,
                    3_600_000L);

    private static final double TICK_WIDTH_MIN = 84;
    private static final long SECOND_MS = 1_000;
    private static final long MINUTE_MS = 60_000;

    double right() {
        return x + width;
    }

    /// Where a moment is; at the edge when it is before or after all that is shown.
    double at(long atMs) {
        double share = (double) (atMs - fromMs) / Math.max(1, toMs - fromMs);
        return x + Math.clamp(share, 0, 1) * width;
    }

    long msAt(double px) {
        return fromMs + Math.round((px - x) / width * (toMs - fromMs));
    }

    boolean shows(long startMs, long endMs) {
        return endMs >= fromMs && startMs <= toMs;
    }

    /// The distance of its ticks.
    long stepMs() {
        for (long step : STEPS_MS) {
            if (step * width / Math.max(1, toMs - fromMs) >= TICK_WIDTH_MIN) {
                return step;
            }
        }
        return STEPS_MS.getLast();
    }

    /// How long ago: `now`, `−2 s`, `−1.5 s`, `−3 min`.
    String label(long atMs) {
        long ago = nowMs - atMs;
        if (ago == 0) {
            return "now";
        }
        if (ago >= MINUTE_MS && ago % MINUTE_MS == 0) {
            return "−" + ago / MINUTE_MS + " min";
        }
        if (ago > MINUTE_MS) {
            return "−" + ago / MINUTE_MS + " min " + ago % MINUTE_MS / SECOND_MS + " s";
        }
        String tenths = ago % SECOND_MS == 0 ? "" : "." + ago % SECOND_MS / 100;
        return "−" + ago / SECOND_MS + tenths + " s";
    }
}
