package dev.vitrine.history;

/// How often something happened in the last second of the engine's time, to a tenth of a second.
final class Rate implements State {
    private static final int BUCKETS = 10;
    private static final long BUCKET_MS = 100;

    private final int[] counts = new int[BUCKETS];
    private long newestBucket;

    void add(long atMs, int times) {
        advance(atMs);
        counts[index(newestBucket)] += times;
    }

    int perSecond(long atMs) {
        long newest = Math.max(newestBucket, atMs / BUCKET_MS);
        int sum = 0;
        for (long bucket = newest - BUCKETS + 1; bucket <= newestBucket; bucket++) {
            sum += counts[index(bucket)];
        }
        return sum;
    }

    private void advance(long atMs) {
        long bucket = Math.max(newestBucket, atMs / BUCKET_MS);
        long first = Math.max(newestBucket + 1, bucket - BUCKETS + 1);
        for (long stale = first; stale <= bucket; stale++) {
            counts[index(stale)] = 0;
        }
        newestBucket = bucket;
    }

    private static int index(long bucket) {
        return Math.floorMod(bucket, BUCKETS);
    }
}
