package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.stage.LaneSketch.Manner;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

import java.util.ArrayList;
import java.util.List;

/// The brokers' cards at [Level#MATRIX]: a glyph for each replica, in the order of topics and
/// partitions, and below them the names of those in trouble, the worst first.
///
/// Glyphs keep their places as long as all have room; when some have not, those in trouble come
/// first and a line counts the rest.
final class CardGlyphs {
    private static final double GAP = 2;
    private static final double LETTER_MIN = 14;
    private static final double DOT = 2.2;
    private static final String LEADS = "L";

    private final Sketch sketch;
    private final Palette palette;
    private final Cast cast;
    private final Homes homes;
    private final Lit lit;
    private final List<Figure> figures;

    CardGlyphs(
            Sketch sketch, Palette palette, Cast cast, Homes homes, Lit lit, List<Figure> figures) {
        this.sketch = sketch;
        this.palette = palette;
        this.cast = cast;
        this.homes = homes;
        this.lit = lit;
        this.figures = figures;
    }

    /// @param bottom where the lines below the glyphs end
    void draw(NodeView node, Box card, double bottom, Ink ground) {
        List<PartitionView> all = cast.rowsOn(node.id());
        int shown = homes.shown(all.size());
        List<PartitionView> ordered = shown < all.size() ? Trouble.first(cast, node) : all;
        List<Figure> here = new ArrayList<>();
        for (int i = 0; i < shown; i++) {
            here.add(figure(node, ordered.get(i), tile(card, i), ground));
        }
        paint(here);
        for (int i = 0; i < shown; i++) {
            details(node, ordered.get(i), tile(card, i), here.get(i));
        }
        figures.addAll(here);
        int lines = Math.ceilDiv(shown, homes.glyphsInLine());
        double y =
                card.y()
                        + homes.header().height()
                        + lines * homes.pitch()
                        + GlyphHomes.LINES_GAP
                        + GlyphHomes.LINE / 2;
        if (shown < all.size()) {
            rest(node, card, y, ordered.subList(shown, all.size()), ground);
            y += GlyphHomes.LINE;
        }
        if (node.isUp()) {
            troubles(node, card, y, bottom, ground);
        }
    }

    private Box tile(Box card, int index) {
        double pitch = homes.pitch();
        return new Box(
                card.x() + GlyphHomes.PADDING + (index % homes.glyphsInLine()) * pitch,
                card.y() + homes.header().height() + (index / homes.glyphsInLine()) * pitch,
                pitch,
                pitch);
    }

    private Figure figure(NodeView node, PartitionView partition, Box tile, Ink ground) {
        Box glyph = new Box(tile.x(), tile.y(), tile.width() - GAP, tile.height() - GAP);
        Ink hue = Ink.hue(cast.topicHue(partition.id()));
        return Figure.of(cast, palette, node, partition, glyph, hue, Tint.of(ground));
    }

    /// Neighbours of one look are one shape.
    private void paint(List<Figure> here) {
        int inLine = homes.glyphsInLine();
        for (int from = 0; from < here.size(); ) {
            Figure first = here.get(from);
            int to = from + 1;
            while (to < here.size() && to % inLine != 0 && here.get(to).looksLike(first)) {
                to++;
            }
            sketch.add(
                    new Shape.Cells(
                            first.box(),
                            homes.pitch(),
                            to - from,
                            first.look(),
                            first.tint(),
                            first.on()));
            from = to;
        }
    }

    private void details(NodeView node, PartitionView partition, Box tile, Figure figure) {
        TopicPartition id = partition.id();
        Manner manner = Cast.manner(node, partition);
        Subject.OfReplica subject = new Subject.OfReplica(id.topic(), id.partition(), node.id());
        Box glyph = figure.box();
        if (manner == Manner.LEADER && glyph.width() >= LETTER_MIN) {
            Tint letter = Tint.of(palette.letterOn(figure.tint()));
            sketch.labelCentred(
                    glyph.centreX(),
                    glyph.centreY(),
                    LEADS,
                    Lettering.SMALL_STRONG,
                    letter,
                    figure.tint());
        }
        if (partition.preferredLeader() == node.id() && partition.leader() != node.id()) {
            Ink ink = node.isUp() ? Ink.ACCENT : Ink.DEAD_TEXT;
            double reach = Math.min(DOT, glyph.width() / 4);
            sketch.add(
                    new Shape.Dot(
                            glyph.right() - reach,
                            glyph.y() + reach,
                            reach,
                            Tint.of(ink),
                            figure.on(),
                            reach + 1));
        }
        if (lit.hasPart(subject)) {
            Box ring = new Box(tile.x() - 2, tile.y() - 2, tile.width() + 2, tile.height() + 2);
            sketch.add(new Shape.Plate(ring, 4, null, Tint.of(Ink.ACCENT), 2, Shape.Dash.SOLID));
        }
        sketch.add(
                new Fact(
                        figure.id(),
                        Fact.Role.REPLICA,
                        id.toString(),
                        manner.name(),
                        Tips.of(node, partition, manner),
                        glyph,
                        subject,
                        null));
    }

    private void rest(NodeView node, Box card, double y, List<PartitionView> rest, Ink ground) {
        RestLine.draw(sketch, cast, node, rest, card, GlyphHomes.PADDING, y, ground);
    }

    private void troubles(NodeView node, Box card, double top, double bottom, Ink ground) {
        List<PartitionView> own =
                Trouble.first(cast, node).stream()
                        .filter(each -> Trouble.of(cast, node, each).isOf(node, each))
                        .toList();
        int fitting = (int) Math.floor((bottom - top) / GlyphHomes.LINE + 0.5);
        int shown = own.size() <= fitting ? own.size() : Math.max(0, fitting - 1);
        double y = top;
        for (PartitionView partition : own.subList(0, shown)) {
            trouble(node, partition, card, y, ground);
            y += GlyphHomes.LINE;
        }
        if (shown < own.size() && fitting > 0) {
            String words = "+ " + Numbers.grouped(own.size() - shown) + " more in trouble";
            double room = card.width() - 2 * GlyphHomes.PADDING;
            sketch.label(
                    card.x() + GlyphHomes.PADDING,
                    y,
                    sketch.fit(words, room, Lettering.SMALL),
                    Lettering.SMALL,
                    Ink.MUTED,
                    Tint.of(ground));
        }
    }

    private void trouble(NodeView node, PartitionView partition, Box card, double y, Ink ground) {
        Trouble trouble = Trouble.of(cast, node, partition);
        TopicPartition id = partition.id();
        Tint on = Tint.of(ground);
        double x = card.x() + GlyphHomes.PADDING;
        double right = card.right() - GlyphHomes.PADDING;
        String name = sketch.fit(id.toString(), (right - x) * 0.6, Lettering.SMALL_STRONG);
        Ink hue = Ink.hueText(cast.topicHue(id));
        double end = sketch.label(x, y, name, Lettering.SMALL_STRONG, hue, on) + 6;
        String words = sketch.fit(trouble.words(node, partition), right - end, Lettering.SMALL);
        sketch.label(end, y, words, Lettering.SMALL, trouble.ink(), on);
        sketch.add(
                new Fact(
                        "trouble-" + id + "@" + node.id(),
                        Fact.Role.NOTE,
                        id.toString(),
                        trouble.name(),
                        id + " on broker " + node.id() + ": " + trouble.words(node, partition),
                        new Box(x, y - GlyphHomes.LINE / 2, right - x, GlyphHomes.LINE),
                        new Subject.OfReplica(id.topic(), id.partition(), node.id()),
                        null));
    }
}
