package dev.vitrine.quorum;

import dev.vitrine.event.Event.QuorumRole;

/// What a member of the quorum is in a term. Each role is an immutable value; [Quorum#become] lists
/// the legal moves between them.
sealed interface Role permits Unattached, Follower, Prospective, Candidate, Leader, Resigned {
    /// No node: nobody voted for, no leader known.
    int NOBODY = -1;

    int term();

    /// Whom this node voted for in this term, or [#NOBODY]. Never changes again within the term.
    int votedFor();

    /// Who was elected in this term, as far as known here, or [#NOBODY]. Never changes again within
    /// the term.
    int leader();

    /// When time moves this role on, in the clock's milliseconds.
    long deadlineMs();

    QuorumRole name();

    /// Whether a vote is given to a candidate of this very term.
    ///
    /// @param upToDate whether the candidate's log reaches at least as far as ours
    boolean grants(int candidate, boolean preVote, boolean upToDate);
}
