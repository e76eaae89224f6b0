package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

import java.util.ArrayList;
import java.util.List;

/// One line below the brokers that says what a cell's or a glyph's look means. It leaves out from
/// the end what does not fit.
record Legend(Sketch sketch, Palette palette, Box box) {
    private static final double CELL_WIDTH = 10;
    private static final double CELL_HEIGHT = 13;
    private static final double GAP = 16;
    private static final double TEXT_GAP = 6;
    private static final double DOT = 2.6;
    private static final double WATERMARK = 2;
    private static final String WATERMARK_WORDS = "high watermark";
    private static final String PREFERRED_WORDS = "preferred, does not lead";
    private static final Tint ON = Tint.of(Ink.STAGE);

    private record Entry(Shape.Look look, Tint tint, String words) {
        static Entry of(Shape.Look look, double share, String words) {
            return new Entry(look, Tint.mix(Ink.MUTED, share, Ink.STAGE), words);
        }
    }

    /// What rows of cells and bars mean.
    void ofLogs() {
        List<Entry> entries =
                List.of(
                        Entry.of(Shape.Look.SOLID, 1, "leader"),
                        Entry.of(Shape.Look.SOLID, palette.paleShare(), "follower"),
                        Entry.of(Shape.Look.OPEN, 1, "not committed"),
                        Entry.of(Shape.Look.HATCHED, 0.75, "out of sync"));
        double last = WATERMARK + TEXT_GAP + width(WATERMARK_WORDS);
        List<Entry> fitting = fitting(entries, last + 2);
        double x = draw(fitting, last + 2, CELL_HEIGHT);
        double y = box.centreY();
        double lineX = Math.round(x) + 1;
        sketch.add(new Shape.Line(lineX, y - 8, lineX, y + 8, WATERMARK, Tint.of(Ink.WATERMARK)));
        text(x + WATERMARK + TEXT_GAP, y, WATERMARK_WORDS);
    }

    /// What glyphs mean, and which topic has which hue.
    void ofGlyphs(List<TopicView> topics) {
        List<Entry> entries = new ArrayList<>();
        entries.add(Entry.of(Shape.Look.SOLID, 1, "leads"));
        entries.add(Entry.of(Shape.Look.SOLID, palette.paleShare(), "follows"));
        entries.add(new Entry(Shape.Look.HATCHED, Tint.of(Ink.DANGER), "out of sync"));
        entries.add(Entry.of(Shape.Look.LOST, 1, "offline"));
        for (TopicView topic : topics) {
            Tint hue = Tint.of(Ink.hue(topic.ordinal()));
            entries.add(new Entry(Shape.Look.SOLID, hue, topic.name()));
        }
        double last = 2 * DOT + TEXT_GAP + width(PREFERRED_WORDS);
        List<Entry> fitting = fitting(entries, last);
        double x = draw(fitting, last, CELL_WIDTH);
        double y = box.centreY();
        sketch.add(new Shape.Dot(x + DOT, y, DOT, Tint.of(Ink.ACCENT), ON, DOT));
        text(x + 2 * DOT + TEXT_GAP, y, PREFERRED_WORDS);
    }

    /// @param last what the entry takes that is always there
    private List<Entry> fitting(List<Entry> entries, double last) {
        double total = last;
        int fitting = 0;
        while (fitting < entries.size() && total + width(entries.get(fitting)) <= box.width()) {
            total += width(entries.get(fitting));
            fitting++;
        }
        return entries.subList(0, fitting);
    }

    private double width(Entry entry) {
        return CELL_WIDTH + TEXT_GAP + width(entry.words()) + GAP;
    }

    /// @return where the last entry begins
    private double draw(List<Entry> entries, double last, double cellHeight) {
        double total = last + entries.stream().mapToDouble(this::width).sum();
        double x = box.x() + Math.round((box.width() - total) / 2);
        double y = box.centreY();
        for (Entry entry : entries) {
            Box cell =
                    new Box(Math.round(x), Math.round(y - cellHeight / 2), CELL_WIDTH, cellHeight);
            sketch.add(new Shape.Cells(cell, CELL_WIDTH, 1, entry.look(), entry.tint(), ON));
            x = text(cell.right() + TEXT_GAP, y, entry.words()) + GAP;
        }
        return x;
    }

    private double width(String words) {
        return sketch.width(words, Lettering.SMALL);
    }

    private double text(double x, double y, String words) {
        return sketch.label(x, y, words, Lettering.SMALL, Ink.MUTED, ON);
    }
}
