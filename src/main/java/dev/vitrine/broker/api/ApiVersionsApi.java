package dev.vitrine.broker.api;

import dev.vitrine.controller.ClusterImage;
import dev.vitrine.controller.Feature;

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
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// ApiVersions: what this listener handles, by the handlers' own facts.
///
/// - Produce is advertised from version 0 on, as Kafka does: older librdkafka turns compression off
///   otherwise. Requests below version 3 still close the connection.
/// - Features are those that [Feature] says are served, at the levels that the metadata log says
///   are finalized.
/// - A version that is too new is answered by the dispatch, in version 0 (KIP-511).
/// - From version 5 on a client may say which broker it means (KIP-1242): if it is not this one, of
///   this cluster, REBOOTSTRAP_REQUIRED. A cluster without a node, or the other way round, is
///   INVALID_REQUEST. Controllers do not mind.
public final class ApiVersionsApi implements Handler {
    private static final Pattern SOFTWARE =
            Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private final Predicate<ApiVersionsRequestData> meant;
    private final Supplier<List<Facts>> served;

    /// Its next offset is the epoch of the features.
    private final ClusterImage image;

    private ApiVersionsApi(
            Predicate<ApiVersionsRequestData> meant,
            Supplier<List<Facts>> served,
            ClusterImage image) {
        this.meant = meant;
        this.served = served;
        this.image = image;
    }

    /// @param served what the listener handles
    public static ApiVersionsApi ofBroker(Knowledge knowledge, Supplier<List<Facts>> served) {
        return new ApiVersionsApi(
                request ->
                        request.clusterId() == null
                                || (request.clusterId().equals(knowledge.clusterId())
                                        && request.nodeId() == knowledge.nodeId()),
                served,
                knowledge.image());
    }

    /// The same behind the controllers' door.
    public static ApiVersionsApi ofController(Supplier<List<Facts>> served, ClusterImage image) {
        return new ApiVersionsApi(request -> true, served, image);
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.API_VERSIONS, 0, 5);
    }

    @Override
    public void handle(Call call) {
        ApiVersionsRequestData request = call.body(ApiVersionsRequestData.class);
        if (!isValid(call.version(), request)) {
            call.reply(new ApiVersionsResponseData().setErrorCode(Errors.INVALID_REQUEST.code()));
            return;
        }
        if (!meant.test(request)) {
            call.reply(
                    new ApiVersionsResponseData().setErrorCode(Errors.REBOOTSTRAP_REQUIRED.code()));
            return;
        }
        ApiVersionCollection keys = new ApiVersionCollection();
        for (Facts facts : served.get()) {
            if (!facts.advertised()) {
                continue;
            }
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
                        .setFinalizedFeaturesEpoch(image.nextOffset() - 1)
                        .setFinalizedFeatures(finalized()));
    }

    private static boolean isValid(short version, ApiVersionsRequestData request) {
        boolean named =
                version < 3
                        || (SOFTWARE.matcher(request.clientSoftwareName()).matches()
                                && SOFTWARE.matcher(request.clientSoftwareVersion()).matches());
        boolean addressed =
                version < 5 || (request.clusterId() == null) == (request.nodeId() == -1);
        return named && addressed;
    }

    /// A minimum of 0 is told from version 4 on only: older clients reject it (KAFKA-17011).
    private static SupportedFeatureKeyCollection supported(short version) {
        SupportedFeatureKeyCollection features = new SupportedFeatureKeyCollection();
        for (Feature feature : Feature.values()) {
            if (feature.isServed() && (feature.min() > 0 || version >= 4)) {
                features.add(
                        new SupportedFeatureKey()
                                .setName(feature.text())
                                .setMinVersion((short) feature.min())
                                .setMaxVersion((short) feature.max()));
            }
        }
        return features;
    }

    private FinalizedFeatureKeyCollection finalized() {
        FinalizedFeatureKeyCollection features = new FinalizedFeatureKeyCollection();
        image.featureLevels()
                .forEach((feature, level) ->
                        features.add(
                                new FinalizedFeatureKey()
                                        .setName(feature)
                                        .setMinVersionLevel(level.shortValue())
                                        .setMaxVersionLevel(level.shortValue())));
        return features;
    }
}
