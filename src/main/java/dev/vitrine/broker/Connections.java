package dev.vitrine.broker;

import dev.vitrine.broker.api.Call;
import dev.vitrine.broker.api.Facts;
import dev.vitrine.broker.api.Handler;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Peer;
import dev.vitrine.event.Event;
import dev.vitrine.wire.Digest;
import dev.vitrine.wire.ErrorCodes;
import dev.vitrine.wire.Frames;
import dev.vitrine.wire.MalformedFrame;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// Those who are connected to this node, and the way of their requests to the handlers.
///
/// A connection has one request in flight: it is muted while its call is open, so answers go out in
/// the order of the requests, as Kafka's clients rely on. What is not a request that is handled
/// here gets what Kafka gives it: a closed connection, or for a too new ApiVersions an answer in
/// version 0.
final class Connections implements Call.Answer {
    private final int nodeId;
    private final Environment env;
    private final Function<Uuid, String> topicName;
    private final Consumer<Event> events;
    private final Map<Listener, EnumMap<ApiKeys, Handler>> handlers = new EnumMap<>(Listener.class);
    private final TreeMap<Long, Connection> open = new TreeMap<>();

    private static final class Connection {
        final Peer.Inbound peer;
        boolean named;
        int fromNode = Event.OUTSIDE;
        String clientId = "";
        @Nullable Call call;

        Connection(Peer.Inbound peer) {
            this.peer = peer;
        }
    }

    /// @param topicName the name of a topic by its id, empty when it is not known
    Connections(
            int nodeId, Environment env, Function<Uuid, String> topicName, Consumer<Event> events) {
        this.nodeId = nodeId;
        this.topicName = topicName;
        this.env = env;
        this.events = events;
        for (Listener listener : Listener.values()) {
            handlers.put(listener, new EnumMap<>(ApiKeys.class));
        }
    }

    /// Puts handlers behind a listener.
    void serve(Listener listener, List<Handler> served) {
        EnumMap<ApiKeys, Handler> byKey = handlersOf(listener);
        served.forEach(handler -> byKey.put(handler.facts().api(), handler));
    }

    /// What a listener handles.
    List<Facts> facts(Listener listener) {
        return handlersOf(listener).values().stream().map(Handler::facts).toList();
    }

    private EnumMap<ApiKeys, Handler> handlersOf(Listener listener) {
        return handlers.computeIfAbsent(listener, l -> new EnumMap<>(ApiKeys.class));
    }

    void onOpened(long connection, Peer.Inbound peer) {
        open.put(connection, new Connection(peer));
    }

    void onClosed(long connection) {
        Connection closed = open.remove(connection);
        if (closed == null) {
            return;
        }
        if (closed.call != null) {
            closed.call.abandon();
        }
        if (closed.named) {
            events.accept(new Event.ClientDisconnected(nodeId, now(), connection));
        }
    }

    void onFrame(long id, ByteBuffer frame) {
        Connection connection = open.get(id);
        if (connection == null) {
            return;
        }
        try {
            Frames.Head head = Frames.head(frame);
            Handler handler =
                    ApiKeys.hasId(head.apiKey())
                            ? handlersOf(connection.peer.listener())
                                    .get(ApiKeys.forId(head.apiKey()))
                            : null;
            if (handler == null) {
                refuse(id, "API key " + head.apiKey() + " is not served here");
            } else if (allows(handler.facts(), head.version())) {
                accept(id, connection, Frames.decodeRequest(frame), handler);
            } else if (handler.facts().api() == ApiKeys.API_VERSIONS) {
                answerTooNew(id, handler.facts(), head);
            } else {
                refuse(
                        id,
                        "version "
                                + head.version()
                                + " of "
                                + handler.facts().api().name
                                + " is not served");
            }
        } catch (MalformedFrame malformed) {
            refuse(id, String.valueOf(malformed.getMessage()));
        }
    }

    private static boolean allows(Facts facts, short version) {
        return version >= facts.min() && version <= facts.max();
    }

    private void accept(long id, Connection connection, Frames.Request request, Handler handler) {
        if (!connection.named) {
            name(id, connection, request);
        }
        Digest.About about = handler.about(request.body(), topicName);
        events.accept(
                new Event.RequestReceived(
                        nodeId,
                        now(),
                        id,
                        connection.fromNode,
                        connection.clientId,
                        request.api().name,
                        request.version(),
                        request.correlationId(),
                        request.bytes(),
                        about.words(),
                        about.partitions()));
        Call call =
                new Call(request, id, connection.peer.listener(), connection.peer.address(), this);
        connection.call = call;
        env.transport().mute(id);
        handler.handle(call);
    }

    private void name(long id, Connection connection, Frames.Request request) {
        connection.named = true;
        connection.clientId = request.clientId() == null ? "" : request.clientId();
        connection.fromNode = Rpc.Peers.nodeOf(connection.clientId);
        String software =
                request.body() instanceof ApiVersionsRequestData versions
                        ? versions.clientSoftwareName() + " " + versions.clientSoftwareVersion()
                        : "";
        events.accept(
                new Event.ClientConnected(
                        nodeId,
                        now(),
                        id,
                        connection.fromNode,
                        connection.clientId,
                        software.strip(),
                        connection.peer.address()));
    }

    @Override
    public void send(Call call, @Nullable ApiMessage body) {
        long id = call.connection();
        Connection connection = open.get(id);
        if (connection == null || connection.call != call) {
            return;
        }
        connection.call = null;
        Frames.Request request = call.request();
        int bytes = 0;
        if (body != null) {
            ByteBuffer frame =
                    Frames.encodeResponse(
                            request.api(), request.version(), request.correlationId(), body);
            bytes = frame.remaining();
            env.transport().send(id, frame);
        }
        events.accept(
                new Event.ResponseSent(
                        nodeId,
                        now(),
                        id,
                        connection.fromNode,
                        connection.clientId,
                        request.api().name,
                        request.correlationId(),
                        bytes,
                        body == null ? 0 : Digest.recordBytes(body),
                        (body == null ? Errors.NONE : ErrorCodes.first(body)).name()));
        env.transport().unmute(id);
    }

    @Override
    public void hangUp(Call call) {
        env.transport().close(call.connection());
    }

    /// A client that is newer than this node asks again in the version it finds here (KIP-511).
    private void answerTooNew(long id, Facts facts, Frames.Head head) {
        ApiVersionCollection keys = new ApiVersionCollection();
        keys.add(
                new ApiVersion()
                        .setApiKey(ApiKeys.API_VERSIONS.id)
                        .setMinVersion(facts.min())
                        .setMaxVersion(facts.max()));
        ApiVersionsResponseData body =
                new ApiVersionsResponseData()
                        .setErrorCode(Errors.UNSUPPORTED_VERSION.code())
                        .setApiKeys(keys);
        env.transport()
                .send(
                        id,
                        Frames.encodeResponse(
                                ApiKeys.API_VERSIONS, (short) 0, head.correlationId(), body));
    }

    private void refuse(long id, String why) {
        events.accept(new Event.FrameRefused(nodeId, now(), id, why));
        env.transport().close(id);
    }

    private long now() {
        return env.clock().nowMs();
    }
}
