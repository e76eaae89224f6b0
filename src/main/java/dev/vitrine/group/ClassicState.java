package dev.vitrine.group;

/// The states of a classic group.
///
/// ```
///            a member joins                  all have joined, or time is up
///   Empty ───────────────────▶ PreparingRebalance ──────────────────▶ CompletingRebalance
///     ▲                          │   ▲      ▲                           │           │
///     └──────────────────────────┘   │      └───────────────────────────┘           │
///        nobody is left              │        a member joins, leaves, dies          │
///                                    │                                             │
///                                    └──────────────── Stable ◀────────────────────┘
///                                     a member joins,        the leader's assignment
///                                     leaves, dies           is stored
/// ```
///
/// `Dead` follows every state: the group was deleted, or its partition has another leader now.
enum ClassicState {
    /// No members; perhaps offsets.
    EMPTY("Empty"),
    /// Members are asked to join anew; those that have wait for the others.
    PREPARING_REBALANCE("PreparingRebalance"),
    /// The generation stands; everybody waits for the leader's assignment.
    COMPLETING_REBALANCE("CompletingRebalance"),
    /// Everybody has, or may fetch, its assignment.
    STABLE("Stable"),
    /// No longer ours.
    DEAD("Dead");

    private final String kafkaName;

    ClassicState(String kafkaName) {
        this.kafkaName = kafkaName;
    }

    /// The state's name in DescribeGroups and ListGroups.
    String kafkaName() {
        return kafkaName;
    }

    /// Whether a group may go from here to there.
    boolean mayBecome(ClassicState next) {
        return switch (next) {
            case EMPTY -> this == PREPARING_REBALANCE;
            case PREPARING_REBALANCE ->
                    this == EMPTY || this == COMPLETING_REBALANCE || this == STABLE;
            case COMPLETING_REBALANCE -> this == PREPARING_REBALANCE;
            case STABLE -> this == COMPLETING_REBALANCE;
            case DEAD -> true;
        };
    }
}
