package dev.vitrine.sim;

import dev.vitrine.env.Listener;
import dev.vitrine.env.Transport;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// The sockets of one process. They go with it.
final class SimTransport implements Transport {
    private final Network network;
    private final Machine machine;
    private final int incarnation;
    private final Map<Long, SimSocket> sockets = new LinkedHashMap<>();
    private long lastNumber;

    SimTransport(Network network, Machine machine, int incarnation) {
        this.network = network;
        this.machine = machine;
        this.incarnation = incarnation;
    }

    @Override
    public long connect(int nodeId, Listener listener) {
        SimSocket socket = open();
        network.connect(socket, nodeId, listener);
        return socket.number();
    }

    @Override
    public void send(long connection, ByteBuffer frame) {
        SimSocket socket = sockets.get(connection);
        if (socket != null) {
            socket.send(frame);
        }
    }

    /// The simulated network has room for everybody.
    @Override
    public void acceptAtMost(int connections) {}

    @Override
    public void mute(long connection) {
        SimSocket socket = sockets.get(connection);
        if (socket != null) {
            socket.mute();
        }
    }

    @Override
    public void unmute(long connection) {
        SimSocket socket = sockets.get(connection);
        if (socket != null) {
            socket.unmute();
        }
    }

    @Override
    public void close(long connection) {
        SimSocket socket = sockets.get(connection);
        if (socket != null) {
            socket.close();
        }
    }

    SimSocket open() {
        SimSocket socket = new SimSocket(network, this, machine, ++lastNumber);
        sockets.put(socket.number(), socket);
        return socket;
    }

    /// Whether the process these sockets belong to still runs.
    boolean isAlive() {
        return machine.incarnation() == incarnation && machine.isRunning();
    }

    @Nullable SimSocket socket(long number) {
        return sockets.get(number);
    }

    Iterable<SimSocket> sockets() {
        return new ArrayList<>(sockets.values());
    }

    void forget(SimSocket socket) {
        sockets.remove(socket.number());
    }

    /// The process is gone. Its kernel, if that is still there, tells the other sides.
    void end(Machine.State after) {
        for (SimSocket socket : sockets()) {
            socket.processEnded(after == Machine.State.DARK);
        }
        sockets.clear();
    }
}
