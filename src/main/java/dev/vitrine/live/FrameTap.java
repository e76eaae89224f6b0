package dev.vitrine.live;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;

/// Keeps the newest frames that the nodes of a cluster took and answered, for those who want to
/// look at bytes. Off until somebody does.
///
/// A frame is kept where its request was received: what nodes ask of each other is received by one
/// of them. Frames of the app's own eyes are not kept. May be used from any thread.
final class FrameTap {
    /// Who is not part of the picture: `history.Projector` leaves them out too.
    private static final byte[] HIDDEN_PREFIX = "vitrine.".getBytes(StandardCharsets.UTF_8);

    /// In every version of the header that has a client id it stands here, behind its length.
    private static final int CLIENT_ID_AT = 10;

    private static final int CORRELATION_ID_AT = 4;

    private final ArrayDeque<Kept> frames = new ArrayDeque<>();
    private int bytes;
    private volatile boolean on;

    private record Kept(
            int node,
            long connection,
            int correlationId,
            boolean isRequest,
            int length,
            byte[] bytes) {
        boolean is(int ofNode, long onConnection, int withCorrelationId) {
            return correlationId == withCorrelationId
                    && connection == onConnection
                    && node == ofNode;
        }
    }

    void turn(boolean on) {
        this.on = on;
        if (!on) {
            synchronized (frames) {
                frames.clear();
                bytes = 0;
            }
        }
    }

    /// A node takes a request. The frame stays as it is.
    ///
    /// @return whether its answer is to be kept too
    boolean request(int node, long connection, ByteBuffer frame) {
        if (!on || frame.remaining() < CORRELATION_ID_AT + Integer.BYTES || isHidden(frame)) {
            return false;
        }
        int correlationId = frame.getInt(frame.position() + CORRELATION_ID_AT);
        keep(new Kept(node, connection, correlationId, true, frame.remaining(), copy(frame)));
        return true;
    }

    /// A node answers a request that was kept.
    void response(int node, long connection, ByteBuffer frame) {
        if (on && frame.remaining() >= Integer.BYTES) {
            int correlationId = frame.getInt(frame.position());
            keep(new Kept(node, connection, correlationId, false, frame.remaining(), copy(frame)));
        }
    }

    /// Whether a request comes from the app's own eyes.
    static boolean isHidden(ByteBuffer frame) {
        int from = frame.position() + CLIENT_ID_AT;
        if (frame.limit() - from < HIDDEN_PREFIX.length) {
            return false;
        }
        for (int i = 0; i < HIDDEN_PREFIX.length; i++) {
            if (frame.get(from + i) != HIDDEN_PREFIX[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] copy(ByteBuffer frame) {
        byte[] copy = new byte[Math.min(Exchange.FRAME_BYTES_MAX, frame.remaining())];
        frame.get(frame.position(), copy);
        return copy;
    }

    private void keep(Kept kept) {
        synchronized (frames) {
            frames.addLast(kept);
            bytes += kept.bytes.length;
            while (frames.size() > Exchange.FRAMES_MAX || bytes > Exchange.BYTES_MAX) {
                bytes -= frames.removeFirst().bytes.length;
            }
        }
    }

    /// What is kept of a request and its answer.
    Exchange find(int node, long connection, int correlationId) {
        @Nullable Kept response = null;
        Kept request = null;
        synchronized (frames) {
            Iterator<Kept> newestFirst = frames.descendingIterator();
            while (newestFirst.hasNext() && request == null) {
                Kept kept = newestFirst.next();
                if (kept.is(node, connection, correlationId)) {
                    if (kept.isRequest) {
                        request = kept;
                    } else {
                        response = kept;
                    }
                }
            }
        }
        if (request == null && response == null) {
            return Exchange.FORGOTTEN;
        }
        return new Exchange(
                request == null ? null : request.bytes.clone(),
                request == null ? 0 : request.length,
                response == null ? null : response.bytes.clone(),
                response == null ? 0 : response.length);
    }
}
