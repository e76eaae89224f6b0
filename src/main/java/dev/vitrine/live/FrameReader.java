package dev.vitrine.live;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// Puts the bytes of one connection together to frames: four bytes of length, then that many.
final class FrameReader {
    /// What is allocated on the word of a length alone, before its bytes have come. From there the
    /// buffer at most doubles with what has come.
    static final int UNSEEN_BYTES_MAX = 16 * 1024;

    /// What a frame takes besides its bytes. Without it a stream of empty frames would count as
    /// nothing.
    static final int FRAME_OVERHEAD_BYTES = 64;

    private static final int PREFIX_BYTES = 4;

    private final int frameBytesMax;
    private final ArrayDeque<ByteBuffer> frames = new ArrayDeque<>();

    /// Memory that [#frames] take.
    private long queuedBytes;

    private int prefix;
    private int prefixBytes;

    /// The frame that is not whole yet, and how long it will be.
    private @Nullable ByteBuffer partial;

    private int partialLength;

    FrameReader(int frameBytesMax) {
        this.frameBytesMax = frameBytesMax;
    }

    /// A length that no frame may have.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /// Takes all that remains in `chunk`. The frames do not share its bytes.
    ///
    /// @throws Refused when a frame says that it is too long, or of negative length
    void accept(ByteBuffer chunk) throws Refused {
        while (chunk.hasRemaining()) {
            ByteBuffer frame = partial;
            if (frame == null) {
                if (!readPrefix(chunk)) {
                    return;
                }
                frame =
                        ByteBuffer.allocate(
                                Math.min(
                                        partialLength,
                                        Math.max(UNSEEN_BYTES_MAX, chunk.remaining())));
            }
            int count = Math.min(partialLength - frame.position(), chunk.remaining());
            frame = withRoomFor(frame, count);
            frame.put(frame.position(), chunk, chunk.position(), count);
            frame.position(frame.position() + count);
            chunk.position(chunk.position() + count);
            if (frame.position() == partialLength) {
                frames.add(frame.flip());
                queuedBytes += FRAME_OVERHEAD_BYTES + partialLength;
                partial = null;
            } else {
                partial = frame;
            }
        }
    }

    private boolean readPrefix(ByteBuffer chunk) throws Refused {
        while (prefixBytes < PREFIX_BYTES) {
            if (!chunk.hasRemaining()) {
                return false;
            }
            prefix = prefix << 8 | chunk.get() & 0xff;
            prefixBytes++;
        }
        prefixBytes = 0;
        partialLength = prefix;
        if (partialLength < 0) {
            throw new Refused("a frame of " + partialLength + " bytes");
        }
        if (partialLength > frameBytesMax) {
            throw new Refused(
                    "a frame of "
                            + partialLength
                            + " bytes, when "
                            + frameBytesMax
                            + " are allowed");
        }
        return true;
    }

    private ByteBuffer withRoomFor(ByteBuffer frame, int count) {
        int needed = frame.position() + count;
        if (needed <= frame.capacity()) {
            return frame;
        }
        long grown = Math.min(partialLength, Math.max(needed, 2L * frame.capacity()));
        return ByteBuffer.allocate((int) grown).put(frame.flip());
    }

    /// The whole frames that wait here, the next one first.
    Iterable<ByteBuffer> frames() {
        return frames;
    }

    /// The next whole frame stays here until [#remove].
    @Nullable ByteBuffer peek() {
        return frames.peekFirst();
    }

    ByteBuffer remove() {
        ByteBuffer frame = frames.removeFirst();
        queuedBytes -= FRAME_OVERHEAD_BYTES + frame.remaining();
        return frame;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /// Memory that is taken here: by whole frames, and by the one that is not whole yet.
    long heldBytes() {
        return queuedBytes + (partial == null ? 0 : partial.capacity());
    }

    /// Memory that is taken by the whole frames that wait here.
    long queuedBytes() {
        return queuedBytes;
    }

    void clear() {
        frames.clear();
        queuedBytes = 0;
        partial = null;
    }
}
