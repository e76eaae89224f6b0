package dev.vitrine.ui.stage;

import dev.vitrine.event.Event;
import dev.vitrine.fault.Fault;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.Transit;
import dev.vitrine.history.Transit.Parked;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.model.FrameWords;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The frames that wait on their way, each where it waits.
///
/// ```text
/// held      a ring with two bars, near the end at which it waits
/// delayed   a ring with a clock's hands, as far on as it has come by now
/// queue     one behind the other, against their direction; more than have room are counted
/// ```
///
/// A point before each ring says which way it goes. Frames without a way on the stage, as those of
/// a client that has not said its name, are counted at the card of the broker at which they wait.
///
/// @param wires as they were drawn
/// @param nodes by id, as the homes of their cards
record ParkedFrames(Wires wires, Homes homes, List<NodeView> nodes, @Nullable Subject selection) {
    private static final double RADIUS = 7;
    private static final double SPACING = 24;
    private static final double PEN = 1.6;

    /// From an end of the way to the nearest ring's middle.
    private static final double MARGIN = 15;

    /// How far along a frame is held that waits at the receiver, or still at the sender.
    private static final double AT_RECEIVER = 0.8;

    private static final double AT_SENDER = 0.5;

    private static final double LANE = 20;
    private static final double LANE_AIR = 16;
    private static final double COUNT_HEIGHT = 17;
    private static final double LABEL_AIR = 5;

    /// What the buttons of a card take at its right.
    private static final double BUTTONS = 76;

    private static final Tint ON = Tint.of(Ink.STAGE);

    /// Those that go the same way between the same ends, whatever their connection.
    private record Ends(int from, int to, String client) {}

    private record Point(double x, double y) {}

    /// Where frames go along, from the sender, 0, to the receiver, 1.
    private sealed interface Way {
        Point at(double share);

        double length();

        /// A client's wire.
        ///
        /// @param back whether the sender is at its right end
        record Along(Shape.Wire wire, boolean back) implements Way {
            private static final int PIECES = 12;

            @Override
            public Point at(double share) {
                double t = back ? 1 - share : share;
                return new Point(wire.xAt(t), wire.yAt(t));
            }

            @Override
            public double length() {
                double length = 0;
                for (int i = 0; i < PIECES; i++) {
                    Point from = at((double) i / PIECES);
                    Point to = at((i + 1.0) / PIECES);
                    length += Math.hypot(to.x() - from.x(), to.y() - from.y());
                }
                return length;
            }
        }

        /// From one broker to another, beside their cards.
        record Beside(double x, double fromY, double toY) implements Way {
            @Override
            public Point at(double share) {
                return new Point(x, fromY + (toY - fromY) * share);
            }

            @Override
            public double length() {
                return Math.abs(toY - fromY);
            }
        }
    }

    /// How many there are in all: `49 held, 1 delayed`; empty for none.
    static String summary(Transit transit) {
        long held = transit.parked().stream().filter(Parked::isHeld).count();
        long delayed = transit.parked().size() - held;
        List<String> parts = new ArrayList<>();
        if (held > 0) {
            parts.add(held + " held");
        }
        if (delayed > 0) {
            parts.add(delayed + " delayed");
        }
        if (transit.more() > 0) {
            parts.add(transit.more() + " more");
        }
        return String.join(", ", parts);
    }

    void draw(Sketch sketch, Moment moment) {
        Transit transit = moment.snapshot().transit();
        if (!transit.parked().isEmpty()) {
            new Pen(sketch, moment, transit).draw();
        }
    }

    /// One drawing of them.
    private final class Pen {
        private final Sketch sketch;
        private final Moment moment;
        private final Transit transit;

        /// What has been drawn so far: nothing is laid over it.
        private final List<Box> taken = new ArrayList<>();

        private final Map<Integer, List<Parked>> without = new TreeMap<>();

        Pen(Sketch sketch, Moment moment, Transit transit) {
            this.sketch = sketch;
            this.moment = moment;
            this.transit = transit;
        }

        void draw() {
            Map<Ends, List<Parked>> queues = new LinkedHashMap<>();
            for (Parked each : transit.parked()) {
                Ends ends = new Ends(each.from(), each.to(), each.client());
                queues.computeIfAbsent(ends, absent -> new ArrayList<>()).add(each);
            }
            List<String> pairs = pairs(queues);
            queues.forEach((ends, frames) -> {
                Way way = way(ends, pairs);
                if (way == null) {
                    frames.forEach(each ->
                            without.computeIfAbsent(each.node(), absent -> new ArrayList<>())
                                    .add(each));
                } else {
                    queue(way, ends, frames);
                }
            });
            without.forEach(this::atCard);
        }

        // ---- ways ------------------------------------------------------------------------------

        /// The pairs of brokers with frames between them: each has a lane of its own.
        private List<String> pairs(Map<Ends, List<Parked>> queues) {
            TreeSet<String> pairs = new TreeSet<>();
            for (Ends ends : queues.keySet()) {
                if (ends.from() != Event.OUTSIDE && ends.to() != Event.OUTSIDE) {
                    pairs.add(pair(ends));
                }
            }
            return List.copyOf(pairs);
        }

        private static String pair(Ends ends) {
            return Math.min(ends.from(), ends.to()) + "-" + Math.max(ends.from(), ends.to());
        }

        private @Nullable Way way(Ends ends, List<String> pairs) {
            boolean asks = ends.from() == Event.OUTSIDE;
            if (asks || ends.to() == Event.OUTSIDE) {
                int node = asks ? ends.to() : ends.from();
                Shape.Wire wire =
                        ends.client().isEmpty() ? null : wires.between(ends.client(), node);
                if (wire == null) {
                    return null;
                }
                if (!wires.isDrawn(wire)) {
                    sketch.add(wire);
                }
                return new Way.Along(wire, wires.isAtLeft(ends.client()) != asks);
            }
            Box from = card(ends.from());
            Box to = card(ends.to());
            if (from == null || to == null || from.equals(to)) {
                return null;
            }
            return beside(from, to, pairs.indexOf(pair(ends)));
        }

        private @Nullable Box card(int node) {
            for (int i = 0; i < nodes.size(); i++) {
                if (nodes.get(i).id() == node) {
                    return homes.cards().get(i);
                }
            }
            return null;
        }

        private @Nullable Way beside(Box from, Box to, int lane) {
            double x = homes.brokers().right() + LANE_AIR + lane * LANE;
            boolean isFree =
                    Math.min(from.right(), to.right()) >= homes.brokers().right() - 1
                            && x + LANE_AIR <= homes.groups().x();
            if (!isFree) {
                return null;
            }
            boolean down = to.y() > from.y();
            double off = lane * 4.0;
            double upperY = Math.round((down ? from : to).centreY() + off);
            double lowerY = Math.round((down ? to : from).centreY() - off);
            double right = homes.brokers().right();
            sketch.add(
                    new Shape.Path(
                            List.of(right, x, x, right),
                            List.of(upperY, upperY, lowerY, lowerY),
                            PEN,
                            Tint.mix(Ink.FAINT, 0.7, Ink.STAGE),
                            Shape.Dash.DOTTED));
            return new Way.Beside(x, down ? upperY : lowerY, down ? lowerY : upperY);
        }

        // ---- a queue ---------------------------------------------------------------------------

        private void queue(Way way, Ends ends, List<Parked> frames) {
            List<Parked> ordered = new ArrayList<>(frames);
            ordered.sort(
                    Comparator.comparingDouble((Parked each) -> -wanted(each))
                            .thenComparingLong(Parked::frame));
            double margin = Math.min(0.5, MARGIN / way.length());
            double step = SPACING / way.length();
            double last = Double.POSITIVE_INFINITY;
            Point head = null;
            for (int i = 0; i < ordered.size(); i++) {
                Parked frame = ordered.get(i);
                boolean isLast = i == ordered.size() - 1;
                double share =
                        free(way, Math.min(wanted(frame), last - step), margin, step, isLast);
                if (Double.isNaN(share)) {
                    more(way, ends, ordered.subList(i, ordered.size()), last, margin, step);
                    break;
                }
                Point at = way.at(share);
                Point ahead = way.at(Math.min(1, share + step / 8));
                ring(frame, at, ahead);
                last = share;
                head = head == null ? at : head;
            }
            if (head != null) {
                name(ordered.getFirst(), head);
            }
        }

        /// The nearest free place at or behind one; NaN when there is none.
        ///
        /// @param isLast else there has to be a place for a count behind it
        private double free(Way way, double wanted, double margin, double step, boolean isLast) {
            double least = margin + (isLast ? 0 : step * 1.4);
            double first = Math.min(wanted, 1 - margin);
            for (double share = first; share >= least - 1e-9; share -= step / 4) {
                if (isFree(around(way.at(share), RADIUS + 2))) {
                    return share;
                }
            }
            return Double.NaN;
        }

        private boolean isFree(Box box) {
            return taken.stream().noneMatch(box::overlaps);
        }

        private static Box around(Point at, double reach) {
            return Box.around(at.x(), at.y(), at.x(), at.y(), reach);
        }

        /// How far along a frame is.
        private double wanted(Parked frame) {
            if (frame.isHeld() || frame.untilMs() <= frame.sinceMs()) {
                return frame.node() == frame.to() ? AT_RECEIVER : AT_SENDER;
            }
            double gone = moment.nowMs() - frame.sinceMs();
            return Math.clamp(gone / (frame.untilMs() - frame.sinceMs()), 0, 1);
        }

        private void ring(Parked frame, Point at, Point ahead) {
            boolean selected = new Subject.OfFrame(frame.frame()).equals(selection);
            Tint ink = Tint.of(frame.isHeld() ? Ink.WARNING_TEXT : Ink.TEXT);
            double x = at.x();
            double y = at.y();
            if (selected) {
                sketch.add(
                        new Shape.Ring(
                                x, y, RADIUS + 4, 2, Tint.of(Ink.ACCENT), Tint.of(Ink.STAGE)));
            }
            sketch.add(new Shape.Ring(x, y, RADIUS, PEN, ink, ON));
            if (frame.isHeld()) {
                sketch.add(new Shape.Line(x - 2, y - 3, x - 2, y + 3, 2, ink));
                sketch.add(new Shape.Line(x + 2, y - 3, x + 2, y + 3, 2, ink));
            } else {
                sketch.add(new Shape.Line(x, y - 4.5, x, y, PEN, ink));
                sketch.add(new Shape.Line(x, y, x + 3.2, y + 1.8, PEN, ink));
            }
            point(at, ahead, ink);
            Box box = around(at, RADIUS + 2);
            taken.add(box);
            sketch.add(
                    new Fact(
                            "frame-" + frame.frame(),
                            Fact.Role.NOTE,
                            FrameWords.title(frame),
                            frame.isHeld() ? "HELD" : "DELAYED",
                            FrameWords.tip(frame, transit, moment.nowMs()),
                            box,
                            new Subject.OfFrame(frame.frame()),
                            null));
        }

        /// Before the ring, the way it goes.
        private void point(Point at, Point ahead, Tint ink) {
            double length = Math.hypot(ahead.x() - at.x(), ahead.y() - at.y());
            if (length < 1e-6) {
                return;
            }
            double dx = (ahead.x() - at.x()) / length;
            double dy = (ahead.y() - at.y()) / length;
            double tip = RADIUS + 5.5;
            double foot = RADIUS + 2.5;
            double half = 3;
            sketch.add(
                    new Shape.Path(
                            List.of(
                                    at.x() + dx * foot - dy * half,
                                    at.x() + dx * tip,
                                    at.x() + dx * foot + dy * half),
                            List.of(
                                    at.y() + dy * foot + dx * half,
                                    at.y() + dy * tip,
                                    at.y() + dy * foot - dx * half),
                            PEN,
                            ink,
                            Shape.Dash.SOLID));
        }

        /// The API of a queue's first frame, where it lies over nothing.
        private void name(Parked frame, Point at) {
            String words = Fault.apiName(frame.apiKey());
            double width = sketch.width(words, Lettering.SMALL);
            double height = Lettering.SMALL.height();
            for (int side : new int[] {-1, 1}) {
                double y = at.y() + side * (RADIUS + LABEL_AIR + height / 2);
                Box box = new Box(at.x() - width / 2, y - height / 2, width, height);
                if (isInGap(box) && isFree(box)) {
                    sketch.label(box.x(), y, words, Lettering.SMALL, Ink.TEXT, ON);
                    taken.add(box);
                    return;
                }
            }
        }

        /// Whether it lies between the columns.
        private boolean isInGap(Box box) {
            boolean isLeft =
                    box.x() >= homes.clients().right() + 2
                            && box.right() <= homes.brokers().x() - 2;
            boolean isRight =
                    box.x() >= homes.brokers().right() + 2 && box.right() <= homes.groups().x() - 2;
            return box.y() >= 0 && box.bottom() <= homes.legend().y() && (isLeft || isRight);
        }

        /// How many more there are than have room, at the end of their queue.
        private void more(
                Way way, Ends ends, List<Parked> rest, double last, double margin, double step) {
            double from = Math.min(last - step * 1.2, 1 - margin);
            double share = Math.max(margin, Double.isInfinite(last) ? 0.5 : from);
            String words = "+" + rest.size();
            double width = sketch.badgeWidth(words, Lettering.SMALL_STRONG);
            Point at = way.at(share);
            Box box =
                    new Box(
                            Math.round(at.x() - width / 2),
                            Math.round(at.y() - COUNT_HEIGHT / 2),
                            width,
                            COUNT_HEIGHT);
            if (isFree(box) && isInGap(box)) {
                count(box, "frames-" + key(ends), words, rest);
            } else {
                rest.forEach(each ->
                        without.computeIfAbsent(each.node(), absent -> new ArrayList<>())
                                .add(each));
            }
        }

        private static String key(Ends ends) {
            return ends.from() + "-" + ends.to() + "-" + ends.client();
        }

        private void count(Box box, String id, String words, List<Parked> frames) {
            sketch.badge(
                    box.x(),
                    box.centreY(),
                    COUNT_HEIGHT,
                    words,
                    Lettering.SMALL_STRONG,
                    Ink.WARNING_TEXT,
                    ON,
                    Tint.of(Ink.WARNING),
                    Shape.Dash.SOLID);
            taken.add(box);
            sketch.add(
                    new Fact(
                            id,
                            Fact.Role.NOTE,
                            words,
                            "WAITING",
                            listed(frames),
                            box,
                            new Subject.OfFrame(frames.getFirst().frame()),
                            null));
        }

        private static String listed(List<Parked> frames) {
            String first =
                    frames.stream()
                            .limit(LISTED_MAX)
                            .map(FrameWords::line)
                            .collect(Collectors.joining("\n"));
            int more = frames.size() - LISTED_MAX;
            return first + (more > 0 ? "\nand " + more + " more" : "");
        }

        /// Those without a way of their own.
        private void atCard(int node, List<Parked> frames) {
            Box card = card(node);
            if (card == null) {
                return;
            }
            String words = frames.size() + (frames.size() == 1 ? " waits" : " wait");
            double width = sketch.badgeWidth(words, Lettering.SMALL_STRONG);
            double y = card.y() - 1;
            Box box =
                    new Box(
                            Math.round(card.right() - width - BUTTONS),
                            Math.round(y - COUNT_HEIGHT / 2),
                            width,
                            COUNT_HEIGHT);
            count(box, "frames-at-" + node, words, frames);
        }
    }

    /// Frames that the tip of a count names.
    private static final int LISTED_MAX = 8;
}
