package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.group.Coordinators.Member;

import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Consumers that come, go, hang and are restarted while coordinators fail over and writes fail:
/// first nothing may go wrong, then, when all is quiet, everything must come right.
final class GroupChanceTest {
    private static final int PARTITIONS = 6;
    private static final int STEPS = 300;
    private static final int CONSUMERS_MAX = 5;

    private final Coordinators world = new Coordinators();
    private final List<Actor> actors = new ArrayList<>();
    private SplittableRandom random = new SplittableRandom();
    private long nextOffset;
    private long acknowledged = OffsetFetchResult.NO_OFFSET;
    private int checkedEvents;

    static IntStream seeds() {
        return IntStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void groupSurvivesWhateverComes(int seed) {
        random = new SplittableRandom(seed);
        world.with("group.initial.rebalance.delay.ms", Integer.toString(random.nextInt(3_000)));
        world.start();
        for (int step = 0; step < STEPS; step++) {
            disturb();
            turn();
            check();
        }
        world.commit();
        actors.removeIf(actor -> !actor.alive);
        if (actors.isEmpty()) {
            actors.add(new Actor(null));
        }
        for (int second = 0; second < 200; second++) {
            world.pass(1_000);
            actors.forEach(Actor::act);
            check();
        }
        assertSettled();
    }

    private void disturb() {
        switch (random.nextInt(40)) {
            case 0, 1, 2 -> {
                if (actors.stream().filter(a -> a.alive).count() < CONSUMERS_MAX) {
                    actors.add(new Actor(random.nextBoolean() ? "i" + random.nextInt(3) : null));
                }
            }
            case 3 -> pick(actor -> actor.alive = false);
            case 4 ->
                    pick(actor -> {
                        if (actor.isStable()) {
                            actor.member.sendLeave();
                            actor.alive = false;
                        }
                    });
            case 5, 6 -> world.hold();
            case 7 -> world.fail(Errors.NOT_ENOUGH_REPLICAS);
            case 8 -> world.failOver(random.nextBoolean());
            case 9 -> world.pass(random.nextInt(Coordinators.SESSION_MS + 1_000));
            case 10 -> pick(actor -> actor.member.assignors = List.of("range", "roundrobin"));
            case 11, 12, 13 -> world.commit();
            default -> world.pass(random.nextInt(1_000));
        }
    }

    private void pick(Consumer<Actor> then) {
        if (!actors.isEmpty()) {
            then.accept(actors.get(random.nextInt(actors.size())));
        }
    }

    private void turn() {
        for (Actor actor : actors) {
            if (actor.alive && random.nextInt(4) > 0) {
                actor.act();
            }
        }
    }

    // ---- what holds always ----------------------------------------------------------------------

    private void check() {
        for (; checkedEvents < world.events.size(); checkedEvents++) {
            if (world.events.get(checkedEvents) instanceof Event.GroupChanged group
                    && group.state().equals("Stable")) {
                List<Integer> owned =
                        group.members().stream()
                                .flatMap(m ->
                                        m.assignment().getOrDefault("orders", List.of()).stream())
                                .toList();
                assertThat(owned).as("one owner a generation: %s", group).doesNotHaveDuplicates();
            }
        }
        int generation = 0;
        for (GroupRecord record : world.log) {
            if (record instanceof GroupRecord.GroupStored stored) {
                assertThat(stored.generation()).isGreaterThanOrEqualTo(generation);
                generation = stored.generation();
            }
        }
        assertThat(world.offset("g", "orders"))
                .as("an acknowledged offset is not forgotten")
                .isGreaterThanOrEqualTo(acknowledged);
    }

    private void assertSettled() {
        Event.GroupChanged told = world.told("g");
        assertThat(told.state()).isEqualTo("Stable");
        TreeSet<String> instances = new TreeSet<>();
        TreeSet<Integer> owned = new TreeSet<>();
        List<Actor> working = actors.stream().filter(a -> a.alive).toList();
        for (Actor actor : working) {
            assertThat(actor.isStable()).as("%s is stable", actor.member.id).isTrue();
            assertThat(actor.member.generation).isEqualTo(told.generation());
            owned.addAll(actor.member.assigned());
            if (actor.member.instanceId != null) {
                assertThat(instances.add(actor.member.instanceId)).isTrue();
            }
        }
        assertThat(told.members()).hasSameSizeAs(working);
        assertThat(owned).hasSize(PARTITIONS);
    }

    // ---- a consumer -----------------------------------------------------------------------------

    /// Does as a Java consumer does: one request at a time, and what the errors tell it to.
    private final class Actor {
        final Member member;
        boolean alive = true;
        private Step step = Step.JOIN;
        private long beatAtMs;

        private enum Step {
            JOIN,
            JOINING,
            SYNCING,
            STABLE
        }

        Actor(String instanceId) {
            member = world.member("g", instanceId);
        }

        boolean isStable() {
            return step == Step.STABLE;
        }

        void act() {
            switch (step) {
                case JOIN -> {
                    member.joining = world.send(member.request());
                    step = Step.JOINING;
                }
                case JOINING -> {
                    if (member.joining.isThere()) {
                        onJoined(member.joining.get());
                    }
                }
                case SYNCING -> {
                    if (member.syncing.isThere()) {
                        Errors error = member.syncing.get().error();
                        step = error == Errors.NONE ? Step.STABLE : Step.JOIN;
                        onError(error);
                    }
                }
                case STABLE -> {
                    if (world.nowMs >= beatAtMs) {
                        beatAtMs = world.nowMs + 3_000;
                        onError(member.heartbeat());
                    }
                    if (isStable() && random.nextInt(3) == 0) {
                        commit();
                    }
                }
            }
        }

        private void onJoined(JoinGroupResult joined) {
            step = Step.JOIN;
            if (joined.error() == Errors.MEMBER_ID_REQUIRED) {
                member.id = joined.memberId();
            } else if (joined.error() != Errors.NONE) {
                onError(joined.error());
            } else {
                member.takeGeneration();
                step = Step.SYNCING;
                if (member.leads() && !joined.skipAssignment()) {
                    member.assign(plan(joined.members()));
                } else {
                    member.sync();
                }
            }
        }

        private Map<String, List<Integer>> plan(List<JoinGroupResult.Member> members) {
            Map<String, List<Integer>> plan = new LinkedHashMap<>();
            for (int p = 0; p < PARTITIONS; p++) {
                plan.computeIfAbsent(
                                members.get(p % members.size()).memberId(), _ -> new ArrayList<>())
                        .add(p);
            }
            return plan;
        }

        private void onError(Errors error) {
            switch (error) {
                case NONE, NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE -> {}
                case REBALANCE_IN_PROGRESS -> step = Step.JOIN;
                case UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION -> {
                    member.id = "";
                    step = Step.JOIN;
                }
                case FENCED_INSTANCE_ID -> alive = false;
                default -> throw new AssertionError("a consumer does not expect " + error);
            }
        }

        private void commit() {
            long offset = ++nextOffset;
            Coordinators.Reply<OffsetCommitResult> reply =
                    world.send(
                            Coordinators.commitOf(
                                    "g", member.generation, member.id, "orders", offset, ""));
            if (reply.isThere()) {
                Errors error = reply.get().topics().getFirst().partitions().getFirst().error();
                if (error == Errors.NONE) {
                    acknowledged = offset;
                }
            }
        }
    }
}
