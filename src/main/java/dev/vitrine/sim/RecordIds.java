package dev.vitrine.sim;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/// How the records of simulated producers carry the ledger's ids: in a header, since the value of a
/// compacted topic's record may be null.
final class RecordIds {
    /// Keys of one compacted topic. Few, so that there is much to compact.
    private static final int KEYS = 7;

    /// Of the records of a compacted topic one in so many deletes its key.
    private static final int TOMBSTONE_EVERY = 5;

    private static final String HEADER = "id";

    private RecordIds() {}

    static SimpleRecord record(Place place, long id, long timestampMs, byte[] value) {
        boolean keyed = place.topic().startsWith(Options.Topic.COMPACTED);
        boolean deletes = keyed && id % TOMBSTONE_EVERY == 0;
        byte[] header = bytes(id);
        return new SimpleRecord(
                timestampMs,
                bytes(keyed ? id % KEYS : id),
                deletes ? null : value,
                new Header[] {new RecordHeader(HEADER, header)});
    }

    static long id(Record record) {
        for (Header header : record.headers()) {
            if (header.key().equals(HEADER)) {
                return ByteBuffer.wrap(header.value()).getLong();
            }
        }
        return -1;
    }

    /// The ids in a batch, by offset.
    static Map<Long, Long> in(RecordBatch batch) {
        Map<Long, Long> ids = new TreeMap<>();
        for (Record record : batch) {
            ids.put(record.offset(), id(record));
        }
        return ids;
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
