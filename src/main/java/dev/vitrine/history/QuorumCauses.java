package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Happening.Kind;

/// What led to a voter's standing, to its election and to another controller.
final class QuorumCauses implements State {
    private final Happenings happenings;
    private final NodeCauses nodes;

    QuorumCauses(Happenings happenings, NodeCauses nodes) {
        this.happenings = happenings;
        this.nodes = nodes;
    }

    void roleTaken(Event.QuorumRoleTaken e) {
        int node = e.node();
        switch (e.role()) {
            case FOLLOWER ->
                    happenings.name("follow " + node + " " + e.leader(), happenings.nextSeq());
            case PROSPECTIVE -> {
                long gone = leaderGone(e);
                // After an election that nobody won: whoever first missed the leader.
                long cause =
                        gone == Happening.NOT_TOLD
                                ? happenings.latest(happenings.newest("controller"), "missed")
                                : gone;
                long seq = add(e, " asks who would vote for it", cause, "stand " + node);
                if (gone != Happening.NOT_TOLD) {
                    happenings.name("missed", seq);
                }
            }
            case CANDIDATE ->
                    add(
                            e,
                            " asks for votes, epoch " + e.term(),
                            happenings.newest("stand " + node),
                            "stand " + node);
            case LEADER ->
                    add(
                            e,
                            " is elected, epoch " + e.term(),
                            happenings.newest("stand " + node),
                            "lead " + node + " " + e.term());
            case RESIGNED -> {
                if (!Reasons.isStart(e.why())) {
                    add(
                            e,
                            " gives up the lead of epoch " + e.term(),
                            happenings.newest("stop " + node),
                            "resign " + node);
                }
            }
            case UNATTACHED, OBSERVER -> {}
        }
    }

    /// What happened to the leader that a follower no longer hears: only what came after it began
    /// to follow.
    private long leaderGone(Event.QuorumRoleTaken e) {
        int leader = Reasons.leaderIn(e.why());
        if (leader < 0) {
            return Happening.NOT_TOLD;
        }
        long since = happenings.newest("follow " + e.node() + " " + leader);
        return happenings.latest(
                since,
                "end " + leader,
                "stop " + leader,
                "pause " + leader,
                "resign " + leader,
                "cut " + e.node() + " " + leader);
    }

    private long add(Event.QuorumRoleTaken e, String does, long cause, String name) {
        return happenings.add(
                e.atMs(),
                Kind.QUORUM,
                new Subject.OfNode(e.node()),
                nodes.name(e.node()) + does,
                e.why(),
                cause,
                name);
    }

    void controllerActivated(Event.ControllerActivated e) {
        happenings.add(
                e.atMs(),
                Kind.CONTROLLER,
                new Subject.OfNode(e.node()),
                nodes.name(e.node()) + " is the controller, epoch " + e.term(),
                "",
                happenings.newest("lead " + e.node() + " " + e.term()),
                "controller");
    }
}
