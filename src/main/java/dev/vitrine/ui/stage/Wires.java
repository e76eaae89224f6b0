package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.Link;
import dev.vitrine.history.Snapshot.MemberView;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.Outcome;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
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

/// Who is talking to whom, as curves, and the requests on their way, as dots.
///
/// Every dot is a request that a node took: it leaves when the node took it, and what a consumer
/// gets comes back when it was answered. Not more than [#DOTS_MAX] move at a time; above that every
/// second, fourth … is shown, the wires grow with the rate, and the stage says sampled.
final class Wires {
    static final int DOTS_MAX = 7;

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
    private static final double DOT = 4.5;
    private static final double HALO = 8;

    private final Sketch sketch;
    private final Cast cast;
    private final Homes homes;
    private final BrokerCards brokers;
    private final ClientCards clients;
    private final GroupCards groups;
    private final Lit lit;
    private final double travelMs;
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
            Lit lit,
            double travelMs) {
        this.sketch = sketch;
        this.cast = cast;
        this.homes = homes;
        this.brokers = brokers;
        this.clients = clients;
        this.groups = groups;
        this.lit = lit;
        this.travelMs = travelMs;
    }

    void drawWires() {
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

    /// A request at a point of its way.
    private record Moving(Message message, Shape.Wire wire, double at, boolean back) {}

    /// @return whether some requests on their way are not shown
    boolean drawDots() {
        if (travelMs <= 0 || homes.hasTrunks()) {
            return false;
        }
        List<Moving> moving = new ArrayList<>();
        Map<Shape.Wire, Message> waiting = new LinkedHashMap<>();
        for (Message message : cast.snapshot().messages()) {
            follow(message, moving, waiting);
        }
        waiting.forEach(this::ring);
        int every = 1;
        while (count(moving, every) > DOTS_MAX) {
            every *= 2;
        }
        for (Moving each : moving) {
            if (each.message().seq() % every == 0) {
                dot(each);
            }
        }
        return every > 1;
    }

    private static long count(List<Moving> moving, int every) {
        return moving.stream().filter(each -> each.message().seq() % every == 0).count();
    }

    private void follow(Message message, List<Moving> moving, Map<Shape.Wire, Message> waiting) {
        boolean reads = message.api().toLowerCase(Locale.ROOT).contains("fetch");
        Shape.Wire wire = wireOf(message);
        if (wire == null) {
            return;
        }
        boolean leftward = isFromLeft(message);
        if (!reads || leftward) {
            double out = (cast.nowMs() - message.atMs()) / travelMs;
            if (out >= 0 && out < 1) {
                moving.add(new Moving(message, wire, out, !leftward));
            } else if (message.outcome() == Outcome.WAITING && leftward && out >= 1) {
                waiting.putIfAbsent(wire, message);
            }
        }
        boolean answers = reads || message.isError();
        if (answers && message.outcome() == Outcome.ANSWERED) {
            double back = (cast.nowMs() - message.endedAtMs()) / travelMs;
            if (back >= 0 && back < 1 && (message.isError() || message.recordBytes() > 0)) {
                moving.add(new Moving(message, wire, back, leftward));
            }
        }
    }

    private boolean isFromLeft(Message message) {
        return clients.box(message.from()) != null;
    }

    private Shape.@Nullable Wire wireOf(Message message) {
        boolean left = isFromLeft(message);
        for (TopicPartition id : message.about()) {
            Shape.Wire wire = wires.get(new Key(message.from(), message.to(), left, id));
            if (wire != null) {
                return wire;
            }
        }
        return wires.get(new Key(message.from(), message.to(), left, null));
    }

    private void dot(Moving each) {
        double along = each.back() ? 1 - each.at() : each.at();
        Message message = each.message();
        boolean failed =
                message.outcome() == Outcome.ANSWERED
                        && message.isError()
                        && each.back() == isFromLeft(message);
        Ink ink = failed ? Ink.DANGER : ink(message);
        double x = each.wire().xAt(along);
        double y = each.wire().yAt(along);
        Tint halo = lit.is(message) ? Tint.of(Ink.ACCENT) : Tint.mix(ink, 0.28, Ink.STAGE);
        sketch.add(new Shape.Dot(x, y, DOT, Tint.of(ink), halo, HALO));
        fact(message, x, y);
    }

    /// The hue of the one partition it is about; grey when it is about none or several.
    private Ink ink(Message message) {
        return message.about().size() == 1
                ? Ink.hue(cast.hue(message.about().getFirst()))
                : Ink.FAINT;
    }

    private void ring(Shape.Wire wire, Message message) {
        Ink ink = ink(message);
        double x = wire.x2() - 9;
        sketch.add(new Shape.Ring(x, wire.y2(), DOT, 1.6, Tint.of(ink), Tint.of(Ink.STAGE)));
        fact(message, x, wire.y2());
    }

    private void fact(Message message, double x, double y) {
        String outcome =
                switch (message.outcome()) {
                    case WAITING -> "waits at broker " + message.to();
                    case ANSWERED -> message.error().equals("NONE") ? "answered" : message.error();
                    case UNANSWERED -> "taken, no answer due";
                    case CUT -> "cut off";
                };
        sketch.add(
                new Fact(
                        "message-" + message.seq(),
                        Fact.Role.MESSAGE,
                        message.api(),
                        message.outcome().name(),
                        message.api()
                                + " of "
                                + message.from()
                                + " to broker "
                                + message.to()
                                + (message.subject().isEmpty() ? "" : "\n" + message.subject())
                                + "\n"
                                + outcome,
                        new Box(x - HALO, y - HALO, 2 * HALO, 2 * HALO),
                        new Subject.OfMessage(message.seq()),
                        null));
    }
}
