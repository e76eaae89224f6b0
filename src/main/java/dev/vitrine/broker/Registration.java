package dev.vitrine.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.controller.Feature;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Node;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.BrokerHeartbeatRequestData;
import org.apache.kafka.common.message.BrokerHeartbeatResponseData;
import org.apache.kafka.common.message.BrokerRegistrationRequestData;
import org.apache.kafka.common.message.BrokerRegistrationRequestData.FeatureCollection;
import org.apache.kafka.common.message.BrokerRegistrationRequestData.ListenerCollection;
import org.apache.kafka.common.message.BrokerRegistrationResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A broker's standing with the controller (KIP-631).
///
/// ```
///   REGISTERING ──registered──▶ FENCED ──caught up──▶ RUNNING ──stop──▶ HANDING_OVER ──▶ gone
///        ▲                        │                      │
///        └───── stale epoch ──────┴──────────────────────┘
/// ```
final class Registration {
    /// Where a clean shutdown leaves its mark, with the broker epoch that ended cleanly.
    private static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

    private static final Pattern CLEAN_EPOCH =
            Pattern.compile("\"brokerEpoch\"\\s*:\\s*(\\d{1,18})");

    private static final String META = "meta.properties";
    private static final Pattern DIRECTORY_ID =
            Pattern.compile("(?m)^directory\\.id=([\\w-]{22})$");

    /// The pause after a request to the controller that failed.
    static final long RETRY_MS = 50;

    /// The pause between heartbeats while a broker waits to be let in or to be let go.
    static final long WAITING_INTERVAL_MS = 20;

    /// How long a broker that stops waits for the controller to move what it leads.
    static final long HAND_OVER_MAX_MS = 10_000;

    enum State {
        REGISTERING,
        FENCED,
        RUNNING,
        HANDING_OVER,
        GONE
    }

    private final NodeConfig config;
    private final Environment env;
    private final ControllerChannel controller;
    private final LongSupplier metadataOffset;
    private final Uuid incarnation;
    private final long previousEpoch;
    private final Uuid directory;
    private final int heartbeatIntervalMs;
    private final int sessionTimeoutMs;
    private State state = State.REGISTERING;
    private long epoch = -1;
    private boolean asking;
    private long nextMs;
    private long handOverDeadlineMs;

    /// @param metadataOffset one past the last metadata record this broker has applied
    Registration(
            NodeConfig config,
            Environment env,
            ControllerChannel controller,
            LongSupplier metadataOffset) {
        this.config = config;
        this.env = env;
        this.controller = controller;
        this.metadataOffset = metadataOffset;
        this.incarnation = new Uuid(env.random().nextLong(), env.random().nextLong());
        this.heartbeatIntervalMs =
                config.settings().intOf(BrokerSettings.BROKER_HEARTBEAT_INTERVAL_MS);
        this.sessionTimeoutMs = config.settings().intOf(BrokerSettings.BROKER_SESSION_TIMEOUT_MS);
        this.previousEpoch = takeCleanShutdownMark();
        this.directory = directoryId();
    }

    private long takeCleanShutdownMark() {
        long marked =
                env.storage()
                        .readWhole(CLEAN_SHUTDOWN)
                        .map(bytes -> {
                            Matcher matcher = CLEAN_EPOCH.matcher(UTF_8.decode(bytes));
                            return matcher.find() ? Long.parseLong(matcher.group(1)) : -1L;
                        })
                        .orElse(-1L);
        env.storage().delete(CLEAN_SHUTDOWN);
        return marked;
    }

    State state() {
        return state;
    }

    /// The epoch of the current registration, -1 before the first.
    long epoch() {
        return epoch;
    }

    /// Starts to hand over what this broker leads.
    void beginHandOver() {
        if (state != State.GONE && state != State.HANDING_OVER) {
            handOverDeadlineMs = env.clock().nowMs() + HAND_OVER_MAX_MS;
            state = epoch < 0 ? State.GONE : State.HANDING_OVER;
            nextMs = 0;
        }
    }

    /// Leaves the mark that everything was flushed under this epoch.
    void markCleanShutdown() {
        String json = "{\"version\":0,\"brokerEpoch\":" + epoch + "}";
        env.storage().replace(CLEAN_SHUTDOWN, ByteBuffer.wrap(json.getBytes(UTF_8)));
    }

    long onTime() {
        long now = env.clock().nowMs();
        if (state == State.HANDING_OVER && now >= handOverDeadlineMs) {
            state = State.GONE;
        }
        if (state == State.GONE) {
            return Node.NEVER;
        }
        if (!asking && now >= nextMs) {
            if (!controller.knowsController()) {
                nextMs = now + RETRY_MS;
            } else if (state == State.REGISTERING) {
                register();
            } else {
                heartbeat();
            }
        }
        long next = asking ? Node.NEVER : nextMs;
        return state == State.HANDING_OVER ? Math.min(next, handOverDeadlineMs) : next;
    }

    private void register() {
        asking = true;
        ListenerCollection listeners = new ListenerCollection();
        listeners.add(
                new BrokerRegistrationRequestData.Listener()
                        .setName("PLAINTEXT")
                        .setHost("127.0.0.1")
                        .setPort(config.brokerPort())
                        .setSecurityProtocol((short) 0));
        BrokerRegistrationRequestData request =
                new BrokerRegistrationRequestData()
                        .setBrokerId(config.nodeId())
                        .setClusterId(config.clusterId())
                        .setIncarnationId(incarnation)
                        .setListeners(listeners)
                        .setFeatures(features())
                        .setLogDirs(List.of(directory))
                        .setRack(config.rack().isEmpty() ? null : config.rack())
                        .setPreviousBrokerEpoch(previousEpoch);
        ask(ApiKeys.BROKER_REGISTRATION, (short) 4, request, this::onRegistered);
    }

    private static FeatureCollection features() {
        FeatureCollection features = new FeatureCollection();
        for (Feature feature : Feature.values()) {
            if (feature.isServed()) {
                features.add(
                        new BrokerRegistrationRequestData.Feature()
                                .setName(feature.text())
                                .setMinSupportedVersion((short) feature.min())
                                .setMaxSupportedVersion((short) feature.max()));
            }
        }
        return features;
    }

    /// The id in the disk's `meta.properties`; one for this process when it has none.
    private Uuid directoryId() {
        return env.storage()
                .readWhole(META)
                .map(bytes -> DIRECTORY_ID.matcher(UTF_8.decode(bytes)))
                .filter(Matcher::find)
                .map(matcher -> Uuid.fromString(matcher.group(1)))
                .orElseGet(() -> new Uuid(env.random().nextLong(), env.random().nextLong()));
    }

    private void onRegistered(@Nullable ApiMessage response) {
        if (response instanceof BrokerRegistrationResponseData answer
                && answer.errorCode() == Errors.NONE.code()) {
            epoch = answer.brokerEpoch();
            if (state == State.REGISTERING) {
                state = State.FENCED;
            }
            nextMs = 0;
        }
    }

    private void heartbeat() {
        asking = true;
        BrokerHeartbeatRequestData request =
                new BrokerHeartbeatRequestData()
                        .setBrokerId(config.nodeId())
                        .setBrokerEpoch(epoch)
                        .setCurrentMetadataOffset(metadataOffset.getAsLong() - 1)
                        .setWantFence(false)
                        .setWantShutDown(state == State.HANDING_OVER);
        ask(ApiKeys.BROKER_HEARTBEAT, (short) 1, request, this::onHeartbeat);
    }

    private void onHeartbeat(@Nullable ApiMessage response) {
        if (!(response instanceof BrokerHeartbeatResponseData answer)) {
            return;
        }
        Errors error = Errors.forCode(answer.errorCode());
        if (error == Errors.STALE_BROKER_EPOCH || error == Errors.BROKER_ID_NOT_REGISTERED) {
            state = state == State.HANDING_OVER ? State.GONE : State.REGISTERING;
            nextMs = env.clock().nowMs() + RETRY_MS;
            return;
        }
        if (error != Errors.NONE) {
            return;
        }
        if (state == State.HANDING_OVER) {
            if (answer.shouldShutDown()) {
                state = State.GONE;
            }
            nextMs = env.clock().nowMs() + WAITING_INTERVAL_MS;
        } else {
            state = answer.isFenced() ? State.FENCED : State.RUNNING;
            nextMs =
                    env.clock().nowMs()
                            + (answer.isFenced() ? WAITING_INTERVAL_MS : heartbeatIntervalMs);
        }
    }

    private void ask(
            ApiKeys api,
            short version,
            ApiMessage request,
            java.util.function.Consumer<@Nullable ApiMessage> done) {
        controller.ask(
                Rpc.Purpose.CONTROL,
                api,
                version,
                request,
                Math.max(1, sessionTimeoutMs / 2),
                response -> {
                    asking = false;
                    nextMs = env.clock().nowMs() + RETRY_MS;
                    done.accept(response);
                });
    }
}
