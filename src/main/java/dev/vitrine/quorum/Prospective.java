package dev.vitrine.quorum;

import dev.vitrine.event.Event.QuorumRole;

/// Asks whether it would be elected, without disturbing anybody's term (KIP-996). Becomes a
/// candidate when a majority says yes; goes back to where it came from when it does not.
record Prospective(int term, int votedFor, int leader, Votes votes, long deadlineMs)
        implements Role {
    @Override
    public QuorumRole name() {
        return QuorumRole.PROSPECTIVE;
    }

    @Override
    public boolean grants(int candidate, boolean preVote, boolean upToDate) {
        return Unattached.grantsWithoutLeader(this, candidate, preVote, upToDate);
    }

    Prospective votingFor(int candidate) {
        return new Prospective(term, candidate, leader, votes, deadlineMs);
    }

    Prospective with(int voter, boolean granted) {
        return new Prospective(term, votedFor, leader, votes.with(voter, granted), deadlineMs);
    }
}
