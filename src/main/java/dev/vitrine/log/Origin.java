package dev.vitrine.log;

/// Who gives a leader records to append; it says how much is checked. Kafka's `AppendOrigin`.
public enum Origin {
    /// A producer: exactly one batch, no control records, sequences in order.
    CLIENT,
    /// A group or transaction coordinator: control records allowed, of a producer only its epoch
    /// checked.
    COORDINATOR,
    /// The leader of the metadata quorum: its own batches, control records allowed.
    QUORUM
}
