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

import java.util.EnumSet;
import java.util.Set;

/// The top of a broker's card: its light, name, badges, port and buttons. What does not fit goes to
/// the second line where there is one, and gives way from the right: first the port, then the rack.
final class CardHeader {
    private static final double LIGHT = 4.5;
    private static final double HALO = 7;
    private static final double BUTTON = 23;
    private static final double BUTTON_GAP = 7;
    private static final double BADGE_HEIGHT = 19;
    private static final double NAME_GAP = 8;
    private static final double GAP = 6;
    private static final double SIGN = 14;
    private static final double LOCK_BADGE = SIGN + 10;
    private static final String CTRL = "CTRL";
    private static final String LAG = "LAG";
    private static final Set<NodeState> BAD =
            EnumSet.of(NodeState.KILLED, NodeState.POWER_LOST, NodeState.FAILED);

    private final Sketch sketch;
    private final Cast cast;
    private final NodeView node;
    private final Box card;
    private final double padding;
    private final Tint on;
    private final double firstY;
    private final double secondY;
    private final Name name;

    /// What a broker is called, and its light before it: they travel with its card.
    record Name(Shape.Label label, Shape.Dot light) {
        /// This name so far on the way to where it is on another card, 0 to 1.
        Name towards(Name other, double share) {
            Box box = label.box().towards(other.label.box(), share);
            return new Name(other.label.at(box), light.towards(other.light, share));
        }
    }

    /// Where the next badge goes, and where its line ends.
    private double x;

    private double y;
    private double limit;

    /// @param firstY the middle of the name's line
    /// @param secondY that of the line below; NaN for none
    CardHeader(
            Sketch sketch,
            Cast cast,
            NodeView node,
            Box card,
            double padding,
            Tint on,
            double firstY,
            double secondY) {
        this.sketch = sketch;
        this.cast = cast;
        this.node = node;
        this.card = card;
        this.padding = padding;
        this.on = on;
        this.firstY = Math.round(firstY);
        this.secondY = secondY;
        this.name = named();
    }

    private Name named() {
        Ink light =
                node.isUp()
                        ? (node.state() == NodeState.STOPPING || node.fenced()
                                ? Ink.WARNING
                                : Ink.GOOD)
                        : Ink.DANGER;
        double lightX = card.x() + padding + 4;
        String words = (node.broker() ? "Broker " : "Controller ") + node.id();
        return new Name(
                sketch.line(lightX + 13, firstY, words, Lettering.TITLE, Tint.of(Ink.TEXT), on),
                new Shape.Dot(
                        lightX,
                        firstY,
                        LIGHT,
                        Tint.of(light),
                        Tint.mix(light, 0.22, on.ink()),
                        HALO));
    }

    Name name() {
        return name;
    }

    /// @return where the second line has room from, if there is one
    double draw() {
        y = firstY;
        limit = buttons(y) - GAP;
        sketch.add(name.label());
        x = name.label().box().right() + NAME_GAP;
        boolean controls = cast.snapshot().controller().node() == node.id();
        boolean said = state(controls ? GAP + width("C") : 0);
        boolean fenced = node.fenced() && node.isUp();
        boolean lagging = cast.isLagging(node);
        if (controls) {
            controller(lagging ? GAP + width(LAG) : 0);
        }
        if (!said) {
            sign(Shape.Glyph.SQUARE, "state-", node.state().name());
        } else if (fenced && !hasRoom(LOCK_BADGE)) {
            sign(Shape.Glyph.LOCK, "fenced-", "FENCED");
        } else if (lagging && !hasRoom(width(LAG))) {
            sign(Shape.Glyph.LATE, "lagging-", "LAGGING");
        } else {
            sketch.add(name.light());
            if (fenced) {
                fenced();
            } else if (lagging) {
                String text = hasRoom(width("LAGGING")) ? "LAGGING" : LAG;
                Tint edge = Tint.of(Ink.WARNING);
                badge("lagging-", text, "LAGGING", Ink.WARNING_TEXT, on, edge);
            }
        }
        if (node.brokerPort() > 0) {
            framed(":" + node.brokerPort(), Lettering.MONO, "port");
        }
        if (!node.rack().isEmpty()) {
            framed(node.rack(), Lettering.SMALL, "rack");
        }
        return y == firstY ? card.x() + padding : x;
    }

    /// In the light's place, where there is no room for a badge.
    private void sign(Shape.Glyph glyph, String prefix, String state) {
        Shape.Dot light = name.light();
        Box box = new Box(light.x() - SIGN / 2, light.y() - SIGN / 2, SIGN, SIGN);
        sketch.add(new Shape.Icon(glyph, box, Tint.of(Ink.WARNING_TEXT)));
        fact(prefix, state, state, box);
    }

    /// Whether so much has room, on this line or the next.
    private boolean hasRoom(double width) {
        if (x + width > limit && y == firstY && !Double.isNaN(secondY)) {
            x = card.x() + padding;
            y = secondY;
            limit = card.right() - padding;
        }
        return x + width <= limit;
    }

    private double width(String badge) {
        return sketch.badgeWidth(badge, Lettering.SMALL_STRONG);
    }

    /// @param more that is to have room behind it
    /// @return whether all is said
    private boolean state(double more) {
        String words = words();
        if (words == null) {
            return true;
        }
        boolean bad = BAD.contains(node.state());
        Ink ink = bad ? Ink.DANGER_TEXT : Ink.WARNING_TEXT;
        Tint edge = bad ? Tint.mix(Ink.DANGER, 0.75, on.ink()) : Tint.of(Ink.WARNING);
        String text = words;
        if (!hasRoom(width(text) + more)) {
            text = node.state().name().replace('_', ' ');
        }
        if (!hasRoom(width(text) + more)) {
            if (node.isUp()) {
                return false;
            }
            text = "DOWN";
        }
        Tint fill = bad ? Tint.mix(Ink.DANGER, 0.1, on.ink()) : on;
        badge("state-", text, node.state().name(), ink, fill, edge);
        return true;
    }

    private void badge(String prefix, String text, String state, Ink ink, Tint fill, Tint edge) {
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
        fact(prefix, text, state, box);
        x = box.right() + GAP;
    }

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

    /// @param more that is to have room behind it
    private void controller(double more) {
        Tint fill = Tint.of(Ink.CONTROLLER);
        String text =
                hasRoom(width("CONTROLLER") + more)
                        ? "CONTROLLER"
                        : hasRoom(width(CTRL)) ? CTRL : "C";
        String state = "epoch " + cast.snapshot().controller().term();
        if (hasRoom(width(text))) {
            badge("controller-", text, state, Ink.ON_CONTROLLER, fill, fill);
        }
    }

    /// A lock and the word; the lock alone where there is no room for it.
    private void fenced() {
        double width = width("FENCED") + SIGN;
        boolean wordy = hasRoom(width);
        Box box =
                new Box(
                        Math.round(x),
                        y - BADGE_HEIGHT / 2,
                        wordy ? width : LOCK_BADGE,
                        BADGE_HEIGHT);
        sketch.add(new Shape.Plate(box, 5, null, Tint.of(Ink.WARNING), 1, Shape.Dash.SOLID));
        double lockX = wordy ? box.x() + 6 : box.centreX() - SIGN / 2;
        sketch.add(
                new Shape.Icon(
                        Shape.Glyph.LOCK,
                        new Box(lockX, box.y(), SIGN, BADGE_HEIGHT),
                        Tint.of(Ink.WARNING_TEXT)));
        if (wordy) {
            double wordX = box.x() + 7 + SIGN;
            sketch.label(wordX, y, "FENCED", Lettering.SMALL_STRONG, Ink.WARNING_TEXT, on);
        }
        fact("fenced-", "FENCED", "FENCED", box);
        x = box.right() + GAP;
    }

    /// Never on the second line, which is for more important things.
    private void framed(String text, Lettering lettering, String what) {
        if (y != firstY || x + sketch.badgeWidth(text, lettering) > limit) {
            return;
        }
        Ink ink = node.isUp() ? Ink.MUTED : Ink.DEAD_TEXT;
        Tint edge = Tint.of(node.isUp() ? Ink.CARD_BORDER : Ink.DEAD_BORDER);
        Box box =
                sketch.badge(x, y, BADGE_HEIGHT, text, lettering, ink, on, edge, Shape.Dash.SOLID);
        fact(what + "-", text, what, box);
        x = box.right() + GAP;
    }

    private void fact(String prefix, String text, String state, Box box) {
        sketch.add(
                new Fact(
                        prefix + node.id(),
                        Fact.Role.BADGE,
                        text,
                        state,
                        Tips.of(node, cast),
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
