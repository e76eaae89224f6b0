package dev.vitrine.broker.api;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.PushTelemetryRequestData;
import org.apache.kafka.common.message.PushTelemetryResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;

/// PushTelemetry (KIP-714): a client sends its metrics. They go nowhere.
///
/// - INVALID_REQUEST without a client's id, UNKNOWN_SUBSCRIPTION_ID for another than
///   GetTelemetrySubscriptions gave, UNSUPPORTED_COMPRESSION_TYPE, TELEMETRY_TOO_LARGE.
/// - Left out: what is left out there, and that a client that said it ends may send no more.
public final class PushTelemetryApi implements Handler {
    @Override
    public Facts facts() {
        return Facts.simplified(
                        ApiKeys.PUSH_TELEMETRY, 0, 0, "metrics go nowhere; nobody is throttled")
                .unadvertised();
    }

    @Override
    public void handle(Call call) {
        PushTelemetryRequestData request = call.body(PushTelemetryRequestData.class);
        call.reply(new PushTelemetryResponseData().setErrorCode(error(request).code()));
    }

    private static Errors error(PushTelemetryRequestData request) {
        Uuid client = request.clientInstanceId();
        if (Uuid.RESERVED.contains(client)) {
            return Errors.INVALID_REQUEST;
        }
        if (request.subscriptionId() != GetTelemetrySubscriptionsApi.subscriptionId(client)) {
            return Errors.UNKNOWN_SUBSCRIPTION_ID;
        }
        if (!isCompression(request.compressionType())) {
            return Errors.UNSUPPORTED_COMPRESSION_TYPE;
        }
        return request.metrics().limit() > GetTelemetrySubscriptionsApi.BYTES_MAX
                ? Errors.TELEMETRY_TOO_LARGE
                : Errors.NONE;
    }

    private static boolean isCompression(byte id) {
        return id >= CompressionType.NONE.id && id <= CompressionType.ZSTD.id;
    }
}
