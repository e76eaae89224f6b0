package dev.vitrine.sim;

import dev.vitrine.env.Invariant;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Peer;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// One end of a connection.
///
/// ```
///  CONNECTING ──► OPEN ──► CLOSED
///       └────────────────────▲
/// ```
///
/// `CLOSED` means that its process has been told, or is about to be. The two ends learn of a loss
/// each in its own time, and one that sends nothing may never: a half-open connection.
final class SimSocket {
    /// Frames that may wait at one end, muted or stalled by a cut link; above that the connection
    /// is lost.
    static final int WAITING_FRAMES_MAX = 10_000;

    enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }

    /// What travels between two ends.
    sealed interface Packet {
        /// A frame.
        record Frame(ByteBuffer bytes) implements Packet {}

        /// The connection was accepted.
        record Accepted() implements Packet {}

        /// Nothing more will come.
        record Fin() implements Packet {}

        /// There is no such connection.
        record Reset() implements Packet {}
    }

    private final Network network;
    private final SimTransport transport;
    private final Machine machine;
    private final long number;
    private State state = State.CONNECTING;

    /// The other end; null until it exists.
    private @Nullable SimSocket other;

    private Peer peer = new Peer.Inbound(Listener.BROKER, "");
    private boolean muted;
    private boolean drainQueued;

    /// Arrived, and held back while muted.
    private final ArrayDeque<ByteBuffer> held = new ArrayDeque<>();

    /// Nothing more comes after what is held.
    private boolean finHeld;

    /// The connection is lost, whether or not this end knows it yet: nothing passes any more.
    private boolean broken;

    /// Sent, and stuck at a cut link.
    private final ArrayDeque<Packet> stalled = new ArrayDeque<>();

    /// When the last packet from here arrives over there; those after it do not overtake it.
    private long lastArrivalMicros;

    SimSocket(Network network, SimTransport transport, Machine machine, long number) {
        this.network = network;
        this.transport = transport;
        this.machine = machine;
        this.number = number;
    }

    long number() {
        return number;
    }

    Machine machine() {
        return machine;
    }

    State state() {
        return state;
    }

    SimTransport transport() {
        return transport;
    }

    @Nullable SimSocket other() {
        return other;
    }

    void join(SimSocket newOther) {
        other = newOther;
    }

    Peer peer() {
        return peer;
    }

    void becomePeerOf(Peer newPeer) {
        peer = newPeer;
    }

    long lastArrivalMicros() {
        return lastArrivalMicros;
    }

    void arrivesAt(long micros) {
        lastArrivalMicros = micros;
    }

    // ---- what the process does ------------------------------------------------------------------

    void send(ByteBuffer frame) {
        if (state != State.CLOSED) {
            network.transmit(this, new Packet.Frame(frame));
        }
    }

    void mute() {
        muted = true;
    }

    void unmute() {
        muted = false;
        queueDrain();
    }

    void close() {
        if (state != State.CLOSED) {
            network.transmit(this, new Packet.Fin());
            becomeClosed();
        }
    }

    void processEnded(boolean silently) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            if (silently) {
                stalled.clear();
            } else {
                network.transmit(this, new Packet.Reset());
            }
        }
    }

    // ---- what comes from the network ------------------------------------------------------------

    /// The connection is up; the process is told.
    void becomeOpen() {
        Invariant.check(state == State.CONNECTING, "a connection opens once", machine.id(), number);
        state = State.OPEN;
        machine.input(node -> {
            network.told(machine, "opened", number);
            node.onOpened(number, peer);
        });
    }

    /// The connection is gone; the process is told.
    void becomeClosed() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        held.clear();
        if (transport.isAlive()) {
            machine.input(node -> {
                transport.forget(this);
                network.told(machine, "closed", number);
                node.onClosed(number);
            });
        }
    }

    /// A packet arrived.
    void receive(Packet packet) {
        if (broken) {
            return;
        }
        if (state == State.CLOSED) {
            if (packet instanceof Packet.Frame) {
                network.reset(this);
            }
            return;
        }
        switch (packet) {
            case Packet.Accepted() -> {
                if (state == State.CONNECTING) {
                    becomeOpen();
                }
            }
            case Packet.Frame(ByteBuffer bytes) -> receiveFrame(bytes);
            case Packet.Fin() -> {
                finHeld = true;
                queueDrain();
            }
            case Packet.Reset() -> becomeClosed();
        }
    }

    private void receiveFrame(ByteBuffer bytes) {
        if (held.size() >= WAITING_FRAMES_MAX) {
            network.lose(this);
            return;
        }
        held.add(bytes);
        queueDrain();
    }

    private void queueDrain() {
        if (!drainQueued && !muted && (!held.isEmpty() || finHeld) && transport.isAlive()) {
            drainQueued = true;
            machine.input(node -> {
                drainQueued = false;
                if (muted || state != State.OPEN) {
                    return;
                }
                ByteBuffer frame = held.poll();
                if (frame != null) {
                    network.delivered(machine, number, frame);
                    node.onFrame(number, frame);
                } else if (finHeld) {
                    becomeClosed();
                }
                queueDrain();
            });
        }
    }

    // ---- cut links -----------------------------------------------------------------------------

    /// Keeps a packet until the link is whole.
    void stall(Packet packet) {
        if (stalled.size() >= WAITING_FRAMES_MAX) {
            network.lose(this);
            return;
        }
        stalled.add(packet);
    }

    boolean isStalled() {
        return !stalled.isEmpty();
    }

    /// Sends again what was stuck, in order.
    void sendStalled() {
        ArrayDeque<Packet> packets = new ArrayDeque<>(stalled);
        stalled.clear();
        packets.forEach(packet -> network.transmit(this, packet));
    }

    /// From now on nothing passes.
    void becomeBroken() {
        broken = true;
        stalled.clear();
        held.clear();
    }

    boolean isBroken() {
        return broken;
    }
}
