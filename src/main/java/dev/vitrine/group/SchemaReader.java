package dev.vitrine.group;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the primitive types of Kafka's message schemas. Lengths are two or four bytes, or varints
/// plus one in a flexible version. Reading past the end is a `BufferUnderflowException`.
final class SchemaReader {
    private final ByteBuffer in;
    private final boolean flexible;

    SchemaReader(ByteBuffer bytes, boolean flexible) {
        this.in = bytes.duplicate();
        this.flexible = flexible;
    }

    /// A field of a flexible version that a reader may not know.
    record Tagged(int tag, ByteBuffer bytes) {}

    byte int8() {
        return in.get();
    }

    short int16() {
        return in.getShort();
    }

    int int32() {
        return in.getInt();
    }

    long int64() {
        return in.getLong();
    }

    int varint() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new Malformed("a varint of more than five bytes");
    }

    Uuid uuid() {
        return new Uuid(in.getLong(), in.getLong());
    }

    String string() {
        String value = nullableString();
        if (value == null) {
            throw new Malformed("a string that may not be null is");
        }
        return value;
    }

    @Nullable String nullableString() {
        int length = flexible ? varint() - 1 : in.getShort();
        return length == -1 ? null : new String(take(length), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return take(flexible ? varint() - 1 : in.getInt());
    }

    /// How many elements follow; never more than there are bytes for.
    int arrayLength() {
        int length = flexible ? varint() - 1 : in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new Malformed("an array of " + length);
        }
        return length;
    }

    List<Tagged> tagged() {
        int count = varint();
        if (count < 0 || count > in.remaining()) {
            throw new Malformed(count + " tagged fields");
        }
        List<Tagged> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int tag = varint();
            fields.add(new Tagged(tag, ByteBuffer.wrap(take(varint()))));
        }
        return fields;
    }

    private byte[] take(int length) {
        if (length < 0 || length > in.remaining()) {
            throw new Malformed(
                    "a length of " + length + " with " + in.remaining() + " bytes left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /// The bytes do not form what they claim to be.
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }
}
