package dev.vitrine.live;

import dev.vitrine.env.Listener;
import dev.vitrine.fault.Fault;
import dev.vitrine.fault.Links;

import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/// What the nodes of one cluster share of their network: who listens where, which socket is whose,
/// and what is cut or held. May be used from any thread.
final class Network {
    /// How many sockets are kept open behind a cut. The oldest is closed for one more.
    static final int BURIED_MAX = 256;

    private final Map<Integer, Ports> addresses = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> nodeByLocalPort = new ConcurrentHashMap<>();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong arrivals = new AtomicLong();
    private final ArrayDeque<SocketChannel> buried = new ArrayDeque<>();
    private final FrameTap tap = new FrameTap();
    private volatile Links links = Links.CLEAR;

    /// A node's ports. Stays right while the node is down and after it is back.
    void register(int nodeId, Ports ports) {
        addresses.put(nodeId, ports);
    }

    /// The port of a listener; 0 when there is no such node or no such listener.
    int portOf(int nodeId, Listener listener) {
        Ports ports = addresses.get(nodeId);
        return ports == null ? 0 : ports.of(listener);
    }

    /// A number for a connection: no two have the same as long as the cluster lives.
    long nextConnection() {
        return connections.incrementAndGet();
    }

    /// A number for a frame that waits at a gate: no two have the same.
    long nextFrame() {
        return frames.incrementAndGet();
    }

    /// The place of something that came to a node, in the order of all that came to any.
    long nextArrival() {
        return arrivals.incrementAndGet();
    }

    /// Remembers that connections from this port are this node's.
    void claim(int localPort, int nodeId) {
        nodeByLocalPort.put(localPort, nodeId);
    }

    void disclaim(int localPort) {
        nodeByLocalPort.remove(localPort);
    }

    /// Who connects from a port: a node, or [Fault#CLIENTS].
    int endAt(int remotePort) {
        return nodeByLocalPort.getOrDefault(remotePort, Fault.CLIENTS);
    }

    /// Where the frames that nodes take and answer are kept.
    FrameTap tap() {
        return tap;
    }

    Links links() {
        return links;
    }

    synchronized void change(UnaryOperator<Links> change) {
        links = change.apply(links);
        if (links.cuts().isEmpty()) {
            exhume();
        }
    }

    /// Keeps a socket open that its owner has closed: behind a cut nobody learns of that.
    synchronized void bury(SocketChannel channel) {
        buried.addLast(channel);
        if (links.cuts().isEmpty()) {
            exhume();
        } else if (buried.size() > BURIED_MAX) {
            Sockets.close(buried.removeFirst());
        }
    }

    /// Closes what was closed behind a cut.
    synchronized void exhume() {
        while (!buried.isEmpty()) {
            Sockets.close(buried.removeFirst());
        }
    }
}
