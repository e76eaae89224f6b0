package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.model.Forms;
import dev.vitrine.workload.Administrator.Owner;
import dev.vitrine.workload.Administrator.Setting;

import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// The inspector changes what it shows: settings of topics, and what clients are like.
class InspectorJourneyTest {
    private static OpenWindow open;

    @BeforeAll
    static void opens() {
        open = OpenWindow.ofThreeBrokers();
        open.session().create(new Forms.Topic("orders", 1, 3, 2));
        Await.until("orders on the stage", () -> open.hasFact("replica-orders-0@3"));
    }

    @AfterAll
    static void closes() {
        open.close();
    }

    @Test
    void aTopicsSettingIsChangedRefusedAndTakenBack() {
        select(new Subject.OfTopic("orders"));
        Await.until("its settings", () -> field("#setting-min-insync-replicas") != null);

        enter("#setting-min-insync-replicas", "4");
        Await.until("the event", () -> "4".equals(configs().get("min.insync.replicas")));
        assertThat(value("min.insync.replicas")).isEqualTo("4");
        Await.until("a chip", () -> hasFinding("min.insync.replicas 4 > 3 replicas"));

        enter("#setting-min-insync-replicas", "0");
        Await.until("the refusal", () -> refusal().contains("at least 1"));
        assertThat(value("min.insync.replicas")).isEqualTo("4");

        Await.until(
                "a way back",
                () -> open.window().scene().lookup("#reset-min-insync-replicas") != null);
        open.robot.clickOn("#reset-min-insync-replicas");
        Await.until("the default", () -> !configs().containsKey("min.insync.replicas"));
    }

    @Test
    void aProducersAcksAndKeysAreChanged() {
        open.session().start(new Forms.Producer("checkout", "orders", "all", 5, "", 0));
        Await.until("its card", () -> open.hasFact("client-checkout"));
        select(new Subject.OfClient("checkout"));
        Await.until("the button", () -> open.window().scene().lookup("#inspector-change") != null);

        open.robot.clickOn("#inspector-change");
        open.robot.interact(() -> {
            acks().setValue("1");
            keys().setText("alice, bob");
        });
        open.robot.clickOn("#change-producer-submit");

        Await.until(
                "it runs so",
                () ->
                        client() != null
                                && client().isHere()
                                && "1".equals(client().settings().get("acks")));
        assertThat(Fx.on(() -> client().settings())).containsEntry("keys", "alice, bob");
        Await.until("a chip", () -> hasFinding("acks=1"));
    }

    private static javafx.scene.control.ComboBox<String> acks() {
        return open.robot.lookup("#change-producer-acks").queryComboBox();
    }

    private static TextField keys() {
        return open.robot.lookup("#change-producer-key").queryAs(TextField.class);
    }

    private static ClientView client() {
        return open.window().shown().client("checkout");
    }

    private static void select(Subject subject) {
        Fx.on(() -> {
            open.window().model().selectionProperty().set(subject);
            return true;
        });
    }

    private static TextField field(String id) {
        return (TextField) open.window().scene().lookup(id);
    }

    private static void enter(String id, String value) {
        open.robot.interact(() -> {
            field(id).requestFocus();
            field(id).setText(value);
        });
        open.robot.type(KeyCode.ENTER);
    }

    private static String refusal() {
        return ((Label) open.window().scene().lookup("#settings-refusal")).getText();
    }

    private static Map<String, String> configs() {
        TopicView topic = open.window().shown().topic("orders");
        return topic == null ? Map.of() : topic.configs();
    }

    private static String value(String name) {
        List<Setting> settings = open.session().settings(new Owner.Topic("orders"));
        return settings.stream()
                .filter(setting -> setting.name().equals(name))
                .map(Setting::value)
                .findFirst()
                .orElseThrow();
    }

    private static boolean hasFinding(String words) {
        return open.window().scene().lookup("#findings") instanceof FlowPane findings
                && findings.getChildren().stream()
                        .anyMatch(chip ->
                                chip instanceof Label label && label.getText().equals(words));
    }
}
