package dev.vitrine.ui.lens;

import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.lens.Specimen.Row;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

/// Draws the logs of a partition one below the other, with offsets above and names below: the whole
/// of the microscope but for what stands beside it.
///
/// @param left where names begin
/// @param cellHeight of the rows
/// @param density how much room there is
/// @param chosen the offset whose column is marked
record LogsSketch(
        Sketch sketch,
        Moment moment,
        Specimen specimen,
        Scope scope,
        Readings readings,
        Fates fates,
        double left,
        double cellHeight,
        Density density,
        @Nullable Long chosen,
        Tint ground) {
    /// From much room to little.
    enum Density {
        /// Epochs have their names above the cells, and brokers what they are below their names.
        ROOMY,
        /// In a low drawer: one line for each broker.
        LOW,
        /// In the inspector: numbers for brokers, the last digits of offsets, facts for rows alone.
        BRIEF;

        double above() {
            return this == ROOMY ? EPOCHS : 0;
        }

        double gap() {
            return switch (this) {
                case ROOMY -> ROW_GAP;
                case LOW -> LOW_ROW_GAP;
                case BRIEF -> BRIEF_ROW_GAP;
            };
        }
    }

    private static final double OFFSETS = 18;
    private static final double EPOCHS = 13;
    private static final double ROW_GAP = 8;
    private static final double LOW_ROW_GAP = 5;
    private static final double BRIEF_ROW_GAP = 11;
    private static final double WORD_WIDTH = 60;
    private static final int DIGITS_BRIEF = 3;
    private static final int THOUSAND = 1_000;

    /// How high the rows would be.
    static double height(Specimen specimen, Scope scope, double cellHeight, Density density) {
        double height = OFFSETS;
        for (Row row : specimen.rows()) {
            height += rowHeight(row, scope, cellHeight, density);
        }
        return height;
    }

    private static double rowHeight(Row row, Scope scope, double cellHeight, Density density) {
        double ghosts = RowSketch.hasCovered(row, scope) ? RowSketch.GHOST_ROOM : 0;
        return density.above() + cellHeight + density.gap() + ghosts;
    }

    private boolean brief() {
        return density == Density.BRIEF;
    }

    /// @return the lower end
    double draw(double top) {
        double y = top + OFFSETS;
        double bottom = top + height(specimen, scope, cellHeight, density);
        chosenColumn(top, bottom);
        offsets(top);
        FootSketch foot = new FootSketch(sketch, specimen, scope, ground, brief());
        foot.lines(readings, y - 2, bottom);
        RowSketch cells =
                new RowSketch(
                        sketch,
                        moment.palette(),
                        specimen,
                        scope,
                        readings,
                        fates,
                        moment.marks(),
                        !brief(),
                        ground);
        for (Row row : specimen.rows()) {
            double cellsY = y + density.above();
            name(row, y, cellsY);
            if (density == Density.ROOMY) {
                epochs(row, y + EPOCHS / 2);
            }
            if (!brief()) {
                nextFetch(row, cellsY + cellHeight / 2);
            }
            cells.draw(row, cellsY, cellHeight);
            y += rowHeight(row, scope, cellHeight, density);
        }
        return bottom + foot.names(readings, bottom);
    }

    private void chosenColumn(double top, double bottom) {
        if (chosen != null && scope.shows(chosen)) {
            sketch.add(
                    new Shape.Plate(
                            new Box(
                                    scope.edge(chosen),
                                    top,
                                    Math.max(4, scope.pitch()),
                                    bottom - top),
                            4,
                            Tint.mix(Ink.ACCENT, 0.16, ground),
                            Tint.of(Ink.ACCENT),
                            1,
                            Shape.Dash.SOLID));
        }
    }

    /// One number for as many columns as it takes.
    private void offsets(double top) {
        int step = step();
        Tint on = ground;
        for (long offset = Math.ceilDiv(scope.from(), step) * step;
                offset < scope.to();
                offset += step) {
            String digits = digits(offset);
            double width = sketch.width(digits, Lettering.MONO);
            double x = scope.x(offset) + scope.cellWidth() / 2 - width / 2;
            if (x < left || x + width > moment.width()) {
                continue;
            }
            boolean isChosen = chosen != null && chosen == offset;
            sketch.label(
                    x,
                    top + OFFSETS / 2,
                    digits,
                    Lettering.MONO,
                    isChosen ? Ink.TEXT : Ink.MUTED,
                    isChosen ? Tint.mix(Ink.ACCENT, 0.16, ground) : on);
            if (!brief()) {
                sketch.add(
                        new Fact(
                                "offset-" + offset,
                                Fact.Role.RECORD,
                                digits,
                                isChosen ? "CHOSEN" : "PLAIN",
                                "Offset " + Numbers.grouped(offset),
                                new Box(scope.x(offset), top, scope.cellWidth(), OFFSETS),
                                null,
                                null));
            }
        }
    }

    private int step() {
        double widest = sketch.width(digits(Math.max(0, scope.to() - 1)), Lettering.MONO) + 6;
        int[] steps = {1, 2, 5, 10, 20, 50, 100, 200, 500, THOUSAND};
        for (int step : steps) {
            if (step * scope.pitch() >= widest) {
                return step;
            }
        }
        return THOUSAND;
    }

    private String digits(long offset) {
        if (!brief()) {
            return Numbers.grouped(offset);
        }
        String all = Long.toString(offset);
        return all.substring(Math.max(0, all.length() - DIGITS_BRIEF));
    }

    private void name(Row row, double top, double cellsY) {
        Ink ink = row.up() ? Ink.TEXT : Ink.DEAD_TEXT;
        TopicPartition id = specimen.partition().id();
        Subject subject = new Subject.OfReplica(id.topic(), id.partition(), row.node());
        double height = cellsY + cellHeight - top;
        Box box = new Box(left, top, scope.x() - left - 6, height);
        boolean selected = subject.equals(moment.selection());
        if (selected && !brief()) {
            sketch.add(
                    new Shape.Plate(
                            new Box(left - 6, top, box.width() + 6, height),
                            4,
                            null,
                            Tint.of(Ink.ACCENT),
                            1,
                            Shape.Dash.SOLID));
        }
        if (brief()) {
            String role = !row.up() ? "–" : row.leads() ? "L" : "F";
            sketch.label(
                    left,
                    top + cellHeight / 2,
                    row.node() + " " + role,
                    Lettering.MONO,
                    ink,
                    ground);
        } else {
            names(row, new Box(left, top, box.width(), height), ink);
        }
        sketch.add(
                new Fact(
                        "log-" + row.node(),
                        Fact.Role.REPLICA,
                        "broker " + row.node(),
                        !row.up() ? "DOWN" : row.leads() ? "LEADER" : "FOLLOWER",
                        tip(row),
                        box,
                        subject,
                        null));
    }

    private void names(Row row, Box box, Ink ink) {
        boolean roomy = density == Density.ROOMY;
        double centre = roomy ? box.centreY() - 8 : box.centreY();
        String name = "broker " + row.node();
        double end = sketch.label(left, centre, name, Lettering.NAME, ink, ground);
        sign(row, end + 6, centre);
        double x = roomy ? left : end + (row.leads() && row.up() || row.preferred() ? 34 : 8);
        String standing = row.standing(specimen.partition().leaderEpoch());
        sketch.label(
                x,
                roomy ? box.centreY() + 8 : centre,
                sketch.fit(standing, box.right() - x, Lettering.SMALL),
                Lettering.SMALL,
                row.up() ? Ink.MUTED : Ink.DEAD_TEXT,
                ground);
    }

    /// A filled L for who leads; a P in a dashed frame for who is meant to.
    private void sign(Row row, double x, double centreY) {
        if (row.leads() && row.up()) {
            sketch.badge(
                    x,
                    centreY,
                    15,
                    "L",
                    Lettering.SMALL_STRONG,
                    Ink.ON_ACCENT,
                    Tint.of(Ink.ACCENT),
                    Tint.of(Ink.ACCENT),
                    Shape.Dash.SOLID);
        } else if (row.preferred()) {
            sketch.badge(
                    x,
                    centreY,
                    15,
                    "P",
                    Lettering.SMALL_STRONG,
                    row.up() ? Ink.MUTED : Ink.DEAD_TEXT,
                    ground,
                    Tint.of(Ink.FAINT),
                    Shape.Dash.DASHED);
        }
    }

    private String tip(Row row) {
        StringBuilder tip = new StringBuilder("Broker ").append(row.node());
        tip.append(": ").append(row.standing(specimen.partition().leaderEpoch()));
        tip.append(row.preferred() ? ", preferred leader" : "");
        ReplicaView log = row.log();
        if (log == null) {
            return tip + "\nno log yet";
        }
        tip.append("\nlog start ").append(Numbers.grouped(log.logStartOffset()));
        tip.append(", high watermark ").append(Numbers.grouped(log.highWatermark()));
        tip.append(", log end ").append(Numbers.grouped(log.logEndOffset()));
        if (log.compactedTo() > 0) {
            tip.append("\ncompacted up to offset ").append(Numbers.grouped(log.compactedTo()));
        }
        return tip.toString();
    }

    /// Above the first record of each epoch: its name, or its digits where there is less room.
    private void epochs(Row row, double centreY) {
        ReplicaView log = row.log();
        if (log == null || scope.pitch() < Lettering.MONO.size()) {
            return;
        }
        long first = Math.max(scope.from(), log.logStartOffset());
        long end = Math.min(scope.to(), log.logEndOffset());
        for (int i = 0; i < log.epochs().size(); i++) {
            EpochStart epoch = log.epochs().get(i);
            long from = Math.max(first, epoch.startOffset());
            long to =
                    i + 1 < log.epochs().size()
                            ? Math.min(end, log.epochs().get(i + 1).startOffset())
                            : end;
            if (from >= to) {
                continue;
            }
            String name = "epoch " + epoch.leaderEpoch();
            double room = (to - from) * scope.pitch() - 4;
            String text =
                    sketch.width(name, Lettering.SMALL) <= room
                            ? name
                            : Integer.toString(epoch.leaderEpoch());
            if (sketch.width(text, Lettering.SMALL) <= room) {
                Ink ink = row.up() ? Ink.hueText(epoch.leaderEpoch() + 3) : Ink.DEAD_TEXT;
                sketch.label(scope.x(from), centreY, text, Lettering.SMALL, ink, ground);
            }
        }
    }

    /// A follower asks for what comes after its own log's end.
    private void nextFetch(Row row, double centreY) {
        ReplicaView log = row.log();
        if (log == null || !row.up() || row.leads() || specimen.partition().isOffline()) {
            return;
        }
        String words = "next fetch " + Numbers.grouped(log.logEndOffset());
        double x = scope.x(row.shownEnd()) + 6;
        double width = sketch.width(words, Lettering.SMALL);
        boolean lostWord = row.shownEnd() > row.end() || row.partsFrom() < row.end();
        x += lostWord ? WORD_WIDTH : 0;
        boolean room = scope.showsEdge(row.shownEnd()) && x + width <= scope.right();
        if (room) {
            RowSketch.halo(sketch, x, centreY, width, ground);
            sketch.label(x, centreY, words, Lettering.SMALL, Ink.MUTED, ground);
        }
    }
}
