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

import java.util.List;

/// The stage at one level, at rest.
///
/// @param drawing all of it
/// @param figures its replicas as one shape each
/// @param names of its brokers, in their order
/// @param homes where its cards are
record StageDrawing(
        Drawing drawing, List<Figure> figures, List<CardHeader.Name> names, Homes homes) {
    private static final String SAMPLED =
            "More requests are on their way than are drawn; the wires' width tells the rate";
    private static final String AS_WIDTH =
            "Requests are not drawn one by one here; the lines' width tells the rate";

    static StageDrawing of(Moment moment, Cast cast, Homes homes, TextMeasure measure) {
        Sketch sketch = new Sketch(measure);
        Lit lit = Lit.of(moment.snapshot(), moment.selection());
        BrokerCards brokers =
                new BrokerCards(sketch, moment.palette(), cast, homes, lit, moment.marks());
        ClientCards clients = new ClientCards(sketch, cast, homes.clients(), lit);
        double top = homes.cards().getFirst().y();
        GroupCards groups = new GroupCards(sketch, cast, homes.groups(), top, lit);
        groups.settle();
        Wires wires =
                new Wires(sketch, cast, homes, brokers, clients, groups, lit, moment.travelMs());
        wires.drawWires();
        boolean sampled = wires.drawDots() || moment.snapshot().sampled();
        brokers.draw();
        clients.draw();
        groups.draw();
        Legend legend = new Legend(sketch, moment.palette(), homes.legend());
        if (homes.level() == Level.MATRIX) {
            legend.ofGlyphs(cast.topics());
        } else {
            legend.ofLogs();
        }
        if (homes.hasTrunks() && !moment.snapshot().clients().isEmpty()) {
            note(sketch, homes, "requests: as width", AS_WIDTH);
        } else if (sampled) {
            note(sketch, homes, "requests: sampled", SAMPLED);
        }
        return new StageDrawing(
                sketch.drawing(moment.width(), homes.height()),
                brokers.figures(),
                brokers.names(),
                homes);
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
