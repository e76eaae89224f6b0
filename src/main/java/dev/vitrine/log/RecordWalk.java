package dev.vitrine.log;

import java.nio.ByteBuffer;

/// Walks the records of an uncompressed batch where they lie, without making objects: enough to
/// tell whether they are well formed and have keys. Field order: `DefaultRecord` in kafka-clients,
/// or https://kafka.apache.org/documentation/#record.
final class RecordWalk {
    private static final int VARINT_BYTES_MAX = 5;
    private static final int VARLONG_BYTES_MAX = 10;

    private final ByteBuffer bytes;
    private final int limit;
    private int at;

    /// Whether everything so far was well formed.
    private boolean sound = true;

    private long timestampDelta;
    private int offsetDelta;
    private boolean hasKey;

    RecordWalk(ByteBuffer bytes, int from, int limit) {
        this.bytes = bytes;
        this.at = from;
        this.limit = limit;
    }

    /// Moves to the next record.
    ///
    /// @return false when there is none, or it is malformed
    boolean next() {
        int length = varint();
        if (!sound || length < 1 || length > limit - at) {
            return false;
        }
        int end = at + length;
        at++; // attributes, none in use
        timestampDelta = varlong();
        offsetDelta = varint();
        int keyLength = varint();
        hasKey = keyLength >= 0;
        skip(keyLength, end);
        skip(varint(), end); // value
        int headers = varint();
        sound &= headers >= 0;
        for (int i = 0; i < headers && sound; i++) {
            int nameLength = varint();
            sound &= nameLength >= 0;
            skip(nameLength, end);
            skip(varint(), end);
        }
        return sound && at == end;
    }

    long timestampDelta() {
        return timestampDelta;
    }

    int offsetDelta() {
        return offsetDelta;
    }

    boolean hasKey() {
        return hasKey;
    }

    boolean isAtEnd() {
        return at == limit;
    }

    /// A length of -1 says null and takes no bytes.
    private void skip(int length, int end) {
        if (!sound || length < -1 || length > end - at) {
            sound = false;
        } else if (length > 0) {
            at += length;
        }
    }

    private int varint() {
        int raw = 0;
        for (int i = 0; i < VARINT_BYTES_MAX && at < limit; i++) {
            byte b = bytes.get(at++);
            raw |= (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        sound = false;
        return 0;
    }

    private long varlong() {
        long raw = 0;
        for (int i = 0; i < VARLONG_BYTES_MAX && at < limit; i++) {
            byte b = bytes.get(at++);
            raw |= (b & 0x7fL) << (7 * i);
            if (b >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        sound = false;
        return 0;
    }
}
