package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.model.Forms;

import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.util.Map;

/// What a person did is taken back with Ctrl+Z, the newest first.
class UndoJourneyTest {
    @Test
    void aSettingAndAKilledBrokerAreTakenBack() {
        try (OpenWindow open = OpenWindow.ofThreeBrokers()) {
            open.session().create(new Forms.Topic("orders", 1, 3, 2));
            Await.until("orders on the stage", () -> open.hasFact("replica-orders-0@3"));
            Fx.on(() -> {
                open.window().model().selectionProperty().set(new Subject.OfTopic("orders"));
                return true;
            });
            Await.until("its settings", () -> field(open) != null);
            open.robot.interact(() -> {
                field(open).requestFocus();
                field(open).setText("1");
            });
            open.robot.type(KeyCode.ENTER);
            Await.until("it is set", () -> "1".equals(configs(open).get("min.insync.replicas")));

            open.clickBroker(2);
            open.robot.type(KeyCode.K);
            Await.until("broker 2 is dead", () -> !open.window().shown().node(2).isUp());

            open.robot.press(KeyCode.CONTROL).type(KeyCode.Z).release(KeyCode.CONTROL);
            Await.until("it runs again", () -> open.window().shown().node(2).isUp());
            assertThat(Fx.on(() -> configs(open).get("min.insync.replicas"))).isEqualTo("1");

            open.robot.press(KeyCode.CONTROL).type(KeyCode.Z).release(KeyCode.CONTROL);
            Await.until("it is 2", () -> "2".equals(configs(open).get("min.insync.replicas")));
        }
    }

    private static TextField field(OpenWindow open) {
        return (TextField) open.window().scene().lookup("#setting-min-insync-replicas");
    }

    private static Map<String, String> configs(OpenWindow open) {
        TopicView topic = open.window().shown().topic("orders");
        return topic == null ? Map.of() : topic.configs();
    }
}
