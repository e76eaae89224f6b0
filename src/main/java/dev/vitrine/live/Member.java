package dev.vitrine.live;

import dev.vitrine.broker.NodeConfig;

import org.jspecify.annotations.Nullable;

/// A node over all of its runs.
final class Member {
    final NodeConfig config;
    final Role role;
    final Ports ports;
    final FileStorage storage;
    volatile @Nullable LiveNode run;

    /// How far its clock is off, in its next run too.
    volatile long skewMs;

    Member(NodeConfig config, Role role, Ports ports, FileStorage storage) {
        this.config = config;
        this.role = role;
        this.ports = ports;
        this.storage = storage;
    }

    int id() {
        return config.nodeId();
    }

    NodeStatus.State state() {
        LiveNode current = run;
        return current == null ? NodeStatus.State.DOWN : current.state();
    }

    boolean isDown() {
        return state() == NodeStatus.State.DOWN;
    }

    /// @throws ClusterException when it is down
    LiveNode running() {
        LiveNode current = run;
        if (current == null || current.state() == NodeStatus.State.DOWN) {
            throw new ClusterException("node " + id() + " is down");
        }
        return current;
    }
}
