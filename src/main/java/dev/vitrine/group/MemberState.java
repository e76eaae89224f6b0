package dev.vitrine.group;

/// Where a member of a group of the consumer protocol is on its way to the target assignment.
///
/// ```
///                  something to give up
///     STABLE ─────────────────────────▶ UNREVOKED_PARTITIONS
///      ▲  │                                 │        │
///      │  │ something to wait for           │        │ given up, and
///      │  └──────────────┐    given up, but │        │ nothing to wait for
///      │                 ▼    must wait     ▼        │
///      │               UNRELEASED_PARTITIONS         │
///      │                 │ all are free              │
///      └─────────────────┴───────────────────────────┘
/// ```
public enum MemberState {
    /// It owns what it is to own.
    STABLE(0),
    /// It was told to give partitions up, and has not said that it did. It stays in its epoch.
    UNREVOKED_PARTITIONS(1),
    /// It is in the target's epoch, and waits for partitions that others have yet to give up.
    UNRELEASED_PARTITIONS(2),
    /// A later version wrote what this one does not know.
    UNKNOWN(127);

    private final byte code;

    MemberState(int code) {
        this.code = (byte) code;
    }

    /// The state's code in `__consumer_offsets`.
    byte code() {
        return code;
    }

    static MemberState of(byte code) {
        for (MemberState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
