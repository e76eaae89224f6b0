package dev.vitrine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.GroupMember;
import dev.vitrine.event.Event.RebalanceStep;
import dev.vitrine.history.GroupPast.Hold;
import dev.vitrine.history.GroupPast.Ownership;
import dev.vitrine.history.GroupPast.Rebalance;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/// What holds of a group's past whatever its coordinator and its members tell, in any order.
class GroupPastChanceTest {
    private static final String GROUP = "billing";
    private static final int PARTITIONS = 8;
    private static final int STEPS = 600;

    private final Projector projector = new Projector();
    private long now = 1_000;

    /// Without an owner, summed moment by moment.
    private long unownedMs;

    private boolean late;

    private static GroupPast past(Projector projector) {
        Snapshot.GroupView view = projector.snapshot().group(GROUP);
        return view == null ? GroupPast.NONE : view.past();
    }

    private void pass(long ms) {
        for (Hold hold : past(projector).open()) {
            if (hold.ownership() == Ownership.UNOWNED) {
                unownedMs += ms;
            }
        }
        now += ms;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void ofAClassicGroup(long seed) {
        Random random = new Random(seed);
        late = seed % 2 == 0;
        List<String> states =
                List.of("PreparingRebalance", "CompletingRebalance", "Stable", "Stable");
        for (int step = 0; step < STEPS; step++) {
            pass(random.nextInt(40));
            String client = "m" + random.nextInt(5);
            switch (random.nextInt(6)) {
                case 0, 1 ->
                        projector.apply(
                                new Event.GroupChanged(
                                        1,
                                        now,
                                        GROUP,
                                        "classic",
                                        states.get(random.nextInt(states.size())),
                                        step,
                                        "range",
                                        "",
                                        someMembers(random)));
                case 2 ->
                        projector.apply(
                                new Event.ConsumerRebalanced(
                                        Event.OUTSIDE,
                                        now - lateness(random),
                                        client,
                                        GROUP,
                                        client,
                                        1,
                                        RebalanceStep.values()[random.nextInt(3)],
                                        some(random)));
                case 3 ->
                        projector.apply(
                                new Event.ConsumerPaused(
                                        Event.OUTSIDE, now, client, GROUP, some(random)));
                case 4 ->
                        projector.apply(
                                new Event.RequestReceived(
                                        1,
                                        now,
                                        1,
                                        Event.OUTSIDE,
                                        client,
                                        "JoinGroup",
                                        9,
                                        1,
                                        100,
                                        GROUP,
                                        Map.of()));
                default ->
                        projector.apply(
                                random.nextBoolean()
                                        ? new Event.GroupMemberLeft(1, now, GROUP, client, "")
                                        : new Event.ClientStopped(Event.OUTSIDE, now, client, ""));
            }
            check();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void ofAGroupOfTheConsumerProtocol(long seed) {
        Random random = new Random(seed);
        late = seed % 2 == 0;
        projector.apply(
                new Event.GroupChanged(
                        1, now, GROUP, "consumer", "Empty", 0, "uniform", "", List.of()));
        for (int step = 0; step < STEPS; step++) {
            pass(random.nextInt(40));
            String client = "m" + random.nextInt(5);
            switch (random.nextInt(6)) {
                case 0 ->
                        projector.apply(
                                new Event.TargetAssignmentComputed(
                                        1,
                                        now,
                                        GROUP,
                                        step,
                                        "uniform",
                                        Map.of("m0", some(random), "m1", some(random))));
                case 1, 2 ->
                        projector.apply(
                                new Event.MemberReconciled(
                                        1,
                                        now,
                                        GROUP,
                                        client,
                                        step,
                                        "STABLE",
                                        some(random),
                                        some(random)));
                case 3 ->
                        projector.apply(
                                new Event.GroupChanged(
                                        1,
                                        now,
                                        GROUP,
                                        "consumer",
                                        random.nextBoolean() ? "Reconciling" : "Stable",
                                        step,
                                        "uniform",
                                        "",
                                        someMembers(random)));
                case 4 ->
                        projector.apply(
                                new Event.ConsumerRebalanced(
                                        Event.OUTSIDE,
                                        now - lateness(random),
                                        client,
                                        GROUP,
                                        client,
                                        1,
                                        RebalanceStep.values()[random.nextInt(3)],
                                        some(random)));
                default -> projector.apply(new Event.GroupMemberLeft(1, now, GROUP, client, ""));
            }
            check();
        }
    }

    /// Members may tell late, on their own threads: what they tell counts from when it was.
    private long lateness(Random random) {
        return late ? random.nextInt(30) : 0;
    }

    private static Map<String, List<Integer>> some(Random random) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            numbers.add(random.nextInt(PARTITIONS));
        }
        return Map.of("orders", List.copyOf(numbers));
    }

    /// Two of them may say that a partition is theirs.
    private static List<GroupMember> someMembers(Random random) {
        List<GroupMember> members = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            if (random.nextInt(4) > 0) {
                members.add(new GroupMember("m" + i, "m" + i, "/127.0.0.1", some(random)));
            }
        }
        return members;
    }

    private void check() {
        GroupPast past = past(projector);
        Map<TopicPartition, List<Hold>> lanes = new TreeMap<>();
        past.ended().forEach(hold -> lane(lanes, hold).add(hold));
        past.open().forEach(hold -> lane(lanes, hold).add(hold));
        lanes.forEach((id, holds) -> {
            for (int i = 0; i + 1 < holds.size(); i++) {
                Hold one = holds.get(i);
                Hold next = holds.get(i + 1);
                assertThat(one.toMs()).as("%s then %s", one, next).isGreaterThan(one.fromMs());
                assertThat(next.fromMs())
                        .as("%s then %s", one, next)
                        .isGreaterThanOrEqualTo(one.toMs());
            }
            assertThat(holds.stream().filter(Hold::isOpen)).hasSizeLessThanOrEqualTo(1);
        });
        long brute = 0;
        for (Hold hold : past.ended()) {
            brute += hold.ownership() == Ownership.UNOWNED ? hold.lengthMs(now) : 0;
            assertThat(hold.memberId().isEmpty()).isEqualTo(hold.ownership() == Ownership.UNOWNED);
        }
        for (Hold hold : past.open()) {
            brute += hold.ownership() == Ownership.UNOWNED ? hold.lengthMs(now) : 0;
        }
        if (!past.isTruncated()) {
            assertThat(past.unownedMs(now)).as("the sum over the holds").isEqualTo(brute);
        }
        if (!late) {
            assertThat(past.unownedMs(now)).as("the sum over time").isEqualTo(unownedMs);
        }
        long ofRebalances = 0;
        for (Rebalance rebalance : past.rebalances()) {
            ofRebalances += past.unownedMs(rebalance, now);
        }
        assertThat(ofRebalances).isLessThanOrEqualTo(past.unownedMs(now));
    }

    private static List<Hold> lane(Map<TopicPartition, List<Hold>> lanes, Hold hold) {
        return Objects.requireNonNull(
                lanes.computeIfAbsent(hold.id(), absent -> new ArrayList<>()));
    }
}
