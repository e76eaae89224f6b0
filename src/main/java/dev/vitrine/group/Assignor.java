package dev.vitrine.group;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A way to share out partitions among the members of a group, on the server (KIP-848). Pure: the
/// same members, topics and former assignment yield the same assignment.
sealed interface Assignor permits UniformAssignor, RangeAssignor {
    /// Its name in `group.consumer.assignors` and in requests.
    String name();

    /// Every partition of every topic that somebody subscribes to goes to one of those who do.
    ///
    /// @return what each member is to own, for every member
    SortedMap<String, SortedSet<PartitionId>> assign(Task task);

    /// The assignor of that name, if there is one.
    static @Nullable Assignor named(String name) {
        return switch (name) {
            case UniformAssignor.NAME -> new UniformAssignor();
            case RangeAssignor.NAME -> new RangeAssignor();
            default -> null;
        };
    }

    /// What is to be shared out.
    ///
    /// @param members by member id
    /// @param partitions how many there are of each topic that somebody subscribes to
    record Task(SortedMap<String, Member> members, SortedMap<Uuid, Integer> partitions) {
        /// Who subscribes to each topic, in the order of the members.
        SortedMap<Uuid, List<String>> subscribers() {
            SortedMap<Uuid, List<String>> subscribers = new TreeMap<>();
            members.forEach((id, member) ->
                    member.topics()
                            .forEach(topic ->
                                    subscribers
                                            .computeIfAbsent(topic, _ -> new ArrayList<>())
                                            .add(id)));
            return subscribers;
        }

        /// Whether all members subscribe to the same topics.
        boolean isHomogeneous() {
            return members.values().stream().map(Member::topics).distinct().count() <= 1;
        }

        boolean exists(PartitionId id) {
            return id.partition() < partitions.getOrDefault(id.topicId(), 0);
        }

        /// Every partition of a topic.
        SortedSet<PartitionId> all(Uuid topic) {
            SortedSet<PartitionId> all = new TreeSet<>();
            for (int p = 0; p < partitions.getOrDefault(topic, 0); p++) {
                all.add(new PartitionId(topic, p));
            }
            return all;
        }
    }

    /// @param instanceId of a static member
    /// @param topics that it subscribes to and that exist
    /// @param former what it was to own so far
    record Member(
            @Nullable String instanceId, SortedSet<Uuid> topics, SortedSet<PartitionId> former) {}
}
