package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.TextMeasure;

/// The measures of a row on a broker's card, the same on all of them.
///
/// @param laneX where cells begin, from the card's left edge
/// @param numberWidth room for a log end at the right
record RowMeasures(
        double padding,
        Lettering label,
        Lettering number,
        double labelWidth,
        double chipX,
        double chipWidth,
        double chipHeight,
        double laneX,
        double numberWidth,
        double cellPitch,
        double cellHeight) {
    private static final double PADDING = 15;
    private static final double PADDING_TIGHT = 11;
    private static final double NUMBER_GAP = 8;
    private static final double ROOMY_PITCH = 22;
    private static final double LABEL_SHARE_MAX = 0.36;
    private static final double LABEL_WIDTH_MIN = 54;
    private static final long NUMBER_ROOM = 10_000;
    private static final long NUMBER_ROOM_TIGHT = 1_000;

    static RowMeasures of(TextMeasure measure, Cast cast, Homes homes) {
        boolean roomy = homes.pitch() >= ROOMY_PITCH;
        Lettering lettering =
                homes.pitch() >= RowHomes.PITCH_ROOMY ? Lettering.MONO_LARGE : Lettering.MONO;
        double cardWidth = homes.cards().getFirst().width();
        double label = LABEL_WIDTH_MIN;
        long logEnd = roomy ? NUMBER_ROOM : NUMBER_ROOM_TIGHT;
        for (NodeView node : cast.brokers()) {
            for (PartitionView partition : cast.rowsOn(node.id())) {
                label = Math.max(label, measure.width(partition.id().toString(), lettering));
                for (var log : partition.logs()) {
                    logEnd = Math.max(logEnd, log.logEndOffset());
                }
            }
        }
        double labelWidth = Math.ceil(Math.min(label, cardWidth * LABEL_SHARE_MAX));
        double gap = roomy ? 12 : 8;
        double chipWidth = roomy ? 22 : 16;
        double chipHeight = Math.round(Math.min(17, homes.pitch() - 3));
        double padding = roomy ? PADDING : PADDING_TIGHT;
        double chipX = padding + labelWidth + gap;
        double number = Math.ceil(measure.width(Numbers.grouped(logEnd), lettering));
        double cellPitch =
                homes.pitch() >= RowHomes.PITCH_ROOMY
                        ? 15
                        : homes.pitch() >= 24 ? 13 : homes.pitch() >= 19 ? 11 : 9;
        double cellHeight =
                Math.round(homes.pitch() * (homes.pitch() >= RowHomes.PITCH_ROOMY ? 0.46 : 0.54));
        return new RowMeasures(
                padding,
                lettering,
                lettering,
                labelWidth,
                chipX,
                chipWidth,
                chipHeight,
                chipX + chipWidth + gap,
                number,
                cellPitch,
                cellHeight);
    }

    double laneWidth(double cardWidth) {
        return Math.max(cellPitch, cardWidth - laneX - numberWidth - padding - NUMBER_GAP);
    }

    int cells(double cardWidth) {
        return (int)
                Math.max(
                        1,
                        Math.floor((laneWidth(cardWidth) - LaneSketch.WATERMARK_AIR) / cellPitch));
    }
}
