package dev.vitrine.ui.lens;

import dev.vitrine.anatomy.Anatomy;
import dev.vitrine.anatomy.Part;
import dev.vitrine.anatomy.Part.Kind;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Outcome;
import dev.vitrine.history.Transit.Parked;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.model.FrameWords;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Draws one request: a line about it, the tree of its fields, and its bytes beside them.
final class WireDrawing {
    private static final double MARGIN = 14;
    private static final double HEAD = 30;
    static final double ROW = 17;
    private static final double INDENT = 13;
    private static final double GAP = 22;

    private static final int WIDE_BYTES = 16;
    private static final int NARROW_BYTES = 8;

    /// From here on, 16 bytes stand in a row.
    private static final double WIDE_FROM = 980;

    private static final double TYPE_WIDTH = 150;
    private static final double SCROLL_BAR = 4;
    static final Tint GROUND = Tint.of(Ink.STAGE);
    static final Tint MARKED = Tint.mix(Ink.ACCENT, 0.22, Ink.STAGE);

    private final WireLens.Decoded decoded;
    private final WireLook look;
    private final Moment moment;
    private final Sketch sketch;
    private final FieldWords words;

    WireDrawing(WireLens.Decoded decoded, WireLook look, Moment moment, TextMeasure measure) {
        this.decoded = decoded;
        this.look = look;
        this.moment = moment;
        this.sketch = new Sketch(measure);
        this.words = new FieldWords(WireLens.topicNames(moment.snapshot()));
    }

    static Drawing nothing(Moment moment, TextMeasure measure) {
        Sketch sketch = new Sketch(measure);
        sketch.labelCentred(
                moment.width() / 2,
                moment.height() / 2,
                "No request yet. Start a producer, or select an arrow in the timeline.",
                Lettering.BODY,
                Tint.of(Ink.MUTED),
                GROUND);
        return sketch.drawing(moment.width(), moment.height());
    }

    Drawing draw() {
        head();
        switch (look.side()) {
            case REQUEST -> side(decoded.request(), bytes(true), decoded.requestRows(), "request");
            case ANSWER -> side(decoded.answer(), bytes(false), decoded.answerRows(), "answer");
            case DIFFERENCE -> difference();
        }
        look.revealed();
        return sketch.drawing(moment.width(), moment.height());
    }

    private byte @Nullable [] bytes(boolean ofRequest) {
        var exchange = decoded.exchange();
        return exchange == null ? null : ofRequest ? exchange.request() : exchange.response();
    }

    // ---- the line about it ---------------------------------------------------------------------

    /// `Produce v12 from checkout to broker 2, …`
    static String words(Message message) {
        return message.api()
                + " v"
                + message.version()
                + " from "
                + from(message)
                + " to broker "
                + message.to()
                + ", correlation id "
                + message.correlationId()
                + ", "
                + outcome(message)
                + (message.subject().isEmpty() ? "" : ", about " + message.subject());
    }

    private static String from(Message message) {
        return message.from().isEmpty() ? "a client without a name" : message.from();
    }

    private static String outcome(Message message) {
        long tookMs = message.endedAtMs() - message.atMs();
        return switch (message.outcome()) {
            case WAITING -> "waiting for its answer";
            case UNANSWERED -> "no answer is due";
            case CUT -> "its connection went after " + tookMs + " ms";
            case ANSWERED -> message.error() + " after " + tookMs + " ms";
        };
    }

    private void head() {
        Message message = decoded.message();
        double y = HEAD / 2 + 2;
        double right = moment.width() - MARGIN;
        double x = MARGIN;
        x = head(x, y, right, message.api() + " v" + message.version(), Lettering.NAME, Ink.TEXT);
        x =
                head(
                        x,
                        y,
                        right,
                        from(message) + " → broker " + message.to(),
                        Lettering.BODY,
                        Ink.TEXT);
        Parked parked = decoded.parked();
        Ink ink =
                parked != null ? Ink.WARNING_TEXT : message.isError() ? Ink.DANGER_TEXT : Ink.TEXT;
        String outcome = parked != null ? FrameWords.stateAt(parked) : outcome(message);
        x = head(x, y, right, outcome, Lettering.STRONG, ink);
        x = head(x, y, right, sizes(message), Lettering.BODY, Ink.MUTED);
        x =
                head(
                        x,
                        y,
                        right,
                        "correlation id " + message.correlationId(),
                        Lettering.BODY,
                        Ink.MUTED);
        head(x, y, right, message.subject(), Lettering.BODY, Ink.MUTED);
        sketch.add(
                new Fact(
                        "wire-head",
                        Fact.Role.NOTE,
                        message.api(),
                        message.isError() ? "ERROR" : message.outcome().name(),
                        words(message) + ", " + sizes(message),
                        new Box(MARGIN, 2, moment.width() - 2 * MARGIN, HEAD - 4),
                        null,
                        null));
    }

    private static String sizes(Message message) {
        return Numbers.grouped(message.requestBytes())
                + " B"
                + (message.outcome() == Outcome.ANSWERED
                        ? " → " + Numbers.grouped(message.responseBytes()) + " B"
                        : "");
    }

    private double head(
            double x, double y, double right, String text, Lettering lettering, Ink ink) {
        String fitted = sketch.fit(text, Math.max(0, right - x), lettering);
        return fitted.isEmpty() ? x : sketch.label(x, y, fitted, lettering, ink, GROUND) + 16;
    }

    // ---- fields and bytes ----------------------------------------------------------------------

    private void side(
            @Nullable Anatomy anatomy,
            byte @Nullable [] bytes,
            List<FieldRows.Row> rows,
            String which) {
        if (anatomy == null || bytes == null) {
            note(missing(which), Ink.MUTED);
            return;
        }
        double top = HEAD;
        if (!anatomy.problem().isEmpty()) {
            double width = moment.width() - 2 * MARGIN;
            String problem = "! Not all of it could be read: " + anatomy.problem();
            String fitted = sketch.fit(problem, width, Lettering.STRONG);
            sketch.label(MARGIN, top + ROW / 2, fitted, Lettering.STRONG, Ink.WARNING_TEXT, GROUND);
            fact("wire-problem", fitted, "PARTIAL", problem, new Box(MARGIN, top, width, ROW));
            top += ROW;
        }
        int perRow = moment.width() >= WIDE_FROM ? WIDE_BYTES : NARROW_BYTES;
        double hexWidth = HexDump.width(perRow);
        double hexX = moment.width() - MARGIN - hexWidth;
        look.hexFrom(hexX - GAP / 2);
        int room = Math.max(1, (int) ((moment.height() - top - 4) / ROW));
        tree(rows, top, room, hexX - GAP);
        sketch.add(
                new Shape.Line(
                        hexX - GAP / 2,
                        top,
                        hexX - GAP / 2,
                        moment.height() - 4,
                        1,
                        Tint.of(Ink.CARD_BORDER)));
        HexDump dump = new HexDump(sketch, words, look.marked(), anatomy, bytes, perRow);
        int hexTop = look.hexTop(dump.rows(), room, dump.wanted());
        dump.draw(hexTop, room, hexX, top);
        scrollBar(hexTop, room, dump.rows(), top, moment.width() - 6);
    }

    private String missing(String which) {
        Message message = decoded.message();
        if (decoded.request() != null && which.equals("answer")) {
            return switch (message.outcome()) {
                case WAITING -> "It waits for its answer.";
                case UNANSWERED -> "No answer is due: the producer asked for none (acks=0).";
                case CUT -> "There is no answer: the connection, or the broker, went first.";
                case ANSWERED -> "The bytes of this answer are no longer kept.";
            };
        }
        return "The bytes of this " + which + " are no longer kept. Newer ones are.";
    }

    private void note(String words, Ink ink) {
        double width = moment.width() - 2 * MARGIN;
        String fitted = sketch.fit(words, width, Lettering.BODY);
        double y = HEAD + ROW / 2;
        sketch.label(MARGIN, y, fitted, Lettering.BODY, ink, GROUND);
        fact("wire-note", fitted, "NOTE", words, new Box(MARGIN, HEAD, width, ROW));
    }

    private void fact(String id, String text, String state, String tip, Box box) {
        sketch.add(new Fact(id, Fact.Role.NOTE, text, state, tip, box, null, null));
    }

    private void tree(List<FieldRows.Row> rows, double y, int room, double right) {
        WireLook.Range marked = look.marked();
        int wanted = -1;
        for (int i = 0; i < rows.size() && marked != null && wanted < 0; i++) {
            Part part = rows.get(i).part();
            wanted = part.isLeaf() && marked.covers(part.from(), part.to()) ? i : -1;
        }
        int top = look.treeTop(rows.size(), room, wanted);
        for (int i = top; i < Math.min(rows.size(), top + room); i++) {
            row(rows.get(i), i, y + (i - top) * ROW, right, marked);
        }
        scrollBar(top, room, rows.size(), y, right + 2);
    }

    /// Where the rows shown are among all.
    private void scrollBar(int top, int room, int rows, double y, double right) {
        if (rows > room) {
            double height = room * ROW;
            Box thumb =
                    new Box(
                            right,
                            y + height * top / rows,
                            SCROLL_BAR,
                            Math.max(2 * SCROLL_BAR, height * room / rows));
            sketch.add(
                    new Shape.Plate(
                            thumb, SCROLL_BAR / 2, Tint.of(Ink.FAINT), null, 0, Shape.Dash.SOLID));
        }
    }

    private void row(
            FieldRows.Row row, int index, double y, double right, WireLook.@Nullable Range marked) {
        Part part = row.part();
        boolean isMarked =
                marked != null && part.bytes() > 0 && marked.covers(part.from(), part.to());
        Tint on = isMarked ? MARKED : GROUND;
        Box box = new Box(MARGIN, y, right - MARGIN, ROW);
        if (isMarked) {
            sketch.add(new Shape.Plate(box, 3, MARKED, null, 0, Shape.Dash.SOLID));
        }
        double centre = y + ROW / 2;
        double x = MARGIN + 4 + row.depth() * INDENT;
        double valueRight = right - TYPE_WIDTH;
        boolean isGroup = !part.parts().isEmpty();
        // Muted letters would be too faint on the mark.
        Ink muted = isMarked ? Ink.TEXT : Ink.MUTED;
        Ink nameInk = part.kind() == Kind.FRAMING ? muted : Ink.TEXT;
        Lettering lettering = isGroup ? Lettering.STRONG : Lettering.BODY;
        String name = sketch.fit(part.name(), valueRight - x, lettering);
        x = sketch.label(x, centre, name, lettering, nameInk, on) + 8;
        String value = FieldWords.value(part);
        Ink valueInk =
                part.kind() == Kind.FRAMING || part.kind() == Kind.NULL
                        ? muted
                        : part.kind() == Kind.UNKNOWN && !isMarked ? Ink.DANGER_TEXT : Ink.TEXT;
        String fitted = sketch.fit(value, valueRight - x - 8, Lettering.MONO);
        if (!fitted.isEmpty()) {
            x = sketch.label(x, centre, fitted, Lettering.MONO, valueInk, on) + 8;
        }
        String note = words.note(part);
        String fittedNote = sketch.fit(note, valueRight - x - 8, Lettering.SMALL);
        if (!fittedNote.isEmpty()) {
            boolean isError = part.name().endsWith("rrorCode") && !part.value().equals("0");
            Ink ink = isError && !isMarked ? Ink.DANGER_TEXT : muted;
            sketch.label(x, centre, fittedNote, Lettering.SMALL, ink, on);
        }
        String type = sketch.fit(part.type(), TYPE_WIDTH - 8, Lettering.SMALL);
        sketch.labelRight(right - 4, centre, type, Lettering.SMALL, muted, on);
        fact(
                WireLook.FIELD + index + "-" + part.from() + "-" + part.to(),
                part.name() + " " + value,
                isMarked ? "MARKED" : part.kind().name(),
                words.tip(part),
                box);
    }

    // ---- difference ----------------------------------------------------------------------------

    private void difference() {
        Anatomy now = decoded.request();
        Anatomy before = decoded.previous();
        if (now == null || before == null) {
            note(
                    now == null
                            ? missing("request")
                            : "No earlier "
                                    + decoded.message().api()
                                    + " of "
                                    + from(decoded.message())
                                    + " to this broker is kept.",
                    Ink.MUTED);
            return;
        }
        List<FieldRows.Difference> all = FieldRows.between(before, now);
        if (all.isEmpty()) {
            note("The same in every field.", Ink.MUTED);
            return;
        }
        int room = Math.max(1, (int) ((moment.height() - HEAD - 4) / ROW));
        int top = look.treeTop(all.size(), room, -1);
        for (int i = top; i < Math.min(all.size(), top + room); i++) {
            difference(all.get(i), i, HEAD + (i - top) * ROW);
        }
        scrollBar(top, room, all.size(), HEAD, moment.width() - MARGIN + 4);
    }

    private void difference(FieldRows.Difference difference, int index, double y) {
        double right = moment.width() - MARGIN;
        double centre = y + ROW / 2;
        String sign =
                switch (difference.change()) {
                    case CHANGED -> "≠ ";
                    case ADDED -> "+ ";
                    case REMOVED -> "− ";
                };
        Ink ink =
                switch (difference.change()) {
                    case CHANGED -> Ink.WARNING_TEXT;
                    case ADDED -> Ink.GOOD_TEXT;
                    case REMOVED -> Ink.DANGER_TEXT;
                };
        String word = sign + difference.change().word();
        sketch.label(MARGIN + 4, centre, word, Lettering.STRONG, ink, GROUND);
        double x = MARGIN + 90;
        String path = sketch.fit(difference.path(), (right - x) / 2, Lettering.BODY);
        x = sketch.label(x, centre, path, Lettering.BODY, Ink.TEXT, GROUND) + 12;
        String values =
                switch (difference.change()) {
                    case CHANGED -> difference.before() + " → " + difference.now();
                    case ADDED -> difference.now();
                    case REMOVED -> difference.before();
                };
        String fitted = sketch.fit(values, right - x, Lettering.MONO);
        if (!fitted.isEmpty()) {
            sketch.label(x, centre, fitted, Lettering.MONO, Ink.TEXT, GROUND);
        }
        fact(
                "difference-" + index,
                difference.path(),
                difference.change().name(),
                difference.change().word() + ": " + difference.path() + ": " + values,
                new Box(MARGIN, y, right - MARGIN, ROW));
    }
}
