package dev.vitrine.scenario;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The names that a scenario has given, against which its expressions are checked.
///
/// @param brokers how many there are
/// @param partitions how many each topic has
/// @param lets what has a name so far, in the order of the steps
record Known(
        int brokers,
        Map<String, Integer> partitions,
        Set<String> producers,
        Set<String> consumers,
        Set<String> groups,
        Map<String, Value.Type> lets) {
    static Known ofBrokers(int brokers) {
        return new Known(
                brokers,
                new LinkedHashMap<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashMap<>());
    }
}
