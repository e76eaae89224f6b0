package dev.vitrine.ui.lens;

import dev.vitrine.history.Metrics.Metric;
import dev.vitrine.ui.draw.Numbers;

import java.util.Locale;

/// Figures as charts and metrics write them.
final class Figures {
    private static final double KILO = 1_000;

    private Figures() {}

    /// `1 041`, `0.4`, `2.1 k`, `3.4 M`
    static String brief(double value) {
        if (value >= KILO * KILO) {
            return decimal(value / (KILO * KILO)) + " M";
        }
        if (value >= 10 * KILO) {
            return decimal(value / KILO) + " k";
        }
        return value == Math.rint(value) ? Numbers.grouped((long) value) : decimal(value);
    }

    private static String decimal(double value) {
        return String.format(
                Locale.ROOT, value < 0.1 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    /// With its unit; a dash while there is none.
    static String of(Metric metric) {
        if (metric.value() < 0) {
            return "–";
        }
        return brief(metric.value()) + (metric.unit().isEmpty() ? "" : " " + metric.unit());
    }

    /// The lowest of 1, 2, 5, 10, 20 … that is not below a value.
    static double ceiling(double value) {
        double step = 1;
        while (true) {
            for (double factor : new double[] {1, 2, 5}) {
                if (step * factor >= value) {
                    return step * factor;
                }
            }
            step *= 10;
        }
    }
}
