package dev.vitrine.ui.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.gallery.Exhibit;
import dev.vitrine.ui.gallery.Exhibits;
import dev.vitrine.ui.theme.Ink;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// A selected request lights who asked, whom, and about what.
class LitTest {
    private static final Exhibit EVERYDAY = Stages.exhibit("failed-over");

    private static Drawing draw(Exhibit exhibit, @Nullable Subject selection, double height) {
        return Stages.draw(new StageLayout(), exhibit, exhibit.width(), height, selection);
    }

    /// The facts whose place has an edge in the accent.
    private static Set<String> lit(Drawing drawing) {
        List<Shape.Plate> edged =
                drawing.shapes().stream()
                        .filter(Shape.Plate.class::isInstance)
                        .map(Shape.Plate.class::cast)
                        .filter(plate -> plate.edge() != null && plate.edge().ink() == Ink.ACCENT)
                        .toList();
        Set<String> lit = new TreeSet<>();
        for (Fact fact : drawing.facts()) {
            boolean isLit =
                    edged.stream()
                            .anyMatch(plate ->
                                    fact.bounds().equals(plate.box())
                                            || fact.bounds().inset(1).equals(plate.box()));
            if (isLit) {
                lit.add(fact.id());
            }
        }
        return lit;
    }

    private static Message request(Exhibit exhibit, Predicate<Message> which) {
        return exhibit.snapshot().messages().stream().filter(which).toList().getLast();
    }

    private static Set<String> litBy(Message request) {
        return lit(draw(EVERYDAY, new Subject.OfMessage(request.seq()), EVERYDAY.height()));
    }

    @Test
    void aProducersRequestLightsItsBrokerAndThePartition() {
        Message produce =
                request(
                        EVERYDAY,
                        each -> each.from().equals("checkout") && each.api().equals("Produce"));
        String id = produce.about().getFirst().toString();
        assertThat(litBy(produce))
                .containsExactlyInAnyOrder(
                        "client-checkout",
                        "broker-" + produce.to(),
                        "replica-" + id + "@1",
                        "replica-" + id + "@2",
                        "replica-" + id + "@3");
    }

    @Test
    void aConsumersRequestLightsItsMember() {
        Message fetch = request(EVERYDAY, each -> each.from().equals("billing-2"));
        assertThat(litBy(fetch))
                .contains("broker-" + fetch.to())
                .anyMatch(id -> id.startsWith("member-billing-2"));
    }

    @Test
    void aRequestOfWhichTheSnapshotKnowsNothingLightsNothing() {
        assertThat(lit(draw(EVERYDAY, new Subject.OfMessage(1_000_000), EVERYDAY.height())))
                .isEmpty();
    }

    @Test
    void aBrokersRequestLightsBothBrokers() {
        Snapshot snapshot =
                Exhibits.all().stream()
                        .map(Exhibit::snapshot)
                        .filter(each -> !each.nodeMessages().isEmpty())
                        .findFirst()
                        .orElseThrow();
        Message asked = snapshot.nodeMessages().getLast();
        assertThat(Lit.of(snapshot, new Subject.OfMessage(asked.seq())).subjects())
                .contains(new Subject.OfNode(asked.fromNode()), new Subject.OfNode(asked.to()));
    }

    @Test
    void whereMembersAreOnlyCountedTheirGroupIsLit() {
        Exhibit dense = Stages.exhibit("ten-brokers");
        Drawing drawing = draw(dense, new Subject.OfClient("audit-2"), dense.height());
        assertThat(lit(drawing)).containsExactly("group-audit");
    }

    @Test
    void aDotOnItsWayIsTheRequest() {
        Drawing drawing = draw(EVERYDAY, null, EVERYDAY.height());
        List<Fact> dots = Stages.facts(drawing, Fact.Role.MESSAGE);
        assertThat(dots).isNotEmpty();
        for (Fact dot : dots) {
            long seq = Long.parseLong(dot.id().substring("message-".length()));
            assertThat(dot.subject()).isEqualTo(new Subject.OfMessage(seq));
        }
    }
}
