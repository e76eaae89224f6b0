package dev.vitrine.ui.lens;

import dev.vitrine.history.GroupPast;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/// A consumer group: its state machine, who had which partition when, and how far behind it is.
///
/// It shows the group that is selected, or whose member is; else the one shown before, else the
/// first. Its time ends now unless somebody scrolled back.
public final class GroupsLens implements Lens {
    static final long SPAN_MS = 30_000;
    static final long SPAN_MS_MIN = 1_000;
    static final long SPAN_MS_MAX = 1_800_000;

    private static final double MARGIN = 16;
    private static final double GAP = 24;

    /// From here on lag stands beside, not below.
    private static final double WIDE = 860;

    private static final double LAGS_WIDTH_MIN = 250;
    private static final double LAGS_WIDTH_MAX = 400;
    private static final double LAGS_SHARE = 0.27;
    private static final int HUES_PER_TOPIC = 3;
    private static final double ZOOM_PER_PIXEL = 1.01;
    private static final long NOW = -1;
    private static final String FOLLOW = "groups-now";
    private static final Tint GROUND = Tint.of(Ink.STAGE);

    // How it is looked at.
    private String chosen = "";
    private long spanMs = SPAN_MS;
    private long untilMs = NOW;

    private @Nullable GanttAxis axis;
    private GroupRows rows = GroupRows.of(GroupPast.NONE);

    @Override
    public String id() {
        return "groups";
    }

    @Override
    public String title() {
        return "Groups";
    }

    @Override
    public String purpose() {
        return "A consumer group's rebalances: who had which partition when";
    }

    @Override
    public String inWords(Snapshot snapshot) {
        GroupView group = group(snapshot, null);
        if (group == null) {
            return "Groups: there is none yet";
        }
        return "Group "
                + group.name()
                + " is "
                + group.state()
                + " with "
                + group.members().size()
                + " members; "
                + GroupHead.seconds(group.past().unownedMs(snapshot.atMs()))
                + " partition-seconds without an owner";
    }

    // ---- how it is looked at -------------------------------------------------------------------

    @Override
    public boolean moved(Gesture gesture) {
        GanttAxis shown = axis;
        if (shown == null) {
            return false;
        }
        return switch (gesture.kind()) {
            case ZOOM -> zoom(shown, gesture.x(), Math.pow(ZOOM_PER_PIXEL, -gesture.dy()));
            case DRAG -> shift(shown, gesture.dx());
            case SCROLL ->
                    Math.abs(gesture.dx()) > Math.abs(gesture.dy()) && shift(shown, gesture.dx());
            case HOME -> moveTo(shown, 0);
            case END -> moveTo(shown, shown.nowMs());
        };
    }

    private boolean zoom(GanttAxis shown, double x, double factor) {
        long span = Math.clamp(Math.round(spanMs * factor), SPAN_MS_MIN, SPAN_MS_MAX);
        if (span == spanMs) {
            return false;
        }
        double share = Math.clamp((shown.right() - x) / shown.width(), 0, 1);
        long anchor = shown.msAt(Math.clamp(x, shown.x(), shown.right()));
        spanMs = span;
        if (untilMs != NOW) {
            moveTo(shown, anchor + Math.round(share * span));
        }
        return true;
    }

    private boolean shift(GanttAxis shown, double dx) {
        long by = Math.round(dx / shown.width() * spanMs);
        return by != 0 && moveTo(shown, shown.toMs() - by);
    }

    private boolean moveTo(GanttAxis shown, long until) {
        long first = Math.max(0, rows.past().sinceMs()) + spanMs;
        untilMs = until >= shown.nowMs() ? NOW : Math.max(until, Math.min(first, shown.nowMs()));
        return true;
    }

    @Override
    public boolean pressed(Fact fact) {
        if (fact.id().equals(FOLLOW)) {
            untilMs = NOW;
            return true;
        }
        return false;
    }

    // ---- the drawing ---------------------------------------------------------------------------

    private @Nullable GroupView group(Snapshot snapshot, @Nullable Subject selection) {
        String wanted =
                switch (selection) {
                    case Subject.OfGroup of -> of.group();
                    case Subject.OfMember of -> of.group();
                    case Subject.OfClient of -> groupOf(snapshot.client(of.client()));
                    case null, default -> "";
                };
        if (snapshot.group(wanted) != null) {
            chosen = wanted;
        }
        GroupView known = snapshot.group(chosen);
        return known != null || snapshot.groups().isEmpty() ? known : snapshot.groups().getFirst();
    }

    private static String groupOf(@Nullable ClientView client) {
        return client == null ? "" : client.group();
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        Sketch sketch = new Sketch(measure);
        GroupView group = group(moment.snapshot(), moment.selection());
        if (group == null || group.past().sinceMs() == GroupPast.NEVER) {
            axis = null;
            sketch.labelCentred(
                    moment.width() / 2,
                    moment.height() / 2,
                    sketch.fit(
                            group == null
                                    ? "No consumer group yet: start a consumer with a group"
                                    : "There are too many groups: nothing is kept of this one's"
                                            + " past",
                            moment.width() - 2 * MARGIN,
                            Lettering.BODY),
                    Lettering.BODY,
                    Tint.of(Ink.MUTED),
                    GROUND);
            return sketch.drawing(moment.width(), moment.height());
        }
        if (rows.past() != group.past()) {
            rows = GroupRows.of(group.past());
        }
        return new Page(sketch, moment, group).draw();
    }

    /// One drawing of one group.
    private final class Page {
        private final Sketch sketch;
        private final Moment moment;
        private final GroupView group;
        private final double width;
        private final ToIntFunction<TopicPartition> hue;

        Page(Sketch sketch, Moment moment, GroupView group) {
            this.sketch = sketch;
            this.moment = moment;
            this.group = group;
            this.width = moment.width() - 2 * MARGIN;
            this.hue = hues(moment.snapshot());
        }

        Drawing draw() {
            double y = MARGIN;
            new GroupHead(
                            sketch,
                            group,
                            moment.nowMs(),
                            new Box(MARGIN, y, width, GroupHead.HEIGHT))
                    .draw(moment.snapshot().groups());
            y += GroupHead.HEIGHT;
            boolean beside = moment.width() >= WIDE;
            double lagsWidth =
                    beside
                            ? Math.clamp(
                                    Math.floor(width * LAGS_SHARE), LAGS_WIDTH_MIN, LAGS_WIDTH_MAX)
                            : width;
            double left = beside ? width - lagsWidth - GAP : width;
            Box area = new Box(MARGIN, y, left, Math.max(0, moment.height() - y - MARGIN));
            long until = untilMs == NOW ? moment.nowMs() : Math.min(untilMs, moment.nowMs());
            GanttAxis time = GroupGantt.axis(area, until - spanMs, until, moment.nowMs());
            axis = time;
            GroupGantt gantt =
                    new GroupGantt(
                            sketch,
                            group,
                            rows,
                            time,
                            area,
                            hue,
                            moment.palette(),
                            moment.selection());
            gantt.draw();
            follow(time, y);
            double bottom = y + gantt.height();
            double lagsY = beside ? y : bottom + 8;
            double lagsX = beside ? MARGIN + left + GAP : MARGIN;
            boolean many = rows.ids().size() > GroupGantt.LANES_MAX;
            double lagsHeight =
                    !beside ? 0 : many ? gantt.height() : Math.max(gantt.height(), area.height());
            GroupLags lags =
                    new GroupLags(sketch, group, new Box(lagsX, lagsY, lagsWidth, lagsHeight), hue);
            lags.draw();
            if (beside) {
                bottom = Math.max(bottom, lagsY + lags.height());
            } else {
                bottom = lagsY + lags.height();
            }
            if (many) {
                GroupMatrix matrix =
                        new GroupMatrix(
                                sketch, group, rows, new Box(MARGIN, bottom + 12, width, 0));
                matrix.draw();
                bottom += 12 + matrix.height();
            }
            return sketch.drawing(moment.width(), Math.max(moment.height(), bottom + MARGIN));
        }

        /// The span of time, and the way back to now.
        private void follow(GanttAxis time, double y) {
            if (untilMs == NOW) {
                sketch.label(
                        MARGIN,
                        y + 7,
                        "last " + Numbers.duration(spanMs),
                        Lettering.SMALL,
                        Ink.MUTED,
                        GROUND);
                return;
            }
            Box button =
                    sketch.badge(
                            MARGIN,
                            y + 7,
                            20,
                            "back to now",
                            Lettering.SMALL_STRONG,
                            Ink.TEXT,
                            Tint.of(Ink.CARD),
                            Tint.of(Ink.CARD_BORDER),
                            Shape.Dash.SOLID);
            sketch.add(
                    new Fact(
                            FOLLOW,
                            Fact.Role.BUTTON,
                            "back to now",
                            "PAST",
                            "It shows the past, until "
                                    + Numbers.duration(time.nowMs() - time.toMs())
                                    + " ago. Back to now",
                            button,
                            null,
                            null));
        }
    }

    /// The colours that partitions have on the stage.
    private static ToIntFunction<TopicPartition> hues(Snapshot snapshot) {
        Map<String, Integer> ordinals = new TreeMap<>();
        for (TopicView topic : snapshot.topics()) {
            ordinals.put(topic.name(), topic.ordinal());
        }
        return id -> ordinals.getOrDefault(id.topic(), 0) * HUES_PER_TOPIC + id.partition();
    }
}
