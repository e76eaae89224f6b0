package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;
import dev.vitrine.controller.Request.AlterConfigs.Change;
import dev.vitrine.controller.Request.AlterConfigs.Operation;
import dev.vitrine.controller.Request.AlterConfigs.Outcome;
import dev.vitrine.controller.ResourceType;

import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// IncrementalAlterConfigs (KIP-339): settings of topics and brokers change one by one; lists can
/// grow and shrink (APPEND, SUBTRACT).
///
/// - Answers resource by resource: UNKNOWN_TOPIC_OR_PARTITION, BROKER_ID_NOT_REGISTERED,
///   INVALID_CONFIG, INVALID_REQUEST. A resource changes wholly or not at all.
/// - Left out: resources other than topics and brokers, and settings that the engine does not know;
///   broker settings other than defaults of topics are kept and shown, but take effect only where
///   the engine asks for them anew.
public final class IncrementalAlterConfigsApi implements Handler {
    public static final Facts FACTS =
            Facts.simplified(
                    ApiKeys.INCREMENTAL_ALTER_CONFIGS,
                    0,
                    1,
                    "topics and brokers; only the settings that the engine knows");

    private final Controller controller;

    public IncrementalAlterConfigsApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        IncrementalAlterConfigsRequestData request =
                call.body(IncrementalAlterConfigsRequestData.class);
        List<AlterConfigsResource> resources = new ArrayList<>(request.resources());
        controller.submit(
                new Request.AlterConfigs(
                        resources.stream().map(IncrementalAlterConfigsApi::resource).toList(),
                        false,
                        request.validateOnly()),
                reply ->
                        call.reply(
                                response(
                                        resources,
                                        switch (reply) {
                                            case Reply.Decided<List<Outcome>>(var outcomes) ->
                                                    outcomes;
                                            case Reply.Refused<List<Outcome>>(
                                                            var error,
                                                            var message) ->
                                                    resources.stream()
                                                            .map(r -> new Outcome(error, message))
                                                            .toList();
                                        })));
    }

    private static Request.AlterConfigs.Resource resource(AlterConfigsResource resource) {
        return new Request.AlterConfigs.Resource(
                type(resource.resourceType()),
                resource.resourceName(),
                resource.configs().stream()
                        .map(config -> new Change(config.name(), operation(config), config.value()))
                        .toList());
    }

    /// What a resource is, null for what the engine does not configure.
    static @Nullable ResourceType type(byte id) {
        if (id == ConfigResource.Type.TOPIC.id()) {
            return ResourceType.TOPIC;
        }
        return id == ConfigResource.Type.BROKER.id() ? ResourceType.BROKER : null;
    }

    private static @Nullable Operation operation(AlterableConfig config) {
        return switch (config.configOperation()) {
            case 0 -> Operation.SET;
            case 1 -> Operation.DELETE;
            case 2 -> Operation.APPEND;
            case 3 -> Operation.SUBTRACT;
            default -> null;
        };
    }

    private static IncrementalAlterConfigsResponseData response(
            List<AlterConfigsResource> resources, List<Outcome> outcomes) {
        IncrementalAlterConfigsResponseData response = new IncrementalAlterConfigsResponseData();
        for (int i = 0; i < resources.size(); i++) {
            response.responses()
                    .add(
                            new AlterConfigsResourceResponse()
                                    .setResourceType(resources.get(i).resourceType())
                                    .setResourceName(resources.get(i).resourceName())
                                    .setErrorCode(outcomes.get(i).error().code())
                                    .setErrorMessage(outcomes.get(i).message()));
        }
        return response;
    }
}
