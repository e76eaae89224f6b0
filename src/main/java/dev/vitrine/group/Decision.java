package dev.vitrine.group;

import java.util.List;

/// What is to become of a request about a group of the consumer protocol.
///
/// @param records to store, as one batch; when there are none the answer is given at once
/// @param answer given when they are committed
/// @param then soft state to change after them: deadlines, mostly
record Decision<T>(List<GroupRecord> records, T answer, Runnable then) {
    Decision {
        records = List.copyOf(records);
    }

    static <T> Decision<T> of(T answer) {
        return new Decision<>(List.of(), answer, () -> {});
    }
}
