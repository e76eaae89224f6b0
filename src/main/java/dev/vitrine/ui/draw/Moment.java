package dev.vitrine.ui.draw;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.theme.Palette;

import org.jspecify.annotations.Nullable;

/// What a drawing depends on, and nothing else, so that any moment can be frozen, scrubbed and
/// compared.
///
/// @param nowMs the engine's time to show, not before the snapshot's
/// @param width in pixels at 100 %
/// @param travelMs how long, of the engine's time, a request is on its way in the picture; zero or
///   less shows none on their way
/// @param marks records that a person asked to see
/// @param palette tells which letters are readable on a hue and how pale a follower is
/// @param frameMs the pulse's time, for what moves on the screen and not in the engine, such as
///   from one zoom level to another; only differences mean something. [#NO_PULSE] for a single
///   picture
public record Moment(
        Snapshot snapshot,
        long nowMs,
        double width,
        double height,
        double travelMs,
        @Nullable Subject selection,
        Marks marks,
        Palette palette,
        long frameMs) {
    public static final long NO_PULSE = -1;

    /// A single picture.
    public Moment(
            Snapshot snapshot,
            long nowMs,
            double width,
            double height,
            double travelMs,
            @Nullable Subject selection,
            Palette palette) {
        this(snapshot, nowMs, width, height, travelMs, selection, Marks.NONE, palette, NO_PULSE);
    }

    /// Whether what would move steps instead: a single picture, or reduced motion.
    public boolean isStill() {
        return frameMs == NO_PULSE || travelMs <= 0;
    }
}
