package dev.vitrine.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.controller.Request.AlterConfigs.Change;
import dev.vitrine.controller.Request.AlterConfigs.Operation;
import dev.vitrine.controller.Request.AlterConfigs.Outcome;
import dev.vitrine.controller.Request.AlterConfigs.Resource;

import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

import java.util.List;

class ConfigDecisionsTest {
    private final ControllerFixture cluster = ControllerFixture.withBrokers(1);

    ConfigDecisionsTest() {
        cluster.orders(1);
    }

    @Test
    void listsGrowAndShrinkItemByItem() {
        assertThat(alter(false, "orders", change("cleanup.policy", Operation.APPEND, "compact")))
                .isEqualTo(Errors.NONE);
        assertThat(value("cleanup.policy")).isEqualTo("delete,compact");

        assertThat(alter(false, "orders", change("cleanup.policy", Operation.SUBTRACT, "delete")))
                .isEqualTo(Errors.NONE);
        assertThat(value("cleanup.policy")).isEqualTo("compact");

        assertThat(alter(false, "orders", change("cleanup.policy", Operation.DELETE, null)))
                .isEqualTo(Errors.NONE);
        assertThat(value("cleanup.policy")).isNull();

        assertThat(alter(false, "orders", change("retention.ms", Operation.APPEND, "1")))
                .isEqualTo(Errors.INVALID_CONFIG);
    }

    @Test
    void replacingAllForgetsWhatIsNotMentioned() {
        cluster.set("orders", "retention.ms", "1");

        assertThat(alter(true, "orders", change("flush.ms", Operation.SET, "2")))
                .isEqualTo(Errors.NONE);

        assertThat(value("retention.ms")).isNull();
        assertThat(value("flush.ms")).isEqualTo("2");
    }

    @Test
    void whatDoesNotExistOrIsNotAllowedIsRefused() {
        assertThat(alter(false, "none", change("flush.ms", Operation.SET, "2")))
                .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(alter(false, "orders", change("colour", Operation.SET, "red")))
                .isEqualTo(Errors.INVALID_CONFIG);
        assertThat(alter(false, "orders", change("flush.ms", Operation.SET, "soon")))
                .isEqualTo(Errors.INVALID_CONFIG);
        assertThat(alter(false, "orders", change("flush.ms", Operation.SET, null)))
                .isEqualTo(Errors.INVALID_REQUEST);
    }

    @Test
    void aBrokersDefaultReachesItsTopics() {
        Resource all =
                new Resource(
                        ResourceType.BROKER,
                        "",
                        List.of(change("min.insync.replicas", Operation.SET, "2")));

        cluster.decided(new Request.AlterConfigs(List.of(all), false, false));

        assertThat(
                        cluster.image
                                .topicSettings("orders", cluster.settings)
                                .intOf(dev.vitrine.config.TopicSettings.MIN_INSYNC_REPLICAS))
                .isEqualTo(2);
    }

    @Test
    void whatIsWrongIsToldInKafkasOrderAndWords() {
        assertThat(outcome(ResourceType.TOPIC, "orders", change("colour", Operation.SET, "red")))
                .isEqualTo(refused(Errors.INVALID_CONFIG, "Unknown topic config name: colour"));
        assertThat(outcome(ResourceType.TOPIC, "none", change("colour", Operation.SET, "red")))
                .as("names and values come before whether the topic is there")
                .isEqualTo(refused(Errors.INVALID_CONFIG, "Unknown topic config name: colour"));
        assertThat(outcome(ResourceType.TOPIC, "none", change("flush.ms", Operation.SET, "1")))
                .isEqualTo(
                        refused(
                                Errors.UNKNOWN_TOPIC_OR_PARTITION,
                                "The topic 'none' does not exist."));
        assertThat(outcome(ResourceType.TOPIC, "", change("flush.ms", Operation.SET, "1")))
                .isEqualTo(
                        refused(
                                Errors.INVALID_REQUEST,
                                "Default topic resources are not allowed."));
        assertThat(
                        outcome(
                                ResourceType.TOPIC,
                                "orders",
                                change("min.compaction.lag.ms", Operation.SET, "100"),
                                change("max.compaction.lag.ms", Operation.SET, "50")))
                .isEqualTo(
                        refused(
                                Errors.INVALID_CONFIG,
                                "conflict topic config setting min.compaction.lag.ms (100) >"
                                        + " max.compaction.lag.ms (50)"));
    }

    @Test
    void minInSyncOfAllBrokersStaysAndOfOneIsNotSet() {
        Change set = change("min.insync.replicas", Operation.SET, "2");
        assertThat(outcome(ResourceType.BROKER, "1", set).error()).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(outcome(ResourceType.BROKER, "", set)).isEqualTo(Outcome.DONE);

        Change delete = change("min.insync.replicas", Operation.DELETE, null);
        assertThat(outcome(ResourceType.BROKER, "", delete).error())
                .isEqualTo(Errors.INVALID_CONFIG);
    }

    @Test
    void groupsAreConfiguredWithinTheLimitsOfTheBrokers() {
        assertThat(
                        outcome(
                                ResourceType.GROUP,
                                "readers",
                                change("consumer.session.timeout.ms", Operation.SET, "5")))
                .isEqualTo(
                        refused(
                                Errors.INVALID_CONFIG,
                                "consumer.session.timeout.ms must be in the range 45000 to 60000"
                                        + " inclusive."));
        assertThat(
                        outcome(
                                ResourceType.GROUP,
                                "readers",
                                change("consumer.session.timeout.ms", Operation.SET, "50000")))
                .isEqualTo(Outcome.DONE);
        assertThat(cluster.image.configured(ResourceType.GROUP)).containsExactly("readers");

        outcome(
                ResourceType.GROUP,
                "readers",
                change("consumer.session.timeout.ms", Operation.DELETE, null));
        assertThat(cluster.image.configured(ResourceType.GROUP)).isEmpty();
    }

    @Test
    void subscriptionsToMetricsHaveIntervalsAndSelectors() {
        assertThat(metrics("interval.ms", "10"))
                .isEqualTo(
                        refused(
                                Errors.INVALID_REQUEST,
                                "Invalid value 10 for interval.ms, interval must be between 100 and"
                                        + " 3600000 (1 hour)"));
        assertThat(metrics("colour", "red"))
                .isEqualTo(
                        refused(
                                Errors.INVALID_REQUEST,
                                "Unknown client metrics configuration: colour"));
        assertThat(metrics("match", "client_id=["))
                .isEqualTo(
                        refused(
                                Errors.INVALID_CONFIG,
                                "Illegal client matching pattern: client_id=["));
        assertThat(metrics("match", "client_id=a.*")).isEqualTo(Outcome.DONE);
    }

    private Outcome metrics(String key, String value) {
        return outcome(ResourceType.CLIENT_METRICS, "all", change(key, Operation.SET, value));
    }

    private static Outcome refused(Errors error, String words) {
        return new Outcome(error, words);
    }

    private Outcome outcome(ResourceType type, String name, Change... changes) {
        Resource resource = new Resource(type, name, List.of(changes));
        return cluster.decided(new Request.AlterConfigs(List.of(resource), false, false))
                .getFirst();
    }

    private static Change change(String key, Operation operation, String value) {
        return new Change(key, operation, value);
    }

    private Errors alter(boolean replaceAll, String topic, Change change) {
        Resource resource = new Resource(ResourceType.TOPIC, topic, List.of(change));
        return cluster.decided(new Request.AlterConfigs(List.of(resource), replaceAll, false))
                .getFirst()
                .error();
    }

    private String value(String key) {
        return cluster.image.configs(ResourceType.TOPIC, "orders").get(key);
    }
}
