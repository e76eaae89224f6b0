package dev.vitrine.controller;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class PartitionDecisionsTest {
    private final ControllerFixture cluster = ControllerFixture.withBrokers(3);

    PartitionDecisionsTest() {
        cluster.orders(1, 2, 3);
    }

    @Test
    void aLeaderShrinksAndGrowsTheInSyncSet() {
        Request.AlterPartition.Outcome shrunk = cluster.propose(1, cluster.proposal(List.of(1, 3)));
        assertThat(shrunk.error()).isEqualTo(Errors.NONE);
        assertThat(shrunk.isr()).containsExactly(1, 3);
        assertThat(shrunk.partitionEpoch()).isEqualTo(1);
        assertThat(shrunk.leaderEpoch()).isZero();

        Request.AlterPartition.Outcome grown =
                cluster.propose(1, cluster.proposal(List.of(1, 3, 2)));
        assertThat(grown.partitionEpoch()).isEqualTo(2);
        assertThat(cluster.orders().isr()).containsExactly(1, 3, 2);
        assertThat(cluster.record(cluster.endOffset() - 2).words())
                .isEqualTo(
                        "orders-0 is led by broker 1, epoch 0, in sync 1,3: broker 2 lags behind"
                                + " the leader");
        assertThat(cluster.record(cluster.endOffset() - 1).words())
                .endsWith("broker 2 has caught up");
        assertThat(cluster.orders().leaderEpoch()).isZero();
    }

    @Test
    void aProposalThatChangesNothingIsAnsweredWithoutARecord() {
        long end = cluster.endOffset();

        assertThat(cluster.propose(1, cluster.proposal(List.of(1, 2, 3))).error())
                .isEqualTo(Errors.NONE);

        assertThat(cluster.endOffset()).isEqualTo(end);
    }

    @Test
    void aProposalWithWrongEpochsIsRefused() {
        cluster.propose(1, cluster.proposal(List.of(1, 2)));
        cluster.silenceAllBut(2, 3);
        assertThat(cluster.orders().leader()).isEqualTo(2);

        assertThat(error(2, with(orders(), 9, 2))).isEqualTo(Errors.NOT_CONTROLLER);
        assertThat(error(2, with(orders(), 1, 9))).isEqualTo(Errors.NOT_CONTROLLER);
        assertThat(error(1, with(orders(), 0, 2))).isEqualTo(Errors.FENCED_LEADER_EPOCH);
        assertThat(error(3, with(orders(), 1, 2))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(error(2, with(orders(), 1, 1))).isEqualTo(Errors.INVALID_UPDATE_VERSION);
    }

    @Test
    void aProposalOfTheWrongMembersIsRefused() {
        assertThat(error(1, cluster.proposal(List.of()))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(error(1, cluster.proposal(List.of(2, 3)))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(error(1, cluster.proposal(List.of(1, 1)))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(error(1, cluster.proposal(List.of(1, 9)))).isEqualTo(Errors.INVALID_REQUEST);
    }

    @Test
    void aMemberThatIsDeadOrRestartedIsNotEligible() {
        Request.AlterPartition.Proposal stale = cluster.proposal(List.of(1, 2, 3));
        cluster.propose(1, cluster.proposal(List.of(1, 2)));
        cluster.silenceAllBut(1, 2);
        assertThat(error(1, cluster.proposal(List.of(1, 2, 3))))
                .isEqualTo(Errors.INELIGIBLE_REPLICA);

        cluster.register(3, "b");
        cluster.beat(3);
        Request.AlterPartition.Proposal oldIncarnation =
                new Request.AlterPartition.Proposal(
                        stale.topicId(),
                        0,
                        cluster.orders().leaderEpoch(),
                        cluster.orders().partitionEpoch(),
                        false,
                        stale.isr());
        assertThat(error(1, oldIncarnation)).isEqualTo(Errors.INELIGIBLE_REPLICA);
        assertThat(error(1, cluster.proposal(List.of(1, 2, 3)))).isEqualTo(Errors.NONE);
    }

    @Test
    void anUnknownTopicOrPartitionIsSaidSo() {
        Request.AlterPartition.Proposal known = orders();
        assertThat(
                        error(
                                1,
                                new Request.AlterPartition.Proposal(
                                        new Uuid(9, 9), 0, 0, 0, false, known.isr())))
                .isEqualTo(Errors.UNKNOWN_TOPIC_ID);
        assertThat(
                        error(
                                1,
                                new Request.AlterPartition.Proposal(
                                        known.topicId(), 7, 0, 0, false, known.isr())))
                .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(cluster.refused(new Request.AlterPartition(1, 99, List.of(known))))
                .isEqualTo(Errors.STALE_BROKER_EPOCH);
    }

    @Test
    void theSamePartitionTwiceInARequestIsDecidedInTurn() {
        Request.AlterPartition.Proposal once = cluster.proposal(List.of(1, 2));

        List<Request.AlterPartition.Outcome> outcomes =
                cluster.decided(
                        new Request.AlterPartition(
                                1, cluster.epoch(1), List.of(once, cluster.proposal(List.of(1)))));

        assertThat(outcomes)
                .extracting(Request.AlterPartition.Outcome::error)
                .containsExactly(Errors.NONE, Errors.INVALID_UPDATE_VERSION);
    }

    @Test
    void thePreferredLeaderLeadsAgainWhenAskedTo() {
        cluster.silenceAllBut(2, 3);
        cluster.beat(1);
        assertThat(elect(false)).isEqualTo(Errors.PREFERRED_LEADER_NOT_AVAILABLE);

        cluster.propose(2, cluster.proposal(List.of(2, 3, 1)));
        assertThat(elect(false)).isEqualTo(Errors.NONE);
        assertThat(cluster.orders().leader()).isEqualTo(1);
        assertThat(elect(false)).isEqualTo(Errors.ELECTION_NOT_NEEDED);
        assertThat(elect(true)).isEqualTo(Errors.ELECTION_NOT_NEEDED);
    }

    @Test
    void allowingAnUncleanElectionElectsAtOnce() {
        cluster.propose(1, cluster.proposal(List.of(1)));
        cluster.silenceAllBut(2, 3);
        assertThat(cluster.orders().leader()).isEqualTo(-1);

        cluster.set("orders", "unclean.leader.election.enable", "true");
        cluster.settle();

        assertThat(cluster.orders().leader()).isEqualTo(2);
        assertThat(cluster.orders().isr()).containsExactly(2);
    }

    @Test
    void allowingItOfAllBrokersElectsAtOnceToo() {
        cluster.propose(1, cluster.proposal(List.of(1)));
        cluster.silenceAllBut(2, 3);

        cluster.decided(
                new Request.AlterConfigs(
                        List.of(
                                new Request.AlterConfigs.Resource(
                                        ResourceType.BROKER,
                                        "",
                                        List.of(
                                                new Request.AlterConfigs.Change(
                                                        "unclean.leader.election.enable",
                                                        Request.AlterConfigs.Operation.SET,
                                                        "true")))),
                        false,
                        false));
        cluster.settle();

        assertThat(cluster.orders().leader()).isEqualTo(2);
    }

    @Test
    void leadersAreBalancedByThemselves() {
        ControllerFixture balancing = balancing("true");
        balancing.moveLeadershipAwayFrom(1);
        assertThat(balancing.orders().leader()).isEqualTo(2);

        passAMinute(balancing);

        assertThat(balancing.orders().leader()).isEqualTo(1);
        assertThat(balancing.record(balancing.endOffset() - 1).words())
                .endsWith("leaders are balanced: auto.leader.rebalance.enable = true");
    }

    @Test
    void leadersAreNotBalancedWhenThatIsNotWanted() {
        ControllerFixture balancing = balancing("false");
        balancing.moveLeadershipAwayFrom(1);

        passAMinute(balancing);

        assertThat(balancing.orders().leader()).isEqualTo(2);
    }

    private static ControllerFixture balancing(String enabled) {
        ControllerFixture balancing =
                ControllerFixture.active(
                                1,
                                Map.of(
                                        "auto.leader.rebalance.enable",
                                        enabled,
                                        "leader.imbalance.check.interval.seconds",
                                        "60"))
                        .brokers(3);
        balancing.orders(1, 2, 3);
        return balancing;
    }

    private static void passAMinute(ControllerFixture balancing) {
        for (int i = 0; i < 60_000 / (ControllerFixture.SESSION_MS / 2) + 1; i++) {
            balancing.silenceAllBut(1, 2, 3);
        }
    }

    @Test
    void anElectionOfARepeatedPartitionIsAnsweredForEach() {
        cluster.moveLeadershipAwayFrom(1);
        Request.ElectLeaders.Partition orders = new Request.ElectLeaders.Partition("orders", 0);

        Request.ElectLeaders.Result result =
                cluster.decided(new Request.ElectLeaders(false, List.of(orders, orders)));

        assertThat(result.outcomes())
                .extracting(Request.ElectLeaders.Outcome::error)
                .containsExactly(Errors.NONE, Errors.NONE);
        assertThat(cluster.orders().leader()).isEqualTo(1);
    }

    private Errors elect(boolean unclean) {
        return cluster.decided(
                        new Request.ElectLeaders(
                                unclean, List.of(new Request.ElectLeaders.Partition("orders", 0))))
                .outcomes()
                .getFirst()
                .error();
    }

    private Request.AlterPartition.Proposal orders() {
        return cluster.proposal(List.of(1, 2));
    }

    private static Request.AlterPartition.Proposal with(
            Request.AlterPartition.Proposal proposal, int leaderEpoch, int partitionEpoch) {
        return new Request.AlterPartition.Proposal(
                proposal.topicId(), 0, leaderEpoch, partitionEpoch, false, proposal.isr());
    }

    private Errors error(int broker, Request.AlterPartition.Proposal proposal) {
        return cluster.propose(broker, proposal).error();
    }
}
