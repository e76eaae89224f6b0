package dev.vitrine.group;

import org.apache.kafka.common.Uuid;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A record about a group of the consumer protocol (KIP-848), in Kafka 4.4's schemas: keys 3 and 5
/// to 8, and 16. (Key 4, the topics' metadata, gave way to the hash in key 3 with Kafka 4.1.)
public sealed interface ConsumerGroupRecord extends GroupRecord {
    /// The group's epoch: it grows with everything that calls for another target assignment.
    ///
    /// @param metadataHash of the topics that the group reads; 0 when there are none
    record EpochStored(String group, int epoch, long metadataHash) implements ConsumerGroupRecord {}

    record EpochForgotten(String group) implements ConsumerGroupRecord {}

    /// What a member said of itself.
    record MemberStored(String group, String memberId, ConsumerMember.Said said)
            implements ConsumerGroupRecord {}

    record MemberForgotten(String group, String memberId) implements ConsumerGroupRecord {}

    /// The group epoch that the target assignment is for.
    ///
    /// @param timestampMs when it was worked out, 0 when nobody waited for it
    record TargetEpochStored(String group, int epoch, long timestampMs)
            implements ConsumerGroupRecord {}

    record TargetEpochForgotten(String group) implements ConsumerGroupRecord {}

    /// What a member is to own.
    record TargetStored(String group, String memberId, SortedSet<PartitionId> partitions)
            implements ConsumerGroupRecord {
        public TargetStored {
            partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
        }
    }

    record TargetForgotten(String group, String memberId) implements ConsumerGroupRecord {}

    /// What a member owns.
    record CurrentStored(String group, String memberId, ConsumerMember.Current current)
            implements ConsumerGroupRecord {}

    record CurrentForgotten(String group, String memberId) implements ConsumerGroupRecord {}

    /// What a regular expression that members subscribe to matched.
    record RegexStored(String group, String regex, ResolvedRegex resolved)
            implements ConsumerGroupRecord {}

    record RegexForgotten(String group, String regex) implements ConsumerGroupRecord {}

    /// Partitions by topic, both sorted: the shape that schemas have.
    static SortedMap<Uuid, SortedSet<Integer>> byTopic(SortedSet<PartitionId> partitions) {
        SortedMap<Uuid, SortedSet<Integer>> byTopic = new TreeMap<>();
        for (PartitionId id : partitions) {
            byTopic.computeIfAbsent(id.topicId(), _ -> new TreeSet<>()).add(id.partition());
        }
        return byTopic;
    }
}
