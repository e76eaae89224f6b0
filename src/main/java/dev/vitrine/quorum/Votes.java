package dev.vitrine.quorum;

import java.util.ArrayList;
import java.util.List;

/// The count of an election. Who stands counts as granted from the beginning.
record Votes(List<Integer> voters, List<Integer> granted, List<Integer> refused) {
    Votes {
        voters = List.copyOf(voters);
        granted = List.copyOf(granted);
        refused = List.copyOf(refused);
    }

    static Votes of(int candidate, List<Integer> voters) {
        return new Votes(voters, List.of(candidate), List.of());
    }

    /// The first answer of a voter counts; others are ignored, as are those of nodes without a
    /// vote.
    Votes with(int voter, boolean grants) {
        if (!isOpen(voter)) {
            return this;
        }
        List<Integer> more = new ArrayList<>(grants ? granted : refused);
        more.add(voter);
        return grants ? new Votes(voters, more, refused) : new Votes(voters, granted, more);
    }

    /// Whether this voter has yet to answer.
    boolean isOpen(int voter) {
        return voters.contains(voter) && !granted.contains(voter) && !refused.contains(voter);
    }

    boolean won() {
        return granted.size() > voters.size() / 2;
    }

    /// Whether the votes still open cannot make a majority any more.
    boolean lost() {
        return voters.size() - refused.size() <= voters.size() / 2;
    }
}
