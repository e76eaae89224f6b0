package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Fact;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A whole session without a mouse: from an empty window to a killed broker, every lens, and a
/// record that is read under the microscope.
final class KeyboardJourneyTest {
    /// More than there are stops in any part of the window.
    private static final int STOPS_MAX = 200;

    /// More records than the microscope shows at a time, in this window.
    private static final long VIEW = 30;

    private OpenWindow open;

    @Test
    void aWholeSessionNeedsNoMouse() {
        try (OpenWindow opened = OpenWindow.ofThreeBrokers()) {
            open = opened;
            seesTheKeys();
            addsATopicAndAProducer();
            killsAndRestartsABroker();
            opensEveryLens();
            readsARecord();
        }
    }

    private void seesTheKeys() {
        open.robot.type(KeyCode.F1);
        Await.until("the sheet", () -> scene("#keys-sheet").isVisible());
        open.robot.type(KeyCode.ESCAPE);
        Await.until("no sheet", () -> !scene("#keys-sheet").isVisible());
    }

    private void addsATopicAndAProducer() {
        goTo("#addTopic");
        open.robot.type(KeyCode.SPACE);
        Await.until("the form has the focus", () -> isFocused("#add-topic-name"));
        open.robot.type(KeyCode.ENTER);
        Await.until("orders on the stage", () -> open.hasFact("replica-orders-2@3"));

        goTo("#addProducer");
        open.robot.type(KeyCode.SPACE);
        Await.until("the form has the focus", () -> isFocused("#add-producer-name"));
        open.robot.type(KeyCode.ENTER);
        Await.until("records are acknowledged", () -> acknowledged() >= 10);
    }

    private void killsAndRestartsABroker() {
        int leader = open.partition("orders", 0).leader();
        open.robot.type(KeyCode.getKeyCode(Integer.toString(leader)));
        Await.until("it is selected", () -> titleIs("Broker " + leader));
        open.robot.type(KeyCode.K);
        Await.until("it is dead", () -> !Objects.requireNonNull(node(leader)).isUp());
        Await.until("another leads", () -> anotherLeads(leader));
        open.robot.type(KeyCode.R);
        Await.until("it is back", () -> Objects.requireNonNull(node(leader)).isUp());
    }

    private void opensEveryLens() {
        List<String> all = Fx.on(() -> open.window().drawer().ids());
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            String before = Fx.on(this::shown);
            open.robot.write("]");
            Await.until("another tab than " + before, () -> !shown().equals(before));
            seen.add(Fx.on(this::shown));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
    }

    private void readsARecord() {
        while (!Fx.on(this::shown).equals("microscope")) {
            String before = Fx.on(this::shown);
            open.robot.write("[");
            Await.until("another tab than " + before, () -> !shown().equals(before));
        }
        Await.until("a log that is longer than the view", () -> highWatermark() >= VIEW);
        goTo("#lens");
        open.robot.type(KeyCode.HOME);
        Await.until(
                "the log's start, which stands still",
                () -> has("offset-0") && !has("offset-" + (VIEW - 1)) && !records().isEmpty());
        for (int i = 0; i < STOPS_MAX && !Fx.on(this::lensSays).startsWith("Offset"); i++) {
            open.robot.type(KeyCode.DOWN);
        }
        Fact record =
                Fx.on(() ->
                        records().stream()
                                .filter(each -> each.tip().equals(lensSays()))
                                .findFirst()
                                .orElseThrow());
        open.robot.type(KeyCode.ENTER);
        Await.until(
                "its offset is marked",
                () -> {
                    Fact offset = lens().drawing().fact(record.id().replace("record-", "offset-"));
                    return offset != null && offset.state().equals("CHOSEN");
                });
    }

    private List<Fact> records() {
        return lens().drawing().facts().stream()
                .filter(fact -> fact.id().startsWith("record-"))
                .toList();
    }

    private boolean has(String id) {
        return lens().drawing().fact(id) != null;
    }

    private long highWatermark() {
        var partition = open.window().shown().partition("orders", 0);
        return partition == null ? 0 : partition.highWatermark();
    }

    /// To a part of the window with F6, then from stop to stop within it.
    private void goTo(String id) {
        for (int part = 0; part < STOPS_MAX && !Fx.on(() -> isFocused(id)); part++) {
            open.robot.type(isInFocusedPart(id) ? KeyCode.TAB : KeyCode.F6);
        }
        assertThat(Fx.on(() -> isFocused(id))).as(id + " has the focus").isTrue();
    }

    private boolean isInFocusedPart(String id) {
        return Fx.on(() -> {
            Node wanted = scene(id);
            Node owner = open.window().scene().getFocusOwner();
            return owner != null
                    && owner.getParent() == wanted.getParent()
                    && owner != wanted
                    && owner.getParent().getChildrenUnmodifiable().indexOf(owner)
                            < owner.getParent().getChildrenUnmodifiable().indexOf(wanted);
        });
    }

    private boolean isFocused(String id) {
        Node owner = open.window().scene().getFocusOwner();
        return owner != null && id.equals("#" + owner.getId());
    }

    private Node scene(String id) {
        return Objects.requireNonNull(open.window().scene().lookup(id), id);
    }

    private NodeView node(int id) {
        return open.window().shown().node(id);
    }

    private boolean anotherLeads(int but) {
        var partition = Objects.requireNonNull(open.window().shown().partition("orders", 0));
        return partition.leader() > 0 && partition.leader() != but;
    }

    private boolean titleIs(String title) {
        return ((Label) scene("#inspector-title")).getText().equals(title);
    }

    private String shown() {
        return open.window().drawer().shownProperty().get();
    }

    private DrawingView lens() {
        return open.window().drawer().view();
    }

    private String lensSays() {
        return String.valueOf(lens().getAccessibleText());
    }

    private long acknowledged() {
        ClientView client = open.window().shown().client("checkout");
        return client == null || client.produced() == null ? 0 : client.produced().acknowledged();
    }
}
