package dev.vitrine.ui.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// What is written on the cards at the left and the right of the brokers.
class SideCardsTest {
    /// The stage of a window of 1440 × 900 with all its panels open.
    private static final double WIDTH = 836;

    private static List<String> texts(Drawing drawing) {
        List<Box> cards =
                drawing.facts().stream()
                        .filter(fact ->
                                fact.role() == Fact.Role.CLIENT || fact.role() == Fact.Role.GROUP)
                        .map(Fact::bounds)
                        .toList();
        return drawing.labels().stream()
                .filter(label -> cards.stream().anyMatch(card -> card.contains(label.box())))
                .map(Shape.Label::text)
                .toList();
    }

    /// With the drawer as it is at first, and pulled up until members are lines.
    @ParameterizedTest
    @CsvSource({
        "healthy, 646",
        "healthy, 570",
        "failed-over, 646",
        "failed-over, 570",
        "leader-killed, 570",
        "out-of-sync, 570"
    })
    void everydayTextsStandWholeInAWindowOfUsualSize(String name, double height) {
        List<String> texts = texts(Stages.draw(name, WIDTH, height));
        assertThat(texts)
                .contains("checkout", "acks=all · 120 rec/s", "billing", "billing-1", "spark-0")
                .noneMatch(text -> text.contains("…"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stale-producer", "was-stale", "outside-client", "truncated"})
    void badgesCutNoName(String name) {
        assertThat(texts(Stages.draw(name, WIDTH, 570))).noneMatch(text -> text.contains("…"));
    }

    @Test
    void whatAMemberOwnsAndItsLagStandBesideItsWholeName() {
        assertThat(texts(Stages.draw("failed-over", WIDTH, 450)))
                .contains("billing-2", "2 owned · lag 11", "REBALANCING");
    }

    @Test
    void inANarrowWindowNamesAreWholeAndTheStateStandsBelow() {
        Drawing drawing = Stages.draw("failed-over", 640, 480);
        assertThat(texts(drawing))
                .contains("checkout", "acks=all · 120/s", "billing", "billing-3", "REBALANCING");
        assertThat(label(drawing, "REBALANCING").box().y())
                .isGreaterThan(label(drawing, "billing").box().bottom());
    }

    private static Shape.Label label(Drawing drawing, String text) {
        return drawing.labels().stream()
                .filter(label -> label.text().equals(text))
                .findFirst()
                .orElseThrow();
    }
}
