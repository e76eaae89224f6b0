package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.fault.Fault;

import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Faults of links by hand: begun, listed, ended, taken back.
final class LinksJourneyTest {
    private static OpenWindow open;

    @BeforeAll
    static void opens() {
        open = OpenWindow.ofThreeBrokers();
    }

    @AfterAll
    static void closes() {
        open.close();
    }

    @Test
    void aLinkIsHeldAndDelayedListedEndedAndTakenBack() {
        Fault hold = Fault.parse("hold PRODUCE clients->any");
        Fault delay = Fault.parse("delay PRODUCE clients->any 200");
        open.robot.clickOn("#time-links");
        Await.until("nothing is in effect", () -> says("No fault is in effect."));
        // The closed boxes take the next choice: clients, and PRODUCE.
        focus("#links-from");
        open.robot.type(KeyCode.DOWN);
        focus("#links-api");
        open.robot.type(KeyCode.DOWN);
        open.robot.clickOn("#links-submit");
        Await.until("the hold is listed", () -> says(hold.words()));
        assertThat(faults()).containsExactly(hold);

        open.robot.clickOn("#links-delay");
        Await.until("the delay is listed", () -> says(delay.words()));
        assertThat(faults()).containsExactly(hold, delay);

        open.robot.clickOn("#links-cut");
        Await.until(
                "a cut of one API is refused",
                () -> says("A cut stops every API: choose any, or drop instead."));

        open.robot.clickOn("#links-end-0");
        Await.until("the hold has ended", () -> !says(hold.words()));
        assertThat(faults()).containsExactly(delay);

        open.robot.type(KeyCode.ESCAPE);
        open.robot.push(KeyCode.CONTROL, KeyCode.Z);
        Await.until("it holds again", () -> open.session().cluster().faults().contains(hold));
        assertThat(faults()).containsExactly(hold, delay);
    }

    private static void focus(String id) {
        Fx.on(() -> {
            open.window().scene().lookup(id).requestFocus();
            return true;
        });
    }

    private static List<Fault> faults() {
        return open.session().cluster().faults();
    }

    /// Whether the form says so: the story has the words of faults, too.
    private static boolean says(String words) {
        return open.window().scene().getRoot().lookupAll("#links-form .label").stream()
                .anyMatch(node -> node instanceof Label label && words.equals(label.getText()));
    }
}
