package dev.vitrine.ui.lens;

import static dev.vitrine.ui.lens.WireDrawing.GROUND;
import static dev.vitrine.ui.lens.WireDrawing.MARKED;
import static dev.vitrine.ui.lens.WireDrawing.ROW;

import dev.vitrine.anatomy.Anatomy;
import dev.vitrine.anatomy.Part;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A frame's bytes as numbers and as letters, so many to a row, field by field.
final class HexDump {
    /// Of JetBrains Mono at this size.
    private static final double LETTER = 7;

    private static final int OFFSET_DIGITS = 4;

    private final Sketch sketch;
    private final FieldWords words;
    private final WireLook.@Nullable Range marked;
    private final Anatomy anatomy;
    private final byte[] bytes;
    private final int perRow;

    HexDump(
            Sketch sketch,
            FieldWords words,
            WireLook.@Nullable Range marked,
            Anatomy anatomy,
            byte[] bytes,
            int perRow) {
        this.sketch = sketch;
        this.words = words;
        this.marked = marked;
        this.anatomy = anatomy;
        this.bytes = bytes;
        this.perRow = perRow;
    }

    /// How wide it is with so many bytes to a row.
    static double width(int perRow) {
        return LETTER * (OFFSET_DIGITS + 2 + 3 * perRow + 1 + perRow);
    }

    /// How many rows there are of them all.
    int rows() {
        return (bytes.length + perRow - 1) / perRow;
    }

    /// The row that the mark begins in; -1 when nothing is marked.
    int wanted() {
        return marked == null ? -1 : marked.from() / perRow;
    }

    /// @param top the first row to draw
    /// @param room for so many rows
    void draw(int top, int room, double x, double y) {
        List<Part> leaves = anatomy.leaves();
        int leaf = 0;
        for (int row = top; row < Math.min(rows(), top + room); row++) {
            int from = row * perRow;
            int end = Math.min(bytes.length, from + perRow);
            double rowY = y + (row - top) * ROW;
            String offset = String.format("%0" + OFFSET_DIGITS + "x", from);
            sketch.label(x, rowY + ROW / 2, offset, Lettering.MONO, Ink.MUTED, GROUND);
            for (int at = from; at < end; ) {
                while (leaf < leaves.size() && leaves.get(leaf).to() <= at) {
                    leaf++;
                }
                Part part = leaves.get(leaf);
                int to = Math.min(end, part.to());
                run(part, row, new WireLook.Range(at, to), x, rowY);
                at = to;
            }
        }
    }

    /// The bytes of one field in one row, as numbers and as letters.
    private void run(Part part, int row, WireLook.Range run, double x, double y) {
        int rowFrom = row * perRow;
        boolean isMarked = marked != null && marked.covers(run.from(), run.to());
        Tint on = isMarked ? MARKED : GROUND;
        double hexX = x + LETTER * (OFFSET_DIGITS + 2 + 3 * (run.from() - rowFrom));
        double asciiX = x + LETTER * (OFFSET_DIGITS + 2 + 3 * perRow + 1 + run.from() - rowFrom);
        int count = run.to() - run.from();
        Box hexBox = new Box(hexX - 2, y, LETTER * (3 * count - 1) + 4, ROW);
        Box asciiBox = new Box(asciiX, y, LETTER * count, ROW);
        if (isMarked) {
            sketch.add(new Shape.Plate(hexBox, 2, MARKED, null, 0, Shape.Dash.SOLID));
            sketch.add(new Shape.Plate(asciiBox, 0, MARKED, null, 0, Shape.Dash.SOLID));
        }
        StringBuilder hex = new StringBuilder();
        StringBuilder ascii = new StringBuilder();
        for (int at = run.from(); at < run.to(); at++) {
            hex.append(at == run.from() ? "" : " ").append(String.format("%02x", bytes[at] & 0xff));
            ascii.append(bytes[at] >= 0x20 && bytes[at] < 0x7f ? (char) bytes[at] : '·');
        }
        Ink ink =
                switch (part.kind()) {
                    case FRAMING -> isMarked ? Ink.TEXT : Ink.MUTED;
                    case UNKNOWN -> isMarked ? Ink.TEXT : Ink.DANGER_TEXT;
                    default -> Ink.TEXT;
                };
        double centre = y + ROW / 2;
        sketch.label(hexX, centre, hex.toString(), Lettering.MONO, ink, on);
        sketch.label(asciiX, centre, ascii.toString(), Lettering.MONO, ink, on);
        // Where one field ends and the next begins is drawn too: a thin line under each run.
        sketch.add(
                new Shape.Line(
                        hexBox.x() + 2,
                        y + ROW - 1,
                        hexBox.right() - 2,
                        y + ROW - 1,
                        1,
                        Tint.of(isMarked ? Ink.ACCENT : Ink.CARD_BORDER)));
        String name = row + "-" + part.from() + "-" + part.to();
        sketch.add(
                new Fact(
                        WireLook.BYTES + name,
                        Fact.Role.NOTE,
                        hex.toString(),
                        isMarked ? "MARKED" : part.kind().name(),
                        words.tip(part),
                        hexBox,
                        null,
                        null));
    }
}
