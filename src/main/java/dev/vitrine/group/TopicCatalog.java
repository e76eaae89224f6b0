package dev.vitrine.group;

import org.apache.kafka.common.Uuid;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// The cluster's topics as this broker knows them by now: what groups of the consumer protocol are
/// assigned, and what regular expressions are resolved against.
public interface TopicCatalog {
    /// Grows with everything that changes.
    long version();

    /// The names of all topics, sorted.
    SortedSet<String> names();

    Optional<Topic> byName(String name);

    Optional<Topic> byId(Uuid id);

    /// @param racks of each partition's replicas, by partition; as many as there are partitions
    record Topic(Uuid id, String name, List<SortedSet<String>> racks) {
        public Topic {
            racks = List.copyOf(racks);
        }

        public int partitions() {
            return racks.size();
        }
    }
}
