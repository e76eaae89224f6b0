package dev.vitrine.ui.lens;

import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Outcome;
import dev.vitrine.history.Timeline.Flow;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.lens.TimelineArrows.Arrow;
import dev.vitrine.ui.lens.TimelineArrows.Related;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which requests of a stretch are arrows, and which are only counted: those that are no longer
/// kept one by one, and all when they would be more than an eye can follow.
final class TimelineTraffic {
    /// Arrows in one drawing; more are aggregated, or sampled when there is a filter.
    static final int ARROWS_MAX = 400;

    static final double COLUMN_HEIGHT = 14;
    private static final double COLUMN_WIDTH = 4;

    /// @param share of the highest, 0 to 1
    record Column(double x, double width, double share, int requests, int errors) {}

    private final TimelineLook look;
    private final TimeAxis axis;
    private final Snapshot snapshot;
    private final TimelineRows rows;
    private final List<Message> shown = new ArrayList<>();

    /// What is before is counted only.
    private double keptFromMs;

    private int every = 1;
    private boolean aggregates;

    TimelineTraffic(Snapshot snapshot, TimelineLook look, TimeAxis axis, TimelineRows rows) {
        this.snapshot = snapshot;
        this.look = look;
        this.axis = axis;
        this.rows = rows;
        keptFromMs =
                Math.max(oldestKeptMs(snapshot.messages()), oldestKeptMs(snapshot.nodeMessages()));
        collect(snapshot.messages());
        collect(snapshot.nodeMessages());
        shown.sort(Comparator.comparingLong(Message::seq));
        if (shown.size() > ARROWS_MAX) {
            if (look.isFiltered()) {
                every = Math.ceilDiv(shown.size(), ARROWS_MAX);
            } else {
                aggregates = true;
            }
        }
    }

    /// A list that is full has lost what was before its first.
    private static double oldestKeptMs(List<Message> messages) {
        return messages.size() < Projector.MESSAGES_MAX ? 0 : messages.getFirst().atMs();
    }

    private void collect(List<Message> messages) {
        for (Message message : messages) {
            boolean isOver =
                    message.outcome() != Outcome.WAITING && message.endedAtMs() < axis.fromMs();
            if (!isOver
                    && message.atMs() <= axis.toMs()
                    && message.atMs() >= keptFromMs
                    && rows.rows().containsKey(TimelineRows.from(message))
                    && rows.rows().containsKey(TimelineRows.to(message))
                    && look.lets(message)) {
                shown.add(message);
            }
        }
    }

    /// All that are kept one by one and that the filter lets, however many.
    static List<Message> every(
            Snapshot snapshot, TimelineLook look, TimeAxis axis, TimelineRows rows) {
        return new TimelineTraffic(snapshot, look, axis, rows).shown;
    }

    List<Message> shown() {
        List<Message> some = new ArrayList<>();
        for (int i = 0; i < shown.size() && !aggregates; i += every) {
            some.add(shown.get(i));
        }
        return some;
    }

    List<Arrow> arrows(Map<String, Double> levels, Related related) {
        return shown().stream()
                .map(message ->
                        new Arrow(
                                message,
                                levels.getOrDefault(TimelineRows.from(message), 0.0),
                                levels.getOrDefault(TimelineRows.to(message), 0.0),
                                related.lights(message)))
                .toList();
    }

    /// Until when requests are only counted.
    private double countedToMs() {
        return aggregates ? axis.toMs() : keptFromMs;
    }

    /// What the picture must say of what it leaves out; empty for nothing.
    String words() {
        if (every > 1) {
            return "sampled: 1 of " + every;
        }
        if (aggregates) {
            int counted =
                    columns().values().stream()
                            .flatMap(List::stream)
                            .mapToInt(Column::requests)
                            .sum();
            return "aggregated: " + Numbers.grouped(counted) + " requests";
        }
        return countedToMs() > axis.fromMs() && !columns().isEmpty()
                ? "older ones are aggregated"
                : "";
    }

    String tip() {
        return every > 1
                ? "More requests than arrows that an eye can follow: one of " + every + " is shown."
                : "Bars count the requests that each broker took; red ones have errors among them."
                        + " Zoom in for arrows. The newest "
                        + Numbers.grouped(Projector.MESSAGES_MAX)
                        + " of clients and of brokers are kept one by one.";
    }

    /// Bars by node, over what is only counted.
    Map<Integer, List<Column>> columns() {
        double toMs = countedToMs();
        if (toMs <= axis.fromMs() || look.isFiltered()) {
            return Map.of();
        }
        double pixels = Math.max(COLUMN_WIDTH, Projector.FLOW_MS / axis.msPerPixel());
        Map<Integer, Map<Long, int[]>> counts = new TreeMap<>();
        int most = 1;
        for (Flow flow : snapshot.timeline().flow()) {
            if (flow.fromMs() + Projector.FLOW_MS <= axis.fromMs() || flow.fromMs() >= toMs) {
                continue;
            }
            // Columns are tied to time, so that they do not flicker as time goes on.
            long number = (long) Math.floor(flow.fromMs() / (pixels * axis.msPerPixel()));
            int[] count =
                    counts.computeIfAbsent(flow.node(), absent -> new TreeMap<>())
                            .computeIfAbsent(number, absent -> new int[2]);
            count[0] += flow.requests();
            count[1] += flow.errors();
            most = Math.max(most, count[0]);
        }
        Map<Integer, List<Column>> columns = new LinkedHashMap<>();
        for (Map.Entry<Integer, Map<Long, int[]>> node : counts.entrySet()) {
            List<Column> its = new ArrayList<>();
            for (Map.Entry<Long, int[]> each : node.getValue().entrySet()) {
                double x = axis.x(each.getKey() * pixels * axis.msPerPixel());
                double left = Math.max(axis.left(), x);
                double right = Math.min(axis.right(), x + pixels);
                if (right - left > 1) {
                    int[] count = each.getValue();
                    double share = (double) count[0] / most;
                    its.add(new Column(left, right - left, share, count[0], count[1]));
                }
            }
            columns.put(node.getKey(), its);
        }
        return columns;
    }
}
