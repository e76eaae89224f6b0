package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Outcome;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Draws requests and their answers between the lifelines: to the node when it took the request,
/// and back when it answered. What has to do with the selection stands out.
final class TimelineArrows {
    private static final double HEAD = 4;
    private static final double REACH = 3;

    private final Sketch sketch;
    private final TimeAxis axis;
    private final FreeLabels labels;
    private final Moment moment;
    private final long startMs;
    private final List<Arrow> arrows;

    /// @param startMs the run's first event
    /// @param levels where each lifeline is
    TimelineArrows(
            Sketch sketch,
            TimeAxis axis,
            FreeLabels labels,
            Moment moment,
            long startMs,
            TimelineTraffic traffic,
            Map<String, Double> levels) {
        this.sketch = sketch;
        this.axis = axis;
        this.labels = labels;
        this.moment = moment;
        this.startMs = startMs;
        this.arrows = traffic.arrows(levels, new Related(moment.selection(), moment.snapshot()));
    }

    void draw() {
        arrows.forEach(this::arrow);
    }

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
            cross(sketch, x, (top + bottom) / 2, Tint.mix(Ink.DANGER, share, Ink.STAGE));
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
            sketch.add(
                    new Fact(
                            id,
                            Fact.Role.NOTE,
                            message.api(),
                            message.isError() ? "ERROR" : message.outcome().name(),
                            tip,
                            new Box(x - REACH, top + REACH, 2 * REACH, bottom - top - 2 * REACH),
                            new Subject.OfMessage(message.seq()),
                            null));
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

    static void cross(Sketch sketch, double x, double y, Tint tint) {
        sketch.add(new Shape.Icon(Shape.Glyph.CROSS, new Box(x - 5, y - 5, 10, 10), tint));
    }

    /// Names what there is room to name: errors first, then what is selected, then the newest.
    void name(double pitch) {
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
