package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.fault.Fault;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.Transit.Parked;
import dev.vitrine.ui.draw.Fact;

import javafx.geometry.Point2D;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.function.Predicate;

/// One request in the hand: held, read, delivered, its answer too; another one swallowed.
final class HeldFramesJourneyTest {
    private static final int PRODUCE = 0;
    private static final int CLICKS_MAX = 10;

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
    void aHeldRequestIsReadDeliveredAndAcknowledgedAndAnotherIsSwallowed() {
        addOrdersAndAProducerThatWaits();
        open.session().cluster().apply(Fault.parse("hold PRODUCE clients->any")).join();

        sendOne();
        Parked request = parked("a request", each -> !each.isAnswer());
        assertThat(open.fact("frame-" + request.frame()).state()).isEqualTo("HELD");
        select(request);
        open.robot.clickOn("#inspector-read-its-bytes");
        Await.until("its bytes", () -> hasField("requestApiKey 0"));
        open.robot.clickOn("#inspector-deliver");

        Parked answer = parked("its answer", Parked::isAnswer);
        assertThat(answer.correlationId()).isEqualTo(request.correlationId());
        assertThat(Fx.on(HeldFramesJourneyTest::acknowledged)).isZero();
        select(answer);
        open.robot.type(KeyCode.F10);
        Await.until("it is acknowledged", () -> acknowledged() == 1);

        sendOne();
        Parked second = parked("another request", each -> !each.isAnswer());
        select(second);
        open.robot.clickOn("#inspector-swallow");
        String swallowed =
                "frame #"
                        + second.frame()
                        + " of checkout to broker "
                        + second.to()
                        + " is lost, and its connection: swallow #"
                        + second.frame();
        Await.until(
                "the story says who swallowed it",
                () ->
                        open.window().model().snapshot().story().stream()
                                .anyMatch(line -> line.words().equals(swallowed)));
        open.session().cluster().apply(Fault.parse("release")).join();
        Await.until("the retry is acknowledged", () -> acknowledged() == 2);
    }

    /// It sends when one tells it to.
    private static void addOrdersAndAProducerThatWaits() {
        open.robot.clickOn("#addTopic");
        open.robot.clickOn("#add-topic-name").eraseText(20).write("orders");
        open.robot.clickOn("#add-topic-submit");
        Await.until("orders on the stage", () -> open.hasFact("replica-orders-2@3"));
        open.robot.clickOn("#addProducer");
        open.robot.clickOn("#add-producer-rate");
        open.robot.push(KeyCode.CONTROL, KeyCode.A).write("0");
        open.robot.clickOn("#add-producer-submit");
        Await.until("the producer's card", () -> open.hasFact("client-checkout"));
    }

    private static void sendOne() {
        Fx.on(() -> {
            open.window().model().selectionProperty().set(new Subject.OfClient("checkout"));
            return true;
        });
        Await.until("its buttons", () -> open.window().scene().lookup("#inspector-send-1") != null);
        open.robot.clickOn("#inspector-send-1");
    }

    private static Parked parked(String what, Predicate<Parked> which) {
        Predicate<Parked> wanted = each -> each.apiKey() == PRODUCE && which.test(each);
        Await.until(
                what,
                () -> {
                    for (Parked each : open.window().model().snapshot().transit().parked()) {
                        if (wanted.test(each) && open.hasFact("frame-" + each.frame())) {
                            return true;
                        }
                    }
                    return false;
                });
        return Fx.on(() ->
                open.window().model().snapshot().transit().parked().stream()
                        .filter(wanted)
                        .findFirst()
                        .orElseThrow());
    }

    /// With the mouse; a wire that gets another place takes what waits on it along.
    private static void select(Parked frame) {
        Subject wanted = new Subject.OfFrame(frame.frame());
        for (int i = 0; i < CLICKS_MAX && !wanted.equals(selected()); i++) {
            Point2D at =
                    Fx.on(() ->
                            open.window()
                                    .stage()
                                    .localToScreen(
                                            open.window()
                                                    .stage()
                                                    .centreOf("frame-" + frame.frame())));
            open.robot.clickOn(at);
        }
        assertThat(selected()).isEqualTo(wanted);
        Await.until(
                "the inspector tells of it",
                () ->
                        open.window().scene().lookup("#inspector-title") instanceof Label title
                                && title.getText().endsWith("PRODUCE #" + frame.frame()));
    }

    private static Subject selected() {
        return Fx.on(() -> open.window().model().selectionProperty().get());
    }

    private static boolean hasField(String text) {
        return open.window().drawer().view().drawing().facts().stream()
                .map(Fact::text)
                .anyMatch(text::equals);
    }

    private static long acknowledged() {
        ClientView client = open.window().model().snapshot().client("checkout");
        return client == null || client.produced() == null ? 0 : client.produced().acknowledged();
    }
}
