package dev.vitrine.ui.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Subject;
import dev.vitrine.ui.model.Inspection.Table;

import org.junit.jupiter.api.Test;

import java.util.List;

class BeliefInspectorTest {
    private static Inspection inspection(String exhibit, Subject subject) {
        return Canned.inspection(Canned.showing(exhibit), subject);
    }

    private static List<List<String>> rows(Inspection inspection, String heading) {
        return inspection.tables().stream()
                .filter(table -> table.heading().equals(heading))
                .map(Table::rows)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aProducersLeadersStandBesideTheTruthTheWrongOnesFirst() {
        Inspection checkout = inspection("stale-producer", new Subject.OfClient("checkout"));
        assertThat(Canned.detail(checkout, "Believes"))
                .isEqualTo("leader of orders-0 is 1 | truth 2 · stale for 1.2 s");
        assertThat(rows(checkout, "whom it takes for leader"))
                .containsExactly(
                        List.of("orders-0", "1", "2", "stale"),
                        List.of("orders-1", "2", "2", ""),
                        List.of("orders-2", "3", "3", ""));
    }

    @Test
    void whoHasHeardSaysForHowLongItWasWrong() {
        Inspection checkout = inspection("was-stale", new Subject.OfClient("checkout"));
        assertThat(Canned.detail(checkout, "Believes"))
                .isEqualTo(
                        "what is so | was wrong about leader of orders-0 for 1.2 s, until 0.9 s"
                                + " ago");
    }

    @Test
    void aMembersAssignmentStandsBesideItsCoordinators() {
        Inspection member =
                inspection("stale-producer", new Subject.OfMember("billing", "billing-1-id"));
        assertThat(rows(member, "what it takes for its own"))
                .containsExactly(List.of("orders-0 orders-1", "orders-0 orders-1"));
        assertThat(Canned.detail(member, "Generation, it believes")).isEqualTo("4");
    }

    @Test
    void aClientFromOutsideIsNotReadTheMindOf() {
        Inspection outside = inspection("outside-client", new Subject.OfClient("kcat"));
        assertThat(outside.tables()).extracting(Table::heading).containsExactly("talks to");
    }
}
