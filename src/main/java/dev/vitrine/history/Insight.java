package dev.vitrine.history;

import java.util.List;

/// What an engineer asks of a cluster: who decides, why, does all that must hold hold, and how much
/// of it there is.
///
/// @param happenings changes with their causes, oldest first, at most [Projector#HAPPENINGS_MAX]
/// @param checks the invariants, in a fixed order
public record Insight(
        QuorumView quorum, List<Happening> happenings, List<Check> checks, Metrics metrics) {
    public static final Insight EMPTY =
            new Insight(QuorumView.EMPTY, List.of(), List.of(), Metrics.EMPTY);

    /// How many invariants are violated.
    public long violated() {
        return checks.stream().filter(check -> !check.holds()).count();
    }
}
