package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;
import dev.vitrine.controller.Request.AlterConfigs.Change;
import dev.vitrine.controller.Request.AlterConfigs.Operation;
import dev.vitrine.controller.Request.AlterConfigs.Outcome;

import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;

import java.util.ArrayList;
import java.util.List;

/// AlterConfigs: the older way to configure topics and brokers, which replaces all that was set;
/// what is not mentioned goes back to its default. Errors and what is left out are those of
/// [IncrementalAlterConfigsApi].
public final class AlterConfigsApi implements Handler {
    public static final Facts FACTS =
            Facts.simplified(
                    ApiKeys.ALTER_CONFIGS,
                    0,
                    2,
                    "topics and brokers; only the settings that the engine knows");

    private final Controller controller;

    public AlterConfigsApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        AlterConfigsRequestData request = call.body(AlterConfigsRequestData.class);
        List<AlterConfigsResource> resources = new ArrayList<>(request.resources());
        controller.submit(
                new Request.AlterConfigs(
                        resources.stream().map(AlterConfigsApi::resource).toList(),
                        true,
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
                IncrementalAlterConfigsApi.type(resource.resourceType()),
                resource.resourceName(),
                resource.configs().stream()
                        .map(config -> new Change(config.name(), Operation.SET, config.value()))
                        .toList());
    }

    private static AlterConfigsResponseData response(
            List<AlterConfigsResource> resources, List<Outcome> outcomes) {
        AlterConfigsResponseData response = new AlterConfigsResponseData();
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
