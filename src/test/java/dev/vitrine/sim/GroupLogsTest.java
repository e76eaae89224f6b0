package dev.vitrine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.group.ConsumerGroupRecord.CurrentStored;
import dev.vitrine.group.ConsumerGroupRecord.EpochStored;
import dev.vitrine.group.ConsumerGroupRecord.TargetStored;
import dev.vitrine.group.ConsumerMember.Current;
import dev.vitrine.group.GroupRecord;
import dev.vitrine.group.MemberState;
import dev.vitrine.group.PartitionId;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// The simulator's eye on the records of groups tells when they contradict one another.
final class GroupLogsTest {
    private static final PartitionId PLACE = new PartitionId(new Uuid(1, 2), 0);

    private final List<String> broken = new ArrayList<>();
    private final GroupLogs logs = new GroupLogs((name, words) -> broken.add(name));

    @Test
    void aPartitionMayChangeHandsInOneBatch() {
        commit(owns("a", 1, PLACE));
        commit(owns("b", 2, PLACE), owns("a", 2));
        assertThat(broken).isEmpty();
    }

    @Test
    void aPartitionHasOneOwner() {
        commit(owns("a", 1, PLACE));
        commit(owns("b", 2, PLACE));
        assertThat(broken).containsExactly("a partition has one owner");
    }

    @Test
    void aTargetAssignsAPartitionOnce() {
        commit(target("a"), target("b"));
        assertThat(broken).containsExactly("a target assigns a partition once");
    }

    @Test
    void epochsDoNotGoBack() {
        commit(new EpochStored("group", 2, 0), owns("a", 2));
        commit(new EpochStored("group", 1, 0), owns("a", 1));
        assertThat(broken)
                .containsExactly(
                        "a group's epoch does not go back", "a member's epoch does not go back");
    }

    private static GroupRecord target(String member) {
        return new TargetStored("group", member, new TreeSet<>(List.of(PLACE)));
    }

    private static GroupRecord owns(String member, int epoch, PartitionId... partitions) {
        TreeMap<PartitionId, Integer> assigned = new TreeMap<>();
        for (PartitionId partition : partitions) {
            assigned.put(partition, epoch);
        }
        return new CurrentStored(
                "group",
                member,
                new Current(epoch, epoch - 1, MemberState.STABLE, assigned, new TreeMap<>()));
    }

    private void commit(GroupRecord... records) {
        SimpleRecord[] stored = new SimpleRecord[records.length];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = new SimpleRecord(0, records[i].key(), records[i].value());
        }
        MemoryRecords.withRecords(Compression.NONE, stored).batches().forEach(logs::committed);
    }
}
