package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Outcome;
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
    private static final double HEAD = 4;
    private static final double REACH = 3;
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
    private final Related related;

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
        this.related = new Related(moment.selection(), snapshot);
    }

    Drawing draw() {
        axis();
        now();
        rows.rows().values().forEach(this::lifeline);
        TimelineTraffic traffic = new TimelineTraffic(snapshot, look, axis, rows);
        List<Arrow> arrows = traffic.arrows(levels, related);
        density(traffic);
        arrows.forEach(this::arrow);
        marks();
        beats();
        arrowLabels(arrows);
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
                cross(box.centreX(), box.y() - 6, Tint.of(Ink.DANGER));
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

    // ---- arrows --------------------------------------------------------------------------------

    /// @param isLit whether it has to do with what is selected; all have when nothing is
    record Arrow(Message message, double fromY, double toY, boolean isLit) {}

    /// What is selected, and so which requests stand out.
    record Related(@Nullable Subject selection, Snapshot snapshot) {
        boolean lights(Message message) {
            return switch (selection) {
                case Subject.OfNode(int node) -> message.to() == node || message.fromNode() == node;
                case Subject.OfClient(String client) -> message.from().equals(client);
                case Subject.OfPartition(String topic, int partition) ->
                        isAbout(message, topic, partition);
                case Subject.OfReplica(String topic, int partition, int _) ->
                        isAbout(message, topic, partition);
                case Subject.OfTopic(String topic) ->
                        message.about().stream().anyMatch(id -> id.topic().equals(topic));
                case Subject.OfGroup(String group) -> isOf(group, message);
                case Subject.OfMember(String group, String _) -> isOf(group, message);
                case Subject.OfMessage(long seq) -> message.seq() == seq;
                case null, default -> true;
            };
        }

        private static boolean isAbout(Message message, String topic, int partition) {
            return message.about().stream()
                    .anyMatch(id -> id.partition() == partition && id.topic().equals(topic));
        }

        private boolean isOf(String name, Message message) {
            Snapshot.GroupView group = snapshot.group(name);
            return group != null
                    && group.members().stream()
                            .anyMatch(member -> member.clientId().equals(message.from()));
        }
    }

    private void arrow(Arrow arrow) {
        Message message = arrow.message();
        double asked = axis.x(message.atMs());
        boolean isSelected = moment.selection() instanceof Subject.OfMessage && arrow.isLit();
        double share = arrow.isLit() ? 1 : 0.25;
        Ink ink = isSelected ? Ink.TEXT : Ink.ACCENT;
        boolean ended = message.outcome() != Outcome.WAITING;
        double answered = ended ? axis.x(message.endedAtMs()) : axis.x(moment.nowMs());
        service(arrow, asked, Math.min(answered, axis.right()), ended);
        double top = Math.min(arrow.fromY(), arrow.toY());
        double bottom = Math.max(arrow.fromY(), arrow.toY());
        if (asked >= axis.left() && asked <= axis.right()) {
            line(asked, arrow.fromY(), arrow.toY(), Tint.mix(ink, share, Ink.STAGE), false);
        }
        if (message.outcome() == Outcome.ANSWERED
                && answered >= axis.left()
                && answered <= axis.right()) {
            Ink back = message.isError() ? Ink.DANGER : Ink.GOOD;
            line(
                    answered,
                    arrow.toY(),
                    arrow.fromY(),
                    Tint.mix(back, share, Ink.STAGE),
                    message.isError());
        }
        if (message.isError()) {
            double x = Math.clamp(answered, axis.left(), axis.right());
            cross(x, (top + bottom) / 2, Tint.mix(Ink.DANGER, share, Ink.STAGE));
        }
        String tip =
                TimeAxis.words(message.atMs() - startMs, true) + "  " + WireDrawing.words(message);
        clickable("arrow-" + message.seq(), message, tip, asked, top, bottom);
        if (ended && answered - asked > 2 * REACH) {
            clickable("answer-" + message.seq(), message, tip, answered, top, bottom);
        }
    }

    private void clickable(
            String id, Message message, String tip, double x, double top, double bottom) {
        if (x >= axis.left() && x <= axis.right()) {
            fact(
                    id,
                    Fact.Role.NOTE,
                    message.api(),
                    message.isError() ? "ERROR" : message.outcome().name(),
                    tip,
                    new Box(x - REACH, top + REACH, 2 * REACH, bottom - top - 2 * REACH),
                    new Subject.OfMessage(message.seq()));
        }
    }

    /// The time at the node, from request to answer; open while there is no answer.
    private void service(Arrow arrow, double asked, double answered, boolean ended) {
        double left = Math.max(axis.left(), asked);
        if (answered - left < 2) {
            return;
        }
        Box box = new Box(left, arrow.toY() - 4, answered - left, 8);
        Tint edge = Tint.mix(Ink.ACCENT, arrow.isLit() ? 0.8 : 0.25, Ink.STAGE);
        sketch.add(
                ended
                        ? new Shape.Plate(
                                box,
                                2,
                                Tint.mix(Ink.ACCENT, arrow.isLit() ? 0.35 : 0.1, Ink.STAGE),
                                null,
                                0,
                                Shape.Dash.SOLID)
                        : new Shape.Plate(box, 2, null, edge, 1, Shape.Dash.DASHED));
    }

    private void line(double x, double fromY, double toY, Tint tint, boolean dashed) {
        sketch.add(
                dashed
                        ? new Shape.Wire(x, fromY, x, toY, 1.2, tint, Shape.Dash.DASHED)
                        : new Shape.Line(x, fromY, x, toY, 1.2, tint));
        double back = toY > fromY ? -HEAD : HEAD;
        sketch.add(new Shape.Line(x, toY, x - HEAD * 0.7, toY + back, 1.2, tint));
        sketch.add(new Shape.Line(x, toY, x + HEAD * 0.7, toY + back, 1.2, tint));
    }

    private void cross(double x, double y, Tint tint) {
        sketch.add(new Shape.Icon(Shape.Glyph.CROSS, new Box(x - 5, y - 5, 10, 10), tint));
    }

    /// Names what there is room to name: errors first, then what is selected, then the newest.
    private void arrowLabels(List<Arrow> arrows) {
        List<Arrow> byWeight = new ArrayList<>(arrows.reversed());
        byWeight.sort((a, b) -> Integer.compare(weight(b), weight(a)));
        for (Arrow arrow : byWeight) {
            Message message = arrow.message();
            double x = axis.x(message.isError() ? message.endedAtMs() : message.atMs());
            double toward = arrow.toY() < arrow.fromY() ? -pitch : pitch;
            double y = arrow.fromY() + toward / 2;
            if (arrow.isLit() || message.isError()) {
                String words = message.isError() ? error(message) : message.api();
                Ink ink = message.isError() ? Ink.DANGER_TEXT : Ink.TEXT;
                labels.write(x + 8, y, words, Lettering.SMALL, ink);
            }
        }
    }

    private static String error(Message message) {
        return message.api()
                + " "
                + (message.outcome() == Outcome.CUT ? "cut off" : message.error());
    }

    private static int weight(Arrow arrow) {
        return (arrow.message().isError() ? 2 : 0) + (arrow.isLit() ? 1 : 0);
    }
}
