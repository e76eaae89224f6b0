package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot;

import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/// What goes with a topic when it is deleted, and what its successor of the same name does not
/// inherit.
class DeletedTopicTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    @Test
    void aTopicTakesItsOffsetsItsConfigurationAndItsIdWithIt() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3)) {
            Uuid first = create(kafka, Map.of("max.message.bytes", "5000"));
            kafka.admin
                    .alterConsumerGroupOffsets("billing", Map.of(ORDERS, new OffsetAndMetadata(7)))
                    .all()
                    .get();

            kafka.until("the offsets are there", now -> hasOffsets(now.group("billing")));
            kafka.everywhere(
                    kafka.admin.deleteTopics(TopicCollection.ofTopicIds(List.of(first))).all());
            kafka.until(
                    "the offsets are forgotten",
                    now ->
                            now.story().stream()
                                    .anyMatch(told -> told.words().contains("billing forgets")));
            assertThat(
                            kafka.admin
                                    .listConsumerGroupOffsets("billing")
                                    .partitionsToOffsetAndMetadata()
                                    .get())
                    .isEmpty();

            Uuid second = create(kafka, Map.of());
            assertThat(second).isNotEqualTo(first);
            assertThat(messageBytesMax(kafka)).isEqualTo("1048588");
            TopicCollection stale = TopicCollection.ofTopicIds(List.of(first));
            assertThat(failureOf(kafka.admin.describeTopics(stale).allTopicIds()))
                    .isInstanceOf(UnknownTopicIdException.class);
            assertThat(failureOf(kafka.admin.deleteTopics(stale).all()))
                    .isInstanceOf(UnknownTopicIdException.class);
            kafka.until(
                    "the second is led",
                    now ->
                            now.partition("orders", 0) != null
                                    && now.partition("orders", 0).leader() > 0);
            assertThat(kafka.describe("orders").topicId()).isEqualTo(second);
        }
    }

    private static boolean hasOffsets(Snapshot.@Nullable GroupView group) {
        return group != null && group.lags().stream().anyMatch(lag -> lag.committed() == 7);
    }

    private static Uuid create(LiveCluster kafka, Map<String, String> configs) throws Exception {
        NewTopic orders = new NewTopic("orders", 1, (short) 1).configs(configs);
        return kafka.everywhere(kafka.admin.createTopics(List.of(orders)).topicId("orders"));
    }

    private static String messageBytesMax(LiveCluster kafka) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "orders");
        return kafka.admin
                .describeConfigs(List.of(topic))
                .all()
                .get()
                .get(topic)
                .get("max.message.bytes")
                .value();
    }

    private static Throwable failureOf(KafkaFuture<?> future) throws InterruptedException {
        try {
            future.get();
            throw new AssertionError("it did not fail");
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
