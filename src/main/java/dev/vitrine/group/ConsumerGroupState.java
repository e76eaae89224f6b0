package dev.vitrine.group;

/// The states of a group of the consumer protocol, each following from its epochs and members.
enum ConsumerGroupState {
    /// No members; perhaps offsets.
    EMPTY("Empty"),
    /// The target assignment is older than the group.
    ASSIGNING("Assigning"),
    /// Some member is not where the target assignment wants it.
    RECONCILING("Reconciling"),
    /// Everybody owns what it is to own.
    STABLE("Stable"),
    /// No longer ours.
    DEAD("Dead");

    private final String kafkaName;

    ConsumerGroupState(String kafkaName) {
        this.kafkaName = kafkaName;
    }

    /// The state's name in ConsumerGroupDescribe and ListGroups.
    String kafkaName() {
        return kafkaName;
    }
}
