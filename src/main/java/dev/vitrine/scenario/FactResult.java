package dev.vitrine.scenario;

/// A fact, computed.
///
/// @param reached false when the lesson did not come so far; then it does not hold
/// @param found what the parts of its condition came to
/// @param afterMs how long after the step's first action it was decided, in the cluster's time
public record FactResult(
        Expectation fact, boolean reached, boolean holds, String found, long afterMs) {
    static FactResult notReached(Expectation fact) {
        return new FactResult(fact, false, false, "the lesson did not come so far", 0);
    }
}
