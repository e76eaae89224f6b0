package dev.vitrine.quorum;

import dev.vitrine.event.Event.QuorumRole;

/// Knows a term but no leader to follow. Waits for one to make itself known, looks for one, and
/// stands itself when the election timeout passes. An observer only looks.
///
/// @param leader set only for an observer that lost contact with the leader of its term
record Unattached(int term, int votedFor, int leader, long deadlineMs) implements Role {
    @Override
    public QuorumRole name() {
        return QuorumRole.UNATTACHED;
    }

    @Override
    public boolean grants(int candidate, boolean preVote, boolean upToDate) {
        return grantsWithoutLeader(this, candidate, preVote, upToDate);
    }

    /// The rule for those who follow nobody:
    ///
    /// 1. A pre-vote binds nobody: given when the candidate's log reaches far enough.
    /// 2. Who voted in this term gives the same answer again.
    /// 3. A term that has its leader needs no votes.
    /// 4. Otherwise the log decides.
    static boolean grantsWithoutLeader(
            Role role, int candidate, boolean preVote, boolean upToDate) {
        if (preVote) {
            return upToDate;
        }
        if (role.votedFor() != NOBODY) {
            return role.votedFor() == candidate;
        }
        return role.leader() == NOBODY && upToDate;
    }

    Unattached votingFor(int candidate, long newDeadlineMs) {
        return new Unattached(term, candidate, leader, newDeadlineMs);
    }
}
