package dev.vitrine.ui.lens;

import dev.vitrine.history.Metrics.Metric;
import dev.vitrine.history.Snapshot;
import dev.vitrine.ui.draw.Artist;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;

import java.util.List;
import java.util.function.LongConsumer;

/// The metrics in one row. Those that do not fit are counted at its end; the wheel brings them in.
public final class MetricStrip implements Artist {
    /// How high its row is.
    public static final double HEIGHT = 28;

    private static final double GAP = 4;
    private static final double MORE = 78;
    private static final String MORE_ID = "metrics-more";

    private final LongConsumer onWhy;
    private final Runnable onMore;
    private List<Metric> shown = List.of();
    private int first;

    /// @param onWhy hears of the happening that changed a metric which is clicked
    /// @param onMore opens all of them
    public MetricStrip(LongConsumer onWhy, Runnable onMore) {
        this.onWhy = onWhy;
        this.onMore = onMore;
    }

    @Override
    public String id() {
        return "metrics";
    }

    @Override
    public String inWords(Snapshot snapshot) {
        StringBuilder words = new StringBuilder("Metrics");
        for (Metric metric : snapshot.insight().metrics().now()) {
            words.append(", ").append(metric.name()).append(' ').append(Figures.of(metric));
        }
        return words.toString();
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        Page page = new Page(moment, measure);
        shown = moment.snapshot().insight().metrics().now();
        first = Math.clamp(first, 0, Math.max(0, shown.size() - 1));
        double y = moment.height() / 2;
        double x = GAP;
        int at = first;
        double right = moment.width() - MORE;
        while (at < shown.size()) {
            double width = MetricCells.width(page, shown.get(at));
            boolean last = at == shown.size() - 1;
            if (x + width > (last && first == 0 ? moment.width() : right)) {
                break;
            }
            MetricCells.cell(page, shown.get(at), x, y, width);
            x += width + GAP;
            at++;
        }
        int hidden = shown.size() - (at - first);
        if (hidden > 0) {
            String words = hidden + " more";
            double end =
                    page.text(
                            moment.width() - MORE + 10,
                            y,
                            MORE - 14,
                            words,
                            Lettering.SMALL_STRONG,
                            Ink.TEXT);
            page.fact(
                    MORE_ID,
                    Fact.Role.BADGE,
                    words,
                    "MORE",
                    words + " metrics. The wheel brings them in; a click shows all, with charts.",
                    new Box(
                            moment.width() - MORE,
                            0,
                            Math.max(1, end - moment.width() + MORE + 8),
                            moment.height()));
        }
        return page.sketch.drawing(moment.width(), moment.height());
    }

    @Override
    public boolean moved(Gesture gesture) {
        double by = gesture.dx() + gesture.dy();
        if (gesture.kind() != Gesture.Kind.SCROLL || by == 0) {
            return false;
        }
        int before = first;
        first = Math.clamp(first + (by < 0 ? 1 : -1), 0, Math.max(0, shown.size() - 1));
        return first != before;
    }

    @Override
    public boolean pressed(Fact fact) {
        if (fact.id().equals(MORE_ID)) {
            onMore.run();
            return true;
        }
        return MetricStrip.ask(fact, shown, onWhy);
    }

    /// Asks why a metric changed that was pressed.
    ///
    /// @return whether that was a metric
    static boolean ask(Fact fact, List<Metric> metrics, LongConsumer onWhy) {
        if (!fact.id().startsWith(MetricCells.FACT)) {
            return false;
        }
        for (Metric metric : metrics) {
            if (fact.id().equals(MetricCells.FACT + metric.name()) && metric.happening() >= 0) {
                onWhy.accept(metric.happening());
            }
        }
        return true;
    }
}
