package dev.vitrine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/// Whole clusters under faults: what holds in each of them, and that the invariants would tell if
/// it did not.
final class SimulationTest {
    private static final int SEEDS = 200;

    @Test
    void clustersUnderFaultsKeepTheirPromises() throws Exception {
        Tally.Totals totals = Tally.Totals.NONE;
        for (Simulation.Result result : runAll(LongStream.rangeClosed(1, SEEDS).boxed().toList())) {
            totals = totals.plus(result.totals());
        }
        // What did not happen was not tested.
        assertThat(totals.starts()).as("starts").isGreaterThan(1_000);
        assertThat(totals.powerLosses()).as("power losses").isGreaterThan(50);
        assertThat(totals.quorumElections()).as("quorum elections").isGreaterThan(250);
        assertThat(totals.partitionElections()).as("elections").isGreaterThan(1_000);
        assertThat(totals.truncations()).as("truncations").isGreaterThan(100);
        assertThat(totals.isrShrinks()).as("shrunk").isGreaterThan(1_500);
        assertThat(totals.isrExpansions()).as("grown").isGreaterThan(1_500);
        assertThat(totals.rebalances()).as("rebalances").isGreaterThan(500);
        assertThat(totals.steps()).as("consumers' steps").isGreaterThan(400);
        assertThat(totals.moves()).as("moves").isGreaterThan(100);
        assertThat(totals.compactions()).as("compactions").isGreaterThan(2_000);
        assertThat(totals.deletions()).as("deletions").isGreaterThan(3_000);
        assertThat(totals.acknowledged()).as("acknowledged").isGreaterThan(75_000);
        assertThat(totals.reads()).as("reads").isGreaterThan(200_000);
    }

    @Test
    void theSameSeedMakesTheSameRun() {
        assertThat(Simulation.run(7)).isEqualTo(Simulation.run(7));
        assertThat(Simulation.run(8).hash()).isNotEqualTo(Simulation.run(7).hash());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ACK_BEFORE_REPLICATION | 1..3   | no record acknowledged with acks=all is lost
                    NO_TRUNCATION          | 10..13 | the committed prefix is the same everywhere
                    VOTES_FOR_EVERYONE     | 7..12  | one leader of the quorum a term
                    NO_DUPLICATE_DETECTION | 6..8   | an idempotent producer's record is stored once
                    COMMITS_OLD_OFFSETS    | 1..5   | a committed offset is never lost
                    TWO_OWNERS             | 8..13  | a partition has one owner in a generation
                    FIRST_FOR_ALL          | 37..39 | a partition has one owner in a generation
                    FLUSH_LIES             | 13..16 | a cluster without faults recovers
                    """)
    void aPlantedBugIsCaughtByItsInvariant(PlantedBug bug, String seeds, String invariant) {
        String[] ends = seeds.split("\\.\\.");
        List<String> broken = new ArrayList<>();
        for (long seed = Long.parseLong(ends[0]);
                seed <= Long.parseLong(ends[1]) && !broken.contains(invariant);
                seed++) {
            try {
                Simulation.run(seed, bug, null);
            } catch (Simulation.Failure e) {
                broken.add(e.invariant());
                assertThat(e)
                        .hasMessageContaining("seed " + seed + ", ")
                        .hasMessageContaining("event ")
                        .hasMessageContaining("bin/vitrine simulate --seeds " + seed + ".." + seed);
            }
        }
        assertThat(broken).contains(invariant);
    }

    private static List<Simulation.Result> runAll(List<Long> seeds) throws Exception {
        List<Callable<Simulation.Result>> runs = new ArrayList<>();
        seeds.forEach(seed -> runs.add(() -> Simulation.run(seed)));
        List<Simulation.Result> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<Simulation.Result> run : threads.invokeAll(runs)) {
                results.add(run.get());
            }
        }
        return results;
    }
}
