package dev.vitrine.ui.stage;

import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

import java.util.List;

/// One line below the brokers that says what a cell's look means. It leaves out from the end what
/// does not fit.
record Legend(Sketch sketch, Palette palette, Box box) {
    private static final double CELL_WIDTH = 10;
    private static final double CELL_HEIGHT = 13;
    private static final double GAP = 16;
    private static final double TEXT_GAP = 6;
    private static final Tint ON = Tint.of(Ink.STAGE);

    private record Entry(Shape.Look look, double share, String words) {}

    void draw() {
        List<Entry> entries =
                List.of(
                        new Entry(Shape.Look.SOLID, 1, "leader"),
                        new Entry(Shape.Look.SOLID, palette.paleShare(), "follower"),
                        new Entry(Shape.Look.OPEN, 1, "not committed"),
                        new Entry(Shape.Look.HATCHED, 0.75, "out of sync"));
        String watermark = "high watermark";
        double total = widthOf("watermark".isEmpty() ? "" : watermark) + 2;
        int fitting = 0;
        for (Entry entry : entries) {
            double more = CELL_WIDTH + TEXT_GAP + width(entry.words()) + GAP;
            if (total + more > box.width()) {
                break;
            }
            total += more;
            fitting++;
        }
        double x = box.x() + Math.round((box.width() - total) / 2);
        double y = box.centreY();
        for (Entry entry : entries.subList(0, fitting)) {
            Box cell =
                    new Box(
                            Math.round(x),
                            Math.round(y - CELL_HEIGHT / 2),
                            CELL_WIDTH,
                            CELL_HEIGHT);
            sketch.add(
                    new Shape.Cells(
                            cell,
                            CELL_WIDTH,
                            1,
                            entry.look(),
                            Tint.mix(Ink.MUTED, entry.share(), Ink.STAGE),
                            ON));
            x = text(cell.right() + TEXT_GAP, y, entry.words()) + GAP;
        }
        sketch.add(
                new Shape.Line(
                        Math.round(x) + 1,
                        y - 8,
                        Math.round(x) + 1,
                        y + 8,
                        2,
                        Tint.of(Ink.WATERMARK)));
        text(x + 2 + TEXT_GAP, y, watermark);
    }

    private double widthOf(String words) {
        return 2 + TEXT_GAP + width(words);
    }

    private double width(String words) {
        return sketch.width(words, Lettering.SMALL);
    }

    private double text(double x, double y, String words) {
        return sketch.label(x, y, words, Lettering.SMALL, Ink.MUTED, ON);
    }
}
