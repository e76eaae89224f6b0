package dev.vitrine.group;

import java.util.List;

/// An administrator has a group forget offsets of topics that it no longer reads.
public record OffsetDelete(String groupId, List<Topic> topics) {
    public OffsetDelete {
        topics = List.copyOf(topics);
    }

    public record Topic(String name, List<Integer> partitions) {
        public Topic {
            partitions = List.copyOf(partitions);
        }
    }
}
