package dev.vitrine.ui.lens;

import dev.vitrine.history.GroupPast;
import dev.vitrine.history.GroupPast.Hold;
import dev.vitrine.history.GroupPast.MemberPast;
import dev.vitrine.history.GroupPast.Ownership;
import dev.vitrine.history.GroupPast.Rebalance;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

/// Who had what when: a row for each member, in it a lane for each partition, and a row for what
/// nobody had. With more than [#LANES_MAX] partitions a row is a ribbon as high as the member has
/// partitions.
final class GroupGantt {
    static final int LANES_MAX = 16;
    static final double NAME_WIDTH = 132;

    /// What is right of the lanes: how many the member has now.
    private static final double COUNT_WIDTH = 62;

    private static final double AXIS = 32;
    private static final double ROW_GAP = 6;
    private static final double ROW_MIN = 34;
    private static final double LABELLED_PITCH = 15;
    private static final double PITCH_MIN = 6;
    private static final double PITCH_MAX = 10;
    private static final double RIBBON = 30;
    private static final double NARROWEST = 1.5;
    private static final double LEGEND = 26;
    private static final double WORD_GAP = 8;
    private static final Tint GROUND = Tint.of(Ink.STAGE);

    private final Sketch sketch;
    private final GroupView group;
    private final GroupRows rows;
    private final GanttAxis axis;
    private final Box box;
    private final ToIntFunction<TopicPartition> hue;
    private final Palette palette;
    private final @Nullable Subject selection;
    private final boolean ribbons;
    private final double pitch;
    private final double rowHeight;
    private final List<Integer> shown = new ArrayList<>();

    /// Of each row and of nobody; empty where there are lanes.
    private final List<List<GroupRibbon.Step>> steps = new ArrayList<>();

    private int most = 1;

    /// @param area where it is to be: names, lanes and counts; its height is what there is room
    ///   for, and only a wish
    GroupGantt(
            Sketch sketch,
            GroupView group,
            GroupRows rows,
            GanttAxis axis,
            Box area,
            ToIntFunction<TopicPartition> hue,
            Palette palette,
            @Nullable Subject selection) {
        this.sketch = sketch;
        this.group = group;
        this.rows = rows;
        this.axis = axis;
        this.box = area;
        this.hue = hue;
        this.palette = palette;
        this.selection = selection;
        for (int row = 0; row < rows.rows().size(); row++) {
            if (rows.rows().get(row).wasHere(axis.fromMs(), axis.toMs())) {
                shown.add(row);
            }
        }
        int lanes = Math.max(1, rows.ids().size());
        this.ribbons = lanes > LANES_MAX;
        double room = (area.height() - AXIS - LEGEND) / (shown.size() + 1) - ROW_GAP;
        this.pitch =
                room >= lanes * LABELLED_PITCH
                        ? LABELLED_PITCH
                        : Math.clamp(Math.floor(room / lanes), PITCH_MIN, PITCH_MAX);
        this.rowHeight = ribbons ? RIBBON : Math.max(ROW_MIN, lanes * pitch);
        for (List<Hold> holds : ribbons ? rows.holds() : List.<List<Hold>>of()) {
            List<GroupRibbon.Step> its =
                    GroupRibbon.steps(holds, axis.fromMs(), axis.toMs(), axis.nowMs());
            its.forEach(step -> most = Math.max(most, step.total()));
            steps.add(its);
        }
    }

    static GanttAxis axis(Box area, long fromMs, long toMs, long nowMs) {
        double width = Math.max(60, area.width() - NAME_WIDTH - COUNT_WIDTH);
        return new GanttAxis(area.x() + NAME_WIDTH, width, fromMs, toMs, nowMs);
    }

    double height() {
        return AXIS + (shown.size() + 1) * (rowHeight + ROW_GAP) + LEGEND;
    }

    void draw() {
        double top = box.y() + AXIS;
        double bottom = top + (shown.size() + 1) * (rowHeight + ROW_GAP);
        bands(top, bottom);
        ticks(top, bottom);
        double y = top;
        for (int row : shown) {
            member(row, y);
            y += rowHeight + ROW_GAP;
        }
        nobody(y);
        legend(bottom + LEGEND / 2);
    }

    // ---- time ----------------------------------------------------------------------------------

    private void ticks(double top, double bottom) {
        double y = box.y() + 7;
        long step = axis.stepMs();
        double free = axis.right() + COUNT_WIDTH;
        long first = axis.nowMs() - (axis.nowMs() - axis.toMs() + step - 1) / step * step;
        for (long at = first; at >= axis.fromMs(); at -= step) {
            double x = Math.round(axis.at(at));
            sketch.add(new Shape.Line(x, top - 2, x, bottom - ROW_GAP, 1, faint(0.5)));
            String text = axis.label(at);
            double width = sketch.width(text, Lettering.SMALL);
            double left = Math.max(axis.x(), x - width / 2);
            if (left + width + WORD_GAP <= free) {
                sketch.label(left, y, text, Lettering.SMALL, Ink.MUTED, GROUND);
                free = left;
            }
        }
    }

    private static Tint faint(double share) {
        return Tint.mix(Ink.CARD_BORDER, share, Ink.STAGE);
    }

    private void bands(double top, double bottom) {
        GroupPast past = group.past();
        double free = axis.x();
        for (Rebalance rebalance : past.rebalances()) {
            long until = rebalance.isOpen() ? axis.nowMs() : rebalance.toMs();
            if (!axis.shows(rebalance.fromMs(), until)) {
                continue;
            }
            double x = axis.at(rebalance.fromMs());
            double width = Math.max(2, axis.at(until) - x);
            Box band = new Box(x, top - 4, width, bottom - ROW_GAP - top + 4);
            sketch.add(
                    new Shape.Plate(
                            band,
                            2,
                            Tint.mix(Ink.WARNING, 0.16, Ink.STAGE),
                            null,
                            0,
                            Shape.Dash.SOLID));
            String word = group.protocolType().equals("classic") ? "generation " : "epoch ";
            String text = word + rebalance.generation();
            double textWidth = sketch.width(text, Lettering.SMALL);
            double left = Math.max(free, Math.min(x, axis.right() - textWidth));
            double y = box.y() + 21;
            if (left <= x + width + WORD_GAP && left + textWidth <= axis.right() + 1) {
                sketch.label(left, y, text, Lettering.SMALL, Ink.WARNING_TEXT, GROUND);
                free = left + textWidth + WORD_GAP;
            }
            sketch.add(
                    new Fact(
                            "groups-rebalance-" + rebalance.generation() + "-" + rebalance.fromMs(),
                            Fact.Role.NOTE,
                            text,
                            rebalance.isOpen() ? "OPEN" : "OVER",
                            GroupHead.words(rebalance, past, axis.nowMs(), group.protocolType()),
                            new Box(x, y - 7, Math.max(width, 8), band.bottom() - y + 7),
                            null,
                            null));
        }
    }

    // ---- rows ----------------------------------------------------------------------------------

    private void member(int number, double y) {
        GroupRows.Row row = rows.rows().get(number);
        MemberPast member = row.last();
        List<Hold> open = rows.open().get(number);
        Subject subject = new Subject.OfMember(group.name(), member.memberId());
        boolean selected =
                subject.equals(selection)
                        || new Subject.OfClient(member.clientId()).equals(selection);
        Box whole = new Box(box.x(), y, axis.right() + COUNT_WIDTH - box.x(), rowHeight);
        if (selected) {
            sketch.add(
                    new Shape.Plate(
                            whole.inset(-3), 6, null, Tint.of(Ink.ACCENT), 1, Shape.Dash.SOLID));
        }
        double room = NAME_WIDTH - 10;
        Ink ink = member.isHere() ? Ink.TEXT : Ink.MUTED;
        sketch.label(
                box.x(),
                y + 8,
                sketch.fit(member.name(), room, Lettering.STRONG),
                Lettering.STRONG,
                ink,
                GROUND);
        sketch.label(
                box.x(),
                y + 23,
                sketch.fit(second(member), room, Lettering.SMALL),
                Lettering.SMALL,
                Ink.MUTED,
                GROUND);
        sketch.add(
                new Fact(
                        "groups-member-" + member.memberId(),
                        Fact.Role.MEMBER,
                        member.name(),
                        member.isHere() ? open.isEmpty() ? "IDLE" : "OWNS" : "LEFT",
                        tip(member, open),
                        whole,
                        subject,
                        null));
        presence(row, y);
        if (ribbons) {
            ribbon(number, y, Tint.mix(Ink.ACCENT, 0.75, Ink.STAGE));
        } else {
            lanes(number, y);
        }
        comings(row, y);
        if (member.isHere()) {
            int target = member.target().size();
            boolean moves = group.protocolType().equals("consumer") && target != open.size();
            count("has " + open.size() + (moves ? " → " + target : ""), open.isEmpty(), y);
        }
    }

    private String second(MemberPast member) {
        if (!member.isHere()) {
            return "left";
        }
        if (group.protocolType().equals("classic")) {
            return "generation "
                    + member.epoch()
                    + (member.memberId().equals(group.leader()) ? ", leads" : "");
        }
        return "epoch "
                + member.epoch()
                + (member.epoch() == group.generation() ? "" : " → " + group.generation());
    }

    private String tip(MemberPast member, List<Hold> open) {
        StringBuilder tip = new StringBuilder(member.name());
        if (!member.instanceId().isEmpty()) {
            tip.append(", static member ").append(member.instanceId());
        }
        if (!member.isHere()) {
            tip.append(": left ").append(ago(member.leftMs()));
            if (!member.why().isEmpty()) {
                tip.append(", ").append(member.why());
            }
            return tip.toString();
        }
        tip.append(": owns ").append(words(open, Ownership.OWNED));
        for (Ownership other : List.of(Ownership.REVOKING, Ownership.PAUSED)) {
            if (open.stream().anyMatch(hold -> hold.ownership() == other)) {
                tip.append("; ").append(word(other)).append(' ').append(words(open, other));
            }
        }
        if (group.protocolType().equals("consumer")) {
            tip.append("; target ").append(words(member.target()));
        }
        if (member.joinedMs() != GroupPast.NEVER) {
            tip.append("; joined ").append(ago(member.joinedMs()));
        }
        return tip.toString();
    }

    private String ago(long atMs) {
        return Numbers.duration(axis.nowMs() - atMs) + " ago";
    }

    private static String words(List<Hold> holds, Ownership ownership) {
        return words(
                holds.stream()
                        .filter(hold -> hold.ownership() == ownership)
                        .map(Hold::id)
                        .toList());
    }

    private static String words(List<TopicPartition> ids) {
        return ids.isEmpty()
                ? "nothing"
                : String.join(" ", ids.stream().map(TopicPartition::toString).toList());
    }

    /// A thin line while it was a member, so that one that has nothing is seen.
    private void presence(GroupRows.Row row, double y) {
        for (MemberPast member : row.members()) {
            long until = member.isHere() ? axis.nowMs() : member.leftMs();
            if (axis.shows(member.joinedMs(), until)) {
                double middle = Math.round(y + rowHeight / 2);
                sketch.add(
                        new Shape.Line(
                                axis.at(member.joinedMs()),
                                middle,
                                axis.at(until),
                                middle,
                                1,
                                Tint.mix(Ink.FAINT, 0.6, Ink.STAGE)));
            }
        }
    }

    /// Where it joined, and where it left.
    private void comings(GroupRows.Row row, double y) {
        for (MemberPast member : row.members()) {
            mark(member, member.joinedMs(), "joined", Ink.GOOD, y);
            if (!member.isHere()) {
                mark(member, member.leftMs(), "left", Ink.DANGER, y);
            }
        }
    }

    private void mark(MemberPast member, long atMs, String what, Ink ink, double y) {
        if (atMs == GroupPast.NEVER || atMs < axis.fromMs() || atMs > axis.toMs()) {
            return;
        }
        double x = Math.round(axis.at(atMs));
        sketch.add(new Shape.Line(x, y - 2, x, y + rowHeight + 2, 2, Tint.of(ink)));
        if (what.equals("joined")) {
            sketch.add(new Shape.Dot(x, y - 2, 3, Tint.of(ink), GROUND, 4));
        } else {
            sketch.add(
                    new Shape.Icon(Shape.Glyph.CROSS, new Box(x - 4, y - 6, 8, 8), Tint.of(ink)));
        }
        String why = what.equals("left") && !member.why().isEmpty() ? ": " + member.why() : "";
        sketch.add(
                new Fact(
                        "groups-" + what + "-" + member.memberId(),
                        Fact.Role.NOTE,
                        what,
                        what.toUpperCase(Locale.ROOT),
                        member.name() + " " + what + " " + ago(atMs) + why,
                        new Box(x - 4, y - 4, 8, rowHeight + 8),
                        new Subject.OfMember(group.name(), member.memberId()),
                        null));
    }

    private void nobody(double y) {
        List<Hold> open = rows.open().get(rows.nobody());
        sketch.label(
                box.x(),
                y + 8,
                "no owner",
                Lettering.STRONG,
                open.isEmpty() ? Ink.MUTED : Ink.WARNING_TEXT,
                GROUND);
        sketch.label(
                box.x(),
                y + 23,
                sketch.fit(
                        GroupHead.seconds(group.past().unownedMs(axis.nowMs()))
                                + " partition-seconds",
                        NAME_WIDTH - 10,
                        Lettering.SMALL),
                Lettering.SMALL,
                Ink.MUTED,
                GROUND);
        sketch.add(
                new Fact(
                        "groups-nobody",
                        Fact.Role.NOTE,
                        "no owner",
                        open.isEmpty() ? "NONE" : "SOME",
                        "Without an owner now: " + words(open, Ownership.UNOWNED),
                        new Box(box.x(), y, axis.right() + COUNT_WIDTH - box.x(), rowHeight),
                        null,
                        null));
        if (ribbons) {
            ribbon(rows.nobody(), y, Tint.of(Ink.WARNING));
        } else {
            lanes(rows.nobody(), y);
        }
        count(Integer.toString(open.size()), open.isEmpty(), y);
    }

    private void count(String words, boolean none, double y) {
        sketch.labelRight(
                axis.right() + COUNT_WIDTH,
                y + 8,
                words,
                Lettering.SMALL,
                none ? Ink.MUTED : Ink.TEXT,
                GROUND);
    }

    // ---- lanes ---------------------------------------------------------------------------------

    private void lanes(int row, double y) {
        List<Hold> holds = rows.holds().get(row);
        for (int i = holds.size() - 1; i >= 0; i--) {
            Hold hold = holds.get(i);
            if (!hold.isOpen() && hold.toMs() < axis.fromMs()) {
                break;
            }
            long until = hold.until(axis.nowMs());
            if (axis.shows(hold.fromMs(), until)) {
                int lane = rows.ids().indexOf(hold.id());
                double x = axis.at(hold.fromMs());
                double width = Math.max(NARROWEST, axis.at(until) - x);
                span(hold, new Box(x, y + lane * pitch, width, pitch - 2));
            }
        }
        for (Hold hold : rows.open().get(row)) {
            int lane = rows.ids().indexOf(hold.id());
            laneFact(hold, row, new Box(axis.x(), y + lane * pitch, axis.width(), pitch));
        }
    }

    private void span(Hold hold, Box at) {
        Tint tint = Tint.of(Ink.hue(hue.applyAsInt(hold.id())));
        if (hold.ownership() == Ownership.UNOWNED) {
            tint = Tint.of(Ink.WARNING);
        }
        sketch.add(new Shape.Cells(at, at.width(), 1, look(hold.ownership()), tint, GROUND));
        if (hold.ownership() != Ownership.OWNED || pitch < LABELLED_PITCH) {
            return;
        }
        String text = sketch.fit(hold.id().toString(), at.width() - 8, Lettering.SMALL);
        if (!text.isEmpty()) {
            Ink ink = palette.letterOn(tint);
            sketch.label(at.x() + 4, at.centreY(), text, Lettering.SMALL, ink, tint);
        }
    }

    static Shape.Look look(Ownership ownership) {
        return switch (ownership) {
            case OWNED -> Shape.Look.SOLID;
            case REVOKING -> Shape.Look.HATCHED;
            case PAUSED -> Shape.Look.BARRED;
            case UNOWNED -> Shape.Look.OPEN;
        };
    }

    /// What it is called in the legend.
    static String word(Ownership ownership) {
        return switch (ownership) {
            case OWNED -> "owned";
            case REVOKING -> "to be given up";
            case PAUSED -> "paused";
            case UNOWNED -> "no owner";
        };
    }

    private void laneFact(Hold hold, int row, Box lane) {
        String who =
                hold.memberId().isEmpty()
                        ? "nobody has it"
                        : rows.rows().get(row).last().name() + ", " + word(hold.ownership());
        sketch.add(
                new Fact(
                        "groups-lane-" + hold.id(),
                        Fact.Role.PARTITION,
                        hold.id().toString(),
                        hold.ownership().name(),
                        hold.id()
                                + ": "
                                + who
                                + " for "
                                + Numbers.duration(hold.lengthMs(axis.nowMs()))
                                + before(hold),
                        lane,
                        new Subject.OfPartition(hold.id().topic(), hold.id().partition()),
                        null));
    }

    /// What was before, as far as is known.
    private String before(Hold now) {
        Hold hold = rows.lastEnded().get(now.id());
        if (hold == null) {
            return "";
        }
        Integer row = rows.rowOf().get(hold.memberId());
        String who = row == null ? "" : " by " + rows.rows().get(row).last().name();
        return "; before "
                + word(hold.ownership())
                + who
                + " for "
                + Numbers.duration(hold.lengthMs(axis.nowMs()));
    }

    // ---- ribbons -------------------------------------------------------------------------------

    private void ribbon(int row, double y, Tint tint) {
        for (GroupRibbon.Step step : steps.get(row)) {
            double x = axis.at(step.fromMs());
            double width = Math.max(NARROWEST, axis.at(step.toMs()) - x);
            double base = y + rowHeight;
            for (Map.Entry<Ownership, Integer> part : step.counts().entrySet()) {
                double height = (double) part.getValue() / most * rowHeight;
                base -= height;
                sketch.add(
                        new Shape.Cells(
                                new Box(x, base, width, height),
                                width,
                                1,
                                look(part.getKey()),
                                tint,
                                GROUND));
            }
        }
    }

    // ---- legend --------------------------------------------------------------------------------

    private void legend(double y) {
        double x = axis.x();
        for (Ownership ownership : Ownership.values()) {
            String word = word(ownership);
            double width = 24 + sketch.width(word, Lettering.SMALL) + 14;
            if (x + width > axis.right() + COUNT_WIDTH) {
                return;
            }
            Tint tint =
                    Tint.of(
                            ownership == Ownership.UNOWNED
                                    ? Ink.WARNING
                                    : ribbons ? Ink.ACCENT : Ink.MUTED);
            sketch.add(
                    new Shape.Cells(
                            new Box(x, Math.round(y - 5), 18, 10),
                            18,
                            1,
                            look(ownership),
                            tint,
                            GROUND));
            sketch.label(x + 24, y, word, Lettering.SMALL, Ink.MUTED, GROUND);
            x += width;
        }
        String scale =
                ribbons
                        ? "a row is as high as its count; full: " + most
                        : group.past().isTruncated() ? "older spans are not kept" : "";
        String fitting = sketch.fit(scale, axis.right() + COUNT_WIDTH - x, Lettering.SMALL);
        sketch.label(x, y, fitting, Lettering.SMALL, Ink.MUTED, GROUND);
    }
}
