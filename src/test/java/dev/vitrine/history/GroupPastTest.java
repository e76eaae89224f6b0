package dev.vitrine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.GroupMember;
import dev.vitrine.event.Event.RebalanceStep;
import dev.vitrine.history.GroupPast.Hold;
import dev.vitrine.history.GroupPast.MemberPast;
import dev.vitrine.history.GroupPast.Rebalance;
import dev.vitrine.history.GroupPast.StateSpan;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/// Who has which partition when, told by a coordinator and by members in the app.
class GroupPastTest {
    private static final String GROUP = "billing";

    private final Projector projector = new Projector();
    private long now = 1_000;

    private void pass(long ms) {
        now += ms;
    }

    private void tell(Event event) {
        projector.apply(event);
    }

    private void classic(String state, int generation, GroupMember... members) {
        tell(changed("classic", state, generation, members));
    }

    private Event changed(String type, String state, int generation, GroupMember... members) {
        return new Event.GroupChanged(
                1, now, GROUP, type, state, generation, "range", "", List.of(members));
    }

    private static GroupMember member(String id, Integer... partitions) {
        return new GroupMember(id, id, "/127.0.0.1", orders(partitions));
    }

    private static Map<String, List<Integer>> orders(Integer... partitions) {
        Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
        if (partitions.length > 0) {
            byTopic.put("orders", List.of(partitions));
        }
        return byTopic;
    }

    private void joins(String member) {
        tell(new Event.GroupMemberJoined(1, now, GROUP, member, member, ""));
    }

    private void leaves(String member, String why) {
        tell(new Event.GroupMemberLeft(1, now, GROUP, member, why));
    }

    private void requests(String api, String client) {
        tell(
                new Event.RequestReceived(
                        1, now, 1, Event.OUTSIDE, client, api, 9, 1, 120, GROUP, Map.of()));
    }

    private void says(String member, RebalanceStep step, Integer... partitions) {
        tell(
                new Event.ConsumerRebalanced(
                        Event.OUTSIDE, now, member, GROUP, member, 1, step, orders(partitions)));
    }

    private void reconciled(
            String member,
            int epoch,
            Map<String, List<Integer>> has,
            Map<String, List<Integer>> givesUp) {
        tell(
                new Event.MemberReconciled(
                        1,
                        now,
                        GROUP,
                        member,
                        epoch,
                        givesUp.isEmpty() ? "STABLE" : "UNREVOKED_PARTITIONS",
                        has,
                        givesUp));
    }

    private GroupPast past() {
        return Objects.requireNonNull(projector.snapshot().group(GROUP)).past();
    }

    private static TopicPartition id(int partition) {
        return new TopicPartition("orders", partition);
    }

    /// `a OWNED 100+50, UNOWNED 150+20` of a partition; what lasts is without a length.
    private String told(int partition) {
        List<String> words = new ArrayList<>();
        for (Hold hold : holds(past(), id(partition))) {
            words.add(
                    (hold.memberId() + " " + hold.ownership()).strip()
                            + " "
                            + hold.fromMs()
                            + (hold.isOpen() ? "" : "+" + (hold.toMs() - hold.fromMs())));
        }
        return String.join(", ", words);
    }

    static List<Hold> holds(GroupPast past, TopicPartition id) {
        List<Hold> holds = new ArrayList<>();
        past.ended().stream().filter(hold -> hold.id().equals(id)).forEach(holds::add);
        past.open().stream().filter(hold -> hold.id().equals(id)).forEach(holds::add);
        return holds;
    }

    private void twoMembersOfSixPartitions() {
        joins("a");
        classic("PreparingRebalance", 0, member("a"));
        joins("b");
        classic("PreparingRebalance", 0, member("a"), member("b"));
        classic("CompletingRebalance", 1, member("a"), member("b"));
        classic("Stable", 1, member("a", 0, 1, 2), member("b", 3, 4, 5));
        pass(1_000);
    }

    @Test
    void eagerMembersGiveEverythingUpUntilAllHaveJoinedAnew() {
        twoMembersOfSixPartitions();
        joins("c");
        classic("PreparingRebalance", 1, member("a", 0, 1, 2), member("b", 3, 4, 5), member("c"));
        pass(100);
        requests("JoinGroup", "a");
        classic("PreparingRebalance", 1, member("a"), member("b", 3, 4, 5), member("c"));
        pass(200);
        requests("JoinGroup", "b");
        classic("CompletingRebalance", 2, member("a"), member("b"), member("c"));
        pass(50);
        classic("Stable", 2, member("a", 0, 1), member("b", 2, 3), member("c", 4, 5));
        pass(10);

        assertThat(told(0)).isEqualTo("a OWNED 1000+1100, UNOWNED 2100+250, a OWNED 2350");
        assertThat(told(2)).isEqualTo("a OWNED 1000+1100, UNOWNED 2100+250, b OWNED 2350");
        assertThat(told(5)).isEqualTo("b OWNED 1000+1300, UNOWNED 2300+50, c OWNED 2350");
        assertThat(past().unownedMs(now)).isEqualTo(3 * 250 + 3 * 50);
        Rebalance last = past().rebalances().getLast();
        assertThat(last).isEqualTo(new Rebalance(2, 2_000, 2_350, 6, 3 * 250 + 3 * 50, 2, 0, 0));
        assertThat(past().states())
                .extracting(StateSpan::state)
                .containsExactly(
                        "PreparingRebalance",
                        "CompletingRebalance",
                        "Stable",
                        "PreparingRebalance",
                        "CompletingRebalance",
                        "Stable");
    }

    @Test
    void cooperativeMembersKeepWhatTheyHaveAndGiveUpInASecondRound() {
        twoMembersOfSixPartitions();
        GroupMember a = member("a", 0, 1, 2);
        GroupMember b = member("b", 3, 4, 5);
        joins("c");
        classic("PreparingRebalance", 1, a, b, member("c"));
        classic("CompletingRebalance", 2, a, b, member("c"));
        pass(20);
        classic("Stable", 2, member("a", 0, 1), member("b", 3, 4), member("c"));
        pass(30);
        requests("JoinGroup", "a");
        classic("PreparingRebalance", 2, member("a", 0, 1), member("b", 3, 4), member("c"));
        pass(40);
        requests("JoinGroup", "b");
        classic("CompletingRebalance", 3, member("a", 0, 1), member("b", 3, 4), member("c"));
        pass(60);
        classic("Stable", 3, member("a", 0, 1), member("b", 3, 4), member("c", 2, 5));

        assertThat(told(0)).isEqualTo("a OWNED 1000");
        assertThat(told(2))
                .isEqualTo("a OWNED 1000+1020, a REVOKING 2020+30, UNOWNED 2050+100, c OWNED 2150");
        assertThat(told(5))
                .isEqualTo("b OWNED 1000+1020, b REVOKING 2020+70, UNOWNED 2090+60, c OWNED 2150");
        assertThat(past().unownedMs(now)).isEqualTo(160);
        assertThat(past().rebalances()).hasSize(3);
        assertThat(past().rebalances().getLast().lost()).isEqualTo(2);
    }

    @Test
    void aMemberOfTheAppSaysThatItGaveUpBeforeItsCoordinatorKnows() {
        twoMembersOfSixPartitions();
        says("a", RebalanceStep.REVOKED, 0, 1, 2);
        pass(70);
        leaves("a", "it left");
        classic("PreparingRebalance", 1, member("b", 3, 4, 5));
        says("b", RebalanceStep.REVOKED, 3, 4, 5);
        pass(30);
        classic("CompletingRebalance", 2, member("b"));
        classic("Stable", 2, member("b", 0, 1, 2, 3, 4, 5));
        says("b", RebalanceStep.ASSIGNED, 0, 1, 2, 3, 4, 5);

        assertThat(told(0)).isEqualTo("a OWNED 1000+1000, UNOWNED 2000+100, b OWNED 2100");
        assertThat(told(3)).isEqualTo("b OWNED 1000+1070, UNOWNED 2070+30, b OWNED 2100");
        assertThat(past().rebalances().getLast().unownedMs()).isEqualTo(3 * 100 + 3 * 30);
        MemberPast a = past().members().getFirst();
        assertThat(a.isHere()).isFalse();
        assertThat(a.why()).isEqualTo("it left");
        assertThat(a.leftMs()).isEqualTo(2_070);
    }

    @Test
    void aStoppedClientOwnsNothingThoughItsPlaceIsKept() {
        tell(
                new Event.ClientStarted(
                        Event.OUTSIDE,
                        now,
                        "a",
                        Event.ClientKind.CONSUMER,
                        "orders",
                        GROUP,
                        Map.of()));
        twoMembersOfSixPartitions();
        tell(new Event.ClientStopped(Event.OUTSIDE, now, "a", ""));
        pass(500);
        leaves("a", "");
        joins("a2");
        classic("Stable", 1, member("a2", 0, 1, 2), member("b", 3, 4, 5));

        assertThat(told(0)).isEqualTo("a OWNED 1000+1000, UNOWNED 2000+500, a2 OWNED 2500");
        assertThat(told(3)).isEqualTo("b OWNED 1000");
    }

    @Test
    void aStaticMemberThatComesBackKeepsItsPartitions() {
        tell(new Event.GroupMemberJoined(1, now, GROUP, "a-1", "a", "a"));
        classic("PreparingRebalance", 0, member("a-1"));
        classic("CompletingRebalance", 1, member("a-1"));
        classic("Stable", 1, member("a-1", 0, 1));
        pass(2_000);
        tell(new Event.GroupMemberJoined(1, now, GROUP, "a-2", "a", "a"));
        classic("Stable", 1, member("a-2", 0, 1));

        assertThat(told(0)).isEqualTo("a-1 OWNED 1000+2000, a-2 OWNED 3000");
        assertThat(past().members().getFirst().why()).isEqualTo("its instance a came back");
        assertThat(past().rebalances()).hasSize(1);
        assertThat(past().unownedMs(now)).isZero();
    }

    @Test
    void whatIsPausedIsShownUntilItIsResumed() {
        twoMembersOfSixPartitions();
        tell(new Event.ConsumerPaused(Event.OUTSIDE, now, "a", GROUP, orders(1)));
        pass(300);
        tell(new Event.ConsumerPaused(Event.OUTSIDE, now, "a", GROUP, orders()));

        assertThat(told(1)).isEqualTo("a OWNED 1000+1000, a PAUSED 2000+300, a OWNED 2300");
        assertThat(past().unownedMs(now)).isZero();
    }

    @Test
    void byTheConsumerProtocolOnlyWhatMovesIsEverWithoutAnOwner() {
        joins("a");
        tell(
                new Event.TargetAssignmentComputed(
                        1, now, GROUP, 2, "uniform", Map.of("a", orders(0, 1, 2, 3))));
        reconciled("a", 2, orders(0, 1, 2, 3), orders());
        tell(changed("consumer", "Stable", 2, member("a", 0, 1, 2, 3)));
        pass(1_000);
        joins("b");
        tell(new Event.GroupEpochBumped(1, now, GROUP, 3));
        tell(
                new Event.TargetAssignmentComputed(
                        1, now, GROUP, 3, "uniform", Map.of("a", orders(0, 1), "b", orders(2, 3))));
        reconciled("b", 3, orders(), orders());
        tell(changed("consumer", "Reconciling", 3, member("a", 0, 1, 2, 3), member("b")));
        requests("ConsumerGroupHeartbeat", "a");
        pass(100);
        reconciled("a", 2, orders(0, 1), orders(2, 3));
        pass(40);
        reconciled("a", 3, orders(0, 1), orders());
        pass(60);
        reconciled("b", 3, orders(2, 3), orders());
        tell(changed("consumer", "Stable", 3, member("a", 0, 1), member("b", 2, 3)));

        assertThat(told(0)).isEqualTo("a OWNED 1000");
        assertThat(told(2))
                .isEqualTo("a OWNED 1000+1100, a REVOKING 2100+40, UNOWNED 2140+60, b OWNED 2200");
        assertThat(past().rebalances())
                .containsExactly(new Rebalance(3, 2_000, 2_200, 2, 2 * 60, 0, 0, 1));
        assertThat(past().members())
                .extracting(MemberPast::memberId, MemberPast::epoch)
                .containsExactly(tuple("a", 3), tuple("b", 3));
        assertThat(past().members().getLast().target()).containsExactly(id(2), id(3));
    }

    @Test
    void anEmptyGroupMissesNoOwners() {
        twoMembersOfSixPartitions();
        leaves("a", "it left");
        classic("PreparingRebalance", 1, member("b", 3, 4, 5));
        leaves("b", "it left");
        classic("Empty", 2);
        pass(5_000);
        assertThat(past().open()).isEmpty();
        assertThat(past().unownedMs(now)).isZero();
    }

    @Test
    void holdsAreBoundedAndTheOldestGo() {
        twoMembersOfSixPartitions();
        for (int i = 0; i < GroupPast.HOLDS_MAX; i++) {
            pass(1);
            tell(
                    new Event.ConsumerPaused(
                            Event.OUTSIDE, now, "a", GROUP, i % 2 == 0 ? orders(1) : orders()));
        }
        assertThat(past().isTruncated()).isTrue();
        assertThat(past().ended()).hasSize(GroupPast.HOLDS_MAX);
        assertThat(past().ended().getLast().toMs()).isEqualTo(now);
    }

    @Test
    void aPastThatDidNotChangeIsShared() {
        twoMembersOfSixPartitions();
        tell(new Event.FaultInjected(Event.OUTSIDE, now, "cut 1 2"));
        GroupPast before = past();
        tell(new Event.FaultInjected(Event.OUTSIDE, now, "heal"));
        assertThat(past()).isSameAs(before);
    }

    @Test
    void lagOfEachPartitionIsSampledOnceASecond() {
        tell(new Event.NodeStarted(1, now, true, true, 1, 2, ""));
        tell(new Event.TopicCreated(1, now, "orders", "id", Map.of()));
        tell(
                new Event.PartitionChanged(
                        1,
                        now,
                        "orders",
                        0,
                        List.of(1),
                        List.of(),
                        List.of(),
                        List.of(1),
                        List.of(),
                        List.of(),
                        1,
                        0,
                        0));
        tell(new Event.ReplicaOpened(1, now, "orders", 0, 0, 10, 10, List.of()));
        twoMembersOfSixPartitions();
        tell(new Event.OffsetCommitted(1, now, GROUP, "orders", 0, 4, now, false));
        IntStream.range(0, 3)
                .forEach(i -> {
                    pass(1_000);
                    tell(new Event.HighWatermarkMoved(1, now, "orders", 0, 11 + i));
                });
        GroupPast.LagSeries series = past().lags().getFirst();
        assertThat(series.id()).isEqualTo(id(0));
        assertThat(series.samples()).endsWith(7L, 8L, 9L);
        assertThat(past().lagSampledMs()).isBetween(now - 1_000, now);
    }
}
