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
import java.util.stream.Stream;

/// The groups at the right with their members, what each owns, and how far they are behind; below
/// them who reads without a group.
final class GroupCards {
    private static final double RADIUS = 12;
    private static final double PADDING = 11;
    private static final double MEMBER_GAP = 6;
    private static final double MEMBER_LINE = 20;
    private static final double HEAD = 54;
    private static final double FOOT = 36;

    /// Of partitions without a commit the lag is not known.
    static final String NO_LAG = "–";

    private static final double BADGE_GAP = 8;
    private static final double GAP_MIN = 12;
    private static final double GAP_MAX = 36;
    private static final double BAR_PITCH = 6;
    private static final int BARS_MAX = 12;
    private static final double BAR_HEIGHT = 14;

    private final Sketch sketch;
    private final Cast cast;
    private final Box column;
    private final Lit lit;
    private final List<Placed> placed = new ArrayList<>();
    private final Map<String, Box> readers = new LinkedHashMap<>();
    private final Map<TopicPartition, Map<String, Double>> chipY = new LinkedHashMap<>();
    private int hidden;

    /// How much of their groups' members there is to see, the most first; the same for all groups.
    enum Form {
        /// A card each, with what it owns.
        CARDS,
        /// A line each: how much it owns, and its lag.
        LINES,
        /// How many there are.
        COUNT,
        /// How many there are, and the group's lag beside it.
        BRIEF
    }

    /// How much the line below a group's name says.
    private enum Wording {
        FULL,
        SHORT,
        LEAST
    }

    /// A group and where it is.
    private record Placed(GroupView group, Box box, Form form, List<MemberCard> members) {}

    GroupCards(Sketch sketch, Cast cast, Box column, double top, Lit lit) {
        this.sketch = sketch;
        this.cast = cast;
        this.column = column;
        this.lit = lit;
        place(top);
    }

    private void place(double top) {
        List<GroupView> groups = cast.groups();
        List<ClientView> alone = cast.right();
        int count = groups.size() + alone.size();
        if (count == 0) {
            return;
        }
        double room = column.bottom() - top;
        Form form = form(room);
        double needed = needed(form);
        double gap = Homes.clamp((room - needed) / (count + 1), GAP_MIN, GAP_MAX);
        double y = top;
        for (GroupView group : groups) {
            Placed here = place(group, y, form);
            if (here.box().bottom() > column.bottom()) {
                hidden++;
                continue;
            }
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

    /// The fullest form in which all groups have room.
    private Form form(double room) {
        int gaps = cast.groups().size() + cast.right().size() - 1;
        for (Form form : Form.values()) {
            if (needed(form) + gaps * GAP_MIN <= room) {
                return form;
            }
        }
        return Form.BRIEF;
    }

    private double needed(Form form) {
        double needed = cast.right().size() * ClientCards.HEIGHT;
        for (GroupView group : cast.groups()) {
            needed += place(group, 0, form).box().height();
        }
        return needed;
    }

    private Placed place(GroupView group, double top, Form form) {
        double innerWidth = column.width() - 2 * PADDING;
        double y = Math.round(top) + HEAD;
        List<MemberCard> members = new ArrayList<>();
        switch (form) {
            case CARDS -> {
                for (MemberView member : group.members()) {
                    MemberCard card =
                            MemberCard.of(sketch, member, column.x() + PADDING, y, innerWidth);
                    members.add(card);
                    y += card.box().height() + MEMBER_GAP;
                }
            }
            case LINES -> {
                for (MemberView member : group.members()) {
                    Box line = new Box(column.x() + PADDING, y, innerWidth, MEMBER_LINE);
                    members.add(new MemberCard(member, line, List.of(), 0));
                    y += MEMBER_LINE;
                }
                y += MEMBER_GAP;
            }
            case COUNT -> y += MEMBER_LINE;
            case BRIEF -> y += MEMBER_LINE - 8 - FOOT + 6;
        }
        double height = y + FOOT - 6 - Math.round(top);
        Box box = new Box(column.x(), Math.round(top), column.width(), height);
        return new Placed(group, box, form, members);
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
                for (MemberCard member : each.members()) {
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
            for (MemberCard member : each.members()) {
                for (int line = 0; line < member.lines().size(); line++) {
                    double y = member.chipCentre(line);
                    for (TopicPartition id : member.lines().get(line)) {
                        chipY.computeIfAbsent(id, absent -> new LinkedHashMap<>())
                                .put(member.member().memberId(), y);
                    }
                }
            }
        }
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
                ClientCards.card(sketch, cast, client, box, lit);
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
        boolean selected = lit.has(subject) || hidesLit(here);
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
        for (MemberCard member : here.members()) {
            if (here.form() == Form.CARDS) {
                member.draw(sketch, cast, group, lit);
            } else {
                member.drawLine(sketch, cast, group, lit);
            }
        }
        switch (here.form()) {
            case CARDS, LINES -> foot(group, box, ground);
            case COUNT -> {
                count(group, box, box.y() + HEAD + MEMBER_LINE / 2 - 2, false, ground);
                foot(group, box, ground);
            }
            case BRIEF -> count(group, box, box.bottom() - MEMBER_LINE / 2 - 3, true, ground);
        }
    }

    /// Whether a member is lit that is not drawn for itself.
    private boolean hidesLit(Placed here) {
        return here.members().isEmpty()
                && here.group().members().stream()
                        .anyMatch(member -> MemberCard.isLit(here.group(), member, lit));
    }

    /// How many members there are, and how many of them own nothing.
    private void count(GroupView group, Box box, double y, boolean withLag, Tint ground) {
        int members = group.members().size();
        long idle = group.members().stream().filter(each -> each.assignment().isEmpty()).count();
        String words =
                Numbers.grouped(members)
                        + (members == 1 ? " member" : " members")
                        + (idle == 0 ? "" : " · " + Numbers.grouped(idle) + " idle")
                        + (withLag ? " · lag " + lag(group) : "");
        double x = box.x() + PADDING + 1;
        String text = sketch.fit(words, box.right() - PADDING - x, Lettering.BODY);
        double end = sketch.label(x, y, text, Lettering.BODY, Ink.TEXT, ground);
        sketch.add(
                new Fact(
                        "members-" + group.name(),
                        Fact.Role.NOTE,
                        words,
                        Integer.toString(members),
                        group.name() + ": " + words,
                        new Box(x, y - MEMBER_LINE / 2, end - x, MEMBER_LINE),
                        new Subject.OfGroup(group.name()),
                        null));
    }

    /// The state stands beside the name, or below it when the name would have to be cut for it;
    /// then the words below give way.
    private void head(GroupView group, Box box, Tint ground) {
        double x = box.x() + PADDING + 1;
        double y = box.y() + 20;
        double room = box.right() - PADDING - x;
        String word = stateWord(group.state());
        double badge =
                word.isEmpty() ? 0 : sketch.badgeWidth(word, Lettering.SMALL_STRONG) + BADGE_GAP;
        boolean beside = sketch.width(group.name(), Lettering.NAME) + badge <= room;
        String name = sketch.fit(group.name(), room, Lettering.NAME);
        double end = sketch.label(x, y, name, Lettering.NAME, Ink.TEXT, ground);
        double secondX = x;
        if (!word.isEmpty()) {
            double right = state(group, word, beside ? end + BADGE_GAP : x, beside ? y : y + 19);
            secondX = beside ? x : right + BADGE_GAP;
        }
        double secondRoom = x + room - secondX;
        String second =
                Stream.of(Wording.values())
                        .map(wording -> second(group, wording))
                        .filter(words -> sketch.width(words, Lettering.BODY) <= secondRoom)
                        .findFirst()
                        .orElse("");
        if (!second.isEmpty()) {
            sketch.label(secondX, y + 19, second, Lettering.BODY, Ink.MUTED, ground);
        }
    }

    /// @return its right end
    private double state(GroupView group, String word, double x, double y) {
        Ink ink = stateInk(group.state());
        return sketch.badge(
                        x,
                        y,
                        18,
                        word,
                        Lettering.SMALL_STRONG,
                        ink,
                        Tint.of(Ink.PANEL),
                        Tint.mix(ink, 0.5, Ink.PANEL),
                        Shape.Dash.SOLID)
                .right();
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

    /// The protocol, what assigns, and how often the group has changed; in fewer words for a
    /// narrower place, at last as `epoch 12` alone.
    private static String second(GroupView group, Wording wording) {
        boolean classic = group.protocolType().equals("classic");
        List<String> words = new ArrayList<>();
        if (wording != Wording.LEAST) {
            words.add(
                    classic
                            ? "classic"
                            : wording == Wording.FULL ? "consumer protocol" : "consumer");
        }
        if (classic && wording == Wording.FULL && !group.assignor().isEmpty()) {
            words.add(group.assignor());
        }
        words.add((classic ? "gen " : "epoch ") + group.generation());
        return String.join(" · ", words);
    }

    private static String lag(GroupView group) {
        boolean known = group.lags().stream().anyMatch(lag -> lag.lag() != Lag.UNKNOWN);
        return known ? Numbers.grouped(group.totalLag()) : NO_LAG;
    }

    /// The lag as a number and as a row of bars over the last seconds, the tallest of them full
    /// height.
    private void foot(GroupView group, Box box, Tint ground) {
        double y = box.bottom() - FOOT / 2 + 1;
        double x = box.x() + PADDING + 1;
        double end = sketch.label(x, y, "lag ", Lettering.BODY, Ink.MUTED, ground);
        end = sketch.label(end, y, lag(group), Lettering.STRONG, Ink.TEXT, ground) + 10;
        List<Long> history = group.lagHistory();
        int bars =
                (int)
                        Math.min(
                                Math.min(BARS_MAX, history.size()),
                                (box.right() - PADDING - end) / BAR_PITCH);
        if (bars < 2 || lag(group).equals(NO_LAG)) {
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
