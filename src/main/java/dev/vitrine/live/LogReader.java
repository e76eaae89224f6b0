package dev.vitrine.live;

import dev.vitrine.broker.Broker;
import dev.vitrine.broker.LogSlice;
import dev.vitrine.env.Node;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Reads records out of a node's own log. The node only hands over bytes; they are unpacked on
/// another thread.
final class LogReader {
    /// Records of one reading.
    static final int RECORDS_MAX = 2_000;

    /// Bytes of batches of one reading, but for a first batch that is larger.
    static final int BYTES_MAX = 1 << 20;

    /// Headers kept of a record.
    static final int HEADERS_MAX = 16;

    /// What a node hands over at once: it serves clients meanwhile.
    private static final int SLICE_BYTES_MAX = 64 << 10;

    /// How often a node is asked for one reading: a log that was compacted has many small segments.
    private static final int SLICES_MAX = 32;

    private final LiveNode node;
    private final int nodeId;
    private final String topic;
    private final int partition;
    private final List<LoggedRecord> found = new ArrayList<>();
    private int bytes;
    private int slices;

    LogReader(LiveNode node, int nodeId, String topic, int partition) {
        this.node = node;
        this.nodeId = nodeId;
        this.topic = topic;
        this.partition = partition;
    }

    CompletableFuture<LoggedRecords> read(long fromOffset, int recordsMax) {
        if (recordsMax < 0 || recordsMax > RECORDS_MAX) {
            throw new IllegalArgumentException("0 to " + RECORDS_MAX + " records: " + recordsMax);
        }
        return readOn(fromOffset, fromOffset, recordsMax);
    }

    private CompletableFuture<LoggedRecords> readOn(long from, long next, int recordsMax) {
        slices++;
        return node.ask(asked -> slice(asked, next))
                .thenComposeAsync(slice -> {
                    long start = Math.max(from, slice.logStartOffset());
                    long to =
                            recordsMax == 0
                                    ? start
                                    : unpack(slice, Math.max(next, start), recordsMax);
                    boolean more =
                            found.size() < recordsMax
                                    && to < slice.logEndOffset()
                                    && slices < SLICES_MAX
                                    && bytes < BYTES_MAX;
                    return more
                            ? readOn(from, to, recordsMax)
                            : CompletableFuture.completedFuture(
                                    new LoggedRecords(
                                            slice.logStartOffset(),
                                            slice.highWatermark(),
                                            slice.lastStableOffset(),
                                            slice.logEndOffset(),
                                            start,
                                            to,
                                            List.copyOf(found)));
                });
    }

    private LogSlice slice(Node asked, long from) {
        if (!(asked instanceof Broker broker)) {
            throw new ClusterException("node " + nodeId + " is a toy");
        }
        LogSlice slice = broker.slice(topic, partition, from, SLICE_BYTES_MAX);
        if (slice == null) {
            throw new ClusterException("node " + nodeId + " has no " + topic + "-" + partition);
        }
        return slice;
    }

    /// @return one past the last offset that was looked at
    private long unpack(LogSlice slice, long from, int recordsMax) {
        ByteBuffer batches = slice.batches();
        bytes += batches.remaining();
        long to = Math.max(from, slice.logEndOffset());
        for (MutableRecordBatch batch : MemoryRecords.readableRecords(batches).batches()) {
            try (CloseableIterator<Record> records =
                    batch.streamingIterator(BufferSupplier.NO_CACHING)) {
                while (records.hasNext()) {
                    Record record = records.next();
                    if (record.offset() < from) {
                        continue;
                    }
                    found.add(logged(batch, record));
                    if (found.size() == recordsMax) {
                        return record.offset() + 1;
                    }
                }
            }
            to = batch.nextOffset();
        }
        return to;
    }

    private static LoggedRecord logged(MutableRecordBatch batch, Record record) {
        List<LoggedRecord.Header> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            if (headers.size() < HEADERS_MAX) {
                byte[] value = header.value();
                headers.add(
                        new LoggedRecord.Header(
                                header.key(),
                                value == null ? null : Payload.of(ByteBuffer.wrap(value))));
            }
        }
        return new LoggedRecord(
                record.offset(),
                batch.partitionLeaderEpoch(),
                record.timestamp(),
                payload(record.hasKey() ? record.key() : null),
                payload(record.hasValue() ? record.value() : null),
                List.copyOf(headers),
                batch.producerId(),
                batch.hasProducerId() ? record.sequence() : -1,
                batch.isTransactional(),
                batch.isControlBatch());
    }

    private static @Nullable Payload payload(@Nullable ByteBuffer bytes) {
        return bytes == null ? null : Payload.of(bytes);
    }
}
