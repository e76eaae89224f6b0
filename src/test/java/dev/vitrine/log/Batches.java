package dev.vitrine.log;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Record batches for tests, made and read by kafka-clients.
final class Batches {
    private Batches() {}

    static SimpleRecord record(long timestampMs, String key, String value) {
        return new SimpleRecord(
                timestampMs,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8));
    }

    static MemoryRecords of(String... values) {
        SimpleRecord[] records = new SimpleRecord[values.length];
        for (int i = 0; i < values.length; i++) {
            records[i] = record(1_000 + i, "k", values[i]);
        }
        return MemoryRecords.withRecords(Compression.NONE, records);
    }

    static MemoryRecords timed(Compression compression, long... timestamps) {
        SimpleRecord[] records = new SimpleRecord[timestamps.length];
        for (int i = 0; i < timestamps.length; i++) {
            records[i] = record(timestamps[i], "k", "v" + timestamps[i]);
        }
        return MemoryRecords.withRecords(compression, records);
    }

    static MemoryRecords idempotent(long producerId, int epoch, int sequence, String... values) {
        SimpleRecord[] records = new SimpleRecord[values.length];
        for (int i = 0; i < values.length; i++) {
            records[i] = record(1_000 + i, "k", values[i]);
        }
        return MemoryRecords.withIdempotentRecords(
                Compression.NONE, producerId, (short) epoch, sequence, records);
    }

    /// Batches one after another in one buffer.
    static MemoryRecords concat(MemoryRecords... each) {
        int bytes = 0;
        for (MemoryRecords records : each) {
            bytes += records.sizeInBytes();
        }
        ByteBuffer all = ByteBuffer.allocate(bytes);
        for (MemoryRecords records : each) {
            all.put(records.buffer());
        }
        return MemoryRecords.readableRecords(all.flip());
    }

    /// `offset@epoch=value` of every record, as kafka-clients reads them.
    static List<String> told(MemoryRecords records) {
        List<String> told = new ArrayList<>();
        for (MutableRecordBatch batch : records.batches()) {
            batch.ensureValid();
            for (Record record : batch) {
                told.add(
                        record.offset()
                                + "@"
                                + batch.partitionLeaderEpoch()
                                + "="
                                + StandardCharsets.UTF_8.decode(record.value()));
            }
        }
        return told;
    }

    /// Everything in a log, read in many small reads.
    static List<String> all(PartitionLog log) {
        List<String> told = new ArrayList<>();
        long next = log.logStartOffset();
        while (next < log.logEndOffset()) {
            MemoryRecords read = log.read(next, 200, true, Long.MAX_VALUE);
            told.addAll(told(read));
            next = last(read).nextOffset();
        }
        return told;
    }

    static MutableRecordBatch last(MemoryRecords records) {
        MutableRecordBatch last = null;
        for (MutableRecordBatch batch : records.batches()) {
            last = batch;
        }
        return last;
    }
}
