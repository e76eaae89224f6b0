package dev.vitrine.clients;

import static dev.vitrine.clients.LiveCluster.committed;
import static dev.vitrine.clients.LiveCluster.pollUntil;
import static dev.vitrine.clients.LiveCluster.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot;
import dev.vitrine.live.Role;

import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Kafka's own Java clients against the engine, over loopback sockets.
class RealClientsTest {

    @Test
    void recordsComeOutAsTheyWentIn() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                KafkaProducer<String, String> producer = kafka.producer()) {
            kafka.createTopic("orders", 3, 3);
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>("orders", "key-" + i, "value-" + i));
            }
            producer.flush();
            try (KafkaConsumer<String, String> consumer = kafka.consumer("billing")) {
                consumer.subscribe(List.of("orders"));
                Map<String, String> read = read(consumer, 100);
                assertThat(read).hasSize(100).containsEntry("key-42", "value-42");
                consumer.commitSync();
                assertThat(committed(kafka, "billing")).isEqualTo(100);
            }
        }
    }

    @Test
    void adminSeesWhatItMade() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3)) {
            NewTopic orders =
                    new NewTopic("orders", 4, (short) 2)
                            .configs(Map.of("min.insync.replicas", "2"));
            kafka.everywhere(kafka.admin.createTopics(List.of(orders)).all());
            assertThat(kafka.describe("orders").partitions()).hasSize(4);
            assertThat(kafka.admin.describeCluster().nodes().get()).hasSize(3);
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "orders");
            assertThat(
                            kafka.admin
                                    .describeConfigs(List.of(topic))
                                    .all()
                                    .get()
                                    .get(topic)
                                    .get("min.insync.replicas")
                                    .value())
                    .isEqualTo("2");
            assertThat(
                            failureOf(
                                    kafka.admin
                                            .createTopics(
                                                    List.of(new NewTopic("orders", 1, (short) 1)))
                                            .all()))
                    .isInstanceOf(TopicExistsException.class);
            kafka.everywhere(kafka.admin.deleteTopics(List.of("orders")).all());
            assertThat(kafka.admin.listTopics().names().get()).doesNotContain("orders");
            assertThat(failureOf(kafka.admin.deleteTopics(List.of("orders")).all()))
                    .isInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheLeaderIsKilled() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                KafkaProducer<String, String> producer = kafka.producer("acks", "all")) {
            kafka.createTopic("orders", 1, 3);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                sent.add(producer.send(new ProducerRecord<>("orders", "key-" + i, "value")));
            }
            sent.get(20).get();
            int old = kafka.leader("orders", 0);
            kafka.cluster.kill(old, false);
            for (int i = 200; i < 400; i++) {
                sent.add(producer.send(new ProducerRecord<>("orders", "key-" + i, "value")));
            }
            Set<Long> offsets = new TreeSet<>();
            for (Future<RecordMetadata> record : sent) {
                offsets.add(record.get().offset());
            }
            assertThat(offsets).as("one offset each, none twice").hasSize(400);
            Snapshot after =
                    kafka.until(
                            "another broker leads",
                            now -> now.partition("orders", 0).leader() != old);
            assertThat(after.partition("orders", 0).leaderEpoch()).isPositive();
            try (KafkaConsumer<String, String> consumer = kafka.consumer("audit")) {
                consumer.subscribe(List.of("orders"));
                assertThat(read(consumer, 400)).hasSize(400);
            }
            kafka.cluster.restart(old);
            kafka.until(
                    "the old leader is in sync again",
                    now -> now.partition("orders", 0).isr().size() == 3);
        }
    }

    @Test
    void survivorsTakeOverThePartitionsOfAMemberThatDies() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                KafkaProducer<String, String> producer = kafka.producer();
                KafkaConsumer<String, String> survivor =
                        kafka.consumer(
                                "billing",
                                "session.timeout.ms",
                                6_000,
                                "heartbeat.interval.ms",
                                500)) {
            kafka.createTopic("orders", 4, 3);
            KafkaConsumer<String, String> victim =
                    kafka.consumer(
                            "billing",
                            "session.timeout.ms",
                            6_000,
                            "heartbeat.interval.ms",
                            500,
                            "max.poll.interval.ms",
                            6_500);
            survivor.subscribe(List.of("orders"));
            victim.subscribe(List.of("orders"));
            pollUntil(List.of(survivor, victim), () -> survivor.assignment().size() == 2);
            assertThat(victim.assignment()).hasSize(2);
            // A member that does not poll any more is as good as dead: its own client leaves for
            // it.
            pollUntil(List.of(survivor), () -> survivor.assignment().size() == 4);
            for (int i = 0; i < 40; i++) {
                producer.send(new ProducerRecord<>("orders", i % 4, "key-" + i, "value"));
            }
            producer.flush();
            assertThat(read(survivor, 40)).hasSize(40);
            victim.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
        }
    }

    @Test
    void commitsSurviveTheDeathOfTheirCoordinator() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                KafkaProducer<String, String> producer = kafka.producer();
                KafkaConsumer<String, String> consumer = kafka.consumer("billing")) {
            kafka.createTopic("orders", 1, 3);
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>("orders", "key-" + i, "value"));
            }
            producer.flush();
            consumer.subscribe(List.of("orders"));
            read(consumer, 10);
            consumer.commitSync();
            int coordinator =
                    kafka.admin
                            .describeConsumerGroups(List.of("billing"))
                            .all()
                            .get()
                            .get("billing")
                            .coordinator()
                            .id();
            kafka.cluster.kill(coordinator, false);
            kafka.until(
                    "nothing is led by the dead broker",
                    now ->
                            now.partitions().stream()
                                    .allMatch(p -> p.leader() != coordinator && p.leader() > 0));
            assertThat(committed(kafka, "billing")).isEqualTo(10);
            producer.send(new ProducerRecord<>("orders", "key-10", "value")).get();
            assertThat(read(consumer, 1)).containsKey("key-10");
            consumer.commitSync();
            assertThat(committed(kafka, "billing")).isEqualTo(11);
        }
    }

    @Test
    void dataFlowsOnWhileControllersAreKilled() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                KafkaProducer<String, String> producer = kafka.producer("acks", "all")) {
            kafka.createTopic("orders", 1, 3);
            Snapshot before =
                    kafka.until("a controller is active", now -> now.controller() != null);
            int controller = before.controller().node();
            int term = before.controller().term();
            producer.send(new ProducerRecord<>("orders", "before", "value")).get();
            kafka.cluster.kill(controller, false);
            assertThat(
                            producer.send(new ProducerRecord<>("orders", "after", "value"))
                                    .get()
                                    .offset())
                    .isEqualTo(1);
            kafka.until(
                    "another controller is active",
                    now -> now.controller() != null && now.controller().term() > term);
            kafka.createTopic("made-by-the-new-one", 1, 2);
        }
    }

    @Test
    void everythingIsThereAfterAllHaveBeenRestarted(@TempDir Path data) throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3, data);
                KafkaProducer<String, String> producer = kafka.producer("acks", "all")) {
            kafka.createTopic("orders", 2, 3);
            for (int i = 0; i < 50; i++) {
                producer.send(new ProducerRecord<>("orders", i % 2, "key-" + i, "value"));
            }
            producer.flush();
            try (KafkaConsumer<String, String> consumer = kafka.consumer("billing")) {
                consumer.subscribe(List.of("orders"));
                read(consumer, 50);
                consumer.commitSync();
            }
        }
        try (LiveCluster kafka = LiveCluster.of(3, data)) {
            kafka.until(
                    "all is led",
                    now ->
                            now.topic("orders") != null
                                    && now.partitions().stream().allMatch(p -> p.leader() > 0));
            assertThat(committed(kafka, "billing")).isEqualTo(50);
            try (KafkaConsumer<String, String> consumer = kafka.consumer("audit")) {
                consumer.subscribe(List.of("orders"));
                assertThat(read(consumer, 50)).hasSize(50);
            }
        }
    }

    @Test
    void controllersOfTheirOwnDecideForBrokersThatAreNone() throws Exception {
        List<Role> roles =
                List.of(
                        Role.CONTROLLER,
                        Role.CONTROLLER,
                        Role.CONTROLLER,
                        Role.BROKER,
                        Role.BROKER);
        try (LiveCluster kafka = LiveCluster.ofRoles(roles);
                KafkaProducer<String, String> producer = kafka.producer("acks", "all")) {
            assertThat(kafka.admin.describeCluster().nodes().get()).hasSize(2);
            kafka.createTopic("orders", 1, 2);
            producer.send(new ProducerRecord<>("orders", "before", "value")).get();
            Snapshot before =
                    kafka.until("a controller is active", now -> now.controller() != null);
            assertThat(before.controller().node()).isBetween(1, 3);
            kafka.cluster.kill(before.controller().node(), false);
            kafka.until(
                    "another controller is active",
                    now ->
                            now.controller() != null
                                    && now.controller().term() > before.controller().term());
            kafka.createTopic("made-by-the-new-one", 1, 2);
            assertThat(
                            producer.send(new ProducerRecord<>("orders", "after", "value"))
                                    .get()
                                    .offset())
                    .isEqualTo(1);
        }
    }

    @Test
    void aBrokerThatIsAddedHoldsReplicasAndMayLead() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3)) {
            int added = kafka.cluster.addBroker();
            kafka.cluster.awaitReady(LiveCluster.PATIENCE);
            assertThat(kafka.admin.describeCluster().nodes().get()).hasSize(4);
            kafka.createTopic("orders", 4, 4);
            Snapshot now =
                    kafka.until(
                            "all four are in sync",
                            state ->
                                    state.topic("orders").partitions().stream()
                                            .allMatch(p -> p.isr().size() == 4));
            assertThat(now.topic("orders").partitions()).anyMatch(p -> p.leader() == added);
        }
    }

    // ---- verbs ----------------------------------------------------------------------------------

    private static Throwable failureOf(org.apache.kafka.common.KafkaFuture<?> future)
            throws InterruptedException {
        try {
            future.get();
            throw new AssertionError("it did not fail");
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
