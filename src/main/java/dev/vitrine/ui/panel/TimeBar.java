package dev.vitrine.ui.panel;

import dev.vitrine.fault.TimeDeed.Goal;
import dev.vitrine.ui.theme.Styles;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Slider;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// The cluster's time: whether it goes, how fast, one step of it, and which moment of the run is
/// shown.
public final class TimeBar extends HBox {
    /// How many of the wall's seconds a second may take, as offered.
    private static final List<Integer> SLOWDOWNS = List.of(1, 2, 5, 10, 20, 50, 100, 1_000);

    /// Room for `00:41.8 / 00:43.0`, so that the bar does not move with the digits.
    private static final double CLOCK_WIDTH = 150;

    private static final double CLOCK_HEIGHT = 18;
    private static final double CLOCK_BASELINE = 13;

    private static final double STATE_WIDTH = 62;
    private static final double BUTTON_WIDTH = 34;
    private static final double GAP = 6;

    /// What it asks for.
    public interface Deeds {
        void togglePause();

        void step();

        void runTo(Goal goal);

        void slowDownTo(int slowdown);

        /// Shows the run as it was.
        void goTo(long ms);

        void goLive();

        /// Saves the run so far in a file.
        void save();

        /// Shows a run from a file.
        void open();

        /// Writes the run's events as lines of JSON.
        void exportEvents();
    }

    /// How the time is.
    ///
    /// @param past whether what is shown has been
    /// @param over whether the run is: it comes from a file
    /// @param firstMs where the run begins
    /// @param lastMs where it is now
    /// @param shownMs what is shown
    /// @param full whether the run is no longer recorded
    public record State(
            boolean paused,
            int slowdown,
            boolean past,
            boolean over,
            long firstMs,
            long lastMs,
            long shownMs,
            boolean full) {}

    private final Deeds deeds;
    private final Button pause;
    private final Button step;
    private final MenuButton goals = new MenuButton();
    private final MenuButton pace = new MenuButton("1/1");
    private final Button links = new Button("Links…");
    private final MenuButton run = new MenuButton("Run");
    private final Text clock = new Text();
    private final Slider slider = new Slider(0, 1, 1);
    private final Label state = new Label("LIVE");
    private final Button live = new Button("Live");
    private State shown = new State(true, 0, true, true, 0, 0, 0, true);

    /// Whether the slider moves because the run goes on, not because somebody moves it.
    private boolean following;

    public TimeBar(Deeds deeds) {
        this.deeds = deeds;
        setId("time");
        getStyleClass().add("v-time");
        setAlignment(Pos.CENTER_LEFT);
        setSpacing(GAP);
        pause = PanelParts.iconButton(Sign.PAUSE, "Pause", deeds::togglePause);
        pause.setId("time-pause");
        step = PanelParts.iconButton(Sign.STEP, "Step", deeds::step);
        step.setId("time-step");
        pause.setMinWidth(BUTTON_WIDTH);
        step.setMinWidth(BUTTON_WIDTH);
        goals();
        pace();
        run();
        clock.setId("time-clock");
        clock.getStyleClass().addAll(Styles.MONO, "v-time-clock");
        // It changes all the time: nothing else is laid out anew for that.
        clock.setManaged(false);
        clock.setLayoutY(CLOCK_BASELINE);
        Pane clockPlace = new Pane(clock);
        clockPlace.setMinSize(CLOCK_WIDTH, CLOCK_HEIGHT);
        clockPlace.setMaxSize(CLOCK_WIDTH, CLOCK_HEIGHT);
        state.setId("time-state");
        state.setMinWidth(STATE_WIDTH);
        state.setAlignment(Pos.CENTER);
        slider();
        live.setId("time-live");
        live.setTooltip(new Tooltip("Show what is now (Shift End)"));
        live.setMinWidth(Region.USE_PREF_SIZE);
        live.setOnAction(event -> deeds.goLive());
        links.setId("time-links");
        links.setTooltip(new Tooltip("Cut, delay, hold or drop what goes between two ends"));
        links.setMinWidth(Region.USE_PREF_SIZE);
        HBox.setHgrow(slider, Priority.ALWAYS);
        getChildren().setAll(pause, step, goals, pace, links, slider, clockPlace, state, live, run);
    }

    /// @param form opens beside what it is given
    public void onLinks(Consumer<Node> form) {
        links.setOnAction(event -> form.accept(links));
    }

    private void goals() {
        goals.setId("time-goals");
        goals.setAccessibleText("Run to what comes next");
        goals.setTooltip(new Tooltip("Run to the next of a kind, and stand still there"));
        goals.setMinWidth(Region.USE_PREF_SIZE);
        goals.setText("Run to");
        for (Goal goal : Goal.values()) {
            MenuItem item = new MenuItem(words(goal));
            item.setId("time-to-" + goal.name().toLowerCase(Locale.ROOT));
            item.setOnAction(event -> deeds.runTo(goal));
            goals.getItems().add(item);
        }
    }

    private static String words(Goal goal) {
        return switch (goal) {
            case ELECTION -> "Next election";
            case IN_SYNC -> "Next change of an in-sync set";
            case REBALANCE -> "Next rebalance";
            case PRODUCE -> "Next Produce request";
        };
    }

    private void pace() {
        pace.setId("time-pace");
        pace.setMinWidth(Region.USE_PREF_SIZE);
        for (int slowdown : SLOWDOWNS) {
            MenuItem item =
                    new MenuItem(
                            "1/"
                                    + slowdown
                                    + (slowdown == 1
                                            ? "  as fast as the wall's clock"
                                            : "  a second takes " + slowdown));
            item.setId("time-pace-" + slowdown);
            item.setOnAction(event -> deeds.slowDownTo(slowdown));
            pace.getItems().add(item);
        }
    }

    private void run() {
        run.setId("time-run");
        run.setTooltip(new Tooltip("This run in a file, or another one from a file"));
        run.setMinWidth(Region.USE_PREF_SIZE);
        run.getItems()
                .setAll(
                        item("time-save", "Save this run…", deeds::save),
                        item("time-open", "Open a run…", deeds::open),
                        item("time-events", "Export its events as JSON…", deeds::exportEvents));
    }

    private static MenuItem item(String id, String words, Runnable deed) {
        MenuItem item = new MenuItem(words);
        item.setId(id);
        item.setOnAction(event -> deed.run());
        return item;
    }

    private void slider() {
        slider.setId("time-slider");
        slider.setAccessibleText("The moment that is shown");
        slider.setTooltip(new Tooltip("Look back: any moment of this run (Shift ← →)"));
        slider.setMinWidth(0);
        slider.valueProperty()
                .subscribe((before, now) -> {
                    if (!following) {
                        long first = shown.firstMs();
                        double length = Math.max(1, shown.lastMs() - first);
                        deeds.goTo(first + Math.round(now.doubleValue() * length));
                    }
                });
    }

    /// Shows how the time is.
    public void show(State now) {
        if (now.equals(shown)) {
            return;
        }
        if (now.paused() != shown.paused()) {
            pauses(now.paused());
        }
        step.setDisable(!now.paused() || now.past());
        goals.setDisable(now.past());
        links.setDisable(now.past());
        pause.setDisable(now.over());
        pace.setDisable(now.over());
        if (now.slowdown() != shown.slowdown()) {
            pace.setText("1/" + now.slowdown());
            pace.setAccessibleText("Pace: a second takes " + now.slowdown());
        }
        String words = now.past() ? "PAST" : now.paused() ? "PAUSED" : "LIVE";
        if (!words.equals(state.getText()) || state.getStyleClass().size() == 1) {
            state.setText(words);
            state.getStyleClass().setAll("label", "v-time-" + words.toLowerCase(Locale.ROOT));
        }
        live.setVisible(now.past() && !now.over());
        String times =
                (now.past() ? time(now.shownMs() - now.firstMs(), true) + " / " : "")
                        + time(now.lastMs() - now.firstMs(), now.past() || now.paused())
                        + (now.full() ? " full" : "");
        if (!times.equals(clock.getText())) {
            clock.setText(times);
        }
        follow(now);
        shown = now;
    }

    private void pauses(boolean paused) {
        String words = paused ? "Let the time go on" : "Let the time stand still";
        pause.setGraphic((paused ? Sign.PLAY : Sign.PAUSE).node());
        pause.setAccessibleText(words);
        pause.setTooltip(new Tooltip(words + " (Space)"));
        step.setTooltip(
                new Tooltip(
                        paused
                                ? "Let one thing happen (.)"
                                : "Steps are taken while the time stands still: pause first"));
    }

    private void follow(State now) {
        if (slider.isValueChanging()) {
            return;
        }
        following = true;
        double length = Math.max(1, now.lastMs() - now.firstMs());
        slider.setValue(now.past() ? (now.shownMs() - now.firstMs()) / length : 1);
        following = false;
    }

    /// `01:41.8`; while time goes by itself, whole seconds: `01:41`
    private static String time(long ms, boolean exactly) {
        long tenths = Math.max(0, ms) / 100;
        String seconds = String.format(Locale.ROOT, "%02d:%02d", tenths / 600, tenths / 10 % 60);
        return exactly ? seconds + "." + tenths % 10 : seconds;
    }
}
