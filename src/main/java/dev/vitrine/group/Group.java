package dev.vitrine.group;

import java.util.OptionalLong;

/// A group of any protocol.
sealed interface Group permits ClassicGroup, ConsumerGroup {
    String groupId();

    /// `classic` or `consumer`, as ListGroups tells it.
    String type();

    /// What its members are, as ListGroups tells it: `consumer` for consumers, empty when nobody
    /// ever said.
    String protocolTypeName();

    /// Kafka's name of the state the group is in.
    String stateName();

    /// Whether nobody is in it.
    boolean isEmpty();

    /// Whether a member reads a topic, or may for all that is known: its offsets are in use.
    boolean isSubscribedTo(String topic);

    /// Since when an offset of a topic that no member reads is of no use; empty while it may be
    /// wanted again at any time, and for ever in a group whose members do not say what they read.
    OptionalLong unusedSinceMs(CommittedOffset offset);
}
