package dev.vitrine.broker;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Node;
import dev.vitrine.wire.Frames;
import dev.vitrine.wire.MalformedFrame;

import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What this node asks of others: requests out, each answered once, by a response or by a failure.
///
/// A channel is one connection to one listener of one node for one purpose, made when first needed
/// and again after it is lost. The server answers a connection's requests one at a time, so what
/// may wait long (a fetch) and what may not (a vote) have channels of their own.
final class Rpc {
    /// Requests that may wait on one channel; over it a request fails at once.
    static final int CHANNEL_REQUESTS_MAX = 256;

    /// How long a lost channel rests before it connects again.
    static final long RECONNECT_BACKOFF_MS = 50;

    enum Purpose {
        VOTE,
        QUORUM_FETCH,
        CONTROL,
        FORWARD,
        REPLICATION
    }

    /// @param node whom to ask
    /// @param timeoutMs after which the request fails and its channel is closed
    record Ask(
            int node,
            Listener listener,
            Purpose purpose,
            ApiKeys api,
            short version,
            ApiMessage body,
            long timeoutMs) {}

    private record Key(int node, Listener listener, Purpose purpose) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byNode = Integer.compare(node, other.node);
            if (byNode != 0) {
                return byNode;
            }
            int byListener = listener.compareTo(other.listener);
            return byListener != 0 ? byListener : purpose.compareTo(other.purpose);
        }
    }

    private record Pending(
            int correlationId, Ask ask, long deadlineMs, Consumer<@Nullable ApiMessage> done) {}

    private static final class Channel {
        static final long NONE = -1;

        final Key key;
        long connection = NONE;
        boolean open;
        long retryAtMs;
        final ArrayDeque<Pending> waiting = new ArrayDeque<>();
        final ArrayDeque<Pending> sent = new ArrayDeque<>();

        Channel(Key key) {
            this.key = key;
        }
    }

    private final Environment env;
    private final String clientId;
    private final TreeMap<Key, Channel> channels = new TreeMap<>();
    private final TreeMap<Long, Channel> byConnection = new TreeMap<>();
    private int nextCorrelationId;

    Rpc(Environment env, int nodeId) {
        this.env = env;
        this.clientId = Peers.clientIdOf(nodeId);
    }

    /// Sends a request.
    ///
    /// @param done called once, later, never within this call: with the response, or with null when
    ///   the connection could not be made, was lost, or the time ran out
    void send(Ask ask, Consumer<@Nullable ApiMessage> done) {
        Channel channel =
                channels.computeIfAbsent(
                        new Key(ask.node, ask.listener, ask.purpose), Channel::new);
        Pending pending =
                new Pending(nextCorrelationId++, ask, env.clock().nowMs() + ask.timeoutMs, done);
        if (channel.waiting.size() + channel.sent.size() >= CHANNEL_REQUESTS_MAX) {
            refused.add(pending);
            return;
        }
        channel.waiting.add(pending);
        advance(channel);
    }

    private final List<Pending> refused = new ArrayList<>();

    private void advance(Channel channel) {
        if (channel.open) {
            while (!channel.waiting.isEmpty()) {
                Pending pending = channel.waiting.remove();
                Ask ask = pending.ask;
                channel.sent.add(pending);
                env.transport()
                        .send(
                                channel.connection,
                                Frames.encodeRequest(
                                        ask.api,
                                        ask.version,
                                        pending.correlationId,
                                        clientId,
                                        ask.body));
            }
        } else if (channel.connection == Channel.NONE && env.clock().nowMs() >= channel.retryAtMs) {
            channel.connection = env.transport().connect(channel.key.node, channel.key.listener);
            byConnection.put(channel.connection, channel);
        }
    }

    boolean owns(long connection) {
        return byConnection.containsKey(connection);
    }

    void onOpened(long connection) {
        Channel channel = byConnection.get(connection);
        if (channel != null) {
            channel.open = true;
            advance(channel);
        }
    }

    void onFrame(long connection, ByteBuffer frame) {
        Channel channel = byConnection.get(connection);
        if (channel == null) {
            return;
        }
        Pending pending = channel.sent.peek();
        if (pending == null) {
            env.transport().close(connection);
            return;
        }
        try {
            Frames.Response response =
                    Frames.decodeResponse(pending.ask.api, pending.ask.version, frame);
            if (response.correlationId() != pending.correlationId) {
                env.transport().close(connection);
                return;
            }
            channel.sent.remove();
            pending.done.accept(response.body());
        } catch (MalformedFrame e) {
            env.transport().close(connection);
        }
    }

    void onClosed(long connection) {
        Channel channel = byConnection.remove(connection);
        if (channel == null) {
            return;
        }
        abandon(channel);
    }

    private void abandon(Channel channel) {
        channel.connection = Channel.NONE;
        channel.open = false;
        channel.retryAtMs = env.clock().nowMs() + RECONNECT_BACKOFF_MS;
        List<Pending> failed = new ArrayList<>(channel.sent);
        failed.addAll(channel.waiting);
        channel.sent.clear();
        channel.waiting.clear();
        failed.forEach(pending -> pending.done.accept(null));
    }

    /// Fails what has waited too long, and connects again where somebody waits.
    long onTime() {
        long now = env.clock().nowMs();
        while (!refused.isEmpty()) {
            List<Pending> failed = new ArrayList<>(refused);
            refused.clear();
            failed.forEach(pending -> pending.done.accept(null));
        }
        long next = Node.NEVER;
        for (Channel channel : new ArrayList<>(channels.values())) {
            if (hasExpired(channel, now)) {
                long connection = channel.connection;
                byConnection.remove(connection);
                if (connection != Channel.NONE) {
                    env.transport().close(connection);
                }
                abandon(channel);
            }
            if (!channel.waiting.isEmpty()) {
                advance(channel);
            }
            next = Math.min(next, deadline(channel));
        }
        return refused.isEmpty() ? next : now;
    }

    private static boolean hasExpired(Channel channel, long now) {
        for (Pending pending : channel.sent) {
            if (now >= pending.deadlineMs) {
                return true;
            }
        }
        for (Pending pending : channel.waiting) {
            if (now >= pending.deadlineMs) {
                return true;
            }
        }
        return false;
    }

    private static long deadline(Channel channel) {
        long next = Node.NEVER;
        for (Pending pending : channel.sent) {
            next = Math.min(next, pending.deadlineMs);
        }
        for (Pending pending : channel.waiting) {
            next = Math.min(next, pending.deadlineMs);
            if (channel.connection == Channel.NONE) {
                next = Math.min(next, channel.retryAtMs);
            }
        }
        return next;
    }

    /// Who is who among connections, by the client id that nodes give to each other.
    static final class Peers {
        private static final String PREFIX = "vitrine-node-";

        private Peers() {}

        static String clientIdOf(int nodeId) {
            return PREFIX + nodeId;
        }

        /// The node behind a client id, or -1 for a client.
        static int nodeOf(@Nullable String clientId) {
            if (clientId == null || !clientId.startsWith(PREFIX)) {
                return -1;
            }
            try {
                return Integer.parseInt(clientId.substring(PREFIX.length()));
            } catch (NumberFormatException e) {
                return -1;
            }
        }
    }
}
