package dev.vitrine.ui.lens;

import dev.vitrine.history.Happening;
import dev.vitrine.history.Metrics.Metric;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.history.Why;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import java.util.List;

/// Metrics under Kafka's own names: a name and a value each. A figure that is not as it should be
/// has a sign and a frame, too.
final class MetricCells {
    /// How a cell's fact is named, before the metric's name.
    static final String FACT = "metric-";

    static final double HEIGHT = 20;
    private static final double PADDING = 7;
    private static final double BETWEEN = 6;

    private MetricCells() {}

    static double width(Page page, Metric metric) {
        return Math.ceil(
                page.sketch.width(metric.name(), Lettering.SMALL)
                        + BETWEEN
                        + page.sketch.width(value(metric), Lettering.SMALL_STRONG)
                        + 2 * PADDING);
    }

    private static String value(Metric metric) {
        return switch (metric.tone()) {
            case BAD -> "× " + Figures.of(metric);
            case WARNING -> "! " + Figures.of(metric);
            case PLAIN, GOOD -> Figures.of(metric);
        };
    }

    /// Draws one.
    static void cell(Page page, Metric metric, double x, double y, double width) {
        Box box = new Box(x, y - HEIGHT / 2, width, HEIGHT);
        Ink ink =
                switch (metric.tone()) {
                    case BAD -> Ink.DANGER_TEXT;
                    case WARNING -> Ink.WARNING_TEXT;
                    case PLAIN, GOOD -> Ink.TEXT;
                };
        if (metric.tone() == Tone.BAD || metric.tone() == Tone.WARNING) {
            Ink edge = metric.tone() == Tone.BAD ? Ink.DANGER : Ink.WARNING;
            page.sketch.add(
                    new Shape.Plate(box, 5, Page.GROUND, Tint.of(edge), 1, Shape.Dash.SOLID));
        }
        String value = value(metric);
        double valueWidth = page.sketch.width(value, Lettering.SMALL_STRONG);
        page.text(
                x + PADDING,
                y,
                width - valueWidth - BETWEEN - 2 * PADDING + 1,
                metric.name(),
                Lettering.SMALL,
                Ink.MUTED);
        page.sketch.labelRight(
                x + width - PADDING, y, value, Lettering.SMALL_STRONG, ink, Page.GROUND);
        page.fact(
                FACT + metric.name(),
                Fact.Role.BADGE,
                metric.name() + " " + Figures.of(metric),
                metric.tone().name(),
                tip(page, metric),
                box);
    }

    private static String tip(Page page, Metric metric) {
        List<Happening> happenings = page.moment.snapshot().insight().happenings();
        Happening cause = Why.find(happenings, metric.happening());
        return metric.name()
                + " = "
                + Figures.of(metric)
                + "\n"
                + metric.mbean()
                + "\n"
                + metric.says()
                + (cause == null
                        ? ""
                        : "\nChanged last by: "
                                + cause.words()
                                + ", "
                                + Numbers.duration(page.moment.nowMs() - cause.atMs())
                                + " ago. Click to ask why.");
    }
}
