package dev.vitrine.sim;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Node;
import dev.vitrine.env.Peer;
import dev.vitrine.wire.Frames;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// A client of the simulated cluster: connections, versions, requests and what it believes of the
/// cluster's metadata. What it wants is its subclass's business.
///
/// A connection is asked for its API versions first. Requests on it are answered in order, or it is
/// lost and with it the answers.
abstract class SimClient implements Node {
    /// How long it waits before it asks again for metadata.
    static final long METADATA_BACKOFF_MS = 50;

    /// Connections for requests that a broker may park, kept apart from those for data.
    static final int DATA = 0;

    static final int COORDINATION = 1;

    /// Where a partition is led, as this client believes.
    record Leader(int node, int epoch) {}

    private record Key(int node, int lane) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byNode = Integer.compare(node, other.node);
            return byNode != 0 ? byNode : Integer.compare(lane, other.lane);
        }
    }

    private record Request(
            ApiKeys api,
            short versionMax,
            IntFunction<ApiMessage> body,
            long deadlineMs,
            boolean answered,
            Consumer<ApiMessage> got,
            Runnable lost) {}

    private record Sent(Request request, short version, int correlationId) {}

    private static final class Connection {
        private final Key key;
        private final long number;
        private boolean open;
        private boolean negotiated;
        private final Map<Short, Short> versions = new TreeMap<>();
        private final ArrayDeque<Request> waiting = new ArrayDeque<>();
        private final ArrayDeque<Sent> inFlight = new ArrayDeque<>();

        Connection(Key key, long number) {
            this.key = key;
            this.number = number;
        }
    }

    final Environment env;
    final String name;
    final Ledger ledger;
    private final List<Integer> brokers;
    private final long requestTimeoutMs;
    private final List<String> topics;
    private final Map<Key, Connection> connections = new TreeMap<>();
    private final Map<Long, Connection> byNumber = new LinkedHashMap<>();
    private final Map<Place, Leader> leaders = new TreeMap<>();
    private final Map<String, Uuid> topicIds = new TreeMap<>();
    private int lastCorrelationId;
    private boolean wantsMetadata = true;
    private boolean asksMetadata;
    private long metadataNotBeforeMs;

    /// @param brokers whom it may ask first
    /// @param topics whose metadata it wants
    SimClient(
            String name,
            Environment env,
            Ledger ledger,
            List<Integer> brokers,
            List<String> topics,
            long requestTimeoutMs) {
        this.name = name;
        this.env = env;
        this.ledger = ledger;
        this.brokers = brokers;
        this.topics = topics;
        this.requestTimeoutMs = requestTimeoutMs;
    }

    /// Does what there is to do now.
    ///
    /// @return when to be called again at the latest
    abstract long act(long nowMs);

    // ---- for subclasses -------------------------------------------------------------------------

    final int anyBroker() {
        return brokers.get(env.random().nextInt(brokers.size()));
    }

    final @Nullable Leader leader(Place place) {
        return leaders.get(place);
    }

    final Uuid topicId(String topic) {
        return topicIds.getOrDefault(topic, Uuid.ZERO_UUID);
    }

    /// The topic of an id, or the name given when the protocol still uses names.
    final String topicName(String given, Uuid id) {
        if (!given.isEmpty()) {
            return given;
        }
        for (Map.Entry<String, Uuid> topic : topicIds.entrySet()) {
            if (topic.getValue().equals(id)) {
                return topic.getKey();
            }
        }
        return "";
    }

    final List<Place> places() {
        return List.copyOf(leaders.keySet());
    }

    final void refreshMetadata() {
        wantsMetadata = true;
    }

    /// Sends a request as soon as there is a connection. Exactly one of `got` and `lost` follows,
    /// never within this call.
    ///
    /// @param body makes the request in the version agreed upon
    final void request(
            int node,
            int lane,
            ApiKeys api,
            int versionMax,
            IntFunction<ApiMessage> body,
            Consumer<ApiMessage> got,
            Runnable lost) {
        ask(node, lane, api, versionMax, body, requestTimeoutMs, true, got, lost);
    }

    final void ask(
            int node,
            int lane,
            ApiKeys api,
            int versionMax,
            IntFunction<ApiMessage> body,
            long timeoutMs,
            boolean answered,
            Consumer<ApiMessage> got,
            Runnable lost) {
        Key key = new Key(node, lane);
        Connection connection = connections.get(key);
        if (connection == null) {
            connection = new Connection(key, env.transport().connect(node, Listener.BROKER));
            connections.put(key, connection);
            byNumber.put(connection.number, connection);
        }
        long deadlineMs = env.clock().nowMs() + timeoutMs;
        connection.waiting.add(
                new Request(api, (short) versionMax, body, deadlineMs, answered, got, lost));
        flush(connection);
    }

    // ---- connections ---------------------------------------------------------------------------

    private void flush(Connection connection) {
        while (connection.open && connection.negotiated && !connection.waiting.isEmpty()) {
            Request request = connection.waiting.remove();
            short offered = connection.versions.getOrDefault(request.api.id, (short) -1);
            if (offered < 0) {
                ledger.broken(
                        "every API is served",
                        name + " wants " + request.api + " of " + connection.key);
                return;
            }
            transmit(connection, request, (short) Math.min(offered, request.versionMax));
        }
    }

    private void transmit(Connection connection, Request request, short version) {
        int correlationId = ++lastCorrelationId;
        ByteBuffer frame =
                Frames.encodeRequest(
                        request.api, version, correlationId, name, request.body.apply(version));
        if (request.answered) {
            connection.inFlight.add(new Sent(request, version, correlationId));
        }
        env.transport().send(connection.number, frame);
    }

    @Override
    public final void onOpened(long number, Peer peer) {
        Connection connection = byNumber.get(number);
        if (connection == null) {
            return;
        }
        connection.open = true;
        Request versions =
                new Request(
                        ApiKeys.API_VERSIONS,
                        (short) 3,
                        version ->
                                new ApiVersionsRequestData()
                                        .setClientSoftwareName("vitrine-sim")
                                        .setClientSoftwareVersion("1"),
                        env.clock().nowMs() + requestTimeoutMs,
                        true,
                        body -> negotiated(connection, (ApiVersionsResponseData) body),
                        () -> {});
        transmit(connection, versions, (short) 3);
    }

    private void negotiated(Connection connection, ApiVersionsResponseData versions) {
        versions.apiKeys().forEach(key -> connection.versions.put(key.apiKey(), key.maxVersion()));
        connection.negotiated = true;
        flush(connection);
    }

    @Override
    public final void onFrame(long number, ByteBuffer frame) {
        Connection connection = byNumber.get(number);
        if (connection == null) {
            return;
        }
        Sent sent = connection.inFlight.poll();
        if (sent == null) {
            ledger.broken("answers come in the order of requests", name + " asked nothing");
            return;
        }
        Frames.Response response =
                Frames.decodeResponse(sent.request.api, sent.version, frame.slice());
        if (response.correlationId() != sent.correlationId) {
            ledger.broken(
                    "answers come in the order of requests",
                    name + " waits for " + sent + ", gets " + response.correlationId());
            return;
        }
        sent.request.got.accept(response.body());
    }

    @Override
    public final void onClosed(long number) {
        Connection connection = byNumber.remove(number);
        if (connection != null) {
            forget(connection);
        }
    }

    private void forget(Connection connection) {
        connections.remove(connection.key, connection);
        wantsMetadata = true;
        List<Request> lost = new ArrayList<>();
        connection.inFlight.forEach(sent -> lost.add(sent.request));
        lost.addAll(connection.waiting);
        connection.inFlight.clear();
        connection.waiting.clear();
        lost.forEach(request -> request.lost.run());
    }

    @Override
    public final long onTime() {
        long nowMs = env.clock().nowMs();
        for (Connection connection : List.copyOf(byNumber.values())) {
            if (deadline(connection) <= nowMs) {
                byNumber.remove(connection.number);
                env.transport().close(connection.number);
                forget(connection);
            }
        }
        long next = Math.min(act(nowMs), askMetadata(nowMs));
        for (Connection connection : byNumber.values()) {
            next = Math.min(next, deadline(connection));
        }
        return next;
    }

    private static long deadline(Connection connection) {
        long deadline = NEVER;
        for (Sent sent : connection.inFlight) {
            deadline = Math.min(deadline, sent.request.deadlineMs);
        }
        for (Request request : connection.waiting) {
            deadline = Math.min(deadline, request.deadlineMs);
        }
        return deadline;
    }

    // ---- metadata ------------------------------------------------------------------------------

    private long askMetadata(long nowMs) {
        if (!wantsMetadata || asksMetadata || topics.isEmpty()) {
            return NEVER;
        }
        if (nowMs < metadataNotBeforeMs) {
            return metadataNotBeforeMs;
        }
        asksMetadata = true;
        wantsMetadata = false;
        metadataNotBeforeMs = nowMs + METADATA_BACKOFF_MS;
        request(
                anyBroker(),
                DATA,
                ApiKeys.METADATA,
                12,
                version -> {
                    MetadataRequestData body =
                            new MetadataRequestData().setAllowAutoTopicCreation(false);
                    body.setTopics(new ArrayList<>());
                    topics.forEach(
                            topic -> body.topics().add(new MetadataRequestTopic().setName(topic)));
                    return body;
                },
                body -> {
                    asksMetadata = false;
                    learn((MetadataResponseData) body);
                },
                () -> {
                    asksMetadata = false;
                    wantsMetadata = true;
                });
        return NEVER;
    }

    private void learn(MetadataResponseData metadata) {
        metadata.topics()
                .forEach(topic -> {
                    if (topic.errorCode() != Errors.NONE.code()) {
                        wantsMetadata = true;
                        return;
                    }
                    topicIds.put(topic.name(), topic.topicId());
                    topic.partitions()
                            .forEach(partition -> {
                                Place place = new Place(topic.name(), partition.partitionIndex());
                                learn(place, partition.leaderId(), partition.leaderEpoch());
                            });
                });
    }

    private void learn(Place place, int node, int epoch) {
        Leader known = leaders.get(place);
        if (known != null && known.epoch > epoch) {
            wantsMetadata = true;
            return;
        }
        if (node < 0) {
            wantsMetadata = true;
        }
        leaders.put(place, new Leader(node, epoch));
    }

    @Override
    public final void onStop() {
        env.host().stopped();
    }

    @Override
    public final void close() {}
}
