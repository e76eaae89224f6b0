package dev.vitrine.quorum;

/// Why a member of the quorum took up a role, in words, with the setting and its value where a
/// timeout decided it.
final class RoleReason {
    private RoleReason() {}

    /// @param stopping whether this node is about to end
    static String of(Role was, Role is, QuorumConfig config, boolean stopping) {
        return switch (is) {
            case Prospective _ ->
                    switch (was) {
                        case Follower f when f.released() ->
                                "node " + f.leader() + " gave up the lead";
                        case Follower f ->
                                "no answer from node "
                                        + f.leader()
                                        + " for controller.quorum.fetch.timeout.ms = "
                                        + config.fetchTimeoutMs();
                        case Candidate _ -> "the last election was not won";
                        case Unattached _, Prospective _, Leader _, Resigned _ ->
                                "no leader found for controller.quorum.election.timeout.ms = "
                                        + config.electionTimeoutMs();
                    };
            case Candidate _ ->
                    was instanceof Prospective p
                            ? "a majority would vote for it: " + p.votes().granted()
                            : "";
            case Leader _ ->
                    was instanceof Candidate c
                            ? "a majority voted for it: "
                                    + c.votes().granted()
                                    + " of "
                                    + c.votes().voters()
                            : "";
            case Resigned _ ->
                    stopping
                            ? "it stops"
                            : "fewer than "
                                    + config.majority()
                                    + " of "
                                    + config.voters().size()
                                    + " voters fetched for 1.5 times"
                                    + " controller.quorum.fetch.timeout.ms = "
                                    + config.fetchTimeoutMs();
            case Follower f -> "node " + f.leader() + " leads epoch " + f.term();
            case Unattached u ->
                    u.term() > was.term() ? "it heard of epoch " + u.term() : "no majority for it";
        };
    }
}
