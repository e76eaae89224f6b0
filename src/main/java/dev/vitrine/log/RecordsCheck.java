package dev.vitrine.log;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What a leader asks of records before it takes them, as Kafka's `LogValidator` and
/// `UnifiedLog.analyzeAndValidateRecords` do, and with their errors.
///
/// Every record is looked at, compressed ones as they are unpacked. A header that does not give the
/// largest time of its records is mended.
final class RecordsCheck {
    /// How many refused records an answer names.
    private static final int RECORD_ERRORS_MAX = 100;

    private static final byte MAGIC = 2;

    private final String log;

    /// @param log the log's name, for messages
    RecordsCheck(String log) {
        this.log = log;
    }

    /// @throws RecordsRefused when a leader must not append these
    void check(ByteBuffer bytes, Origin origin, LogConfig config, long nowMs)
            throws RecordsRefused {
        int batches = 0;
        int at = bytes.position();
        while (at < bytes.limit()) {
            if (!BatchHeader.isWhole(bytes, at, bytes.limit())) {
                throw new RecordsRefused(
                        Errors.CORRUPT_MESSAGE, "A record batch for " + log + " is cut short");
            }
            checkBatch(bytes, at, origin, config, nowMs);
            at += (int) BatchHeader.size(bytes, at);
            batches++;
        }
        if (origin == Origin.CLIENT && batches != 1) {
            throw new RecordsRefused(
                    Errors.INVALID_RECORD,
                    "Produce requests must have exactly one record batch per partition, not "
                            + batches);
        }
        int size = bytes.remaining();
        if (size > config.segmentBytes()) {
            throw new RecordsRefused(
                    Errors.RECORD_LIST_TOO_LARGE,
                    "Records of "
                            + size
                            + " bytes in append to "
                            + log
                            + " exceed the segment size of "
                            + config.segmentBytes());
        }
    }

    private void checkBatch(ByteBuffer bytes, int at, Origin origin, LogConfig config, long nowMs)
            throws RecordsRefused {
        long size = BatchHeader.size(bytes, at);
        if (BatchHeader.magic(bytes, at) != MAGIC) {
            throw new RecordsRefused(
                    Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT,
                    "Records of magic " + BatchHeader.magic(bytes, at) + " are not kept any more");
        }
        if (origin == Origin.CLIENT && BatchHeader.baseOffset(bytes, at) != 0) {
            throw invalid(
                    "The baseOffset of the record batch in the append to "
                            + log
                            + " should be 0, but it is "
                            + BatchHeader.baseOffset(bytes, at));
        }
        if (origin != Origin.QUORUM) {
            checkSize(size, config);
        }
        if (!BatchHeader.checksumHolds(bytes, at)) {
            throw new RecordsRefused(
                    Errors.CORRUPT_MESSAGE, "Record is corrupt (its checksum is wrong) in " + log);
        }
        int count = BatchHeader.count(bytes, at);
        int delta = BatchHeader.lastOffsetDelta(bytes, at);
        if (count < 1 || delta != count - 1) {
            throw invalid(
                    "Inconsistent batch offset range [0, "
                            + delta
                            + "] and count of records "
                            + count
                            + " in "
                            + log);
        }
        boolean control = BatchHeader.isControl(bytes, at);
        if (control && origin == Origin.CLIENT) {
            throw invalid("Clients are not allowed to write control records to " + log);
        }
        long producerId = BatchHeader.producerId(bytes, at);
        if (producerId >= 0 && BatchHeader.baseSequence(bytes, at) < 0 && origin == Origin.CLIENT) {
            throw invalid(
                    "Invalid sequence number "
                            + BatchHeader.baseSequence(bytes, at)
                            + " in record batch with producerId "
                            + producerId);
        }
        if (control) {
            return;
        }
        Rules rules =
                new Rules(
                        config.compacted(),
                        origin == Origin.QUORUM || config.logAppendTime()
                                ? null
                                : config.timestamps(),
                        nowMs);
        Faults faults = new Faults(rules);
        if (BatchHeader.compression(bytes, at) == 0) {
            walk(bytes, at, (int) size, count, faults);
        } else {
            unpack(bytes.slice(at, (int) size), count, faults);
        }
        faults.throwIfAny();
        if (origin != Origin.QUORUM && !config.logAppendTime()) {
            BatchHeader.setCreateTime(bytes, at, faults.maxTimestamp);
        }
    }

    /// A batch must not be larger than `max.message.bytes`, as sent and as it is kept.
    void checkSize(long size, LogConfig config) throws RecordsRefused {
        if (size > config.maxMessageBytes()) {
            throw new RecordsRefused(
                    Errors.MESSAGE_TOO_LARGE,
                    "The record batch size in the append to "
                            + log
                            + " is "
                            + size
                            + " bytes which exceeds the maximum configured value of "
                            + config.maxMessageBytes()
                            + ".");
        }
    }

    /// What each record must be.
    ///
    /// @param timestamps the times that are accepted, null when any is
    private record Rules(boolean keysNeeded, @Nullable Timestamps timestamps, long nowMs) {
        boolean isOutside(long timestamp) {
            return timestamps != null
                    && timestamp != -1
                    && (nowMs - timestamp > timestamps.beforeMaxMs()
                            || timestamp - nowMs > timestamps.afterMaxMs());
        }
    }

    /// The records of a batch that break the rules, as they come up.
    private final class Faults {
        private final Rules rules;
        private final List<RecordsRefused.RecordError> errors = new ArrayList<>();
        private int count;
        private boolean isOfTime;

        /// The largest time so far, -1 when no record has one.
        private long maxTimestamp = RecordBatch.NO_TIMESTAMP;

        Faults(Rules rules) {
            this.rules = rules;
        }

        void look(int index, boolean hasKey, long timestamp) {
            maxTimestamp = Math.max(maxTimestamp, timestamp);
            if (rules.keysNeeded && !hasKey) {
                add(
                        index,
                        "Compacted topic cannot accept message without key in topic partition "
                                + log);
            } else if (rules.timestamps != null && rules.isOutside(timestamp)) {
                isOfTime = true;
                add(
                        index,
                        "Timestamp "
                                + timestamp
                                + " of message with offset "
                                + index
                                + " is out of range. The timestamp should be within ["
                                + (rules.nowMs - rules.timestamps.beforeMaxMs())
                                + ", "
                                + (rules.nowMs + rules.timestamps.afterMaxMs())
                                + "]");
            }
        }

        private void add(int index, String message) {
            count++;
            if (errors.size() < RECORD_ERRORS_MAX) {
                errors.add(new RecordsRefused.RecordError(index, message));
            }
        }

        void throwIfAny() throws RecordsRefused {
            if (isOfTime) {
                throw new RecordsRefused(
                        Errors.INVALID_TIMESTAMP,
                        "One or more records have been rejected due to invalid timestamp",
                        errors);
            }
            if (count > 0) {
                throw new RecordsRefused(
                        Errors.INVALID_RECORD,
                        "One or more records have been rejected due to "
                                + count
                                + " record errors in total, and only showing the first three"
                                + " errors at most: "
                                + errors.stream()
                                        .limit(3)
                                        .map(error ->
                                                "RecordError(batchIndex="
                                                        + error.batchIndex()
                                                        + ", message='"
                                                        + error.message()
                                                        + "')")
                                        .toList(),
                        errors);
            }
        }
    }

    private void walk(ByteBuffer bytes, int at, int size, int count, Faults faults)
            throws RecordsRefused {
        RecordWalk walk = new RecordWalk(bytes, at + BatchHeader.BYTES, at + size);
        boolean stamped = BatchHeader.isLogAppendTime(bytes, at);
        long baseTimestamp = BatchHeader.baseTimestamp(bytes, at);
        for (int index = 0; index < count; index++) {
            if (!walk.next() || walk.offsetDelta() != index) {
                throw invalid("Record " + index + " of the batch for " + log + " is malformed");
            }
            faults.look(
                    index,
                    walk.hasKey(),
                    stamped
                            ? BatchHeader.maxTimestamp(bytes, at)
                            : baseTimestamp + walk.timestampDelta());
        }
        if (!walk.isAtEnd()) {
            throw invalid(
                    "The batch for "
                            + log
                            + " holds more than the "
                            + count
                            + " records it counts");
        }
    }

    /// Bytes that do not unpack are a failure that Kafka has no error of its own for.
    private void unpack(ByteBuffer bytes, int count, Faults faults) throws RecordsRefused {
        RecordBatch batch = MemoryRecords.readableRecords(bytes).batches().iterator().next();
        int index = 0;
        try (CloseableIterator<Record> records =
                ((DefaultRecordBatch) batch).skipKeyValueIterator(BufferSupplier.NO_CACHING)) {
            while (records.hasNext()) {
                Record record = records.next();
                faults.look(index, record.hasKey(), record.timestamp());
                index++;
            }
        } catch (InvalidRecordException e) {
            throw invalid("The batch for " + log + " is malformed: " + e.getMessage());
        } catch (KafkaException | IllegalArgumentException | IllegalStateException e) {
            throw new RecordsRefused(
                    Errors.UNKNOWN_SERVER_ERROR,
                    "The batch for " + log + " does not unpack: " + e.getMessage());
        }
        if (index != count) {
            throw invalid(
                    "The batch for " + log + " holds " + index + " records but counts " + count);
        }
    }

    /// The records as the log keeps them: compressed its own way when it has one.
    ///
    /// @return the same buffer when every batch stays as it was sent
    ByteBuffer asKept(ByteBuffer bytes, Origin origin, LogConfig config) throws RecordsRefused {
        Codec codec = config.codec();
        boolean changes = false;
        for (int at = bytes.position(); at < bytes.limit(); at += size(bytes, at)) {
            changes |= mustChange(bytes, at, codec);
        }
        if (!changes || origin == Origin.QUORUM) {
            return bytes;
        }
        List<ByteBuffer> kept = new ArrayList<>();
        int total = 0;
        for (int at = bytes.position(); at < bytes.limit(); at += size(bytes, at)) {
            ByteBuffer batch = bytes.slice(at, size(bytes, at));
            if (mustChange(bytes, at, codec)) {
                batch = recompressed(batch, codec);
                checkSize(batch.remaining(), config);
            }
            kept.add(batch);
            total += batch.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(total);
        kept.forEach(all::put);
        return all.flip();
    }

    private static boolean mustChange(ByteBuffer bytes, int at, Codec codec) {
        return !codec.keeps(BatchHeader.compression(bytes, at))
                && !BatchHeader.isControl(bytes, at);
    }

    private ByteBuffer recompressed(ByteBuffer bytes, Codec codec) throws RecordsRefused {
        try {
            RecordBatch batch = MemoryRecords.readableRecords(bytes).batches().iterator().next();
            try (MemoryRecordsBuilder builder =
                    MemoryRecords.builder(
                            ByteBuffer.allocate(bytes.remaining()),
                            MAGIC,
                            codec.compression(),
                            TimestampType.CREATE_TIME,
                            batch.baseOffset(),
                            RecordBatch.NO_TIMESTAMP,
                            batch.producerId(),
                            batch.producerEpoch(),
                            batch.baseSequence(),
                            batch.isTransactional(),
                            batch.partitionLeaderEpoch())) {
                for (Record record : batch) {
                    builder.append(record);
                }
                return builder.build().buffer();
            }
        } catch (KafkaException | IllegalArgumentException | IllegalStateException e) {
            throw invalid("The batch for " + log + " is malformed: " + e.getMessage());
        }
    }

    private static int size(ByteBuffer bytes, int at) {
        return (int) BatchHeader.size(bytes, at);
    }

    private static RecordsRefused invalid(String message) {
        return new RecordsRefused(Errors.INVALID_RECORD, message);
    }
}
