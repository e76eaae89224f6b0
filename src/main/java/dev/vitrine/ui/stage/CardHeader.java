package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.NodeState;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Action;
import dev.vitrine.ui.draw.Action.Verb;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

/// The top of a broker's card: its light, name, badges, port and buttons. What does not fit gives
/// way from the right: first the port, then the rack.
record CardHeader(
        Sketch sketch, Cast cast, NodeView node, Box card, double height, double padding, Tint on) {
    private static final double LIGHT = 4.5;
    private static final double HALO = 7;
    private static final double BUTTON = 23;
    private static final double BUTTON_GAP = 7;
    private static final double BADGE_HEIGHT = 19;
    private static final double GAP = 8;

    void draw() {
        double y = Math.round(card.y() + height / 2);
        double buttonsX = buttons(y) - GAP;
        double lightX = card.x() + padding + 4;
        Ink light =
                node.isUp()
                        ? (node.state() == NodeState.STOPPING || node.fenced()
                                ? Ink.WARNING
                                : Ink.GOOD)
                        : Ink.DANGER;
        sketch.add(
                new Shape.Dot(
                        lightX, y, LIGHT, Tint.of(light), Tint.mix(light, 0.22, on.ink()), HALO));
        String name = (node.broker() ? "Broker " : "Controller ") + node.id();
        double x = sketch.label(lightX + 13, y, name, Lettering.TITLE, Ink.TEXT, on) + GAP + 3;
        x = state(x, y, buttonsX);
        x = controller(x, y, buttonsX);
        if (node.fenced() && node.isUp()) {
            x = fenced(x, y, buttonsX);
        }
        if (node.brokerPort() > 0) {
            x = framed(x, y, buttonsX, ":" + node.brokerPort(), Lettering.MONO, "port");
        }
        if (!node.rack().isEmpty()) {
            framed(x, y, buttonsX, node.rack(), Lettering.SMALL, "rack");
        }
    }

    private double state(double x, double y, double limit) {
        String words = words();
        if (words == null) {
            return x;
        }
        boolean bad = BAD.contains(node.state());
        Ink ink = bad ? Ink.DANGER_TEXT : Ink.WARNING_TEXT;
        Tint edge = bad ? Tint.mix(Ink.DANGER, 0.75, on.ink()) : Tint.of(Ink.WARNING);
        String text = words;
        if (x + sketch.badgeWidth(text, Lettering.SMALL_STRONG) > limit) {
            text = node.state().name().replace('_', ' ');
        }
        if (x + sketch.badgeWidth(text, Lettering.SMALL_STRONG) > limit) {
            text = "DOWN";
        }
        Tint fill = bad ? Tint.mix(Ink.DANGER, 0.1, on.ink()) : on;
        Box box =
                sketch.badge(
                        x,
                        y,
                        BADGE_HEIGHT,
                        text,
                        Lettering.SMALL_STRONG,
                        ink,
                        fill,
                        edge,
                        Shape.Dash.SOLID);
        fact("state-", text, node.state().name(), box);
        return box.right() + GAP;
    }

    private static final java.util.Set<NodeState> BAD =
            java.util.EnumSet.of(NodeState.KILLED, NodeState.POWER_LOST, NodeState.FAILED);

    /// What became of the node and how long ago; nothing while it runs.
    private @Nullable String words() {
        String age = " " + Numbers.duration(cast.nowMs() - node.sinceMs()) + " ago";
        return switch (node.state()) {
            case RUNNING -> null;
            case STOPPING -> "STOPPING";
            case STOPPED -> "STOPPED" + age;
            case KILLED -> "KILLED" + age;
            case POWER_LOST -> "POWER LOST" + age;
            case FAILED -> "FAILED" + age;
        };
    }

    private double controller(double x, double y, double limit) {
        if (cast.snapshot().controller().node() != node.id()) {
            return x;
        }
        String text = "CONTROLLER";
        if (x + sketch.badgeWidth(text, Lettering.SMALL_STRONG) > limit) {
            text = "CTRL";
        }
        Tint fill = Tint.of(Ink.CONTROLLER);
        Box box =
                sketch.badge(
                        x,
                        y,
                        BADGE_HEIGHT,
                        text,
                        Lettering.SMALL_STRONG,
                        Ink.ON_CONTROLLER,
                        fill,
                        fill,
                        Shape.Dash.SOLID);
        fact("controller-", "CONTROLLER", "epoch " + cast.snapshot().controller().term(), box);
        return box.right() + GAP;
    }

    private double fenced(double x, double y, double limit) {
        double icon = 14;
        double width = sketch.badgeWidth("FENCED", Lettering.SMALL_STRONG) + icon;
        if (x + width > limit) {
            return x;
        }
        Box box = new Box(Math.round(x), y - BADGE_HEIGHT / 2, width, BADGE_HEIGHT);
        sketch.add(new Shape.Plate(box, 5, null, Tint.of(Ink.WARNING), 1, Shape.Dash.SOLID));
        sketch.add(
                new Shape.Icon(
                        Shape.Glyph.LOCK,
                        new Box(box.x() + 6, box.y(), icon, BADGE_HEIGHT),
                        Tint.of(Ink.WARNING_TEXT)));
        sketch.label(box.x() + 7 + icon, y, "FENCED", Lettering.SMALL_STRONG, Ink.WARNING_TEXT, on);
        fact("fenced-", "FENCED", "FENCED", box);
        return box.right() + GAP;
    }

    private double framed(
            double x, double y, double limit, String text, Lettering lettering, String what) {
        if (x + sketch.badgeWidth(text, lettering) > limit) {
            return x;
        }
        Ink ink = node.isUp() ? Ink.MUTED : Ink.DEAD_TEXT;
        Tint edge = Tint.of(node.isUp() ? Ink.CARD_BORDER : Ink.DEAD_BORDER);
        Box box =
                sketch.badge(x, y, BADGE_HEIGHT, text, lettering, ink, on, edge, Shape.Dash.SOLID);
        fact(what + "-", text, what, box);
        return box.right() + GAP;
    }

    private void fact(String prefix, String text, String state, Box box) {
        sketch.add(
                new Fact(
                        prefix + node.id(),
                        Fact.Role.BADGE,
                        text,
                        state,
                        Tips.of(node, cast.snapshot(), cast.nowMs()),
                        box,
                        new Subject.OfNode(node.id()),
                        null));
    }

    /// @return the left end of the buttons
    private double buttons(double y) {
        double right = card.right() - padding + 3;
        if (node.isUp()) {
            double x = button(right, y, Verb.STOP, Shape.Glyph.SQUARE, "Stop cleanly");
            return button(x - BUTTON_GAP, y, Verb.KILL, Shape.Glyph.CROSS, "Kill, as a crash");
        }
        return button(right, y, Verb.RESTART, Shape.Glyph.RESTART, "Restart with the same data");
    }

    private double button(double right, double y, Verb verb, Shape.Glyph glyph, String words) {
        Box box = new Box(right - BUTTON, y - Math.floor(BUTTON / 2), BUTTON, BUTTON);
        Tint edge = Tint.of(node.isUp() ? Ink.CARD_BORDER : Ink.DEAD_BORDER);
        sketch.add(new Shape.Plate(box, 6, null, edge, 1, Shape.Dash.SOLID));
        sketch.add(new Shape.Icon(glyph, box, Tint.of(node.isUp() ? Ink.MUTED : Ink.TEXT)));
        Action action = new Action(verb, node.id());
        sketch.add(
                new Fact(
                        action.words().replace(' ', '-'),
                        Fact.Role.BUTTON,
                        words,
                        "",
                        words + ": broker " + node.id(),
                        box,
                        null,
                        action));
        return box.x();
    }
}
