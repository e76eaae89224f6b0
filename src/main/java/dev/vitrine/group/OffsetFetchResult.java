package dev.vitrine.group;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

import java.util.List;

/// One group's part of the answer to an [OffsetFetch].
public record OffsetFetchResult(String groupId, Errors error, List<Topic> topics) {
    /// The offset of a partition that the group has none of.
    public static final long NO_OFFSET = -1;

    public OffsetFetchResult {
        topics = List.copyOf(topics);
    }

    public record Topic(String name, List<Partition> partitions) {
        public Topic {
            partitions = List.copyOf(partitions);
        }
    }

    /// @param offset of the next record to read, [#NO_OFFSET] for none
    /// @param leaderEpoch of the last record read, -1 when unknown
    /// @param topicId of the topic the offset was committed for, [Uuid#ZERO_UUID] when unknown
    public record Partition(
            int partition, long offset, int leaderEpoch, String metadata, Uuid topicId) {}
}
