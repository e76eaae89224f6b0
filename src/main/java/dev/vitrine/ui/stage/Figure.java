package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.stage.LaneSketch.Manner;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Tint;

/// A replica as one shape, and what travels when the zoom level changes.
///
/// @param id of its fact
/// @param box its log's, or its glyph's
/// @param on what it lies on
record Figure(String id, Box box, Shape.Look look, Tint tint, Tint on) {
    private static final double DEAD_SHARE = 0.6;

    /// Solid leads, pale follows, hatched is out of sync, crossed is offline: its broker is gone,
    /// or, in red, nobody leads.
    static Figure of(
            Cast cast,
            Palette palette,
            NodeView node,
            PartitionView partition,
            Box box,
            Ink hue,
            Tint on) {
        String id = factId(node, partition);
        Manner manner = Cast.manner(node, partition);
        if (manner == Manner.GONE) {
            Tint tint = Tint.mix(Ink.DEAD_TEXT, DEAD_SHARE, on);
            return new Figure(id, box, Shape.Look.LOST, tint, on);
        }
        if (Trouble.of(cast, node, partition) == Trouble.NO_LEADER) {
            return new Figure(id, box, Shape.Look.LOST, Tint.of(Ink.DANGER), on);
        }
        return switch (manner) {
            case LEADER -> new Figure(id, box, Shape.Look.SOLID, Tint.of(hue), on);
            case IN_SYNC ->
                    new Figure(
                            id, box, Shape.Look.SOLID, Tint.mix(hue, palette.paleShare(), on), on);
            case OUT_OF_SYNC, GONE ->
                    new Figure(id, box, Shape.Look.HATCHED, Tint.of(Ink.DANGER), on);
        };
    }

    static String factId(NodeView node, PartitionView partition) {
        return "replica-" + partition.id() + "@" + node.id();
    }

    /// Whether it looks as another does, but for its place.
    boolean looksLike(Figure other) {
        return look == other.look && tint.equals(other.tint) && on.equals(other.on);
    }
}
