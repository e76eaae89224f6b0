package dev.vitrine.ui;

import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Fact;

import javafx.geometry.Point2D;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Optional;

/// From a record that is produced to its bytes on the wire, by hand.
final class WireJourneyTest {
    /// Room for all lifelines.
    private static final double DRAWER_HEIGHT = 340;

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
    void anArrowOfTheTimelineIsOpenedDownToItsRecord() {
        open.addOrdersAndAProducer();

        Fx.on(() -> {
            open.window().drawer().height(DRAWER_HEIGHT);
            return true;
        });
        open.robot.clickOn("#tab-timeline");
        open.robot.clickOn("#timeline-filter").write("produce checkout");
        Await.until("an arrow of a Produce", () -> answered().isPresent());
        open.robot.clickOn("#timeline-follow");
        Await.until("it stands still", () -> labels("STANDS STILL"));

        Point2D at =
                Fx.on(() -> {
                    Fact arrow = answered().orElseThrow();
                    return view().localToScreen(view().centreOf(arrow.id()));
                });
        open.robot.clickOn(at);
        Await.until(
                "a request is selected",
                () -> open.window().model().selectionProperty().get() instanceof Subject.OfMessage);
        Await.until(
                "the inspector shows its partition",
                () ->
                        open.window().scene().lookup("#inspector-title") instanceof Label title
                                && title.getText().startsWith("orders-"));

        open.robot.clickOn("#tab-wire");
        Await.until("the request's header", () -> field("requestApiKey 0"));
        open.robot.clickOn("#lens");
        open.robot.type(KeyCode.END);
        Await.until("the end of its batch", () -> hasFieldThatStartsWith("headersCount"));
        Await.until("a record's value", () -> hasFieldThatStartsWith("value \""));

        aFieldMarksItsBytes();
        open.robot.clickOn("#wire-answer");
        Fx.on(() -> {
            view().requestFocus();
            return true;
        });
        open.robot.type(KeyCode.HOME);
        Await.until(
                "the answer's header",
                () -> hasFieldThatStartsWith("correlationId") && !field("requestApiKey 0"));
        open.robot.clickOn("#wire-difference");
        Await.until("no fields, but differences", () -> !hasFieldThatStartsWith(""));
        open.robot.clickOn("#wire-request");
        Await.until("the request again", () -> hasFieldThatStartsWith(""));
    }

    /// The other way is in the lens's own tests.
    private static void aFieldMarksItsBytes() {
        Point2D at =
                Fx.on(() -> {
                    Fact value =
                            drawing().facts().stream()
                                    .filter(fact -> fact.text().startsWith("value \""))
                                    .findFirst()
                                    .orElseThrow();
                    return view().localToScreen(view().centreOf(value.id()));
                });
        open.robot.clickOn(at);
        Await.until(
                "its bytes are marked",
                () ->
                        drawing().facts().stream()
                                .anyMatch(fact ->
                                        fact.id().startsWith("bytes-")
                                                && fact.state().equals("MARKED")));
    }

    private static DrawingView view() {
        return open.window().drawer().view();
    }

    private static Drawing drawing() {
        return view().drawing();
    }

    private static Optional<Fact> answered() {
        return drawing().facts().stream()
                .filter(fact ->
                        fact.id().startsWith("arrow-")
                                && fact.text().equals("Produce")
                                && fact.state().equals("ANSWERED"))
                .findFirst();
    }

    private static boolean labels(String text) {
        return drawing().labels().stream().anyMatch(label -> label.text().equals(text));
    }

    private static boolean field(String text) {
        return drawing().facts().stream().anyMatch(fact -> fact.text().equals(text));
    }

    private static boolean hasFieldThatStartsWith(String text) {
        return drawing().facts().stream()
                .anyMatch(fact -> fact.id().startsWith("field-") && fact.text().startsWith(text));
    }
}
