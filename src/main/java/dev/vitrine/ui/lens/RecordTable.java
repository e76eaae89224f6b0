package dev.vitrine.ui.lens;

import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.lens.Readings.Reading;
import dev.vitrine.ui.lens.Specimen.Row;
import dev.vitrine.ui.lens.Specimen.State;
import dev.vitrine.ui.model.RecordRow;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/// Lists one replica's records, newest first: as many as fit, and among them the chosen one.
record RecordTable(
        Sketch sketch,
        Specimen specimen,
        Scope scope,
        Fates fates,
        @Nullable Long chosen,
        Tint ground) {
    private static final double LINE = 18;
    private static final double HEAD = 20;
    private static final double OFFSET = 62;
    private static final double EPOCH = 30;
    private static final double TIME = 94;
    private static final double GAP = 10;
    private static final int ROWS_MIN = 5;

    /// @return its lower end
    double draw(Row row, Reading reading, Box box) {
        double y = box.y();
        String whose =
                "broker " + row.node() + "’s own log" + (row.up() ? "" : ", as it was read last");
        sketch.label(
                box.x(),
                y + HEAD / 2,
                sketch.fit("RECORDS · " + whose, box.width(), Lettering.SMALL_STRONG),
                Lettering.SMALL_STRONG,
                Ink.MUTED,
                ground);
        y += HEAD;
        double rest = box.width() - OFFSET - EPOCH - TIME - 2 * GAP;
        double key = Math.min(90, rest * 0.24);
        double fate = Math.min(190, rest * 0.36);
        Columns columns = new Columns(box.x(), key, rest - key - fate - 2 * GAP, fate, box.right());
        head(columns, y);
        y += HEAD;
        int fitting = Math.max(ROWS_MIN, (int) ((box.bottom() - y) / LINE));
        List<RecordRow> rows = shown(reading, fitting);
        for (RecordRow record : rows) {
            line(row, record, columns, y, box);
            y += LINE;
        }
        if (rows.isEmpty()) {
            String why = row.up() ? "Nothing is read yet." : "It was not read before it went down.";
            sketch.label(box.x(), y + LINE / 2, why, Lettering.BODY, Ink.MUTED, ground);
            y += LINE;
        }
        return y;
    }

    private record Columns(double x, double key, double value, double fate, double right) {
        double epochX() {
            return x + OFFSET;
        }

        double timeX() {
            return epochX() + EPOCH;
        }

        double keyX() {
            return timeX() + TIME;
        }

        double valueX() {
            return keyX() + key + GAP;
        }

        double fateX() {
            return valueX() + value + GAP;
        }
    }

    private void head(Columns columns, double y) {
        double centre = y + HEAD / 2 - 2;
        title(columns.x, centre, "offset");
        title(columns.epochX(), centre, "ep");
        title(columns.timeX(), centre, "time");
        title(columns.keyX(), centre, "key");
        title(columns.valueX(), centre, "value");
        title(columns.fateX(), centre, "fate");
        sketch.add(
                new Shape.Line(
                        columns.x,
                        y + HEAD - 2,
                        columns.right,
                        y + HEAD - 2,
                        1,
                        Tint.of(Ink.CARD_BORDER)));
    }

    private void title(double x, double y, String words) {
        sketch.label(x, y, words, Lettering.SMALL, Ink.MUTED, ground);
    }

    private List<RecordRow> shown(Reading reading, int fitting) {
        NavigableMap<Long, RecordRow> rows =
                reading.rows().subMap(scope.from(), true, scope.to(), false);
        List<RecordRow> newest = new ArrayList<>(rows.descendingMap().values());
        int from = 0;
        if (chosen != null) {
            for (int i = 0; i < newest.size(); i++) {
                if (newest.get(i).offset() == chosen) {
                    from = Math.clamp(i - fitting / 2, 0, Math.max(0, newest.size() - fitting));
                }
            }
        }
        return newest.subList(from, Math.min(newest.size(), from + fitting));
    }

    private void line(Row row, RecordRow record, Columns columns, double y, Box box) {
        double centre = y + LINE / 2;
        Box place = new Box(box.x(), y, box.width(), LINE);
        boolean isChosen = chosen != null && chosen == record.offset();
        Tint on = isChosen ? Tint.mix(Ink.ACCENT, 0.18, ground) : ground;
        if (isChosen) {
            sketch.add(new Shape.Plate(place, 4, on, Tint.of(Ink.ACCENT), 1, Shape.Dash.SOLID));
        }
        State state = specimen.state(row, record.offset());
        cell(columns.x + 3, centre, OFFSET, Numbers.grouped(record.offset()), Ink.TEXT, on);
        cell(
                columns.epochX(),
                centre,
                EPOCH,
                Integer.toString(record.leaderEpoch()),
                Ink.hueText(record.leaderEpoch() + 3),
                on);
        cell(columns.timeX(), centre, TIME, fates.time(record), Ink.MUTED, on);
        cell(columns.keyX(), centre, columns.key, record.key(), Ink.TEXT, on);
        String value = record.control() ? "(a marker of Kafka's own)" : record.value();
        cell(columns.valueX(), centre, columns.value, value, Ink.TEXT, on);
        String fate = fate(state, record);
        cell(columns.fateX(), centre, columns.fate, fate, ink(state), on);
        sketch.add(
                new Fact(
                        "record-" + record.offset(),
                        Fact.Role.NOTE,
                        record.key() + " " + record.value(),
                        state.name(),
                        "Offset "
                                + Numbers.grouped(record.offset())
                                + ", "
                                + fate
                                + "\n"
                                + fates.words(record),
                        place,
                        null,
                        null));
    }

    private void cell(double x, double y, double width, String text, Ink ink, Tint on) {
        String fitting = sketch.fit(text, width - 4, Lettering.MONO);
        sketch.label(x, y, fitting, Lettering.MONO, ink, on);
    }

    private static Ink ink(State state) {
        return switch (state) {
            case COMMITTED -> Ink.MUTED;
            case UNCOMMITTED -> Ink.TEXT;
            case PARTED, LOST -> Ink.DANGER_TEXT;
        };
    }

    private String fate(State state, RecordRow record) {
        String known = fates.inBrief(record);
        return switch (state) {
            case COMMITTED -> known.isEmpty() ? "committed" : known;
            case UNCOMMITTED -> known.isEmpty() ? "not committed" : "not committed, " + known;
            case PARTED -> "will be cut off";
            case LOST -> "acknowledged, LOST";
        };
    }
}
