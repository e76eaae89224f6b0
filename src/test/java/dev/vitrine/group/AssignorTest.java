package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/// What every assignment must be, whoever joined, left or changed its mind before it.
final class AssignorTest {
    private static final int SEEDS = 300;
    private static final int ROUNDS = 8;

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyPartitionThatSomebodyReadsGoesToOneOfThoseWhoReadIt(long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        for (Assignor assignor : List.of(new UniformAssignor(), new RangeAssignor())) {
            Group group = new Group(chance);
            for (int round = 0; round < ROUNDS; round++) {
                group.change();
                Assignor.Task task = group.task();
                SortedMap<String, SortedSet<PartitionId>> before = group.former;
                SortedMap<String, SortedSet<PartitionId>> after = assignor.assign(task);
                checkWhole(task, after);
                if (assignor instanceof UniformAssignor) {
                    checkBalanced(task, after);
                    checkSticky(task, before, after);
                }
                group.former = after;
                assertThat(assignor.assign(group.task()))
                        .as("with nothing changed nothing moves")
                        .isEqualTo(after);
            }
        }
    }

    private static void checkWhole(
            Assignor.Task task, SortedMap<String, SortedSet<PartitionId>> after) {
        SortedMap<PartitionId, String> owners = new TreeMap<>();
        assertThat(after.keySet()).isEqualTo(task.members().keySet());
        after.forEach((member, partitions) ->
                partitions.forEach(id -> {
                    assertThat(task.members().get(member).topics()).contains(id.topicId());
                    assertThat(owners.put(id, member)).as("another owner of %s", id).isNull();
                }));
        SortedSet<PartitionId> all = new TreeSet<>();
        task.subscribers().keySet().forEach(topic -> all.addAll(task.all(topic)));
        assertThat(owners.keySet()).isEqualTo(all);
    }

    /// Nobody could take a partition from somebody who has two more.
    private static void checkBalanced(
            Assignor.Task task, SortedMap<String, SortedSet<PartitionId>> after) {
        after.forEach((member, partitions) ->
                partitions.forEach(id ->
                        task.subscribers()
                                .get(id.topicId())
                                .forEach(other ->
                                        assertThat(after.get(other).size())
                                                .isGreaterThanOrEqualTo(partitions.size() - 1))));
    }

    /// With one subscription for all, a member gives up only what is above its share.
    private static void checkSticky(
            Assignor.Task task,
            SortedMap<String, SortedSet<PartitionId>> before,
            SortedMap<String, SortedSet<PartitionId>> after) {
        if (!task.isHomogeneous()) {
            return;
        }
        after.forEach((member, partitions) -> {
            SortedSet<PartitionId> kept =
                    new TreeSet<>(before.getOrDefault(member, new TreeSet<>()));
            kept.removeIf(id ->
                    !task.exists(id)
                            || !task.members().get(member).topics().contains(id.topicId()));
            int had = kept.size();
            kept.retainAll(partitions);
            assertThat(kept.size())
                    .as("what %s keeps", member)
                    .isGreaterThanOrEqualTo(Math.min(had, partitions.size()));
        });
    }

    @Test
    void rangesOfTopicsWithAsManyPartitionsGoTogether() {
        Uuid left = new Uuid(1, 1);
        Uuid right = new Uuid(1, 2);
        SortedMap<Uuid, Integer> partitions = new TreeMap<>();
        partitions.put(left, 5);
        partitions.put(right, 5);
        SortedSet<Uuid> both = new TreeSet<>(partitions.keySet());
        SortedMap<String, Assignor.Member> members = new TreeMap<>();
        members.put("z", new Assignor.Member("i1", both, new TreeSet<>()));
        members.put("a", new Assignor.Member("i2", both, new TreeSet<>()));
        members.put("0", new Assignor.Member(null, both, new TreeSet<>()));
        var assigned = new RangeAssignor().assign(new Assignor.Task(members, partitions));
        assertThat(numbers(assigned.get("z"), left)).containsExactly(0, 1);
        assertThat(numbers(assigned.get("a"), left)).containsExactly(2, 3);
        assertThat(numbers(assigned.get("0"), left)).containsExactly(4);
        members.keySet()
                .forEach(id ->
                        assertThat(numbers(assigned.get(id), right))
                                .isEqualTo(numbers(assigned.get(id), left)));
    }

    private static List<Integer> numbers(SortedSet<PartitionId> partitions, Uuid topic) {
        return partitions.stream()
                .filter(id -> id.topicId().equals(topic))
                .map(PartitionId::partition)
                .toList();
    }

    /// Members that come and go, and topics that grow.
    private static final class Group {
        private final SplittableRandom chance;
        private final boolean homogeneous;
        private final SortedMap<Uuid, Integer> partitions = new TreeMap<>();
        private final SortedMap<String, SortedSet<Uuid>> members = new TreeMap<>();
        SortedMap<String, SortedSet<PartitionId>> former = new TreeMap<>();

        Group(SplittableRandom chance) {
            this.chance = chance;
            this.homogeneous = chance.nextBoolean();
            for (int i = 0; i < 1 + chance.nextInt(4); i++) {
                partitions.put(new Uuid(1, i), 1 + chance.nextInt(9));
            }
        }

        void change() {
            if (members.isEmpty() || chance.nextInt(3) > 0) {
                members.put("m" + chance.nextInt(100), topics());
            } else if (chance.nextBoolean()) {
                members.remove(members.lastKey());
            } else {
                partitions.merge(partitions.firstKey(), chance.nextInt(3), Integer::sum);
            }
            former.keySet().retainAll(members.keySet());
        }

        private SortedSet<Uuid> topics() {
            SortedSet<Uuid> topics = new TreeSet<>(partitions.keySet());
            if (!homogeneous) {
                topics.removeIf(_ -> chance.nextInt(3) == 0);
            }
            return topics;
        }

        Assignor.Task task() {
            SortedMap<String, Assignor.Member> all = new TreeMap<>();
            members.forEach((id, topics) ->
                    all.put(
                            id,
                            new Assignor.Member(
                                    null, topics, former.getOrDefault(id, new TreeSet<>()))));
            return new Assignor.Task(all, partitions);
        }
    }
}
