package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.history.Snapshot;
import dev.vitrine.live.Role;

import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.InvalidUpdateVersionException;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// Brokers come and go, and so do features, as Kafka's own admin client sees it.
class BrokersTest {
    private static final String ELR = "eligible.leader.replicas.version";

    @Test
    void aBrokerJoinsStopsAndIsUnregistered() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3)) {
            int added = kafka.cluster.addBroker();
            kafka.cluster.awaitReady(LiveCluster.PATIENCE);
            assertThat(brokers(kafka)).contains(added);

            kafka.cluster.stop(added).get();
            kafka.until("it is fenced", now -> now.node(added).fenced());
            assertThat(brokers(kafka)).contains(added);
            kafka.everywhere(kafka.admin.unregisterBroker(added).all());
            assertThat(brokers(kafka)).containsExactlyInAnyOrder(1, 2, 3);
            assertThatThrownBy(() -> kafka.admin.unregisterBroker(added).all().get())
                    .hasCauseInstanceOf(BrokerIdNotRegisteredException.class)
                    .hasMessageContaining("Broker ID 4 is not currently registered");
        }
    }

    @Test
    void whoStoppedCleanlyIsEligibleAndLeadsWhenNobodyIsInSync() throws Exception {
        List<Role> roles = List.of(Role.CONTROLLER, Role.BROKER, Role.BROKER, Role.BROKER);
        try (LiveCluster kafka = LiveCluster.ofRoles(roles)) {
            kafka.createTopic("orders", 1, 3);
            kafka.cluster.stop(2).get();
            kafka.until("2 has left", now -> isr(now).equals(List.of(3, 4)));
            kafka.cluster.stop(3).get();
            kafka.until("4 is alone", now -> isr(now).equals(List.of(4)));
            TopicPartitionInfo partition = kafka.describe("orders").partitions().getFirst();
            assertThat(partition.elr()).extracting(Node::id).containsExactly(3);

            kafka.cluster.kill(4, true);
            kafka.until("nobody leads", now -> now.partition("orders", 0).leader() < 0);
            assertThat(isr(kafka.now())).isEmpty();
            kafka.cluster.restart(2);
            kafka.cluster.restart(3);

            kafka.until("3 leads", now -> now.partition("orders", 0).leader() == 3);
        }
    }

    @Test
    void featuresAreToldAndUpdated() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(1)) {
            FeatureMetadata fresh = kafka.admin.describeFeatures().featureMetadata().get();
            assertThat(fresh.finalizedFeatures().get("metadata.version").maxVersionLevel())
                    .isEqualTo((short) 33);
            assertThat(fresh.finalizedFeatures()).containsKey(ELR);
            assertThat(fresh.supportedFeatures()).containsKey(ELR);

            update(kafka, ELR, 0, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE);
            assertThat(kafka.admin.describeFeatures().featureMetadata().get().finalizedFeatures())
                    .doesNotContainKey(ELR);
            assertThatThrownBy(() ->
                            update(
                                    kafka,
                                    "metadata.version",
                                    34,
                                    FeatureUpdate.UpgradeType.UPGRADE))
                    .hasCauseInstanceOf(InvalidUpdateVersionException.class)
                    .hasMessageContaining(
                            "The update failed for all features since the following feature had an"
                                    + " error: Invalid update version 34 for feature"
                                    + " metadata.version. Local controller 1 only supports versions"
                                    + " 7-33");
        }
    }

    private static void update(
            LiveCluster kafka, String feature, int level, FeatureUpdate.UpgradeType kind)
            throws Exception {
        FeatureUpdate update = new FeatureUpdate((short) level, kind);
        kafka.everywhere(
                kafka.admin
                        .updateFeatures(Map.of(feature, update), new UpdateFeaturesOptions())
                        .all());
    }

    private static List<Integer> isr(Snapshot now) {
        return now.partition("orders", 0).isr().stream().sorted().toList();
    }

    private static List<Integer> brokers(LiveCluster kafka) throws Exception {
        return kafka
                .admin
                .describeCluster(new DescribeClusterOptions().includeFencedBrokers(true))
                .nodes()
                .get()
                .stream()
                .map(Node::id)
                .toList();
    }
}
