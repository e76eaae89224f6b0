package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot;
import dev.vitrine.ui.draw.Artist;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

/// Draws the stage.
public final class StageLayout implements Artist {
    @Override
    public String id() {
        return "stage";
    }

    @Override
    public String inWords(Snapshot snapshot) {
        return snapshot.nodes().isEmpty()
                ? "The stage: no brokers yet"
                : "The stage: "
                        + snapshot.nodes().size()
                        + " brokers, "
                        + snapshot.brokersDown()
                        + " down, "
                        + snapshot.underReplicated()
                        + " partitions under-replicated";
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        Sketch sketch = new Sketch(measure);
        Cast cast = new Cast(moment.snapshot(), moment.nowMs());
        if (cast.brokers().isEmpty()) {
            empty(sketch, moment);
            return sketch.drawing(moment.width(), moment.height());
        }
        Homes homes =
                Homes.of(
                        moment.width(),
                        moment.height(),
                        cast.brokers().size(),
                        cast.rowsMax(),
                        cast.hasInternal());
        BrokerCards brokers =
                new BrokerCards(sketch, moment.palette(), cast, homes, moment.selection());
        ClientCards clients = new ClientCards(sketch, cast, homes.clients(), moment.selection());
        double top = homes.cards().getFirst().y();
        GroupCards groups = new GroupCards(sketch, cast, homes.groups(), top, moment.selection());
        groups.settle();
        Wires wires = new Wires(sketch, cast, brokers, clients, groups, moment.travelMs());
        wires.drawWires();
        boolean sampled = wires.drawDots() || moment.snapshot().sampled();
        brokers.draw();
        clients.draw();
        groups.draw();
        new Legend(sketch, moment.palette(), homes.legend()).draw();
        if (sampled) {
            sampled(sketch, homes);
        }
        return sketch.drawing(moment.width(), moment.height());
    }

    private static void sampled(Sketch sketch, Homes homes) {
        Box box = homes.clients();
        double y = homes.legend().centreY();
        Tint on = Tint.of(Ink.STAGE);
        String words = "requests: sampled";
        double end = sketch.label(box.x(), y, words, Lettering.SMALL, Ink.MUTED, on);
        sketch.add(
                new Fact(
                        "sampled",
                        Fact.Role.NOTE,
                        words,
                        "SAMPLED",
                        "More requests are on their way than are drawn; the wires' width tells the"
                                + " rate",
                        new Box(box.x(), y - 8, end - box.x(), 16),
                        null,
                        null));
    }

    private static void empty(Sketch sketch, Moment moment) {
        sketch.labelCentred(
                moment.width() / 2,
                moment.height() / 2,
                "No broker yet",
                Lettering.TITLE,
                Tint.of(Ink.MUTED),
                Tint.of(Ink.STAGE));
    }
}
