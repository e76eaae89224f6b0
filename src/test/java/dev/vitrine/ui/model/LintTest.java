package dev.vitrine.ui.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Subject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

class LintTest {
    private final Projector projector = new Projector();

    private void topic(int replicas, Map<String, String> configs) {
        List<Integer> brokers = List.of(1, 2, 3).subList(0, replicas);
        projector.apply(new Event.TopicCreated(1, 1, "orders", "id", configs));
        projector.apply(
                new Event.PartitionChanged(
                        1, 1, "orders", 0, brokers, List.of(), List.of(), brokers, List.of(),
                        List.of(), 1, 0, 0));
    }

    private void producer(Map<String, String> settings) {
        projector.apply(
                new Event.ClientStarted(
                        Event.OUTSIDE,
                        1,
                        "checkout",
                        Event.ClientKind.PRODUCER,
                        "orders",
                        "",
                        settings));
    }

    private List<String> findings(Subject subject) {
        return new Lint(projector.snapshot(), Map.of("min.insync.replicas", "2"))
                .of(subject).stream().map(Lint.Finding::words).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "3, 4, min.insync.replicas 4 > 3 replicas",
        "3, 3, all replicas must be in sync",
        "3, 1, acks=all may mean one copy"
    })
    void whatMinimumContradictsTheReplicas(int replicas, String minimum, String words) {
        topic(replicas, Map.of("min.insync.replicas", minimum));

        assertThat(findings(new Subject.OfTopic("orders"))).contains(words);
    }

    @Test
    void aTopicOfThreeThatGoesByTheBrokersTwoIsWell() {
        topic(3, Map.of());

        assertThat(findings(new Subject.OfPartition("orders", 0))).isEmpty();
    }

    @Test
    void oneReplicaAndUncleanElectionsAreNamed() {
        topic(1, Map.of("min.insync.replicas", "1", "unclean.leader.election.enable", "true"));

        assertThat(findings(new Subject.OfTopic("orders")))
                .containsExactly("one replica", "unclean election");
    }

    @Test
    void acksOneIsNamedWithTheMinimumThatItDoesNotAskFor() {
        topic(3, Map.of());
        producer(Map.of("acks", "1"));

        List<Lint.Finding> found =
                new Lint(projector.snapshot(), Map.of("min.insync.replicas", "2"))
                        .of(new Subject.OfClient("checkout"));
        assertThat(found).extracting(Lint.Finding::words).containsExactly("acks=1");
        assertThat(found.getFirst().consequence()).contains("counts for acks=all alone");
    }

    @Test
    void recordsWithoutKeysDoNotGoIntoACompactedTopic() {
        topic(3, Map.of("cleanup.policy", "compact"));
        producer(Map.of("acks", "all"));
        assertThat(findings(new Subject.OfClient("checkout")))
                .containsExactly("no key on a compacted topic");

        producer(Map.of("acks", "all", "keys", "alice"));
        assertThat(findings(new Subject.OfClient("checkout"))).isEmpty();
    }
}
