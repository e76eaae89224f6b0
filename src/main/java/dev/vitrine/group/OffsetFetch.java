package dev.vitrine.group;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// How far have these groups read?
///
/// @param requireStable whether offsets of transactions that are not over are to be waited for
///   (KIP-447); no transaction writes offsets yet, so every offset is stable
public record OffsetFetch(List<Group> groups, boolean requireStable) {
    public OffsetFetch {
        groups = List.copyOf(groups);
    }

    /// @param memberId null or empty for a client that uses the group's name only
    /// @param memberEpoch -1 for the same and for classic members
    /// @param topics null for all that the group has an offset of
    public record Group(
            String groupId,
            @Nullable String memberId,
            int memberEpoch,
            @Nullable List<Topic> topics) {}

    /// @param topicId [Uuid#ZERO_UUID] when unknown; an offset of a former topic of that name, with
    ///   another id, is none
    public record Topic(String name, Uuid topicId, List<Integer> partitions) {
        public Topic {
            partitions = List.copyOf(partitions);
        }
    }
}
