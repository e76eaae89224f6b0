package dev.vitrine.ui.stage;

import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The stage at one level, at rest.
///
/// @param drawing all of it at the moment of which it was made
/// @param below the dots: the wires
/// @param above the dots: all else
/// @param dots the requests on their way
/// @param parked the frames that wait, above all else
/// @param figures its replicas as one shape each
/// @param names of its brokers, in their order
/// @param homes where its cards are
record StageDrawing(
        Drawing drawing,
        Drawing below,
        Drawing above,
        Dots dots,
        ParkedFrames parked,
        List<Figure> figures,
        List<CardHeader.Name> names,
        Homes homes) {
    private static final String SAMPLED =
            "More requests are on their way than are drawn; the wires' width tells the rate";
    private static final String DELIVERS =
            "F10 delivers the selected one, else the one held longest";
    private static final String AS_WIDTH =
            "Requests are not drawn one by one here; the lines' width tells the rate";

    static StageDrawing of(Moment moment, Cast cast, Homes homes, TextMeasure measure) {
        Sketch below = new Sketch(measure);
        Sketch above = new Sketch(measure);
        Lit lit = Lit.of(moment.snapshot(), moment.selection());
        BrokerCards brokers =
                new BrokerCards(above, moment.palette(), cast, homes, lit, moment.marks());
        ClientCards clients = new ClientCards(above, cast, homes.clients(), lit);
        double top = homes.cards().getFirst().y();
        GroupCards groups = new GroupCards(above, cast, homes.groups(), top, lit);
        groups.settle();
        Wires wires = new Wires(below, cast, homes, brokers, clients, groups, lit);
        wires.draw();
        brokers.draw();
        clients.draw();
        groups.draw();
        Legend legend = new Legend(above, moment.palette(), homes.legend());
        if (homes.level() == Level.MATRIX) {
            legend.ofGlyphs(cast.topics());
        } else {
            legend.ofLogs();
        }
        return new StageDrawing(
                        Drawing.EMPTY,
                        below.drawing(moment.width(), homes.height()),
                        above.drawing(moment.width(), homes.height()),
                        new Dots(wires, cast, lit),
                        new ParkedFrames(wires, homes, cast.brokers(), moment.selection()),
                        brokers.figures(),
                        brokers.names(),
                        homes)
                .at(moment, measure);
    }

    /// The same with the requests where they are at another moment.
    StageDrawing at(Moment moment, TextMeasure measure) {
        Sketch moving = new Sketch(measure);
        boolean sampled = moment.snapshot().sampled();
        String waiting = ParkedFrames.summary(moment.snapshot().transit());
        boolean someLeftOut = !homes.hasTrunks() && dots.draw(moving, moment) || sampled;
        if (!waiting.isEmpty()) {
            String more = homes.hasTrunks() ? AS_WIDTH : someLeftOut ? SAMPLED : "";
            frames(moving, homes, (someLeftOut ? "sampled; " : "") + waiting, more);
        } else if (homes.hasTrunks()) {
            if (!moment.snapshot().clients().isEmpty()) {
                note(moving, homes, "requests: as width", AS_WIDTH);
            }
        } else if (someLeftOut) {
            note(moving, homes, "requests: sampled", SAMPLED);
        }
        Drawing between = moving.drawing(moment.width(), homes.height());
        Sketch standing = new Sketch(measure);
        parked.draw(standing, moment);
        Drawing onTop = standing.drawing(moment.width(), homes.height());
        Drawing whole =
                new Drawing(
                        between.width(),
                        between.height(),
                        joined(below.shapes(), between.shapes(), above.shapes(), onTop.shapes()),
                        joined(below.facts(), between.facts(), above.facts(), onTop.facts()));
        return new StageDrawing(whole, below, above, dots, parked, figures, names, homes);
    }

    @SafeVarargs
    private static <T> List<T> joined(List<T>... layers) {
        List<T> all = new ArrayList<>();
        for (List<T> layer : layers) {
            all.addAll(layer);
        }
        return Collections.unmodifiableList(all);
    }

    /// How many frames wait.
    private static void frames(Sketch sketch, Homes homes, String words, String more) {
        Box box = homes.clients();
        double y = homes.legend().centreY();
        String text = sketch.fit(words, box.width(), Lettering.SMALL);
        double end =
                sketch.label(
                        box.x(), y, text, Lettering.SMALL, Ink.WARNING_TEXT, Tint.of(Ink.STAGE));
        sketch.add(
                new Fact(
                        "frames",
                        Fact.Role.NOTE,
                        text,
                        "WAITING",
                        "Frames that wait: "
                                + words
                                + "\n"
                                + DELIVERS
                                + (more.isEmpty() ? "" : "\n" + more),
                        new Box(box.x(), y - 8, Math.max(1, end - box.x()), 16),
                        null,
                        null));
    }

    private static void note(Sketch sketch, Homes homes, String words, String tip) {
        Box box = homes.clients();
        double y = homes.legend().centreY();
        Tint on = Tint.of(Ink.STAGE);
        double end = sketch.label(box.x(), y, words, Lettering.SMALL, Ink.MUTED, on);
        sketch.add(
                new Fact(
                        "sampled",
                        Fact.Role.NOTE,
                        words,
                        "SAMPLED",
                        tip,
                        new Box(box.x(), y - 8, end - box.x(), 16),
                        null,
                        null));
    }
}
