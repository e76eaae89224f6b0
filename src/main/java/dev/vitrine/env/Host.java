package dev.vitrine.env;

/// What a node may ask of the driver that runs it.
public interface Host {
    /// The clean shutdown that [Node#onStop] began is complete. The driver closes the node after
    /// the current input.
    void stopped();
}
