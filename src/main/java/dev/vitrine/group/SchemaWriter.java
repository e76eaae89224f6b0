package dev.vitrine.group;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes the primitive types of Kafka's message schemas, one after the other.
final class SchemaWriter {
    private ByteBuffer buffer = ByteBuffer.allocate(128);

    SchemaWriter int8(int value) {
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    SchemaWriter int16(int value) {
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    SchemaWriter int32(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    SchemaWriter int64(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    /// Seven bits a byte, the lowest first.
    SchemaWriter varint(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            room(1).put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        room(1).put((byte) rest);
        return this;
    }

    /// A length of two bytes, then UTF-8.
    ///
    /// @throws IllegalArgumentException when it takes more than 32 767 bytes; none that came in by
    ///   the wire's own strings of that kind does
    SchemaWriter string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a string of " + utf8.length + " bytes is too long");
        }
        int16(utf8.length);
        room(utf8.length).put(utf8);
        return this;
    }

    /// As [#string], with length -1 for null.
    SchemaWriter nullableString(@Nullable String value) {
        return value == null ? int16(-1) : string(value);
    }

    /// A length plus one as a varint, then UTF-8.
    SchemaWriter compactString(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length + 1);
        room(utf8.length).put(utf8);
        return this;
    }

    /// As [#compactString], with length 0 for null.
    SchemaWriter compactNullableString(@Nullable String value) {
        return value == null ? varint(0) : compactString(value);
    }

    /// A length plus one as a varint, then the bytes.
    SchemaWriter compactBytes(byte[] value) {
        varint(value.length + 1);
        room(value.length).put(value);
        return this;
    }

    SchemaWriter uuid(Uuid value) {
        return int64(value.getMostSignificantBits()).int64(value.getLeastSignificantBits());
    }

    /// Bytes that were written elsewhere.
    SchemaWriter raw(ByteBuffer bytes) {
        room(bytes.remaining()).put(bytes);
        return this;
    }

    /// A length of four bytes, then the bytes.
    SchemaWriter bytes(byte[] value) {
        int32(value.length);
        room(value.length).put(value);
        return this;
    }

    /// What was written, ready to be read.
    ByteBuffer done() {
        return buffer.flip();
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int capacity = Math.max(buffer.capacity() * 2, buffer.position() + bytes);
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
        }
        return buffer;
    }
}
