package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.group.Coordinators.Member;
import dev.vitrine.group.Coordinators.Reply;

import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/// Groups of the consumer protocol, heartbeat by heartbeat.
final class ConsumerGroupTest {
    private static final int INTERVAL_MS = 1_000;
    private static final int SESSION_MS = 45_000;

    private final Coordinators world = new Coordinators();

    @BeforeEach
    void start() {
        world.topics.have("orders", 4);
        world.start();
    }

    private ConsumerClient member(String id) {
        return new ConsumerClient(world, "g", id, null);
    }

    /// Members that have joined one after the other and own what they are to own.
    private List<ConsumerClient> settled(ConsumerClient... members) {
        for (ConsumerClient member : members) {
            assertThat(member.join().error()).isEqualTo(Errors.NONE);
            world.pass(INTERVAL_MS);
        }
        for (int i = 0; i < 4; i++) {
            for (ConsumerClient member : members) {
                assertThat(member.beat().error()).isEqualTo(Errors.NONE);
            }
        }
        assertThat(world.describeConsumers("g").state()).isEqualTo("Stable");
        return List.of(members);
    }

    @Test
    void partitionIsGivenToAnotherOnlyWhenItsOwnerHasReleasedIt() {
        ConsumerClient a = member("a");
        ConsumerClient b = member("b");
        settled(a);
        assertThat(b.join().assignment()).as("nothing is free").isEmpty();
        var told = world.send(a.beating()).get();
        assertThat(told.memberEpoch()).as("it has yet to give up").isEqualTo(a.epoch);
        assertThat(told.assignment()).hasSize(2);
        assertThat(world.send(b.beating()).get().assignment()).isNull();
        a.owned.retainAll(told.assignment());
        assertThat(a.beat().memberEpoch()).isEqualTo(3);
        assertThat(b.beat().assignment()).hasSize(2).doesNotContainAnyElementsOf(a.owned);
    }

    @Test
    void membersThatJoinWithinTheAssignmentIntervalAreAssignedTogether() {
        ConsumerClient a = member("a");
        ConsumerClient b = member("b");
        ConsumerClient c = member("c");
        a.join();
        assertThat(b.join().memberEpoch()).isEqualTo(2);
        assertThat(c.join().memberEpoch()).isEqualTo(2);
        assertThat(world.describeConsumers("g").state()).isEqualTo("Assigning");
        world.pass(INTERVAL_MS);
        assertThat(c.beat().memberEpoch()).isEqualTo(4);
        assertThat(world.describeConsumers("g").assignmentEpoch()).isEqualTo(4);
    }

    @Test
    void memberWhoseAnswerWasLostComesWithItsFormerEpoch() {
        ConsumerClient a = member("a");
        settled(a);
        world.topics.have("orders", 6);
        world.coordinator.onTopicsChanged(world.topics.names(), false);
        int before = a.epoch;
        assertThat(world.send(a.beating()).get().memberEpoch()).isEqualTo(before + 1);
        assertThat(world.send(a.beating(before)).get().error()).isEqualTo(Errors.NONE);
        assertThat(world.send(a.beating(before - 1)).get().error())
                .isEqualTo(Errors.FENCED_MEMBER_EPOCH);
        assertThat(world.send(a.beating(before + 2)).get().error())
                .isEqualTo(Errors.FENCED_MEMBER_EPOCH);
    }

    @Test
    void silentMemberIsFencedAfterItsSession() {
        List<ConsumerClient> members = settled(member("a"), member("b"));
        world.pass(SESSION_MS - 1);
        members.getFirst().beat();
        world.pass(1);
        assertThat(members.get(1).beat().error()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        members.getFirst().settle();
        assertThat(members.getFirst().owned).hasSize(4);
    }

    @Test
    void memberThatDoesNotGiveUpIsFencedAfterItsRebalanceTimeout() {
        ConsumerClient a = member("a");
        ConsumerClient b = member("b");
        settled(a);
        b.join();
        world.send(a.beating());
        for (int ms = 0; ms < Coordinators.REBALANCE_MS; ms += 5_000) {
            assertThat(world.send(a.beating()).get().error()).isEqualTo(Errors.NONE);
            b.beat();
            world.pass(5_000);
        }
        assertThat(world.send(a.beating()).get().error()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        b.settle();
        assertThat(b.owned).hasSize(4);
    }

    @Test
    void staticMemberThatLeavesForAWhileKeepsItsPlace() {
        ConsumerClient a = new ConsumerClient(world, "g", "a", "i");
        ConsumerClient b = member("b");
        settled(a, b);
        List<Integer> of = a.partitions();
        ConsumerClient again = new ConsumerClient(world, "g", "a2", "i");
        assertThat(again.join().error()).isEqualTo(Errors.UNRELEASED_INSTANCE_ID);
        assertThat(a.leave(-2)).isEqualTo(Errors.NONE);
        int epoch = world.describeConsumers("g").groupEpoch();
        assertThat(again.join().error()).isEqualTo(Errors.NONE);
        assertThat(again.partitions()).isEqualTo(of);
        assertThat(world.describeConsumers("g").groupEpoch()).isEqualTo(epoch);
        assertThat(a.beat().error()).isEqualTo(Errors.FENCED_INSTANCE_ID);
    }

    @Test
    void regularExpressionIsResolvedAfterItIsHeardAndAnewWhenTopicsCome() {
        ConsumerClient a = member("a");
        a.topics = null;
        a.regex = "ord.*";
        assertThat(a.join().assignment()).isEmpty();
        assertThat(a.beat().assignment()).hasSize(4);
        world.topics.have("ordnance", 2);
        world.coordinator.onTopicsChanged(world.topics.names(), true);
        a.settle();
        assertThat(a.owned).hasSize(4);
        world.pass(ConsumerGroups.REGEX_REFRESH_MIN_MS + 1);
        a.settle();
        assertThat(a.owned).hasSize(6);
        a.regex = "[";
        assertThat(world.send(a.joining()).get().error())
                .isEqualTo(Errors.INVALID_REGULAR_EXPRESSION);
    }

    @Test
    void decisionIsSeenWhenItIsCommittedAndNotBefore() {
        ConsumerClient a = member("a");
        ConsumerClient b = member("b");
        world.hold();
        Reply<ConsumerGroupHeartbeat.Result> first = world.send(a.joining());
        Reply<ConsumerGroupHeartbeat.Result> second = world.send(b.joining());
        assertThat(first.isThere()).isFalse();
        assertThat(world.describeConsumers("g").error()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        assertThat(world.inFlight()).as("the second waits for its turn").isEqualTo(1);
        world.fail(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(first.get().error()).isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
        world.commit();
        assertThat(second.get().error()).isEqualTo(Errors.NONE);
        assertThat(world.describeConsumers("g").members())
                .extracting(DescribedConsumerGroup.Member::memberId)
                .containsExactly("b");
    }

    @Test
    void nextCoordinatorKnowsEverythingButWhoWasHeardFrom() {
        List<ConsumerClient> members =
                settled(member("a"), new ConsumerClient(world, "g", "b", "i"));
        DescribedConsumerGroup before = world.describeConsumers("g");
        world.pass(SESSION_MS - 1);
        world.failOver();
        assertThat(world.describeConsumers("g")).isEqualTo(before);
        world.pass(SESSION_MS - 1);
        members.forEach(m -> assertThat(m.beat().error()).isEqualTo(Errors.NONE));
        assertThat(world.describeConsumers("g").groupEpoch()).isEqualTo(before.groupEpoch());
    }

    @Test
    void commitsAreForWhatAMemberOwns() {
        List<ConsumerClient> members = settled(member("a"), member("b"));
        ConsumerClient a = members.getFirst();
        assertThat(world.commitOffset("g", a.epoch, "a", "orders", 5)).isEqualTo(Errors.NONE);
        assertThat(world.commitOffset("g", 2, "a", "orders", 6))
                .as("it has owned partition 0 since then")
                .isEqualTo(Errors.NONE);
        assertThat(world.commitOffset("g", 2, "b", "orders", 6))
                .isEqualTo(Errors.STALE_MEMBER_EPOCH);
        assertThat(world.commitOffset("g", 9, "a", "orders", 6))
                .isEqualTo(Errors.STALE_MEMBER_EPOCH);
        assertThat(world.commitOffset("g", 3, "x", "orders", 6))
                .isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(world.deleteGroup("g")).isEqualTo(Errors.NON_EMPTY_GROUP);
        members.forEach(m -> assertThat(m.leave()).isEqualTo(Errors.NONE));
        assertThat(world.deleteGroup("g")).isEqualTo(Errors.NONE);
        assertThat(world.offset("g", "orders")).isEqualTo(OffsetFetchResult.NO_OFFSET);
        assertThat(world.list(List.of(), List.of()).groups()).isEmpty();
    }

    @Test
    void everyStepIsTold() {
        settled(member("a"), member("b"));
        assertThat(world.events)
                .hasAtLeastOneElementOfType(Event.GroupEpochBumped.class)
                .hasAtLeastOneElementOfType(Event.TargetAssignmentComputed.class)
                .filteredOn(e -> e instanceof Event.MemberReconciled)
                .extracting(e -> ((Event.MemberReconciled) e).state())
                .contains("STABLE", "UNREVOKED_PARTITIONS", "UNRELEASED_PARTITIONS");
        assertThat(world.told("g").protocolType()).isEqualTo("consumer");
        assertThat(world.told("g").state()).isEqualTo("Stable");
        assertThat(world.told("g").members())
                .allSatisfy(m -> assertThat(m.assignment().get("orders")).hasSize(2));
    }

    // ---- migration ------------------------------------------------------------------------------

    @Test
    void classicMembersLiveOnWhenTheirGroupIsUpgradedAndDowngraded() {
        List<Member> classic = world.settled("g", 2);
        ConsumerClient a = member("a");
        assertThat(a.join().error()).isEqualTo(Errors.NONE);
        assertThat(world.describeConsumers("g").members()).hasSize(3);
        assertThat(world.describe("g").error()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        for (Member member : classic) {
            assertThat(member.heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
            member.join();
            member.takeGeneration();
            assertThat(member.leads()).isFalse();
            assertThat(member.sync().get().error()).isEqualTo(Errors.NONE);
            assertThat(member.heartbeat()).isEqualTo(Errors.NONE);
        }
        a.settle();
        assertThat(a.leave()).isEqualTo(Errors.NONE);
        assertThat(world.describe("g").state()).isEqualTo("PreparingRebalance");
        classic.forEach(Member::join);
        world.settleGeneration(classic);
        assertThat(world.describe("g").state()).isEqualTo("Stable");
        world.failOver();
        assertThat(world.describe("g").state()).isEqualTo("Stable");
        assertThat(classic).allSatisfy(m -> assertThat(m.heartbeat()).isEqualTo(Errors.NONE));
    }

    @Test
    void classicMemberThatComesWhileTheGroupFillsAgainDoesNotReplaceIt() {
        ConsumerClient a = member("a");
        settled(a);
        a.leave();
        int epoch = world.describeConsumers("g").groupEpoch();
        world.hold();
        Reply<ConsumerGroupHeartbeat.Result> joining = world.send(member("b").joining());
        Member classic = world.member("g");
        classic.join();
        world.commit();
        assertThat(joining.get().error()).isEqualTo(Errors.NONE);
        assertThat(world.describeConsumers("g").groupEpoch()).isGreaterThan(epoch);
        assertThat(world.describeConsumers("g").members())
                .extracting(DescribedConsumerGroup.Member::memberId)
                .contains("b");
    }

    @Test
    void classicGroupGoesOnWhenItsUpgradeCannotBeStored() {
        List<Member> classic = world.settled("g", 2);
        ConsumerClient a = member("a");
        world.hold();
        Reply<ConsumerGroupHeartbeat.Result> joining = world.send(a.joining());
        world.fail(Errors.NOT_ENOUGH_REPLICAS);
        world.commit();
        assertThat(joining.get().error()).isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
        assertThat(classic)
                .allSatisfy(m -> assertThat(m.heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS));
        classic.forEach(Member::join);
        world.settleGeneration(classic);
        assertThat(world.describe("g").state()).isEqualTo("Stable");
    }

    @ParameterizedTest
    @CsvSource({
        "bidirectional, true, true",
        "upgrade, true, false",
        "downgrade, false, true",
        "disabled, false, false"
    })
    void whichWayAGroupMayMigrateIsThePolicys(String policy, boolean up, boolean down) {
        Coordinators strict =
                new Coordinators().with("group.consumer.migration.policy", policy).start();
        strict.topics.have("orders", 4);
        strict.settled("g", 1);
        ConsumerClient first = new ConsumerClient(strict, "g", "first", null);
        assertThat(first.join().error()).isEqualTo(up ? Errors.NONE : Errors.GROUP_ID_NOT_FOUND);
        assertThat(strict.describe("g").state()).isEqualTo(up ? "Dead" : "Stable");

        ConsumerClient second = new ConsumerClient(strict, "h", "second", null);
        assertThat(second.join().error()).isEqualTo(Errors.NONE);
        Member classic = strict.member("h");
        Reply<JoinGroupResult> joined = classic.join();
        if (!up && !down) {
            assertThat(joined.get().error()).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
            return;
        }
        assertThat(joined.get().error()).isEqualTo(Errors.NONE);
        assertThat(second.leave()).isEqualTo(Errors.NONE);
        assertThat(strict.describe("h").error())
                .isEqualTo(down ? Errors.NONE : Errors.GROUP_ID_NOT_FOUND);
    }
}
