package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.group.Coordinators.Member;
import dev.vitrine.group.GroupRecord.GroupForgotten;
import dev.vitrine.group.GroupRecord.OffsetForgotten;

import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Offsets that nobody uses end, and with the last of them their group (KIP-211).
final class OffsetExpiryTest {
    private static final long RETENTION_MS = 60_000;
    private static final long CHECK_MS = 1_000;

    private final Coordinators world =
            new Coordinators()
                    .with("offsets.retention.minutes", "1")
                    .with("offsets.retention.check.interval.ms", "" + CHECK_MS)
                    .start();

    @Test
    void offsetOfAGroupWithoutMembersOfItsOwnEndsSoLongAfterItsCommit() {
        world.commitOffset("g", -1, "", "orders", 5);
        world.pass(RETENTION_MS / 2);
        world.commitOffset("g", -1, "", "payments", 6);

        world.pass(RETENTION_MS / 2);

        assertThat(world.offset("g", "orders")).isEqualTo(-1);
        assertThat(world.offset("g", "payments")).isEqualTo(6);
        assertThat(world.log).endsWith(new OffsetForgotten("g", "orders", 0));
        assertThat(world.events)
                .contains(
                        new Event.OffsetsForgotten(
                                1,
                                world.nowMs,
                                "g",
                                "orders",
                                List.of(0),
                                "not used for as long as offsets are kept"));
    }

    @Test
    void groupEndsWithItsLastOffset() {
        world.commitOffset("g", -1, "", "orders", 5);

        world.pass(RETENTION_MS);

        assertThat(world.describe("g").error()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        assertThat(world.log)
                .endsWith(new OffsetForgotten("g", "orders", 0), new GroupForgotten("g"));
        assertThat(world.events)
                .endsWith(
                        new Event.GroupDeleted(
                                1, world.nowMs, "g", "it has no members and no offsets"));
    }

    @Test
    void offsetsOfAGroupThatHadMembersEndSoLongAfterTheLastOfThemLeft() {
        Member member = world.settled("g", 1).getFirst();
        member.commit(5);
        keepAlive(member, 2 * RETENTION_MS);
        member.leave();

        world.pass(RETENTION_MS - CHECK_MS);
        assertThat(world.offset("g", "orders")).isEqualTo(5);

        world.pass(2 * CHECK_MS);
        assertThat(world.offset("g", "orders")).isEqualTo(-1);
    }

    @Test
    void timeInWhichAGroupWasEmptyGoesOnWithTheNextCoordinator() {
        Member member = world.settled("g", 1).getFirst();
        member.commit(5);
        member.leave();
        world.pass(RETENTION_MS / 2);

        world.failOver();
        world.pass(RETENTION_MS / 2 + CHECK_MS);

        assertThat(world.describe("g").error()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
    }

    @Test
    void settledConsumersKeepTheOffsetsOfWhatTheyReadOnly() {
        world.commitOffset("g", -1, "", "payments", 6);
        Member member = world.settled("g", 1).getFirst();
        member.commit(5);

        keepAlive(member, 2 * RETENTION_MS);

        assertThat(world.offset("g", "orders")).isEqualTo(5);
        assertThat(world.offset("g", "payments")).isEqualTo(-1);
    }

    @Test
    void nothingEndsWhileAGroupRebalances() {
        world.commitOffset("g", -1, "", "payments", 6);
        Member first = world.settled("g", 1).getFirst();
        keepAlive(first, RETENTION_MS - 5 * CHECK_MS);

        world.member("g").join();
        world.pass(5 * CHECK_MS);

        assertThat(world.describe("g").state()).isEqualTo("PreparingRebalance");
        assertThat(world.offset("g", "payments")).isEqualTo(6);
    }

    @Test
    void commitMayAskForATimeOfItsOwn() {
        commitFor(RETENTION_MS / 2, "short");
        commitFor(2 * RETENTION_MS, "long");

        world.pass(RETENTION_MS / 2);
        assertThat(world.describe("short").error()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);

        world.pass(RETENTION_MS);
        assertThat(world.offset("long", "orders")).isEqualTo(5);
        world.pass(RETENTION_MS / 2);
        assertThat(world.describe("long").error()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
    }

    private void commitFor(long retentionMs, String group) {
        List<OffsetCommit.Topic> topics =
                Coordinators.commitOf(group, -1, "", "orders", 5, "").topics();
        world.send(new OffsetCommit(group, -1, "", null, retentionMs, topics, 10));
    }

    @Test
    void groupThatNeverHadAnythingEndsAtTheNextLook() {
        Member member = world.member("g");
        member.joining = world.send(member.request());
        assertThat(member.joining.get().error()).isEqualTo(Errors.MEMBER_ID_REQUIRED);
        member.id = member.joining.get().memberId();

        world.pass(CHECK_MS);

        assertThat(world.describe("g").error()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        assertThat(world.send(member.request()).get().error()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void groupThatAJoinMadeButCouldNotEnterIsThereUntilTheNextLook() {
        Member member = world.member("g");
        member.assignors = List.of();
        assertThat(member.join().get().error()).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(world.describe("g").state()).isEqualTo("Empty");

        world.pass(CHECK_MS);

        assertThat(world.describe("g").error()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
    }

    @Test
    void commitOnItsWayKeepsItsGroup() {
        world.commitOffset("g", -1, "", "orders", 5);
        world.pass(RETENTION_MS - CHECK_MS / 2);
        world.hold();
        world.send(Coordinators.commitOf("g", -1, "", "orders", 6, ""));

        world.pass(CHECK_MS);
        world.commit();
        world.pass(CHECK_MS);

        assertThat(world.offset("g", "orders")).isEqualTo(6);
    }

    @Test
    void endsThatCannotBeStoredAreTriedAgain() {
        world.commitOffset("g", -1, "", "orders", 5);
        world.pass(RETENTION_MS - CHECK_MS / 2);
        world.hold();
        world.pass(CHECK_MS);
        assertThat(world.inFlight()).isEqualTo(1);

        world.fail(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(world.offset("g", "orders")).isEqualTo(5);
        world.commit();
        world.pass(CHECK_MS);

        assertThat(world.describe("g").error()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
    }

    private void keepAlive(Member member, long ms) {
        for (long passed = 0; passed < ms; passed += CHECK_MS) {
            world.pass(CHECK_MS);
            assertThat(member.heartbeat()).isEqualTo(Errors.NONE);
        }
    }
}
