package dev.vitrine.history;

import java.util.List;

/// What must hold of the cluster at every moment, and whether it does.
///
/// @param id short and unique
/// @param name as the simulator's, where it has it
/// @param says what it means, in a sentence
/// @param checked how often it was looked at
/// @param sinceMs since when it holds: when it was first looked at, or was violated last; -1 before
/// @param violations how often it was violated
/// @param newest violations, oldest first, at most [Projector#VIOLATIONS_MAX]
/// @param exempted of how much it is not judged, since Kafka does not promise it there
/// @param exempt the newest of that, oldest first, at most [Projector#EXEMPT_MAX]
public record Check(
        String id,
        String name,
        String says,
        long checked,
        long sinceMs,
        long violations,
        List<Violation> newest,
        long exempted,
        List<Exempt> exempt) {
    /// @param words who, which record or offset, and what was expected
    public record Violation(long atMs, String words, Subject about) {}

    /// @param words who or what is not judged, and because of what
    public record Exempt(long sinceMs, String words, Subject about) {}

    public boolean holds() {
        return violations == 0;
    }
}
