package dev.vitrine.live;

import dev.vitrine.env.Listener;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// The doors of one node. They stay open whatever happens at them: when there are too many
/// connections the next is closed at once, when the system has no more files to give they rest for
/// a moment.
final class Acceptors {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptors.class);

    /// How long a node accepts nobody after the system refused.
    private static final long PAUSE_NANOS = 100_000_000;

    private final int nodeId;
    private int connectionsMax;
    private final List<SelectionKey> keys = new ArrayList<>();
    private boolean isPaused;
    private long pauseEndNanos;
    private boolean saidFull;

    Acceptors(int nodeId, Ports.Listeners listeners, Selector selector, int connectionsMax)
            throws IOException {
        this.nodeId = nodeId;
        this.connectionsMax = connectionsMax;
        register(listeners.broker(), Listener.BROKER, selector);
        register(listeners.controller(), Listener.CONTROLLER, selector);
    }

    /// Takes no more than so many from now on.
    void limit(int connections) {
        connectionsMax = connections;
        saidFull = false;
    }

    private void register(
            @Nullable ServerSocketChannel channel, Listener listener, Selector selector)
            throws IOException {
        if (channel != null) {
            keys.add(channel.register(selector, SelectionKey.OP_ACCEPT, listener));
        }
    }

    /// The next that waits at a door, if there is one and `connections` leave room for it.
    @Nullable SocketChannel next(SelectionKey key, int connections) {
        try {
            SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
            if (channel == null || connections < connectionsMax) {
                saidFull &= channel == null;
                return channel;
            }
            if (!saidFull) {
                LOG.warn("Node {} has {} connections, and takes no more", nodeId, connections);
                saidFull = true;
            }
            Sockets.reset(channel);
            return null;
        } catch (IOException e) {
            LOG.warn("Node {} cannot accept a connection: {}", nodeId, e.getMessage());
            isPaused = true;
            pauseEndNanos = System.nanoTime() + PAUSE_NANOS;
            keys.forEach(door -> door.interestOps(0));
            return null;
        }
    }

    /// Opens the doors again when their rest is over.
    void acceptAgain() {
        if (isPaused && System.nanoTime() - pauseEndNanos >= 0) {
            isPaused = false;
            keys.forEach(door -> door.interestOps(SelectionKey.OP_ACCEPT));
        }
    }

    /// How long at most to wait before [#acceptAgain].
    long nanosToPause() {
        return isPaused ? PAUSE_NANOS : Long.MAX_VALUE;
    }

    void close() {
        keys.forEach(door -> Sockets.close((ServerSocketChannel) door.channel()));
    }
}
