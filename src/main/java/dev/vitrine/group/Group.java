package dev.vitrine.group;

/// A group of any protocol. Groups of the new consumer protocol (KIP-848) will be the next kind.
sealed interface Group permits ClassicGroup {
    String groupId();

    /// `classic`, as ListGroups tells it.
    String type();

    /// What its members are, as ListGroups tells it: `consumer` for consumers, empty when nobody
    /// ever said.
    String protocolTypeName();

    /// Kafka's name of the state the group is in.
    String stateName();

    /// Whether nobody is in it.
    boolean isEmpty();
}
