package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// Whether a member of a group of the consumer protocol may commit or fetch offsets, after Kafka's
/// `ConsumerGroup.validateOffset…`.
///
/// A member that has not heard of its newest epoch yet may still commit, for what it owned before
/// that (KIP-1251): all of the commit or nothing.
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
        if (request.generationId() == member.epoch()) {
            return Errors.NONE;
        }
        boolean owns =
                request.generationId() < member.epoch()
                        && request.topics().stream()
                                .allMatch(topic -> owned(member, topic, request.generationId()));
        return owns ? Errors.NONE : stale(member);
    }

    /// Whether a member has owned partitions since that epoch or before.
    private boolean owned(ConsumerMember member, OffsetCommit.Topic topic, int epoch) {
        Optional<TopicCatalog.Topic> known = catalog.byName(topic.name());
        return known.isPresent()
                && topic.partitions().stream()
                        .map(p -> new PartitionId(known.get().id(), p.partition()))
                        .map(id -> ownedSince(member, id))
                        .allMatch(since -> since != null && since <= epoch);
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
