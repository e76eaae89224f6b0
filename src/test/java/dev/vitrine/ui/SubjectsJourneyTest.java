package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.MemberView;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.model.Forms;
import dev.vitrine.workload.Administrator.Owner;
import dev.vitrine.workload.Administrator.Setting;

import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Whatever is clicked on the stage is what the inspector tells about, with what can be done to it.
final class SubjectsJourneyTest {
    /// Into a card's or lane's name: its middle may belong to something smaller.
    private static final double NAME_X = 30;

    private static final double NAME_Y = 12;

    private static OpenWindow open;

    @BeforeAll
    static void opens() {
        open = OpenWindow.ofThreeBrokers();
        open.session().create(new Forms.Topic("orders", 2, 3, 2));
        open.session().start(new Forms.Producer("checkout", "orders", "all", 5, "", 0));
        open.session().start(new Forms.Consumer("billing-1", "billing", "orders"));
        Await.until("the topic's lanes", () -> open.hasFact("replica-orders-1@3"));
        Await.until("the producer", () -> open.hasFact("client-checkout"));
        Await.until("the member owns all", () -> isOwned());
    }

    @AfterAll
    static void closes() {
        open.close();
    }

    private static boolean isOwned() {
        GroupView group = open.window().shown().group("billing");
        return group != null
                && group.members().size() == 1
                && group.members().getFirst().assignment().size() == 2
                && open.hasFact("group-billing");
    }

    @Test
    void aBroker() {
        click("broker-2");
        Await.until("it", () -> says("Broker 2", "its logs") && hasButtons("kill", "stop", "why"));
    }

    @Test
    void aReplicaStandsForItsPartition() {
        click("replica-orders-1@2");
        Await.until(
                "its partition",
                () ->
                        says("orders-1", "replicas, aligned by offset")
                                && says("orders-1", "newest committed records")
                                && hasButtons("why"));
    }

    @Test
    void aProducer() {
        click("client-checkout");
        Await.until(
                "it",
                () ->
                        says("checkout", "talks to")
                                && hasButtons("send-1", "send-10", "stop", "change", "why"));
    }

    @Test
    void aGroup() {
        click("group-billing");
        Await.until("it", () -> says("billing", "committed offsets") && hasButtons("why"));
    }

    @Test
    void aMemberIsToldWithItsGroup() {
        MemberView member =
                Objects.requireNonNull(open.shown().group("billing")).members().getFirst();
        click("member-" + member.memberId());
        Await.until(
                "it",
                () ->
                        says("billing", "what it takes for its own")
                                && hasButtons("pause", "stop", "change", "why"));
    }

    @Test
    void nothingIsTheCluster() {
        click("broker-1");
        Await.until("a broker", () -> says("Broker 1", "its logs"));
        open.robot.type(KeyCode.ESCAPE);
        Await.until("the cluster", () -> says("The cluster", "topics"));
    }

    @Test
    void aBrokersSettingIsChangedAndIsWhatTheClusterSays() {
        click("broker-3");
        Await.until("its settings", () -> says("Broker 3", "settings"));
        change("log.cleaner.threads", "2", new Owner.Broker(3));
    }

    @Test
    void aGroupsSettingIsChangedAndIsWhatTheClusterSays() {
        click("group-billing");
        Await.until("its settings", () -> says("billing", "settings"));
        change("consumer.session.timeout.ms", "46000", new Owner.Group("billing"));
    }

    private static void change(String setting, String value, Owner owner) {
        String id = "#setting-" + setting.replace('.', '-');
        open.robot.interact(() -> ((TextField) scene("#settings-filter")).setText(setting));
        Await.until("the setting", () -> open.window().scene().lookup(id) != null);
        open.robot.interact(() -> {
            TextField field = (TextField) scene(id);
            field.requestFocus();
            field.setText(value);
        });
        open.robot.type(KeyCode.ENTER);
        Await.until(
                "a way back",
                () -> open.window().scene().lookup(id.replace("#setting", "#reset")) != null);
        assertThat(open.session().settings(owner))
                .filteredOn(each -> each.name().equals(setting))
                .extracting(Setting::value)
                .containsExactly(value);
    }

    /// Clicks a thing where its name is.
    private static void click(String id) {
        Point2D at =
                Fx.on(() -> {
                    DrawingView stage = open.window().stage();
                    Fact fact = Objects.requireNonNull(stage.drawing().fact(id), id);
                    return stage.localToScreen(
                            fact.bounds().x() + NAME_X,
                            fact.bounds().y() + Math.min(NAME_Y, fact.bounds().height() / 2));
                });
        open.robot.clickOn(at);
    }

    /// Whether the inspector's title is this, and its text has that, whatever its capitals.
    private static boolean says(String title, String words) {
        return scene("#inspector-title") instanceof Label label
                && label.getText().equals(title)
                && texts(scene("#inspector")).stream().anyMatch(text -> text.equals(words));
    }

    private static boolean hasButtons(String... names) {
        for (String name : names) {
            Node button = open.window().scene().lookup("#inspector-" + name);
            if (button == null || !button.isVisible() || button.isDisabled()) {
                return false;
            }
        }
        return true;
    }

    private static List<String> texts(Node node) {
        List<String> texts = new ArrayList<>();
        if (!node.isVisible()) {
            return texts;
        }
        if (node instanceof Text text) {
            texts.add(text.getText().replace("\u200A", "").toLowerCase(java.util.Locale.ROOT));
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> texts.addAll(texts(child)));
        }
        return texts;
    }

    private static Node scene(String id) {
        return Objects.requireNonNull(open.window().scene().lookup(id), id);
    }
}
