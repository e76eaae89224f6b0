package dev.vitrine.quorum;

import static dev.vitrine.quorum.QuorumResponse.NONE;

/// Which requests a member refuses, whatever its log says, and with which of Kafka's errors.
final class Refusals {
    static final String NOT_LEADER = "NOT_LEADER_OR_FOLLOWER";
    private static final String OLD_TERM = "FENCED_LEADER_EPOCH";
    private static final String NEW_TERM = "UNKNOWN_LEADER_EPOCH";
    private static final String INVALID = "INVALID_REQUEST";
    private static final String NOT_A_VOTER = "INCONSISTENT_VOTER_SET";

    private Refusals() {}

    /// 1. Only voters ask and are asked.
    /// 2. The log of a candidate ends before the term it wants to lead; that of who asks for a
    ///    pre-vote may end in its current term.
    /// 3. A term that is over elects nobody.
    static String of(QuorumRequest.Vote vote, QuorumConfig config, Role role) {
        if (!config.isVoter(config.nodeId()) || !config.isVoter(vote.candidate())) {
            return NOT_A_VOTER;
        }
        boolean logFits =
                vote.preVote()
                        ? vote.lastOffsetEpoch() <= vote.term()
                        : vote.lastOffsetEpoch() < vote.term();
        if (vote.candidate() == config.nodeId()
                || isNoTerm(vote.term())
                || vote.lastOffset() < 0
                || vote.lastOffsetEpoch() < 0
                || !logFits) {
            return INVALID;
        }
        return vote.term() < role.term() ? OLD_TERM : NONE;
    }

    /// For what a leader says of itself: it is another voter, its term is not over, and that term
    /// has no other leader.
    static String of(int term, int leader, QuorumConfig config, Role role) {
        if (!config.isVoter(leader)) {
            return NOT_A_VOTER;
        }
        if (leader == config.nodeId() || isNoTerm(term)) {
            return INVALID;
        }
        if (term < role.term()) {
            return OLD_TERM;
        }
        boolean contradicts =
                term == role.term() && role.leader() != Role.NOBODY && role.leader() != leader;
        return contradicts ? INVALID : NONE;
    }

    /// A fetch is served by the leader of the term it names.
    static String of(QuorumRequest.Fetch fetch, QuorumConfig config, Role role) {
        if (fetch.replicaId() < 0
                || fetch.replicaId() == config.nodeId()
                || fetch.fetchOffset() < 0
                || fetch.lastFetchedEpoch() < 0
                || fetch.lastFetchedEpoch() > fetch.term()) {
            return INVALID;
        }
        if (fetch.term() != role.term()) {
            return fetch.term() < role.term() ? OLD_TERM : NEW_TERM;
        }
        return role instanceof Leader ? NONE : NOT_LEADER;
    }

    static boolean isNoTerm(int term) {
        return term < 0 || term > Quorum.TERM_MAX;
    }
}
