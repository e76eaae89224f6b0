package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

/// Makes a frame of the stage: a function of what is given and of nothing else, so that any moment
/// can be frozen, scrubbed and compared.
public final class StageLayout {
    private final TextMeasure measure;

    public StageLayout(TextMeasure measure) {
        this.measure = measure;
    }

    /// What a frame depends on.
    ///
    /// @param width in pixels at 100 %
    /// @param nowMs the engine's time to show, not before the snapshot's
    /// @param travelMs how long, of the engine's time, a request is on its way in the picture
    /// @param palette tells which letters are readable on a hue and how pale a follower is
    public record View(
            Snapshot snapshot,
            double width,
            double height,
            long nowMs,
            double travelMs,
            @Nullable Subject selection,
            Palette palette) {}

    public StageScene frame(View view) {
        Sketch sketch = new Sketch(measure);
        Cast cast = new Cast(view.snapshot(), view.nowMs());
        if (cast.brokers().isEmpty()) {
            empty(sketch, view);
            return sketch.scene(view.width(), view.height());
        }
        Homes homes =
                Homes.of(
                        view.width(),
                        view.height(),
                        cast.brokers().size(),
                        cast.rowsMax(),
                        cast.hasInternal());
        BrokerCards brokers =
                new BrokerCards(sketch, view.palette(), cast, homes, view.selection());
        ClientCards clients = new ClientCards(sketch, cast, homes.clients(), view.selection());
        double top = homes.cards().getFirst().y();
        GroupCards groups = new GroupCards(sketch, cast, homes.groups(), top, view.selection());
        groups.settle();
        Wires wires = new Wires(sketch, cast, brokers, clients, groups, view.travelMs());
        wires.drawWires();
        boolean sampled = wires.drawDots() || view.snapshot().sampled();
        brokers.draw();
        clients.draw();
        groups.draw();
        new Legend(sketch, view.palette(), homes.legend()).draw();
        if (sampled) {
            sampled(sketch, homes);
        }
        return sketch.scene(view.width(), view.height());
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

    private static void empty(Sketch sketch, View view) {
        sketch.labelCentred(
                view.width() / 2,
                view.height() / 2,
                "No broker yet",
                Lettering.TITLE,
                Tint.of(Ink.MUTED),
                Tint.of(Ink.STAGE));
    }
}
