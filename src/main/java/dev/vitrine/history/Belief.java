package dev.vitrine.history;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a client of the app goes by, beside what is so.
///
/// @param leaders by partition; what its cached metadata says
/// @param assignment what it takes for its own
/// @param memberId as its group knows it, empty when it is in none
/// @param generation its generation, or member epoch; below zero when it has none
/// @param stale where it is wrong now about what it writes to or owns, leaders first
/// @param healed where it was wrong, oldest first, at most [#HEALED_MAX]
public record Belief(
        String client,
        List<Leader> leaders,
        List<TopicPartition> assignment,
        String memberId,
        int generation,
        List<Stale> stale,
        List<Stale> healed) {
    /// Errors remembered of a client after they ended; the oldest go.
    public static final int HEALED_MAX = 16;

    /// Partitions whose leaders are compared, of a client; more are left out.
    public static final int PARTITIONS_MAX = 1_024;

    /// @param node below zero when it knows none
    public record Leader(TopicPartition id, int node) {}

    public enum About {
        LEADER,
        ASSIGNMENT
    }

    /// A belief that is wrong.
    ///
    /// @param id the partition whose leader it is about; null for an assignment
    /// @param believed in words: `1`, `orders-0 orders-1`, `nobody`
    /// @param truth as it is
    /// @param sinceMs when the two parted
    /// @param untilMs when they agreed again; [#STILL] while they do not
    public record Stale(
            About about,
            @Nullable TopicPartition id,
            String believed,
            String truth,
            long sinceMs,
            long untilMs) {
        public static final long STILL = -1;

        public boolean isOver() {
            return untilMs != STILL;
        }

        /// How long it has been wrong by now, or was.
        public long forMs(long nowMs) {
            return Math.max(0, (isOver() ? untilMs : nowMs) - sinceMs);
        }

        /// `leader of orders-0`, `its partitions`
        public String what() {
            return about == About.LEADER ? "leader of " + id : "its partitions";
        }
    }

    public boolean isStale() {
        return !stale.isEmpty();
    }

    /// Since when something has been wrong without a break for it; [Stale#STILL] when nothing is.
    public long staleSinceMs() {
        return stale.stream().mapToLong(Stale::sinceMs).min().orElse(Stale.STILL);
    }
}
