package dev.vitrine.log;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What a leader asks of records before it takes them, as Kafka's `LogValidator` and
/// `UnifiedLog.analyzeAndValidateRecords` do, and with their errors.
///
/// Uncompressed records are walked through; compressed ones are believed by their header, unless
/// the topic is compacted and every record needs a key.
final class RecordsCheck {
    /// How many refused records an answer names.
    private static final int RECORD_ERRORS_MAX = 100;

    /// The largest of Kafka's compression ids: zstd.
    private static final int COMPRESSION_MAX = 4;

    private static final byte MAGIC = 2;

    private final String log;

    /// @param log the log's name, for messages
    RecordsCheck(String log) {
        this.log = log;
    }

    /// @throws RecordsRefused when a leader must not append these
    void check(ByteBuffer bytes, Origin origin, LogConfig config) throws RecordsRefused {
        int batches = 0;
        int at = bytes.position();
        while (at < bytes.limit()) {
            if (!BatchHeader.isWhole(bytes, at, bytes.limit())) {
                throw new RecordsRefused(
                        Errors.CORRUPT_MESSAGE, "A record batch for " + log + " is cut short");
            }
            checkBatch(bytes, at, origin, config);
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

    private void checkBatch(ByteBuffer bytes, int at, Origin origin, LogConfig config)
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
        if (size > config.maxMessageBytes() && origin != Origin.QUORUM) {
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
        int compression = BatchHeader.compression(bytes, at);
        if (compression > COMPRESSION_MAX) {
            throw invalid("Unknown compression type id: " + compression);
        }
        if (control) {
            return;
        }
        if (compression == 0) {
            RecordWalk walk = new RecordWalk(bytes, at + BatchHeader.BYTES, at + (int) size);
            checkRecords(walk, count, config.compacted());
        } else if (config.compacted()) {
            checkCompressedKeys(bytes, at, (int) size, count);
        }
    }

    private void checkRecords(RecordWalk walk, int count, boolean keysNeeded)
            throws RecordsRefused {
        List<RecordsRefused.RecordError> errors = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            if (!walk.next() || walk.offsetDelta() != index) {
                throw invalid("Record " + index + " of the batch for " + log + " is malformed");
            }
            if (keysNeeded && !walk.hasKey()) {
                addKeyError(errors, index);
            }
        }
        if (!walk.isAtEnd()) {
            throw invalid(
                    "The batch for "
                            + log
                            + " holds more than the "
                            + count
                            + " records it counts");
        }
        throwIfAny(errors);
    }

    private void checkCompressedKeys(ByteBuffer bytes, int at, int size, int count)
            throws RecordsRefused {
        List<RecordsRefused.RecordError> errors = new ArrayList<>();
        int index = 0;
        try {
            RecordBatch batch =
                    MemoryRecords.readableRecords(bytes.slice(at, size))
                            .batches()
                            .iterator()
                            .next();
            for (Record record : batch) {
                if (!record.hasKey()) {
                    addKeyError(errors, index);
                }
                index++;
            }
        } catch (KafkaException | IllegalArgumentException | IllegalStateException e) {
            throw invalid("The batch for " + log + " is malformed: " + e.getMessage());
        }
        if (index != count) {
            throw invalid(
                    "The batch for " + log + " holds " + index + " records but counts " + count);
        }
        throwIfAny(errors);
    }

    private void addKeyError(List<RecordsRefused.RecordError> errors, int index) {
        if (errors.size() < RECORD_ERRORS_MAX) {
            errors.add(
                    new RecordsRefused.RecordError(
                            index,
                            "Compacted topic cannot accept message without key in topic partition "
                                    + log
                                    + "."));
        }
    }

    private static void throwIfAny(List<RecordsRefused.RecordError> errors) throws RecordsRefused {
        if (!errors.isEmpty()) {
            throw new RecordsRefused(
                    Errors.INVALID_RECORD,
                    "One or more records have been rejected due to "
                            + errors.size()
                            + " record errors in total: "
                            + errors.getFirst().message(),
                    errors);
        }
    }

    private static RecordsRefused invalid(String message) {
        return new RecordsRefused(Errors.INVALID_RECORD, message);
    }
}
