package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.Link;
import dev.vitrine.history.Snapshot.MemberView;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The wires of a large cluster: from each client to each broker they would hide more than they
/// show, so that one trunk leads from each client or group to all brokers, as wide as it is busy.
/// Requests are not drawn one by one.
final class Trunks {
    private static final double WIDTH_MAX = 5;
    private static final double BUS_WIDTH = 2;

    /// From the brokers' cards to the line that stands for all of them.
    private static final double BUS_AIR = 10;

    private static final double BUS_END = 14;
    private static final Tint BUS = Tint.mix(Ink.FAINT, 0.55, Ink.STAGE);

    private final Cast cast;
    private final ClientCards clients;
    private final GroupCards groups;
    private final Sketch sketch;
    private final double left;
    private final double right;
    private final double top;
    private final double bottom;

    Trunks(Cast cast, Homes homes, ClientCards clients, GroupCards groups, Sketch sketch) {
        this.cast = cast;
        this.clients = clients;
        this.groups = groups;
        this.sketch = sketch;
        List<Box> cards = homes.cards();
        left = homes.brokers().x() - BUS_AIR;
        right = cards.stream().mapToDouble(Box::right).max().orElse(left) + BUS_AIR;
        top = cards.getFirst().y() + BUS_END;
        bottom = cards.getLast().bottom() - BUS_END;
    }

    void draw() {
        boolean writes = false;
        for (ClientView client : cast.left()) {
            Box box = clients.box(client.name());
            if (box != null && isConnected(client)) {
                trunk(box.right(), box.centreY(), left, clamped(box), List.of(client));
                writes = true;
            }
        }
        boolean reads = false;
        for (GroupView group : cast.groups()) {
            reads |= readTrunk(groups.groupBox(group.name()), members(group));
        }
        for (ClientView client : cast.right()) {
            List<ClientView> alone = isConnected(client) ? List.of(client) : List.of();
            reads |= readTrunk(groups.readerBox(client.name()), alone);
        }
        bus(left, writes);
        bus(right, reads);
    }

    private List<ClientView> members(GroupView group) {
        List<ClientView> members = new ArrayList<>();
        for (MemberView member : group.members()) {
            ClientView client = cast.snapshot().client(member.clientId());
            if (client != null && isConnected(client)) {
                members.add(client);
            }
        }
        return members;
    }

    private static boolean isConnected(ClientView client) {
        return client.isHere()
                && client.links().stream()
                        .anyMatch(link -> link.connections() > 0 || link.requestsPerSecond() > 0);
    }

    private boolean readTrunk(@Nullable Box box, List<ClientView> readers) {
        if (box == null || readers.isEmpty()) {
            return false;
        }
        trunk(right, clamped(box), box.x(), box.centreY(), readers);
        return true;
    }

    private double clamped(Box box) {
        return Homes.clamp(box.centreY(), top, bottom);
    }

    private void trunk(double x1, double y1, double x2, double y2, List<ClientView> carried) {
        int requests =
                carried.stream()
                        .flatMap(client -> client.links().stream())
                        .mapToInt(Link::requestsPerSecond)
                        .sum();
        double share = requests > 0 ? 0.8 : 0.4;
        sketch.add(
                new Shape.Wire(
                        x1,
                        y1,
                        x2,
                        y2,
                        Wires.width(requests, WIDTH_MAX),
                        Tint.mix(Ink.FAINT, share, Ink.STAGE),
                        Shape.Dash.SOLID));
    }

    private void bus(double x, boolean used) {
        if (used) {
            sketch.add(new Shape.Line(x, top, x, bottom, BUS_WIDTH, BUS));
        }
    }
}
