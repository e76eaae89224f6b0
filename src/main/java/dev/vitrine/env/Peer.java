package dev.vitrine.env;

/// The other side of a connection.
public sealed interface Peer {
    /// Somebody connected to one of this node's listeners, at `address` (`127.0.0.1:43210`).
    record Inbound(Listener listener, String address) implements Peer {}

    /// This node connected to a listener of `nodeId`.
    record Outbound(int nodeId, Listener listener) implements Peer {}
}
