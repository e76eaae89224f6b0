package dev.vitrine.sim;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.QuorumRole;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Counts what a run brought about, so that a run in which little happens is seen as such.
final class Tally {
    /// Counts of one run, or of many.
    ///
    /// @param quorumElections terms of the metadata quorum that got a leader
    /// @param partitionElections leader epochs of partitions after their first
    /// @param truncations logs cut off by at least one record
    /// @param isrShrinks in-sync sets that lost a member
    /// @param isrExpansions in-sync sets that gained a member
    /// @param rebalances generations of groups
    /// @param steps that members of the consumer protocol took towards their targets
    /// @param moves partitions whose replicas are others than before
    /// @param compactions parts of logs that were compacted
    /// @param deletions segments that were deleted, and starts of logs that moved
    /// @param powerLosses machines that lost power
    /// @param starts processes that were started
    /// @param acknowledged records that producers were told are stored
    /// @param reads records that consumers got
    public record Totals(
            long quorumElections,
            long partitionElections,
            long truncations,
            long isrShrinks,
            long isrExpansions,
            long rebalances,
            long steps,
            long moves,
            long compactions,
            long deletions,
            long powerLosses,
            long starts,
            long acknowledged,
            long reads) {
        static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        Totals plus(Totals other) {
            return new Totals(
                    quorumElections + other.quorumElections,
                    partitionElections + other.partitionElections,
                    truncations + other.truncations,
                    isrShrinks + other.isrShrinks,
                    isrExpansions + other.isrExpansions,
                    rebalances + other.rebalances,
                    steps + other.steps,
                    moves + other.moves,
                    compactions + other.compactions,
                    deletions + other.deletions,
                    powerLosses + other.powerLosses,
                    starts + other.starts,
                    acknowledged + other.acknowledged,
                    reads + other.reads);
        }

        /// In words, for those who ran the seeds.
        String words() {
            return String.format(
                    Locale.ROOT,
                    "%d starts, %d power losses, %d quorum elections, %d partition elections,"
                            + " %d truncations, %d in-sync sets shrunk, %d grown, %d rebalances,"
                            + " %d steps of consumers, %d moves, %d compactions, %d deletions,"
                            + " %d records acknowledged, %d read",
                    starts,
                    powerLosses,
                    quorumElections,
                    partitionElections,
                    truncations,
                    isrShrinks,
                    isrExpansions,
                    rebalances,
                    steps,
                    moves,
                    compactions,
                    deletions,
                    acknowledged,
                    reads);
        }
    }

    private final Map<String, Integer> generations = new TreeMap<>();
    private int term;
    private long quorumElections;
    private long partitionElections;
    private long truncations;
    private long isrShrinks;
    private long isrExpansions;
    private long rebalances;
    private long steps;
    private long moves;
    private long compactions;
    private long deletions;
    private long powerLosses;

    void told(Event event) {
        switch (event) {
            case Event.QuorumRoleTaken taken -> {
                if (taken.role() == QuorumRole.LEADER && taken.term() > term) {
                    term = taken.term();
                    quorumElections++;
                }
            }
            case Event.LogTruncated cut -> {
                if (cut.toOffset() < cut.oldEndOffset()) {
                    truncations++;
                }
            }
            case Event.MemberReconciled step -> steps++;
            case Event.LogCompacted compacted -> compactions++;
            case Event.SegmentDeleted deleted -> deletions++;
            case Event.LogStartMoved moved -> deletions++;
            case Event.GroupChanged group -> {
                Integer before = generations.put(group.group(), group.generation());
                if (before == null || before < group.generation()) {
                    rebalances++;
                }
            }
            default -> {}
        }
    }

    /// A partition's state was replaced by a newer one.
    void changed(ClusterView.Partition from, ClusterView.Partition to) {
        if (to.leader() >= 0 && to.leaderEpoch() > from.leaderEpoch()) {
            partitionElections++;
        }
        if (!new TreeSet<>(to.replicas()).equals(new TreeSet<>(from.replicas()))) {
            moves++;
        }
        if (!to.isr().containsAll(from.isr())) {
            isrShrinks++;
        }
        if (!from.isr().containsAll(to.isr())) {
            isrExpansions++;
        }
    }

    void machineLostPower() {
        powerLosses++;
    }

    /// @param starts processes of nodes that were started
    Totals totals(Ledger ledger, long starts) {
        return new Totals(
                quorumElections,
                partitionElections,
                truncations,
                isrShrinks,
                isrExpansions,
                rebalances,
                steps,
                moves,
                compactions,
                deletions,
                powerLosses,
                starts,
                ledger.acknowledgedCount(),
                ledger.readCount());
    }
}
