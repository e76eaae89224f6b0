package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.Link;
import dev.vitrine.history.Snapshot.MemberView;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who is talking to whom, as curves.
final class Wires {
    /// Coloured wires between a client and a broker; with more there is one for all.
    private static final int PARTITIONS_MAX = 3;

    /// How long a wire to a broker that is gone stays, broken.
    private static final long BROKEN_MS = 12_000;

    /// How long before its end a broker must have been spoken to for that.
    private static final long BROKEN_FRESH_MS = 5_000;

    private static final double WIDTH = 1.5;
    private static final double WIDTH_MAX = 3;

    /// A wire is painted anew when its width changes, which not every request is worth.
    private static final double WIDTH_STEP = 0.25;

    private static final double SHARE = 0.42;

    private final Sketch sketch;
    private final Cast cast;
    private final Homes homes;
    private final BrokerCards brokers;
    private final ClientCards clients;
    private final GroupCards groups;
    private final Lit lit;
    private final Map<Key, Shape.Wire> wires = new LinkedHashMap<>();

    /// A wire of a client to a broker; for one partition, or for all that have none of their own.
    private record Key(String client, int node, boolean toBroker, @Nullable TopicPartition id) {}

    Wires(
            Sketch sketch,
            Cast cast,
            Homes homes,
            BrokerCards brokers,
            ClientCards clients,
            GroupCards groups,
            Lit lit) {
        this.sketch = sketch;
        this.cast = cast;
        this.homes = homes;
        this.brokers = brokers;
        this.clients = clients;
        this.groups = groups;
        this.lit = lit;
    }

    void draw() {
        if (homes.hasTrunks()) {
            new Trunks(cast, homes, clients, groups, sketch).draw();
            return;
        }
        for (ClientView client : cast.left()) {
            Box box = clients.box(client.name());
            if (box != null) {
                leftWires(client, box);
            }
        }
        for (GroupView group : cast.groups()) {
            groupWires(group);
        }
        for (ClientView client : cast.right()) {
            Box box = groups.readerBox(client.name());
            if (box != null && client.isHere()) {
                for (Link link : client.links()) {
                    readWires(client.name(), link, link.fetched(), box, null);
                }
            }
        }
        Message request = lit.request();
        Shape.Wire way = request == null ? null : wireOf(request);
        if (way != null) {
            sketch.add(way.in(Tint.of(Ink.ACCENT), way.width() + 1));
        }
    }

    private void leftWires(ClientView client, Box box) {
        for (Link link : client.links()) {
            NodeView node = cast.snapshot().node(link.node());
            Box card = brokers.card(link.node());
            if (node == null || card == null) {
                continue;
            }
            if (!node.isUp()) {
                broken(link, node, box, card);
                continue;
            }
            if (!client.isHere() || (link.connections() == 0 && link.requestsPerSecond() == 0)) {
                continue;
            }
            List<TopicPartition> named = link.produced();
            if (named.isEmpty() || named.size() > PARTITIONS_MAX) {
                boolean busy = !named.isEmpty() || link.requestsPerSecond() > 0;
                if (busy || !client.produces()) {
                    Shape.Wire wire =
                            new Shape.Wire(
                                    box.right(),
                                    box.centreY(),
                                    card.x(),
                                    brokers.headerY(link.node()),
                                    width(link),
                                    Tint.mix(Ink.FAINT, busy ? 0.7 : 0.4, Ink.STAGE),
                                    Shape.Dash.SOLID);
                    put(new Key(client.name(), link.node(), true, null), wire);
                }
                continue;
            }
            for (TopicPartition id : named) {
                Shape.Wire wire =
                        new Shape.Wire(
                                box.right(),
                                box.centreY(),
                                card.x(),
                                brokers.wireY(link.node(), id),
                                width(link),
                                hueTint(id),
                                Shape.Dash.SOLID);
                put(new Key(client.name(), link.node(), true, id), wire);
            }
        }
    }

    /// A wire to a broker that went while the client was using it.
    private void broken(Link link, NodeView node, Box box, Box card) {
        boolean wasUsed = link.lastAtMs() >= node.sinceMs() - BROKEN_FRESH_MS;
        if (!wasUsed || cast.nowMs() - node.sinceMs() > BROKEN_MS) {
            return;
        }
        sketch.add(
                new Shape.Wire(
                        box.right(),
                        box.centreY(),
                        card.x(),
                        brokers.headerY(node.id()),
                        WIDTH,
                        Tint.mix(Ink.DANGER, 0.5, Ink.STAGE),
                        Shape.Dash.DASHED));
    }

    private void groupWires(GroupView group) {
        for (MemberView member : group.members()) {
            Box box = groups.memberBox(group.name(), member.memberId());
            ClientView client = cast.snapshot().client(member.clientId());
            if (box == null) {
                box = groups.groupBox(group.name());
            }
            if (box == null || client == null || !client.isHere()) {
                continue;
            }
            for (Link link : client.links()) {
                List<TopicPartition> read = new ArrayList<>();
                for (TopicPartition id : member.assignment()) {
                    var partition = cast.snapshot().partition(id.topic(), id.partition());
                    if (partition != null && partition.leader() == link.node()) {
                        read.add(id);
                    }
                }
                if (!read.isEmpty()) {
                    readWires(client.name(), link, read, box, member.memberId());
                }
            }
        }
        Box box = groups.groupBox(group.name());
        Box card = brokers.card(group.coordinator());
        NodeView coordinator = cast.snapshot().node(group.coordinator());
        if (box != null
                && card != null
                && coordinator != null
                && coordinator.isUp()
                && GroupCards.isRebalancing(group.state())) {
            sketch.add(
                    new Shape.Wire(
                            card.right(),
                            brokers.headerY(group.coordinator()),
                            box.x(),
                            box.y() + 20,
                            WIDTH,
                            Tint.mix(Ink.WARNING, 0.55, Ink.STAGE),
                            Shape.Dash.DOTTED));
        }
    }

    private void readWires(
            String client,
            Link link,
            List<TopicPartition> read,
            Box box,
            @Nullable String memberId) {
        NodeView node = cast.snapshot().node(link.node());
        Box card = brokers.card(link.node());
        if (node == null || card == null || !node.isUp() || link.connections() == 0) {
            return;
        }
        double endX = memberId == null ? box.x() : groups.left();
        if (read.size() > PARTITIONS_MAX || read.isEmpty()) {
            Shape.Wire wire =
                    new Shape.Wire(
                            card.right(),
                            brokers.headerY(link.node()),
                            endX,
                            box.y() + 18,
                            width(link),
                            Tint.mix(Ink.FAINT, 0.6, Ink.STAGE),
                            Shape.Dash.SOLID);
            put(new Key(client, link.node(), false, null), wire);
            return;
        }
        for (TopicPartition id : read) {
            double y = memberId == null ? box.centreY() : groups.chipY(memberId, id, box);
            Shape.Wire wire =
                    new Shape.Wire(
                            card.right(),
                            brokers.wireY(link.node(), id),
                            endX,
                            y,
                            width(link),
                            hueTint(id),
                            Shape.Dash.SOLID);
            put(new Key(client, link.node(), false, id), wire);
        }
    }

    private void put(Key key, Shape.Wire wire) {
        wires.put(key, wire);
        sketch.add(wire);
    }

    private Tint hueTint(TopicPartition id) {
        return Tint.mix(Ink.hue(cast.hue(id)), SHARE, Ink.STAGE);
    }

    /// Grows with the rate: ten requests a second are half again as wide, a thousand twice.
    private static double width(Link link) {
        return width(link.requestsPerSecond(), WIDTH_MAX);
    }

    static double width(int requestsPerSecond, double most) {
        double decades = Math.log10(1 + requestsPerSecond / 10.0);
        double width = WIDTH * (1 + decades / 2);
        return Math.min(most, Math.round(width / WIDTH_STEP) * WIDTH_STEP);
    }

    /// A way between a client and a broker, from left to right; nothing when there is none on the
    /// stage.
    ///
    /// @return a wire that is drawn, else where one would be
    Shape.@Nullable Wire between(String client, int node) {
        for (Map.Entry<Key, Shape.Wire> each : wires.entrySet()) {
            if (each.getKey().client().equals(client) && each.getKey().node() == node) {
                return each.getValue();
            }
        }
        Box card = brokers.card(node);
        Box left = clients.box(client);
        if (homes.hasTrunks() || card == null) {
            return null;
        }
        double y = brokers.headerY(node);
        Tint tint = Tint.mix(Ink.FAINT, 0.7, Ink.STAGE);
        if (left != null) {
            return new Shape.Wire(
                    left.right(), left.centreY(), card.x(), y, WIDTH, tint, Shape.Dash.DOTTED);
        }
        Box right = rightBox(client);
        return right == null
                ? null
                : new Shape.Wire(
                        card.right(),
                        y,
                        right.x(),
                        right.centreY(),
                        WIDTH,
                        tint,
                        Shape.Dash.DOTTED);
    }

    private @Nullable Box rightBox(String client) {
        for (GroupView group : cast.groups()) {
            for (MemberView member : group.members()) {
                if (member.clientId().equals(client)) {
                    Box box = groups.memberBox(group.name(), member.memberId());
                    return box == null ? groups.groupBox(group.name()) : box;
                }
            }
        }
        return groups.readerBox(client);
    }

    boolean isDrawn(Shape.Wire wire) {
        return wires.containsValue(wire);
    }

    boolean isAtLeft(String client) {
        return clients.box(client) != null;
    }

    boolean isFromLeft(Message message) {
        return clients.box(message.from()) != null;
    }

    /// The way of a request; nothing when it has none on the stage.
    Shape.@Nullable Wire wireOf(Message message) {
        boolean left = isFromLeft(message);
        for (TopicPartition id : message.about()) {
            Shape.Wire wire = wires.get(new Key(message.from(), message.to(), left, id));
            if (wire != null) {
                return wire;
            }
        }
        return wires.get(new Key(message.from(), message.to(), left, null));
    }
}
