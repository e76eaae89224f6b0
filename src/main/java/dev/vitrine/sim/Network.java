package dev.vitrine.sim;

import dev.vitrine.env.Listener;
import dev.vitrine.env.Peer;
import dev.vitrine.sim.SimSocket.Packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/// The network between the machines of a world.
///
/// Links are directed: each ordered pair of machines has a delay of its own and may be cut alone.
/// What is sent into a cut link waits there, as TCP would send it again, until the link is whole or
/// the connection is lost. A dark machine answers nothing; one that is merely down resets and
/// refuses. Frames of a connection arrive whole, once and in order, or the connection is gone.
final class Network {
    /// How long an attempt to connect waits for an answer.
    static final long CONNECT_TIMEOUT_MICROS = 3_000_000;

    /// How long what was sent to a silent machine is sent again before the connection is given up.
    static final long RETRANSMISSION_TIMEOUT_MICROS = 15_000_000;

    /// How the network is.
    ///
    /// @param delayMicrosMin the shortest way
    /// @param delayMicrosMax the longest way of a link that is well
    /// @param halfOpenPercent how often a lost connection is noticed by one side only
    /// @param lossAtHealPercent how often a connection does not survive a cut
    record Weather(
            long delayMicrosMin, long delayMicrosMax, int halfOpenPercent, int lossAtHealPercent) {}

    private record Link(int from, int to) implements Comparable<Link> {
        @Override
        public int compareTo(Link other) {
            int byFrom = Integer.compare(from, other.from);
            return byFrom != 0 ? byFrom : Integer.compare(to, other.to);
        }
    }

    private final World world;
    private final Weather weather;
    private final RandomGenerator chance;
    private final TreeSet<Link> cuts = new TreeSet<>();
    private final TreeMap<Link, Long> delays = new TreeMap<>();

    /// Ends with packets stuck at a cut link. They may have outlived their process.
    private final Set<SimSocket> stalled = new LinkedHashSet<>();

    private int lastPort = 40_000;

    Network(World world, Weather weather) {
        this.world = world;
        this.weather = weather;
        this.chance = world.stream("network", 0);
    }

    // ---- faults --------------------------------------------------------------------------------

    /// Nothing passes from one machine to another until [#heal].
    void cut(int from, int to) {
        if (from != to) {
            cuts.add(new Link(from, to));
        }
    }

    boolean isCut(int from, int to) {
        return cuts.contains(new Link(from, to));
    }

    boolean hasCuts() {
        return !cuts.isEmpty();
    }

    /// What passes from one machine to another takes up to that much longer.
    void delay(int from, int to, long extraMicrosMax) {
        delays.put(new Link(from, to), extraMicrosMax);
    }

    /// Makes a link whole.
    void heal(int from, int to) {
        if (cuts.remove(new Link(from, to))) {
            resume(from, to);
        }
    }

    /// Makes all links whole and quick.
    void healAll() {
        delays.clear();
        List<Link> healed = new ArrayList<>(cuts);
        cuts.clear();
        healed.forEach(link -> resume(link.from, link.to));
    }

    private void resume(int from, int to) {
        List<SimSocket> sockets = new ArrayList<>();
        for (SimSocket socket : stalled) {
            SimSocket other = socket.other();
            if (other != null && socket.machine().id() == from && other.machine().id() == to) {
                sockets.add(socket);
            }
        }
        for (SimSocket socket : sockets) {
            stalled.remove(socket);
            if (chance.nextInt(100) < weather.lossAtHealPercent) {
                lose(socket);
            } else {
                socket.sendStalled();
            }
        }
    }

    /// Loses a connection, and with it all that is on its way.
    void lose(SimSocket socket) {
        SimSocket other = socket.other();
        socket.becomeBroken();
        boolean oneSided = chance.nextInt(100) < weather.halfOpenPercent;
        world.after(delay(socket.machine().id(), socket.machine().id()), socket::becomeClosed);
        if (other != null) {
            other.becomeBroken();
            if (!oneSided) {
                world.after(
                        delay(socket.machine().id(), other.machine().id()), other::becomeClosed);
            }
        }
    }

    // ---- packets -------------------------------------------------------------------------------

    void connect(SimSocket socket, int nodeId, Listener listener) {
        socket.becomePeerOf(new Peer.Outbound(nodeId, listener));
        int from = socket.machine().id();
        world.after(
                CONNECT_TIMEOUT_MICROS,
                () -> {
                    if (socket.state() == SimSocket.State.CONNECTING) {
                        socket.becomeClosed();
                    }
                });
        if (world.machineOrNull(nodeId) == null) {
            world.after(1_000, socket::becomeClosed);
        } else if (!isCut(from, nodeId)) {
            world.after(delay(from, nodeId), () -> arrive(socket, nodeId, listener));
        }
    }

    private void arrive(SimSocket socket, int nodeId, Listener listener) {
        Machine target = world.machine(nodeId);
        int from = socket.machine().id();
        SimTransport transport = target.transport();
        if (socket.state() != SimSocket.State.CONNECTING || target.state() == Machine.State.DARK) {
            return;
        }
        if (transport == null || !target.program().listensOn(listener)) {
            if (!isCut(nodeId, from)) {
                world.after(delay(nodeId, from), socket::becomeClosed);
            }
            return;
        }
        SimSocket accepted = transport.open();
        accepted.join(socket);
        socket.join(accepted);
        lastPort = lastPort >= 60_000 ? 40_000 : lastPort + 1;
        accepted.becomePeerOf(new Peer.Inbound(listener, "127.0.0.1:" + lastPort));
        transmit(accepted, new Packet.Accepted());
        accepted.becomeOpen();
    }

    /// Puts a packet on its way to the other end.
    void transmit(SimSocket from, Packet packet) {
        SimSocket to = from.other();
        if (to == null) {
            return;
        }
        int source = from.machine().id();
        int target = to.machine().id();
        if (from.isBroken()) {
            world.after(delay(source, target) + delay(target, source), from::becomeClosed);
            return;
        }
        if (isCut(source, target)) {
            stalled.add(from);
            from.stall(packet);
            return;
        }
        long arrival =
                Math.max(from.lastArrivalMicros() + 1, world.nowMicros() + delay(source, target));
        from.arrivesAt(arrival);
        world.at(arrival, () -> arrive(from, to, packet));
    }

    private void arrive(SimSocket from, SimSocket to, Packet packet) {
        if (to.machine().state() == Machine.State.DARK) {
            world.after(RETRANSMISSION_TIMEOUT_MICROS, from::becomeClosed);
        } else if (to.transport().isAlive()) {
            to.receive(packet);
        } else if (packet instanceof Packet.Frame) {
            reset(to);
        }
    }

    /// Answers for an end that is no more: the other side learns of it, unless a cut is between.
    void reset(SimSocket gone) {
        SimSocket other = gone.other();
        if (other != null && !isCut(gone.machine().id(), other.machine().id())) {
            world.after(delay(gone.machine().id(), other.machine().id()), other::becomeClosed);
        }
    }

    private long delay(int from, int to) {
        long delay =
                weather.delayMicrosMin
                        + chance.nextLong(weather.delayMicrosMax - weather.delayMicrosMin + 1);
        Long extra = delays.get(new Link(from, to));
        return extra == null ? delay : delay + chance.nextLong(extra + 1);
    }

    // ---- what machines were told ----------------------------------------------------------------

    void told(Machine machine, String what, long number) {
        world.digest(number * 31 + what.hashCode());
    }

    void delivered(Machine machine, long number, ByteBuffer frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame.duplicate());
        world.digest(crc.getValue() ^ (number << 32));
    }
}
