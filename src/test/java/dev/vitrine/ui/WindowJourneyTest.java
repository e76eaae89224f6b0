package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.ui.draw.Fact;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A person at the real window, with mouse and keys, over a real cluster.
final class WindowJourneyTest {
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
    void producerGoesOnWhenItsLeaderIsKilled() {
        open.addOrdersAndAProducer();
        Await.until("records acknowledged", () -> acknowledged() >= 10);

        int leader = open.partition("orders", 0).leader();
        assertThat(open.fact("replica-orders-0@" + leader).state()).isEqualTo("LEADER");

        open.clickBroker(leader);
        Await.until("the inspector shows it", () -> titleIs("Broker " + leader));
        open.robot.type(KeyCode.K);
        Await.until(
                "another leads orders-0",
                () -> {
                    Fact dead = open.window().stage().drawing().fact("broker-" + leader);
                    return dead != null && dead.state().equals("KILLED") && leads(leader) > 0;
                });
        int next = Fx.on(() -> leads(leader));
        assertThat(next).isPositive().isNotEqualTo(leader);
        assertThat(open.fact("replica-orders-0@" + leader).state()).isEqualTo("GONE");
        Await.until("the chip says so", () -> labelIs("#brokersDown", "1 of 3 brokers down"));

        long before = Fx.on(WindowJourneyTest::acknowledged);
        Await.until("the producer goes on", () -> acknowledged() > before + 10);

        open.robot.type(KeyCode.R);
        Await.until(
                "it is back, in sync everywhere",
                () ->
                        open.window().shown().brokersDown() == 0
                                && open.window().shown().underReplicated() == 0);
        Await.until("the chip is gone", () -> labelIs("#brokersDown", ""));
    }

    @Test
    void formSaysWhatIsWrongAndStaysOpen() {
        open.robot.clickOn("#addTopic");
        open.robot.clickOn("#add-topic-name").eraseText(20).write("two words");
        open.robot.clickOn("#add-topic-submit");
        Label refusal = open.robot.lookup("#add-topic-refusal").queryAs(Label.class);
        String words = Fx.on(refusal::getText);
        assertThat(words).contains("letters, digits, dots");
        open.robot.type(KeyCode.ESCAPE);
    }

    @Test
    void keysAreLettersWhereOneTypes() {
        open.robot.clickOn("#stage");
        open.robot.type(KeyCode.DIGIT1);
        Await.until("broker 1 is selected", () -> titleIs("Broker 1"));
        open.robot.clickOn("#story-filter").write("k?");
        TextInputControl filter =
                open.robot.lookup("#story-filter").queryAs(TextInputControl.class);
        String typed = Fx.on(filter::getText);
        assertThat(typed).isEqualTo("k?");
        assertThat(open.fact("broker-1").state()).isEqualTo("RUNNING");
        open.robot.eraseText(2);
        open.robot.clickOn("#stage");
    }

    @Test
    void keysSheetComesAndGoesWhereverTheFocusIs() {
        Fx.on(() -> {
            open.robot.lookup("#story-trouble").query().requestFocus();
            return true;
        });
        open.robot.type(KeyCode.F1);
        Await.until("the sheet", () -> sheetIsOpen());
        open.robot.type(KeyCode.ESCAPE);
        Await.until("no sheet", () -> !sheetIsOpen());
    }

    @Test
    void panelsFoldAndTheStageGetsTheRoom() {
        double before = Fx.on(() -> open.window().stage().getWidth());
        open.robot.type(KeyCode.F7);
        Await.until("a wider stage", () -> open.window().stage().getWidth() > before + 200);
        Button unfold = open.robot.lookup("#unfold-left").queryButton();
        open.robot.clickOn(unfold);
        Await.until("as before", () -> open.window().stage().getWidth() == before);
    }

    private static boolean sheetIsOpen() {
        return open.window().scene().lookup("#keys-sheet").isVisible();
    }

    private static boolean titleIs(String title) {
        return labelIs("#inspector-title", title);
    }

    private static boolean labelIs(String id, String text) {
        return open.window().scene().lookup(id) instanceof Label label
                && label.getText().equals(text);
    }

    private static long acknowledged() {
        ClientView client = open.window().shown().client("checkout");
        return client == null || client.produced() == null ? 0 : client.produced().acknowledged();
    }

    /// Who leads orders-0 in the picture, other than `but`; 0 for nobody.
    private static int leads(int but) {
        for (int node = 1; node <= 3; node++) {
            Fact lane = open.window().stage().drawing().fact("replica-orders-0@" + node);
            if (node != but && lane != null && lane.state().equals("LEADER")) {
                return node;
            }
        }
        return 0;
    }
}
