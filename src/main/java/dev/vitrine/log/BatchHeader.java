package dev.vitrine.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Reads and writes the fixed fields of a record batch (magic 2) where it lies in a buffer, without
/// making an object for it. Field order: `DefaultRecordBatch` in kafka-clients, or
/// https://kafka.apache.org/documentation/#recordbatch.
///
/// The checksum covers everything from the attributes on. The base offset, the length and the
/// leader epoch are not covered, so that a leader may fill them in; whoever trusts a batch checks
/// those against what the log says must come next.
final class BatchHeader {
    private BatchHeader() {}

    /// Bytes before the records.
    static final int BYTES = 61;

    private static final int BASE_OFFSET = 0;
    private static final int LENGTH = 8;
    private static final int LEADER_EPOCH = 12;
    private static final int MAGIC = 16;
    private static final int CRC = 17;
    private static final int ATTRIBUTES = 21;
    private static final int LAST_OFFSET_DELTA = 23;
    private static final int BASE_TIMESTAMP = 27;
    private static final int MAX_TIMESTAMP = 35;
    private static final int PRODUCER_ID = 43;
    private static final int PRODUCER_EPOCH = 51;
    private static final int BASE_SEQUENCE = 53;
    private static final int COUNT = 57;

    /// Bytes that the length field does not count.
    private static final int LOG_OVERHEAD = 12;

    private static final int COMPRESSION_MASK = 0x07;
    private static final int LOG_APPEND_TIME = 0x08;
    private static final int TRANSACTIONAL = 0x10;
    private static final int CONTROL = 0x20;

    static long baseOffset(ByteBuffer bytes, int at) {
        return bytes.getLong(at + BASE_OFFSET);
    }

    static void setBaseOffset(ByteBuffer bytes, int at, long offset) {
        bytes.putLong(at + BASE_OFFSET, offset);
    }

    /// Bytes of the whole batch as it claims; anything may stand there in bytes not yet checked.
    static long size(ByteBuffer bytes, int at) {
        return (long) LOG_OVERHEAD + bytes.getInt(at + LENGTH);
    }

    static int leaderEpoch(ByteBuffer bytes, int at) {
        return bytes.getInt(at + LEADER_EPOCH);
    }

    static void setLeaderEpoch(ByteBuffer bytes, int at, int epoch) {
        bytes.putInt(at + LEADER_EPOCH, epoch);
    }

    static byte magic(ByteBuffer bytes, int at) {
        return bytes.get(at + MAGIC);
    }

    static int lastOffsetDelta(ByteBuffer bytes, int at) {
        return bytes.getInt(at + LAST_OFFSET_DELTA);
    }

    static long lastOffset(ByteBuffer bytes, int at) {
        return baseOffset(bytes, at) + lastOffsetDelta(bytes, at);
    }

    /// What the records' times are counted from.
    static long baseTimestamp(ByteBuffer bytes, int at) {
        return bytes.getLong(at + BASE_TIMESTAMP);
    }

    static long maxTimestamp(ByteBuffer bytes, int at) {
        return bytes.getLong(at + MAX_TIMESTAMP);
    }

    static long producerId(ByteBuffer bytes, int at) {
        return bytes.getLong(at + PRODUCER_ID);
    }

    static short producerEpoch(ByteBuffer bytes, int at) {
        return bytes.getShort(at + PRODUCER_EPOCH);
    }

    static int baseSequence(ByteBuffer bytes, int at) {
        return bytes.getInt(at + BASE_SEQUENCE);
    }

    /// Sequences wrap around to 0 after the largest int (KIP-98).
    static int lastSequence(ByteBuffer bytes, int at) {
        int base = baseSequence(bytes, at);
        int delta = lastOffsetDelta(bytes, at);
        return base > Integer.MAX_VALUE - delta
                ? delta - (Integer.MAX_VALUE - base) - 1
                : base + delta;
    }

    static int count(ByteBuffer bytes, int at) {
        return bytes.getInt(at + COUNT);
    }

    /// Kafka's compression ids, 0 for none.
    static int compression(ByteBuffer bytes, int at) {
        return bytes.getShort(at + ATTRIBUTES) & COMPRESSION_MASK;
    }

    static boolean isTransactional(ByteBuffer bytes, int at) {
        return (bytes.getShort(at + ATTRIBUTES) & TRANSACTIONAL) != 0;
    }

    static boolean isControl(ByteBuffer bytes, int at) {
        return (bytes.getShort(at + ATTRIBUTES) & CONTROL) != 0;
    }

    /// The leader's time becomes the time of every record in the batch; the checksum follows.
    static void stampLogAppendTime(ByteBuffer bytes, int at, long nowMs) {
        short attributes = bytes.getShort(at + ATTRIBUTES);
        bytes.putShort(at + ATTRIBUTES, (short) (attributes | LOG_APPEND_TIME));
        bytes.putLong(at + MAX_TIMESTAMP, nowMs);
        bytes.putInt(at + CRC, (int) checksum(bytes, at));
    }

    /// Whether the time of every record in the batch is the largest in the header.
    static boolean isLogAppendTime(ByteBuffer bytes, int at) {
        return (bytes.getShort(at + ATTRIBUTES) & LOG_APPEND_TIME) != 0;
    }

    /// Records keep the times they were created at, the largest of which is this; the checksum
    /// follows.
    static void setCreateTime(ByteBuffer bytes, int at, long maxTimestamp) {
        if (isLogAppendTime(bytes, at) || maxTimestamp(bytes, at) != maxTimestamp) {
            short attributes = bytes.getShort(at + ATTRIBUTES);
            bytes.putShort(at + ATTRIBUTES, (short) (attributes & ~LOG_APPEND_TIME));
            bytes.putLong(at + MAX_TIMESTAMP, maxTimestamp);
            bytes.putInt(at + CRC, (int) checksum(bytes, at));
        }
    }

    /// Whether the stored checksum is that of the bytes. The batch must lie whole in the buffer.
    static boolean checksumHolds(ByteBuffer bytes, int at) {
        return (int) checksum(bytes, at) == bytes.getInt(at + CRC);
    }

    /// Whether the length can be that of a batch at all, and it lies whole before `limit`.
    static boolean isWhole(ByteBuffer bytes, int at, int limit) {
        return limit - at >= BYTES && size(bytes, at) >= BYTES && size(bytes, at) <= limit - at;
    }

    private static long checksum(ByteBuffer bytes, int at) {
        int length = (int) size(bytes, at) - ATTRIBUTES;
        CRC32C crc = new CRC32C();
        if (bytes.hasArray()) {
            crc.update(bytes.array(), bytes.arrayOffset() + at + ATTRIBUTES, length);
        } else {
            crc.update(bytes.slice(at + ATTRIBUTES, length));
        }
        return crc.getValue();
    }
}
