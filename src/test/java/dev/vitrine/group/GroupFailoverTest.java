package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.env.Node;
import dev.vitrine.event.Event;
import dev.vitrine.group.Coordinators.Member;
import dev.vitrine.group.Coordinators.Reply;

import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/// One coordinator dies, another loads what it wrote.
final class GroupFailoverTest {
    private final Coordinators world = new Coordinators();

    @Test
    void nextCoordinatorKnowsGenerationMembersAndOffsets() {
        world.start();
        List<Member> members = world.settled("g", 3);
        assertThat(members.get(1).commit(42)).isEqualTo(Errors.NONE);
        DescribedGroup before = world.describe("g");
        world.failOver();

        assertThat(world.describe("g")).isEqualTo(before);
        assertThat(world.offset("g", "orders")).isEqualTo(42);
        assertThat(members).allSatisfy(m -> assertThat(m.heartbeat()).isEqualTo(Errors.NONE));
        assertThat(members.get(0).commit(43)).isEqualTo(Errors.NONE);
        assertThat(members.get(2).sync().get().error()).isEqualTo(Errors.NONE);
        assertThat(members.get(2).assigned()).containsExactly(2);
        Event.GroupChanged told = world.told("g");
        assertThat(told.node()).isEqualTo(2);
        assertThat(told.members()).hasSize(3);
        assertThat(world.events)
                .contains(
                        new Event.OffsetCommitted(
                                2, world.nowMs, "g", "orders", 0, 42, world.nowMs, true));
    }

    @Test
    void loadedMembersHaveASessionsTimeToShowThemselves() {
        world.start();
        List<Member> members = world.settled("g", 2);
        world.pass(Coordinators.SESSION_MS - 1);
        world.failOver();
        world.pass(Coordinators.SESSION_MS - 1);
        assertThat(members.get(0).heartbeat()).isEqualTo(Errors.NONE);
        world.pass(1);
        assertThat(members.get(1).heartbeat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(members.get(0).heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void staticMemberIsKnownToTheNextCoordinator() {
        world.start();
        Member b = world.member("g", "b");
        b.join();
        world.pass(Coordinators.INITIAL_DELAY_MS);
        world.settleGeneration(List.of(b));
        world.failOver();
        Member again = world.member("g", "b");
        again.join();
        again.takeGeneration();
        assertThat(again.generation).isEqualTo(1);
        assertThat(b.heartbeat()).isEqualTo(Errors.FENCED_INSTANCE_ID);
    }

    @Test
    void thoseWhoWaitAreSentToTheNextCoordinator() {
        world.start();
        List<Member> members = world.settled("g", 2);
        Member joining = world.member("g");
        joining.join();
        Member alone = world.member("h");
        alone.join();
        world.pass(Coordinators.INITIAL_DELAY_MS);
        alone.takeGeneration();
        world.hold();
        alone.assign(Map.of(alone.id, List.of(0)));
        Reply<OffsetCommitResult> commit =
                world.send(Coordinators.commitOf("simple", -1, "", "orders", 5, ""));
        world.failOver();

        assertThat(joining.joining.get().error()).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(alone.syncing.get().error()).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(commit.get().topics().getFirst().partitions().getFirst().error())
                .isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(world.offset("simple", "orders")).isEqualTo(OffsetFetchResult.NO_OFFSET);
        assertThat(members.getFirst().heartbeat()).isEqualTo(Errors.NONE);
        assertThat(alone.heartbeat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void timersOfAPartitionThatIsGoneDoNothing() {
        world.start();
        List<Member> members = world.settled("g", 2);
        GroupCoordinator old = world.coordinator;
        old.onResigned(Coordinators.PARTITION, world.leaderEpoch);
        assertThat(old.onTime()).isEqualTo(Node.NEVER);
        assertThat(members.getFirst().heartbeat()).isEqualTo(Errors.NOT_COORDINATOR);
    }

    @Test
    void requestsAreHeldOffWhileGroupsAreLoaded() {
        world.start();
        Member member = world.settled("g", 1).getFirst();
        world.elect();
        assertThat(member.heartbeat()).as("nobody is thrown out").isEqualTo(Errors.NONE);
        assertThat(member.commit(1)).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(member.join().get().error()).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(world.fetch("g", "orders").error())
                .isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(world.describe("g").error()).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(world.list(List.of(), List.of()).error())
                .isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
        world.load();
        assertThat(member.commit(1)).isEqualTo(Errors.NONE);
    }

    @Test
    void recordsOfAnEarlierEpochAreNotLoaded() {
        world.start();
        world.coordinator.onElected(Coordinators.PARTITION, 9);
        world.coordinator.onLoaded(Coordinators.PARTITION, 8, List.of());
        assertThat(world.describe("g").error()).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
    }

    @Test
    void recordsThatNobodyUnderstandsAreSkippedAndCounted() {
        world.elect();
        GroupRecord good = new GroupRecord.GroupForgotten("g");
        world.coordinator.onLoaded(
                Coordinators.PARTITION,
                world.leaderEpoch,
                List.of(
                        new StoredRecord(0, null, null),
                        new StoredRecord(1, ByteBuffer.wrap(new byte[] {0}), null),
                        new StoredRecord(2, ByteBuffer.wrap(new byte[] {0, 99, 0, 1, 'g'}), null),
                        new StoredRecord(3, ByteBuffer.wrap(new byte[] {0, 2, 0, 9, 'g'}), null),
                        new StoredRecord(4, good.key(), ByteBuffer.allocate(0)),
                        new StoredRecord(5, good.key(), ByteBuffer.wrap(new byte[] {0, 9})),
                        new StoredRecord(6, good.key(), good.value())));
        assertThat(world.coordinator.skippedRecords()).isEqualTo(6);
        assertThat(world.list(List.of(), List.of()).error()).isEqualTo(Errors.NONE);
    }
}
