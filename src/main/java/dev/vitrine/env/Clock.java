package dev.vitrine.env;

/// The engine's time. It stands still during one input of a node, never goes back, and may run
/// slower than the wall's, or not at all.
public interface Clock {
    /// Milliseconds since the epoch.
    long nowMs();
}
