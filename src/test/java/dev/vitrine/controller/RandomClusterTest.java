package dev.vitrine.controller;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/// Brokers come and go at random, topics too; whoever replays the log has the same image, and the
/// image keeps its invariants after every decision.
class RandomClusterTest {
    private static final int STEPS = 400;
    private static final int BROKERS = 5;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyReplayGivesTheSameImage(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ControllerFixture cluster =
                ControllerFixture.active(
                        seed,
                        Map.of(
                                "unclean.leader.election.enable",
                                Boolean.toString(random.nextInt(4) == 0)));
        for (int step = 0; step < STEPS; step++) {
            step(cluster, random, step);
            cluster.settle();
            check(cluster.image);
        }

        ClusterImage second = new ClusterImage();
        for (long offset = 0; offset < cluster.endOffset(); offset++) {
            second.replay(offset, cluster.record(offset));
        }
        ClusterImage fromSnapshot = new ClusterImage();
        List<MetadataRecord> snapshot = cluster.image.toRecords();
        for (int i = 0; i < snapshot.size(); i++) {
            fromSnapshot.replay(i, snapshot.get(i));
        }

        assertThat(second.toRecords()).isEqualTo(snapshot);
        assertThat(fromSnapshot.toRecords()).isEqualTo(snapshot);
        assertThat(cluster.image.topicNames()).as("something happened").isNotEmpty();
    }

    private static void step(ControllerFixture cluster, SplittableRandom random, int step) {
        int broker = 1 + random.nextInt(BROKERS);
        boolean registered = cluster.image.broker(broker).isPresent();
        switch (random.nextInt(12)) {
            case 0, 1 ->
                    cluster.reply(
                            ControllerFixture.registration(
                                    broker, "i" + step, registered ? cluster.epoch(broker) : -1));
            case 2, 3, 4, 5 -> {
                if (registered) {
                    cluster.reply(
                            cluster.heartbeat(
                                    broker, random.nextInt(20) == 0, random.nextInt(10) == 0));
                }
            }
            case 6 -> cluster.nowMs += random.nextLong(ControllerFixture.SESSION_MS);
            case 7 ->
                    cluster.reply(
                            new Request.CreateTopics(
                                    List.of(
                                            ControllerFixture.topic(
                                                    "t" + random.nextInt(8),
                                                    1 + random.nextInt(4),
                                                    1 + random.nextInt(3))),
                                    false));
            case 8 -> {
                if (random.nextInt(4) == 0) {
                    cluster.reply(
                            new Request.DeleteTopics(
                                    List.of(
                                            new Request.DeleteTopics.Target(
                                                    "t" + random.nextInt(8), Uuid.ZERO_UUID))));
                }
            }
            case 9, 10 -> propose(cluster, random);
            default -> other(cluster, random, broker);
        }
    }

    private static void other(ControllerFixture cluster, SplittableRandom random, int broker) {
        switch (random.nextInt(7)) {
            case 4, 5 -> move(cluster, random);
            case 6 -> setMinIsr(cluster, random);
            case 0 -> cluster.reply(new Request.ElectLeaders(random.nextBoolean(), null));
            case 1 -> cluster.reply(new Request.UnregisterBroker(broker));
            case 2 ->
                    cluster.reply(
                            new Request.CreatePartitions(
                                    List.of(
                                            new Request.CreatePartitions.Growth(
                                                    "t" + random.nextInt(8), 5, null)),
                                    false));
            default -> {
                cluster.controller.onInactive();
                cluster.controller.onActive(2);
            }
        }
    }

    /// The leader of a random partition proposes a random set, in which it is.
    private static void propose(ControllerFixture cluster, SplittableRandom random) {
        List<PartitionRegistration> led =
                cluster.image.partitions().stream()
                        .filter(PartitionRegistration::hasLeader)
                        .toList();
        if (led.isEmpty()) {
            return;
        }
        PartitionRegistration partition = led.get(random.nextInt(led.size()));
        List<Request.AlterPartition.Member> isr = new ArrayList<>();
        for (int replica : partition.replicas()) {
            if (replica == partition.leader() || random.nextBoolean()) {
                isr.add(new Request.AlterPartition.Member(replica, -1));
            }
        }
        cluster.reply(
                new Request.AlterPartition(
                        partition.leader(),
                        cluster.epoch(partition.leader()),
                        List.of(
                                new Request.AlterPartition.Proposal(
                                        partition.topicId(),
                                        partition.partition(),
                                        partition.leaderEpoch(),
                                        partition.partitionEpoch(),
                                        false,
                                        isr))));
    }

    /// Of a topic, or of all.
    private static void setMinIsr(ControllerFixture cluster, SplittableRandom random) {
        boolean ofTopic = random.nextBoolean();
        cluster.reply(
                new Request.AlterConfigs(
                        List.of(
                                new Request.AlterConfigs.Resource(
                                        ofTopic ? ResourceType.TOPIC : ResourceType.BROKER,
                                        ofTopic ? "t" + random.nextInt(8) : "",
                                        List.of(
                                                new Request.AlterConfigs.Change(
                                                        "min.insync.replicas",
                                                        Request.AlterConfigs.Operation.SET,
                                                        Integer.toString(1 + random.nextInt(3)))))),
                        false,
                        false));
    }

    /// A random partition is to move to random brokers, or to stop moving.
    private static void move(ControllerFixture cluster, SplittableRandom random) {
        List<PartitionRegistration> all = cluster.image.partitions();
        if (all.isEmpty()) {
            return;
        }
        PartitionRegistration partition = all.get(random.nextInt(all.size()));
        List<Integer> replicas = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            replicas.add(1 + random.nextInt(BROKERS));
        }
        cluster.reply(
                new Request.AlterReassignments(
                        List.of(
                                new Request.AlterReassignments.Target(
                                        partition.topic(),
                                        partition.partition(),
                                        random.nextInt(4) == 0 ? null : replicas)),
                        random.nextBoolean()));
    }

    private static void check(ClusterImage image) {
        for (PartitionRegistration partition : image.partitions()) {
            assertThat(partition.isr())
                    .as("%s", partition)
                    .doesNotHaveDuplicates()
                    .noneMatch(partition.elr()::contains);
            assertThat(partition.replicas()).as("%s", partition).containsAll(partition.isr());
            assertThat(partition.replicas())
                    .as("%s", partition)
                    .doesNotHaveDuplicates()
                    .containsAll(partition.addingReplicas())
                    .containsAll(partition.removingReplicas());
            if (partition.hasLeader()) {
                assertThat(partition.isr()).as("%s", partition).contains(partition.leader());
                assertThat(image.active(partition.leader())).as("%s", partition).isTrue();
            } else {
                assertThat(mayLead(partition))
                        .as("%s has no leader although one could lead", partition)
                        .noneMatch(image::active);
            }
        }
    }

    private static List<Integer> mayLead(PartitionRegistration partition) {
        if (!partition.isr().isEmpty()) {
            return partition.isr();
        }
        return partition.elr().isEmpty() ? partition.lastKnownElr() : partition.elr();
    }
}
