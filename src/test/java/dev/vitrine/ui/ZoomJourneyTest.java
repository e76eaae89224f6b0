package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.model.Forms;

import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.TreeMap;

/// A person looks at the real window's stage from nearer and farther.
final class ZoomJourneyTest {
    private static final int PARTITIONS = 3;

    @Test
    void keysAndButtonsZoomAndEachLevelTellsTheSame() {
        try (OpenWindow open = OpenWindow.ofThreeBrokers()) {
            open.session().create(new Forms.Topic("orders", PARTITIONS, 3, 2));
            Await.until("orders on the stage", () -> open.hasFact("replica-orders-2@3"));
            Await.until("all in sync", () -> open.window().shown().underReplicated() == 0);
            assertThat(level(open)).isEqualTo("Logs · auto");

            open.robot.clickOn("#stage");
            open.robot.type(KeyCode.MINUS);
            Await.until("rows", () -> levelIs(open, "Rows"));
            open.robot.type(KeyCode.MINUS);
            Await.until("the matrix", () -> levelIs(open, "Matrix"));
            atRest(open);
            assertThat(leaders(open)).isEqualTo(truth(open));

            open.robot.type(KeyCode.EQUALS);
            Await.until("rows from below", () -> levelIs(open, "Rows"));
            open.robot.type(KeyCode.DIGIT0);
            Await.until("as has room", () -> levelIs(open, "Logs · auto"));
            atRest(open);
            assertThat(leaders(open)).isEqualTo(truth(open));

            open.robot.clickOn("#zoom-out");
            Await.until("rows again", () -> levelIs(open, "Rows"));
            atRest(open);
            assertThat(leaders(open)).isEqualTo(truth(open));
            open.robot.clickOn("#zoom-level");
            Await.until("as has room again", () -> levelIs(open, "Logs · auto"));
        }
    }

    private static void atRest(OpenWindow open) {
        Await.until("nothing travels", () -> !open.window().stage().isMoving());
    }

    private static String level(OpenWindow open) {
        return Fx.on(() -> open.robot.lookup("#zoom-level").queryAs(Button.class).getText());
    }

    private static boolean levelIs(OpenWindow open, String words) {
        return open.robot.lookup("#zoom-level").queryAs(Button.class).getText().equals(words);
    }

    private static Map<Integer, Integer> leaders(OpenWindow open) {
        Map<Integer, Integer> leaders = new TreeMap<>();
        for (Fact fact : open.facts()) {
            if (fact.role() == Fact.Role.REPLICA
                    && fact.text().startsWith("orders-")
                    && fact.state().equals("LEADER")) {
                String node = fact.id().substring(fact.id().indexOf('@') + 1);
                leaders.put(
                        Integer.parseInt(fact.text().substring("orders-".length())),
                        Integer.parseInt(node));
            }
        }
        return leaders;
    }

    private static Map<Integer, Integer> truth(OpenWindow open) {
        Map<Integer, Integer> leaders = new TreeMap<>();
        for (int number = 0; number < PARTITIONS; number++) {
            PartitionView view = open.partition("orders", number);
            leaders.put(number, view.leader());
        }
        return leaders;
    }
}
