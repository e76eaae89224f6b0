package dev.vitrine.ui.lens;

import dev.vitrine.history.GroupPast;
import dev.vitrine.history.GroupPast.LagSeries;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.Lag;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/// How far behind the group is, partition by partition, all on one scale.
final class GroupLags {
    private static final double HEAD = 32;
    private static final double ROW = 20;
    private static final double BAR_HEIGHT = 15;
    private static final double BAR_PITCH_MIN = 2;
    private static final double BAR_PITCH_MAX = 4;
    private static final double NAME_WIDTH = 76;
    private static final double NUMBER_WIDTH = 52;
    private static final int ROWS_MIN = 3;
    private static final Tint GROUND = Tint.of(Ink.STAGE);

    private final Sketch sketch;
    private final GroupView group;
    private final Box box;
    private final ToIntFunction<TopicPartition> hue;
    private final List<LagSeries> shown;
    private final int hidden;

    /// @param area where it is to be; as many partitions are shown as there is room for in its
    ///   height, those that are furthest behind
    GroupLags(Sketch sketch, GroupView group, Box area, ToIntFunction<TopicPartition> hue) {
        this.sketch = sketch;
        this.group = group;
        this.box = area;
        this.hue = hue;
        List<LagSeries> all = group.past().lags();
        int room = Math.max(ROWS_MIN, (int) ((area.height() - HEAD) / ROW));
        int count = all.size() <= room ? all.size() : Math.max(1, room - 1);
        List<LagSeries> most = new ArrayList<>(all);
        if (count < all.size()) {
            most.sort(Comparator.comparingLong(GroupLags::now).reversed());
        }
        most = new ArrayList<>(most.subList(0, count));
        most.sort(Comparator.comparing(LagSeries::id));
        this.shown = most;
        this.hidden = group.lags().size() - count;
    }

    private static long now(LagSeries series) {
        return series.samples().isEmpty() ? Lag.UNKNOWN : series.samples().getLast();
    }

    double height() {
        return HEAD + (shown.size() + (hidden > 0 ? 1 : 0)) * ROW;
    }

    void draw() {
        sketch.label(
                box.x(),
                box.y() + 7,
                "LAG BY PARTITION",
                Lettering.SMALL_STRONG,
                Ink.MUTED,
                GROUND);
        double barsWidth = Math.max(20, box.width() - NAME_WIDTH - NUMBER_WIDTH);
        double pitch =
                Math.clamp(
                        Math.floor(barsWidth / GroupPast.LAG_SAMPLES_MAX),
                        BAR_PITCH_MIN,
                        BAR_PITCH_MAX);
        int samples = (int) Math.min(GroupPast.LAG_SAMPLES_MAX, barsWidth / pitch);
        long most = scale(samples);
        String words =
                shown.isEmpty()
                        ? "nothing is known of it yet"
                        : "full height: "
                                + Numbers.grouped(most)
                                + " records · last "
                                + samples * GroupPast.LAG_SAMPLE_MS / 1_000
                                + " s";
        sketch.label(
                box.x(),
                box.y() + 22,
                sketch.fit(words, box.width(), Lettering.SMALL),
                Lettering.SMALL,
                Ink.MUTED,
                GROUND);
        double y = box.y() + HEAD;
        for (LagSeries series : shown) {
            row(series, y, pitch, samples, most);
            y += ROW;
        }
        if (hidden > 0) {
            sketch.label(
                    box.x(),
                    y + ROW / 2,
                    sketch.fit(
                            "+ " + hidden + " partitions that are less behind",
                            box.width(),
                            Lettering.SMALL),
                    Lettering.SMALL,
                    Ink.MUTED,
                    GROUND);
        }
    }

    /// A round number that no bar is higher than.
    private long scale(int samples) {
        long most = 1;
        for (LagSeries series : shown) {
            for (long lag : last(series, samples)) {
                most = Math.max(most, lag);
            }
        }
        long unit = 1;
        while (unit * 10 < most) {
            unit *= 10;
        }
        for (long round : new long[] {unit, 2 * unit, 3 * unit, 5 * unit}) {
            if (round >= most) {
                return round;
            }
        }
        return 10 * unit;
    }

    private static List<Long> last(LagSeries series, int samples) {
        List<Long> all = series.samples();
        return all.subList(Math.max(0, all.size() - samples), all.size());
    }

    private void row(LagSeries series, double y, double pitch, int samples, long most) {
        double middle = y + ROW / 2;
        int colour = hue.applyAsInt(series.id());
        String name = sketch.fit(series.id().toString(), NAME_WIDTH - 8, Lettering.SMALL);
        sketch.label(box.x(), middle, name, Lettering.SMALL, Ink.hueText(colour), GROUND);
        List<Long> lags = last(series, samples);
        double x = box.right() - NUMBER_WIDTH - samples * pitch;
        if (!lags.isEmpty()) {
            List<Double> heights =
                    lags.stream().map(lag -> Math.max(0.0, (double) lag / most)).toList();
            double width = lags.size() * pitch;
            sketch.add(
                    new Shape.Bars(
                            new Box(
                                    x + samples * pitch - width,
                                    Math.round(middle + 7 - BAR_HEIGHT),
                                    width,
                                    BAR_HEIGHT),
                            heights,
                            Tint.of(Ink.hue(colour))));
        }
        double floor = Math.round(middle + 7);
        sketch.add(
                new Shape.Line(x, floor, x + samples * pitch, floor, 1, Tint.of(Ink.CARD_BORDER)));
        long now = now(series);
        String number = now == Lag.UNKNOWN ? "–" : Numbers.grouped(now);
        sketch.labelRight(
                box.right(),
                middle,
                sketch.fit(number, NUMBER_WIDTH - 6, Lettering.SMALL),
                Lettering.SMALL,
                Ink.TEXT,
                GROUND);
        sketch.add(
                new Fact(
                        "groups-lag-" + series.id(),
                        Fact.Role.PARTITION,
                        series.id().toString(),
                        number,
                        series.id()
                                + ": group "
                                + group.name()
                                + (now == Lag.UNKNOWN
                                        ? " has committed nothing yet"
                                        : " is " + number + " records behind"),
                        new Box(box.x(), y, box.width(), ROW),
                        new Subject.OfPartition(series.id().topic(), series.id().partition()),
                        null));
    }
}
