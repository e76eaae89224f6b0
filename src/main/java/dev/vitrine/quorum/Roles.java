package dev.vitrine.quorum;

import static dev.vitrine.quorum.Role.NOBODY;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Invariant;
import dev.vitrine.env.Node;

import java.util.List;

/// Owns the role of a node: makes each, knows which may follow which, and makes term, vote and
/// leader durable before anybody else sees the role.
///
/// ```
///               timeout          majority would          majority does
///  Unattached ──────────► Prospective ──────────► Candidate ──────────► Leader
///      ▲  ▲  ◄──────────      ▲  │    ◄──────────                          │
///      │  │     lost          │  │       lost                              │ resigns
///      │  │            timeout│  │lost                                     ▼
///      │  └─────────────── Follower ◄──── whoever learns of a leader    Resigned
///      └──────────────────────────────────────────────────────────────────┘ next term
/// ```
final class Roles {
    /// Hears of changes after they are durable.
    interface Watcher {
        void onRole(Role was, Role is);
    }

    private final QuorumConfig config;
    private final Environment env;
    private final Watcher watcher;
    private Role current;
    private ElectionState durable;

    /// @throws dev.vitrine.env.StorageException when the quorum-state file is damaged
    Roles(QuorumConfig config, Environment env, Watcher watcher) {
        this.config = config;
        this.env = env;
        this.watcher = watcher;
        this.durable =
                env.storage()
                        .readWhole(Quorum.STATE_FILE)
                        .map(bytes -> ElectionState.fromJson(bytes, Quorum.STATE_FILE))
                        .orElse(ElectionState.INITIAL);
        this.current = resumed(durable, env.clock().nowMs());
    }

    Role current() {
        return current;
    }

    /// The leader of this term, [Role#NOBODY] when unknown or when it is this node and has
    /// resigned.
    int knownLeader() {
        return current instanceof Resigned ? NOBODY : current.leader();
    }

    // ---- the moves -----------------------------------------------------------------------------

    void become(Role next) {
        Role was = current;
        Invariant.check(isLegal(was, next), "an illegal move of the quorum", was, next);
        ElectionState state = ElectionState.of(next);
        if (!state.equals(durable)) {
            env.storage().replace(Quorum.STATE_FILE, state.toJson(config.voters()));
            durable = state;
        }
        current = next;
        watcher.onRole(was, next);
    }

    /// Every move there is.
    ///
    /// Into a higher term: anybody loses its role when it learns of one; only who won a pre-vote
    /// opens one itself. Within a term: as drawn above, and each role may change its own details.
    /// Nobody goes back to a lower term, takes back its vote, or doubts who was elected.
    static boolean isLegal(Role from, Role to) {
        if (to.term() != from.term()) {
            return to.term() > from.term()
                    && switch (to) {
                        case Unattached _, Follower _ -> true;
                        case Candidate _ -> from instanceof Prospective;
                        case Prospective _, Leader _, Resigned _ -> false;
                    };
        }
        if (from.votedFor() != NOBODY && from.votedFor() != to.votedFor()
                || from.leader() != NOBODY && from.leader() != to.leader()) {
            return false;
        }
        return switch (to) {
            case Unattached u ->
                    switch (from) {
                        // An observer keeps the name of the leader it lost sight of; a voter does
                        // not get here.
                        case Unattached _, Follower _ -> true;
                        case Prospective _, Candidate _ -> u.leader() == NOBODY;
                        case Leader _, Resigned _ -> false;
                    };
            case Follower _ ->
                    switch (from) {
                        case Unattached _, Follower _, Prospective _, Candidate _ -> true;
                        case Leader _, Resigned _ -> false;
                    };
            case Prospective _ ->
                    switch (from) {
                        case Unattached _, Follower _, Prospective _, Candidate _ -> true;
                        case Leader _, Resigned _ -> false;
                    };
            case Candidate _ -> from instanceof Candidate;
            case Leader _ -> from instanceof Candidate || from instanceof Leader;
            case Resigned _ -> from instanceof Leader || from instanceof Resigned;
        };
    }

    /// Takes note of a term and perhaps its leader.
    ///
    /// 1. A higher term ends whatever this node was in its own.
    /// 2. The leader of this term is followed by whoever does not follow, lead or remember one.
    /// 3. Who asks around because its leader fell silent goes back to it when that leader itself
    ///    speaks; what others believe of it is no news.
    void learn(int term, int leader, boolean fromLeader, long nowMs) {
        if (Refusals.isNoTerm(term) || term < current.term()) {
            return;
        }
        boolean usable = leader != config.nodeId() && config.isVoter(leader);
        if (term > current.term()) {
            become(usable ? follower(term, NOBODY, leader, nowMs) : unattached(term, nowMs));
            return;
        }
        if (!usable || current.leader() != NOBODY && current.leader() != leader) {
            return;
        }
        boolean follows =
                switch (current) {
                    case Unattached _, Candidate _ -> true;
                    case Prospective p -> fromLeader || p.leader() == NOBODY;
                    case Follower _, Leader _, Resigned _ -> false;
                };
        if (follows) {
            become(follower(term, current.votedFor(), leader, nowMs));
        }
    }

    // ---- the roles -----------------------------------------------------------------------------

    /// Who a node is when it starts. A leader is resigned: it cannot know what it promised in its
    /// term.
    private Role resumed(ElectionState state, long nowMs) {
        if (state.leader() == config.nodeId()) {
            return resigned(state.term(), List.of(), nowMs);
        }
        if (state.leader() != NOBODY) {
            return follower(state.term(), state.votedFor(), state.leader(), nowMs);
        }
        long deadlineMs =
                state.term() == 0 ? firstElectionDeadlineMs(nowMs) : electionDeadlineMs(nowMs);
        return new Unattached(state.term(), state.votedFor(), NOBODY, deadlineMs);
    }

    Unattached unattached(int term, long nowMs) {
        return new Unattached(term, NOBODY, NOBODY, electionDeadlineMs(nowMs));
    }

    private Follower follower(int term, int votedFor, int leader, long nowMs) {
        return new Follower(term, votedFor, leader, fetchDeadlineMs(nowMs), false, false);
    }

    Prospective prospective(long nowMs) {
        Votes votes = Votes.of(config.nodeId(), config.voters());
        return new Prospective(
                current.term(),
                current.votedFor(),
                current.leader(),
                votes,
                electionDeadlineMs(nowMs));
    }

    Candidate candidate(long nowMs) {
        return new Candidate(
                current.term() + 1,
                config.nodeId(),
                Votes.of(config.nodeId(), config.voters()),
                electionDeadlineMs(nowMs),
                false);
    }

    /// What a node is that stands no more: a follower again of the leader it still knows, to try it
    /// once more for as long as an election takes, or else unattached.
    Role standingNoMore(long nowMs) {
        return current.leader() == NOBODY
                ? new Unattached(
                        current.term(), current.votedFor(), NOBODY, electionDeadlineMs(nowMs))
                : new Follower(
                        current.term(),
                        current.votedFor(),
                        current.leader(),
                        electionDeadlineMs(nowMs),
                        false,
                        false);
    }

    Resigned resigned(int term, List<Integer> successors, long nowMs) {
        List<Integer> others =
                successors.isEmpty()
                        ? config.voters().stream().filter(v -> v != config.nodeId()).toList()
                        : successors;
        return new Resigned(term, config.nodeId(), successors, others, electionDeadlineMs(nowMs));
    }

    // ---- their timeouts ------------------------------------------------------------------------

    /// Between one and two election timeouts from now, so that voters do not stand all at once. At
    /// once when there is nobody else to wait for, never for who may not stand.
    long electionDeadlineMs(long nowMs) {
        if (!config.isVoter(config.nodeId())) {
            return Node.NEVER;
        }
        if (config.voters().size() == 1) {
            return nowMs;
        }
        return nowMs + config.electionTimeoutMs() + randomUpTo(config.electionTimeoutMs());
    }

    /// In a new cluster there is no leader to wait for: up to a quarter of an election timeout from
    /// now. Who then asks goes on asking until a majority is up.
    private long firstElectionDeadlineMs(long nowMs) {
        boolean hasOthers = config.isVoter(config.nodeId()) && config.voters().size() > 1;
        return hasOthers
                ? nowMs + randomUpTo(config.electionTimeoutMs() / 4)
                : electionDeadlineMs(nowMs);
    }

    /// Between one and one and a half fetch timeouts from now.
    long fetchDeadlineMs(long nowMs) {
        return nowMs + config.fetchTimeoutMs() + randomUpTo(config.fetchTimeoutMs() / 2);
    }

    /// 0 up to and including a limit.
    long randomUpTo(long limit) {
        return env.random().nextLong(limit + 1);
    }
}
