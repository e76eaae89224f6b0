package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot;
import dev.vitrine.live.NodeStatus;
import dev.vitrine.live.Role;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Kafka's own clients find the cluster from one address, a broker's or a controller's, and
/// whatever else is down.
class BootstrapTest {
    private static final TopicPartition HERE = new TopicPartition("here", 0);

    @Test
    void oneAddressIsEnoughWhileTheOtherBrokersAreDown() throws Exception {
        try (LiveCluster kafka =
                LiveCluster.ofRoles(List.of(Role.COMBINED, Role.BROKER, Role.BROKER))) {
            kafka.admin
                    .createTopics(
                            List.of(
                                    new NewTopic("here", Map.of(0, List.of(1))),
                                    new NewTopic("there", Map.of(0, List.of(2, 3)))))
                    .all()
                    .get();
            kafka.until("the topics are led", now -> isLed(now, "here") && isLed(now, "there"));
            kafka.cluster.kill(2, false);
            kafka.cluster.kill(3, false);
            kafka.until("nobody leads there", now -> now.partition("there", 0).leader() < 0);
            String address = "127.0.0.1:" + kafka.now().node(1).brokerPort();

            try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
                assertThat(admin.describeCluster().nodes().get())
                        .extracting(Node::id)
                        .containsExactly(1);
                Map<String, TopicDescription> topics =
                        admin.describeTopics(List.of("here", "there")).allTopicNames().get();
                assertThat(topics.get("here").partitions().getFirst().leader().id()).isEqualTo(1);
                assertThat(topics.get("there").partitions().getFirst().leader()).isNull();
                assertThat(topics.get("there").partitions().getFirst().replicas())
                        .extracting(Node::id)
                        .containsExactly(2, 3);
            }
            try (KafkaProducer<String, String> producer =
                            kafka.producer("bootstrap.servers", address);
                    KafkaConsumer<String, String> consumer =
                            kafka.consumer("one", "bootstrap.servers", address)) {
                producer.send(new ProducerRecord<>("here", "key", "value")).get();
                consumer.assign(List.of(HERE));
                consumer.seekToBeginning(List.of(HERE));
                ConsumerRecords<String, String> read = consumer.poll(LiveCluster.PATIENCE);
                assertThat(read.iterator().next().value()).isEqualTo("value");

                kafka.cluster.restart(2);
                kafka.cluster.restart(3);
                producer.send(new ProducerRecord<>("there", "key", "value")).get();
            }
        }
    }

    @Test
    void theQuorumIsDescribedThroughBrokersAndThroughControllers() throws Exception {
        try (LiveCluster kafka =
                LiveCluster.ofRoles(
                        List.of(Role.CONTROLLER, Role.CONTROLLER, Role.COMBINED, Role.BROKER))) {
            QuorumInfo throughBrokers = kafka.admin.describeMetadataQuorum().quorumInfo().get();
            assertThat(throughBrokers.voters())
                    .extracting(QuorumInfo.ReplicaState::replicaId)
                    .containsExactly(1, 2, 3);
            assertThat(throughBrokers.observers())
                    .extracting(QuorumInfo.ReplicaState::replicaId)
                    .containsExactly(4);
            assertThat(throughBrokers.highWatermark()).isPositive();

            String controllers =
                    kafka.cluster.nodes().stream()
                            .filter(node -> node.role().isController())
                            .map(node -> "127.0.0.1:" + node.controllerPort())
                            .collect(Collectors.joining(","));
            try (Admin admin = Admin.create(Map.of("bootstrap.controllers", controllers))) {
                QuorumInfo throughControllers = admin.describeMetadataQuorum().quorumInfo().get();
                assertThat(throughControllers.leaderId()).isEqualTo(throughBrokers.leaderId());
                assertThat(throughControllers.nodes().keySet()).containsExactlyInAnyOrder(1, 2, 3);
                assertThat(admin.describeCluster().nodes().get())
                        .extracting(Node::port)
                        .containsExactlyInAnyOrderElementsOf(
                                kafka.cluster.nodes().stream()
                                        .filter(node -> node.role().isController())
                                        .map(NodeStatus::controllerPort)
                                        .toList());
                assertThat(admin.describeCluster().controller().get().id())
                        .isEqualTo(throughBrokers.leaderId());
            }
        }
    }

    private static boolean isLed(Snapshot now, String topic) {
        return now.topic(topic) != null && now.partition(topic, 0).leader() > 0;
    }
}
