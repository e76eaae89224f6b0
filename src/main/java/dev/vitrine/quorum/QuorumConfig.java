package dev.vitrine.quorum;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;

import java.util.List;

/// What a member of the quorum is told when it starts. Times are milliseconds of the engine's
/// clock.
///
/// @param voters the ids of all voters, sorted, the same on every node; a node outside observes
/// @param electionTimeoutMs how long an election may last at least; each one draws between this and
///   twice this
/// @param fetchTimeoutMs how long a follower goes without an answer from its leader before it
///   stands; each wait draws between this and one and a half times this
/// @param electionBackoffMaxMs the longest pause of a candidate that lost
/// @param requestTimeoutMs how long an answer is waited for
/// @param retryBackoffMs the pause before a failed request is tried again
/// @param fetchWaitMaxMs how long a leader may hold back a fetch that it has nothing new for
public record QuorumConfig(
        int nodeId,
        List<Integer> voters,
        int electionTimeoutMs,
        int fetchTimeoutMs,
        int electionBackoffMaxMs,
        int requestTimeoutMs,
        int retryBackoffMs,
        int fetchWaitMaxMs) {

    /// Kafka's `MAX_FETCH_WAIT_MS`.
    private static final int FETCH_WAIT_MAX_MS = 500;

    /// @throws IllegalArgumentException when a node could not take part with these values
    public QuorumConfig {
        voters = List.copyOf(voters);
        if (voters.isEmpty() || !voters.equals(voters.stream().sorted().distinct().toList())) {
            throw new IllegalArgumentException(
                    "voters must be sorted, distinct and not empty: " + voters);
        }
        if (nodeId < 0 || voters.getFirst() < 0) {
            throw new IllegalArgumentException(
                    "node ids must not be negative: " + nodeId + ", " + voters);
        }
        if (electionTimeoutMs < 1
                || fetchTimeoutMs < 1
                || requestTimeoutMs < 1
                || retryBackoffMs < 1) {
            throw new IllegalArgumentException(
                    "the quorum's timeouts and its retry backoff must be at least 1 ms");
        }
    }

    /// The values that Kafka's `controller.quorum.*` settings give. A fetch waits at the leader for
    /// a quarter of the fetch timeout at most, so that short timeouts do not expire on an idle log.
    public static QuorumConfig of(int nodeId, List<Integer> voters, Settings settings) {
        int fetchTimeoutMs = Math.max(1, settings.intOf(BrokerSettings.QUORUM_FETCH_TIMEOUT_MS));
        return new QuorumConfig(
                nodeId,
                voters,
                Math.max(1, settings.intOf(BrokerSettings.QUORUM_ELECTION_TIMEOUT_MS)),
                fetchTimeoutMs,
                settings.intOf(BrokerSettings.QUORUM_ELECTION_BACKOFF_MAX_MS),
                Math.max(1, settings.intOf(BrokerSettings.QUORUM_REQUEST_TIMEOUT_MS)),
                Math.max(1, settings.intOf(BrokerSettings.QUORUM_RETRY_BACKOFF_MS)),
                Math.min(FETCH_WAIT_MAX_MS, fetchTimeoutMs / 4));
    }

    boolean isVoter(int node) {
        return voters.contains(node);
    }

    /// How many voters are more than half of them.
    int majority() {
        return voters.size() / 2 + 1;
    }

    /// A leader that a majority has not fetched from for this long resigns (KIP-595, check quorum).
    long contactTimeoutMs() {
        return fetchTimeoutMs * 3L / 2;
    }
}
