package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/// Members of the consumer protocol that come, go, hang, are restarted and change their minds, lose
/// answers and give up late, while topics grow, coordinators fail over and writes fail: nothing may
/// ever be owned twice and no epoch may go back; then, when all is quiet, everything must come
/// right.
final class ConsumerGroupChanceTest {
    private static final int SEEDS = 150;
    private static final int STEPS = 250;
    private static final int MEMBERS_MAX = 6;

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsOwnedTwiceAndEverythingComesRight(long seed) {
        new Run(seed).run();
    }

    private static final class Run {
        private final SplittableRandom chance;
        private final Coordinators world = new Coordinators();
        private final List<ConsumerClient> alive = new ArrayList<>();
        private final TreeMap<String, Integer> memberEpochs = new TreeMap<>();
        private int groupEpoch;
        private int targetEpoch;
        private int nextId;
        private int partitions = 5;

        Run(long seed) {
            chance = new SplittableRandom(seed);
        }

        void run() {
            world.topics.have("orders", partitions);
            world.topics.have("payments", 3);
            world.start();
            for (int i = 0; i < STEPS; i++) {
                step();
                check();
            }
            world.commit();
            comesRight();
        }

        private void step() {
            switch (chance.nextInt(20)) {
                case 0, 1 -> join();
                case 2 -> leave();
                case 3 -> die();
                case 4 -> restart();
                case 5 -> changeTopics();
                case 6 -> grow();
                case 7 -> failOver();
                case 8 -> failWrites();
                case 9 -> world.pass(chance.nextInt(5_000));
                case 10 -> world.pass(20_000);
                default -> beat();
            }
        }

        private ConsumerClient any() {
            return alive.get(chance.nextInt(alive.size()));
        }

        private void join() {
            if (alive.size() < MEMBERS_MAX) {
                String instance = chance.nextBoolean() || hasInstance("i1") ? null : "i1";
                ConsumerClient member = new ConsumerClient(world, "g", "m" + nextId++, instance);
                member.topics =
                        chance.nextInt(3) == 0 ? List.of("orders", "payments") : List.of("orders");
                member.assignor = chance.nextInt(4) == 0 ? "range" : null;
                if (member.join().error() == Errors.NONE) {
                    alive.add(member);
                }
            }
        }

        private boolean hasInstance(String instance) {
            return alive.stream().anyMatch(m -> instance.equals(m.instanceId));
        }

        private void leave() {
            if (!alive.isEmpty()) {
                ConsumerClient member = any();
                if (member.leave() == Errors.NONE) {
                    alive.remove(member);
                }
            }
        }

        /// It is not heard from again, and owns nothing any more.
        private void die() {
            if (!alive.isEmpty()) {
                alive.remove(any());
            }
        }

        /// A static member is restarted under another id.
        private void restart() {
            for (ConsumerClient member : List.copyOf(alive)) {
                if (member.instanceId != null && member.leave(-2) == Errors.NONE) {
                    alive.remove(member);
                    ConsumerClient again =
                            new ConsumerClient(world, "g", "m" + nextId++, member.instanceId);
                    again.topics = member.topics;
                    if (again.join().error() == Errors.NONE) {
                        alive.add(again);
                    }
                }
            }
        }

        /// It loses what it had and begins anew, with other topics.
        private void changeTopics() {
            if (!alive.isEmpty()) {
                ConsumerClient member = any();
                if (member.instanceId == null) {
                    member.topics = chance.nextBoolean() ? List.of("payments") : List.of("orders");
                    settleAs(member, member.join());
                }
            }
        }

        private void grow() {
            world.topics.have("orders", ++partitions);
            world.coordinator.onTopicsChanged(new TreeSet<>(List.of("orders")), false);
        }

        private void failOver() {
            world.failOver(chance.nextBoolean());
        }

        /// What was decided cannot be stored; nobody hears of it.
        private void failWrites() {
            if (!alive.isEmpty()) {
                ConsumerClient member = any();
                member.lostAnswer = true;
                world.hold();
                world.send(member.beating());
                world.fail(Errors.NOT_ENOUGH_REPLICAS);
                world.commit();
            }
        }

        /// Sometimes the answer is lost, and sometimes it gives up late.
        private void beat() {
            if (alive.isEmpty()) {
                return;
            }
            ConsumerClient member = any();
            Coordinators.Reply<ConsumerGroupHeartbeat.Result> reply = world.send(member.beating());
            if (!reply.isThere()) {
                return;
            }
            if (chance.nextInt(6) > 0) {
                settleAs(member, reply.get());
            } else {
                member.lostAnswer = true;
            }
        }

        private void settleAs(ConsumerClient member, ConsumerGroupHeartbeat.Result result) {
            switch (result.error()) {
                case NONE -> member.take(result);
                case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH -> {
                    // It gives everything up and joins anew.
                    member.owned = new TreeSet<>();
                    if (member.join().error() != Errors.NONE) {
                        alive.remove(member);
                    }
                }
                case COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR -> {}
                case FENCED_INSTANCE_ID, UNRELEASED_INSTANCE_ID, GROUP_ID_NOT_FOUND ->
                        alive.remove(member);
                default -> throw new AssertionError("a consumer does not expect " + result);
            }
        }

        // ---- what must always be so -------------------------------------------------------------

        private void check() {
            DescribedConsumerGroup group = world.describeConsumers("g");
            if (group.error() != Errors.NONE) {
                return;
            }
            assertThat(group.groupEpoch())
                    .as("the group's epoch")
                    .isGreaterThanOrEqualTo(groupEpoch);
            assertThat(group.assignmentEpoch())
                    .as("the target's epoch")
                    .isBetween(targetEpoch, group.groupEpoch());
            groupEpoch = group.groupEpoch();
            targetEpoch = group.assignmentEpoch();
            TreeMap<PartitionId, String> owners = new TreeMap<>();
            TreeMap<PartitionId, String> targets = new TreeMap<>();
            for (DescribedConsumerGroup.Member member : group.members()) {
                member.owned()
                        .forEach(id ->
                                assertThat(owners.put(id, member.memberId()))
                                        .as("another owner of %s", id)
                                        .isNull());
                member.target()
                        .forEach(id ->
                                assertThat(targets.put(id, member.memberId()))
                                        .as("another that is to own %s", id)
                                        .isNull());
                if (member.memberEpoch() >= 0) {
                    Integer before = memberEpochs.put(member.memberId(), member.memberEpoch());
                    assertThat(member.memberEpoch())
                            .as("the epoch of %s", member.memberId())
                            .isBetween(before == null ? 0 : before, groupEpoch);
                }
            }
            for (ConsumerClient member : alive) {
                for (PartitionId id : member.owned) {
                    String owner = owners.get(id);
                    boolean fenced =
                            group.members().stream().noneMatch(m -> m.memberId().equals(member.id));
                    assertThat(fenced || member.id.equals(owner))
                            .as("%s owns %s, which %s was given", member.id, id, owner)
                            .isTrue();
                }
            }
        }

        // ---- what must be so in the end ---------------------------------------------------------

        private void comesRight() {
            for (int round = 0; round < 12; round++) {
                world.pass(5_000);
                List.copyOf(alive).forEach(m -> settleAs(m, world.send(m.beating()).get()));
                check();
            }
            if (alive.isEmpty()) {
                return;
            }
            for (int round = 0; round < 12; round++) {
                world.pass(2_000);
                List.copyOf(alive).forEach(m -> settleAs(m, world.send(m.beating()).get()));
            }
            DescribedConsumerGroup group = world.describeConsumers("g");
            assertThat(group.state()).isEqualTo("Stable");
            assertThat(group.members()).hasSameSizeAs(alive);
            TreeSet<PartitionId> owned = new TreeSet<>();
            alive.forEach(m -> owned.addAll(m.owned));
            TreeSet<PartitionId> wanted = new TreeSet<>();
            for (ConsumerClient member : alive) {
                for (String topic : member.topics) {
                    TopicCatalog.Topic known = world.topics.byName(topic).orElseThrow();
                    for (int p = 0; p < known.partitions(); p++) {
                        wanted.add(new PartitionId(known.id(), p));
                    }
                }
            }
            assertThat(owned).isEqualTo(wanted);
        }
    }
}
