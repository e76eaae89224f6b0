package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.Telling;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.history.Subject;
import dev.vitrine.history.Timeline.Beats;
import dev.vitrine.history.Timeline.Life;
import dev.vitrine.history.Timeline.LifeChange;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.lens.TimelineRows.Kind;
import dev.vitrine.ui.lens.TimelineRows.Row;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Draws a stretch of time: lifelines from left to right, and between them what was asked and
/// answered.
///
/// ```text
///            00:41        00:42
/// Broker 1 ══════●═══════════╪═══      a mark: something happened here
/// Broker 2 ══════════ killed ┄┄┄┄
/// checkout ──────┼──────────────       an arrow goes to the broker when it takes the request,
///                ▲                     and back when it answers
/// ```
final class TimelineDrawing {
    static final double NAMES = 118;
    private static final double MARGIN = 14;
    private static final double AXIS = 46;
    private static final double PITCH_MIN = 34;
    private static final double PITCH_MAX = 64;
    private static final double LINE = 4;
    private static final double LABEL_RISE = 11;
    private static final double CLUSTER_PIXELS = 12;
    private static final int TIP_LINES_MAX = 12;
    private static final int BEAT_LEVELS = 3;
    private static final Tint GROUND = Tint.of(Ink.STAGE);

    private final Moment moment;
    private final Snapshot snapshot;
    private final TimelineLook look;
    private final TimeAxis axis;
    private final Sketch sketch;
    private final TimelineRows rows;
    private final Map<String, Double> levels = new LinkedHashMap<>();
    private final double pitch;
    private final double height;
    private final FreeLabels labels;
    private final long startMs;

    TimelineDrawing(TimelineLook look, Moment moment, TextMeasure measure, long startMs) {
        this.moment = moment;
        this.snapshot = moment.snapshot();
        this.look = look;
        this.startMs = startMs;
        this.sketch = new Sketch(measure);
        this.axis = look.axis(moment.nowMs(), NAMES, moment.width() - MARGIN);
        this.rows = new TimelineRows(snapshot, axis);
        int count = Math.max(1, rows.rows().size());
        pitch = Math.clamp((moment.height() - AXIS - 6) / count, PITCH_MIN, PITCH_MAX);
        double y = AXIS;
        for (String key : rows.rows().keySet()) {
            levels.put(key, Math.round(y + pitch * 0.58) * 1.0);
            y += pitch;
        }
        this.height = Math.max(moment.height(), y + 6);
        this.labels =
                new FreeLabels(
                        sketch,
                        new Box(axis.left(), 0, axis.right() - axis.left(), height),
                        GROUND);
    }

    Drawing draw() {
        axis();
        now();
        rows.rows().values().forEach(this::lifeline);
        TimelineTraffic traffic = new TimelineTraffic(snapshot, look, axis, rows);
        TimelineArrows arrows =
                new TimelineArrows(sketch, axis, labels, moment, startMs, traffic, levels);
        density(traffic);
        arrows.draw();
        marks();
        beats();
        arrows.name(pitch);
        labels.draw();
        if (snapshot.nodes().isEmpty()) {
            sketch.labelCentred(
                    moment.width() / 2,
                    moment.height() / 2,
                    "Nothing has happened yet",
                    Lettering.BODY,
                    Tint.of(Ink.MUTED),
                    GROUND);
        }
        return sketch.drawing(moment.width(), height);
    }

    private double level(String key) {
        return levels.getOrDefault(key, -1.0);
    }

    private void fact(
            String id,
            Fact.Role role,
            String text,
            String state,
            String tip,
            Box box,
            @Nullable Subject subject) {
        sketch.add(new Fact(id, role, text, state, tip, box, subject, null));
    }

    // ---- the axis ------------------------------------------------------------------------------

    private void axis() {
        long step = axis.stepMs();
        boolean fine = step < 1_000;
        long first = startMs + Math.ceilDiv((long) axis.fromMs() - startMs, step) * step;
        for (long ms = first; ms <= axis.toMs(); ms += step) {
            double x = axis.x(ms);
            sketch.add(
                    new Shape.Line(
                            Math.round(x),
                            AXIS - 30,
                            Math.round(x),
                            height,
                            1,
                            Tint.mix(Ink.CARD_BORDER, 0.6, Ink.STAGE)));
            String time = TimeAxis.words(ms - startMs, fine);
            if (ms >= startMs && x + sketch.width(time, Lettering.SMALL) < axis.right() - 4) {
                sketch.label(x + 3, 8, time, Lettering.SMALL, Ink.MUTED, GROUND);
            }
        }
        sketch.label(MARGIN, 8, follows(), Lettering.SMALL_STRONG, Ink.MUTED, GROUND);
        String words = rows.left() > 0 ? "Cluster, + " + rows.left() + " more" : "Cluster";
        sketch.label(MARGIN, AXIS - 10, words, Lettering.BODY, Ink.TEXT, GROUND);
    }

    private String follows() {
        return look.follows() ? "FOLLOWS NOW" : "STANDS STILL";
    }

    private void now() {
        if (axis.shows(moment.nowMs())) {
            double x = Math.round(axis.x(moment.nowMs()));
            sketch.add(new Shape.Line(x, AXIS - 30, x, height, 1, Tint.of(Ink.WATERMARK)));
        }
    }

    // ---- lifelines -----------------------------------------------------------------------------

    private void lifeline(Row row) {
        double y = level(row.key());
        boolean isSelected = row.subject().equals(moment.selection());
        Lettering lettering = isSelected ? Lettering.STRONG : Lettering.BODY;
        String name = sketch.fit(row.name(), NAMES - MARGIN - 10, lettering);
        if (isSelected) {
            sketch.add(
                    new Shape.Plate(
                            new Box(4, y - 10, 3, 20),
                            1.5,
                            Tint.of(Ink.ACCENT),
                            null,
                            0,
                            Shape.Dash.SOLID));
        }
        sketch.label(MARGIN, y, name, lettering, Ink.TEXT, GROUND);
        String state =
                switch (row.kind()) {
                    case NODE -> node(row, y);
                    case CLIENT -> client(row, y);
                    case GROUP -> plain(row, y, firstToldMs(row.subject()), moment.nowMs());
                };
        fact(
                "line-" + row.key().replace(' ', '-'),
                switch (row.kind()) {
                    case NODE -> Fact.Role.BROKER;
                    case CLIENT -> Fact.Role.CLIENT;
                    case GROUP -> Fact.Role.GROUP;
                },
                row.name(),
                state,
                row.name() + ": " + state.toLowerCase(Locale.ROOT).replace('_', ' '),
                new Box(0, y - 12, NAMES - 4, 24),
                row.subject());
    }

    private String plain(Row row, double y, double fromMs, double toMs) {
        double left = axis.x(Math.max(axis.fromMs(), fromMs));
        double right = axis.x(Math.min(axis.toMs(), toMs));
        Ink ink = row.kind() == Kind.GROUP ? Ink.ACCENT : Ink.MUTED;
        if (right > left) {
            sketch.add(
                    new Shape.Plate(
                            new Box(left, y - 1, right - left, 2),
                            1,
                            Tint.mix(ink, 0.45, Ink.STAGE),
                            null,
                            0,
                            Shape.Dash.SOLID));
        }
        return "HERE";
    }

    private String client(Row row, double y) {
        ClientView client = snapshot.client(((Subject.OfClient) row.subject()).client());
        if (client == null) {
            return "GONE";
        }
        double end = client.isHere() ? moment.nowMs() : client.goneAtMs();
        plain(row, y, firstToldMs(row.subject()), end);
        if (!client.isHere()) {
            gone(y, end, axis.toMs(), "gone", Ink.MUTED);
            return "GONE";
        }
        return "HERE";
    }

    /// When the story first tells of a subject, if it still has its own first line; else nobody
    /// knows, and the lifeline comes from the left edge.
    private double firstToldMs(Subject subject) {
        List<Telling> story = snapshot.story();
        if (story.isEmpty() || story.getFirst().seq() > 0) {
            return axis.fromMs();
        }
        for (Telling line : story) {
            if (line.about().equals(subject)) {
                return line.atMs();
            }
        }
        return axis.fromMs();
    }

    private String node(Row row, double y) {
        int id = ((Subject.OfNode) row.subject()).node();
        List<LifeChange> changes =
                snapshot.timeline().lives().stream().filter(each -> each.node() == id).toList();
        for (int i = 0; i < changes.size(); i++) {
            LifeChange change = changes.get(i);
            double toMs = i + 1 < changes.size() ? changes.get(i + 1).atMs() : moment.nowMs();
            stretch(change, y, Math.min(toMs, axis.toMs()), i > 0);
        }
        return changes.isEmpty() ? "UNKNOWN" : changes.getLast().life().name();
    }

    private void stretch(LifeChange change, double y, double toMs, boolean isChange) {
        double left = axis.x(Math.max(axis.fromMs(), change.atMs()));
        double right = axis.x(toMs);
        if (right <= left) {
            return;
        }
        switch (change.life()) {
            case RUNNING ->
                    sketch.add(
                            new Shape.Plate(
                                    new Box(left, y - LINE / 2, right - left, LINE),
                                    LINE / 2,
                                    Tint.mix(Ink.GOOD, 0.5, Ink.STAGE),
                                    null,
                                    0,
                                    Shape.Dash.SOLID));
            case PAUSED, STOPPING ->
                    sketch.add(
                            new Shape.Wire(
                                    left,
                                    y,
                                    right,
                                    y,
                                    LINE,
                                    Tint.mix(Ink.WARNING, 0.6, Ink.STAGE),
                                    Shape.Dash.DASHED));
            case STOPPED -> gone(y, change.atMs(), toMs, "", Ink.MUTED);
            case KILLED, POWER_LOST, FAILED -> gone(y, change.atMs(), toMs, "", Ink.DANGER);
        }
        boolean isWorth = isChange && change.life() != Life.RUNNING;
        if (isWorth && axis.shows(change.atMs())) {
            String word = change.life().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            Ink ink = change.life().isUp() ? Ink.WARNING_TEXT : Ink.DANGER_TEXT;
            labels.write(left + 6, y + LABEL_RISE, word, Lettering.SMALL_STRONG, ink);
        }
    }

    private void gone(double y, double fromMs, double toMs, String word, Ink ink) {
        double left = axis.x(Math.max(axis.fromMs(), fromMs));
        double right = axis.x(Math.min(axis.toMs(), toMs));
        if (right > left) {
            sketch.add(
                    new Shape.Wire(
                            left,
                            y,
                            right,
                            y,
                            2,
                            Tint.mix(ink, 0.7, Ink.STAGE),
                            Shape.Dash.DOTTED));
            if (!word.isEmpty()) {
                labels.write(left + 6, y + LABEL_RISE, word, Lettering.SMALL, ink);
            }
        }
    }

    // ---- marks ---------------------------------------------------------------------------------

    /// What happened, in words, on the lifeline of whom it happened to.
    private void marks() {
        Map<String, List<Telling>> byRow = new TreeMap<>();
        for (Telling line : snapshot.story()) {
            String key = TimelineRows.of(line.about());
            boolean hasRow = key != null && levels.containsKey(key);
            if (axis.shows(line.atMs()) && (key == null || hasRow)) {
                byRow.computeIfAbsent(key == null ? "" : key, absent -> new ArrayList<>())
                        .add(line);
            }
        }
        byRow.forEach((key, lines) -> {
            double y = key.isEmpty() ? AXIS - 8 : level(key);
            List<Telling> together = new ArrayList<>();
            for (Telling line : lines) {
                boolean near =
                        !together.isEmpty()
                                && axis.x(line.atMs()) - axis.x(together.getFirst().atMs())
                                        < CLUSTER_PIXELS;
                if (!near && !together.isEmpty()) {
                    mark(together, y);
                    together = new ArrayList<>();
                }
                together.add(line);
            }
            mark(together, y);
        });
    }

    private void mark(List<Telling> lines, double y) {
        Telling worst = lines.getFirst();
        for (Telling line : lines) {
            worst = line.tone().compareTo(worst.tone()) > 0 ? line : worst;
        }
        double x = axis.x(lines.getFirst().atMs());
        Ink ink =
                switch (worst.tone()) {
                    case PLAIN -> Ink.ACCENT;
                    case GOOD -> Ink.GOOD;
                    case WARNING -> Ink.WARNING;
                    case BAD -> Ink.DANGER;
                };
        sketch.add(new Shape.Dot(x, y, 3.5, Tint.of(ink), GROUND, 5));
        String words = lines.size() == 1 ? worst.words() : lines.size() + "× " + worst.words();
        Ink text = worst.tone() == Tone.BAD ? Ink.DANGER_TEXT : Ink.MUTED;
        boolean written = labels.write(x + 7, y - LABEL_RISE, words, Lettering.SMALL, text);
        if (!written && lines.size() > 1) {
            labels.write(x + 7, y - LABEL_RISE, "×" + lines.size(), Lettering.SMALL, text);
        }
        StringBuilder tip = new StringBuilder();
        for (Telling line : lines.subList(0, Math.min(TIP_LINES_MAX, lines.size()))) {
            tip.append(tip.isEmpty() ? "" : "\n")
                    .append(TimeAxis.words(line.atMs() - startMs, true))
                    .append("  ")
                    .append(line.words());
        }
        if (lines.size() > TIP_LINES_MAX) {
            tip.append("\nand ").append(lines.size() - TIP_LINES_MAX).append(" more");
        }
        fact(
                "mark-" + lines.getFirst().seq(),
                Fact.Role.BADGE,
                words,
                worst.tone().name(),
                tip.toString(),
                new Box(x - 6, y - 6, 12, 12),
                worst.about() instanceof Subject.OfCluster ? null : worst.about());
    }

    // ---- what beats ----------------------------------------------------------------------------

    private void beats() {
        Map<String, Integer> stacked = new LinkedHashMap<>();
        Map<String, Integer> used = new LinkedHashMap<>();
        if (look.isFiltered()) {
            return;
        }
        for (Beats run : snapshot.timeline().beats()) {
            String from = TimelineRows.from(run.from(), run.fromNode());
            if (run.toMs() < axis.fromMs() || run.fromMs() > axis.toMs() || level(from) < 0) {
                continue;
            }
            String key = from + ">" + run.to() + run.api();
            int level =
                    stacked.computeIfAbsent(key, absent -> used.merge(from, 1, Integer::sum) - 1);
            beats(run, from, Math.min(level, BEAT_LEVELS - 1));
        }
    }

    private void beats(Beats run, String from, int level) {
        double y = level(from) + 5 + 4 * level;
        double left = axis.x(Math.max(axis.fromMs(), run.fromMs()));
        double right = Math.max(left + 2, axis.x(Math.min(axis.toMs(), run.toMs())));
        Box box = new Box(left, y, right - left, 2);
        sketch.add(
                new Shape.Plate(
                        box, 1, Tint.mix(Ink.FAINT, 0.7, Ink.STAGE), null, 0, Shape.Dash.SOLID));
        String count = "×" + run.count();
        if (level == 0 && right - left > sketch.width(count, Lettering.SMALL) + 6) {
            labels.write(
                    left + 2, y + LABEL_RISE, run.api() + " " + count, Lettering.SMALL, Ink.MUTED);
        }
        fact(
                "beats-"
                        + from.replace(' ', '-')
                        + "-"
                        + run.to()
                        + "-"
                        + run.api()
                        + "-"
                        + run.fromMs(),
                Fact.Role.MESSAGE,
                run.api() + " " + count,
                "BEATS",
                run.count()
                        + " × "
                        + run.api()
                        + " from "
                        + run.from()
                        + " to broker "
                        + run.to()
                        + " with nothing to tell, "
                        + TimeAxis.words(run.fromMs() - startMs, true)
                        + " to "
                        + TimeAxis.words(run.toMs() - startMs, true),
                new Box(left, y - 1, right - left, 4),
                null);
    }

    // ---- too many ------------------------------------------------------------------------------

    private void density(TimelineTraffic traffic) {
        double edge = axis.right();
        String words = traffic.words();
        if (!words.isEmpty()) {
            double width = sketch.badgeWidth(words, Lettering.SMALL_STRONG);
            Box badge =
                    sketch.badge(
                            edge - width,
                            AXIS - 12,
                            17,
                            words,
                            Lettering.SMALL_STRONG,
                            Ink.WARNING_TEXT,
                            GROUND,
                            Tint.of(Ink.WARNING),
                            Shape.Dash.SOLID);
            labels.take(badge);
            fact("aggregated", Fact.Role.NOTE, words, "AGGREGATED", traffic.tip(), badge, null);
        }
        traffic.columns()
                .forEach((node, columns) -> {
                    double y = level(TimelineRows.key(Kind.NODE, Integer.toString(node)));
                    if (y >= 0 && !columns.isEmpty()) {
                        density(node, columns, y);
                    }
                });
    }

    private void density(int node, List<TimelineTraffic.Column> columns, double y) {
        int requests = 0;
        int errors = 0;
        for (TimelineTraffic.Column column : columns) {
            double tall = Math.max(1, column.share() * TimelineTraffic.COLUMN_HEIGHT);
            boolean hasErrors = column.errors() > 0;
            requests += column.requests();
            errors += column.errors();
            Box box = new Box(column.x(), y - LINE / 2 - tall, column.width() - 1, tall);
            Ink ink = hasErrors ? Ink.DANGER : Ink.ACCENT;
            Tint tint = Tint.mix(ink, 0.6, Ink.STAGE);
            sketch.add(new Shape.Plate(box, 0, tint, null, 0, Shape.Dash.SOLID));
            if (hasErrors && column.width() >= CLUSTER_PIXELS) {
                TimelineArrows.cross(sketch, box.centreX(), box.y() - 6, Tint.of(Ink.DANGER));
            }
        }
        double left = columns.getFirst().x();
        double tall = TimelineTraffic.COLUMN_HEIGHT;
        double right = columns.getLast().x() + columns.getLast().width();
        Box box = new Box(left, y - LINE / 2 - tall, right - left, tall);
        labels.take(box);
        String counted = Numbers.grouped(requests) + " requests, " + errors + " with an error";
        fact(
                "density-" + node,
                Fact.Role.NOTE,
                counted,
                "AGGREGATED",
                "broker " + node + " took " + counted,
                box,
                new Subject.OfNode(node));
    }
}
