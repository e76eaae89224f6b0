package dev.vitrine.controller;

import static dev.vitrine.controller.ControllerFixture.registration;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

class BrokerDecisionsTest {
    @Test
    void aBrokerIsBornFencedAndComesAliveWhenItKnowsOfItself() {
        ControllerFixture cluster = ControllerFixture.active();
        long epoch = cluster.register(1, "a");

        Request.Heartbeat.Beat behind =
                cluster.decided(new Request.Heartbeat(1, epoch, epoch - 1, false, false));
        assertThat(behind).isEqualTo(new Request.Heartbeat.Beat(false, true, false));

        Request.Heartbeat.Beat recovering =
                cluster.decided(new Request.Heartbeat(1, epoch, epoch, true, false));
        assertThat(recovering).isEqualTo(new Request.Heartbeat.Beat(true, true, false));

        Request.Heartbeat.Beat alive =
                cluster.decided(new Request.Heartbeat(1, epoch, epoch, false, false));
        assertThat(alive).isEqualTo(new Request.Heartbeat.Beat(true, false, false));
        assertThat(cluster.image.active(1)).isTrue();
    }

    @Test
    void theEpochIsTheOffsetOfTheRegistration() {
        ControllerFixture cluster = ControllerFixture.withBrokers(2);
        cluster.orders(1, 2);
        cluster.silenceAllBut(2);

        long epoch = cluster.register(1, "b");

        assertThat(cluster.record(epoch))
                .isInstanceOfSatisfying(
                        MetadataRecord.BrokerRegistered.class,
                        r -> {
                            assertThat(r.brokerEpoch()).isEqualTo(epoch);
                            assertThat(r.fenced()).isTrue();
                        });
    }

    @Test
    void registeringAgainWithTheSameIncarnationChangesNothing() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        long end = cluster.endOffset();

        assertThat(cluster.register(1, "incarnation-1")).isEqualTo(cluster.epoch(1));

        assertThat(cluster.endOffset()).isEqualTo(end);
        assertThat(cluster.image.active(1)).isTrue();
    }

    @Test
    void anotherIncarnationWaitsUntilTheSessionRunsOut() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        long first = cluster.epoch(1);

        assertThat(cluster.refused(registration(1, "b", -1)))
                .isEqualTo(Errors.DUPLICATE_BROKER_REGISTRATION);

        cluster.nowMs += ControllerFixture.SESSION_MS;
        assertThat(cluster.register(1, "b")).isGreaterThan(first);
        assertThat(cluster.refused(new Request.Heartbeat(1, first, 99, false, false)))
                .isEqualTo(Errors.STALE_BROKER_EPOCH);
    }

    @Test
    void aBrokerThatRestartedUncleanlyLeavesTheInSyncSetsItDidNotLead() {
        ControllerFixture cluster = ControllerFixture.withBrokers(3);
        cluster.orders(1, 2, 3);
        // The session has run out, but a quick restart comes before the controller noticed.
        cluster.nowMs += ControllerFixture.SESSION_MS / 2;
        cluster.beat(1);
        cluster.beat(3);
        cluster.nowMs += ControllerFixture.SESSION_MS / 2;

        List<Reply<Request.RegisterBroker.Registered>> replies =
                cluster.ask(registration(2, "b", -1));
        cluster.commit();

        assertThat(replies).hasSize(1);
        assertThat(cluster.orders().isr()).containsExactly(1, 3);
        assertThat(cluster.orders().leader()).isEqualTo(1);
        assertThat(cluster.image.broker(2).orElseThrow().fenced()).isTrue();
    }

    @Test
    void whoLedLastLeadsAgainAfterAnUncleanRestart() {
        ControllerFixture cluster = ControllerFixture.withBrokers(2);
        cluster.orders(1, 2);
        cluster.silenceAllBut(2);
        cluster.silenceAllBut();
        assertThat(cluster.orders().leader()).isEqualTo(-1);
        assertThat(cluster.orders().isr()).isEmpty();
        assertThat(cluster.orders().elr()).containsExactly(2);

        cluster.register(2, "b");
        assertThat(cluster.orders().leader()).isEqualTo(-1);
        assertThat(cluster.orders().elr()).isEmpty();
        assertThat(cluster.orders().lastKnownElr()).containsExactly(2);
        int epoch = cluster.orders().leaderEpoch();
        cluster.beat(2);

        assertThat(cluster.orders().leader()).isEqualTo(2);
        assertThat(cluster.orders().leaderEpoch()).isEqualTo(epoch + 1);
    }

    @Test
    void aSilentBrokerIsFencedAndTheNextReplicaLeads() {
        ControllerFixture cluster = ControllerFixture.withBrokers(3);
        cluster.orders(1, 2, 3);

        cluster.silenceAllBut(2, 3);

        assertThat(cluster.image.active(1)).isFalse();
        assertThat(cluster.orders())
                .extracting(
                        PartitionRegistration::leader,
                        PartitionRegistration::isr,
                        PartitionRegistration::leaderEpoch,
                        PartitionRegistration::partitionEpoch)
                .containsExactly(2, List.of(2, 3), 1, 1);
    }

    @Test
    void aFencedBrokerReturnsAsAFollowerOutOfSync() {
        ControllerFixture cluster = ControllerFixture.withBrokers(3);
        cluster.orders(1, 2, 3);
        cluster.silenceAllBut(2, 3);

        assertThat(cluster.beat(1).fenced()).isFalse();

        assertThat(cluster.orders().leader()).isEqualTo(2);
        assertThat(cluster.orders().isr()).containsExactly(2, 3);
    }

    @Test
    void aNewActiveControllerGrantsEverybodyAFreshSession() {
        ControllerFixture cluster = ControllerFixture.withBrokers(2);
        cluster.controller.onInactive();
        cluster.nowMs += 10 * ControllerFixture.SESSION_MS;

        cluster.controller.onActive(2);
        cluster.settle();
        assertThat(cluster.image.active(1)).isTrue();

        cluster.silenceAllBut(2);
        assertThat(cluster.image.active(1)).isFalse();
        assertThat(cluster.image.active(2)).isTrue();
    }

    @Test
    void aStoppingBrokerHandsOverAndMayGoOnceTheOthersKnow() {
        ControllerFixture cluster = ControllerFixture.withBrokers(3);
        cluster.orders(1, 2, 3);

        assertThat(cluster.beatToStop(1).shouldShutdown()).isFalse();
        assertThat(cluster.orders().leader()).isEqualTo(2);
        assertThat(cluster.orders().isr()).containsExactly(2, 3);
        assertThat(cluster.image.broker(1).orElseThrow().inControlledShutdown()).isTrue();

        assertThat(cluster.beatToStop(1).shouldShutdown()).isFalse();
        cluster.beat(2);
        assertThat(cluster.beatToStop(1).shouldShutdown()).isFalse();
        cluster.beat(3);

        assertThat(cluster.beatToStop(1)).isEqualTo(new Request.Heartbeat.Beat(true, true, true));
        assertThat(cluster.image.broker(1).orElseThrow().fenced()).isTrue();
    }

    @Test
    void aStoppedBrokerRegistersAgainAtOnce() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        long epoch = cluster.epoch(1);
        assertThat(cluster.beatToStop(1).shouldShutdown()).isTrue();

        long next = cluster.decided(registration(1, "b", epoch)).brokerEpoch();

        assertThat(next).isGreaterThan(epoch);
        assertThat(cluster.beat(1).fenced()).isFalse();
    }

    @Test
    void theOnlyReplicaStopsAndLeavesThePartitionWithoutALeader() {
        ControllerFixture cluster = ControllerFixture.withBrokers(2);
        cluster.orders(1);

        cluster.beatToStop(1);
        cluster.beat(2);

        assertThat(cluster.beatToStop(1).shouldShutdown()).isTrue();
        assertThat(cluster.orders().leader()).isEqualTo(-1);
        assertThat(cluster.orders().isr()).isEmpty();
        assertThat(cluster.orders().elr()).containsExactly(1);
    }

    @Test
    void unregisteringTakesTheBrokerOutOfEverything() {
        ControllerFixture cluster = ControllerFixture.withBrokers(2);
        cluster.orders(1, 2);

        cluster.decided(new Request.UnregisterBroker(1));

        assertThat(cluster.image.broker(1)).isEmpty();
        assertThat(cluster.orders().leader()).isEqualTo(2);
        assertThat(cluster.refused(new Request.UnregisterBroker(1)))
                .isEqualTo(Errors.BROKER_ID_NOT_REGISTERED);
    }

    @Test
    void aBrokerWhoseDirectoriesCannotBeIsTurnedAway() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        Uuid other = Uuid.fromString(cluster.image.broker(1).orElseThrow().logDirs().getFirst());
        Uuid own = new Uuid(9, 9_000);

        assertThat(turnedAway(cluster, List.of())).isEqualTo("No directories specified in request");
        assertThat(turnedAway(cluster, List.of(own, new Uuid(0, 3))))
                .isEqualTo("Reserved directory ID in request");
        assertThat(turnedAway(cluster, List.of(own, own)))
                .isEqualTo("Duplicate directory ID in request");
        assertThat(turnedAway(cluster, List.of(other)))
                .isEqualTo("Broker 1 is already registered with directory " + other);
        assertThat(cluster.image.broker(2)).isEmpty();
    }

    private static @Nullable String turnedAway(ControllerFixture cluster, List<Uuid> logDirs) {
        Reply<Request.RegisterBroker.Registered> reply =
                cluster.reply(registration(2, "a", -1, ControllerFixture.SERVED, logDirs));
        assertThat(reply).isInstanceOf(Reply.Refused.class);
        Reply.Refused<Request.RegisterBroker.Registered> refused =
                (Reply.Refused<Request.RegisterBroker.Registered>) reply;
        assertThat(refused.error()).isEqualTo(Errors.INVALID_REGISTRATION);
        return refused.message();
    }

    @Test
    void aBrokerThatCannotGoByTheFeaturesIsTurnedAway() {
        ControllerFixture cluster = ControllerFixture.active();
        cluster.settle();
        List<Uuid> directory = List.of(new Uuid(9, 9_000));

        assertThat(
                        cluster.refused(
                                registration(
                                        2,
                                        "a",
                                        -1,
                                        List.of(range("metadata.version", 7, 32)),
                                        directory)))
                .isEqualTo(Errors.UNSUPPORTED_VERSION);
        assertThat(cluster.refused(registration(2, "a", -1, List.of(), directory)))
                .isEqualTo(Errors.INVALID_REGISTRATION);
        assertThat(
                        cluster.refused(
                                registration(
                                        2,
                                        "a",
                                        -1,
                                        List.of(range("metadata.version", 7, 33)),
                                        directory)))
                .as("nothing said of a feature that is on")
                .isEqualTo(Errors.UNSUPPORTED_VERSION);
    }

    private static Request.RegisterBroker.Range range(String feature, int min, int max) {
        return new Request.RegisterBroker.Range(feature, min, max);
    }
}
