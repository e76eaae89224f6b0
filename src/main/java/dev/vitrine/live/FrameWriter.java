package dev.vitrine.live;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// The frames that wait to be written to one connection, and how far the first is.
final class FrameWriter {
    private static final int PREFIX_BYTES = 4;

    private final ArrayDeque<ByteBuffer> frames = new ArrayDeque<>();

    /// Bytes to be written, prefixes included.
    private long bytes;

    /// How much of the first frame is written, prefix included.
    private int headWritten;

    /// Decides whether a frame may begin to be written now.
    interface Permit {
        /// @param index of the frame among those that wait
        boolean lets(int index);
    }

    /// The frames that wait here, the next one first. It may have been written in part.
    Iterable<ByteBuffer> frames() {
        return frames;
    }

    void add(ByteBuffer frame) {
        frames.addLast(frame);
        bytes += PREFIX_BYTES + frame.remaining();
    }

    long bytes() {
        return bytes;
    }

    int count() {
        return frames.size();
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    void clear() {
        frames.clear();
        bytes = 0;
        headWritten = 0;
    }

    /// Copies what is next to be written into `chunk`, as far as there is room and it is permitted.
    void fill(ByteBuffer chunk, Permit permit) {
        int done = headWritten;
        int index = 0;
        for (ByteBuffer frame : frames) {
            if (done == 0 && !permit.lets(index)) {
                return;
            }
            index++;
            int length = frame.remaining();
            while (done < PREFIX_BYTES) {
                if (!chunk.hasRemaining()) {
                    return;
                }
                chunk.put((byte) (length >>> 8 * (PREFIX_BYTES - 1 - done)));
                done++;
            }
            int from = done - PREFIX_BYTES;
            int count = Math.min(length - from, chunk.remaining());
            chunk.put(chunk.position(), frame, frame.position() + from, count);
            chunk.position(chunk.position() + count);
            if (from + count < length) {
                return;
            }
            done = 0;
        }
    }

    /// Forgets what has been written.
    ///
    /// @return how many frames are whole with it
    int advance(int written) {
        int left = written;
        int whole = 0;
        while (left > 0) {
            int ofHead = PREFIX_BYTES + frames.getFirst().remaining() - headWritten;
            if (left < ofHead) {
                headWritten += left;
                bytes -= left;
                return whole;
            }
            frames.removeFirst();
            headWritten = 0;
            bytes -= ofHead;
            left -= ofHead;
            whole++;
        }
        return whole;
    }
}
