package dev.vitrine.ui.lens;

import dev.vitrine.history.Metrics.Second;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// One small chart of a few lines over time. The range is written, each line has its name and last
/// value at its end, and what happened is marked.
///
/// @param id of its facts
/// @param more what is left out, empty for nothing
record Chart(String id, String title, String unit, String more, List<Series> series) {
    private static final double LEFT = 42;
    private static final double RIGHT = 96;
    private static final double HEAD = 20;
    private static final double FOOT = 18;
    private static final double LINE = 14;
    private static final double READING_MIN = 3;
    private static final double APART = 8;
    private static final String NOW = "now";

    /// @param value negative where there is none
    record Series(String name, ToDoubleFunction<Second> value, Ink ink, Shape.Dash dash) {}

    /// What is pinned to a moment.
    ///
    /// @param seq of its happening
    /// @param rank how telling it is, 0 the most
    record Pin(long atMs, long seq, int rank, String words) {}

    /// What all charts share.
    ///
    /// @param toMs the right end
    record Axis(List<Second> data, long fromMs, long toMs, List<Pin> pins) {
        double x(double ms, Box plot) {
            return plot.x() + (ms - fromMs) / (toMs - fromMs) * plot.width();
        }
    }

    void draw(Page page, Box box, Axis axis) {
        Box plot =
                new Box(
                        box.x() + LEFT,
                        box.y() + HEAD,
                        box.width() - LEFT - RIGHT,
                        box.height() - HEAD - FOOT);
        double top = Figures.ceiling(most(axis.data));
        String heading = title + (more.isEmpty() ? "" : "  " + more);
        page.text(
                box.x(), box.y() + 9, box.width() - 8, heading, Lettering.SMALL_STRONG, Ink.MUTED);
        frame(page, plot, top);
        pins(page, axis, plot);
        List<double[]> ends = new ArrayList<>();
        for (Series each : series) {
            ends.add(line(page, each, axis, plot, top));
        }
        endLabels(page, ends, axis, plot);
        readings(page, axis, plot);
        pinFacts(page, axis, plot);
    }

    private double most(List<Second> data) {
        double most = 1;
        for (Series each : series) {
            for (Second second : data) {
                most = Math.max(most, each.value.applyAsDouble(second));
            }
        }
        return most;
    }

    private void frame(Page page, Box plot, double top) {
        Tint faint = Tint.mix(Ink.FAINT, 0.5, Ink.STAGE);
        page.sketch.add(new Shape.Line(plot.x(), plot.y(), plot.right(), plot.y(), 1, faint));
        page.sketch.add(
                new Shape.Line(plot.x(), plot.bottom(), plot.right(), plot.bottom(), 1, faint));
        right(page, plot.x() - 6, plot.y() + 2, Figures.brief(top));
        right(page, plot.x() - 6, plot.bottom() - 2, "0");
    }

    private static void right(Page page, double x, double y, String text) {
        page.sketch.labelRight(x, y, text, Lettering.SMALL, Ink.MUTED, Page.GROUND);
    }

    /// @return where it ends and its last value, negative when there is none
    private static double[] line(Page page, Series series, Axis axis, Box plot, double top) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        double lastY = plot.bottom();
        double last = -1;
        for (Second second : axis.data) {
            double value = series.value.applyAsDouble(second);
            if (value < 0) {
                stroke(page, series, xs, ys);
                xs = new ArrayList<>();
                ys = new ArrayList<>();
                continue;
            }
            last = value;
            lastY = plot.bottom() - value / top * plot.height();
            xs.add(axis.x(second.startMs() + second.millis() / 2.0, plot));
            ys.add(lastY);
        }
        stroke(page, series, xs, ys);
        return new double[] {lastY, last};
    }

    private static void stroke(Page page, Series series, List<Double> xs, List<Double> ys) {
        Tint tint = Tint.of(series.ink);
        if (xs.size() == 1) {
            page.sketch.add(new Shape.Dot(xs.getFirst(), ys.getFirst(), 1.5, tint, Page.GROUND, 0));
        } else if (xs.size() > 1) {
            page.sketch.add(
                    new Shape.Path(List.copyOf(xs), List.copyOf(ys), 1.75, tint, series.dash));
        }
    }

    /// Beside the lines' ends, moved apart where they would lie over one another.
    private void endLabels(Page page, List<double[]> ends, Axis axis, Box plot) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            order.add(i);
        }
        order.sort((a, b) -> Double.compare(ends.get(a)[0], ends.get(b)[0]));
        double room = plot.height() + HEAD - LINE;
        int shown = Math.min(order.size(), Math.max(1, (int) (room / LINE)));
        double lowest = plot.bottom() - (shown - 1) * LINE;
        double y = Double.NEGATIVE_INFINITY;
        for (int place = 0; place < shown; place++) {
            int index = order.get(place);
            Series each = series.get(index);
            y = Math.min(Math.max(ends.get(index)[0], y + LINE), lowest + place * LINE);
            double x = plot.right() + 6;
            page.sketch.add(
                    new Shape.Path(
                            List.of(x, x + 14), List.of(y, y), 2, Tint.of(each.ink), each.dash));
            double value = ends.get(index)[1];
            String text =
                    axis.data.isEmpty() || value < 0
                            ? each.name
                            : each.name + " " + Figures.brief(value);
            page.text(x + 18, y, RIGHT - 28, text, Lettering.SMALL, Ink.TEXT);
        }
    }

    private void pins(Page page, Axis axis, Box plot) {
        Tint tint = Tint.of(Ink.FAINT);
        for (Pin pin : axis.pins) {
            double x = axis.x(pin.atMs, plot);
            page.sketch.add(
                    new Shape.Path(
                            List.of(x, x),
                            List.of(plot.y(), plot.bottom() + 3),
                            1,
                            tint,
                            Shape.Dash.DASHED));
        }
        double y = plot.bottom() + 10;
        String span = "−" + Page.axis(axis.toMs - axis.fromMs);
        double left = page.sketch.label(plot.x(), y, span, Lettering.SMALL, Ink.MUTED, Page.GROUND);
        right(page, plot.right(), y, NOW);
        double end = plot.right() - page.sketch.width(NOW, Lettering.SMALL);
        pinWords(page, axis, plot, y, left + APART, end - APART);
    }

    /// The most telling first, of equals the newest: what would lie over another stays unwritten.
    private static void pinWords(
            Page page, Axis axis, Box plot, double y, double left, double right) {
        List<Pin> order = new ArrayList<>(axis.pins);
        order.sort(
                Comparator.comparingInt(Pin::rank)
                        .thenComparing(Comparator.comparingLong(Pin::seq).reversed()));
        List<double[]> taken = new ArrayList<>();
        for (Pin pin : order) {
            double width = page.sketch.width(pin.words, Lettering.SMALL);
            double x = Math.max(left, Math.min(axis.x(pin.atMs, plot), right - width));
            if (x + width <= right
                    && taken.stream()
                            .noneMatch(t -> x < t[1] + APART && t[0] - APART < x + width)) {
                taken.add(new double[] {x, x + width});
                page.sketch.label(x, y, pin.words, Lettering.SMALL, Ink.MUTED, Page.GROUND);
            }
        }
    }

    /// Values to be read off with the mouse, a column for each second or a few.
    private void readings(Page page, Axis axis, Box plot) {
        if (axis.data.isEmpty()) {
            return;
        }
        long span = axis.data.getFirst().millis();
        double pitch = span * plot.width() / (axis.toMs - axis.fromMs);
        int together = Math.max(1, (int) Math.ceil(READING_MIN / pitch));
        int size = axis.data.size();
        for (int i = 0; i < size; i += together) {
            List<Second> column = axis.data.subList(i, Math.min(size, i + together));
            double x = axis.x(column.getFirst().startMs(), plot);
            double right = axis.x(column.getLast().startMs() + span, plot);
            Box box = new Box(x, plot.y(), right - x, plot.height());
            page.fact(
                    "reading-" + id + "-" + column.getFirst().startMs(),
                    Fact.Role.READING,
                    "",
                    "READING",
                    reading(axis, column),
                    box);
        }
    }

    private String reading(Axis axis, List<Second> column) {
        Second last = column.getLast();
        long ago = axis.toMs - last.startMs() - last.millis();
        StringBuilder tip = new StringBuilder(title);
        tip.append("\n").append(Numbers.duration(ago)).append(" ago");
        if (column.size() > 1) {
            tip.append(", the most of ").append(column.size() * last.millis() / 1_000).append(" s");
        }
        for (Series each : series) {
            double value = column.stream().mapToDouble(each.value).max().orElse(-1);
            tip.append("\n")
                    .append(each.name)
                    .append(": ")
                    .append(value < 0 ? "–" : (Figures.brief(value) + " " + unit).strip());
        }
        return tip.toString();
    }

    private void pinFacts(Page page, Axis axis, Box plot) {
        for (Pin pin : axis.pins) {
            page.fact(
                    "pin-" + id + "-" + pin.seq,
                    Fact.Role.READING,
                    pin.words,
                    "PIN",
                    pin.words
                            + "\n"
                            + Numbers.duration(axis.toMs - pin.atMs)
                            + " ago. Click to ask why.",
                    new Box(axis.x(pin.atMs, plot) - 3, plot.y(), 6, plot.height() + 6));
        }
    }
}
