package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.group.Coordinators.Member;
import dev.vitrine.group.Coordinators.Reply;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SortedMap;

/// Committed offsets, and the ends of groups.
final class GroupOffsetsTest {
    private final Coordinators world = new Coordinators().start();

    @Test
    void offsetIsSeenOnceItIsCommitted() {
        world.hold();
        Reply<OffsetCommitResult> reply =
                world.send(Coordinators.commitOf("g", -1, "", "orders", 12, "mine"));
        assertThat(reply.isThere()).isFalse();
        assertThat(world.offset("g", "orders")).isEqualTo(OffsetFetchResult.NO_OFFSET);
        assertThat(world.list(List.of(), List.of()).groups()).isEmpty();

        world.commit();
        assertThat(reply.isThere()).isTrue();
        assertThat(world.fetch("g", null).topics().getFirst())
                .isEqualTo(
                        new OffsetFetchResult.Topic(
                                "orders",
                                List.of(
                                        new OffsetFetchResult.Partition(
                                                0, 12, 7, "mine", Uuid.ZERO_UUID))));
        assertThat(world.describe("g").state()).isEqualTo("Empty");
        assertThat(world.events)
                .contains(
                        new Event.OffsetCommitted(
                                1, world.nowMs, "g", "orders", 0, 12, world.nowMs, false));
    }

    @Test
    void offsetThatIsNotStoredIsNotSeen() {
        world.hold();
        Reply<OffsetCommitResult> reply =
                world.send(Coordinators.commitOf("g", -1, "", "orders", 12, ""));
        world.fail(Errors.REQUEST_TIMED_OUT);
        assertThat(reply.get().topics().getFirst().partitions().getFirst().error())
                .isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.offset("g", "orders")).isEqualTo(OffsetFetchResult.NO_OFFSET);
    }

    @Test
    void commitOfAGenerationThatIsNoneIsRefused() {
        assertThat(world.commitOffset("nobody", 3, "m", "orders", 1))
                .isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        Member member = world.settled("g", 1).getFirst();
        assertThat(world.commitOffset("g", -1, "", "orders", 1))
                .as("by name only, while there are members")
                .isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        member.join();
        member.takeGeneration();
        assertThat(member.commit(1))
                .as("before it knows its assignment")
                .isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void textThatIsTooLongFailsItsPartitionAlone() {
        OffsetCommit.Partition tooLong = new OffsetCommit.Partition(0, 1, -1, "x".repeat(4_097));
        OffsetCommit.Partition fine = new OffsetCommit.Partition(1, 2, -1, null);
        OffsetCommitResult result =
                world.send(
                                new OffsetCommit(
                                        "g",
                                        -1,
                                        "",
                                        null,
                                        -1,
                                        List.of(
                                                new OffsetCommit.Topic(
                                                        "orders",
                                                        Uuid.ZERO_UUID,
                                                        List.of(tooLong, fine))),
                                        10))
                        .get();
        assertThat(result.topics().getFirst().partitions())
                .extracting(OffsetCommitResult.Partition::error)
                .containsExactly(Errors.OFFSET_METADATA_TOO_LARGE, Errors.NONE);
        assertThat(world.fetch("g", null).topics().getFirst().partitions()).hasSize(1);
    }

    @Test
    void commitsInFlightAreBounded() {
        world.hold();
        for (int i = 0; i < GroupConfig.WRITES_IN_FLIGHT_MAX; i++) {
            world.send(Coordinators.commitOf("g", -1, "", "orders", i, ""));
        }
        assertThat(world.commitOffset("g", -1, "", "orders", 1))
                .isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.inFlight()).isEqualTo(GroupConfig.WRITES_IN_FLIGHT_MAX);
        world.commit();
        assertThat(world.commitOffset("g", -1, "", "orders", 77)).isEqualTo(Errors.NONE);
        assertThat(world.offset("g", "orders")).isEqualTo(77);
    }

    @Test
    void deletedGroupIsGoneWithItsOffsetsAlsoThoseThatWereOnTheirWay() {
        world.commitOffset("g", -1, "", "orders", 1);
        world.hold();
        world.send(Coordinators.commitOf("g", -1, "", "payments", 2, ""));
        Reply<SortedMap<String, Errors>> reply = new Reply<>();
        world.coordinator.deleteGroups(List.of("g", "nobody"), reply);
        assertThat(world.member("g").join().get().error())
                .as("until the end is stored")
                .isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
        world.commit();
        assertThat(reply.get())
                .containsEntry("g", Errors.NONE)
                .containsEntry("nobody", Errors.GROUP_ID_NOT_FOUND);
        assertThat(world.events)
                .contains(new Event.GroupDeleted(1, world.nowMs, "g", "deleted by request"));
        assertThat(world.fetch("g", null).topics()).isEmpty();

        world.failOver();
        assertThat(world.fetch("g", null).topics()).isEmpty();
        assertThat(world.describe("g").error()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
    }

    @Test
    void groupWithMembersIsNotDeletedAndOneWhoseEndFailsLivesOn() {
        world.settled("g", 1);
        assertThat(world.deleteGroup("g")).isEqualTo(Errors.NON_EMPTY_GROUP);
        world.commitOffset("h", -1, "", "orders", 1);
        world.hold();
        Reply<SortedMap<String, Errors>> reply = new Reply<>();
        world.coordinator.deleteGroups(List.of("h"), reply);
        world.fail(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(reply.get()).containsEntry("h", Errors.COORDINATOR_NOT_AVAILABLE);
        world.commit();
        assertThat(world.commitOffset("h", -1, "", "orders", 2)).isEqualTo(Errors.NONE);
    }

    @Test
    void offsetsOfTopicsThatAreReadAreNotDeleted() {
        Member member = world.settled("g", 1).getFirst();
        member.commit(5);
        Member reader = member;
        reader.topic = "old";
        reader.commit(6);
        Reply<OffsetDeleteResult> reply = new Reply<>();
        world.coordinator.offsetDelete(
                new OffsetDelete(
                        "g",
                        List.of(
                                new OffsetDelete.Topic("orders", List.of(0)),
                                new OffsetDelete.Topic("old", List.of(0)))),
                reply);
        world.pass(0);
        assertThat(reply.get().topics())
                .extracting(t -> t.partitions().getFirst().error())
                .containsExactly(Errors.GROUP_SUBSCRIBED_TO_TOPIC, Errors.NONE);
        assertThat(world.offset("g", "orders")).isEqualTo(5);
        assertThat(world.offset("g", "old")).isEqualTo(OffsetFetchResult.NO_OFFSET);
    }

    @Test
    void offsetsOfADeletedTopicAreForgotten() {
        world.commitOffset("g", -1, "", "orders", 1);
        world.commitOffset("g", -1, "", "payments", 2);
        world.coordinator.onTopicDeleted("orders");
        world.pass(0);
        world.failOver();
        assertThat(world.offset("g", "orders")).isEqualTo(OffsetFetchResult.NO_OFFSET);
        assertThat(world.offset("g", "payments")).isEqualTo(2);
    }

    @Test
    void groupsAreListedByStateAndType() {
        world.settled("busy", 1);
        world.commitOffset("idle", -1, "", "orders", 1);
        assertThat(world.list(List.of(), List.of()).groups())
                .containsExactly(
                        new ListGroups.Group("busy", "consumer", "Stable", "classic"),
                        new ListGroups.Group("idle", "", "Empty", "classic"));
        assertThat(world.list(List.of("stable"), List.of("CLASSIC")).groups())
                .extracting(ListGroups.Group::groupId)
                .containsExactly("busy");
        assertThat(world.list(List.of(), List.of("consumer")).groups()).isEmpty();
    }
}
