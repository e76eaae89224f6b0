package dev.vitrine.group;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// How far a group has read, to be remembered.
///
/// @param generationId negative for a client that uses the group's name only
/// @param memberId empty for the same
/// @param retentionMs how long to keep the offsets, -1 for the broker's own time
/// @param topics none named twice
/// @param version of the request: members of the consumer protocol need one that has their epoch
public record OffsetCommit(
        String groupId,
        int generationId,
        String memberId,
        @Nullable String groupInstanceId,
        long retentionMs,
        List<Topic> topics,
        int version) {
    public OffsetCommit {
        topics = List.copyOf(topics);
    }

    /// @param topicId [Uuid#ZERO_UUID] when unknown
    public record Topic(String name, Uuid topicId, List<Partition> partitions) {
        public Topic {
            partitions = List.copyOf(partitions);
        }
    }

    /// @param leaderEpoch -1 when unknown
    /// @param metadata the client's own text, null when it has none
    public record Partition(
            int partition, long offset, int leaderEpoch, @Nullable String metadata) {}
}
