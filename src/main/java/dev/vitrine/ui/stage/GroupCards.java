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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The groups at the right with their members, what each owns, and how far they are behind; below
/// them who reads without a group.
final class GroupCards {
    private static final double RADIUS = 12;
    private static final double PADDING = 11;
    private static final double MEMBER_RADIUS = 9;
    private static final double MEMBER_GAP = 6;
    private static final double CHIP_HEIGHT = 18;
    private static final double CHIP_GAP = 5;
    private static final double CHIP_LINE = 22;
    private static final int CHIP_LINES_MAX = 3;
    private static final double HEAD = 54;
    private static final double FOOT = 36;

    /// A group without its members: what each keeps when there is not room for all.
    private static final double LEAST = HEAD + FOOT + 12;

    private static final double GAP_MIN = 12;
    private static final double GAP_MAX = 36;
    private static final double BAR_PITCH = 6;
    private static final int BARS_MAX = 12;
    private static final double BAR_HEIGHT = 14;

    private final Sketch sketch;
    private final Cast cast;
    private final Box column;
    private final @Nullable Subject selection;
    private final List<Placed> placed = new ArrayList<>();
    private final Map<String, Box> readers = new LinkedHashMap<>();
    private final Map<TopicPartition, Map<String, Double>> chipY = new LinkedHashMap<>();
    private int hidden;

    /// A group and where it is; members that have no room are counted.
    private record Placed(GroupView group, Box box, List<Member> members, int hiddenMembers) {}

    private record Member(MemberView member, Box box, List<List<TopicPartition>> lines, int more) {}

    GroupCards(Sketch sketch, Cast cast, Box column, double top, @Nullable Subject selection) {
        this.sketch = sketch;
        this.cast = cast;
        this.column = column;
        this.selection = selection;
        place(top);
    }

    private void place(double top) {
        List<GroupView> groups = cast.groups();
        List<ClientView> alone = cast.right();
        int count = groups.size() + alone.size();
        if (count == 0) {
            return;
        }
        double needed = alone.size() * ClientCards.HEIGHT;
        for (GroupView group : groups) {
            needed += place(group, 0, Double.MAX_VALUE).box().height();
        }
        double room = column.bottom() - top;
        double gap = Homes.clamp((room - needed) / (count + 1), GAP_MIN, GAP_MAX);
        double y = top;
        double below = alone.size() * (ClientCards.HEIGHT + gap) + groups.size() * (LEAST + gap);
        for (GroupView group : groups) {
            below -= LEAST + gap;
            if (y + LEAST > column.bottom()) {
                hidden++;
                continue;
            }
            Placed here = place(group, y, Math.max(LEAST, column.bottom() - y - below));
            placed.add(here);
            y = here.box().bottom() + gap;
        }
        for (ClientView client : alone) {
            if (y + ClientCards.HEIGHT > column.bottom()) {
                hidden++;
                continue;
            }
            readers.put(
                    client.name(),
                    new Box(column.x(), Math.round(y), column.width(), ClientCards.HEIGHT));
            y += ClientCards.HEIGHT + gap;
        }
    }

    private Placed place(GroupView group, double top, double heightMax) {
        double innerWidth = column.width() - 2 * PADDING;
        double y = Math.round(top) + HEAD;
        List<Member> members = new ArrayList<>();
        int without = 0;
        for (MemberView member : group.members()) {
            List<List<TopicPartition>> lines = lines(member.assignment(), innerWidth - 20);
            int more = member.assignment().size() - lines.stream().mapToInt(List::size).sum();
            double height = 31 + Math.max(1, lines.size()) * CHIP_LINE;
            if (without > 0 || y + height + FOOT - top > heightMax) {
                without++;
                continue;
            }
            Box box = new Box(column.x() + PADDING, y, innerWidth, height);
            members.add(new Member(member, box, lines, more));
            y += height + MEMBER_GAP;
        }
        if (without > 0) {
            y += 18;
        }
        Box box =
                new Box(
                        column.x(),
                        Math.round(top),
                        column.width(),
                        y + FOOT - 6 - Math.round(top));
        return new Placed(group, box, members, without);
    }

    /// Breaks chips into lines, at most [#CHIP_LINES_MAX], leaving room for "+n" when some are left
    /// over.
    private List<List<TopicPartition>> lines(List<TopicPartition> owned, double width) {
        List<List<TopicPartition>> lines = new ArrayList<>();
        List<TopicPartition> line = new ArrayList<>();
        double x = 0;
        for (int i = 0; i < owned.size(); i++) {
            double chip = chipWidth(owned.get(i), width);
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

    private double chipWidth(TopicPartition id, double max) {
        return Math.min(max, sketch.badgeWidth(id.toString(), Lettering.CHIP));
    }

    /// Where wires to groups end.
    double left() {
        return column.x();
    }

    /// Where a member's wire for a partition ends: at the height of its chip.
    ///
    /// @return nothing when the member has no room on the stage
    @Nullable Box memberBox(String group, String memberId) {
        for (Placed each : placed) {
            if (each.group().name().equals(group)) {
                for (Member member : each.members()) {
                    if (member.member().memberId().equals(memberId)) {
                        return member.box();
                    }
                }
            }
        }
        return null;
    }

    double chipY(String memberId, TopicPartition id, Box member) {
        Double y = chipY.getOrDefault(id, Map.of()).get(memberId);
        return y == null ? member.y() + 20 : y;
    }

    /// Makes the chips' heights known; to be called before wires are drawn.
    void settle() {
        for (Placed each : placed) {
            for (Member member : each.members()) {
                for (int line = 0; line < member.lines().size(); line++) {
                    double y = chipCentre(member.box(), line);
                    for (TopicPartition id : member.lines().get(line)) {
                        chipY.computeIfAbsent(id, absent -> new LinkedHashMap<>())
                                .put(member.member().memberId(), y);
                    }
                }
            }
        }
    }

    private static double chipCentre(Box member, int line) {
        return member.y() + 29 + line * CHIP_LINE + CHIP_HEIGHT / 2;
    }

    @Nullable Box groupBox(String group) {
        for (Placed each : placed) {
            if (each.group().name().equals(group)) {
                return each.box();
            }
        }
        return null;
    }

    @Nullable Box readerBox(String client) {
        return readers.get(client);
    }

    void draw() {
        placed.forEach(this::group);
        for (ClientView client : cast.right()) {
            Box box = readers.get(client.name());
            if (box != null) {
                ClientCards.card(sketch, client, box, selection);
            }
        }
        if (cast.groups().isEmpty() && cast.right().isEmpty()) {
            ClientCards.nobody(sketch, column, "no consumer yet");
        }
        if (hidden > 0) {
            sketch.label(
                    column.x(),
                    column.bottom() + 10,
                    "+ " + hidden + " more",
                    Lettering.SMALL,
                    Ink.MUTED,
                    Tint.of(Ink.STAGE));
        }
    }

    private void group(Placed here) {
        GroupView group = here.group();
        Box box = here.box();
        Subject subject = new Subject.OfGroup(group.name());
        boolean selected = subject.equals(selection);
        Tint ground = Tint.of(Ink.PANEL);
        Tint edge = Tint.of(selected ? Ink.ACCENT : Ink.CARD_BORDER);
        sketch.add(new Shape.Plate(box, RADIUS, ground, edge, selected ? 2 : 1, Shape.Dash.SOLID));
        sketch.add(
                new Fact(
                        "group-" + group.name(),
                        Fact.Role.GROUP,
                        group.name(),
                        group.state(),
                        Tips.of(group),
                        box,
                        subject,
                        null));
        head(group, box, ground);
        for (Member member : here.members()) {
            member(group, member);
        }
        if (here.hiddenMembers() > 0) {
            sketch.label(
                    box.x() + PADDING + 2,
                    box.bottom() - FOOT - 2,
                    "+ "
                            + here.hiddenMembers()
                            + (here.hiddenMembers() == 1 ? " more member" : " more members"),
                    Lettering.SMALL,
                    Ink.MUTED,
                    ground);
        }
        foot(group, box, ground);
    }

    private void head(GroupView group, Box box, Tint ground) {
        double x = box.x() + PADDING + 1;
        double y = box.y() + 20;
        String word = stateWord(group.state());
        Ink ink = stateInk(group.state());
        double badge = word.isEmpty() ? 0 : sketch.badgeWidth(word, Lettering.SMALL_STRONG) + 8;
        double room = box.right() - PADDING - x;
        String name = sketch.fit(group.name(), room - badge, Lettering.NAME);
        double end = sketch.label(x, y, name, Lettering.NAME, Ink.TEXT, ground);
        if (!word.isEmpty()) {
            sketch.badge(
                    end + 8,
                    y,
                    18,
                    word,
                    Lettering.SMALL_STRONG,
                    ink,
                    ground,
                    Tint.mix(ink, 0.5, Ink.PANEL),
                    Shape.Dash.SOLID);
        }
        String whole = second(group, "consumer protocol");
        String second =
                sketch.width(whole, Lettering.BODY) <= room
                        ? whole
                        : sketch.fit(second(group, "consumer"), room, Lettering.BODY);
        sketch.label(x, y + 19, second, Lettering.BODY, Ink.MUTED, ground);
    }

    static boolean isRebalancing(String state) {
        return switch (state.toLowerCase(Locale.ROOT)) {
            case "stable", "empty", "dead", "" -> false;
            default -> true;
        };
    }

    private static String stateWord(String state) {
        return isRebalancing(state) ? "REBALANCING" : state.toUpperCase(Locale.ROOT);
    }

    private static Ink stateInk(String state) {
        if (isRebalancing(state)) {
            return Ink.WARNING_TEXT;
        }
        return state.equalsIgnoreCase("stable") ? Ink.GOOD_TEXT : Ink.MUTED;
    }

    private static String second(GroupView group, String protocol) {
        List<String> words = new ArrayList<>();
        boolean classic = group.protocolType().equals("classic");
        words.add(classic ? "classic" : protocol);
        if (classic && !group.assignor().isEmpty()) {
            words.add(group.assignor());
        }
        words.add((classic ? "gen " : "epoch ") + group.generation());
        return String.join(" · ", words);
    }

    private void member(GroupView group, Member here) {
        MemberView member = here.member();
        Box box = here.box();
        Subject subject = new Subject.OfMember(group.name(), member.memberId());
        boolean selected =
                subject.equals(selection)
                        || new Subject.OfClient(member.clientId()).equals(selection);
        Tint ground = Tint.of(Ink.CARD);
        Tint edge = Tint.of(selected ? Ink.ACCENT : Ink.CARD_BORDER);
        sketch.add(
                new Shape.Plate(
                        box, MEMBER_RADIUS, ground, edge, selected ? 2 : 1, Shape.Dash.SOLID));
        sketch.add(
                new Fact(
                        "member-" + member.memberId(),
                        Fact.Role.MEMBER,
                        member.clientId(),
                        member.assignment().isEmpty() ? "IDLE" : "OWNS",
                        Tips.of(group, member),
                        box,
                        subject,
                        null));
        double x = box.x() + 10;
        ClientView client = cast.snapshot().client(member.clientId());
        boolean outside = client != null && !client.inApp();
        double badge = outside ? sketch.badgeWidth("external", Lettering.SMALL) + 7 : 0;
        boolean withBadge =
                outside
                        && sketch.width(member.clientId(), Lettering.NAME) + badge
                                <= box.width() - 20;
        String name =
                sketch.fit(
                        member.clientId(),
                        box.width() - 20 - (withBadge ? badge : 0),
                        Lettering.NAME);
        double end = sketch.label(x, box.y() + 16, name, Lettering.NAME, Ink.TEXT, ground);
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
        if (here.lines().isEmpty()) {
            double y = chipCentre(box, 0);
            sketch.label(x, y, "owns nothing", Lettering.SMALL, Ink.MUTED, ground);
        }
        for (int line = 0; line < here.lines().size(); line++) {
            double chipX = box.x() + 10;
            double y = chipCentre(box, line);
            for (TopicPartition id : here.lines().get(line)) {
                chipX = chip(group, id, chipX, y, box.width() - 20, ground) + CHIP_GAP;
            }
            if (here.more() > 0 && line == here.lines().size() - 1) {
                sketch.label(chipX, y, "+" + here.more(), Lettering.SMALL, Ink.MUTED, ground);
            }
        }
    }

    private double chip(
            GroupView group, TopicPartition id, double x, double y, double max, Tint on) {
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

    /// The lag as a number and as a row of bars over the last seconds, the tallest of them full
    /// height.
    private void foot(GroupView group, Box box, Tint ground) {
        double y = box.bottom() - FOOT / 2 + 1;
        double x = box.x() + PADDING + 1;
        boolean known = group.lags().stream().anyMatch(lag -> lag.lag() != Lag.UNKNOWN);
        double end = sketch.label(x, y, "lag ", Lettering.BODY, Ink.MUTED, ground);
        String number = known ? Numbers.grouped(group.totalLag()) : "–";
        end = sketch.label(end, y, number, Lettering.STRONG, Ink.TEXT, ground) + 10;
        List<Long> history = group.lagHistory();
        int bars =
                (int)
                        Math.min(
                                Math.min(BARS_MAX, history.size()),
                                (box.right() - PADDING - end) / BAR_PITCH);
        if (bars < 2 || !known) {
            return;
        }
        List<Long> shown = history.subList(history.size() - bars, history.size());
        double most = Math.max(1, shown.stream().mapToLong(Long::longValue).max().orElse(1));
        List<Double> heights = shown.stream().map(lag -> lag / most).toList();
        Box area =
                new Box(
                        Math.round(end),
                        Math.round(y + 4.5 - BAR_HEIGHT),
                        bars * BAR_PITCH,
                        BAR_HEIGHT);
        sketch.add(new Shape.Bars(area, heights, Tint.of(Ink.FAINT)));
    }
}
