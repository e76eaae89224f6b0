package dev.vitrine.log;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// One run of compaction over one log, a bounded step at a time, so that requests are served in
/// between.
///
/// ```
///   READING ──────▶ REWRITING ──────▶ DONE
///      │                │
///      └──── the log was truncated or lost segments ───▶ ABANDONED
/// ```
///
/// 1. Reading: of each key in the dirty part, which offset is its last. At `keysMax` keys it stops;
///    the rest is left for another run.
/// 2. Rewriting: group by group of neighbouring segments, the records that stay are copied into one
///    new segment, which takes the group's place ([PartitionLog#replace]).
///
/// A record stays when it is the last of its key, or lies beyond what was read. A tombstone stays
/// until `delete.retention.ms` after the first run that saw it; the batch remembers until when
/// (KIP-534). Control batches stay. Offsets do not change, and a batch keeps its shape: base and
/// last offset, producer, codec. The last batch of a producer stays even when it is empty, for its
/// sequence numbers. A batch whose records cannot be read stays as it is.
public final class Compaction {
    /// Bytes of batches looked at in one step, but for a batch that is larger.
    static final int STEP_BYTES = BatchScan.CHUNK_BYTES;

    /// Segments that are made into one at most: their files are put away in one step.
    static final int GROUP_SEGMENTS_MAX = 32;

    private enum State {
        READING,
        REWRITING,
        DONE,
        ABANDONED
    }

    private final PartitionLog log;
    private final LogConfig config;
    private final Dirt dirt;
    private final long startedMs;
    private final Trash trash;
    private final KeyOffsets keys;
    private final Filter filter;

    private State state = State.READING;

    /// The segments still to be gone through, in this state.
    private List<Segment> rest;

    /// The walk through the first of them, null when it has not begun.
    private @Nullable BatchScan scan;

    /// One past the last offset whose key was read.
    private long readTo;

    /// The segments of the current group, and what they become.
    private List<Segment> group = List.of();

    private List<Segment> afterGroup = List.of();
    private @Nullable Segment cleaned;
    private ByteBuffer kept = ByteBuffer.allocate(0);

    private int segmentsBefore;
    private int segmentsAfter;
    private long bytesBefore;
    private long bytesAfter;

    Compaction(PartitionLog log, Dirt dirt, int keysMax, long nowMs, Trash trash) {
        this.log = log;
        this.config = log.config();
        this.dirt = dirt;
        this.startedMs = nowMs;
        this.trash = trash;
        this.keys = new KeyOffsets(keysMax);
        this.filter = new Filter(nowMs, config.cleanup().deleteRetentionMs());
        this.readTo = dirt.from();
        this.rest = segmentsIn(dirt.from(), dirt.to());
    }

    private List<Segment> segmentsIn(long from, long to) {
        List<Segment> found = new ArrayList<>();
        List<Segment> all = log.segments().all();
        for (int i = 0; i < all.size() - 1; i++) {
            if (all.get(i + 1).baseOffset() > from && all.get(i).baseOffset() < to) {
                found.add(all.get(i));
            }
        }
        return found;
    }

    /// Goes on by a bounded piece of work.
    ///
    /// @return whether there is more to do
    public boolean step(long nowMs) {
        switch (state) {
            case READING -> read();
            case REWRITING -> rewrite(nowMs);
            case DONE, ABANDONED -> {}
        }
        return state == State.READING || state == State.REWRITING;
    }

    /// Whether it ended as it should.
    public boolean isDone() {
        return state == State.DONE;
    }

    /// What a run that is done has done.
    ///
    /// @param fromOffset the first offset that was compacted for the first time
    /// @param toOffset one past the last
    public record Outcome(
            long fromOffset,
            long toOffset,
            int segmentsBefore,
            int segmentsAfter,
            long bytesBefore,
            long bytesAfter) {}

    public Outcome outcome() {
        return new Outcome(
                dirt.from(), readTo, segmentsBefore, segmentsAfter, bytesBefore, bytesAfter);
    }

    /// The log is no longer what this run began with.
    void abandon() {
        if (cleaned != null) {
            cleaned.delete();
            cleaned = null;
        }
        scan = null;
        state = State.ABANDONED;
    }

    // ---- reading --------------------------------------------------------------------------------

    private void read() {
        int seen = 0;
        while (seen < STEP_BYTES && !keys.isFull() && advance()) {
            BatchScan at = java.util.Objects.requireNonNull(scan);
            seen += at.size();
            long last = BatchHeader.lastOffset(at.bytes(), at.at());
            if (last >= dirt.from()) {
                readTo = readKeys(batch(at), last + 1);
            }
        }
        if (seen < STEP_BYTES) {
            if (!keys.isFull()) {
                readTo = dirt.to();
            }
            scan = null;
            rest = segmentsIn(0, readTo);
            state = State.REWRITING;
        }
    }

    /// Remembers the keys of a batch.
    ///
    /// @return one past the last offset that is now known
    private long readKeys(RecordBatch batch, long end) {
        if (batch.isControlBatch()) {
            return end;
        }
        try (CloseableIterator<Record> records =
                batch.streamingIterator(BufferSupplier.NO_CACHING)) {
            Iterator<Record> each = records;
            while (each.hasNext()) {
                Record record = each.next();
                if (!record.hasKey() || record.offset() < dirt.from()) {
                    continue;
                }
                if (keys.isFull()) {
                    return record.offset();
                }
                keys.put(record.key(), record.offset());
            }
        } catch (KafkaException | IllegalArgumentException | IllegalStateException e) {
            return end;
        }
        return end;
    }

    // ---- rewriting ------------------------------------------------------------------------------

    private void rewrite(long nowMs) {
        if (cleaned == null) {
            if (rest.isEmpty()) {
                state = State.DONE;
                log.cleanedTo(readTo);
                return;
            }
            beginGroup(nowMs);
        }
        int seen = 0;
        while (seen < STEP_BYTES && advance()) {
            BatchScan at = java.util.Objects.requireNonNull(scan);
            seen += at.size();
            keep(at, nowMs);
        }
        if (seen < STEP_BYTES) {
            endGroup(nowMs);
        }
    }

    /// As many neighbours as fit one segment, by what they are now.
    private void beginGroup(long nowMs) {
        List<Segment> together = new ArrayList<>();
        long bytes = 0;
        long entries = 0;
        long base = rest.getFirst().baseOffset();
        for (Segment segment : rest) {
            bytes += segment.size();
            entries += segment.offsetIndexEntries() + 1;
            boolean fits =
                    bytes <= config.segmentBytes()
                            && entries * SparseIndex.TIME_ENTRY_BYTES <= config.indexSizeMaxBytes()
                            && segment.nextOffset() - base <= Integer.MAX_VALUE
                            && together.size() < GROUP_SEGMENTS_MAX;
            if (!fits && !together.isEmpty()) {
                break;
            }
            together.add(segment);
        }
        group = together;
        afterGroup = rest.subList(together.size(), rest.size());
        rest = together;
        cleaned = log.newSegment(base, nowMs, Segment.CLEANED);
    }

    private void keep(BatchScan at, long nowMs) {
        ByteBuffer source = at.bytes().slice(at.at(), at.size());
        ByteBuffer result = source;
        if (kept.capacity() < at.size()) {
            kept = ByteBuffer.allocate(at.size());
        }
        kept.clear();
        try {
            result =
                    MemoryRecords.readableRecords(source)
                            .filterTo(filter, kept, BufferSupplier.NO_CACHING, Integer.MAX_VALUE)
                            .outputBuffer();
            kept = result;
            result.flip();
        } catch (KafkaException | IllegalArgumentException | IllegalStateException e) {
            result = source;
        }
        if (cleaned != null && result.hasRemaining()) {
            cleaned.append(result, result.position(), result.limit(), config, nowMs);
        }
    }

    private void endGroup(long nowMs) {
        Segment made = java.util.Objects.requireNonNull(cleaned);
        made.seal(config);
        for (Segment each : group) {
            bytesBefore += each.size();
        }
        segmentsBefore += group.size();
        segmentsAfter++;
        bytesAfter += made.size();
        log.replace(group, made, nowMs, trash);
        cleaned = null;
        scan = null;
        rest = afterGroup;
    }

    /// Which records stay.
    private final class Filter extends RecordFilter {
        Filter(long nowMs, long deleteRetentionMs) {
            super(nowMs, deleteRetentionMs);
        }

        @Override
        protected BatchRetentionResult checkBatchRetention(RecordBatch batch) {
            boolean lastOfItsProducer =
                    batch.hasProducerId()
                            && log.producersSeen().isLast(batch.producerId(), batch.lastOffset());
            return new BatchRetentionResult(
                    lastOfItsProducer ? BatchRetention.RETAIN_EMPTY : BatchRetention.DELETE_EMPTY,
                    false);
        }

        @Override
        protected boolean shouldRetainRecord(RecordBatch batch, Record record) {
            if (batch.isControlBatch() || record.offset() >= readTo) {
                return true;
            }
            if (!record.hasKey() || record.offset() < keys.get(record.key())) {
                return false;
            }
            return record.hasValue()
                    || batch.deleteHorizonMs().isEmpty()
                    || startedMs < batch.deleteHorizonMs().getAsLong();
        }
    }

    // ---- both -----------------------------------------------------------------------------------

    /// Moves to the next batch, if need be of the next segment.
    private boolean advance() {
        while (true) {
            if (scan == null) {
                if (rest.isEmpty()) {
                    return false;
                }
                scan = rest.getFirst().scan(0, rest.getFirst().size());
            }
            if (scan.next()) {
                return true;
            }
            scan = null;
            rest = rest.subList(1, rest.size());
        }
    }

    private static RecordBatch batch(BatchScan at) {
        return MemoryRecords.readableRecords(at.bytes().slice(at.at(), at.size()))
                .batches()
                .iterator()
                .next();
    }
}
