package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.fault.Fault;
import dev.vitrine.fault.Route;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.model.Forms;
import dev.vitrine.ui.theme.Ink;

import javafx.geometry.Point2D;
import javafx.scene.input.KeyCode;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Lessons S6 and S10 by hand: records acknowledged by one broker are lost with it, the ledger says
/// so, and a click shows them on the lanes and under the microscope.
final class LedgerJourneyTest {
    private static final TopicPartition ID = new TopicPartition("orders", 0);

    private OpenWindow open;

    @Test
    void clickOnWhatIsLostMarksItEverywhere() {
        try (OpenWindow opened = OpenWindow.ofThreeBrokers()) {
            open = opened;
            int old = loseFive();

            open.robot.clickOn("#tab-ledger");
            Await.until("the ledger says so", () -> lens().fact("fate/checkout/LOST") != null);
            Fact lost = Fx.on(() -> Objects.requireNonNull(lens().fact("fate/checkout/LOST")));
            assertThat(lost.text()).isEqualTo("5 acknowledged, LOST");
            String totals =
                    Fx.on(() -> Objects.requireNonNull(lens().fact("totals-checkout")).text());
            assertThat(totals).isEqualTo("sent 15 = acknowledged 15 + failed 0 + pending 0");

            clickInLens("fate/checkout/LOST");
            Await.until(
                    "they are marked",
                    () -> !open.window().model().marksProperty().get().isEmpty());
            var marks = Fx.on(() -> open.window().model().marksProperty().get());
            assertThat(marks.ranges()).containsEntry(ID, List.of(new Range(10, 15)));

            Await.until("frames on the dead broker's lane", () -> frames(stage(), old) == 5);

            open.robot.clickOn("#tab-microscope");
            Await.until(
                    "the microscope shows them",
                    () ->
                            lens().labels().stream()
                                    .anyMatch(label ->
                                            label.text().contains("marked: 5 acknowledged, LOST")));
            List<Fact> cells =
                    Fx.on(() ->
                            lens().facts().stream()
                                    .filter(fact -> fact.id().startsWith("cell-" + old + "-"))
                                    .filter(fact -> fact.state().equals("LOST"))
                                    .toList());
            assertThat(cells)
                    .extracting(Fact::id)
                    .containsExactly(
                            "cell-" + old + "-10",
                            "cell-" + old + "-11",
                            "cell-" + old + "-12",
                            "cell-" + old + "-13",
                            "cell-" + old + "-14");
            assertThat(remarks())
                    .anyMatch(words ->
                            words.startsWith(
                                    "5 records were acknowledged with acks=1 and are gone: offsets"
                                            + " 10–14 of epoch 0."));

            open.session().cluster().apply(new Fault.Release(Route.ALL)).join();
            open.session().cluster().restart(old);
            Await.until("ghosts, still marked", () -> ghosts(old) == 5 && frames(lens()) == 5);

            open.robot.clickOn("#stage");
            open.robot.type(KeyCode.ESCAPE);
            Await.until("no marks", () -> frames(lens()) == 0);
        }
    }

    /// @return the old leader, which is down
    private int loseFive() {
        Session session = open.session();
        createTopic(session);
        Await.until("orders on the stage", () -> open.hasFact("replica-orders-0@3"));
        session.start(new Forms.Producer("checkout", "orders", "1", 0, "k3, k7", 0));
        session.send("checkout", 10);
        Await.until("ten are committed everywhere", () -> everyHighWatermarkIs(10));

        int old = open.partition("orders", 0).leader();
        session.cluster().apply(new Fault.Hold(new Route("FETCH", Fault.ANY, old, false))).join();
        session.send("checkout", 5);
        Await.until("fifteen are acknowledged", () -> acknowledged() == 15);
        open.clickBroker(old);
        Await.until("it is selected", () -> open.window().model().selectedNode() == old);
        open.robot.type(KeyCode.K);
        Await.until("it is dead", () -> open.window().shown().brokersDown() == 1);
        Await.until("another leads", () -> leader() > 0 && leader() != old);
        Await.until(
                "five are found lost",
                () -> view().lost().stream().mapToLong(Range::size).sum() == 5);
        return old;
    }

    /// However long the window takes: who is out of sync by then may lead all the same.
    private static void createTopic(Session session) {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", session.cluster().bootstrap()))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic("orders", 1, (short) 3)
                                            .configs(
                                                    Map.of(
                                                            "min.insync.replicas",
                                                            "1",
                                                            "unclean.leader.election.enable",
                                                            "true"))))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private PartitionView view() {
        return Objects.requireNonNull(open.window().shown().partition("orders", 0));
    }

    private int leader() {
        return view().leader();
    }

    private boolean everyHighWatermarkIs(long offset) {
        List<ReplicaView> logs = view().logs();
        return logs.size() == 3 && logs.stream().allMatch(log -> log.highWatermark() == offset);
    }

    private long acknowledged() {
        var client = open.window().shown().client("checkout");
        return client == null || client.produced() == null ? 0 : client.produced().acknowledged();
    }

    private Drawing lens() {
        return open.window().drawer().view().drawing();
    }

    private Drawing stage() {
        return open.window().stage().drawing();
    }

    private List<String> remarks() {
        return Fx.on(() ->
                lens().facts().stream()
                        .filter(fact -> fact.id().startsWith("remark-"))
                        .map(Fact::text)
                        .toList());
    }

    private long ghosts(int node) {
        return lens().facts().stream()
                .filter(fact -> fact.id().startsWith("ghost-" + node + "-"))
                .filter(fact -> fact.state().equals("LOST"))
                .count();
    }

    /// Frames around single records.
    private static long frames(Drawing drawing) {
        return frames(drawing, 0, Double.MAX_VALUE);
    }

    private static long frames(Drawing stage, int broker) {
        Fact card = stage.fact("broker-" + broker);
        return card == null ? 0 : frames(stage, card.bounds().y(), card.bounds().bottom());
    }

    private static long frames(Drawing drawing, double top, double bottom) {
        return drawing.shapes().stream()
                .filter(Shape.Plate.class::isInstance)
                .map(Shape.Plate.class::cast)
                .filter(plate -> plate.fill() == null && plate.edge() != null)
                .filter(plate -> plate.edge().ink() == Ink.ACCENT && plate.box().width() < 60)
                .filter(plate -> plate.box().y() >= top && plate.box().bottom() <= bottom)
                .count();
    }

    private void clickInLens(String fact) {
        Point2D at =
                Fx.on(() -> {
                    var view = open.window().drawer().view();
                    return view.localToScreen(Objects.requireNonNull(view.centreOf(fact), fact));
                });
        open.robot.clickOn(at);
    }
}
