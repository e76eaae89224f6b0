package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.live.DilatableClock;
import dev.vitrine.live.NodeStatus;
import dev.vitrine.recording.EventJson;
import dev.vitrine.scenario.Timings;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Slider;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// A person stops the time, steps, runs to the next Produce, looks back, and keeps the run in a
/// file.
final class TimeJourneyTest {
    private OpenWindow open;

    @Test
    void timeStandsStillAndStepsAndTheRunIsLookedBackAtAndKept(@TempDir Path folder)
            throws Exception {
        try (OpenWindow opened = OpenWindow.ofThreeBrokers()) {
            open = opened;
            open.addOrdersAndAProducer();
            Await.until("records flow", () -> appended() > 20);
            assertThat(Fx.on(this::state)).isEqualTo("LIVE");
            stopsAndSteps();
            runsToTheNextProduce();
            slowsDown();
            long end = looksBack();
            keepsTheRun(folder, end);
        }
    }

    private void stopsAndSteps() {
        focusStage();
        open.robot.type(KeyCode.SPACE);
        Await.until("it stands still", () -> state().equals("PAUSED"));
        assertThat(clock().isPaused()).isTrue();
        long events = events();
        open.robot.write(".");
        Await.until("one thing happens", () -> events() > events);
    }

    private void runsToTheNextProduce() {
        long before = appended();
        choose("#time-goals", "time-to-produce");
        Await.until(
                "it went on, and stands still again",
                () -> appended() >= before && state().equals("PAUSED") && clock().isPaused());
        focusStage();
        open.robot.type(KeyCode.SPACE);
        Await.until("it goes on", () -> state().equals("LIVE") && appended() > before + 10);
    }

    private void slowsDown() {
        choose("#time-pace", "time-pace-10");
        Await.until("the bar says so", () -> text("#time-pace").equals("1/10"));
        assertThat(clock().slowdown()).isEqualTo(10);
        choose("#time-pace", "time-pace-1");
        Await.until("as fast as the wall's", () -> text("#time-pace").equals("1/1"));
    }

    /// @return when the run is, at its end
    private long looksBack() {
        long now = appended();
        Fx.on(() -> {
            ((Slider) scene("#time-slider")).setValue(0.3);
            return 0;
        });
        Await.until("the past", () -> state().equals("PAST") && appended() < now);
        focusStage();
        open.robot.type(KeyCode.DIGIT1, KeyCode.K);
        Await.until(
                "it says that the past does not change",
                () -> open.window().notices().shown().startsWith("This is the past"));
        assertThat(open.session().cluster().nodes())
                .allMatch(node -> node.state() == NodeStatus.State.RUNNING);
        open.robot.press(KeyCode.SHIFT).type(KeyCode.RIGHT).release(KeyCode.SHIFT);
        Fx.on(() -> {
            ((Button) scene("#time-live")).fire();
            return 0;
        });
        Await.until("what is now", () -> state().equals("LIVE") && appended() >= now);
        return appended();
    }

    private void keepsTheRun(Path folder, long end) throws Exception {
        Path run = folder.resolve("run.vitrine");
        Path lines = folder.resolve("run.jsonl");
        Fx.on(() -> {
            open.window()
                    .runFiles()
                    .ask((over, kind, saves) ->
                            kind.getExtensions().equals(List.of("*.jsonl")) ? lines : run);
            return 0;
        });
        choose("#time-run", "time-events");
        Await.until("the events are written", () -> said().equals("Saved: " + lines));
        List<String> written = Files.readAllLines(lines);
        assertThat(written.size()).isGreaterThan(100);
        written.forEach(EventJson::read);
        choose("#time-run", "time-save");
        Await.until("the run is written", () -> said().equals("Saved: " + run));
        choose("#time-run", "time-open");
        Await.until("it is open", () -> said().equals("Opened: " + run) && state().equals("PAST"));
        Await.until("its end is shown", () -> appended() >= end);
        assertThat(Fx.on(() -> open.window().session())).isNull();
        open.robot.type(KeyCode.DIGIT1, KeyCode.K);
        Await.until(
                "nothing can be done to it", () -> said().startsWith("This run is from a file"));
    }

    @Test
    void anotherClusterBeginsWithTheTimingsOfProduction() {
        try (OpenWindow opened = OpenWindow.ofThreeBrokers()) {
            open = opened;
            Session before = open.session();
            assertThat(before.timings()).isEqualTo(Timings.CLASSROOM);
            open.robot.clickOn("#timings");
            Await.until("the table", () -> scene("#timings-sheet").isVisible());
            open.robot.clickOn("#timings-production");
            Await.until(
                    "another cluster",
                    () -> open.window().session() != null && open.window().session() != before);
            assertThat(scene("#timings-sheet").isVisible()).isFalse();
            assertThat(open.session().timings()).isEqualTo(Timings.PRODUCTION);
        }
    }

    private String said() {
        return open.window().notices().shown();
    }

    private void choose(String menu, String item) {
        Fx.on(() -> {
            MenuButton button = (MenuButton) scene(menu);
            button.getItems().stream()
                    .filter(each -> item.equals(each.getId()))
                    .findFirst()
                    .ifPresent(MenuItem::fire);
            return 0;
        });
    }

    private void focusStage() {
        Fx.on(() -> {
            open.window().stage().requestFocus();
            return 0;
        });
    }

    private DilatableClock clock() {
        return open.session().cluster().clock();
    }

    private long appended() {
        return open.window().model().snapshot().counters().recordsAppended();
    }

    private long events() {
        return open.window().model().snapshot().counters().events();
    }

    private String state() {
        return text("#time-state");
    }

    private String text(String id) {
        return ((Labeled) scene(id)).getText();
    }

    private Node scene(String id) {
        return Objects.requireNonNull(open.window().scene().lookup(id), id);
    }
}
