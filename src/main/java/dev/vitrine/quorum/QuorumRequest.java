package dev.vitrine.quorum;

/// What members of the quorum ask one another. On the wire these are Kafka's Vote,
/// BeginQuorumEpoch, EndQuorumEpoch and Fetch.
public sealed interface QuorumRequest {
    /// The term of who asks.
    int term();

    /// Asks for a vote, or with `preVote` whether one would be given. A real vote is asked for in
    /// the candidate's new term, a pre-vote in the term it is in (KIP-996).
    ///
    /// @param lastOffsetEpoch the term of the last record in the candidate's log, 0 when it is
    ///   empty
    /// @param lastOffset one past the last record of the candidate's log
    record Vote(int term, int candidate, int lastOffsetEpoch, long lastOffset, boolean preVote)
            implements QuorumRequest {}

    /// A leader says that it was elected.
    record BeginEpoch(int term, int leader) implements QuorumRequest {}

    /// A leader resigns.
    ///
    /// @param preferredSuccessors the other voters, the most caught up first
    record EndEpoch(int term, int leader, java.util.List<Integer> preferredSuccessors)
            implements QuorumRequest {
        public EndEpoch {
            preferredSuccessors = java.util.List.copyOf(preferredSuccessors);
        }
    }

    /// Asks for the log from `fetchOffset` on, and claims thereby that everything before is durable
    /// at the replica.
    ///
    /// @param replicaId the voter or observer that asks
    /// @param lastFetchedEpoch the term of the replica's last record, 0 when its log is empty
    /// @param highWatermark the replica's own; [#UNKNOWN_HIGH_WATERMARK] when it did not say
    ///   (KIP-1166)
    /// @param maxWaitMs how long the leader may wait for something new
    record Fetch(
            int term,
            int replicaId,
            long fetchOffset,
            int lastFetchedEpoch,
            long highWatermark,
            int maxWaitMs)
            implements QuorumRequest {
        /// Of requests before Fetch version 18: such a replica is not told of a new high watermark
        /// alone.
        public static final long UNKNOWN_HIGH_WATERMARK = Long.MAX_VALUE;
    }
}
