package dev.vitrine.ui;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot;
import dev.vitrine.recording.Recording;

import org.jspecify.annotations.Nullable;

/// Which moment of the run the window shows: what is now, or what was. The run is recorded as it
/// goes, also while one looks back. All methods are for the JavaFX thread.
final class TimeTravel implements AutoCloseable {
    private final Commands commands;
    private Recording recording = new Recording();

    /// What is shown of the past; null when the window shows what is.
    private @Nullable Snapshot shown;

    private long shownMs;

    /// Where somebody wants to be; what is shown follows as soon as it is worked out.
    private long wantedMs;

    private boolean past;

    /// Whether the run comes from a file, and has no now.
    private boolean over;

    private boolean working;
    private boolean news;

    TimeTravel(Commands commands) {
        this.commands = commands;
    }

    /// Another run begins.
    void begin() {
        Recording before = recording;
        recording = new Recording();
        over = false;
        goLive();
        commands.run(before::close);
    }

    /// Shows a run from a file, at its end.
    void show(Recording run) {
        Recording before = recording;
        recording = run;
        over = true;
        goTo(run.lastMs());
        commands.run(before::close);
    }

    /// Whether the run is over: it comes from a file, and has no now.
    boolean isOver() {
        return over;
    }

    /// Something happened.
    void add(Event event) {
        recording.add(event);
    }

    /// As [Recording#inOrder].
    void inOrder(boolean now) {
        recording.inOrder(now);
    }

    Recording recording() {
        return recording;
    }

    boolean isPast() {
        return past;
    }

    /// Shows the run as it was at a time; times before its beginning and after its end are those.
    void goTo(long ms) {
        long first = recording.firstMs();
        wantedMs = Math.clamp(ms, first, Math.max(first, recording.lastMs()));
        past = true;
        if (!working) {
            work();
        }
    }

    /// Goes so far on, or back, from what is shown.
    void goBy(long ms) {
        goTo((past ? wantedMs : recording.lastMs()) + ms);
    }

    void goLive() {
        past = over;
        if (!past) {
            shown = null;
        }
    }

    /// Works out the moment that is wanted. Whoever wants another meanwhile gets the last one.
    private void work() {
        working = true;
        long ms = wantedMs;
        Recording of = recording;
        commands.ask(() -> of.at(of.momentAt(ms)))
                .whenComplete((found, failure) -> {
                    working = false;
                    if (past && of != recording) {
                        work();
                        return;
                    }
                    if (!past) {
                        return;
                    }
                    if (found != null) {
                        shown = found;
                        shownMs = ms;
                        news = true;
                    }
                    if (wantedMs != ms && failure == null) {
                        work();
                    }
                });
    }

    /// What is to be shown of the past, once; null when that is on the screen already.
    @Nullable Snapshot takeNews() {
        Snapshot next = news ? shown : null;
        news = false;
        return next;
    }

    /// The time of what is shown of the past.
    long shownMs() {
        return shownMs;
    }

    @Override
    public void close() {
        recording.close();
    }
}
