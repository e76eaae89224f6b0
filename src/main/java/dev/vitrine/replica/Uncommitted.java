package dev.vitrine.replica;

import org.apache.kafka.common.record.internal.Records;

import java.util.ArrayDeque;

/// The sizes of the batches above the high watermark, so that it can be said how much a consumer
/// may read more when it moves, without looking into the log.
final class Uncommitted {
    /// Batches that are told apart; beyond it the last ones are taken together.
    static final int BATCHES_MAX = 10_000;

    private record Batch(long endOffset, long bytes) {}

    private final ArrayDeque<Batch> batches = new ArrayDeque<>();

    /// Notes what a leader's answer brought, batch by batch.
    void add(Records records) {
        records.batches().forEach(batch -> add(batch.lastOffset() + 1, batch.sizeInBytes()));
    }

    /// Notes what was appended up to an offset.
    void add(long endOffset, long bytes) {
        long before = batches.size() < BATCHES_MAX ? 0 : batches.removeLast().bytes;
        batches.add(new Batch(endOffset, before + bytes));
    }

    /// Forgets the batches that end at or below the high watermark.
    ///
    /// @return their bytes; 0 when none of them is known
    long commit(long highWatermark) {
        long bytes = 0;
        while (!batches.isEmpty() && batches.peek().endOffset <= highWatermark) {
            bytes += batches.remove().bytes;
        }
        return bytes;
    }

    void clear() {
        batches.clear();
    }
}
