package dev.vitrine.controller;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class ReassignmentDecisionsTest {
    private final ControllerFixture cluster = ControllerFixture.withBrokers(5);

    ReassignmentDecisionsTest() {
        cluster.orders(1, 2, 3);
    }

    @Test
    void aPartitionMovesAsItsNewReplicasCatchUp() {
        assertThat(move(4, 2, 5).error()).isEqualTo(Errors.NONE);
        assertThat(cluster.orders().replicas()).containsExactly(4, 2, 5, 1, 3);
        assertThat(cluster.orders().addingReplicas()).containsExactly(4, 5);
        assertThat(cluster.orders().removingReplicas()).containsExactly(1, 3);
        assertThat(cluster.orders().leader()).isEqualTo(1);
        assertThat(cluster.orders().leaderEpoch()).isZero();
        assertThat(moving()).hasSize(1);

        assertThat(grow(4).error()).isEqualTo(Errors.NONE);
        assertThat(cluster.orders().isReassigning()).isTrue();

        assertThat(grow(5).error()).isEqualTo(Errors.NEW_LEADER_ELECTED);
        assertThat(cluster.orders().replicas()).containsExactly(4, 2, 5);
        assertThat(cluster.orders().isr()).containsExactly(2, 4, 5);
        assertThat(cluster.orders().leader()).isEqualTo(4);
        assertThat(cluster.orders().leaderEpoch()).isEqualTo(1);
        assertThat(moving()).isEmpty();
    }

    @Test
    void aMoveThatNeedNotWaitIsCompleteAtOnce() {
        assertThat(move(3, 1).error()).isEqualTo(Errors.NONE);

        assertThat(cluster.orders().replicas()).containsExactly(3, 1);
        assertThat(cluster.orders().isr()).containsExactly(1, 3);
        assertThat(cluster.orders().leader()).isEqualTo(1);
        assertThat(cluster.orders().leaderEpoch()).isEqualTo(1);
        assertThat(moving()).isEmpty();
    }

    @Test
    void anotherOrderIsAMoveToo() {
        assertThat(move(3, 2, 1).error()).isEqualTo(Errors.NONE);

        assertThat(cluster.orders().replicas()).containsExactly(3, 2, 1);
        assertThat(cluster.orders().leader()).isEqualTo(1);
        assertThat(cluster.orders().leaderEpoch()).isZero();
    }

    @Test
    void aMoveToWhereItIsWritesNothing() {
        long end = cluster.endOffset();

        assertThat(move(1, 2, 3).error()).isEqualTo(Errors.NONE);

        assertThat(cluster.endOffset()).isEqualTo(end);
    }

    @Test
    void aStoppedMoveGoesBack() {
        assertThat(stop().error()).isEqualTo(Errors.NO_REASSIGNMENT_IN_PROGRESS);
        assertThat(stop().message()).isNull();
        move(4, 2);
        grow(4);
        assertThat(cluster.orders().replicas()).containsExactly(4, 2);

        move(1, 3);
        assertThat(cluster.orders().replicas()).containsExactly(1, 3, 2, 4);
        grow(1);

        assertThat(stop().error()).isEqualTo(Errors.NONE);
        assertThat(cluster.orders().replicas()).containsExactly(2, 4);
        assertThat(cluster.orders().isr()).containsExactly(2, 4);
        assertThat(cluster.orders().isReassigning()).isFalse();
    }

    @Test
    void aMoveWhoseNewReplicasAloneAreInSyncIsStoppedOnlyUncleanly() {
        move(4, 5);
        grow(4);
        cluster.silenceAllBut(4, 5);
        assertThat(cluster.orders().isr()).containsExactly(4);

        Request.AlterReassignments.Outcome outcome = stop();
        assertThat(outcome.error()).isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT);
        assertThat(outcome.message())
                .isEqualTo(
                        "Unable to revert partition assignment for orders:0 because it would"
                                + " require an unclean leader election.");

        cluster.set("orders", "unclean.leader.election.enable", "true");
        cluster.beat(1);
        assertThat(stop().error()).isEqualTo(Errors.NONE);
        assertThat(cluster.orders().replicas()).containsExactly(1, 2, 3);
        assertThat(cluster.orders().leader()).isEqualTo(1);
    }

    @Test
    void aMoveGoesOnUnderAnotherLeader() {
        move(4, 2, 3);
        cluster.silenceAllBut(2, 3, 4, 5);
        assertThat(cluster.orders().leader()).isEqualTo(2);
        assertThat(cluster.orders().isReassigning()).isTrue();

        assertThat(grow(4).error()).isEqualTo(Errors.NONE);

        assertThat(cluster.orders().replicas()).containsExactly(4, 2, 3);
        assertThat(cluster.orders().leader()).isEqualTo(2);
    }

    @Test
    void aLeaderThatStaysIsToldWhatTheMoveBecame() {
        move(1, 2, 4);

        Request.AlterPartition.Outcome outcome = grow(4);

        assertThat(outcome.error()).isEqualTo(Errors.NONE);
        assertThat(outcome.isr()).containsExactly(1, 2, 4);
        assertThat(outcome.leaderEpoch()).isEqualTo(1);
    }

    @Test
    void aMoveEndsWithItsTopicAndNewPartitionsAreAsManyAsThereAreReplicas() {
        move(4, 2, 3);
        cluster.decided(
                new Request.CreatePartitions(
                        List.of(new Request.CreatePartitions.Growth("orders", 2, null)), false));
        assertThat(cluster.image.partition("orders", 1).orElseThrow().replicas()).hasSize(4);

        cluster.decided(
                new Request.DeleteTopics(
                        List.of(new Request.DeleteTopics.Target("orders", Uuid.ZERO_UUID))));

        assertThat(moving()).isEmpty();
    }

    @Test
    void whatCannotBeIsRefusedInKafkasWords() {
        assertRefused(
                new Request.AlterReassignments.Target("nowhere", 0, List.of(1)),
                Errors.UNKNOWN_TOPIC_OR_PARTITION,
                "Unable to find a topic named nowhere.");
        assertRefused(
                new Request.AlterReassignments.Target("orders", 7, null),
                Errors.UNKNOWN_TOPIC_OR_PARTITION,
                "Unable to find partition orders:7.");
        assertRefused(
                target(List.of()),
                Errors.INVALID_REPLICA_ASSIGNMENT,
                "The manual partition assignment includes an empty replica list.");
        assertRefused(
                target(List.of(9, 1, 9)),
                Errors.INVALID_REPLICA_ASSIGNMENT,
                "The manual partition assignment includes broker 9, but no such broker is"
                        + " registered.");
        assertRefused(
                target(List.of(2, 1, 2)),
                Errors.INVALID_REPLICA_ASSIGNMENT,
                "The manual partition assignment includes the broker 2 more than once.");
        assertThat(cluster.orders().partitionEpoch()).isZero();
    }

    @Test
    void anotherReplicationFactorMayBeForbidden() {
        Request.AlterReassignments.Outcome outcome = ask(target(List.of(1, 2)), false);
        assertThat(outcome.error()).isEqualTo(Errors.INVALID_REPLICATION_FACTOR);
        assertThat(outcome.message()).isEqualTo("The replication factor is changed from 3 to 2");

        assertThat(ask(target(List.of(1, 2, 4)), false).error()).isEqualTo(Errors.NONE);
        assertThat(ask(target(List.of(1, 2, 4, 5)), false).message())
                .isEqualTo("The replication factor is changed from 3 to 4");
        assertThat(ask(target(List.of(1, 2, 5)), false).error()).isEqualTo(Errors.NONE);
    }

    @Test
    void ofARepeatedPartitionTheLastDecisionCounts() {
        List<Request.AlterReassignments.Outcome> outcomes =
                cluster.decided(
                        new Request.AlterReassignments(
                                List.of(target(List.of(4)), target(List.of(5))), true));

        assertThat(outcomes)
                .extracting(Request.AlterReassignments.Outcome::error)
                .containsExactly(Errors.NONE, Errors.NONE);
        assertThat(cluster.orders().addingReplicas()).containsExactly(5);
        assertThat(cluster.orders().partitionEpoch()).isEqualTo(1);
    }

    private void assertRefused(
            Request.AlterReassignments.Target target, Errors error, String message) {
        Request.AlterReassignments.Outcome outcome = ask(target, true);
        assertThat(outcome.error()).isEqualTo(error);
        assertThat(outcome.message()).isEqualTo(message);
    }

    private Request.AlterReassignments.Outcome move(Integer... replicas) {
        return ask(target(List.of(replicas)), true);
    }

    private Request.AlterReassignments.Outcome stop() {
        return ask(target(null), true);
    }

    private static Request.AlterReassignments.Target target(@Nullable List<Integer> replicas) {
        return new Request.AlterReassignments.Target("orders", 0, replicas);
    }

    private Request.AlterReassignments.Outcome ask(
            Request.AlterReassignments.Target target, boolean replicationFactorMayChange) {
        return cluster.decided(
                        new Request.AlterReassignments(List.of(target), replicationFactorMayChange))
                .getFirst();
    }

    /// The leader takes one more into the in-sync set.
    private Request.AlterPartition.Outcome grow(int broker) {
        List<Integer> isr = new ArrayList<>(cluster.orders().isr());
        isr.add(broker);
        return cluster.propose(cluster.orders().leader(), cluster.proposal(isr));
    }

    private List<PartitionRegistration> moving() {
        return cluster.decided(new Request.ListReassignments(null));
    }
}
