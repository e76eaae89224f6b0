package dev.vitrine.ui.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot;

import org.junit.jupiter.api.Test;

/// What is suggested does; what does not is refused in a sentence.
final class FormsTest {
    private final Snapshot healthy = Canned.exhibit("healthy").snapshot();
    private final Snapshot empty = Canned.exhibit("empty").snapshot();

    @Test
    void suggestionsAreAccepted() {
        assertThat(Forms.Topic.suggested(empty).refusal(empty)).isEmpty();
        assertThat(Forms.Topic.suggested(healthy).refusal(healthy)).isEmpty();
        assertThat(Forms.Producer.suggested(healthy).refusal(healthy)).isEmpty();
        assertThat(Forms.Consumer.suggested(healthy).refusal(healthy)).isEmpty();
    }

    @Test
    void suggestedNamesAreFree() {
        assertThat(Forms.Topic.suggested(empty).name()).isEqualTo("orders");
        assertThat(Forms.Topic.suggested(healthy).name()).isEqualTo("clicks");
        assertThat(Forms.Producer.suggested(healthy).name()).isEqualTo("mobile");
    }

    @Test
    void clientsNeedATopic() {
        assertThat(Forms.Producer.suggested(empty).refusal(empty))
                .contains("Add a topic first, then a producer on it.");
    }

    @Test
    void refusalsSayWhatIsWrong() {
        assertThat(new Forms.Topic("or ders", 1, 1, 1).refusal(empty))
                .hasValueSatisfying(words -> assertThat(words).contains("letters, digits, dots"));
        assertThat(new Forms.Topic("orders", 1, 1, 1).refusal(healthy))
                .contains("There is a topic orders already.");
        assertThat(new Forms.Topic("t", 1, 4, 1).refusal(empty))
                .contains("Each replica needs a broker of its own, and 3 run.");
        assertThat(new Forms.Topic("t", 0, 3, 1).refusal(empty)).isPresent();
        assertThat(new Forms.Topic("t", 1, 2, 3).refusal(empty)).isPresent();
        assertThat(new Forms.Producer("checkout", "orders", "all", 1, "", 0).refusal(healthy))
                .contains("There is a client checkout already.");
        assertThat(new Forms.Producer("p", "orders", "all", -1, "", 0).refusal(healthy))
                .isPresent();
        assertThat(new Forms.Producer("p", "orders", "2", 1, "", 0).refusal(healthy)).isPresent();
        assertThat(new Forms.Consumer("c", "", "orders").refusal(healthy)).isPresent();
    }
}
