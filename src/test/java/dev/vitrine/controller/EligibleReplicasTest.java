package dev.vitrine.controller;

import static dev.vitrine.controller.ControllerFixture.registration;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Eligible leader replicas (KIP-966) through the lives of brokers and the changes of settings.
class EligibleReplicasTest {
    private final ControllerFixture cluster = ControllerFixture.withBrokers(3);

    EligibleReplicasTest() {
        cluster.orders(1, 2, 3);
        cluster.set("orders", "min.insync.replicas", "2");
    }

    @Test
    void whoReturnsFromSilenceIsStillEligibleAndLeads() {
        dieOneByOne();
        assertThat(cluster.orders().isr()).isEmpty();
        assertThat(cluster.orders().elr()).containsExactly(2, 3);

        cluster.beat(1);
        assertThat(cluster.orders().leader()).isEqualTo(-1);
        cluster.beat(2);

        assertThat(cluster.orders().leader()).isEqualTo(2);
        assertThat(cluster.orders().isr()).containsExactly(2);
        assertThat(cluster.orders().elr()).containsExactly(3);
    }

    @Test
    void whoStoppedCleanlyIsStillEligible() {
        dieOneByOne();

        cluster.decided(registration(2, "b", cluster.epoch(2)));
        cluster.beat(2);

        assertThat(cluster.orders().leader()).isEqualTo(2);
    }

    @Test
    void whoStoppedUncleanlyWaitsForWhoIsEligible() {
        dieOneByOne();

        cluster.decided(registration(2, "b", -1));
        cluster.beat(2);
        assertThat(cluster.orders().leader()).isEqualTo(-1);
        assertThat(cluster.orders().elr()).containsExactly(3);
        assertThat(cluster.orders().lastKnownElr()).containsExactly(3);

        cluster.beat(3);
        assertThat(cluster.orders().leader()).isEqualTo(3);
        assertThat(cluster.orders().lastKnownElr()).isEmpty();
    }

    @Test
    void anotherNumberOfInSyncReplicasEndsEligibility() {
        dieOneByOne();
        int leaderEpoch = cluster.orders().leaderEpoch();
        int partitionEpoch = cluster.orders().partitionEpoch();

        cluster.set("orders", "min.insync.replicas", "1");

        assertThat(cluster.orders().elr()).isEmpty();
        assertThat(cluster.orders().lastKnownElr()).isEmpty();
        assertThat(cluster.orders().leaderEpoch()).isEqualTo(leaderEpoch);
        assertThat(cluster.orders().partitionEpoch()).isEqualTo(partitionEpoch + 1);
    }

    @Test
    void theSettingOfTheClusterEndsEligibilityEverywhere() {
        dieOneByOne();

        assertThat(alter("", "3")).isEqualTo(Errors.NONE);

        assertThat(cluster.orders().elr()).isEmpty();
    }

    @Test
    void whileTheFeatureIsOnTheSettingIsNoBrokersAndTheClusterHasOne() {
        assertThat(cluster.image.configs(ResourceType.BROKER, ""))
                .containsEntry("min.insync.replicas", "1");

        assertThat(alter("1", "2")).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(alter("1", null)).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(alter("", null)).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(alter("", "2")).isEqualTo(Errors.NONE);

        level(0, Request.UpdateFeatures.Kind.SAFE_DOWNGRADE);
        assertThat(alter("", null)).isEqualTo(Errors.NONE);
        assertThat(alter("1", "3")).isEqualTo(Errors.NONE);

        level(1, Request.UpdateFeatures.Kind.UPGRADE);
        assertThat(cluster.image.configs(ResourceType.BROKER, ""))
                .containsEntry("min.insync.replicas", "1");
        assertThat(cluster.image.configs(ResourceType.BROKER, "1")).isEmpty();
    }

    @Test
    void withoutTheFeatureTheLastMemberStaysInSync() {
        level(0, Request.UpdateFeatures.Kind.SAFE_DOWNGRADE);

        dieOneByOne();
        assertThat(cluster.orders().isr()).containsExactly(3);
        assertThat(cluster.orders().elr()).isEmpty();

        cluster.decided(registration(3, "b", -1));
        cluster.beat(3);
        assertThat(cluster.orders().leader()).isEqualTo(3);
    }

    /// 1 dies, then 2, then 3, which led last.
    private void dieOneByOne() {
        cluster.silenceAllBut(2, 3);
        cluster.silenceAllBut(3);
        cluster.silenceAllBut();
        assertThat(cluster.orders().leader()).isEqualTo(-1);
    }

    private void level(int level, Request.UpdateFeatures.Kind kind) {
        cluster.decided(
                new Request.UpdateFeatures(
                        List.of(
                                new Request.UpdateFeatures.Update(
                                        "eligible.leader.replicas.version", level, kind)),
                        false));
    }

    private Errors alter(String broker, @Nullable String minIsr) {
        Request.AlterConfigs.Operation operation =
                minIsr == null
                        ? Request.AlterConfigs.Operation.DELETE
                        : Request.AlterConfigs.Operation.SET;
        return cluster.decided(
                        new Request.AlterConfigs(
                                List.of(
                                        new Request.AlterConfigs.Resource(
                                                ResourceType.BROKER,
                                                broker,
                                                List.of(
                                                        new Request.AlterConfigs.Change(
                                                                "min.insync.replicas",
                                                                operation,
                                                                minIsr)))),
                                false,
                                false))
                .getFirst()
                .error();
    }
}
