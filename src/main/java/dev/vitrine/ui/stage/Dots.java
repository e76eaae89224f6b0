package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Outcome;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The requests on their way, as dots on the wires.
///
/// Every dot is a request that a node took: it leaves when the node took it, and what a consumer
/// gets comes back when it was answered. Not more than [#DOTS_MAX] move at a time; above that every
/// second, fourth … is shown, the wires grow with the rate, and the stage says sampled.
///
/// @param wires as they were drawn
record Dots(Wires wires, Cast cast, Lit lit) {
    static final int DOTS_MAX = 7;
    private static final double DOT = 4.5;
    private static final double HALO = 8;

    /// A request at a point of its way.
    private record Moving(Message message, Shape.Wire wire, double at, boolean back) {}

    /// @return whether some requests on their way are not shown
    boolean draw(Sketch sketch, Moment moment) {
        if (moment.travelMs() <= 0) {
            return false;
        }
        List<Moving> moving = new ArrayList<>();
        Map<Shape.Wire, Message> waiting = new LinkedHashMap<>();
        for (Message message : moment.snapshot().messages()) {
            follow(message, moment, moving, waiting);
        }
        waiting.forEach((wire, message) -> ring(sketch, wire, message));
        int every = 1;
        while (count(moving, every) > DOTS_MAX) {
            every *= 2;
        }
        for (Moving each : moving) {
            if (each.message().seq() % every == 0) {
                dot(sketch, each);
            }
        }
        return every > 1;
    }

    private static long count(List<Moving> moving, int every) {
        return moving.stream().filter(each -> each.message().seq() % every == 0).count();
    }

    private void follow(
            Message message, Moment moment, List<Moving> moving, Map<Shape.Wire, Message> waiting) {
        boolean reads = message.api().toLowerCase(Locale.ROOT).contains("fetch");
        Shape.Wire wire = wires.wireOf(message);
        if (wire == null) {
            return;
        }
        boolean leftward = wires.isFromLeft(message);
        if (!reads || leftward) {
            double out = (moment.nowMs() - message.atMs()) / moment.travelMs();
            if (out >= 0 && out < 1) {
                moving.add(new Moving(message, wire, out, !leftward));
            } else if (message.outcome() == Outcome.WAITING && leftward && out >= 1) {
                waiting.putIfAbsent(wire, message);
            }
        }
        boolean answers = reads || message.isError();
        if (answers && message.outcome() == Outcome.ANSWERED) {
            double back = (moment.nowMs() - message.endedAtMs()) / moment.travelMs();
            if (back >= 0 && back < 1 && (message.isError() || message.recordBytes() > 0)) {
                moving.add(new Moving(message, wire, back, leftward));
            }
        }
    }

    private void dot(Sketch sketch, Moving each) {
        double along = each.back() ? 1 - each.at() : each.at();
        Message message = each.message();
        boolean failed =
                message.outcome() == Outcome.ANSWERED
                        && message.isError()
                        && each.back() == wires.isFromLeft(message);
        Ink ink = failed ? Ink.DANGER : ink(message);
        double x = each.wire().xAt(along);
        double y = each.wire().yAt(along);
        Tint halo = lit.is(message) ? Tint.of(Ink.ACCENT) : Tint.mix(ink, 0.28, Ink.STAGE);
        sketch.add(new Shape.Dot(x, y, DOT, Tint.of(ink), halo, HALO));
        fact(sketch, message, x, y);
    }

    /// The hue of the one partition it is about; grey when it is about none or several.
    private Ink ink(Message message) {
        return message.about().size() == 1
                ? Ink.hue(cast.hue(message.about().getFirst()))
                : Ink.FAINT;
    }

    private void ring(Sketch sketch, Shape.Wire wire, Message message) {
        Ink ink = ink(message);
        double x = wire.x2() - 9;
        sketch.add(new Shape.Ring(x, wire.y2(), DOT, 1.6, Tint.of(ink), Tint.of(Ink.STAGE)));
        fact(sketch, message, x, wire.y2());
    }

    private static void fact(Sketch sketch, Message message, double x, double y) {
        String outcome =
                switch (message.outcome()) {
                    case WAITING -> "waits at broker " + message.to();
                    case ANSWERED -> message.error().equals("NONE") ? "answered" : message.error();
                    case UNANSWERED -> "taken, no answer due";
                    case CUT -> "cut off";
                };
        sketch.add(
                new Fact(
                        "message-" + message.seq(),
                        Fact.Role.MESSAGE,
                        message.api(),
                        message.outcome().name(),
                        message.api()
                                + " of "
                                + message.from()
                                + " to broker "
                                + message.to()
                                + (message.subject().isEmpty() ? "" : "\n" + message.subject())
                                + "\n"
                                + outcome,
                        new Box(x - HALO, y - HALO, 2 * HALO, 2 * HALO),
                        new Subject.OfMessage(message.seq()),
                        null));
    }
}
