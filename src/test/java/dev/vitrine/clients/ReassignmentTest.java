package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.history.Snapshot;

import org.apache.kafka.clients.admin.AlterPartitionReassignmentsOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Replicas move between brokers while Kafka's own clients go on (KIP-455).
class ReassignmentTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    @Test
    void aPartitionMovesAwayFromItsLeaderAndLosesNothing() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(4);
                KafkaProducer<String, String> producer = kafka.producer("acks", "all")) {
            place(kafka, 1, 2, 3);
            send(producer, 0, 200);

            move(kafka, 4, 3, 2);
            send(producer, 200, 200);
            kafka.until("orders has moved", now -> replicas(now).equals(List.of(4, 3, 2)));
            send(producer, 400, 200);

            kafka.until("broker 1 has dropped it", now -> !holds(now, 1));
            assertThat(kafka.admin.listPartitionReassignments().reassignments().get()).isEmpty();
            assertThat(kafka.leader("orders", 0)).isEqualTo(4);
            try (KafkaConsumer<String, String> consumer = kafka.consumer("billing")) {
                consumer.assign(List.of(ORDERS));
                int read = 0;
                while (read < 600) {
                    read += consumer.poll(Duration.ofSeconds(1)).count();
                }
                assertThat(consumer.position(ORDERS)).isEqualTo(600);
            }
        }
    }

    @Test
    void aMoveToABrokerThatIsDownIsListedAndStopped() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(4)) {
            place(kafka, 1, 2);
            assertThatThrownBy(() -> stop(kafka))
                    .hasCauseInstanceOf(NoReassignmentInProgressException.class);
            assertThatThrownBy(() -> moveWithAsMany(kafka, 1, 2, 4))
                    .hasCauseInstanceOf(InvalidReplicationFactorException.class)
                    .hasMessageContaining("The replication factor is changed from 2 to 3");

            kafka.cluster.kill(4, false);
            kafka.until("broker 4 is fenced", now -> now.node(4).fenced());
            move(kafka, 4, 2);
            var moving = kafka.admin.listPartitionReassignments().reassignments().get().get(ORDERS);
            assertThat(moving.replicas()).containsExactly(4, 2, 1);
            assertThat(moving.addingReplicas()).containsExactly(4);
            assertThat(moving.removingReplicas()).containsExactly(1);

            stop(kafka);
            kafka.until("orders is back", now -> replicas(now).equals(List.of(2, 1)));
            assertThat(kafka.admin.listPartitionReassignments().reassignments().get()).isEmpty();
        }
    }

    private static void place(LiveCluster kafka, Integer... brokers) throws Exception {
        NewTopic topic = new NewTopic("orders", Map.of(0, List.of(brokers)));
        kafka.everywhere(kafka.admin.createTopics(List.of(topic)).all());
        kafka.until(
                "all are in sync",
                now ->
                        now.topic("orders") != null
                                && now.partition("orders", 0).isr().size() == brokers.length);
    }

    private static void send(KafkaProducer<String, String> producer, int first, int count) {
        for (int i = first; i < first + count; i++) {
            producer.send(new ProducerRecord<>("orders", 0, "key", "value-" + i));
        }
        producer.flush();
    }

    private static void move(LiveCluster kafka, Integer... brokers) throws Exception {
        kafka.everywhere(
                kafka.admin.alterPartitionReassignments(Map.of(ORDERS, to(brokers))).all());
    }

    private static void moveWithAsMany(LiveCluster kafka, Integer... brokers) throws Exception {
        kafka.admin
                .alterPartitionReassignments(
                        Map.of(ORDERS, to(brokers)),
                        new AlterPartitionReassignmentsOptions()
                                .allowReplicationFactorChange(false))
                .all()
                .get();
    }

    private static Optional<NewPartitionReassignment> to(Integer... brokers) {
        return Optional.of(new NewPartitionReassignment(List.of(brokers)));
    }

    private static void stop(LiveCluster kafka) throws Exception {
        kafka.everywhere(
                kafka.admin.alterPartitionReassignments(Map.of(ORDERS, Optional.empty())).all());
    }

    private static List<Integer> replicas(Snapshot now) {
        return now.partition("orders", 0).replicas();
    }

    private static boolean holds(Snapshot now, int broker) {
        return now.partition("orders", 0).logs().stream().anyMatch(log -> log.node() == broker);
    }
}
