package dev.vitrine.ui.lens;

import dev.vitrine.history.Happening;
import dev.vitrine.history.Metrics;
import dev.vitrine.history.Metrics.Metric;
import dev.vitrine.history.Metrics.Second;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.lens.Chart.Pin;
import dev.vitrine.ui.lens.Chart.Series;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;

import javafx.scene.Node;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/// What happens in each second, over the last minute, five minutes or hour: small charts that share
/// one axis of time, with what happened pinned to it, and below them all the metrics.
public final class ChartsLens implements Lens {
    /// Groups with a line of their own, those with the most lag.
    static final int GROUPS_SHOWN_MAX = 4;

    private static final double COLUMN_MIN = 340;
    private static final double HEIGHT_MIN = 112;
    private static final double HEIGHT_MAX = 210;
    private static final double TOP = 6;
    private static final double CELL_WIDTH = 236;

    /// Happenings nearer to one another than this share of the axis are one pin.
    private static final double PIN_SHARE = 0.03;

    private static final Shape.Dash[] DASHES = Shape.Dash.values();

    /// How far back one looks.
    enum Window {
        MINUTE("1 min", 60_000),
        FIVE_MINUTES("5 min", 300_000),
        HOUR("1 h", 3_600_000);

        private final String words;
        private final long millis;

        Window(String words, long millis) {
            this.words = words;
            this.millis = millis;
        }
    }

    private final LongConsumer onWhy;
    private Window window = Window.MINUTE;
    private List<Metric> metrics = List.of();
    private Runnable redraw = () -> {};
    private @Nullable ToggleGroup choice;
    private @Nullable Drawn drawn;

    /// What the last drawing was made of: it is made anew when one of these is another.
    private record Drawn(
            Metrics metrics,
            List<Happening> happenings,
            double width,
            double height,
            Window window,
            Palette palette,
            Drawing drawing) {
        boolean isOf(Moment moment, Window now) {
            return metrics == moment.snapshot().insight().metrics()
                    && happenings == moment.snapshot().insight().happenings()
                    && width == moment.width()
                    && height == moment.height()
                    && window == now
                    && palette == moment.palette();
        }
    }

    /// @param onWhy hears of the happening that somebody asks about
    public ChartsLens(LongConsumer onWhy) {
        this.onWhy = onWhy;
    }

    @Override
    public String id() {
        return "charts";
    }

    @Override
    public String title() {
        return "Charts";
    }

    @Override
    public String purpose() {
        return "Throughput, latency, lag and in-sync replicas over time, and Kafka's metrics";
    }

    @Override
    public void onChange(Runnable redraw) {
        this.redraw = redraw;
    }

    @Override
    public String inWords(Snapshot snapshot) {
        List<Second> seconds = snapshot.insight().metrics().seconds();
        if (seconds.isEmpty()) {
            return "Charts: nothing counted yet";
        }
        Second last = seconds.getLast();
        return "Charts. In the last second "
                + last.recordsIn()
                + " records in, "
                + last.recordsOut()
                + " out, "
                + last.underReplicated()
                + " partitions under-replicated";
    }

    @Override
    public List<Node> tools() {
        ToggleGroup group = new ToggleGroup();
        List<Node> tools = new ArrayList<>();
        for (Window each : Window.values()) {
            ToggleButton button = new ToggleButton(each.words);
            button.setId("charts-" + each.name().toLowerCase(java.util.Locale.ROOT));
            button.setAccessibleText("Show the last " + each.words);
            button.setUserData(each);
            button.setToggleGroup(group);
            button.setSelected(each == window);
            button.setOnAction(event -> look(each));
            tools.add(button);
        }
        choice = group;
        return tools;
    }

    private void look(Window wanted) {
        window = wanted;
        ToggleGroup group = choice;
        if (group != null) {
            group.getToggles().forEach(each -> each.setSelected(each.getUserData() == wanted));
        }
        redraw.run();
    }

    @Override
    public boolean moved(Gesture gesture) {
        if (gesture.kind() != Gesture.Kind.ZOOM || gesture.dy() == 0) {
            return false;
        }
        int next = window.ordinal() + (gesture.dy() > 0 ? -1 : 1);
        if (next < 0 || next >= Window.values().length) {
            return false;
        }
        look(Window.values()[next]);
        return true;
    }

    @Override
    public boolean pressed(Fact fact) {
        if (fact.state().equals("PIN")) {
            onWhy.accept(Long.parseLong(fact.id().substring(fact.id().lastIndexOf('-') + 1)));
            return true;
        }
        return MetricStrip.ask(fact, metrics, onWhy);
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        Drawn before = drawn;
        if (before != null && before.isOf(moment, window)) {
            return before.drawing;
        }
        Metrics now = moment.snapshot().insight().metrics();
        metrics = now.now();
        Drawing made = made(moment, measure, now);
        drawn =
                new Drawn(
                        now,
                        moment.snapshot().insight().happenings(),
                        moment.width(),
                        moment.height(),
                        window,
                        moment.palette(),
                        made);
        return made;
    }

    private Drawing made(Moment moment, TextMeasure measure, Metrics now) {
        Page page = new Page(moment, measure);
        if (now.seconds().isEmpty()) {
            page.middle("Nothing counted yet: charts begin with the first whole second");
            return page.sketch.drawing(moment.width(), moment.height());
        }
        Chart.Axis axis = axis(now, moment.snapshot().insight().happenings());
        List<Chart> charts = charts(axis);
        double room = moment.width() - 2 * Page.MARGIN + Page.GAP;
        int columns = Math.clamp((int) (room / COLUMN_MIN), 1, charts.size());
        int rows = (charts.size() + columns - 1) / columns;
        double width = room / columns - Page.GAP;
        double height = Math.clamp((moment.height() - TOP) / rows, HEIGHT_MIN, HEIGHT_MAX);
        for (int i = 0; i < charts.size(); i++) {
            double x = Page.MARGIN + i % columns * (width + Page.GAP);
            double y = TOP + i / columns * height;
            charts.get(i).draw(page, new Box(x, y, width, height - 8), axis);
        }
        double bottom = all(page, TOP + rows * height + 10);
        return page.sketch.drawing(moment.width(), Math.max(moment.height(), bottom));
    }

    /// All metrics, below the charts.
    private double all(Page page, double top) {
        page.heading(Page.MARGIN, top, page.moment.width(), "All metrics");
        double room = page.moment.width() - 2 * Page.MARGIN;
        int columns = Math.max(1, (int) (room / CELL_WIDTH));
        double width = Math.min(room / columns, CELL_WIDTH * 1.3);
        for (int i = 0; i < metrics.size(); i++) {
            double x = Page.MARGIN - 7 + i % columns * width;
            double y = top + 22 + i / columns * (MetricCells.HEIGHT + 2);
            MetricCells.cell(page, metrics.get(i), x, y, width - 8);
        }
        int rows = (metrics.size() + columns - 1) / columns;
        return top + 22 + rows * (MetricCells.HEIGHT + 2);
    }

    // ---- time
    // ------------------------------------------------------------------------------------

    private Chart.Axis axis(Metrics now, List<Happening> happenings) {
        Second last = now.seconds().getLast();
        long toMs = last.startMs() + last.millis();
        long fromMs = toMs - window.millis;
        List<Second> all = window == Window.HOUR ? now.spans() : now.seconds();
        List<Second> data = all.stream().filter(each -> each.startMs() >= fromMs).toList();
        return new Chart.Axis(data, fromMs, toMs, pins(happenings, fromMs, toMs));
    }

    /// The most telling of those that happened at about the same time.
    private List<Pin> pins(List<Happening> happenings, long fromMs, long toMs) {
        List<Pin> pins = new ArrayList<>();
        long nearMs = (long) (window.millis * PIN_SHARE);
        Happening best = null;
        long begunMs = 0;
        for (Happening each : happenings) {
            if (each.atMs() < fromMs || each.atMs() > toMs || rank(each) < 0) {
                continue;
            }
            if (best != null && each.atMs() - begunMs <= nearMs) {
                best = rank(each) < rank(best) ? each : best;
                continue;
            }
            if (best != null) {
                pins.add(pin(best));
            }
            best = each;
            begunMs = each.atMs();
        }
        if (best != null) {
            pins.add(pin(best));
        }
        return pins;
    }

    private static Pin pin(Happening of) {
        String words =
                switch (of.kind()) {
                    case LEADER -> "leaders change";
                    case IN_SYNC -> "in-sync sets change";
                    case FENCING -> "fencing";
                    case NODE -> of.words().replace(" is ", " ");
                    default -> of.words();
                };
        return new Pin(of.atMs(), of.seq(), isEnd(of) ? 0 : 1 + rank(of), words);
    }

    private static boolean isEnd(Happening happening) {
        return happening.kind() == Happening.Kind.NODE && !happening.words().endsWith(" starts");
    }

    /// Less telling than anything else that is pinned.
    private static final int START_RANK = 8;

    /// Which is pinned where several happen at once; negative for what is not.
    private static int rank(Happening happening) {
        return switch (happening.kind()) {
            case NODE -> isEnd(happening) ? 0 : START_RANK;
            case FAULT -> 1;
            case LOSS -> 2;
            case CONTROLLER -> 3;
            case LEADER -> 4;
            case FENCING -> 5;
            case IN_SYNC -> 6;
            case CONFIG, GROUP, TOPIC -> 7;
            case QUORUM, PROPOSAL, PARTITION, TRUNCATION, MEMBER, CLIENT, ERROR -> -1;
        };
    }

    // ---- the charts
    // ------------------------------------------------------------------------------

    private static List<Chart> charts(Chart.Axis axis) {
        return List.of(
                chart(
                        "records",
                        "Records a second",
                        "/s",
                        line("in", second -> second.perSecond(second.recordsIn()), 0),
                        line("out", second -> second.perSecond(second.recordsOut()), 1)),
                chart(
                        "bytes",
                        "Bytes a second",
                        "B/s",
                        line("in", second -> second.perSecond(second.bytesIn()), 0),
                        line("out", second -> second.perSecond(second.bytesOut()), 1)),
                chart(
                        "produce",
                        "Produce: time to answer, ms",
                        "ms",
                        line("p50", second -> second.produce().p50(), 0),
                        line("p99", second -> second.produce().p99(), 1)),
                chart(
                        "fetch",
                        "Fetch: time to answer, ms",
                        "ms",
                        line("p50", second -> second.fetch().p50(), 0),
                        line("p99", second -> second.fetch().p99(), 1)),
                lag(axis.data()),
                chart(
                        "in-sync",
                        "Replicas",
                        "",
                        line("in sync", Second::inSync, 0),
                        line("of", Second::replicas, 1)));
    }

    private static Chart chart(String id, String title, String unit, Series... series) {
        return new Chart(id, title, unit, "", List.of(series));
    }

    private static Series line(
            String name, java.util.function.ToDoubleFunction<Second> value, int number) {
        return new Series(name, value, Ink.hue(number), DASHES[number % DASHES.length]);
    }

    private static Chart lag(List<Second> data) {
        Map<String, Long> last = data.isEmpty() ? Map.of() : data.getLast().lag();
        List<String> groups = new ArrayList<>(last.keySet());
        groups.sort(
                Comparator.comparingLong((String group) -> -last.getOrDefault(group, 0L))
                        .thenComparing(Comparator.naturalOrder()));
        List<String> shown =
                groups.subList(0, Math.min(GROUPS_SHOWN_MAX, groups.size())).stream()
                        .sorted()
                        .toList();
        int more = groups.size() - shown.size();
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            String group = shown.get(i);
            series.add(line(group, second -> second.lag().getOrDefault(group, -1L), i));
        }
        String left =
                (more > 0 ? more + " more groups" : "")
                        + (groups.size() == Projector.CHARTED_GROUPS_MAX ? " or others" : "");
        return new Chart(
                "lag",
                "Lag of groups, records",
                "records",
                groups.isEmpty() ? "no group yet" : left,
                series);
    }
}
