package dev.vitrine.sim;

import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What is committed in a partition of a compacted topic. Replicas clean their logs each at its own
/// pace, so their bytes differ. What may not differ is the record at an offset, where it is still
/// there; and of every key the last record is there, unless it deletes the key.
final class CleanedLog {
    /// @param key null when the record has none
    /// @param valueHash 0 of a record that deletes its key
    private record Kept(ByteBuffer key, int valueHash, boolean deletes) {}

    private final String place;
    private final Ledger.Report report;
    private final TreeMap<Long, Kept> records = new TreeMap<>();
    private long end;

    CleanedLog(String place, Ledger.Report report) {
        this.place = place;
        this.report = report;
    }

    /// One past the last offset known to be committed.
    long end() {
        return end;
    }

    /// Compares what a node shows with what is settled, and settles what is new.
    ///
    /// @param shown takes the offsets of the records
    /// @param settled hears of batches that come to be committed
    /// @return one past the last offset of the batches
    long observe(int node, ByteBuffer bytes, Set<Long> shown, Consumer<RecordBatch> settled) {
        long next = 0;
        for (RecordBatch batch : MemoryRecords.readableRecords(bytes).batches()) {
            batch.ensureValid();
            boolean isNew = batch.baseOffset() >= end;
            for (Record record : batch) {
                shown.add(record.offset());
                Kept now = kept(record);
                if (isNew) {
                    records.put(record.offset(), now);
                } else {
                    compare(node, record.offset(), now);
                }
            }
            if (isNew) {
                settled.accept(batch);
                end = batch.nextOffset();
            }
            next = batch.nextOffset();
        }
        return next;
    }

    private void compare(int node, long offset, Kept now) {
        Kept before = records.get(offset);
        if (!now.equals(before)) {
            report.broken(
                    "the committed prefix is the same everywhere",
                    "node " + node + " has in " + place + "@" + offset + " another record");
        }
    }

    /// Checks all that a node shows of its log, up to the end.
    void checkLastValues(int node, long logStart, Set<Long> shown) {
        Map<ByteBuffer, Long> last = new TreeMap<>();
        records.tailMap(logStart).forEach((offset, kept) -> last.put(kept.key, offset));
        last.forEach((key, offset) -> {
            boolean deletes = deletes(offset);
            if (!shown.contains(offset) && !deletes) {
                report.broken(
                        "a compacted log keeps the last value of every key",
                        "node " + node + " has lost " + place + "@" + offset);
            }
        });
        for (long offset : shown) {
            Kept kept = records.get(offset);
            long newest = kept == null ? offset : last.getOrDefault(kept.key, offset);
            if (newest > offset && deletes(newest) && !shown.contains(newest)) {
                report.broken(
                        "a deleted key does not come back",
                        "node " + node + " has " + place + "@" + offset + ", deleted at " + newest);
            }
        }
    }

    private boolean deletes(long offset) {
        Kept kept = records.get(offset);
        return kept != null && kept.deletes;
    }

    private static Kept kept(Record record) {
        ByteBuffer key = ByteBuffer.wrap(bytes(record.key()));
        boolean deletes = !record.hasValue();
        return new Kept(key, deletes ? 0 : record.value().hashCode(), deletes);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer == null ? 0 : buffer.remaining()];
        if (buffer != null) {
            buffer.duplicate().get(bytes);
        }
        return bytes;
    }
}
