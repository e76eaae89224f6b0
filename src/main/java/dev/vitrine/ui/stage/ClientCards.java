package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.Link;
import dev.vitrine.history.Snapshot.Produced;
import dev.vitrine.history.Subject;
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
import java.util.Map;
import java.util.Objects;

/// The clients at the left: those who write, and those from outside who have not read yet.
final class ClientCards {
    static final double HEIGHT = 56;
    private static final double TALL_HEIGHT = 74;
    private static final double RADIUS = 10;
    private static final double SPINE = 4;
    private static final double PADDING = 15;
    private static final double GAP_MIN = 12;
    private static final double GAP_MAX = 96;
    private static final String RATE = " rec/s";

    private final Sketch sketch;
    private final Cast cast;
    private final Box column;
    private final Lit lit;
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final int hidden;

    ClientCards(Sketch sketch, Cast cast, Box column, Lit lit) {
        this.sketch = sketch;
        this.cast = cast;
        this.column = column;
        this.lit = lit;
        this.hidden = place();
    }

    /// @return how many have no room
    private int place() {
        List<ClientView> clients = cast.left();
        int fitting = 0;
        double used = 0;
        for (ClientView client : clients) {
            double height = height(client);
            if (used + height > column.height() - (fitting + 1 < clients.size() ? HEIGHT / 2 : 0)) {
                break;
            }
            used += height + GAP_MIN;
            fitting++;
        }
        double total = 0;
        for (ClientView client : clients.subList(0, fitting)) {
            total += height(client);
        }
        double spare = column.height() - total;
        double gap = Homes.clamp(spare / (fitting + 1), GAP_MIN, GAP_MAX);
        double y = column.y() + Math.max(0, (spare - gap * (fitting - 1)) / 2);
        for (ClientView client : clients.subList(0, fitting)) {
            double height = height(client);
            boxes.put(client.name(), new Box(column.x(), Math.round(y), column.width(), height));
            y += height + gap;
        }
        return clients.size() - fitting;
    }

    private static double height(ClientView client) {
        return client.inApp() && client.produces() ? TALL_HEIGHT : HEIGHT;
    }

    @Nullable Box box(String client) {
        return boxes.get(client);
    }

    void draw() {
        for (ClientView client : cast.left()) {
            Box box = boxes.get(client.name());
            if (box != null) {
                card(sketch, cast, client, box, lit);
            }
        }
        if (cast.left().isEmpty()) {
            nobody(sketch, column, "no producer yet");
        }
        if (hidden > 0) {
            sketch.label(
                    column.x(),
                    column.bottom() - 8,
                    "+ " + hidden + " more clients",
                    Lettering.SMALL,
                    Ink.MUTED,
                    Tint.of(Ink.STAGE));
        }
    }

    static void nobody(Sketch sketch, Box column, String words) {
        Box box =
                new Box(
                        column.x(),
                        Math.round(column.centreY() - HEIGHT / 2),
                        column.width(),
                        HEIGHT);
        sketch.add(
                new Shape.Plate(box, RADIUS, null, Tint.of(Ink.CARD_BORDER), 1, Shape.Dash.DASHED));
        sketch.labelCentred(
                box.centreX(),
                box.centreY(),
                words,
                Lettering.BODY,
                Tint.of(Ink.MUTED),
                Tint.of(Ink.STAGE));
    }

    static void card(Sketch sketch, Cast cast, ClientView client, Box box, Lit lit) {
        Subject subject = new Subject.OfClient(client.name());
        boolean selected = lit.has(subject);
        Tint ground = Tint.mix(Ink.CARD, client.isHere() ? 1 : 0.45, Ink.STAGE);
        Tint edge = Tint.of(selected ? Ink.ACCENT : Ink.CARD_BORDER);
        sketch.add(
                new Shape.Plate(
                        box,
                        RADIUS,
                        ground,
                        edge,
                        selected ? 2 : 1,
                        client.isHere() || selected ? Shape.Dash.SOLID : Shape.Dash.DASHED));
        if (client.isHere()) {
            Ink spine = client.inApp() ? Ink.ACCENT : Ink.FAINT;
            sketch.add(new Shape.Spine(box, RADIUS, SPINE, Tint.of(spine)));
        }
        sketch.add(
                new Fact(
                        "client-" + client.name(),
                        Fact.Role.CLIENT,
                        client.name(),
                        client.isHere() ? "HERE" : "GONE",
                        Tips.of(client),
                        box,
                        subject,
                        null));
        StaleBadge stale = StaleBadge.of(cast.snapshot(), client.name(), cast.nowMs());
        lines(sketch, client, stale, box, ground);
    }

    private static void lines(
            Sketch sketch, ClientView client, @Nullable StaleBadge stale, Box box, Tint ground) {
        double x = box.x() + PADDING;
        double room = box.right() - 10 - x;
        double y = box.y() + 20;
        String badge = client.inApp() ? "" : "external";
        double badgeWidth = badge.isEmpty() ? 0 : sketch.badgeWidth(badge, Lettering.SMALL) + 7;
        boolean withBadge = sketch.width(client.name(), Lettering.NAME) + badgeWidth <= room;
        double staleWidth = stale == null ? 0 : stale.width(sketch);
        boolean staleBelow = sketch.width(client.name(), Lettering.NAME) + staleWidth > room;
        String name =
                sketch.fit(client.name(), room - (withBadge ? badgeWidth : 0), Lettering.NAME);
        Ink nameInk = client.isHere() ? Ink.TEXT : Ink.MUTED;
        double end = sketch.label(x, y, name, Lettering.NAME, nameInk, ground);
        if (stale != null && !staleBelow) {
            stale.draw(sketch, end + 7, y, ground);
        }
        if (withBadge && !badge.isEmpty()) {
            sketch.badge(
                    end + 7,
                    y,
                    17,
                    badge,
                    Lettering.SMALL,
                    Ink.MUTED,
                    ground,
                    Tint.of(Ink.CARD_BORDER),
                    Shape.Dash.SOLID);
        }
        List<String> words = second(client, withBadge);
        double secondRoom = room - (staleBelow ? staleWidth : 0);
        while (words.size() > 2 && sketch.width(join(words), Lettering.BODY) > secondRoom) {
            words.remove(words.size() - 2);
        }
        if (sketch.width(join(words), Lettering.BODY) > secondRoom) {
            words.replaceAll(ClientCards::shortened);
        }
        String second = sketch.fit(join(words), secondRoom, Lettering.BODY);
        double secondEnd = sketch.label(x, y + 18, second, Lettering.BODY, Ink.MUTED, ground);
        if (stale != null && staleBelow) {
            stale.draw(sketch, secondEnd + 7, y + 18, ground);
        }
        if (client.inApp() && client.produces() && box.height() >= TALL_HEIGHT) {
            results(sketch, client.produced(), x, y + 36, room, ground);
        }
    }

    /// `120 rec/s` as `120/s`: of a producer that it is records is plain.
    private static String shortened(String words) {
        return words.endsWith(RATE)
                ? words.substring(0, words.length() - RATE.length()) + "/s"
                : words;
    }

    private static String join(List<String> words) {
        return String.join(" · ", words);
    }

    /// What the card says below the name, the first and the last most worth saying.
    private static List<String> second(ClientView client, boolean saysExternal) {
        List<String> words = new ArrayList<>();
        if (!client.isHere()) {
            words.add(client.gone().isEmpty() ? "gone" : client.gone());
            return words;
        }
        if (client.inApp()) {
            client.settings().forEach((key, value) -> words.add(setting(key, value)));
            return words;
        }
        if (!saysExternal) {
            words.add("external");
        }
        String does = does(client);
        if (!does.isEmpty()) {
            words.add(does);
        }
        int rate = client.links().stream().mapToInt(Link::requestsPerSecond).sum();
        words.add(rate + " req/s");
        return words;
    }

    private static String does(ClientView client) {
        if (client.produces()) {
            return client.consumes() ? "writes, reads" : "writes";
        }
        if (client.consumes()) {
            return "reads";
        }
        return client.administers() ? "admin" : "asks";
    }

    private static String setting(String key, String value) {
        if (value.isEmpty()) {
            return key;
        }
        return value.indexOf(' ') >= 0 ? value : key + "=" + value;
    }

    /// A producer's own results, failures in red when there are any.
    private static void results(
            Sketch sketch, @Nullable Produced maybe, double x, double y, double room, Tint on) {
        Produced produced = Objects.requireNonNullElse(maybe, new Produced(0, 0, 0, 0));
        String acknowledged = Numbers.grouped(produced.acknowledged()) + " acked";
        String rest =
                produced.failed() > 0
                        ? Numbers.grouped(produced.failed()) + " failed"
                        : Numbers.grouped(produced.pending()) + " pending";
        double end = sketch.label(x, y, acknowledged, Lettering.SMALL, Ink.MUTED, on);
        String more = " · " + rest;
        if (end + sketch.width(more, Lettering.SMALL) <= x + room) {
            Ink ink = produced.failed() > 0 ? Ink.DANGER_TEXT : Ink.MUTED;
            sketch.label(end, y, more, Lettering.SMALL, ink, on);
        }
    }
}
