package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import java.util.List;

/// The line of a card that counts those partitions that have no room: nothing is left out in
/// silence.
final class RestLine {
    private static final double HEIGHT = 14;

    private RestLine() {}

    static void draw(
            Sketch sketch,
            Cast cast,
            NodeView node,
            List<PartitionView> rest,
            Box card,
            double padding,
            double y,
            Ink ground) {
        long healthy =
                rest.stream().filter(each -> Trouble.of(cast, node, each) == Trouble.NONE).count();
        long troubled = rest.size() - healthy;
        String words = Trouble.rest(troubled, healthy);
        double room = card.width() - 2 * padding;
        String written = words;
        if (sketch.width(words, Lettering.SMALL) > room) {
            written = words.substring(0, words.lastIndexOf(' '));
        }
        Ink calm = ground == Ink.DEAD_CARD ? Ink.DEAD_TEXT : Ink.MUTED;
        sketch.label(
                card.x() + padding,
                y,
                sketch.fit(written, room, Lettering.SMALL),
                Lettering.SMALL,
                troubled == 0 || !node.isUp() ? calm : Ink.WARNING_TEXT,
                Tint.of(ground));
        sketch.add(
                new Fact(
                        "rest-" + node.id(),
                        Fact.Role.NOTE,
                        words,
                        troubled == 0 ? "HEALTHY" : "TROUBLE",
                        words + " on broker " + node.id() + ", not drawn here",
                        new Box(card.x() + padding, y - HEIGHT / 2, room, HEIGHT),
                        new Subject.OfNode(node.id()),
                        null));
    }
}
