package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot.MemberView;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.model.Forms;

import javafx.geometry.Point2D;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;

/// A person watches a group rebalance, and a producer that does not know yet who leads.
final class GroupsJourneyTest {
    private static final int PARTITIONS = 6;

    private static OpenWindow open;

    @BeforeAll
    static void opens() {
        open = OpenWindow.ofThreeBrokers();
        open.session().create(new Forms.Topic("orders", PARTITIONS, 3, 2));
        Await.until("orders on the stage", () -> open.hasFact("replica-orders-5@3"));
        Fx.on(() -> {
            open.window().drawer().height(360);
            return true;
        });
    }

    @AfterAll
    static void closes() {
        open.close();
    }

    @Test
    void lanesMoveWhenAMemberGoes() {
        open.robot.clickOn("#tab-groups");
        for (int i = 1; i <= 3; i++) {
            open.robot.clickOn("#addConsumer");
            open.robot.clickOn("#add-consumer-submit");
            int members = i;
            Await.until(i + " members own all", () -> isShared(members));
        }
        Await.until("it is stable", () -> lens("groups-state-Stable", "LIT"));
        MemberView gone = members().getFirst();
        Await.until("its row", () -> lens("groups-member-" + gone.memberId(), "OWNS"));
        String its = "groups-lane-" + gone.assignment().getFirst();
        assertThat(tip(its)).contains(gone.clientId() + ", owned");

        clickMember(gone);
        Await.until(
                "it can be paused",
                () -> open.robot.lookup("#inspector-pause").tryQuery().isPresent());
        press("#inspector-pause");
        Await.until("its lane is paused", () -> lens(its, "PAUSED"));
        Await.until(
                "it can be resumed",
                () -> open.robot.lookup("#inspector-resume").tryQuery().isPresent());
        press("#inspector-resume");
        Await.until("it goes on", () -> lens(its, "OWNED"));
        press("#inspector-stop");
        Await.until("it has left", () -> lens("groups-member-" + gone.memberId(), "LEFT"));
        Await.until("two members own all", () -> isShared(2));
        assertThat(tip(its)).contains(", owned").doesNotContain(gone.clientId() + ", owned");
        assertThat(tip("groups-unowned")).contains("partitions that went from their owners");
    }

    /// Its name: the middle of its card belongs to a partition.
    private static void clickMember(MemberView member) {
        Point2D at =
                Fx.on(() -> {
                    DrawingView stage = open.window().stage();
                    Fact card = stage.drawing().fact("member-" + member.memberId());
                    return stage.localToScreen(
                            Objects.requireNonNull(card).bounds().x() + 30, card.bounds().y() + 12);
                });
        open.robot.clickOn(at);
    }

    /// Presses a button as the keyboard does. The row of buttons is another when what can be done
    /// is, which the robot's mouse may be too slow for.
    private static void press(String id) {
        Fx.on(() -> {
            open.robot.lookup(id).queryButton().fire();
            return true;
        });
    }

    private static boolean isShared(int members) {
        var group = open.window().shown().groups();
        return !group.isEmpty()
                && group.getFirst().state().equals("Stable")
                && group.getFirst().members().size() == members
                && group.getFirst().members().stream()
                        .allMatch(member -> member.assignment().size() == PARTITIONS / members)
                && drawn("groups-lane-").size() == PARTITIONS
                && drawn("groups-lane-").stream().allMatch(fact -> fact.state().equals("OWNED"));
    }

    private static List<MemberView> members() {
        return open.shown().groups().getFirst().members();
    }

    private static List<Fact> drawn(String prefix) {
        return open.window().drawer().view().drawing().facts().stream()
                .filter(fact -> fact.id().startsWith(prefix))
                .toList();
    }

    private static boolean lens(String id, String state) {
        Fact fact = open.window().drawer().view().drawing().fact(id);
        return fact != null && fact.state().equals(state);
    }

    private static String tip(String id) {
        return Fx.on(() -> {
            Fact fact = open.window().drawer().view().drawing().fact(id);
            return fact == null ? "" : fact.tip();
        });
    }

    @Test
    void aProducerWhoseLeaderIsKilledIsStaleAndThenNot() {
        open.session().start(new Forms.Producer("checkout", "orders", "all", 40, "", 0));
        Await.until(
                "it knows its leaders",
                () -> {
                    var belief = open.window().shown().belief("checkout");
                    return belief != null && !belief.isStale() && !belief.leaders().isEmpty();
                });
        int leader = open.partition("orders", 0).leader();
        open.clickBroker(leader);
        Await.until("the inspector shows it", () -> titleIs("Broker " + leader));
        open.robot.type(KeyCode.K);
        Await.until("it is stale, or was", () -> open.hasFact("stale-checkout"));
        Await.until("it has heard", () -> !open.hasFact("stale-checkout"));
        assertThat(open.shown().belief("checkout").healed())
                .anyMatch(each -> each.believed().equals(Integer.toString(leader)));
        open.robot.type(KeyCode.R);
        Await.until("it is back", () -> open.window().shown().brokersDown() == 0);
    }

    private static boolean titleIs(String title) {
        return open.window().scene().lookup("#inspector-title") instanceof Label label
                && label.getText().equals(title);
    }
}
