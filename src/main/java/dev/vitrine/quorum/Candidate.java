package dev.vitrine.quorum;

import dev.vitrine.event.Event.QuorumRole;

/// Voted for itself in a new term and asks the others for their votes. When it does not win within
/// the election timeout it pauses for a random while, so that two candidates do not meet again, and
/// then begins anew as prospective.
///
/// @param pausing whether the election is lost and `deadlineMs` ends the pause
record Candidate(int term, int votedFor, Votes votes, long deadlineMs, boolean pausing)
        implements Role {
    @Override
    public int leader() {
        return NOBODY;
    }

    @Override
    public QuorumRole name() {
        return QuorumRole.CANDIDATE;
    }

    @Override
    public boolean grants(int candidate, boolean preVote, boolean upToDate) {
        return preVote ? upToDate : candidate == votedFor;
    }

    Candidate with(int voter, boolean granted) {
        return new Candidate(term, votedFor, votes.with(voter, granted), deadlineMs, pausing);
    }

    Candidate pausingUntil(long endMs) {
        return new Candidate(term, votedFor, votes, endMs, true);
    }
}
