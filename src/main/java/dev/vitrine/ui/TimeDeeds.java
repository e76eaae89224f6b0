package dev.vitrine.ui;

import dev.vitrine.fault.TimeDeed.Goal;
import dev.vitrine.live.DilatableClock;
import dev.vitrine.ui.panel.TimeBar;

import javafx.stage.Window;

import java.util.function.Supplier;

/// What the time bar and its keys ask for.
final class TimeDeeds implements TimeBar.Deeds {
    private final Running running;
    private final TimeTravel travel;
    private final Notices notices;
    private final RunFiles files;
    private final Supplier<Window> over;

    /// @param over the window that asks for files
    TimeDeeds(
            Running running,
            TimeTravel travel,
            Notices notices,
            RunFiles files,
            Supplier<Window> over) {
        this.running = running;
        this.travel = travel;
        this.notices = notices;
        this.files = files;
        this.over = over;
    }

    @Override
    public void togglePause() {
        running.command(now -> {
            DilatableClock clock = now.cluster().clock();
            if (clock.isPaused()) {
                clock.resume();
            } else {
                clock.pause();
            }
        });
    }

    @Override
    public void step() {
        Session session = running.session();
        if (session != null && !session.cluster().clock().isPaused()) {
            notices.news("Steps are taken while the time stands still: press Space first.");
            return;
        }
        running.ask(now -> now.cluster().step(), true)
                .whenComplete((happened, failure) -> {
                    if (failure != null) {
                        notices.trouble(String.valueOf(failure.getMessage()));
                    } else if (!happened) {
                        notices.news("Nothing is going to happen by itself.");
                    }
                });
    }

    @Override
    public void runTo(Goal goal) {
        running.command(now -> now.cluster().runUntil(goal));
    }

    @Override
    public void slowDownTo(int slowdown) {
        running.command(now -> now.cluster().clock().setSlowdown(slowdown));
    }

    @Override
    public void goTo(long ms) {
        travel.goTo(ms);
    }

    @Override
    public void goLive() {
        travel.goLive();
    }

    @Override
    public void save() {
        files.save(over.get());
    }

    @Override
    public void open() {
        files.open(over.get());
    }

    @Override
    public void exportEvents() {
        files.exportEvents(over.get());
    }
}
