package dev.vitrine.live;

import dev.vitrine.env.Listener;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/// The ports of one node on 127.0.0.1. They stay the node's while it is down: a socket that does
/// not listen keeps each from being given to somebody else.
final class Ports {
    /// How often a port is tried that is in use, and how long apart: a node that went down a moment
    /// ago may still hold it.
    static final int BIND_ATTEMPTS_MAX = 20;

    static final long BIND_PAUSE_NANOS = 25_000_000;

    /// Connections that wait to be accepted.
    private static final int BACKLOG_MAX = 128;

    private final Port broker;
    private final Port controller;

    /// @param brokerPort 0 when any will do
    Ports(Role role, int brokerPort) {
        this.broker = new Port(role.isBroker(), brokerPort);
        this.controller = new Port(role.isController(), 0);
    }

    /// One listener's port.
    private static final class Port {
        final boolean wanted;
        volatile int number;
        @Nullable SocketChannel placeholder;
        boolean wasOurs;

        Port(boolean wanted, int number) {
            this.wanted = wanted;
            this.number = number;
        }
    }

    /// The sockets of a node that runs.
    record Listeners(
            @Nullable ServerSocketChannel broker, @Nullable ServerSocketChannel controller) {
        void close() {
            for (ServerSocketChannel channel : new ServerSocketChannel[] {broker, controller}) {
                if (channel != null) {
                    try {
                        channel.close();
                    } catch (IOException e) {
                        throw new ClusterException("cannot close a port: " + e.getMessage(), e);
                    }
                }
            }
        }
    }

    /// Begins to listen. The first time a port that was left to the system becomes known.
    ///
    /// @throws ClusterException with one sentence when a port is in use
    synchronized Listeners listen() {
        ServerSocketChannel atBroker = listen(broker);
        try {
            return new Listeners(atBroker, listen(controller));
        } catch (ClusterException e) {
            new Listeners(atBroker, null).close();
            throw e;
        }
    }

    /// Keeps the ports while the node is down.
    synchronized void hold() {
        hold(broker);
        hold(controller);
    }

    /// Gives the ports up.
    synchronized void free() {
        free(broker);
        free(controller);
    }

    int brokerPort() {
        return broker.wanted ? broker.number : 0;
    }

    int controllerPort() {
        return controller.wanted ? controller.number : 0;
    }

    /// Where a listener is reached; 0 when the node has none.
    int of(Listener listener) {
        return listener == Listener.BROKER ? brokerPort() : controllerPort();
    }

    private static @Nullable ServerSocketChannel listen(Port port) {
        if (!port.wanted) {
            return null;
        }
        free(port);
        // Only the node's own past is worth waiting for; a stranger's port is not.
        int attemptsMax = port.wasOurs ? BIND_ATTEMPTS_MAX : 1;
        for (int attempt = 1; ; attempt++) {
            try {
                ServerSocketChannel channel = ServerSocketChannel.open();
                try {
                    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    channel.bind(loopback(port.number), BACKLOG_MAX);
                    channel.configureBlocking(false);
                    port.number = ((InetSocketAddress) channel.getLocalAddress()).getPort();
                    port.wasOurs = true;
                    return channel;
                } catch (IOException | RuntimeException e) {
                    channel.close();
                    throw e;
                }
            } catch (BindException e) {
                if (attempt >= attemptsMax) {
                    throw new ClusterException(whyNot(port.number, e), e);
                }
                LockSupport.parkNanos(BIND_PAUSE_NANOS);
            } catch (IOException e) {
                throw new ClusterException(
                        "cannot listen on port " + port.number + ": " + e.getMessage(), e);
            }
        }
    }

    private static String whyNot(int port, BindException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("in use")
                ? "port " + port + " is in use"
                : "cannot listen on port " + port + ": " + message;
    }

    private static void hold(Port port) {
        if (!port.wanted || port.number == 0) {
            return;
        }
        free(port);
        try {
            SocketChannel channel = SocketChannel.open();
            port.placeholder = channel;
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(loopback(port.number));
        } catch (IOException e) {
            // Then it is held by luck only; a restart that finds it taken says so.
            free(port);
        }
    }

    private static void free(Port port) {
        if (port.placeholder != null) {
            try {
                port.placeholder.close();
            } catch (IOException e) {
                throw new ClusterException("cannot close a port: " + e.getMessage(), e);
            }
        }
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(LOOPBACK, port);
    }

    private static final InetAddress LOOPBACK = loopbackAddress();

    private static InetAddress loopbackAddress() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }
}
