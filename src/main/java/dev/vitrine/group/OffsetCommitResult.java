package dev.vitrine.group;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

import java.util.List;

/// The answer to an [OffsetCommit]: its topics and partitions, in its order.
///
/// A client of a version before 9 does not know GROUP_ID_NOT_FOUND here; it is told
/// ILLEGAL_GENERATION (KIP-848).
public record OffsetCommitResult(List<Topic> topics) {
    public OffsetCommitResult {
        topics = List.copyOf(topics);
    }

    public record Topic(String name, Uuid topicId, List<Partition> partitions) {
        public Topic {
            partitions = List.copyOf(partitions);
        }
    }

    public record Partition(int partition, Errors error) {}

    /// The same refusal for every partition.
    static OffsetCommitResult refused(OffsetCommit request, Errors error) {
        return new OffsetCommitResult(
                request.topics().stream()
                        .map(topic ->
                                new Topic(
                                        topic.name(),
                                        topic.topicId(),
                                        topic.partitions().stream()
                                                .map(p -> new Partition(p.partition(), error))
                                                .toList()))
                        .toList());
    }
}
