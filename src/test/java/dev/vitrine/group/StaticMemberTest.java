package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.group.Coordinators.Member;
import dev.vitrine.group.Coordinators.Reply;

import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Static members (KIP-345): a group of two, `a` leading, that have each a name of their own.
final class StaticMemberTest {
    private final Coordinators world = new Coordinators();
    private Member a;
    private Member b;

    @BeforeEach
    void groupOfTwo() {
        world.start();
        a = world.member("g", "a");
        b = world.member("g", "b");
        a.join();
        b.join();
        world.passUntilJoined(List.of(a, b));
        world.settleGeneration(List.of(a, b));
        assertThat(a.leads()).isTrue();
    }

    @Test
    void restartWithinTheSessionMovesNothing() {
        world.pass(Coordinators.SESSION_MS / 2);
        a.heartbeat();
        Member again = world.member("g", "b");
        again.join();
        again.takeGeneration();
        assertThat(again.generation).isEqualTo(1);
        assertThat(again.id).isNotEqualTo(b.id);
        again.sync();
        assertThat(again.assigned()).containsExactly(1);
        assertThat(a.heartbeat()).isEqualTo(Errors.NONE);
        assertThat(world.told("g").generation()).isEqualTo(1);

        assertThat(b.heartbeat()).isEqualTo(Errors.FENCED_INSTANCE_ID);
        assertThat(b.sync().get().error()).isEqualTo(Errors.FENCED_INSTANCE_ID);
    }

    @Test
    void restartedLeaderIsToldNotToAssign() {
        Member again = world.member("g", "a");
        JoinGroupResult joined = again.join().get();
        assertThat(joined.leader()).isEqualTo(joined.memberId());
        assertThat(joined.skipAssignment()).isTrue();
        assertThat(joined.members()).hasSize(2);
    }

    @Test
    void restartedLeaderOfAnOldVersionIsToldItsFormerSelfLeads() {
        Member again = world.member("g", "a");
        again.old = true;
        JoinGroupResult joined = again.join().get();
        assertThat(joined.leader()).isEqualTo(a.id);
        assertThat(joined.members()).isEmpty();
    }

    @Test
    void restartOutsideTheSessionIsARebalance() {
        world.pass(Coordinators.SESSION_MS - 1);
        a.heartbeat();
        world.pass(1);
        assertThat(a.heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        Member again = world.member("g", "b");
        again.join();
        assertThat(again.joining.isThere()).isFalse();
        a.join();
        world.settleGeneration(List.of(a, again));
        assertThat(a.generation).isEqualTo(2);
        assertThat(again.assigned()).containsExactly(1);
    }

    @Test
    void memberThatDoesNotComeBackInARebalanceStaysUntilItsSessionEnds() {
        Member third = world.member("g", "c");
        third.join();
        a.join();
        world.pass(Coordinators.SESSION_MS);
        third.takeGeneration();
        assertThat(third.generation).isEqualTo(2);
        assertThat(world.told("g").members()).hasSize(2);
    }

    @Test
    void newIdThatCannotBeStoredIsTakenBack() {
        world.hold();
        Member again = world.member("g", "b");
        Reply<JoinGroupResult> reply = again.join();
        assertThat(reply.isThere()).isFalse();
        world.fail(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(reply.get().error()).isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
        assertThat(b.heartbeat()).isEqualTo(Errors.NONE);
        assertThat(b.sync().get().error()).isEqualTo(Errors.NONE);
        assertThat(b.assigned()).containsExactly(1);
    }

    @Test
    void rebalanceThatBeginsWhileTheNewIdIsStoredAnswersTheMember() {
        world.hold();
        Member again = world.member("g", "b");
        again.join();
        a.join();
        assertThat(again.joining.get().generationId()).isEqualTo(2);
        world.commit();
        again.takeGeneration();
        a.takeGeneration();
        world.settleGeneration(List.of(a, again));
        assertThat(again.assigned()).containsExactly(1);
    }

    @Test
    void twoProcessesOfOneNameInARebalanceAndTheOlderIsFenced() {
        world.member("g", "c").join();
        Member twin = world.member("g", "b");
        twin.join();
        Member other = world.member("g", "b");
        other.join();
        assertThat(twin.joining.get().error()).isEqualTo(Errors.FENCED_INSTANCE_ID);
        assertThat(other.joining.isThere()).isFalse();
    }

    @Test
    void administratorTakesOutAMemberByItsInstance() {
        LeaveGroupResult result =
                world.send(
                                new LeaveGroup(
                                        "g",
                                        List.of(
                                                new LeaveGroup.Member("", "b", null),
                                                new LeaveGroup.Member("", "nobody", null),
                                                new LeaveGroup.Member("x", "a", null))))
                        .get();
        assertThat(result.members())
                .extracting(LeaveGroupResult.Member::error)
                .containsExactly(Errors.NONE, Errors.UNKNOWN_MEMBER_ID, Errors.FENCED_INSTANCE_ID);
        assertThat(world.told("g").state()).isEqualTo("PreparingRebalance");
    }

    @Test
    void idThatWasHandedOutToADynamicMemberIsNotForAStaticOne() {
        Member dynamic = world.member("g");
        dynamic.joining = world.send(dynamic.request());
        Member imposter = world.member("g", "c");
        imposter.id = dynamic.joining.get().memberId();
        assertThat(imposter.join().get().error()).isEqualTo(Errors.UNKNOWN_SERVER_ERROR);
    }
}
