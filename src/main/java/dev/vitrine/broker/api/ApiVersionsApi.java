package dev.vitrine.broker.api;

import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKeyCollection;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKeyCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// ApiVersions: what this listener handles, by the handlers' own facts.
///
/// - Produce is advertised from version 0 on, as Kafka does: older librdkafka turns compression off
///   otherwise. Requests below version 3 still close the connection.
/// - Of the features only `metadata.version` and `kraft.version` are finalized, since groups by
///   KIP-848 and transactions are not served here.
/// - A version that is too new is answered by the dispatch, in version 0 (KIP-511).
public final class ApiVersionsApi implements Handler {
    /// The metadata version of Kafka 4.4 (`kafka-features.sh`: 4.3-IV0 and up share its behaviour
    /// here).
    private static final short METADATA_VERSION = 33;

    private static final short METADATA_VERSION_MIN = 7;
    private static final Pattern SOFTWARE =
            Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private final Supplier<List<Facts>> served;
    private final LongSupplier metadataOffset;

    /// @param served what the listener handles
    /// @param metadataOffset the offset of the metadata applied here, the epoch of the features
    public ApiVersionsApi(Supplier<List<Facts>> served, LongSupplier metadataOffset) {
        this.served = served;
        this.metadataOffset = metadataOffset;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.API_VERSIONS, 0, 4);
    }

    @Override
    public void handle(Call call) {
        ApiVersionsRequestData request = call.body(ApiVersionsRequestData.class);
        if (call.version() >= 3
                && !(SOFTWARE.matcher(request.clientSoftwareName()).matches()
                        && SOFTWARE.matcher(request.clientSoftwareVersion()).matches())) {
            call.reply(new ApiVersionsResponseData().setErrorCode(Errors.INVALID_REQUEST.code()));
            return;
        }
        ApiVersionCollection keys = new ApiVersionCollection();
        for (Facts facts : served.get()) {
            keys.add(
                    new ApiVersion()
                            .setApiKey(facts.api().id)
                            .setMinVersion(facts.api() == ApiKeys.PRODUCE ? 0 : facts.min())
                            .setMaxVersion(facts.max()));
        }
        call.reply(
                new ApiVersionsResponseData()
                        .setApiKeys(keys)
                        .setSupportedFeatures(supported(call.version()))
                        .setFinalizedFeaturesEpoch(metadataOffset.getAsLong())
                        .setFinalizedFeatures(finalized()));
    }

    private static SupportedFeatureKeyCollection supported(short version) {
        SupportedFeatureKeyCollection features = new SupportedFeatureKeyCollection();
        features.add(
                new SupportedFeatureKey()
                        .setName("metadata.version")
                        .setMinVersion(METADATA_VERSION_MIN)
                        .setMaxVersion(METADATA_VERSION));
        // A minimum of 0 is told from version 4 on only: older clients reject it (KAFKA-17011).
        if (version >= 4) {
            features.add(
                    new SupportedFeatureKey()
                            .setName("kraft.version")
                            .setMinVersion((short) 0)
                            .setMaxVersion((short) 0));
        }
        return features;
    }

    private static FinalizedFeatureKeyCollection finalized() {
        FinalizedFeatureKeyCollection features = new FinalizedFeatureKeyCollection();
        features.add(
                new FinalizedFeatureKey()
                        .setName("metadata.version")
                        .setMinVersionLevel(METADATA_VERSION)
                        .setMaxVersionLevel(METADATA_VERSION));
        return features;
    }
}
