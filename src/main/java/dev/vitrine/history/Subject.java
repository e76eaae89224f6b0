package dev.vitrine.history;

/// Something on the stage that can be selected, inspected and told about.
public sealed interface Subject {
    record OfNode(int node) implements Subject {}

    record OfTopic(String topic) implements Subject {}

    record OfPartition(String topic, int partition) implements Subject {}

    /// One copy of a partition: the lane on a broker's card.
    record OfReplica(String topic, int partition, int node) implements Subject {}

    record OfClient(String client) implements Subject {}

    record OfGroup(String group) implements Subject {}

    record OfMember(String group, String memberId) implements Subject {}

    /// A request and its answer, by [Snapshot.Message#seq].
    record OfMessage(long seq) implements Subject {}

    /// A frame that waits on its way, by its number.
    record OfFrame(long frame) implements Subject {}

    /// The cluster as a whole.
    record OfCluster() implements Subject {}
}
