package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot;
import dev.vitrine.ui.draw.Artist;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

/// Draws the stage, at the nearest [Level] at which all partitions have room, or at that which a
/// person chose.
public final class StageLayout implements Artist {
    /// Pixels of a wheel that are one step of the zoom.
    private static final double WHEEL_STEP = 40;

    /// A log of fewer cells says less than a bar.
    private static final int CELLS_MIN = 4;

    /// How often, in the pulse's time, what is read is drawn anew while requests move: nobody reads
    /// faster, and each time costs more than the requests.
    private static final long READ_MS = 40;

    private @Nullable Level chosen;
    private Runnable onZoom = () -> {};
    private Level shown = Level.LANES;
    private boolean hasShown;
    private @Nullable Travel travel;
    private @Nullable Seen seen;
    private @Nullable Seen glance;
    private Drawing drawn = Drawing.EMPTY;

    /// The newest drawing that was made whole; nothing on the way to another level.
    private @Nullable StageDrawing rested;

    private long drawnAtFrameMs;
    private long drawnAtMs;
    private long freshMs;
    private double wheel;

    /// A stage that shows a level whether all has room or not.
    public static StageLayout at(Level level) {
        StageLayout stage = new StageLayout();
        stage.choose(level);
        return stage;
    }

    @Override
    public String id() {
        return "stage";
    }

    /// The level of the newest drawing.
    public Level level() {
        return shown;
    }

    /// The level that a person chose; null when it follows from what has room.
    public @Nullable Level chosen() {
        return chosen;
    }

    /// @param level null for the nearest at which all has room
    public void choose(@Nullable Level level) {
        chosen = level;
        onZoom.run();
    }

    /// @param onZoom hears, also while the stage is drawn, that [#level] or [#chosen] is another
    public void setOnZoom(Runnable onZoom) {
        this.onZoom = onZoom;
    }

    /// Goes nearer, or farther for a negative step.
    public void zoom(int step) {
        choose((chosen == null ? shown : chosen).next(step));
    }

    @Override
    public boolean moved(Gesture gesture) {
        if (gesture.kind() != Gesture.Kind.ZOOM) {
            return false;
        }
        wheel += gesture.dy();
        int steps = (int) (wheel / WHEEL_STEP);
        wheel -= steps * WHEEL_STEP;
        if (steps != 0) {
            zoom(Integer.signum(steps));
        }
        return true;
    }

    @Override
    public String inWords(Snapshot snapshot) {
        return snapshot.nodes().isEmpty()
                ? "The stage: no brokers yet"
                : "The stage: "
                        + snapshot.nodes().size()
                        + " brokers, "
                        + snapshot.brokersDown()
                        + " down, "
                        + snapshot.underReplicated()
                        + " partitions under-replicated";
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        Seen now = Seen.of(moment, chosen);
        if (!isMoving() && isStillSo(now, moment)) {
            return drawn;
        }
        StageDrawing lately = rested;
        if (!isMoving() && lately != null && isReadable(now, moment)) {
            drawn = lately.at(moment, measure).drawing();
            return drawn;
        }
        drawn = drawn(moment, measure);
        drawnAtFrameMs = moment.frameMs();
        seen = now;
        glance = shown == Level.MATRIX ? Seen.atAGlance(moment, chosen) : null;
        drawnAtMs = moment.nowMs();
        freshMs = Seen.freshMs(moment);
        return drawn;
    }

    /// Whether all but the requests on their way may stay as it was lately drawn.
    private boolean isReadable(Seen now, Moment moment) {
        long age = moment.frameMs() - drawnAtFrameMs;
        return !moment.isStill() && age >= 0 && age < READ_MS && seen != null && now.isSeenAs(seen);
    }

    /// Whether the newest drawing is also one of this moment.
    private boolean isStillSo(Seen now, Moment moment) {
        long age = moment.nowMs() - drawnAtMs;
        if (age < 0) {
            return false;
        }
        boolean same = now.equals(seen) && age < freshMs;
        return same
                || (glance != null
                        && age < Seen.GLANCE_MS
                        && glance.equals(Seen.atAGlance(moment, chosen)));
    }

    private Drawing drawn(Moment moment, TextMeasure measure) {
        Cast cast = new Cast(moment.snapshot(), moment.nowMs());
        if (cast.brokers().isEmpty()) {
            hasShown = false;
            rested = null;
            return empty(moment, measure);
        }
        Homes.Load load = new Homes.Load(cast.brokers().size(), cast.rowsMax(), cast.hasInternal());
        Homes homes =
                chosen == null
                        ? nearest(moment, cast, load, measure)
                        : Homes.of(chosen, moment.width(), moment.height(), load);
        Travel under = travelTo(homes.level(), moment);
        StageDrawing there = StageDrawing.of(moment, cast, homes, measure);
        rested = under == null ? there : null;
        if (under == null) {
            return there.drawing();
        }
        Homes before = Homes.of(under.from(), moment.width(), moment.height(), load);
        StageDrawing here = StageDrawing.of(moment, cast, before, measure);
        return under.between(here, there, moment.frameMs());
    }

    @Override
    public boolean isMoving() {
        return travel != null;
    }

    /// @return the travel that is under way to this level, if any
    private @Nullable Travel travelTo(Level level, Moment moment) {
        Travel under = travel;
        if (hasShown && level != shown) {
            under = new Travel(shown, level, moment.frameMs());
        }
        if (under != null && (moment.isStill() || under.isOver(moment.frameMs()))) {
            under = null;
        }
        hasShown = true;
        travel = under;
        if (level != shown) {
            shown = level;
            onZoom.run();
        }
        return under;
    }

    /// At the nearest level at which all has room; at the farthest when it has room at none.
    private static Homes nearest(Moment moment, Cast cast, Homes.Load load, TextMeasure measure) {
        Homes lanes = Homes.of(Level.LANES, moment.width(), moment.height(), load);
        if (hasRoom(lanes, moment, load)
                && RowMeasures.of(measure, cast, lanes).cells(lanes.cards().getFirst().width())
                        >= CELLS_MIN) {
            return lanes;
        }
        Homes rows = Homes.of(Level.ROWS, moment.width(), moment.height(), load);
        return hasRoom(rows, moment, load)
                ? rows
                : Homes.of(Level.MATRIX, moment.width(), moment.height(), load);
    }

    private static boolean hasRoom(Homes homes, Moment moment, Homes.Load load) {
        return homes.fitting() >= load.rows() && homes.height() <= moment.height();
    }

    private static Drawing empty(Moment moment, TextMeasure measure) {
        Sketch sketch = new Sketch(measure);
        sketch.labelCentred(
                moment.width() / 2,
                moment.height() / 2,
                "No broker yet",
                Lettering.TITLE,
                Tint.of(Ink.MUTED),
                Tint.of(Ink.STAGE));
        return sketch.drawing(moment.width(), moment.height());
    }
}
