package dev.vitrine.live;

import dev.vitrine.env.Listener;
import dev.vitrine.env.Peer;
import dev.vitrine.fault.Fault;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// One socket of a node.
///
/// ```text
/// CONNECTING ──▶ OPEN ──▶ CLOSING ──▶ CLOSED
///      └───────────┴─────────────────────▲
/// ```
///
/// Faults on a link are played where the connection was made, since both directions pass there; for
/// clients, who are out of reach, where it was accepted.
final class Connection {
    /// Frames may wait here up to this many bytes before no more are read.
    static final int READ_AHEAD_BYTES_MAX = 64 * 1024;

    enum State {
        CONNECTING,
        OPEN,
        /// What was sent is still to be written; nothing is read any more.
        CLOSING,
        CLOSED
    }

    final long id;
    final Peer peer;
    final int node;
    final Listener listener;

    /// The other end: a node's number or [Fault#CLIENTS].
    final int remote;

    final SocketChannel channel;
    final int localPort;
    final FrameReader in;
    final FrameWriter out = new FrameWriter();

    State state;
    @Nullable SelectionKey key;
    boolean muted;

    /// The other side will send nothing more.
    boolean ended;

    /// In the transport's list of those that have frames to hand over.
    boolean isReady;

    /// In the transport's list of those that have frames to write.
    boolean isDirty;

    /// The socket took no more.
    boolean isFull;

    boolean hasBroughtFrame;

    /// The tap keeps what is answered to the request that was taken last.
    boolean isTapped;

    /// What [Memory] knows of this connection.
    long countedBytes;

    long openedMs;
    long lastReadMs;

    private final boolean outbound;
    private final @Nullable SentRequests sent;
    private int servingApi = SentRequests.UNKNOWN;

    Connection(
            long id,
            Peer peer,
            int node,
            int remote,
            SocketChannel channel,
            int localPort,
            int frameBytesMax) {
        this.id = id;
        this.peer = peer;
        this.node = node;
        this.remote = remote;
        this.channel = channel;
        this.localPort = localPort;
        this.in = new FrameReader(frameBytesMax);
        this.outbound = peer instanceof Peer.Outbound;
        this.sent = outbound ? new SentRequests() : null;
        this.state = outbound ? State.CONNECTING : State.OPEN;
        this.listener =
                switch (peer) {
                    case Peer.Inbound(Listener at, String _) -> at;
                    case Peer.Outbound(int _, Listener at) -> at;
                };
    }

    boolean isOutbound() {
        return outbound;
    }

    /// Whether faults on the link to the other end are played here.
    private boolean playsFaults() {
        return outbound || remote == Fault.CLIENTS;
    }

    boolean readingIsCut(Links links) {
        return playsFaults() && links.isCut(remote, node);
    }

    boolean writingIsCut(Links links) {
        return playsFaults() && links.isCut(node, remote);
    }

    /// Puts a frame behind those that wait to be written.
    void enqueue(ByteBuffer frame) {
        if (sent != null && frame.remaining() >= 8) {
            int at = frame.position();
            sent.add(frame.getInt(at + 4), frame.getShort(at));
        }
        out.add(frame);
    }

    /// Whether a frame may begin to be written.
    boolean letsOut(ByteBuffer frame, Links links) {
        if (links.holds().isEmpty() || !playsFaults()) {
            return true;
        }
        if (outbound) {
            return frame.remaining() < 2
                    || !links.isHeld(node, remote, listener, frame.getShort(frame.position()));
        }
        return !links.isHeld(remote, node, listener, servingApi);
    }

    /// Whether the next frame that came may be handed over.
    boolean letsIn(Links links) {
        ByteBuffer frame = in.peek();
        if (frame == null || muted || state != State.OPEN || readingIsCut(links)) {
            return false;
        }
        if (links.holds().isEmpty() || !playsFaults()) {
            return true;
        }
        int at = frame.position();
        if (sent != null) {
            return frame.remaining() < 4
                    || !links.isHeld(node, remote, listener, sent.apiOf(frame.getInt(at)));
        }
        return frame.remaining() < 2 || !links.isHeld(remote, node, listener, frame.getShort(at));
    }

    /// Takes the next frame that came.
    ByteBuffer takeFrame() {
        ByteBuffer frame = in.remove();
        int at = frame.position();
        if (sent == null) {
            servingApi = frame.remaining() < 2 ? SentRequests.UNKNOWN : frame.getShort(at);
        } else if (frame.remaining() >= 4) {
            sent.answered(frame.getInt(at));
        }
        return frame;
    }

    /// Whether all that will ever come has been handed over.
    boolean isDrained() {
        return ended && in.isEmpty() && !muted;
    }

    /// What the selector should look for.
    int interest(Links links) {
        if (state == State.CONNECTING) {
            return SelectionKey.OP_CONNECT;
        }
        boolean reads =
                state == State.OPEN
                        && !ended
                        && in.queuedBytes() < READ_AHEAD_BYTES_MAX
                        && !readingIsCut(links);
        boolean writes = isFull && !out.isEmpty() && !writingIsCut(links);
        return (reads ? SelectionKey.OP_READ : 0) | (writes ? SelectionKey.OP_WRITE : 0);
    }
}
