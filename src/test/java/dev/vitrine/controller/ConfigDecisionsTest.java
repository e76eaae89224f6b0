package dev.vitrine.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.controller.Request.AlterConfigs.Change;
import dev.vitrine.controller.Request.AlterConfigs.Operation;
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
