package dev.vitrine.broker.api;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.GetTelemetrySubscriptionsRequestData;
import org.apache.kafka.common.message.GetTelemetrySubscriptionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.CompressionType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/// GetTelemetrySubscriptions (KIP-714): which of its metrics a client shall send. None, for nobody
/// subscribes to them here.
///
/// - Not advertised, as with any broker that has no telemetry reporter, so that clients do not ask;
///   who asks all the same is answered, as Kafka does.
/// - Left out: telemetry reporters, subscriptions (client-metrics resources), and the throttling of
///   clients that ask again before their interval is over.
public final class GetTelemetrySubscriptionsApi implements Handler {
    /// How often a client would send, by Kafka's default.
    private static final int PUSH_INTERVAL_MS = 300_000;

    /// Kafka's `telemetry.max.bytes`.
    static final int BYTES_MAX = 1_048_576;

    private static final List<Byte> COMPRESSIONS =
            List.of(
                    CompressionType.ZSTD.id,
                    CompressionType.LZ4.id,
                    CompressionType.GZIP.id,
                    CompressionType.SNAPPY.id);

    private final RandomGenerator random;

    public GetTelemetrySubscriptionsApi(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Facts facts() {
        return Facts.simplified(
                        ApiKeys.GET_TELEMETRY_SUBSCRIPTIONS,
                        0,
                        0,
                        "nobody subscribes; nobody is throttled")
                .unadvertised();
    }

    @Override
    public void handle(Call call) {
        Uuid asked = call.body(GetTelemetrySubscriptionsRequestData.class).clientInstanceId();
        Uuid client =
                asked.equals(Uuid.ZERO_UUID)
                        ? new Uuid(random.nextLong(), random.nextLong())
                        : asked;
        call.reply(
                new GetTelemetrySubscriptionsResponseData()
                        .setClientInstanceId(client)
                        .setSubscriptionId(subscriptionId(client))
                        .setAcceptedCompressionTypes(COMPRESSIONS)
                        .setPushIntervalMs(PUSH_INTERVAL_MS)
                        .setTelemetryMaxBytes(BYTES_MAX)
                        .setDeltaTemporality(true));
    }

    /// Of the metrics that are subscribed to, none, of the interval and of the client, as Kafka
    /// works it out.
    static int subscriptionId(Uuid client) {
        CRC32C crc = new CRC32C();
        crc.update(("[]" + PUSH_INTERVAL_MS).getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue() ^ client.hashCode();
    }
}
