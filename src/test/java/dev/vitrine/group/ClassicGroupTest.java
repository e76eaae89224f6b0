package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.group.Coordinators.Member;
import dev.vitrine.group.Coordinators.Reply;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The state machine of a classic group, with members that come and go.
final class ClassicGroupTest {
    private final Coordinators world = new Coordinators();

    @Test
    void dynamicMemberIsSentAwayWithAnIdFirst() {
        world.start();
        Member member = world.member("g");
        JoinGroupResult first = world.send(member.request()).get();
        assertThat(first.error()).isEqualTo(Errors.MEMBER_ID_REQUIRED);
        assertThat(first.memberId()).startsWith("app-");

        member.id = first.memberId();
        Reply<JoinGroupResult> second = world.send(member.request());
        assertThat(second.isThere()).isFalse();
        world.pass(Coordinators.INITIAL_DELAY_MS);
        assertThat(second.get().generationId()).isEqualTo(1);
        assertThat(second.get().leader()).isEqualTo(member.id);
        assertThat(second.get().members()).hasSize(1);
        assertThat(second.get().protocolName()).isEqualTo("range");
    }

    @Test
    void memberOfAnOldVersionJoinsAtOnce() {
        world.start();
        Member member = world.member("g");
        member.old = true;
        member.join();
        world.pass(Coordinators.INITIAL_DELAY_MS);
        member.takeGeneration();
        assertThat(member.id).startsWith("app-");
    }

    @Test
    void firstRebalanceWaitsAsLongAsMembersKeepComingUpToTheRebalanceTimeout() {
        world.start();
        Member first = world.member("g");
        first.join();
        for (int i = 0; i < 19; i++) {
            world.pass(Coordinators.INITIAL_DELAY_MS - 1);
            world.member("g").join();
            assertThat(first.joining.isThere()).as("after %d more", i).isFalse();
        }
        world.pass(Coordinators.REBALANCE_MS - 19 * (Coordinators.INITIAL_DELAY_MS - 1) + 1);
        first.takeGeneration();
        assertThat(first.joining.get().members()).hasSize(20);
    }

    @Test
    void leaderAssignsAndEverybodyIsToldOnceItIsStored() {
        world.start();
        List<Member> members = joined(2);
        world.hold();
        Member follower = members.stream().filter(m -> !m.leads()).findFirst().orElseThrow();
        Member leader = members.stream().filter(Member::leads).findFirst().orElseThrow();
        follower.sync();
        leader.assign(Map.of(leader.id, List.of(0), follower.id, List.of(1, 2)));
        assertThat(leader.syncing.isThere() || follower.syncing.isThere()).isFalse();
        assertThat(world.told("g").state()).isEqualTo("CompletingRebalance");

        world.commit();
        assertThat(leader.assigned()).containsExactly(0);
        assertThat(follower.assigned()).containsExactly(1, 2);
        Event.GroupChanged told = world.told("g");
        assertThat(told.state()).isEqualTo("Stable");
        assertThat(told.leader()).isEqualTo(leader.id);
        assertThat(told.assignor()).isEqualTo("range");
        assertThat(told.members())
                .extracting(Event.GroupMember::assignment)
                .containsExactlyInAnyOrder(
                        Map.of("orders", List.of(0)), Map.of("orders", List.of(1, 2)));
    }

    @Test
    void assignmentThatCannotBeStoredIsAnErrorForAllAndARebalance() {
        world.start();
        List<Member> members = joined(2);
        world.hold();
        members.forEach(m -> m.assign(Map.of()));
        world.fail(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(members)
                .allSatisfy(m ->
                        assertThat(m.syncing.get().error())
                                .isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE));
        assertThat(members.getFirst().heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void assignmentThatIsStoredTooLateIsNobodys() {
        world.start();
        List<Member> members = joined(2);
        Member leader = members.stream().filter(Member::leads).findFirst().orElseThrow();
        Member follower = members.stream().filter(m -> !m.leads()).findFirst().orElseThrow();
        world.hold();
        leader.assign(Map.of(leader.id, List.of(0), follower.id, List.of(1)));
        Member third = world.member("g");
        third.join();
        assertThat(leader.syncing.get().error()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        leader.join();
        follower.join();
        List<Member> all = List.of(leader, follower, third);
        all.forEach(Member::takeGeneration);
        follower.sync();

        world.commit();
        assertThat(follower.generation).isEqualTo(2);
        assertThat(follower.syncing.isThere()).isFalse();
        assertThat(world.told("g").state()).isEqualTo("CompletingRebalance");
        all.stream().filter(Member::leads).forEach(m -> m.assign(Map.of(third.id, List.of(2))));
        assertThat(follower.assigned()).isEmpty();
        third.sync();
        assertThat(third.assigned()).containsExactly(2);
    }

    @Test
    void newMemberBringsARebalanceThatEndsWhenAllHaveComeBack() {
        world.start();
        List<Member> members = world.settled("g", 2);
        Member third = world.member("g");
        third.join();
        assertThat(third.joining.isThere()).isFalse();
        assertThat(members.get(0).heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);

        members.get(0).join();
        assertThat(third.joining.isThere()).isFalse();
        members.get(1).join();
        List<Member> all = List.of(members.get(0), members.get(1), third);
        world.settleGeneration(all);
        assertThat(all).allSatisfy(m -> assertThat(m.generation).isEqualTo(2));
        assertThat(third.assigned()).containsExactly(2);
        assertThat(third.heartbeat()).isEqualTo(Errors.NONE);
    }

    @Test
    void rebalanceGoesOnWithoutThoseWhoDoNotComeBack() {
        world.start();
        List<Member> members = world.settled("g", 2);
        Member third = world.member("g");
        third.join();
        members.get(0).join();
        for (int i = 0; i < Coordinators.REBALANCE_MS / 5_000; i++) {
            assertThat(third.joining.isThere()).isFalse();
            members.get(1).heartbeat();
            world.pass(5_000);
        }
        assertThat(third.joining.get().generationId()).isEqualTo(2);
        assertThat(members.get(1).heartbeat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void silentMemberIsOutAndTheOthersRebalance() {
        world.start();
        List<Member> members = world.settled("g", 3);
        Member dead = members.get(1);
        world.pass(Coordinators.SESSION_MS - 1);
        members.get(0).heartbeat();
        members.get(2).heartbeat();
        world.pass(1);

        assertThat(members.get(0).heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        assertThat(dead.heartbeat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(dead.commit(5)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        List<Member> alive = List.of(members.get(0), members.get(2));
        alive.forEach(Member::join);
        world.settleGeneration(alive);
        assertThat(world.told("g").generation()).isEqualTo(2);
        assertThat(world.told("g").members()).hasSize(2);
    }

    @Test
    void commitIsASignOfLife() {
        world.start();
        Member member = world.settled("g", 1).getFirst();
        for (int i = 0; i < 5; i++) {
            world.pass(Coordinators.SESSION_MS - 1);
            assertThat(member.commit(i)).isEqualTo(Errors.NONE);
        }
    }

    @Test
    void whoeverDoesNotFetchItsAssignmentIsOut() {
        world.start();
        List<Member> members = joined(2);
        Member leader = members.stream().filter(Member::leads).findFirst().orElseThrow();
        Member follower = members.stream().filter(m -> !m.leads()).findFirst().orElseThrow();
        leader.assign(Map.of(leader.id, List.of(0), follower.id, List.of(1)));
        for (int i = 0; i < Coordinators.REBALANCE_MS / 5_000; i++) {
            assertThat(follower.heartbeat()).isEqualTo(Errors.NONE);
            leader.heartbeat();
            world.pass(5_000);
        }
        assertThat(follower.heartbeat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(leader.heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void idThatIsNeverUsedHoldsUpARebalanceForASessionOnly() {
        world.start();
        Member member = world.settled("g", 1).getFirst();
        world.send(world.member("g").request());
        Reply<JoinGroupResult> rejoin = member.join();
        assertThat(rejoin.isThere()).isFalse();
        world.pass(Coordinators.SESSION_MS);
        assertThat(rejoin.get().generationId()).isEqualTo(2);
    }

    @Test
    void leavingMemberBringsARebalanceAndTheLastOneAnEmptyGroup() {
        world.start();
        List<Member> members = world.settled("g", 2);
        assertThat(members.get(0).leave().members().getFirst().error()).isEqualTo(Errors.NONE);
        assertThat(members.get(1).heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        assertThat(members.get(0).leave().members().getFirst().error())
                .isEqualTo(Errors.UNKNOWN_MEMBER_ID);

        world.hold();
        Reply<LeaveGroupResult> last =
                world.send(
                        new LeaveGroup(
                                "g",
                                List.of(new LeaveGroup.Member(members.get(1).id, null, null))));
        assertThat(world.told("g").state()).isEqualTo("Empty");
        assertThat(last.isThere()).as("the answer waits until the end is stored").isFalse();
        world.commit();
        assertThat(last.get().members().getFirst().error()).isEqualTo(Errors.NONE);
        assertThat(world.log.getLast())
                .isInstanceOfSatisfying(
                        GroupRecord.GroupStored.class,
                        stored -> {
                            assertThat(stored.generation()).isEqualTo(2);
                            assertThat(stored.members()).isEmpty();
                            assertThat(stored.protocolType()).isEqualTo("consumer");
                        });
    }

    @Test
    void followerThatAsksAgainIsToldTheSameGenerationButTheLeaderStartsAnother() {
        world.start();
        List<Member> members = world.settled("g", 2);
        Member follower = members.stream().filter(m -> !m.leads()).findFirst().orElseThrow();
        Member leader = members.stream().filter(Member::leads).findFirst().orElseThrow();
        assertThat(follower.join().get().generationId()).isEqualTo(1);
        assertThat(leader.join().isThere()).isFalse();
        assertThat(follower.heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        follower.join();
        assertThat(leader.joining.get().generationId()).isEqualTo(2);
    }

    @Test
    void protocolThatAllKnowAndMostPreferIsChosen() {
        world.start();
        List<List<String>> preferences =
                List.of(
                        List.of("sticky", "range", "roundrobin"),
                        List.of("roundrobin", "range"),
                        List.of("range", "roundrobin"),
                        List.of("roundrobin", "range"));
        List<Member> members = new ArrayList<>();
        for (List<String> preference : preferences) {
            Member member = world.member("g");
            member.assignors = preference;
            member.join();
            members.add(member);
        }
        Member stranger = world.member("g");
        stranger.assignors = List.of("sticky");
        assertThat(stranger.join().get().error()).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
        world.pass(Coordinators.REBALANCE_MS);
        assertThat(members)
                .allSatisfy(m ->
                        assertThat(m.joining.get().protocolName())
                                .isIn("range", "roundrobin")
                                .isEqualTo(members.getFirst().joining.get().protocolName()));
    }

    @Test
    void tiedVoteFallsAsInKafka() {
        world.start();
        assertThat(electedBetween("range", "roundrobin")).isEqualTo("range");
        assertThat(electedBetween("range", "sticky")).isEqualTo("sticky");
        assertThat(electedBetween("cooperative-sticky", "range")).isEqualTo("range");
    }

    private String electedBetween(String one, String other) {
        Member first = world.member(one + other);
        first.assignors = List.of(one, other);
        Member second = world.member(one + other);
        second.assignors = List.of(other, one);
        first.join();
        second.join();
        world.passUntilJoined(List.of(first, second));
        return first.joining.get().protocolName();
    }

    @Test
    void assignmentIsShownUntilAnotherIsMade() {
        world.start();
        Member member = world.settled("g", 1).getFirst();
        world.member("g").join();
        DescribedGroup described = world.describe("g");
        assertThat(described.state()).isEqualTo("PreparingRebalance");
        assertThat(described.members().getFirst().assignment()).isEqualTo(member.bytes(List.of(0)));
        assertThat(described.members().getFirst().metadata().get()).isEmpty();
    }

    @Test
    void groupThatIsFullTakesNoMore() {
        world.with("group.max.size", "2").start();
        List<Member> members = world.settled("g", 2);
        assertThat(world.member("g").join().get().error()).isEqualTo(Errors.GROUP_MAX_SIZE_REACHED);
        assertThat(members.getFirst().heartbeat()).isEqualTo(Errors.NONE);
    }

    @Test
    void requestsOfStrangersAndOfThePastAreTellable() {
        world.start();
        Member member = world.settled("g", 1).getFirst();
        Member past = world.member("g");
        past.id = member.id;
        past.generation = 0;
        assertThat(past.heartbeat()).isEqualTo(Errors.ILLEGAL_GENERATION);
        assertThat(past.sync().get().error()).isEqualTo(Errors.ILLEGAL_GENERATION);
        assertThat(past.commit(3)).isEqualTo(Errors.ILLEGAL_GENERATION);
        Member stranger = world.member("g");
        stranger.id = "app-nobody";
        stranger.generation = 1;
        assertThat(stranger.heartbeat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(stranger.join().get().error()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(stranger.commit(3)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(world.member("").join().get().error()).isEqualTo(Errors.INVALID_GROUP_ID);
        member.assignors = List.of("roundrobin");
        assertThat(member.sync().get().error()).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void sessionTimeoutOutsideTheBrokersBoundsIsRefused() {
        world.with("group.min.session.timeout.ms", "20000").start();
        assertThat(world.member("g").join().get().error())
                .isEqualTo(Errors.INVALID_SESSION_TIMEOUT);
        assertThat(world.list(List.of(), List.of()).groups()).isEmpty();
    }

    @Test
    void membersOwnWhatTheySayWhileTheyRejoin() {
        world.start();
        List<Member> members = world.settled("g", 2);
        Member cooperative = members.get(0);
        cooperative.owned = List.of(new TopicPartition("orders", 0));
        Member eager = members.get(1);
        eager.owned = List.of();
        eager.topic = "orders";
        Member third = world.member("g");
        third.join();
        cooperative.join();
        assertThat(owned(cooperative)).containsEntry("orders", List.of(0));
        assertThat(owned(eager)).as("not back yet").containsEntry("orders", List.of(1));
        eager.join();
        assertThat(owned(eager)).isEmpty();
        assertThat(owned(cooperative)).containsEntry("orders", List.of(0));
    }

    private Map<String, List<Integer>> owned(Member member) {
        return world.told("g").members().stream()
                .filter(m -> m.memberId().equals(member.id))
                .findFirst()
                .orElseThrow()
                .assignment();
    }

    private List<Member> joined(int count) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Member member = world.member("g");
            member.join();
            members.add(member);
        }
        world.passUntilJoined(members);
        members.forEach(Member::takeGeneration);
        return members;
    }
}
