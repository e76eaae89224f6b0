package dev.vitrine.quorum;

import dev.vitrine.event.Event.QuorumRole;

/// Fetches from the leader of its term. A voter stands for election when the leader stays silent
/// for the fetch timeout; an observer looks for another leader.
///
/// @param heard whether the leader answered a fetch since this node last began to follow it; only
///   then is it a reason to refuse a pre-vote (KIP-996)
/// @param released whether the leader said that it no longer leads: its late answers count no more
record Follower(
        int term, int votedFor, int leader, long deadlineMs, boolean heard, boolean released)
        implements Role {
    @Override
    public QuorumRole name() {
        return QuorumRole.FOLLOWER;
    }

    @Override
    public boolean grants(int candidate, boolean preVote, boolean upToDate) {
        if (preVote) {
            return upToDate && !heard;
        }
        return votedFor == candidate;
    }

    Follower afterAnswer(long newDeadlineMs) {
        return released ? this : new Follower(term, votedFor, leader, newDeadlineMs, true, false);
    }

    /// The leader resigned: stand at the given time at the latest.
    Follower afterGoodbye(long standAtMs) {
        return new Follower(term, votedFor, leader, Math.min(deadlineMs, standAtMs), false, true);
    }
}
