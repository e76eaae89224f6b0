package dev.vitrine.live;

/// A node as its driver sees it.
///
/// @param brokerPort where clients reach it, 0 when it is no broker
/// @param controllerPort where voters reach it, 0 when it is no controller
/// @param rack the failure domain, empty when it has none
public record NodeStatus(
        int node, Role role, State state, int brokerPort, int controllerPort, String rack) {
    public enum State {
        RUNNING,
        /// It stands still until it is resumed.
        PAUSED,
        /// It shuts down cleanly.
        STOPPING,
        DOWN
    }
}
