package dev.vitrine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.history.Happening.Kind;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// Chains of causes, told by hand with the engine's sentences.
final class WhyTest extends ToldByHand {
    @Test
    void changeOfALeaderWaitsForTheFencingThatIsToldAfterIt() {
        kill(1);
        partition(List.of(2, 3), 2, 1, "broker 1 was fenced");
        assertThat(why(ORDERS_0).end()).isEqualTo(Why.End.NOT_TOLD);
        fence(1);

        Why why = why(ORDERS_0);
        assertThat(kinds(why)).containsExactly(Kind.LEADER, Kind.FENCING, Kind.NODE);
        assertThat(why.end()).isEqualTo(Why.End.ROOT);
        assertThat(why.links().get(1).setting()).isEqualTo("broker.session.timeout.ms = 900");
        assertThat(why.links().getFirst().words())
                .isEqualTo(
                        "orders-0: broker 2 leads it, before 1, epoch 0 → 1; in sync 1,2,3 → 2,3");
    }

    @Test
    void whatAnotherNodeTellsAgainIsNoSecondChange() {
        partition(List.of(1, 2), 1, 0, "broker 3 lags behind the leader");
        int before = projector.snapshot().insight().happenings().size();
        tell(
                new Event.PartitionChanged(
                        2,
                        now,
                        "orders",
                        0,
                        ALL,
                        List.of(),
                        List.of(),
                        List.of(1, 2),
                        List.of(),
                        List.of(),
                        1,
                        0,
                        (int) offset - 1));
        tell(new Event.MetadataApplied(2, now, offset - 1, 1, "Some", "words", ""));
        assertThat(projector.snapshot().insight().happenings()).hasSize(before);
    }

    @Test
    void slowFollowerLeavesBecauseOfTheLagTimeAndTheCutThatMadeItSlow() {
        tell(new Event.FaultInjected(Event.OUTSIDE, now, "cut 1 3"));
        tell(
                new Event.IsrProposed(
                        1,
                        now,
                        "orders",
                        0,
                        List.of(1, 2),
                        "broker [3] has not caught up for replica.lag.time.max.ms=3000"));
        partition(List.of(1, 2), 1, 0, "broker 3 lags behind the leader");

        Why why = why(ORDERS_0);
        assertThat(kinds(why)).containsExactly(Kind.IN_SYNC, Kind.PROPOSAL, Kind.FAULT);
        assertThat(why.links().get(1).setting()).isEqualTo("replica.lag.time.max.ms = 3000");
    }

    @Test
    void healedCutIsNoCauseAnyMore() {
        tell(new Event.FaultInjected(Event.OUTSIDE, now, "cut 1 3"));
        tell(new Event.FaultInjected(Event.OUTSIDE, now, "heal"));
        tell(
                new Event.IsrProposed(
                        1,
                        now,
                        "orders",
                        0,
                        List.of(1, 2),
                        "broker [3] has not caught up for replica.lag.time.max.ms=3000"));

        assertThat(why(ORDERS_0).end()).isEqualTo(Why.End.NOT_TOLD);
    }

    @Test
    void refusedProduceGoesBackToTheInSyncSetAndNamesTheMinimum() {
        kill(3);
        partition(List.of(1, 2), 1, 0, "broker 3 was fenced");
        fence(3);
        answer("Produce", "NOT_ENOUGH_REPLICAS", "orders-0", Map.of("orders", List.of(0)));

        Why why = why(new Subject.OfClient("checkout"));
        assertThat(kinds(why)).containsExactly(Kind.ERROR, Kind.IN_SYNC, Kind.FENCING, Kind.NODE);
        assertThat(why.links().getFirst().setting()).isEqualTo("min.insync.replicas = 3");
    }

    @Test
    void uncleanElectionGoesBackToTheSettingThatWasChanged() {
        kill(1);
        partition(List.of(1), -1, 1, "broker 1 was fenced");
        fence(1);
        tell(
                new Event.ConfigChanged(
                        1, now, "topic orders", "unclean.leader.election.enable", "true"));
        applied("");
        partition(
                List.of(2),
                2,
                2,
                "an unclean election is allowed: unclean.leader.election.enable = true");

        Why why = why(ORDERS_0);
        assertThat(kinds(why)).containsExactly(Kind.LEADER, Kind.CONFIG);
        assertThat(why.links().getLast().words())
                .isEqualTo("unclean.leader.election.enable of topic orders is set to true");
        assertThat(why.end()).isEqualTo(Why.End.ROOT);
    }

    @Test
    void electionThatAnAdministratorAskedForBeginsThere() {
        partition(ALL, 2, 1, "a preferred election was asked for");
        assertThat(why(ORDERS_0).end()).isEqualTo(Why.End.ROOT);
    }

    @Test
    void lostRecordsGoBackToTheUncleanElection() {
        kill(1);
        partition(
                List.of(2),
                2,
                1,
                "broker 1 was fenced, and no replica in sync is alive:"
                        + " unclean.leader.election.enable = true");
        fence(1);
        tell(new Event.LogTruncated(1, now, "orders", 0, 10, 15));
        tell(new Event.RecordsLost(Event.OUTSIDE, now, "checkout", "orders", 0, 10, 14));

        Why why = why(ORDERS_0);
        assertThat(kinds(why))
                .containsExactly(Kind.LOSS, Kind.TRUNCATION, Kind.LEADER, Kind.FENCING, Kind.NODE);
        assertThat(why.links().get(2).setting()).isEqualTo("unclean.leader.election.enable = true");
    }

    @Test
    void rebalanceGoesBackToTheMemberThatWasSilent() {
        tell(
                new Event.ClientStarted(
                        Event.OUTSIDE,
                        now,
                        "billing-1",
                        Event.ClientKind.CONSUMER,
                        "orders",
                        "billing",
                        Map.of()));
        group("Stable", 1, "billing-1");
        tell(
                new Event.GroupMemberLeft(
                        1,
                        now,
                        "billing",
                        "billing-1",
                        "no heartbeat for session.timeout.ms = 4500"));
        group("Empty", 2);

        Why why = why(new Subject.OfGroup("billing"));
        assertThat(kinds(why)).containsExactly(Kind.GROUP, Kind.MEMBER);
        assertThat(why.links().get(1).words()).isEqualTo("billing-1 is put out of group billing");
        assertThat(why.links().get(1).setting()).isEqualTo("session.timeout.ms = 4500");
        assertThat(why.end()).isEqualTo(Why.End.NOT_TOLD);
    }

    @Test
    void rebalanceGoesBackToThePartitionsThatWereAdded() {
        group("Stable", 1, "billing-1");
        partition("orders", 1, ALL, 1, 0, "partitions were added: 2, before 1");
        tell(
                new Event.GroupTopicChanged(
                        1, now, "billing", "orders", "topic orders has 2 partitions, before 1"));
        group("PreparingRebalance", 1, "billing-1");

        Why why = why(new Subject.OfGroup("billing"));
        assertThat(kinds(why)).containsExactly(Kind.GROUP, Kind.GROUP, Kind.PARTITION);
        assertThat(why.links().get(1).words())
                .isEqualTo(
                        "group billing is to be assigned anew: topic orders has 2 partitions,"
                                + " before 1");
        assertThat(why.links().getLast().words())
                .isEqualTo("orders-1 is added, led by broker 1, epoch 0");
        assertThat(why.end()).isEqualTo(Why.End.ROOT);
    }

    @Test
    void rebalanceGoesBackToTheTopicThatWasCreatedOrDeleted() {
        group("Stable", 1, "billing-1");
        tell(new Event.TopicCreated(1, now, "orders-eu", "id2", Map.of()));
        applied("");
        tell(new Event.GroupTopicChanged(1, now, "billing", "orders-eu", "topic orders-eu is new"));
        group("PreparingRebalance", 1, "billing-1");
        assertThat(why(new Subject.OfGroup("billing")).links().getLast().words())
                .isEqualTo("topic orders-eu is created");
        group("Stable", 2, "billing-1");

        tell(new Event.TopicDeleted(1, now, "orders-eu", "id2"));
        applied("");
        tell(
                new Event.GroupTopicChanged(
                        1, now, "billing", "orders-eu", "topic orders-eu is gone"));
        group("PreparingRebalance", 2, "billing-1");
        Why why = why(new Subject.OfGroup("billing"));
        assertThat(kinds(why)).containsExactly(Kind.GROUP, Kind.GROUP, Kind.TOPIC);
        assertThat(why.links().getLast().words()).isEqualTo("topic orders-eu is deleted");
    }

    @Test
    void changeOfATopicFromBeforeTheLastRebalanceIsNoCauseOfThisOne() {
        group("PreparingRebalance", 1, "billing-1");
        group("Stable", 2, "billing-1");
        tell(new Event.GroupTopicChanged(1, now, "billing", "orders", "topic orders is another"));
        group("PreparingRebalance", 2, "billing-1");

        assertThat(why(new Subject.OfGroup("billing")).end()).isEqualTo(Why.End.NOT_TOLD);
    }

    @Test
    void lineOfTheStoryHasTheChainOfItsMoment() {
        kill(1);
        partition(List.of(2, 3), 2, 1, "broker 1 was fenced");
        fence(1);
        partition(List.of(2), 2, 1, "broker 3 lags behind the leader");
        Snapshot snapshot = projector.snapshot();
        Snapshot.Telling line =
                snapshot.story().stream()
                        .filter(each -> each.words().contains("is led by broker 2"))
                        .findFirst()
                        .orElseThrow();

        Why why = Why.of(snapshot.insight().happenings(), line);
        assertThat(why).isNotNull();
        assertThat(kinds(why)).containsExactly(Kind.LEADER, Kind.FENCING, Kind.NODE);
    }

    @Test
    void causeThatFellOutOfTheRingIsForgottenAndNotGuessed() {
        kill(1);
        partition(List.of(2, 3), 2, 1, "broker 1 was fenced");
        fence(1);
        for (int i = 0; i < Projector.HAPPENINGS_MAX - 1; i++) {
            tell(new Event.FaultInjected(Event.OUTSIDE, now, "heal"));
        }

        Why why = why(new Subject.OfNode(1));
        assertThat(kinds(why)).containsExactly(Kind.FENCING);
        assertThat(why.end()).isEqualTo(Why.End.FORGOTTEN);
    }

    @Test
    void anElectionThatNobodyWonStandsBetweenTheKillAndTheNextController() {
        role(2, 1, Event.QuorumRole.FOLLOWER, 1, "node 1 leads epoch 1");
        tell(new Event.ControllerActivated(1, 10, 1));
        kill(1);
        String silent = "no answer from node 1 for controller.quorum.fetch.timeout.ms = 500";
        role(2, 1, Event.QuorumRole.PROSPECTIVE, 1, silent);
        role(2, 2, Event.QuorumRole.CANDIDATE, -1, "a majority would vote for it: [2, 3]");
        role(2, 2, Event.QuorumRole.PROSPECTIVE, -1, "the last election was not won");
        role(2, 3, Event.QuorumRole.CANDIDATE, -1, "a majority would vote for it: [2, 3]");
        role(2, 3, Event.QuorumRole.LEADER, 2, "a majority voted for it: [2, 3] of [1, 2, 3]");
        tell(new Event.ControllerActivated(2, 20, 3));

        Why why = why(new Subject.OfNode(2));

        assertThat(why.end()).isEqualTo(Why.End.ROOT);
        assertThat(why.links())
                .extracting(Happening::setting)
                .contains("controller.quorum.fetch.timeout.ms = 500");
        assertThat(why.links().getLast().words()).isEqualTo("broker 1 is killed");
    }

    private void role(int node, int term, Event.QuorumRole role, int leader, String why) {
        tell(new Event.QuorumRoleTaken(node, 10, term, role, leader, why));
    }
}
