package dev.vitrine.wire;

import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Readable;

import java.nio.ByteBuffer;

/// The bytes of a request, as far as they may be believed.
///
/// A list element can be one byte on the wire and a hundred on the heap, so that a frame well
/// within `socket.request.max.bytes` could take all of the memory. Kafka's own readers refuse only
/// a list that has more elements than the frame has bytes; here a request has a limited number of
/// fields as well. Keys, values and records are one field each, however long.
final class RequestBytes implements Readable {
    /// Fields of one request, those in its lists included: a fetch of ten thousand partitions has a
    /// tenth of it.
    static final int FIELDS_MAX = 1 << 20;

    private final ByteBufferAccessor bytes;
    private int fieldsLeft = FIELDS_MAX;

    RequestBytes(ByteBuffer frame) {
        this(new ByteBufferAccessor(frame));
    }

    private RequestBytes(ByteBufferAccessor bytes) {
        this.bytes = bytes;
    }

    private ByteBufferAccessor nextField() {
        if (fieldsLeft == 0) {
            throw new MalformedFrame("it has more than " + FIELDS_MAX + " fields", null);
        }
        fieldsLeft--;
        return bytes;
    }

    @Override
    public byte readByte() {
        return nextField().readByte();
    }

    @Override
    public short readShort() {
        return nextField().readShort();
    }

    @Override
    public int readInt() {
        return nextField().readInt();
    }

    @Override
    public long readLong() {
        return nextField().readLong();
    }

    @Override
    public double readDouble() {
        return nextField().readDouble();
    }

    @Override
    public int readUnsignedVarint() {
        return nextField().readUnsignedVarint();
    }

    @Override
    public int readVarint() {
        return nextField().readVarint();
    }

    @Override
    public long readVarlong() {
        return nextField().readVarlong();
    }

    @Override
    public byte[] readArray(int length) {
        return bytes.readArray(length);
    }

    @Override
    public ByteBuffer readByteBuffer(int length) {
        return bytes.readByteBuffer(length);
    }

    /// What a list's length is held against before its elements are read: no list is longer than
    /// the fields that are left.
    @Override
    public int remaining() {
        return Math.min(bytes.remaining(), fieldsLeft);
    }

    @Override
    public Readable slice() {
        RequestBytes rest = new RequestBytes((ByteBufferAccessor) bytes.slice());
        rest.fieldsLeft = fieldsLeft;
        return rest;
    }
}
