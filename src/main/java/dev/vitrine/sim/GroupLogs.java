package dev.vitrine.sim;

import dev.vitrine.group.ConsumerGroupRecord.CurrentForgotten;
import dev.vitrine.group.ConsumerGroupRecord.CurrentStored;
import dev.vitrine.group.ConsumerGroupRecord.EpochForgotten;
import dev.vitrine.group.ConsumerGroupRecord.EpochStored;
import dev.vitrine.group.ConsumerGroupRecord.TargetForgotten;
import dev.vitrine.group.ConsumerGroupRecord.TargetStored;
import dev.vitrine.group.ConsumerMember;
import dev.vitrine.group.GroupRecord;
import dev.vitrine.group.PartitionId;

import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the committed records of `__consumer_offsets` say of groups of the consumer protocol
/// (KIP-848), whoever coordinated them: read as they come to be committed, batch by batch, since a
/// coordinator's decision is one batch.
final class GroupLogs {
    private static final class Group {
        private int epoch = -1;
        private final Map<String, Set<PartitionId>> targets = new TreeMap<>();
        private final Map<String, ConsumerMember.Current> members = new TreeMap<>();
    }

    private final Map<String, Group> groups = new TreeMap<>();
    private final Ledger.Report report;

    GroupLogs(Ledger.Report report) {
        this.report = report;
    }

    void committed(RecordBatch batch) {
        Set<String> touched = new TreeSet<>();
        for (Record record : batch) {
            GroupRecord.decode(record.key(), record.value())
                    .ifPresent(known -> {
                        apply(known);
                        touched.add(known.group());
                    });
        }
        touched.forEach(this::check);
    }

    private Group group(String name) {
        return groups.computeIfAbsent(name, n -> new Group());
    }

    private void apply(GroupRecord record) {
        switch (record) {
            case EpochStored stored -> {
                Group group = group(stored.group());
                if (stored.epoch() < group.epoch) {
                    report.broken("a group's epoch does not go back", stored.toString());
                }
                group.epoch = stored.epoch();
            }
            case EpochForgotten gone -> group(gone.group()).epoch = -1;
            case TargetStored stored ->
                    group(stored.group()).targets.put(stored.memberId(), stored.partitions());
            case TargetForgotten gone -> group(gone.group()).targets.remove(gone.memberId());
            case CurrentStored stored -> {
                ConsumerMember.Current before =
                        group(stored.group()).members.put(stored.memberId(), stored.current());
                if (before != null && stored.current().epoch() < before.epoch()) {
                    report.broken("a member's epoch does not go back", stored + " after " + before);
                }
            }
            case CurrentForgotten gone -> group(gone.group()).members.remove(gone.memberId());
            default -> {}
        }
    }

    private void check(String name) {
        Group group = group(name);
        each("a target assigns a partition once", name, group.targets);
        Map<String, Set<PartitionId>> owned = new TreeMap<>();
        group.members.forEach((member, current) -> {
            Set<PartitionId> all = new TreeSet<>(current.assigned().keySet());
            all.addAll(current.pendingRevocation().keySet());
            owned.put(member, all);
        });
        each("a partition has one owner", name, owned);
    }

    private void each(
            String invariant,
            String group,
            Map<String, ? extends Collection<PartitionId>> byMember) {
        Map<PartitionId, String> owners = new TreeMap<>();
        byMember.forEach((member, partitions) ->
                partitions.forEach(partition -> {
                    String other = owners.put(partition, member);
                    if (other != null) {
                        report.broken(
                                invariant,
                                group + ": " + partition + " is " + other + "'s and " + member
                                        + "'s");
                    }
                }));
    }
}
