package dev.vitrine.quorum;

import dev.vitrine.env.Invariant;

import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;

import java.nio.ByteBuffer;

/// What is committed, as far as known here, and how much of it the listener has been told: each
/// record once, batch by batch, in order.
///
/// ```
///   0 ≤ nextOffset ≤ highWatermark ≤ the log's end
/// ```
final class CommittedRecords {
    private final MetadataLog log;
    private final Quorum.MetadataListener listener;

    /// Everything before it is on a majority of the voters for good. Never goes back.
    private long highWatermark;

    /// One past the last record told.
    private long nextOffset;

    CommittedRecords(MetadataLog log, Quorum.MetadataListener listener) {
        this.log = log;
        this.listener = listener;
        this.highWatermark = log.startOffset();
        this.nextOffset = log.startOffset();
    }

    long highWatermark() {
        return highWatermark;
    }

    /// @return whether the high watermark was lower
    boolean advanceTo(long offset) {
        if (offset <= highWatermark) {
            return false;
        }
        Invariant.check(
                offset <= log.endOffset(),
                "committed records are in the log",
                offset,
                log.endOffset());
        highWatermark = offset;
        return true;
    }

    long nextOffset() {
        return nextOffset;
    }

    /// Tells what lies below the high watermark, [MetadataLog#FETCH_BYTES_MAX] bytes of it at a
    /// time.
    ///
    /// @return whether there was anything
    boolean tellMore() {
        if (nextOffset >= highWatermark) {
            return false;
        }
        for (MutableRecordBatch batch : log.read(nextOffset, highWatermark).batches()) {
            Invariant.check(
                    batch.baseOffset() == nextOffset && batch.nextOffset() <= highWatermark,
                    "committed batches follow one another",
                    batch.baseOffset(),
                    nextOffset,
                    highWatermark);
            // Control batches are the quorum's own.
            if (!batch.isControlBatch()) {
                for (Record record : batch) {
                    ByteBuffer value = record.value();
                    listener.onCommitted(
                            record.offset(),
                            batch.partitionLeaderEpoch(),
                            value == null ? ByteBuffer.allocate(0) : value);
                }
            }
            nextOffset = batch.nextOffset();
            listener.onBatchCommitted(nextOffset);
        }
        return true;
    }
}
