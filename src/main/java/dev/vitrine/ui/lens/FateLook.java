package dev.vitrine.ui.lens;

import dev.vitrine.ui.draw.Shape.Look;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;
import dev.vitrine.workload.Standing;

/// How a standing looks, and what it is called. None differs from another by its hue alone.
record FateLook(Look look, Tint tint, String words, String meaning) {
    private static final double PALE = 0.55;

    static FateLook of(Standing standing, Tint ground) {
        return switch (standing) {
            case PENDING ->
                    new FateLook(
                            Look.OPEN,
                            Tint.of(Ink.MUTED),
                            "pending",
                            "sent, and nobody has said anything yet");
            case IN_LOG ->
                    new FateLook(
                            Look.BARRED,
                            Tint.of(Ink.MUTED),
                            "in the log",
                            "in a log, where it was seen; nobody has acknowledged it yet");
            case ACKNOWLEDGED ->
                    new FateLook(
                            Look.OPEN,
                            Tint.of(Ink.HUE_2),
                            "acknowledged",
                            "acknowledged, and not known to be committed");
            case COMMITTED ->
                    new FateLook(
                            Look.SOLID,
                            Tint.mix(Ink.HUE_2, PALE, ground),
                            "committed",
                            "acknowledged and below the high watermark; nobody here read it yet");
            case CONSUMED ->
                    new FateLook(
                            Look.SOLID,
                            Tint.of(Ink.HUE_2),
                            "consumed",
                            "acknowledged, and read by a consumer of this window");
            case REMOVED ->
                    new FateLook(
                            Look.HATCHED,
                            Tint.of(Ink.FAINT),
                            "removed since",
                            "acknowledged; retention or compaction took it, as the settings say");
            case FAILED ->
                    new FateLook(
                            Look.GHOST, Tint.of(Ink.WARNING), "failed", "the producer gave it up");
            case FAILED_YET_STORED ->
                    new FateLook(
                            Look.HATCHED,
                            Tint.of(Ink.WARNING),
                            "failed, yet in the log",
                            "the producer gave it up, and it lies in the log all the same");
            case TRUNCATED ->
                    new FateLook(
                            Look.CUT,
                            Tint.of(Ink.WARNING),
                            "truncated",
                            "it was seen in a log and cut from it, and is in no log now; it was"
                                    + " never acknowledged, so no promise is broken");
            case LOST ->
                    new FateLook(
                            Look.LOST,
                            Tint.of(Ink.DANGER),
                            "acknowledged, LOST",
                            "the producer was told that it is stored, and no log that may lead"
                                    + " holds it");
        };
    }
}
