package dev.vitrine.live;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Node;
import dev.vitrine.env.Peer;
import dev.vitrine.env.Transport;
import dev.vitrine.event.Event;
import dev.vitrine.fault.Links;
import dev.vitrine.fault.Route;
import dev.vitrine.live.Gate.Weather;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The sockets of one node. Belongs to the node's thread, but for [#wake].
///
/// In each duty cycle: [#select] waits and reads, [#deliverNext] hands what came to the node, one
/// input at a time, [#flush] writes what the node sent.
final class NioTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(NioTransport.class);

    /// Bytes read from or written to a socket at a time.
    private static final int CHUNK_BYTES = 256 * 1024;

    /// Bytes written to one connection in a duty cycle; the rest waits for the others.
    private static final int FLUSH_BYTES_MAX = 4 * 1024 * 1024;

    /// Frames that may wait to be written to a connection. One more, and it is closed. [Memory]
    /// limits their bytes.
    static final int WRITE_QUEUE_FRAMES_MAX = 10_000;

    /// Connections a node has at a time, if `max.connections` allows more. One more is closed at
    /// once.
    static final int CONNECTIONS_MAX = 4_000;

    /// Connections accepted in a duty cycle.
    private static final int ACCEPTS_MAX = 64;

    /// How long a connection may take for its first frame, and to take off what is left when it
    /// closes.
    static final long FIRST_FRAME_MS_MAX = 30_000;

    /// How long a connection may take to come about (Kafka's `socket.connection.setup.timeout.ms`).
    private static final long CONNECT_MS_MAX = 10_000;

    /// How often connections are looked over for such as are idle.
    private static final long SWEEP_MS = 5_000;

    private static final long SELECT_MS_MAX = 60_000;

    private final int nodeId;
    private final Network network;
    private final NodeClock clock;
    private final DilatableClock pace;
    private final Consumer<Event> events;
    private final Gatekeeper gatekeeper;
    private final int frameBytesMax;
    private final long idleMsMax;
    private final Selector selector;
    private final Acceptors acceptors;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);

    private final Memory memory = new Memory();
    private final Map<Long, Connection> connections = new HashMap<>();

    /// What the node is to be told before any frame.
    private final ArrayDeque<Notice> notices = new ArrayDeque<>();

    private final ArrayDeque<Connection> ready = new ArrayDeque<>();
    private final ArrayDeque<Connection> dirty = new ArrayDeque<>();
    private final List<SelectionKey> selected = new ArrayList<>();

    private Weather weather;
    private long nextSweepMs;

    /// When the first frame that is delayed goes on.
    private long nextDueMs = Node.NEVER;

    /// A connection is open, or gone.
    private record Notice(long connection, @Nullable Peer opened, long arrival) {}

    NioTransport(
            int nodeId,
            Network network,
            Ports.Listeners listeners,
            Settings settings,
            NodeClock clock,
            DilatableClock pace,
            Consumer<Event> events) {
        this.nodeId = nodeId;
        this.network = network;
        this.clock = clock;
        this.pace = pace;
        this.events = events;
        this.gatekeeper = new Gatekeeper(nodeId, network, clock, events);
        this.weather = new Weather(Links.CLEAR, false, false, clock.nowMs());
        this.frameBytesMax = settings.intOf(BrokerSettings.SOCKET_REQUEST_MAX_BYTES);
        int connectionsMax = settings.intOf(BrokerSettings.CONNECTIONS_MAX);
        long idleMs = settings.longOf(BrokerSettings.CONNECTIONS_MAX_IDLE_MS);
        this.idleMsMax = idleMs < 0 ? Long.MAX_VALUE : idleMs;
        this.nextSweepMs = clock.nowMs() + SWEEP_MS;
        try {
            this.selector = Selector.open();
            this.acceptors = new Acceptors(nodeId, listeners, selector, limited(connectionsMax));
        } catch (IOException e) {
            throw new ClusterException("cannot open a selector: " + e.getMessage(), e);
        }
    }

    private static int limited(int connections) {
        return Math.min(CONNECTIONS_MAX, connections);
    }

    // ---- what the node calls -------------------------------------------------------------------

    @Override
    public void acceptAtMost(int connections) {
        acceptors.limit(limited(connections));
    }

    @Override
    public long connect(int toNode, Listener listener) {
        long id = network.nextConnection();
        int port = network.portOf(toNode, listener);
        Links links = network.links();
        if (port == 0 || links.isCut(nodeId, toNode) || links.isCut(toNode, nodeId)) {
            tell(id, null);
            return id;
        }
        SocketChannel channel = null;
        int localPort = 0;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // Bound first, so that the other side can tell who comes.
            channel.bind(Ports.loopback(0));
            localPort = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            network.claim(localPort, nodeId);
            boolean atOnce = channel.connect(Ports.loopback(port));
            Connection connection =
                    new Connection(
                            id,
                            new Peer.Outbound(toNode, listener),
                            nodeId,
                            toNode,
                            channel,
                            localPort,
                            frameBytesMax,
                            gatekeeper);
            connection.key = channel.register(selector, 0, connection);
            connection.openedMs = clock.nowMs();
            connections.put(id, connection);
            if (atOnce) {
                open(connection);
            }
            updateInterest(connection);
        } catch (IOException e) {
            LOG.debug("Node {} cannot connect to node {}", nodeId, toNode, e);
            network.disclaim(localPort);
            Sockets.close(channel);
            tell(id, null);
        }
        return id;
    }

    @Override
    public void send(long id, ByteBuffer frame) {
        Connection connection = connections.get(id);
        if (connection == null || connection.state == Connection.State.CLOSING) {
            return;
        }
        if (connection.isTapped) {
            network.tap().response(nodeId, id, frame);
        }
        connection.enqueue(frame);
        if (connection.out.count() > WRITE_QUEUE_FRAMES_MAX) {
            refuse(connection, "it leaves " + connection.out.count() + " frames unread");
            return;
        }
        markDirty(connection);
        countMemory(connection);
    }

    @Override
    public void mute(long id) {
        Connection connection = connections.get(id);
        if (connection != null) {
            connection.muted = true;
        }
    }

    @Override
    public void unmute(long id) {
        Connection connection = connections.get(id);
        if (connection != null && connection.muted) {
            connection.muted = false;
            markReady(connection);
        }
    }

    @Override
    public void close(long id) {
        Connection connection = connections.get(id);
        if (connection == null || connection.state == Connection.State.CLOSING) {
            return;
        }
        if (connection.state == Connection.State.CONNECTING || connection.out.isEmpty()) {
            finish(connection, false);
        } else {
            connection.state = Connection.State.CLOSING;
            connection.in.clear();
            updateInterest(connection);
            markDirty(connection);
        }
    }

    // ---- the duty cycle ------------------------------------------------------------------------

    /// Waits until a socket or another thread has something for the node, or `deadlineMs` has come
    /// by the clock, and takes off the sockets what is there. While the time stands still that is
    /// all there is to do.
    void select(long deadlineMs) throws IOException {
        selected.clear();
        long waitMs = waitMs(deadlineMs);
        if (waitMs == 0) {
            selector.selectNow(selected::add);
        } else {
            selector.select(selected::add, waitMs);
        }
        clock.tick();
        boolean wasStill = weather.still();
        seeWeather();
        if (wasStill && !weather.still()) {
            linksChanged();
        }
        for (SelectionKey key : selected) {
            handle(key);
        }
        acceptors.acceptAgain();
        if (clock.nowMs() >= nextSweepMs) {
            sweep();
        }
        if (clock.nowMs() >= nextDueMs) {
            linksChanged();
        }
    }

    /// Whether the time stood still when the node last looked: what it does until it looks again
    /// goes by that, though the time may go on meanwhile.
    boolean isStill() {
        return weather.still();
    }

    private void seeWeather() {
        weather = new Weather(network.links(), pace.isPaused(), pace.slowdown() > 1, clock.nowMs());
    }

    private long waitMs(long deadlineMs) {
        if (pace.isPaused()) {
            return SELECT_MS_MAX;
        }
        if (!notices.isEmpty() || !ready.isEmpty() || !dirty.isEmpty()) {
            return 0;
        }
        // A node that was asked at this very time and wants to be asked again gets a pause of 1 ms.
        long nextMs = Math.min(deadlineMs, Math.min(nextSweepMs, nextDueMs));
        long nanos = clock.nanosUntil(Math.max(nextMs, clock.nowMs() + 1));
        nanos = Math.min(nanos, acceptors.nanosToPause());
        return nanos == Long.MAX_VALUE
                ? SELECT_MS_MAX
                : Math.min(SELECT_MS_MAX, (nanos + 999_999) / 1_000_000);
    }

    private void tell(long connection, @Nullable Peer opened) {
        notices.add(new Notice(connection, opened, network.nextArrival()));
    }

    private void handle(SelectionKey key) {
        try {
            if (key.attachment() instanceof Listener listener) {
                accept(key, listener);
                return;
            }
            Connection connection = (Connection) key.attachment();
            int ops = key.readyOps();
            if ((ops & SelectionKey.OP_CONNECT) != 0) {
                finishConnect(connection);
            }
            if ((ops & SelectionKey.OP_READ) != 0) {
                read(connection);
            }
            if ((ops & SelectionKey.OP_WRITE) != 0) {
                connection.isFull = false;
                markDirty(connection);
            }
        } catch (CancelledKeyException e) {
            // Closed since it was selected.
        }
    }

    private void accept(SelectionKey key, Listener listener) {
        for (int i = 0; i < ACCEPTS_MAX; i++) {
            SocketChannel channel = acceptors.next(key, connections.size());
            if (channel == null) {
                return;
            }
            try {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                int remotePort = ((InetSocketAddress) channel.getRemoteAddress()).getPort();
                Connection connection =
                        new Connection(
                                network.nextConnection(),
                                new Peer.Inbound(listener, "127.0.0.1:" + remotePort),
                                nodeId,
                                network.endAt(remotePort),
                                channel,
                                0,
                                frameBytesMax,
                                gatekeeper);
                connection.key = channel.register(selector, 0, connection);
                connections.put(connection.id, connection);
                open(connection);
                updateInterest(connection);
            } catch (IOException e) {
                LOG.debug("Node {} lost a connection as it came", nodeId, e);
                Sockets.close(channel);
            }
        }
    }

    private void finishConnect(Connection connection) {
        try {
            if (connection.state == Connection.State.CONNECTING
                    && connection.channel.finishConnect()) {
                open(connection);
                updateInterest(connection);
            }
        } catch (IOException e) {
            finish(connection, false);
        }
    }

    private void open(Connection connection) {
        connection.state = Connection.State.OPEN;
        connection.openedMs = clock.nowMs();
        connection.lastReadMs = clock.nowMs();
        tell(connection.id, connection.peer);
        if (!connection.out.isEmpty()) {
            markDirty(connection);
        }
    }

    private void read(Connection connection) {
        if (connection.state != Connection.State.OPEN || connection.readingIsCut(weather.links())) {
            return;
        }
        try {
            chunk.clear();
            int count = connection.channel.read(chunk);
            if (count < 0) {
                connection.ended = true;
                if (connection.isOwedAnAnswer()) {
                    events.accept(new Event.ClientGaveUp(nodeId, clock.nowMs(), connection.id));
                }
            } else if (count > 0) {
                connection.lastReadMs = clock.nowMs();
                connection.in.accept(chunk.flip());
                connection.hasBroughtFrame |= !connection.in.isEmpty();
            }
        } catch (FrameReader.Refused e) {
            refuse(connection, String.valueOf(e.getMessage()));
            return;
        } catch (IOException e) {
            // Reset by the other side.
            finish(connection, true);
            return;
        }
        markReady(connection);
        updateInterest(connection);
        countMemory(connection);
    }

    /// Gives the node one input, if there is any.
    ///
    /// @return whether there was
    boolean deliverNext(Node node) {
        Notice notice = notices.poll();
        if (notice != null) {
            if (notice.opened == null) {
                node.onClosed(notice.connection);
            } else {
                node.onOpened(notice.connection, notice.opened);
            }
            return true;
        }
        for (Connection next = ready.poll(); next != null; next = ready.poll()) {
            next.isReady = false;
            if (look(next) && next.letsIn(weather)) {
                take(node, next);
                return true;
            }
            afterInput(next);
        }
        return false;
    }

    private void take(Node node, Connection connection) {
        ByteBuffer frame = connection.takeFrame();
        if (!connection.isOutbound()) {
            connection.isTapped = network.tap().request(nodeId, connection.id, frame);
        }
        node.onFrame(connection.id, frame);
        afterInput(connection);
    }

    /// Looks what waits at a connection's gates.
    ///
    /// @return whether the connection still stands: something may have swallowed a frame
    private boolean look(Connection connection) {
        if (weather.isFair() && connection.hasClearGates()) {
            return true;
        }
        connection.look(weather);
        String swallowedBy = connection.swallows(weather);
        if (swallowedBy != null) {
            swallow(connection, swallowedBy);
            return false;
        }
        nextDueMs = Math.min(nextDueMs, connection.dueMs(weather));
        return true;
    }

    private void swallow(Connection connection, String by) {
        boolean isGoing = connection.outGate.swallowsHead(connection.outside(weather)) != null;
        connection.inGate.broke(isGoing ? null : by);
        connection.outGate.broke(isGoing ? by : null);
        finish(connection, true);
    }

    private void afterInput(Connection connection) {
        if (connection.state != Connection.State.OPEN) {
            return;
        }
        memory.count(connection);
        if (connection.letsIn(weather)) {
            markReady(connection);
        } else if (connection.isDrained()) {
            finish(connection, false);
            return;
        }
        updateInterest(connection);
    }

    /// Writes what was sent, as far as the sockets take it.
    void flush() {
        for (int left = dirty.size(); left > 0; left--) {
            Connection connection = dirty.removeFirst();
            connection.isDirty = false;
            flush(connection);
        }
    }

    private void flush(Connection connection) {
        boolean canWrite =
                connection.state == Connection.State.OPEN
                        || connection.state == Connection.State.CLOSING;
        if (!canWrite || connection.isFull) {
            return;
        }
        boolean isStuck = connection.writingIsCut(weather.links());
        if (!look(connection)) {
            return;
        }
        FrameWriter.Permit permit = index -> connection.letsOut(index, weather);
        try {
            for (int flushed = 0; !isStuck && !connection.out.isEmpty(); ) {
                if (flushed >= FLUSH_BYTES_MAX) {
                    markDirty(connection);
                    break;
                }
                chunk.clear();
                connection.out.fill(chunk, permit);
                if (!chunk.flip().hasRemaining()) {
                    isStuck = true;
                    break;
                }
                int written = connection.channel.write(chunk);
                connection.outGate.passed(connection.out.advance(written));
                flushed += written;
                if (chunk.hasRemaining()) {
                    connection.isFull = true;
                    break;
                }
            }
        } catch (IOException e) {
            finish(connection, true);
            return;
        }
        memory.count(connection);
        if (connection.state == Connection.State.CLOSING && (connection.out.isEmpty() || isStuck)) {
            // What a fault holds back when the connection is closed is lost.
            finish(connection, false);
        } else {
            updateInterest(connection);
        }
    }

    /// Faults changed, or a delay is over: what may move now, moves.
    void linksChanged() {
        seeWeather();
        nextDueMs = Node.NEVER;
        for (Connection connection : List.copyOf(connections.values())) {
            if (look(connection)) {
                markReady(connection);
                markDirty(connection);
                updateInterest(connection);
            }
        }
    }

    // ---- while the time stands still -----------------------------------------------------------

    /// Tells what waits to be taken in, and hands over what somebody let go by hand.
    ///
    /// @return whether there was such
    boolean standStill(Node node) {
        seeWeather();
        boolean took = false;
        for (Connection connection : List.copyOf(ready)) {
            if (look(connection) && connection.inGate.isHeadFree() && connection.letsIn(weather)) {
                take(node, connection);
                took = true;
            }
        }
        return took;
    }

    /// When a frame that is delayed goes on; `Long.MAX_VALUE` when there is none.
    long nextDueMs() {
        Weather moving = moving();
        long first = Long.MAX_VALUE;
        for (Connection connection : connections.values()) {
            long dueMs = connection.hasClearGates() ? Long.MAX_VALUE : connection.dueMs(moving);
            if (dueMs > clock.nowMs()) {
                first = Math.min(first, dueMs);
            }
        }
        return first;
    }

    /// When the input came that is next here; `Long.MAX_VALUE` when there is none.
    long nextArrival() {
        if (!notices.isEmpty()) {
            return notices.element().arrival;
        }
        Weather moving = moving();
        long first = Long.MAX_VALUE;
        for (Connection connection : ready) {
            if (connection.letsIn(moving)) {
                first = Math.min(first, connection.readySince);
            }
        }
        return first;
    }

    /// Gives the node its next input, though the time stands still.
    ///
    /// @return whether there was one
    boolean deliverOne(Node node) {
        Weather still = weather;
        weather = moving();
        try {
            return deliverNext(node);
        } finally {
            weather = still;
        }
    }

    private Weather moving() {
        return new Weather(weather.links(), false, weather.slow(), clock.nowMs());
    }

    // ---- held frames ---------------------------------------------------------------------------

    /// The number of the first frame that is held here on a route; 0 when there is none.
    long heldOn(Route route) {
        seeWeather();
        long first = 0;
        for (Connection connection : connections.values()) {
            long held = connection.heldOn(route, weather);
            first = first == 0 || held != 0 && held < first ? held : first;
        }
        return first;
    }

    /// Lets a frame go after a while.
    ///
    /// @return whether it was here
    /// @throws ClusterException when others wait before it
    boolean free(long frame, int afterMs) {
        for (Connection connection : connections.values()) {
            Gate gate = connection.gateOf(frame);
            if (gate != null) {
                gate.free(frame, clock.nowMs() + afterMs);
                linksChanged();
                return true;
            }
        }
        return false;
    }

    /// Loses a frame, and its connection.
    ///
    /// @return whether it was here
    /// @throws ClusterException when others wait before it
    boolean swallow(long frame, String words) {
        for (Connection connection : List.copyOf(connections.values())) {
            Gate gate = connection.gateOf(frame);
            if (gate != null) {
                gate.checkFirst(frame);
                gate.broke(words);
                finish(connection, true);
                return true;
            }
        }
        return false;
    }

    private void sweep() {
        long nowMs = clock.nowMs();
        nextSweepMs = nowMs + SWEEP_MS;
        for (Connection connection : List.copyOf(connections.values())) {
            if (isOverdue(connection, nowMs)) {
                finish(connection, false);
            }
        }
    }

    private boolean isOverdue(Connection connection, long nowMs) {
        return switch (connection.state) {
            case CONNECTING -> nowMs - connection.openedMs > CONNECT_MS_MAX;
            case CLOSING -> nowMs - connection.lastReadMs > FIRST_FRAME_MS_MAX;
            case CLOSED -> false;
            case OPEN -> {
                boolean isAwaited = connection.muted || connection.readingIsCut(weather.links());
                boolean isSlow =
                        !connection.hasBroughtFrame
                                && nowMs - connection.openedMs > FIRST_FRAME_MS_MAX;
                boolean isIdle = nowMs - connection.lastReadMs > idleMsMax;
                yield !connection.isOutbound() && !isAwaited && (isSlow || isIdle);
            }
        };
    }

    private void markReady(Connection connection) {
        if (!connection.isReady) {
            connection.isReady = true;
            connection.readySince = network.nextArrival();
            ready.addLast(connection);
        }
    }

    private void markDirty(Connection connection) {
        if (!connection.isDirty) {
            connection.isDirty = true;
            dirty.addLast(connection);
        }
    }

    private void updateInterest(Connection connection) {
        SelectionKey key = connection.key;
        if (key == null || connection.state == Connection.State.CLOSED) {
            return;
        }
        int interest = connection.interest(weather.links());
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    // ---- ends ----------------------------------------------------------------------------------

    private void countMemory(Connection connection) {
        memory.count(connection);
        while (memory.isTooMuch()) {
            Connection largest = Memory.largest(connections.values());
            refuse(
                    largest,
                    "it takes " + largest.countedBytes + " bytes of memory, the most of all");
        }
    }

    /// Closes a connection for what comes, or stays, on it.
    private void refuse(Connection connection, String why) {
        events.accept(new Event.FrameRefused(nodeId, clock.nowMs(), connection.id, why));
        finish(connection, true);
    }

    private void finish(Connection connection, boolean reset) {
        if (connection.state == Connection.State.CLOSED) {
            return;
        }
        connection.state = Connection.State.CLOSED;
        connection.inGate.broke(null);
        connection.outGate.broke(null);
        connection.in.clear();
        connection.out.clear();
        memory.count(connection);
        connections.remove(connection.id);
        tell(connection.id, null);
        release(connection, reset);
    }

    private void release(Connection connection, boolean reset) {
        if (connection.key != null) {
            connection.key.cancel();
        }
        if (connection.isOutbound()) {
            network.disclaim(connection.localPort);
        }
        if (weather.links().isCut(nodeId, connection.remote)) {
            network.bury(connection.channel);
        } else if (reset) {
            Sockets.reset(connection.channel);
        } else {
            Sockets.close(connection.channel);
        }
    }

    /// Closes all sockets: at once and rudely, or after what the sockets still take.
    void shutdown(boolean reset) {
        seeWeather();
        if (!reset) {
            flush();
        }
        acceptors.close();
        connections.values().forEach(connection -> release(connection, reset));
        connections.clear();
        try {
            selector.close();
        } catch (IOException e) {
            LOG.warn("Node {} cannot close its selector", nodeId, e);
        }
    }

    /// Ends a [#select] that waits. From any thread.
    void wake() {
        selector.wakeup();
    }
}
