package dev.vitrine.live;

/// What a node does in the cluster (Kafka's `process.roles`).
public enum Role {
    /// Holds partitions and votes in the metadata quorum.
    COMBINED,
    /// Holds partitions.
    BROKER,
    /// Votes in the metadata quorum.
    CONTROLLER;

    public boolean isBroker() {
        return this != CONTROLLER;
    }

    public boolean isController() {
        return this != BROKER;
    }
}
