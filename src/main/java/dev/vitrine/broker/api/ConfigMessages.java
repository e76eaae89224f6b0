package dev.vitrine.broker.api;

import dev.vitrine.controller.Request.AlterConfigs;
import dev.vitrine.controller.Request.AlterConfigs.Change;
import dev.vitrine.controller.Request.AlterConfigs.Operation;
import dev.vitrine.controller.Request.AlterConfigs.Outcome;
import dev.vitrine.controller.Request.AlterConfigs.Resource;

import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayList;
import java.util.List;

/// AlterConfigs and IncrementalAlterConfigs as one request: the first sets all there is to be, the
/// second one thing at a time.
final class ConfigMessages {
    private ConfigMessages() {}

    static AlterConfigs read(ApiMessage body) {
        return switch (body) {
            case AlterConfigsRequestData all -> readAll(all);
            case IncrementalAlterConfigsRequestData some -> readSome(some);
            default -> throw new IllegalArgumentException(body.toString());
        };
    }

    private static AlterConfigs readAll(AlterConfigsRequestData body) {
        List<Resource> resources = new ArrayList<>();
        body.resources()
                .forEach(resource ->
                        resources.add(
                                new Resource(
                                        resource.resourceType(),
                                        resource.resourceName(),
                                        resource.configs().stream()
                                                .map(config ->
                                                        new Change(
                                                                config.name(),
                                                                Operation.SET,
                                                                config.value()))
                                                .toList())));
        return new AlterConfigs(resources, true, body.validateOnly());
    }

    private static AlterConfigs readSome(IncrementalAlterConfigsRequestData body) {
        List<Resource> resources = new ArrayList<>();
        body.resources()
                .forEach(resource ->
                        resources.add(
                                new Resource(
                                        resource.resourceType(),
                                        resource.resourceName(),
                                        resource.configs().stream()
                                                .map(config ->
                                                        new Change(
                                                                config.name(),
                                                                config.configOperation(),
                                                                config.value()))
                                                .toList())));
        return new AlterConfigs(resources, false, body.validateOnly());
    }

    static ApiMessage write(AlterConfigs request) {
        return request.replaceAll() ? writeAll(request) : writeSome(request);
    }

    private static AlterConfigsRequestData writeAll(AlterConfigs request) {
        var body = new AlterConfigsRequestData().setValidateOnly(request.validateOnly());
        for (Resource resource : request.resources()) {
            var to =
                    new AlterConfigsRequestData.AlterConfigsResource()
                            .setResourceType((byte) resource.typeId())
                            .setResourceName(resource.name());
            for (Change change : resource.changes()) {
                to.configs()
                        .mustAdd(
                                new AlterConfigsRequestData.AlterableConfig()
                                        .setName(change.key())
                                        .setValue(change.value()));
            }
            body.resources().mustAdd(to);
        }
        return body;
    }

    private static IncrementalAlterConfigsRequestData writeSome(AlterConfigs request) {
        var body = new IncrementalAlterConfigsRequestData().setValidateOnly(request.validateOnly());
        for (Resource resource : request.resources()) {
            var to =
                    new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                            .setResourceType((byte) resource.typeId())
                            .setResourceName(resource.name());
            for (Change change : resource.changes()) {
                to.configs()
                        .mustAdd(
                                new IncrementalAlterConfigsRequestData.AlterableConfig()
                                        .setName(change.key())
                                        .setConfigOperation((byte) change.operationId())
                                        .setValue(change.value()));
            }
            body.resources().mustAdd(to);
        }
        return body;
    }

    /// @param outcomes one for each resource of the request
    static ApiMessage answer(AlterConfigs request, List<Outcome> outcomes) {
        var all = new AlterConfigsResponseData();
        var some = new IncrementalAlterConfigsResponseData();
        for (int i = 0; i < outcomes.size(); i++) {
            Resource resource = request.resources().get(i);
            Outcome outcome = outcomes.get(i);
            all.responses()
                    .add(
                            new AlterConfigsResourceResponse()
                                    .setResourceType((byte) resource.typeId())
                                    .setResourceName(resource.name())
                                    .setErrorCode(outcome.error().code())
                                    .setErrorMessage(outcome.message()));
            some.responses()
                    .add(
                            new IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse()
                                    .setResourceType((byte) resource.typeId())
                                    .setResourceName(resource.name())
                                    .setErrorCode(outcome.error().code())
                                    .setErrorMessage(outcome.message()));
        }
        return request.replaceAll() ? all : some;
    }

    /// The outcomes that an answer tells, in its order.
    static List<Outcome> outcomes(ApiMessage answer) {
        List<Outcome> outcomes = new ArrayList<>();
        switch (answer) {
            case AlterConfigsResponseData all ->
                    all.responses()
                            .forEach(each ->
                                    outcomes.add(
                                            new Outcome(
                                                    Errors.forCode(each.errorCode()),
                                                    each.errorMessage())));
            case IncrementalAlterConfigsResponseData some ->
                    some.responses()
                            .forEach(each ->
                                    outcomes.add(
                                            new Outcome(
                                                    Errors.forCode(each.errorCode()),
                                                    each.errorMessage())));
            default -> throw new IllegalArgumentException(answer.toString());
        }
        return outcomes;
    }
}
