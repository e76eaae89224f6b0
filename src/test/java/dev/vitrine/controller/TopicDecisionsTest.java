package dev.vitrine.controller;

import static dev.vitrine.controller.ControllerFixture.assigned;
import static dev.vitrine.controller.ControllerFixture.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.TopicSettings;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class TopicDecisionsTest {
    @Test
    void replicasLeadersAndRacksAreSpreadEvenly() {
        ControllerFixture cluster = ControllerFixture.active();
        for (int id = 1; id <= 6; id++) {
            cluster.decided(
                    new Request.RegisterBroker(
                            id,
                            "i" + id,
                            "h",
                            9090 + id,
                            id <= 3 ? "A" : "B",
                            -1,
                            ControllerFixture.SERVED,
                            List.of(new Uuid(7, 1_000 + id))));
            cluster.beat(id);
        }

        cluster.create(topic("orders", 12, 2));

        int[] led = new int[7];
        int[] held = new int[7];
        for (PartitionRegistration partition : cluster.image.partitions()) {
            led[partition.leader()]++;
            partition.replicas().forEach(id -> held[id]++);
            assertThat(partition.replicas().stream().filter(id -> id <= 3)).hasSize(1);
        }
        assertThat(led).containsExactly(0, 2, 2, 2, 2, 2, 2);
        assertThat(held).containsExactly(0, 4, 4, 4, 4, 4, 4);
    }

    @Test
    void aDeadBrokerGetsAReplicaOnlyWhenNeededAndNeverLeads() {
        ControllerFixture cluster = ControllerFixture.withBrokers(3);
        cluster.silenceAllBut(1, 2);

        cluster.create(topic("two", 6, 2));
        cluster.create(topic("three", 3, 3));

        assertThat(cluster.image.topic("two").orElseThrow().partitions().values())
                .allSatisfy(partition -> assertThat(partition.replicas()).doesNotContain(3));
        assertThat(cluster.image.topic("three").orElseThrow().partitions().values())
                .allSatisfy(partition -> {
                    assertThat(partition.replicas()).contains(3);
                    assertThat(partition.isr()).containsExactlyInAnyOrder(1, 2);
                });
    }

    @Test
    void defaultsComeFromTheBrokersSettings() {
        ControllerFixture cluster =
                ControllerFixture.active(
                                1, Map.of("num.partitions", "4", "default.replication.factor", "2"))
                        .brokers(3);

        Request.CreateTopics.Outcome outcome = cluster.create(topic("orders", -1, -1));

        assertThat(outcome.partitions()).isEqualTo(4);
        assertThat(outcome.replicationFactor()).isEqualTo(2);
    }

    @Test
    void aTopicIsBornWithItsConfigurationAndDiesWithIt() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        Request.CreateTopics.NewTopic orders =
                new Request.CreateTopics.NewTopic(
                        "orders",
                        1,
                        1,
                        List.of(),
                        List.of(new Request.CreateTopics.Entry("min.insync.replicas", "2")));

        assertThat(cluster.create(orders).settings().intOf(TopicSettings.MIN_INSYNC_REPLICAS))
                .isEqualTo(2);
        assertThat(
                        cluster.image
                                .topicSettings("orders", cluster.settings)
                                .intOf(TopicSettings.MIN_INSYNC_REPLICAS))
                .isEqualTo(2);

        cluster.decided(
                new Request.DeleteTopics(
                        List.of(new Request.DeleteTopics.Target("orders", Uuid.ZERO_UUID))));
        assertThat(cluster.image.configs(ResourceType.TOPIC, "orders")).isEmpty();
        assertThat(cluster.image.topic("orders")).isEmpty();
    }

    @Test
    void validatingOnlyAnswersWithoutCreating() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        long end = cluster.endOffset();

        Request.CreateTopics.Outcome outcome =
                cluster.decided(new Request.CreateTopics(List.of(topic("orders", 3, 1)), true))
                        .getFirst();

        assertThat(outcome.error()).isEqualTo(Errors.NONE);
        assertThat(outcome.partitions()).isEqualTo(3);
        assertThat(cluster.endOffset()).isEqualTo(end);
    }

    static Stream<Arguments> badTopics() {
        return Stream.of(
                Arguments.of(topic("taken", 1, 1), Errors.TOPIC_ALREADY_EXISTS, "'taken' already"),
                Arguments.of(topic("", 1, 1), Errors.INVALID_TOPIC_EXCEPTION, "empty"),
                Arguments.of(topic("..", 1, 1), Errors.INVALID_TOPIC_EXCEPTION, "'..'"),
                Arguments.of(topic("a b", 1, 1), Errors.INVALID_TOPIC_EXCEPTION, "one or more"),
                Arguments.of(
                        topic("x".repeat(250), 1, 1), Errors.INVALID_TOPIC_EXCEPTION, "length"),
                Arguments.of(
                        topic("a.b", 1, 1), Errors.INVALID_TOPIC_EXCEPTION, "existing topic: a_b"),
                Arguments.of(topic("n", 0, 1), Errors.INVALID_PARTITIONS, "non-positive"),
                Arguments.of(topic("n", -2, 1), Errors.INVALID_PARTITIONS, "non-positive"),
                Arguments.of(topic("n", 1, 0), Errors.INVALID_REPLICATION_FACTOR, "larger than 0"),
                Arguments.of(
                        topic("n", 1, 4),
                        Errors.INVALID_REPLICATION_FACTOR,
                        "Unable to replicate the partition 4 time(s): The target replication"
                                + " factor of 4 cannot be reached because only 3 broker(s) are"
                                + " registered or some brokers have all their log directories"
                                + " cordoned."),
                Arguments.of(
                        assigned("n", List.of(List.of(1, 9))),
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "no such broker"),
                Arguments.of(
                        assigned("n", List.of(List.of(1, 1))),
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "more than once"),
                Arguments.of(
                        assigned("n", List.of(List.of(1, 2), List.of(1))),
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "not consistent"),
                Arguments.of(
                        assigned("n", List.of(List.of())),
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "empty replica list"),
                Arguments.of(
                        new Request.CreateTopics.NewTopic(
                                "n",
                                -1,
                                -1,
                                List.of(new Request.CreateTopics.Assignment(1, List.of(1))),
                                List.of()),
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "consecutive"),
                Arguments.of(
                        new Request.CreateTopics.NewTopic(
                                "n",
                                1,
                                1,
                                List.of(),
                                List.of(new Request.CreateTopics.Entry("colour", "red"))),
                        Errors.INVALID_CONFIG,
                        "Unknown topic config name: colour"),
                Arguments.of(
                        new Request.CreateTopics.NewTopic(
                                "n",
                                1,
                                1,
                                List.of(),
                                List.of(
                                        new Request.CreateTopics.Entry(
                                                "min.insync.replicas", "0"))),
                        Errors.INVALID_CONFIG,
                        "min.insync.replicas"));
    }

    @ParameterizedTest
    @MethodSource("badTopics")
    void aBadTopicIsRefusedAndItsNeighbourCreated(
            Request.CreateTopics.NewTopic bad, Errors error, String words) {
        ControllerFixture cluster = ControllerFixture.withBrokers(3);
        cluster.create(topic("taken", 1, 1));
        cluster.create(topic("a_b", 1, 1));

        List<Request.CreateTopics.Outcome> outcomes =
                cluster.decided(new Request.CreateTopics(List.of(bad, topic("good", 1, 1)), false));

        assertThat(outcomes.getFirst().error()).isEqualTo(error);
        assertThat(outcomes.getFirst().message()).contains(words);
        assertThat(outcomes.getLast().error()).isEqualTo(Errors.NONE);
        assertThat(cluster.image.topicNames()).containsExactly("a_b", "good", "taken");
    }

    static Stream<Arguments> tooMuch() {
        return Stream.of(
                Arguments.of(List.of(topic("n", Integer.MAX_VALUE, 1))),
                Arguments.of(List.of(topic("n", 6_000, 1), topic("m", 4_001, 1))),
                Arguments.of(List.of(topic("n", 10_000, 1))),
                Arguments.of(List.of(topic("n", 9_998, 1), topic("m", 1, 1))));
    }

    /// A topic, each of its partitions and each of its settings is a record of Kafka's.
    @ParameterizedTest
    @MethodSource("tooMuch")
    void aRequestForTooMuchIsRefusedAsAWhole(List<Request.CreateTopics.NewTopic> topics) {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);

        assertThat(cluster.refused(new Request.CreateTopics(topics, true)))
                .isEqualTo(Errors.POLICY_VIOLATION);
    }

    @Test
    void topicsThatAreRefusedAnywayDoNotCountAsTooMuch() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);

        assertThat(
                        cluster.decided(
                                new Request.CreateTopics(
                                        List.of(
                                                topic("n", 9_999, 1),
                                                topic("twice", 9_999, 1),
                                                topic("twice", 9_999, 1),
                                                topic("m", -9_999, 1)),
                                        true)))
                .extracting(Request.CreateTopics.Outcome::error)
                .containsExactly(Errors.NONE, Errors.INVALID_PARTITIONS, Errors.INVALID_REQUEST);
    }

    @Test
    void theSameNameTwiceInARequestIsRefusedOnceAndLast() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);

        List<Request.CreateTopics.Outcome> outcomes =
                cluster.decided(
                        new Request.CreateTopics(
                                List.of(topic("n", 1, 1), topic("n", 1, 1), topic("m", 1, 1)),
                                false));

        assertThat(outcomes)
                .extracting(Request.CreateTopics.Outcome::name)
                .containsExactly("m", "n");
        assertThat(outcomes)
                .extracting(Request.CreateTopics.Outcome::error)
                .containsExactly(Errors.NONE, Errors.INVALID_REQUEST);
    }

    @Test
    void namesOfOneRequestMayCollideThoseOfTwoMayNot() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);

        assertThat(
                        cluster.decided(
                                new Request.CreateTopics(
                                        List.of(topic("a.b", 1, 1), topic("a_b", 1, 1)), false)))
                .extracting(Request.CreateTopics.Outcome::error)
                .containsExactly(Errors.NONE, Errors.NONE);
        assertThat(
                        cluster.decided(
                                        new Request.CreateTopics(
                                                List.of(topic("c.d", 1, 1)), false))
                                .getFirst()
                                .error())
                .isEqualTo(Errors.NONE);
        assertThat(
                        cluster.decided(
                                        new Request.CreateTopics(
                                                List.of(topic("c_d", 1, 1)), false))
                                .getFirst()
                                .error())
                .isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
    }

    @Test
    void nobodyCreatesTheTopicOfTheMetadataLog() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);

        Request.CreateTopics.Outcome outcome =
                cluster.decided(
                                new Request.CreateTopics(
                                        List.of(topic("__cluster_metadata", 1, 1)), false))
                        .getFirst();

        assertThat(outcome.error()).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(cluster.image.topicNames()).isEmpty();
    }

    @Test
    void topicsAreDeletedByNameAndById() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        cluster.create(topic("a", 1, 1));
        Uuid b = cluster.create(topic("b", 1, 1)).topicId();

        List<Request.DeleteTopics.Outcome> outcomes =
                cluster.decided(
                        new Request.DeleteTopics(
                                List.of(
                                        new Request.DeleteTopics.Target("a", Uuid.ZERO_UUID),
                                        new Request.DeleteTopics.Target(null, b),
                                        new Request.DeleteTopics.Target("c", Uuid.ZERO_UUID),
                                        new Request.DeleteTopics.Target(null, new Uuid(1, 1)),
                                        new Request.DeleteTopics.Target(null, Uuid.ZERO_UUID),
                                        new Request.DeleteTopics.Target("b", b))));

        assertThat(outcomes)
                .extracting(Request.DeleteTopics.Outcome::error)
                .containsExactly(
                        Errors.NONE,
                        Errors.NONE,
                        Errors.UNKNOWN_TOPIC_OR_PARTITION,
                        Errors.UNKNOWN_TOPIC_ID,
                        Errors.INVALID_REQUEST,
                        Errors.INVALID_REQUEST);
        assertThat(outcomes.get(1).name()).isEqualTo("b");
        assertThat(cluster.image.topicNames()).isEmpty();
    }

    @Test
    void aTopicThatIsNamedTwiceInADeletionStays() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        cluster.create(topic("a", 1, 1));
        Uuid b = cluster.create(topic("b", 1, 1)).topicId();
        Uuid c = cluster.create(topic("c", 1, 1)).topicId();

        List<Request.DeleteTopics.Outcome> outcomes =
                cluster.decided(
                        new Request.DeleteTopics(
                                List.of(
                                        new Request.DeleteTopics.Target("a", Uuid.ZERO_UUID),
                                        new Request.DeleteTopics.Target("a", Uuid.ZERO_UUID),
                                        new Request.DeleteTopics.Target(null, b),
                                        new Request.DeleteTopics.Target(null, b),
                                        new Request.DeleteTopics.Target(null, c),
                                        new Request.DeleteTopics.Target("c", Uuid.ZERO_UUID))));

        assertThat(outcomes)
                .extracting(Request.DeleteTopics.Outcome::message)
                .containsExactly(
                        "Duplicate topic name.",
                        "Duplicate topic id.",
                        "The provided topic name maps to an ID that was already supplied.");
        assertThat(cluster.image.topicNames()).containsExactly("a", "b", "c");
    }

    @Test
    void deletionCanBeDisabled() {
        ControllerFixture cluster =
                ControllerFixture.active(1, Map.of("delete.topic.enable", "false")).brokers(1);
        cluster.create(topic("a", 1, 1));

        assertThat(
                        cluster.refused(
                                new Request.DeleteTopics(
                                        List.of(
                                                new Request.DeleteTopics.Target(
                                                        "a", Uuid.ZERO_UUID)))))
                .isEqualTo(Errors.TOPIC_DELETION_DISABLED);
        assertThat(cluster.image.topicNames()).containsExactly("a");
    }

    @Test
    void aTopicGrowsAndNeverShrinks() {
        ControllerFixture cluster = ControllerFixture.withBrokers(2);
        cluster.create(topic("a", 2, 2));

        assertThat(grow(cluster, "a", 2)).isEqualTo(Errors.INVALID_PARTITIONS);
        assertThat(grow(cluster, "a", 1)).isEqualTo(Errors.INVALID_PARTITIONS);
        assertThat(grow(cluster, "b", 3)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(grow(cluster, "a", 5)).isEqualTo(Errors.NONE);
        assertThat(cluster.image.partitionCount("a")).isEqualTo(5);
        assertThat(cluster.image.partition("a", 4).orElseThrow().replicas()).hasSize(2);
    }

    @Test
    void aTopicThatIsToGrowTwiceInARequestIsRefusedOnceAndFirst() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        cluster.create(topic("a", 1, 1));
        cluster.create(topic("b", 1, 1));

        List<Request.CreatePartitions.Outcome> outcomes =
                cluster.decided(
                        new Request.CreatePartitions(
                                List.of(
                                        new Request.CreatePartitions.Growth("b", 2, null),
                                        new Request.CreatePartitions.Growth("a", 2, null),
                                        new Request.CreatePartitions.Growth("a", 3, null)),
                                false));

        assertThat(outcomes)
                .extracting(Request.CreatePartitions.Outcome::topic)
                .containsExactly("a", "b");
        assertThat(outcomes)
                .extracting(Request.CreatePartitions.Outcome::error)
                .containsExactly(Errors.INVALID_REQUEST, Errors.NONE);
        assertThat(cluster.image.partitionCount("a")).isEqualTo(1);
    }

    private static Errors grow(ControllerFixture cluster, String topic, int count) {
        return cluster.decided(
                        new Request.CreatePartitions(
                                List.of(new Request.CreatePartitions.Growth(topic, count, null)),
                                false))
                .getFirst()
                .error();
    }
}
