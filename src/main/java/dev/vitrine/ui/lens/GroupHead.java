package dev.vitrine.ui.lens;

import dev.vitrine.event.Event;
import dev.vitrine.history.GroupPast;
import dev.vitrine.history.GroupPast.Rebalance;
import dev.vitrine.history.GroupPast.StateSpan;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import java.util.ArrayList;
import java.util.List;

/// The group in words: its name and those of the others, its state machine with the state it is in,
/// its protocol, and how much went unread.
final class GroupHead {
    static final double HEIGHT = 58;

    private static final List<String> CLASSIC =
            List.of("Empty", "PreparingRebalance", "CompletingRebalance", "Stable", "Dead");
    private static final List<String> CONSUMER =
            List.of("Empty", "Assigning", "Reconciling", "Stable", "Dead");
    private static final Tint GROUND = Tint.of(Ink.STAGE);
    private static final double NAME_WIDTH_MAX = 150;
    private static final double PLATE = 20;
    private static final double LINK = 12;
    private static final double TENTH_MS = 100;

    private final Sketch sketch;
    private final GroupView group;
    private final long nowMs;
    private final Box box;

    GroupHead(Sketch sketch, GroupView group, long nowMs, Box box) {
        this.sketch = sketch;
        this.group = group;
        this.nowMs = nowMs;
        this.box = box;
    }

    /// @param groups all there are, to choose another
    void draw(List<GroupView> groups) {
        double y = box.y() + PLATE / 2;
        double x = name(box.x(), y) + 16;
        double end = states(x, y);
        others(groups, end + 20, y);
        second(box.y() + 42);
    }

    private double name(double x, double y) {
        String name = sketch.fit(group.name(), NAME_WIDTH_MAX, Lettering.TITLE);
        double end = sketch.label(x, y, name, Lettering.TITLE, Ink.TEXT, GROUND);
        sketch.add(
                new Fact(
                        "groups-name",
                        Fact.Role.GROUP,
                        group.name(),
                        group.state(),
                        "Group " + group.name() + ", " + group.state(),
                        new Box(x, y - PLATE / 2, end - x, PLATE),
                        new Subject.OfGroup(group.name()),
                        null));
        return end;
    }

    private double states(double from, double y) {
        List<String> names = group.protocolType().equals("consumer") ? CONSUMER : CLASSIC;
        double x = from;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            boolean lit = name.equalsIgnoreCase(group.state());
            Lettering lettering = lit ? Lettering.SMALL_STRONG : Lettering.SMALL;
            if (x + sketch.badgeWidth(name, lettering) > box.right()) {
                return x;
            }
            if (i > 0) {
                double link = x + LINK;
                sketch.add(
                        new Shape.Line(
                                x,
                                Math.round(y),
                                link,
                                Math.round(y),
                                1,
                                Tint.of(i == names.size() - 1 ? Ink.CARD_BORDER : Ink.FAINT)));
                x = link;
            }
            Box plate =
                    sketch.badge(
                            x,
                            y,
                            PLATE,
                            name,
                            lettering,
                            lit ? Ink.ON_ACCENT : Ink.MUTED,
                            lit ? Tint.of(Ink.ACCENT) : GROUND,
                            Tint.of(lit ? Ink.ACCENT : Ink.CARD_BORDER),
                            Shape.Dash.SOLID);
            sketch.add(
                    new Fact(
                            "groups-state-" + name,
                            Fact.Role.NOTE,
                            name,
                            lit ? "LIT" : "DARK",
                            stateTip(name, lit),
                            plate,
                            null,
                            null));
            x = plate.right();
        }
        return x;
    }

    private String stateTip(String name, boolean lit) {
        List<StateSpan> spans = group.past().states();
        if (lit && !spans.isEmpty()) {
            return group.name()
                    + " is "
                    + name
                    + " for "
                    + Numbers.duration(nowMs - spans.getLast().fromMs());
        }
        for (int i = spans.size() - 2; i >= 0; i--) {
            if (spans.get(i).state().equals(name)) {
                long from = spans.get(i).fromMs();
                long to = spans.get(i + 1).fromMs();
                return name
                        + " for "
                        + Numbers.duration(to - from)
                        + ", until "
                        + Numbers.duration(nowMs - to)
                        + " ago";
            }
        }
        return group.name() + " has not been " + name + " as far as is known";
    }

    private void others(List<GroupView> groups, double from, double y) {
        double x = from;
        int left = groups.size() - 1;
        for (GroupView other : groups) {
            if (other.name().equals(group.name())) {
                continue;
            }
            String name = sketch.fit(other.name(), NAME_WIDTH_MAX, Lettering.SMALL);
            double more = left > 1 ? 70 : 0;
            if (x + sketch.badgeWidth(name, Lettering.SMALL) + more > box.right()) {
                break;
            }
            Box chip =
                    sketch.badge(
                            x,
                            y,
                            PLATE,
                            name,
                            Lettering.SMALL,
                            Ink.TEXT,
                            Tint.of(Ink.CARD),
                            Tint.of(Ink.CARD_BORDER),
                            Shape.Dash.SOLID);
            sketch.add(
                    new Fact(
                            "groups-choose-" + other.name(),
                            Fact.Role.GROUP,
                            other.name(),
                            other.state(),
                            "Show group " + other.name() + ", " + other.state(),
                            chip,
                            new Subject.OfGroup(other.name()),
                            null));
            x = chip.right() + 6;
            left--;
        }
        String more = "+ " + left + " more";
        if (left > 0 && x + sketch.width(more, Lettering.SMALL) <= box.right()) {
            sketch.label(x, y, more, Lettering.SMALL, Ink.MUTED, GROUND);
        }
    }

    private void second(double y) {
        GroupPast past = group.past();
        String number = seconds(past.unownedMs(nowMs));
        String what = " partition-seconds without an owner";
        if (!past.rebalances().isEmpty()) {
            Rebalance last = past.rebalances().getLast();
            what += ", " + seconds(past.unownedMs(last, nowMs)) + " by the last rebalance";
        }
        double x = box.x();
        double end = sketch.label(x, y, number, Lettering.NAME, Ink.TEXT, GROUND);
        end = sketch.label(end, y, what, Lettering.BODY, Ink.MUTED, GROUND);
        sketch.add(
                new Fact(
                        "groups-unowned",
                        Fact.Role.NOTE,
                        number,
                        "",
                        unownedTip(past),
                        new Box(x, y - 9, end - x, 18),
                        null,
                        null));
        String rest = String.join(" · ", words());
        double room = box.right() - end - 22;
        String fitting = sketch.fit(rest, room, Lettering.BODY);
        if (!fitting.isEmpty()) {
            sketch.labelRight(box.right(), y, fitting, Lettering.BODY, Ink.MUTED, GROUND);
            sketch.add(
                    new Fact(
                            "groups-protocol",
                            Fact.Role.NOTE,
                            group.protocolType(),
                            group.state(),
                            rest,
                            new Box(box.right() - room, y - 9, room, 18),
                            null,
                            null));
        }
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        boolean classic = group.protocolType().equals("classic");
        words.add(classic ? "classic protocol" : "consumer protocol");
        if (!group.assignor().isEmpty()) {
            words.add(group.assignor());
        }
        words.add((classic ? "generation " : "group epoch ") + group.generation());
        if (group.coordinator() != Event.OUTSIDE) {
            words.add("coordinator: broker " + group.coordinator());
        }
        int size = group.members().size();
        words.add(size + (size == 1 ? " member" : " members"));
        return words;
    }

    private String unownedTip(GroupPast past) {
        StringBuilder tip =
                new StringBuilder("For each partition, how long nobody had it while the group had")
                        .append(" members, summed; of the last ")
                        .append(Numbers.duration(nowMs - past.sinceMs()));
        List<Rebalance> all = past.rebalances();
        for (int i = Math.max(0, all.size() - 3); i < all.size(); i++) {
            tip.append('\n').append(words(all.get(i), past, nowMs, group.protocolType()));
        }
        return tip.toString();
    }

    /// `generation 4: took 0.3 s, 6 partitions went from their owners, 1.2 partition-seconds …`
    static String words(Rebalance rebalance, GroupPast past, long nowMs, String protocol) {
        boolean classic = protocol.equals("classic");
        long until = rebalance.isOpen() ? nowMs : rebalance.toMs();
        String asked =
                classic
                        ? "JoinGroup ×"
                                + rebalance.joinGroups()
                                + ", SyncGroup ×"
                                + rebalance.syncGroups()
                        : "JoinGroup ×"
                                + rebalance.joinGroups()
                                + ", ConsumerGroupHeartbeat ×"
                                + rebalance.heartbeats();
        return (classic ? "generation " : "epoch ")
                + rebalance.generation()
                + (rebalance.isOpen() ? ": goes on for " : ": took ")
                + Numbers.duration(until - rebalance.fromMs())
                + "; partitions that went from their owners: "
                + rebalance.lost()
                + "; partition-seconds without an owner: "
                + seconds(past.unownedMs(rebalance, nowMs))
                + "; "
                + asked;
    }

    /// `3.2`
    static String seconds(long ms) {
        long tenths = Math.round(ms / TENTH_MS);
        return Numbers.grouped(tenths / 10) + "." + tenths % 10;
    }
}
