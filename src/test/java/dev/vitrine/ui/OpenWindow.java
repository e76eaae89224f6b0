package dev.vitrine.ui;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.scenario.Library;
import dev.vitrine.ui.draw.Fact;

import javafx.geometry.Point2D;
import javafx.stage.Stage;

import org.testfx.api.FxRobot;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// A real window over a real cluster, for a test's eyes and hands.
final class OpenWindow implements AutoCloseable {
    private static final double NAME_X = 60;
    private static final double NAME_Y = 20;

    private final VitrineWindow window;
    private final Stage stage;
    final FxRobot robot = new FxRobot();

    private OpenWindow(VitrineWindow window, Stage stage) {
        this.window = window;
        this.stage = stage;
    }

    /// Opens it with three brokers on free ports, and waits until they serve.
    static OpenWindow ofThreeBrokers() {
        OpenWindow opened =
                Fx.on(() -> {
                    VitrineWindow window =
                            new VitrineWindow(
                                    new VitrineWindow.Opening(3, 0, null, null, 1),
                                    WindowMemory.none(),
                                    new Library(Path.of("scenarios")));
                    Stage stage = new Stage();
                    window.open(stage);
                    return new OpenWindow(window, stage);
                });
        Await.until("the cluster runs", () -> opened.window.session() != null);
        opened.session().awaitReady();
        Await.until("three brokers on the stage", () -> opened.hasFact("broker-3"));
        return opened;
    }

    VitrineWindow window() {
        return window;
    }

    Session session() {
        return Objects.requireNonNull(window.session(), "no session");
    }

    Snapshot shown() {
        return Fx.on(window::shown);
    }

    PartitionView partition(String topic, int number) {
        return Objects.requireNonNull(shown().partition(topic, number), topic + "-" + number);
    }

    boolean hasFact(String id) {
        return window.stage().drawing().fact(id) != null;
    }

    Fact fact(String id) {
        return Fx.on(() -> Objects.requireNonNull(window.stage().drawing().fact(id), id));
    }

    List<Fact> facts() {
        return Fx.on(() -> window.stage().drawing().facts());
    }

    /// Clicks a broker's name: the middle of its card belongs to one of its replicas.
    void clickBroker(int node) {
        Point2D at =
                Fx.on(() -> {
                    Fact card =
                            Objects.requireNonNull(
                                    window.stage().drawing().fact("broker-" + node), "card");
                    return window.stage()
                            .localToScreen(card.bounds().x() + NAME_X, card.bounds().y() + NAME_Y);
                });
        robot.clickOn(at);
    }

    /// As a person does: the topic `orders` with three partitions, and the producer `checkout`.
    void addOrdersAndAProducer() {
        robot.clickOn("#addTopic");
        robot.clickOn("#add-topic-name").eraseText(20).write("orders");
        robot.clickOn("#add-topic-submit");
        Await.until("orders on the stage", () -> hasFact("replica-orders-2@3"));
        robot.clickOn("#addProducer");
        robot.clickOn("#add-producer-submit");
        Await.until("the producer's card", () -> hasFact("client-checkout"));
    }

    @Override
    public void close() {
        Fx.on(() -> {
            window.close();
            stage.close();
            return true;
        });
    }
}
