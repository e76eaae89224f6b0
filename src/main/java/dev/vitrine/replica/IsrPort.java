package dev.vitrine.replica;

import java.util.List;

/// The way to the controller for a leader that wants another in-sync set (AlterPartition, KIP-497),
/// and what the leader has to know of the other brokers.
public interface IsrPort {
    /// Asks for it, again and again while the controller cannot be reached, until an answer comes.
    ///
    /// @param refused called when the controller said no and the proposal cannot have been taken;
    ///   all else shows in the metadata log
    void propose(Assignment current, List<Integer> isr, Runnable refused);

    /// Whether a follower may be in sync: registered with that epoch (or any, for -1), not fenced,
    /// not shutting down.
    boolean isEligible(int nodeId, long brokerEpoch);

    /// Whether a broker is registered and not fenced.
    boolean isAlive(int nodeId);
}
