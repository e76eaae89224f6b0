package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.Lag;
import dev.vitrine.history.Snapshot.MemberView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A member of a group with what it owns, as a card or as a line.
///
/// @param lines chips, as they stand in the card; none in a line
/// @param more partitions for which there is no chip
record MemberCard(MemberView member, Box box, List<List<TopicPartition>> lines, int more) {
    private static final double RADIUS = 9;
    private static final double CHIP_HEIGHT = 18;
    private static final double CHIP_GAP = 5;
    private static final double CHIP_LINE = 22;
    private static final int CHIP_LINES_MAX = 3;
    private static final double REST_GAP = 8;

    static MemberCard of(Sketch sketch, MemberView member, double x, double y, double width) {
        List<List<TopicPartition>> lines = lines(sketch, member.assignment(), width - 20);
        int more = member.assignment().size() - lines.stream().mapToInt(List::size).sum();
        double height = 31 + Math.max(1, lines.size()) * CHIP_LINE;
        return new MemberCard(member, new Box(x, y, width, height), lines, more);
    }

    /// Breaks chips into lines, at most [#CHIP_LINES_MAX], leaving room for "+n" when some are left
    /// over.
    private static List<List<TopicPartition>> lines(
            Sketch sketch, List<TopicPartition> owned, double width) {
        List<List<TopicPartition>> lines = new ArrayList<>();
        List<TopicPartition> line = new ArrayList<>();
        double x = 0;
        for (int i = 0; i < owned.size(); i++) {
            double chip = chipWidth(sketch, owned.get(i), width);
            boolean last = lines.size() == CHIP_LINES_MAX - 1;
            double reserve = last && i < owned.size() - 1 ? 34 : 0;
            if (!line.isEmpty() && x + chip > width - reserve) {
                lines.add(line);
                if (lines.size() == CHIP_LINES_MAX) {
                    return lines;
                }
                line = new ArrayList<>();
                x = 0;
            }
            line.add(owned.get(i));
            x += chip + CHIP_GAP;
        }
        if (!line.isEmpty()) {
            lines.add(line);
        }
        return lines;
    }

    private @Nullable StaleBadge stale(Cast cast) {
        return StaleBadge.of(cast.snapshot(), member.clientId(), cast.nowMs());
    }

    private static double chipWidth(Sketch sketch, TopicPartition id, double max) {
        return Math.min(max, sketch.badgeWidth(id.toString(), Lettering.CHIP));
    }

    private String lag(GroupView group) {
        List<Lag> known =
                group.lags().stream()
                        .filter(each -> each.memberId().equals(member.memberId()))
                        .filter(each -> each.lag() != Lag.UNKNOWN)
                        .toList();
        return known.isEmpty()
                ? GroupCards.NO_LAG
                : Numbers.grouped(known.stream().mapToLong(Lag::lag).sum());
    }

    double chipCentre(int line) {
        return box.y() + 29 + line * CHIP_LINE + CHIP_HEIGHT / 2;
    }

    static boolean isLit(GroupView group, MemberView member, Lit lit) {
        return lit.has(new Subject.OfMember(group.name(), member.memberId()))
                || lit.has(new Subject.OfClient(member.clientId()));
    }

    private void fact(Sketch sketch, GroupView group) {
        sketch.add(
                new Fact(
                        "member-" + member.memberId(),
                        Fact.Role.MEMBER,
                        member.clientId(),
                        member.assignment().isEmpty() ? "IDLE" : "OWNS",
                        Tips.of(group, member, member.assignment().isEmpty() ? "" : lag(group)),
                        box,
                        new Subject.OfMember(group.name(), member.memberId()),
                        null));
    }

    /// A name, how many partitions it owns, and how far it is behind on them. The name has the
    /// first claim on the room.
    void drawLine(Sketch sketch, Cast cast, GroupView group, Lit lit) {
        Tint ground = Tint.of(Ink.PANEL);
        if (isLit(group, member, lit)) {
            ground = Tint.mix(Ink.ACCENT, 0.14, Ink.PANEL);
            sketch.add(new Shape.Plate(box, 6, ground, null, 0, Shape.Dash.SOLID));
        }
        fact(sketch, group);
        double y = box.centreY();
        StaleBadge stale = stale(cast);
        double room = box.width() - 5 - (stale == null ? 0 : stale.width(sketch));
        String name = sketch.fit(member.clientId(), room, Lettering.SMALL_STRONG);
        double end = sketch.label(box.x() + 2, y, name, Lettering.SMALL_STRONG, Ink.TEXT, ground);
        if (stale != null) {
            stale.draw(sketch, end + 7, y, ground);
            end += stale.width(sketch);
        }
        double right = box.right() - 3;
        for (String words : rests(group)) {
            if (sketch.width(words, Lettering.SMALL) <= right - end - REST_GAP) {
                sketch.labelRight(right, y, words, Lettering.SMALL, Ink.MUTED, ground);
                return;
            }
        }
    }

    /// What a line says behind the name, the longest first.
    private List<String> rests(GroupView group) {
        int owned = member.assignment().size();
        if (owned == 0) {
            return List.of("owns nothing", "idle");
        }
        String owns = Numbers.grouped(owned) + " owned";
        String lag = "lag " + lag(group);
        return List.of(owns + " · " + lag, owns, lag);
    }

    void draw(Sketch sketch, Cast cast, GroupView group, Lit lit) {
        boolean selected = isLit(group, member, lit);
        Tint ground = Tint.of(Ink.CARD);
        Tint edge = Tint.of(selected ? Ink.ACCENT : Ink.CARD_BORDER);
        sketch.add(new Shape.Plate(box, RADIUS, ground, edge, selected ? 2 : 1, Shape.Dash.SOLID));
        fact(sketch, group);
        double x = box.x() + 10;
        ClientView client = cast.snapshot().client(member.clientId());
        boolean outside = client != null && !client.inApp();
        double badge = outside ? sketch.badgeWidth("external", Lettering.SMALL) + 7 : 0;
        boolean withBadge =
                outside
                        && sketch.width(member.clientId(), Lettering.NAME) + badge
                                <= box.width() - 20;
        StaleBadge stale = stale(cast);
        double staleWidth = stale == null ? 0 : stale.width(sketch);
        String name =
                sketch.fit(
                        member.clientId(),
                        box.width() - 20 - (withBadge ? badge : 0) - staleWidth,
                        Lettering.NAME);
        double end = sketch.label(x, box.y() + 16, name, Lettering.NAME, Ink.TEXT, ground);
        if (stale != null) {
            stale.draw(sketch, end + 7, box.y() + 16, ground);
        }
        if (withBadge) {
            sketch.badge(
                    end + 7,
                    box.y() + 16,
                    16,
                    "external",
                    Lettering.SMALL,
                    Ink.MUTED,
                    ground,
                    Tint.of(Ink.CARD_BORDER),
                    Shape.Dash.SOLID);
        }
        if (lines.isEmpty()) {
            double y = chipCentre(0);
            sketch.label(x, y, "owns nothing", Lettering.SMALL, Ink.MUTED, ground);
        }
        for (int line = 0; line < lines.size(); line++) {
            double chipX = box.x() + 10;
            double y = chipCentre(line);
            for (TopicPartition id : lines.get(line)) {
                chipX =
                        chip(sketch, cast, group, id, chipX, y, box.width() - 20, ground)
                                + CHIP_GAP;
            }
            if (more > 0 && line == lines.size() - 1) {
                sketch.label(chipX, y, "+" + more, Lettering.SMALL, Ink.MUTED, ground);
            }
        }
    }

    private static double chip(
            Sketch sketch,
            Cast cast,
            GroupView group,
            TopicPartition id,
            double x,
            double y,
            double max,
            Tint on) {
        int hue = cast.hue(id);
        String text = sketch.fit(id.toString(), max - 14, Lettering.CHIP);
        Tint fill = Tint.mix(Ink.hue(hue), 0.08, Ink.CARD);
        Tint edge = Tint.mix(Ink.hue(hue), 0.38, Ink.CARD);
        Box box =
                sketch.badge(
                        x,
                        y,
                        CHIP_HEIGHT,
                        text,
                        Lettering.CHIP,
                        Ink.hueText(hue),
                        fill,
                        edge,
                        Shape.Dash.SOLID);
        String tip = id.toString();
        for (Lag lag : group.lags()) {
            if (lag.id().equals(id)) {
                tip = Tips.of(lag);
            }
        }
        sketch.add(
                new Fact(
                        "chip-" + group.name() + "-" + id,
                        Fact.Role.PARTITION,
                        id.toString(),
                        "",
                        tip,
                        box,
                        new Subject.OfPartition(id.topic(), id.partition()),
                        null));
        return box.right();
    }
}
