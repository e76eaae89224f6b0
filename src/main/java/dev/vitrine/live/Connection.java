package dev.vitrine.live;

import dev.vitrine.env.Listener;
import dev.vitrine.env.Peer;
import dev.vitrine.fault.Fault;
import dev.vitrine.fault.Links;
import dev.vitrine.fault.Route;
import dev.vitrine.live.Gate.Cargo;
import dev.vitrine.live.Gate.Weather;

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

    private static final int PRODUCE = 0;

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
    final Gate inGate;
    final Gate outGate;

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

    /// The order in which it came to have a frame to hand over, among all of the cluster's.
    long readySince;

    /// The app's own eyes come in here: it is not part of the picture.
    boolean isHidden;

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
            int frameBytesMax,
            Gatekeeper keeper) {
        this.id = id;
        this.peer = peer;
        this.node = node;
        this.remote = remote;
        this.channel = channel;
        this.localPort = localPort;
        this.in = new FrameReader(frameBytesMax);
        this.inGate = new Gate(keeper.of(this, this::coming));
        this.outGate = new Gate(keeper.of(this, this::going));
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

    Weather outside(Weather weather) {
        return (playsFaults() ? weather : weather.indoors()).outgoing();
    }

    private Weather inside(Weather weather) {
        return playsFaults() ? weather : weather.indoors();
    }

    /// Looks what waits here, and tells of it.
    void look(Weather weather) {
        outGate.look(out.frames(), outside(weather));
        if (state == State.OPEN && !readingIsCut(weather.links())) {
            inGate.look(in.frames(), inside(weather));
        }
    }

    /// Whether a frame may begin to be written.
    boolean letsOut(int index, Weather weather) {
        return outGate.lets(index, outside(weather));
    }

    /// Whether the next frame that came may be handed over.
    boolean letsIn(Weather weather) {
        return hasNext() && !readingIsCut(weather.links()) && inGate.lets(0, inside(weather));
    }

    /// Whether there is a frame that the node would take.
    boolean hasNext() {
        return !in.isEmpty() && !muted && state == State.OPEN;
    }

    /// What swallows the next frame, in either direction; null when nothing does.
    @Nullable String swallows(Weather weather) {
        String going = outGate.swallowsHead(outside(weather));
        return going != null ? going : inGate.swallowsHead(inside(weather));
    }

    /// Whether nothing is known to wait here.
    boolean hasClearGates() {
        return inGate.isEmpty() && outGate.isEmpty();
    }

    /// The number of the first frame that is held here on a route; 0 when there is none.
    long heldOn(Route route, Weather weather) {
        long going = outGate.heldOn(route, outside(weather));
        return going != 0 ? going : inGate.heldOn(route, inside(weather));
    }

    /// Where a frame waits; null when it does not wait here.
    @Nullable Gate gateOf(long frame) {
        return outGate.has(frame) ? outGate : inGate.has(frame) ? inGate : null;
    }

    /// When a frame that waits here goes on by itself; `Long.MAX_VALUE` when none does.
    long dueMs(Weather weather) {
        return Math.min(outGate.dueMs(outside(weather)), inGate.dueMs(inside(weather)));
    }

    /// What a frame in the outgoing queue is.
    private Cargo going(ByteBuffer frame) {
        return outbound
                ? cargo(frame, node, remote, SentRequests.UNKNOWN, false)
                : cargo(frame, node, remote, servingApi, true);
    }

    /// What a frame in the incoming queue is.
    private Cargo coming(ByteBuffer frame) {
        int at = frame.position();
        return sent != null && frame.remaining() >= Integer.BYTES
                ? cargo(frame, remote, node, sent.apiOf(frame.getInt(at)), true)
                : cargo(frame, remote, node, SentRequests.UNKNOWN, outbound);
    }

    private Cargo cargo(ByteBuffer frame, int from, int to, int answeredApi, boolean isAnswer) {
        int at = frame.position();
        int api = answeredApi;
        int correlationId = -1;
        if (isAnswer && frame.remaining() >= Integer.BYTES) {
            correlationId = frame.getInt(at);
        } else if (!isAnswer && frame.remaining() >= 2 * Integer.BYTES) {
            api = frame.getShort(at);
            correlationId = frame.getInt(at + Integer.BYTES);
        }
        return new Cargo(
                from,
                to,
                listener == Listener.CONTROLLER,
                api,
                correlationId,
                isAnswer,
                frame.remaining());
    }

    /// Takes the next frame that came.
    ByteBuffer takeFrame() {
        ByteBuffer frame = in.remove();
        inGate.passed(1);
        int at = frame.position();
        if (sent == null) {
            servingApi = frame.remaining() < 2 ? SentRequests.UNKNOWN : frame.getShort(at);
        } else if (frame.remaining() >= 4) {
            sent.answered(frame.getInt(at));
        }
        return frame;
    }

    /// Whether a client waits here for an answer that it needs: to a request that was not taken
    /// yet, or to one that brought records. (A fetch that waits for records is let go lightly.)
    boolean isOwedAnAnswer() {
        return !outbound
                && remote == Fault.CLIENTS
                && (!in.isEmpty() || muted && servingApi == PRODUCE);
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
