package dev.vitrine.ui.lens;

import dev.vitrine.history.GroupPast.Hold;
import dev.vitrine.history.GroupPast.MemberPast;
import dev.vitrine.history.GroupPast.Ownership;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who has what now, and what it is still to get: members × partitions.
final class GroupMatrix {
    private static final double HEAD = 38;
    private static final double PITCH_MIN = 6;
    private static final double PITCH_MAX = 14;
    private static final double ROW = 16;
    private static final int COLUMNS_PER_NUMBER = 8;
    private static final Tint GROUND = Tint.of(Ink.STAGE);

    private final Sketch sketch;
    private final GroupView group;
    private final Box box;
    private final double pitch;
    private final List<TopicPartition> columns;
    private final int hidden;
    private final List<MemberPast> members;
    private final Map<TopicPartition, Hold> now = new TreeMap<>();

    GroupMatrix(Sketch sketch, GroupView group, GroupRows rows, Box area) {
        this.sketch = sketch;
        this.group = group;
        this.box = area;
        double room = area.width() - GroupGantt.NAME_WIDTH;
        group.past().open().forEach(hold -> now.put(hold.id(), hold));
        int count = Math.max(1, now.size());
        this.pitch = Math.clamp(Math.floor(room / count), PITCH_MIN, PITCH_MAX);
        int fitting = (int) Math.min(now.size(), room / pitch);
        List<TopicPartition> ids = List.copyOf(now.keySet());
        this.columns = ids.subList(0, fitting);
        this.hidden = ids.size() - fitting;
        this.members =
                rows.rows().stream().map(GroupRows.Row::last).filter(MemberPast::isHere).toList();
    }

    double height() {
        return HEAD + (members.size() + 1) * ROW;
    }

    void draw() {
        String title =
                "WHO HAS WHAT NOW · " + members.size() + " MEMBERS × " + now.size() + " PARTITIONS";
        double end =
                sketch.label(
                        box.x(),
                        box.y() + 7,
                        sketch.fit(title, box.width(), Lettering.SMALL_STRONG),
                        Lettering.SMALL_STRONG,
                        Ink.MUTED,
                        GROUND);
        String more = hidden == 0 ? "" : "+ " + hidden + " partitions to the right have no room";
        sketch.label(
                end + 12,
                box.y() + 7,
                sketch.fit(more, box.right() - end - 12, Lettering.SMALL),
                Lettering.SMALL,
                Ink.MUTED,
                GROUND);
        numbers(box.y() + 26);
        double y = box.y() + HEAD;
        for (MemberPast member : members) {
            row(member, y);
            y += ROW;
        }
        unowned(y);
    }

    private double x(int column) {
        return box.x() + GroupGantt.NAME_WIDTH + column * pitch;
    }

    /// Every eighth partition by its number, the first of a topic by its name.
    private void numbers(double y) {
        double free = 0;
        String topic = "";
        for (int i = 0; i < columns.size(); i++) {
            TopicPartition id = columns.get(i);
            boolean first = !id.topic().equals(topic);
            topic = id.topic();
            if (first || id.partition() % COLUMNS_PER_NUMBER == 0) {
                String text = first ? id.toString() : Integer.toString(id.partition());
                double width = sketch.width(text, Lettering.SMALL);
                if (x(i) >= free && x(i) + width <= box.right()) {
                    sketch.label(x(i), y, text, Lettering.SMALL, Ink.MUTED, GROUND);
                    free = x(i) + width + 6;
                }
            }
        }
    }

    private void row(MemberPast member, double y) {
        name(member.name(), y);
        cells(0, columns.size(), Shape.Look.SOLID, Tint.mix(Ink.CARD_BORDER, 0.55, Ink.STAGE), y);
        List<Shape.Look> looks = new ArrayList<>();
        List<String> has = new ArrayList<>();
        List<String> gets = new ArrayList<>();
        for (TopicPartition id : columns) {
            Hold hold = now.get(id);
            if (hold != null && hold.memberId().equals(member.memberId())) {
                has.add(id.toString());
                looks.add(GroupGantt.look(hold.ownership()));
            } else if (member.target().contains(id)) {
                gets.add(id.toString());
                looks.add(Shape.Look.OPEN);
            } else {
                looks.add(Shape.Look.GHOST);
            }
        }
        runs(looks, y, Tint.of(Ink.ACCENT));
        sketch.add(
                new Fact(
                        "groups-matrix-" + member.memberId(),
                        Fact.Role.MEMBER,
                        member.name(),
                        gets.isEmpty() ? has.isEmpty() ? "IDLE" : "OWNS" : "WAITS",
                        member.name()
                                + " has "
                                + (has.isEmpty() ? "nothing" : String.join(" ", has))
                                + (gets.isEmpty()
                                        ? ""
                                        : "; it is still to get " + String.join(" ", gets)),
                        new Box(box.x(), y, box.width(), ROW),
                        new Subject.OfMember(group.name(), member.memberId()),
                        null));
    }

    private void unowned(double y) {
        name("no owner", y);
        List<Shape.Look> looks = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (TopicPartition id : columns) {
            Hold hold = now.get(id);
            boolean nobody = hold != null && hold.ownership() == Ownership.UNOWNED;
            looks.add(nobody ? Shape.Look.OPEN : Shape.Look.GHOST);
            if (nobody) {
                ids.add(id.toString());
            }
        }
        runs(looks, y, Tint.of(Ink.WARNING));
        sketch.add(
                new Fact(
                        "groups-matrix-nobody",
                        Fact.Role.NOTE,
                        "no owner",
                        ids.isEmpty() ? "NONE" : "SOME",
                        "Without an owner: " + (ids.isEmpty() ? "nothing" : String.join(" ", ids)),
                        new Box(box.x(), y, box.width(), ROW),
                        null,
                        null));
    }

    private void name(String name, double y) {
        sketch.label(
                box.x(),
                y + ROW / 2,
                sketch.fit(name, GroupGantt.NAME_WIDTH - 10, Lettering.SMALL),
                Lettering.SMALL,
                Ink.TEXT,
                GROUND);
    }

    /// Neighbouring cells of one look together; [Shape.Look#GHOST] stands for nothing.
    private void runs(List<Shape.Look> looks, double y, Tint tint) {
        int from = 0;
        while (from < looks.size()) {
            int to = from + 1;
            while (to < looks.size() && looks.get(to) == looks.get(from)) {
                to++;
            }
            if (looks.get(from) == Shape.Look.OPEN) {
                cells(from, to, Shape.Look.OPEN, Tint.of(Ink.WARNING), y);
            } else if (looks.get(from) != Shape.Look.GHOST) {
                cells(from, to, looks.get(from), tint, y);
            }
            from = to;
        }
    }

    private void cells(int from, int to, Shape.Look look, Tint tint, double y) {
        double size = Math.min(pitch, ROW) - (pitch > 8 ? 3 : 2);
        Box first = new Box(x(from), y + (ROW - size) / 2, size, size);
        sketch.add(new Shape.Cells(first, pitch, to - from, look, tint, GROUND));
    }
}
