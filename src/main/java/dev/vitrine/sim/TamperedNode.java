package dev.vitrine.sim;

import dev.vitrine.broker.Broker;
import dev.vitrine.broker.NodeConfig;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Node;
import dev.vitrine.env.Peer;
import dev.vitrine.env.Transport;
import dev.vitrine.event.Event;
import dev.vitrine.wire.Frames;

import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A broker with a bug planted around it: some of the frames that it gets or sends are not what
/// they should be. To everybody else it behaves like a broker with that bug in its code, while the
/// code itself knows nothing of it.
final class TamperedNode implements Node {
    /// A bug, as seen on the wire. Each method changes a message in place where it wants to.
    interface Lies {
        default void requestIn(ApiKeys api, ApiMessage body) {}

        default void requestOut(ApiKeys api, ApiMessage body) {}

        default void responseIn(ApiKeys api, ApiMessage body) {}

        default void responseOut(ApiKeys api, ApiMessage body) {}
    }

    private record Asked(ApiKeys api, short version) {}

    private final Broker broker;
    private final Lies lies;
    private final Map<Long, Boolean> inbound = new TreeMap<>();
    private final Map<String, Asked> asked = new TreeMap<>();

    TamperedNode(NodeConfig config, Environment env, Consumer<Event> events, Lies lies) {
        this.lies = lies;
        Transport transport = env.transport();
        Transport tampered =
                new Transport() {
                    @Override
                    public long connect(int nodeId, Listener listener) {
                        return transport.connect(nodeId, listener);
                    }

                    @Override
                    public void send(long connection, ByteBuffer frame) {
                        boolean isResponse = inbound.getOrDefault(connection, false);
                        transport.send(
                                connection,
                                isResponse
                                        ? response(connection, frame, false)
                                        : request(connection, frame, false));
                    }

                    @Override
                    public void mute(long connection) {
                        transport.mute(connection);
                    }

                    @Override
                    public void unmute(long connection) {
                        transport.unmute(connection);
                    }

                    @Override
                    public void acceptAtMost(int connections) {
                        transport.acceptAtMost(connections);
                    }

                    @Override
                    public void close(long connection) {
                        transport.close(connection);
                    }
                };
        broker =
                new Broker(
                        config,
                        new Environment(
                                env.clock(), tampered, env.storage(), env.random(), env.host()),
                        events);
    }

    Broker broker() {
        return broker;
    }

    private ByteBuffer request(long connection, ByteBuffer frame, boolean in) {
        Frames.Request request = Frames.decodeRequest(frame);
        asked.put(
                connection + "/" + request.correlationId(),
                new Asked(request.api(), request.version()));
        if (in) {
            lies.requestIn(request.api(), request.body());
        } else {
            lies.requestOut(request.api(), request.body());
        }
        String clientId = request.clientId();
        return Frames.encodeRequest(
                request.api(),
                request.version(),
                request.correlationId(),
                clientId == null ? "" : clientId,
                request.body());
    }

    private ByteBuffer response(long connection, ByteBuffer frame, boolean in) {
        Asked to = asked.remove(connection + "/" + frame.getInt(frame.position()));
        if (to == null) {
            return frame;
        }
        Frames.Response response = Frames.decodeResponse(to.api, to.version, frame);
        if (in) {
            lies.responseIn(to.api, response.body());
        } else {
            lies.responseOut(to.api, response.body());
        }
        return Frames.encodeResponse(to.api, to.version, response.correlationId(), response.body());
    }

    @Override
    public void onOpened(long connection, Peer peer) {
        inbound.put(connection, peer instanceof Peer.Inbound);
        broker.onOpened(connection, peer);
    }

    @Override
    public void onFrame(long connection, ByteBuffer frame) {
        boolean isRequest = inbound.getOrDefault(connection, false);
        broker.onFrame(
                connection,
                isRequest ? request(connection, frame, true) : response(connection, frame, true));
    }

    @Override
    public void onClosed(long connection) {
        inbound.remove(connection);
        broker.onClosed(connection);
    }

    @Override
    public long onTime() {
        return broker.onTime();
    }

    @Override
    public void onStop() {
        broker.onStop();
    }

    @Override
    public void close() {
        broker.close();
    }
}
