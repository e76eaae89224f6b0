package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.model.Forms;

import javafx.geometry.Point2D;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Objects;

/// A person at the microscope: goes along a log, looks closer, picks a record, and sees the log of
/// a broker that is down as it was.
final class MicroscopeJourneyTest {
    private static final int RECORDS = 200;

    private static OpenWindow open;

    @BeforeAll
    static void opens() {
        open = OpenWindow.ofThreeBrokers();
        open.session().create(new Forms.Topic("orders", 1, 3, 1));
        Await.until("orders on the stage", () -> open.hasFact("replica-orders-0@3"));
        open.session().start(new Forms.Producer("checkout", "orders", "all", 0, "k3, k7", 0));
        open.session().send("checkout", RECORDS);
        Await.until(
                "all are committed",
                () -> {
                    var partition = open.window().shown().partition("orders", 0);
                    return partition != null && partition.highWatermark() == RECORDS;
                });
        Fx.on(() -> {
            open.window().drawer().height(340);
            return true;
        });
        open.robot.clickOn("#tab-microscope");
        Await.until("the newest record", () -> has("cell-1-" + (RECORDS - 1)));
    }

    @AfterAll
    static void closes() {
        open.close();
    }

    @Test
    void oneGoesToEitherEndByButtonAndByKey() {
        open.robot.clickOn("#microscope-start");
        Await.until("the first record", () -> has("cell-1-0") && !has("cell-1-" + (RECORDS - 1)));
        open.robot.clickOn("#microscope-end");
        Await.until("the newest record", () -> has("cell-1-" + (RECORDS - 1)));
        open.robot.clickOn("#lens");
        open.robot.type(KeyCode.HOME);
        Await.until("the first record again", () -> has("cell-1-0"));
        open.robot.type(KeyCode.END);
        Await.until("the newest record again", () -> has("cell-1-" + (RECORDS - 1)));
    }

    @Test
    void oneLooksCloser() {
        double before = width("cell-1-" + (RECORDS - 1));
        open.robot.clickOn("#microscope-closer");
        Await.until("wider cells", () -> widthNow("cell-1-" + (RECORDS - 1)) > before);
        double closer = width("cell-1-" + (RECORDS - 1));
        open.robot.clickOn("#microscope-farther");
        Await.until(
                "narrower cells",
                () ->
                        has("cell-1-" + (RECORDS - 1))
                                && widthNow("cell-1-" + (RECORDS - 1)) < closer);
    }

    @Test
    void aRecordThatIsClickedIsPickedInEveryLogAndInTheTable() {
        open.robot.clickOn("#microscope-start");
        Await.until("a record with its key", () -> "k7".equals(text("cell-2-5")));
        clickOn("cell-2-5");
        Await.until("its offset is picked", () -> "CHOSEN".equals(state("offset-5")));
        assertThat(Fx.on(() -> Objects.requireNonNull(fact("record-5")).tip()))
                .startsWith("Offset 5")
                .contains("k7");
        clickOn("cell-2-5");
        Await.until("and not any more", () -> "PLAIN".equals(state("offset-5")));
        open.robot.clickOn("#microscope-end");
    }

    @Test
    void theLogOfADeadBrokerStaysAsItWas() {
        int follower = open.partition("orders", 0).leader() % 3 + 1;
        open.clickBroker(follower);
        Await.until("selected", () -> open.window().model().selectedNode() == follower);
        open.robot.type(KeyCode.K);
        Await.until("it is dead", () -> open.window().shown().brokersDown() == 1);
        Await.until("its log is there", () -> has("cell-" + follower + "-" + (RECORDS - 1)));
        open.robot.type(KeyCode.R);
        Await.until(
                "it is back, in sync",
                () ->
                        open.window().shown().brokersDown() == 0
                                && open.window().shown().underReplicated() == 0);
    }

    private static DrawingView lens() {
        return open.window().drawer().view();
    }

    private static Fact fact(String id) {
        return lens().drawing().fact(id);
    }

    private static boolean has(String id) {
        return fact(id) != null;
    }

    private static String state(String id) {
        Fact fact = fact(id);
        return fact == null ? "" : fact.state();
    }

    private static String text(String id) {
        Fact fact = fact(id);
        return fact == null ? "" : fact.text();
    }

    private static double width(String id) {
        return Fx.on(() -> widthNow(id));
    }

    private static double widthNow(String id) {
        Fact fact = fact(id);
        return fact == null ? 0 : fact.bounds().width();
    }

    private static void clickOn(String id) {
        Point2D at =
                Fx.on(() -> lens().localToScreen(Objects.requireNonNull(lens().centreOf(id), id)));
        open.robot.clickOn(at);
    }
}
