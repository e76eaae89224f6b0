package dev.vitrine.ui.draw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.Fx;
import dev.vitrine.ui.stage.StageLayout;

import javafx.geometry.Point2D;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.StackPane;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class DrawingViewTest {
    private final Projector projector = new Projector();
    private final List<Action> actions = new ArrayList<>();
    private long now = 1_000;

    private DrawingView view() {
        DrawingView view = new DrawingView(new StageLayout());
        StackPane root = new StackPane(view);
        new Scene(root, 1_000, 770);
        root.applyCss();
        root.layout();
        view.setOnAction(actions::add);
        view.show(projector.snapshot(), now);
        return view;
    }

    private void threeNodes() {
        for (int node = 1; node <= 3; node++) {
            projector.apply(new Event.NodeStarted(node, now, true, true, 19_090 + node, 0, ""));
        }
        projector.apply(new Event.TopicCreated(1, now, "orders", "id", Map.of()));
        projector.apply(
                new Event.PartitionChanged(
                        1,
                        now,
                        "orders",
                        0,
                        List.of(1, 2, 3),
                        List.of(),
                        List.of(),
                        List.of(1, 2, 3),
                        List.of(),
                        List.of(),
                        1,
                        0,
                        0));
    }

    private static void click(DrawingView view, String factId) {
        Point2D at = Objects.requireNonNull(view.centreOf(factId), factId);
        view.fireEvent(
                new MouseEvent(
                        MouseEvent.MOUSE_CLICKED,
                        at.getX(),
                        at.getY(),
                        at.getX(),
                        at.getY(),
                        MouseButton.PRIMARY,
                        1,
                        false,
                        false,
                        false,
                        false,
                        true,
                        false,
                        false,
                        false,
                        false,
                        true,
                        null));
    }

    private static void press(DrawingView view, KeyCode code) {
        view.fireEvent(
                new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, false, false, false, false));
    }

    @Test
    void aClickOnAButtonAsksForItsActionAndSelectsNothing() {
        threeNodes();
        Fx.on(() -> {
            DrawingView view = view();
            click(view, "kill-2");
            click(view, "stop-3");
            assertThat(view.selectionProperty().get()).isNull();
            return null;
        });
        assertThat(actions).extracting(Action::words).containsExactly("kill 2", "stop 3");
    }

    @Test
    void aClickSelectsWhatIsUppermostAndOnNothingClears() {
        threeNodes();
        Fx.on(() -> {
            DrawingView view = view();
            click(view, "replica-orders-0@2");
            assertThat(view.selectionProperty().get())
                    .isEqualTo(new Subject.OfReplica("orders", 0, 2));
            press(view, KeyCode.ESCAPE);
            assertThat(view.selectionProperty().get()).isNull();
            return null;
        });
    }

    @Test
    void everythingCanBeReachedAndPressedByKey() {
        threeNodes();
        Fx.on(() -> {
            DrawingView view = view();
            int stops = view.drawing().facts().size();
            for (int i = 0; i < stops; i++) {
                press(view, KeyCode.TAB);
                press(view, KeyCode.ENTER);
            }
            return null;
        });
        assertThat(actions)
                .extracting(Action::words)
                .containsExactlyInAnyOrder(
                        "kill 1", "stop 1", "kill 2", "stop 2", "kill 3", "stop 3");
    }

    @Test
    void moreRequestsThanSevenAreSampledAndTheStageSaysSo() {
        threeNodes();
        projector.apply(
                new Event.ClientStarted(
                        Event.OUTSIDE,
                        now,
                        "checkout",
                        Event.ClientKind.PRODUCER,
                        "orders",
                        "",
                        Map.of("acks", "all")));
        projector.apply(
                new Event.ClientConnected(1, now, 1, Event.OUTSIDE, "checkout", "java", "x"));
        for (int i = 0; i < 7; i++) {
            request(i);
        }
        Fx.on(() -> {
            DrawingView view = view();
            assertThat(messages(view)).isEqualTo(7);
            assertThat(view.drawing().fact("sampled")).isNull();
            for (int i = 7; i < 40; i++) {
                request(i);
            }
            view.show(projector.snapshot(), now);
            assertThat(messages(view)).isBetween(1L, 7L);
            assertThat(view.drawing().fact("sampled")).isNotNull();
            return null;
        });
    }

    private void request(int correlationId) {
        projector.apply(
                new Event.RequestReceived(
                        1,
                        now,
                        1,
                        Event.OUTSIDE,
                        "checkout",
                        "Produce",
                        12,
                        correlationId,
                        100,
                        "orders-0 ×1",
                        Map.of("orders", List.of(0))));
        now += 10;
    }

    private static long messages(DrawingView view) {
        return view.drawing().facts().stream()
                .filter(fact -> fact.role() == Fact.Role.MESSAGE)
                .count();
    }
}
