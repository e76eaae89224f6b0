package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;
import dev.vitrine.controller.Request.UpdateFeatures.Kind;
import dev.vitrine.controller.Request.UpdateFeatures.Update;

import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// UpdateFeatures (KIP-584, KIP-778): the levels of features that the whole cluster goes by, all of
/// the request or none.
///
/// - INVALID_UPDATE_VERSION for the whole, with the reason of the first that cannot be.
/// - Versions 0 and 1 repeat the success for each feature; version 0 can only upgrade, whatever it
///   says.
/// - The time that the request gives is not looked at, as in Kafka.
public final class UpdateFeaturesApi implements Handler {
    public static final Facts FACTS = Facts.real(ApiKeys.UPDATE_FEATURES, 0, 2);

    private final Controller controller;

    public UpdateFeaturesApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        UpdateFeaturesRequestData request = call.body(UpdateFeaturesRequestData.class);
        Map<String, Update> updates = new LinkedHashMap<>();
        for (FeatureUpdateKey update : request.featureUpdates()) {
            updates.put(
                    update.feature(),
                    new Update(
                            update.feature(),
                            update.maxVersionLevel(),
                            kind(update.upgradeType())));
        }
        controller.submit(
                new Request.UpdateFeatures(List.copyOf(updates.values()), request.validateOnly()),
                reply ->
                        call.reply(
                                switch (reply) {
                                    case Reply.Decided<Request.Done>(var done) ->
                                            done(request, call.version());
                                    case Reply.Refused<Request.Done>(var error, var message) ->
                                            refused(error, message);
                                }));
    }

    private static @Nullable Kind kind(byte code) {
        return switch (code) {
            case 1 -> Kind.UPGRADE;
            case 2 -> Kind.SAFE_DOWNGRADE;
            case 3 -> Kind.UNSAFE_DOWNGRADE;
            default -> null;
        };
    }

    private static UpdateFeaturesResponseData done(
            UpdateFeaturesRequestData request, short version) {
        UpdateFeaturesResponseData response =
                new UpdateFeaturesResponseData().setErrorMessage(null);
        if (version <= 1) {
            for (FeatureUpdateKey update : request.featureUpdates()) {
                response.results()
                        .add(
                                new UpdatableFeatureResult()
                                        .setFeature(update.feature())
                                        .setErrorMessage(Errors.NONE.name()));
            }
        }
        return response;
    }

    private static UpdateFeaturesResponseData refused(Errors error, @Nullable String message) {
        return new UpdateFeaturesResponseData()
                .setErrorCode(error.code())
                .setErrorMessage(
                        error == Errors.INVALID_UPDATE_VERSION
                                ? "The update failed for all features since the following feature"
                                        + " had an error: "
                                        + message
                                : message);
    }
}
