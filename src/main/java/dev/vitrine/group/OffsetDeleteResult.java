package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;

import java.util.List;

/// The answer to an [OffsetDelete].
///
/// @param topics as asked, in order; empty when `error` is not NONE
public record OffsetDeleteResult(Errors error, List<Topic> topics) {
    public OffsetDeleteResult {
        topics = List.copyOf(topics);
    }

    public record Topic(String name, List<Partition> partitions) {
        public Topic {
            partitions = List.copyOf(partitions);
        }
    }

    public record Partition(int partition, Errors error) {}

    /// A refusal.
    static OffsetDeleteResult refused(Errors error) {
        return new OffsetDeleteResult(error, List.of());
    }
}
