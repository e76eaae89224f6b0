package dev.vitrine.scenario;

import java.util.List;

/// How a lesson ended.
///
/// @param facts in the order in which they were computed; those that were not reached do not hold
/// @param broken why it could not go on, in a sentence; empty when it came to its end
/// @param tookMs in the cluster's time
public record Outcome(
        String scenario, Timings timings, List<FactResult> facts, String broken, long tookMs) {
    /// Whether it came to its end and every fact holds.
    public boolean passed() {
        return broken.isEmpty() && facts.stream().allMatch(FactResult::holds);
    }

    public List<FactResult> wrong() {
        return facts.stream().filter(fact -> !fact.holds()).toList();
    }
}
