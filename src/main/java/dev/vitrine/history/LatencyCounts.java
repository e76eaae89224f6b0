package dev.vitrine.history;

import dev.vitrine.history.Metrics.Latency;

import java.util.Arrays;

/// Counts durations, to a millisecond up to 32, to a sixteenth of the value above.
final class LatencyCounts implements State {
    private static final int EXACT = 32;
    private static final int STEPS = 16;
    private static final int BUCKETS = EXACT + STEPS * 16;

    private final int[] counts = new int[BUCKETS];
    private int total;

    void add(long ms) {
        counts[bucket(ms)]++;
        total++;
    }

    void addAll(LatencyCounts other) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    void clear() {
        if (total > 0) {
            Arrays.fill(counts, 0);
            total = 0;
        }
    }

    Latency view() {
        return total == 0 ? Latency.NONE : new Latency(total, quantile(0.5), quantile(0.99));
    }

    private int quantile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return lowest(i);
            }
        }
        return lowest(BUCKETS - 1);
    }

    private static int bucket(long ms) {
        if (ms < EXACT) {
            return (int) Math.max(0, ms);
        }
        int power = 63 - Long.numberOfLeadingZeros(ms);
        int step = (int) (ms >> power - 4) - STEPS;
        return Math.min(BUCKETS - 1, EXACT + (power - 5) * STEPS + step);
    }

    private static int lowest(int bucket) {
        if (bucket < EXACT) {
            return bucket;
        }
        int power = (bucket - EXACT) / STEPS + 5;
        int step = (bucket - EXACT) % STEPS;
        return STEPS + step << power - 4;
    }
}
