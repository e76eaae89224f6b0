package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.model.Forms;

import javafx.geometry.Point2D;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// The space-time timeline, by hand: looked for, looked at closely, selected from, and saved.
final class TimelineJourneyTest {
    private static final double DRAWER_HEIGHT = 340;

    private static OpenWindow open;

    @BeforeAll
    static void opens() {
        open = OpenWindow.ofThreeBrokers();
        open.session().create(new Forms.Topic("orders", 1, 3, 2));
        Await.until("orders on the stage", () -> open.hasFact("replica-orders-0@3"));
        open.session().start(new Forms.Producer("checkout", "orders", "all", 0, "", 0));
        Await.until("the producer's card", () -> open.hasFact("client-checkout"));
        Fx.on(() -> {
            open.window().drawer().height(DRAWER_HEIGHT);
            return true;
        });
    }

    @AfterAll
    static void closes() {
        open.close();
    }

    @Test
    void requestsAreFoundLookedAtCloselySelectedAndSaved(@TempDir Path files) throws IOException {
        open.robot.clickOn("#tab-timeline");
        open.robot.clickOn("#timeline-filter").write("produce orders-0");
        open.session().send("checkout", 1);
        Await.until("a Produce is answered", () -> answered().size() == 1);
        open.session().send("checkout", 1);
        Await.until("another", () -> answered().size() == 2);
        assertThat(arrows()).extracting(Fact::text).containsOnly("Produce");
        open.robot.clickOn("#timeline-follow");
        Await.until("it stands still", () -> labels("STANDS STILL"));

        closerAndBack();
        onlyErrors();
        selectedEverywhere();
        saved(files);
    }

    private static void closerAndBack() {
        List<Fact> two = Fx.on(TimelineJourneyTest::answered);
        double apart = apart(two);
        Fx.on(() -> {
            view().requestFocus();
            return true;
        });
        open.robot.type(KeyCode.MINUS);
        Await.until("they are nearer to one another", () -> apart(two) < apart);
        open.robot.type(KeyCode.EQUALS);
        Await.until("as before", () -> Math.abs(apart(two) - apart) < 1);
    }

    private static double apart(List<Fact> two) {
        Fact first = drawing().fact(two.get(0).id());
        Fact second = drawing().fact(two.get(1).id());
        return first == null || second == null
                ? Double.MAX_VALUE
                : Math.abs(second.bounds().x() - first.bounds().x());
    }

    private static void onlyErrors() {
        open.robot.clickOn("#timeline-errors");
        Await.until("those two did not fail", () -> answered().isEmpty());
        open.robot.clickOn("#timeline-errors");
        Await.until("all again", () -> answered().size() == 2);
    }

    private static void selectedEverywhere() {
        Fact arrow = Fx.on(() -> answered().getLast());
        Point2D at = Fx.on(() -> view().localToScreen(view().centreOf(arrow.id())));
        open.robot.clickOn(at);
        Await.until(
                "it is selected",
                () ->
                        Objects.equals(
                                arrow.subject(), open.window().model().selectionProperty().get()));
        assertThat(arrow.subject()).isInstanceOf(Subject.OfMessage.class);
        Await.until(
                "the inspector shows its partition",
                () ->
                        open.window().scene().lookup("#inspector-title") instanceof Label title
                                && title.getText().equals("orders-0"));
        open.robot.clickOn("#tab-wire");
        Await.until(
                "the wire inspector shows it",
                () -> {
                    Fact head = drawing().fact("wire-head");
                    return head != null
                            && head.text().equals("Produce")
                            && head.tip().contains("checkout");
                });
        open.robot.clickOn("#tab-timeline");
        Await.until("back", () -> answered().size() == 2);
    }

    private static void saved(Path files) throws IOException {
        Fx.on(() -> {
            open.window().exports().ask((over, kind, fileName) -> files.resolve(fileName));
            return true;
        });
        open.robot.clickOn("#timeline-svg");
        Path svg = files.resolve("timeline.svg");
        Await.until("a picture", () -> Files.exists(svg));
        String picture = Fx.on(() -> Files.readString(svg));
        assertThat(picture).startsWith("<svg").endsWith("</svg>\n").contains("checkout");

        open.robot.clickOn("#timeline-mermaid");
        Path mermaid = files.resolve("timeline.mmd");
        Await.until("a diagram", () -> Files.exists(mermaid));
        String diagram = Fx.on(() -> Files.readString(mermaid));
        assertThat(diagram.lines())
                .startsWith("sequenceDiagram")
                .filteredOn(line -> line.contains("->>") && line.contains("Produce v"))
                .hasSameSizeAs(Fx.on(TimelineJourneyTest::arrows));
    }

    private static DrawingView view() {
        return open.window().drawer().view();
    }

    private static Drawing drawing() {
        return view().drawing();
    }

    private static List<Fact> arrows() {
        return drawing().facts().stream().filter(fact -> fact.id().startsWith("arrow-")).toList();
    }

    private static List<Fact> answered() {
        return arrows().stream().filter(fact -> fact.state().equals("ANSWERED")).toList();
    }

    private static boolean labels(String text) {
        return drawing().labels().stream().anyMatch(label -> label.text().equals(text));
    }
}
