package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.stage.LaneSketch.Manner;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

/// A replica's part: L leads, F follows, dashed F is out of sync, a dash is gone. The preferred
/// leader that does not lead has a dot at its corner; a leader that is gone, and of which the
/// controller does not know yet, keeps its L in an empty frame.
record RoleChip(
        Sketch sketch,
        RowMeasures measures,
        NodeView node,
        PartitionView partition,
        Manner manner,
        Tint on) {
    private static final double RADIUS = 5;
    private static final double DOT = 2.6;

    void draw(double cardX, double centreY) {
        Box box =
                new Box(
                        Math.round(cardX + measures.chipX()),
                        Math.round(centreY - measures.chipHeight() / 2),
                        measures.chipWidth(),
                        measures.chipHeight());
        boolean leadsOnPaper = partition.leader() == node.id();
        switch (manner) {
            case LEADER -> {
                Tint fill = Tint.of(Ink.ACCENT);
                sketch.add(new Shape.Plate(box, RADIUS, fill, null, 0, Shape.Dash.SOLID));
                letter(box, "L", Tint.of(Ink.ON_ACCENT), fill);
            }
            case IN_SYNC -> {
                frame(box, Tint.of(Ink.CARD_BORDER), Shape.Dash.SOLID);
                letter(box, "F", Tint.of(Ink.MUTED), on);
            }
            case OUT_OF_SYNC -> {
                frame(box, Tint.of(Ink.WARNING), Shape.Dash.DASHED);
                letter(box, "F", Tint.of(Ink.WARNING_TEXT), on);
            }
            case GONE -> {
                frame(box, Tint.mix(Ink.DANGER, 0.7, Ink.DEAD_CARD), Shape.Dash.SOLID);
                if (leadsOnPaper) {
                    letter(box, "L", Tint.of(Ink.DANGER_TEXT), on);
                } else {
                    sketch.add(new Shape.Icon(Shape.Glyph.DASH, box, Tint.of(Ink.DANGER_TEXT)));
                }
            }
        }
        boolean preferredOnly = partition.preferredLeader() == node.id() && !leadsOnPaper;
        if (preferredOnly) {
            Tint tint = manner == Manner.GONE ? Tint.of(Ink.DEAD_TEXT) : Tint.of(Ink.ACCENT);
            sketch.add(new Shape.Dot(box.right() - 1, box.y() + 1, DOT, tint, on, DOT + 1.4));
        }
    }

    private void frame(Box box, Tint edge, Shape.Dash dash) {
        sketch.add(new Shape.Plate(box, RADIUS, null, edge, 1, dash));
    }

    private void letter(Box box, String letter, Tint ink, Tint ground) {
        sketch.labelCentred(
                box.centreX(), box.centreY(), letter, Lettering.SMALL_STRONG, ink, ground);
    }
}
