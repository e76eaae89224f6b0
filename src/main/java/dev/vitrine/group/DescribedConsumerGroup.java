package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.SortedSet;

/// A group of the consumer protocol as an administrator sees it.
///
/// @param errorMessage a sentence, null without an error or when the error says enough
/// @param state Kafka's name of it, empty with an error
/// @param assignor the one that most members ask for, or the default
public record DescribedConsumerGroup(
        String groupId,
        Errors error,
        @Nullable String errorMessage,
        String state,
        int groupEpoch,
        int assignmentEpoch,
        String assignor,
        List<Member> members) {
    public DescribedConsumerGroup {
        members = List.copyOf(members);
    }

    /// @param regex empty when it subscribes by names only
    /// @param owned what it owns, to keep or to give up
    /// @param target what it is to own
    /// @param classic whether it speaks the classic protocol
    public record Member(
            String memberId,
            @Nullable String instanceId,
            @Nullable String rackId,
            int memberEpoch,
            String clientId,
            String clientHost,
            SortedSet<String> topics,
            String regex,
            SortedSet<PartitionId> owned,
            SortedSet<PartitionId> target,
            boolean classic) {}

    static DescribedConsumerGroup of(ConsumerGroup group, String defaultAssignor) {
        String preferred = group.preferredAssignor();
        return new DescribedConsumerGroup(
                group.groupId(),
                Errors.NONE,
                null,
                group.stateName(),
                group.epoch(),
                group.targetEpoch(),
                preferred == null ? defaultAssignor : preferred,
                group.members().stream()
                        .map(m ->
                                new Member(
                                        m.memberId(),
                                        m.instanceId(),
                                        m.said().rackId(),
                                        m.epoch(),
                                        m.said().clientId(),
                                        m.said().clientHost(),
                                        m.said().topics(),
                                        m.said().regex(),
                                        m.owned(),
                                        group.target(m.memberId(), null),
                                        m.isClassic()))
                        .toList());
    }

    static DescribedConsumerGroup refused(
            String groupId, Errors error, @Nullable String errorMessage) {
        return new DescribedConsumerGroup(groupId, error, errorMessage, "", 0, 0, "", List.of());
    }
}
