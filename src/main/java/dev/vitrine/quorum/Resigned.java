package dev.vitrine.quorum;

import dev.vitrine.event.Event.QuorumRole;

import java.util.ArrayList;
import java.util.List;

/// Led this term and does so no longer: it resigned, or its process was restarted within its own
/// term. Tells the other voters so until they know or the election timeout passes, and then begins
/// anew in the next term: in this one it must not be elected again, since its old answers may still
/// be on their way.
///
/// @param toTell the voters that have not confirmed yet, the most caught up first as it was then
/// @param successors the other voters, the most caught up first
record Resigned(
        int term, int leader, List<Integer> successors, List<Integer> toTell, long deadlineMs)
        implements Role {
    Resigned {
        successors = List.copyOf(successors);
        toTell = List.copyOf(toTell);
    }

    /// A leader voted for itself, or it would not have led.
    @Override
    public int votedFor() {
        return leader;
    }

    @Override
    public QuorumRole name() {
        return QuorumRole.RESIGNED;
    }

    @Override
    public boolean grants(int candidate, boolean preVote, boolean upToDate) {
        return preVote && upToDate;
    }

    Resigned toldTo(int voter) {
        List<Integer> rest = new ArrayList<>(toTell);
        rest.remove(Integer.valueOf(voter));
        return new Resigned(term, leader, successors, rest, deadlineMs);
    }
}
