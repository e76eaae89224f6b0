package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// Whether a member of a group of the consumer protocol may commit or fetch offsets, after Kafka's
/// `ConsumerGroup.validateOffset…`.
///
/// A commit is checked partition by partition (KIP-1251): a member that has not heard of its newest
/// epoch yet may still commit for what it owned before that.
final class ConsumerOffsets {
    /// The first version of OffsetCommit that has a member's epoch.
    private static final int COMMIT_WITH_EPOCH = 9;

    private final ConsumerGroup group;
    private final TopicCatalog catalog;

    ConsumerOffsets(ConsumerGroup group, TopicCatalog catalog) {
        this.group = group;
        this.catalog = catalog;
    }

    /// @return NONE, UNKNOWN_MEMBER_ID, STALE_MEMBER_EPOCH (ILLEGAL_GENERATION to a member that
    ///   speaks the classic protocol), UNSUPPORTED_VERSION
    Errors commitRefusal(OffsetCommit request) {
        if (request.generationId() < 0 && group.isEmpty()) {
            return Errors.NONE;
        }
        ConsumerMember member = group.member(request.memberId());
        if (member == null) {
            return Errors.UNKNOWN_MEMBER_ID;
        }
        if (!member.isClassic() && request.version() < COMMIT_WITH_EPOCH) {
            return Errors.UNSUPPORTED_VERSION;
        }
        return request.generationId() > member.epoch() ? stale(member) : Errors.NONE;
    }

    /// @return NONE, or why the member may not commit for the partition
    Errors commitRefusal(OffsetCommit request, OffsetCommit.Topic topic, int partition) {
        ConsumerMember member = group.member(request.memberId());
        if (member == null || request.generationId() == member.epoch()) {
            return Errors.NONE;
        }
        Integer since =
                catalog.byName(topic.name())
                        .map(known -> ownedSince(member, new PartitionId(known.id(), partition)))
                        .orElse(null);
        return since != null && request.generationId() >= since ? Errors.NONE : stale(member);
    }

    private static @Nullable Integer ownedSince(ConsumerMember member, PartitionId id) {
        Integer since = member.current().assigned().get(id);
        return since != null ? since : member.current().pendingRevocation().get(id);
    }

    /// Whoever gives neither a member id nor an epoch is no member, and may.
    Errors fetchRefusal(@Nullable String memberId, int memberEpoch) {
        if (memberId == null && memberEpoch < 0) {
            return Errors.NONE;
        }
        ConsumerMember member = memberId == null ? null : group.member(memberId);
        if (member == null) {
            return Errors.UNKNOWN_MEMBER_ID;
        }
        return member.epoch() == memberEpoch ? Errors.NONE : stale(member);
    }

    private static Errors stale(ConsumerMember member) {
        return member.isClassic() ? Errors.ILLEGAL_GENERATION : Errors.STALE_MEMBER_EPOCH;
    }
}
