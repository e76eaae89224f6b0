package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot.Telling;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.model.Forms;

import javafx.geometry.Point2D;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.util.List;

/// A person asks why a partition is led by another broker, and whether all that must hold holds.
final class InsightJourneyTest {
    @Test
    void leaderChangeIsExplainedAndBreaksNothing() {
        try (OpenWindow open = OpenWindow.ofThreeBrokers()) {
            open.session().create(new Forms.Topic("orders", 3, 3, 2));
            Await.until("orders on the stage", () -> open.hasFact("replica-orders-2@3"));
            int leader = open.partition("orders", 1).leader();
            open.clickBroker(leader);
            open.robot.type(KeyCode.K);
            Await.until(
                    "another leads orders-1",
                    () -> {
                        var now = open.window().shown().partition("orders", 1);
                        return now != null && now.leader() >= 0 && now.leader() != leader;
                    });

            Fx.on(() -> {
                open.window().model().selectionProperty().set(new Subject.OfPartition("orders", 1));
                return true;
            });
            open.robot.type(KeyCode.W);
            Await.until("the chain", () -> lensFact(open, "why-2") != null);
            List<Fact> links = facts(open, "why-");
            assertThat(links).extracting(Fact::text).first().asString().contains("orders-1");
            assertThat(links)
                    .extracting(Fact::tip)
                    .anyMatch(tip -> tip.contains("broker.session.timeout.ms = 1500"));
            assertThat(links)
                    .filteredOn(link -> link.state().equals("ROOT"))
                    .extracting(Fact::text)
                    .anyMatch(text -> text.contains("broker " + leader + " is killed"));

            open.robot.clickOn("#tab-story");
            ListView<Telling> story = open.robot.lookup("#story-list").queryListView();
            Fx.on(() -> {
                Telling line =
                        story.getItems().stream()
                                .filter(each -> each.words().startsWith("orders-1 is led by"))
                                .findFirst()
                                .orElseThrow();
                story.requestFocus();
                story.getSelectionModel().select(line);
                story.scrollTo(line);
                return true;
            });
            open.robot.type(KeyCode.ENTER);
            Await.until(
                    "the line's chain",
                    () -> "why".equals(open.window().drawer().shownProperty().get()));
            assertThat(facts(open, "why-"))
                    .extracting(Fact::text)
                    .anyMatch(text -> text.contains("broker " + leader + " is killed"));

            open.robot.clickOn("#tab-checks");
            Await.until("the checks", () -> lensFact(open, "check-one-leader") != null);
            assertThat(facts(open, "check-"))
                    .hasSize(11)
                    .extracting(Fact::state)
                    .isSubsetOf("HOLDS", "NOT_CHECKED");
            assertThat(Fx.on(() -> lensFact(open, "check-one-leader").state())).isEqualTo("HOLDS");

            open.robot.clickOn("#tab-quorum");
            Await.until("the voters", () -> lensFact(open, "voter-" + leader) != null);
            assertThat(Fx.on(() -> lensFact(open, "voter-" + leader).state())).isEqualTo("DOWN");
            assertThat(facts(open, "voter-"))
                    .extracting(Fact::state)
                    .filteredOn("LEADER"::equals)
                    .hasSize(1);

            clickInLens(open, "voter-" + leader);
            Await.until(
                    "the voter is selected",
                    () ->
                            new Subject.OfNode(leader)
                                    .equals(open.window().model().selectionProperty().get()));

            open.robot.clickOn("#tab-charts");
            Await.until(
                    "a second is over",
                    () ->
                            open.window().drawer().view().drawing().facts().stream()
                                    .anyMatch(fact -> fact.state().equals("PIN")));
            assertThat(facts(open, "pin-in-sync-"))
                    .extracting(Fact::text)
                    .contains("broker " + leader + " killed");

            DrawingView strip = (DrawingView) open.robot.lookup("#metric-strip").query();
            Fact metric = Fx.on(() -> strip.drawing().fact("metric-UnderReplicatedPartitions"));
            assertThat(metric.state()).isEqualTo("WARNING");
            Point2D at = Fx.on(() -> strip.localToScreen(strip.centreOf(metric.id())));
            open.robot.clickOn(at);
            Await.until("why it changed", () -> lensFact(open, "why-2") != null);
            assertThat(facts(open, "why-"))
                    .extracting(Fact::text)
                    .anyMatch(text -> text.contains("broker " + leader + " is killed"));
            open.robot.type(KeyCode.M);
            assertThat(Fx.on(strip::isVisible)).isTrue();
            assertThat(Fx.on(() -> strip.getParent().isVisible())).isFalse();
        }
    }

    /// The place is looked up when it is clicked: what the lens shows may move meanwhile.
    private static void clickInLens(OpenWindow open, String id) {
        DrawingView view = open.window().drawer().view();
        open.robot.clickOn(Fx.on(() -> view.localToScreen(view.centreOf(id))));
    }

    private static Fact lensFact(OpenWindow open, String id) {
        return open.window().drawer().view().drawing().fact(id);
    }

    private static List<Fact> facts(OpenWindow open, String prefix) {
        return Fx.on(() ->
                open.window().drawer().view().drawing().facts().stream()
                        .filter(fact -> fact.id().startsWith(prefix))
                        .toList());
    }
}
