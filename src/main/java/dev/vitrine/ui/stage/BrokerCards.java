package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The brokers' cards: a frame, a header, and what they hold as rows or as glyphs.
final class BrokerCards {
    private static final double RADIUS = 12;
    private static final double SELECTED_EDGE = 2;
    private static final double FOOT_LINE = 14;

    private final Sketch sketch;
    private final Cast cast;
    private final Homes homes;
    private final Lit lit;
    private final List<Figure> figures = new ArrayList<>();
    private final List<CardHeader.Name> names = new ArrayList<>();
    private final CardRows rows;
    private final CardGlyphs glyphs;
    private final Map<Integer, Box> cardOf = new LinkedHashMap<>();

    BrokerCards(Sketch sketch, Palette palette, Cast cast, Homes homes, Lit lit, Marks wanted) {
        this.sketch = sketch;
        this.cast = cast;
        this.homes = homes;
        this.lit = lit;
        this.rows = new CardRows(sketch, palette, cast, homes, lit, figures, wanted);
        this.glyphs = new CardGlyphs(sketch, palette, cast, homes, lit, figures);
        place();
    }

    /// Fixes where cards and rows are, before anything is drawn: wires lie under the cards.
    private void place() {
        List<NodeView> brokers = cast.brokers();
        for (int i = 0; i < brokers.size(); i++) {
            Box card = homes.cards().get(i);
            cardOf.put(brokers.get(i).id(), card);
            if (!isMatrix()) {
                rows.place(brokers.get(i), card);
            }
        }
    }

    private boolean isMatrix() {
        return homes.level() == Level.MATRIX;
    }

    @Nullable Box card(int node) {
        return cardOf.get(node);
    }

    /// The replicas that were drawn.
    List<Figure> figures() {
        return figures;
    }

    /// What the brokers are called, in their order.
    List<CardHeader.Name> names() {
        return names;
    }

    /// The height at which a replica's wires end; that of the header when its row is not shown.
    double wireY(int node, TopicPartition id) {
        Double y = rows.wireY(node, id);
        return y == null ? headerY(node) : y;
    }

    double headerY(int node) {
        Box card = cardOf.get(node);
        return card == null ? 0 : nameY(card);
    }

    private double nameY(Box card) {
        return card.y() + homes.header().nameY();
    }

    void draw() {
        for (NodeView node : cast.brokers()) {
            Box card = cardOf.get(node.id());
            if (card != null) {
                card(node, card);
            }
        }
    }

    private void card(NodeView node, Box card) {
        boolean gone = !node.isUp();
        Ink ground = gone ? Ink.DEAD_CARD : Ink.CARD;
        boolean selected = lit.has(new Subject.OfNode(node.id()));
        Tint edge = Tint.of(selected ? Ink.ACCENT : gone ? Ink.DEAD_BORDER : Ink.CARD_BORDER);
        Shape.Dash dash = gone && !selected ? Shape.Dash.DASHED : Shape.Dash.SOLID;
        sketch.add(
                new Shape.Plate(
                        card, RADIUS, Tint.of(ground), edge, selected ? SELECTED_EDGE : 1, dash));
        sketch.add(
                new Fact(
                        "broker-" + node.id(),
                        Fact.Role.BROKER,
                        "Broker " + node.id(),
                        node.state().name(),
                        tip(node),
                        card,
                        new Subject.OfNode(node.id()),
                        null));
        double secondY = card.y() + homes.header().secondY();
        CardHeader header =
                new CardHeader(
                        sketch, cast, node, card, padding(), Tint.of(ground), nameY(card), secondY);
        names.add(header.name());
        double x = header.draw();
        if (homes.header().hasSecond() && !cast.rowsOn(node.id()).isEmpty()) {
            summary(node, card, x, secondY, ground);
        }
        if (isMatrix()) {
            asGlyphs(node, card, ground);
        } else {
            asRows(node, card, ground);
        }
    }

    private String tip(NodeView node) {
        String tip = Tips.of(node, cast);
        String internal = internal(node);
        return internal.isEmpty() ? tip : tip + "\n" + internal;
    }

    private double padding() {
        return isMatrix() ? GlyphHomes.PADDING : rows.padding();
    }

    /// How much a broker holds, on the second line from `x` on.
    private void summary(NodeView node, Box card, double x, double y, Ink ground) {
        List<PartitionView> here = cast.rowsOn(node.id());
        long leaders = here.stream().filter(each -> each.leader() == node.id()).count();
        String lead = Numbers.grouped(leaders) + (leaders == 1 ? " leader" : " leaders");
        String words =
                node.isUp()
                        ? lead + " · " + Numbers.grouped(here.size() - leaders) + " followers"
                        : Numbers.grouped(here.size()) + " replicas, as they were";
        double room = card.right() - padding() - x;
        if (node.isUp() && sketch.width(words, Lettering.SMALL) > room) {
            words = lead;
        }
        String text = sketch.fit(words, room, Lettering.SMALL);
        sketch.label(x, y, text, Lettering.SMALL, mutedOn(ground), Tint.of(ground));
    }

    private void asGlyphs(NodeView node, Box card, Ink ground) {
        if (cast.rowsOn(node.id()).isEmpty()) {
            double y = card.y() + homes.header().height() + homes.pitch() / 2;
            note(card, y, nothing(node), mutedOn(ground), ground);
        }
        double bottom = card.bottom() - RowHomes.CARD_FOOT - homes.footHeight();
        glyphs.draw(node, card, bottom, ground);
        foot(node, card, bottom + homes.footHeight() / 2, ground);
    }

    private void asRows(NodeView node, Box card, Ink ground) {
        int drawn = rows.draw(node, card, ground);
        List<PartitionView> rest = rows.hidden(node);
        if (!rest.isEmpty()) {
            double y = rows.rowCentre(card, drawn);
            RestLine.draw(sketch, cast, node, rest, card, padding(), y, ground);
            drawn++;
        }
        if (drawn == 0) {
            note(card, rows.rowCentre(card, 0), nothing(node), mutedOn(ground), ground);
        }
        double y =
                card.y() + homes.header().height() + drawn * homes.pitch() + homes.footHeight() / 2;
        foot(node, card, y, ground);
    }

    private static String nothing(NodeView node) {
        return node.broker() ? "no partitions yet" : "votes, and holds no partitions";
    }

    private void note(Box card, double centreY, String text, Ink ink, Ink ground) {
        String fitting = sketch.fit(text, card.width() - 2 * padding(), Lettering.SMALL);
        sketch.label(card.x() + padding(), centreY, fitting, Lettering.SMALL, ink, Tint.of(ground));
    }

    /// Kafka's own topics are one line: how many of their partitions are here. On a low stage only
    /// the card's tip has it.
    private void foot(NodeView node, Box card, double y, Ink ground) {
        String words = internal(node);
        if (words.isEmpty() || homes.footHeight() == 0) {
            return;
        }
        double room = card.width() - 2 * padding();
        note(card, y, words, mutedOn(ground), ground);
        sketch.add(
                new Fact(
                        "internal-" + node.id(),
                        Fact.Role.NOTE,
                        words,
                        "",
                        words + " on broker " + node.id(),
                        new Box(card.x() + padding(), y - FOOT_LINE / 2, room, FOOT_LINE),
                        new Subject.OfNode(node.id()),
                        null));
    }

    private String internal(NodeView node) {
        List<PartitionView> internal = cast.internalOn(node.id());
        if (internal.isEmpty()) {
            return "";
        }
        long led = internal.stream().filter(each -> each.leader() == node.id()).count();
        return internal.getFirst().id().topic()
                + " ×"
                + Numbers.grouped(internal.size())
                + (led == 0 ? "" : " · leads " + Numbers.grouped(led));
    }

    private static Ink mutedOn(Ink ground) {
        return ground == Ink.DEAD_CARD ? Ink.DEAD_TEXT : Ink.MUTED;
    }
}
