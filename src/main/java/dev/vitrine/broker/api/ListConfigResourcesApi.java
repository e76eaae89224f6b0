package dev.vitrine.broker.api;

import dev.vitrine.controller.ResourceType;

import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData.ConfigResource;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// ListConfigResources (KIP-1142): what can be configured, or is.
///
/// - Topics and brokers (and their loggers) are all listed, groups and subscriptions to clients'
///   metrics only when something was set for them.
/// - Version 0 is the former ListClientMetricsResources: only subscriptions.
/// - A type that Kafka does not have is UNSUPPORTED_VERSION.
public final class ListConfigResourcesApi implements Handler {
    private final Knowledge knowledge;

    public ListConfigResourcesApi(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.LIST_CONFIG_RESOURCES, 0, 1);
    }

    @Override
    public void handle(Call call) {
        ListConfigResourcesRequestData request = call.body(ListConfigResourcesRequestData.class);
        ListConfigResourcesResponseData body = new ListConfigResourcesResponseData();
        TreeSet<ResourceType> types = new TreeSet<>();
        for (byte id : request.resourceTypes()) {
            ResourceType type = ResourceType.of(id);
            if (type == null) {
                call.reply(body.setErrorCode(Errors.UNSUPPORTED_VERSION.code()));
                return;
            }
            types.add(type);
        }
        if (call.version() == 0) {
            types.add(ResourceType.CLIENT_METRICS);
        } else if (types.isEmpty()) {
            types.addAll(List.of(ResourceType.values()));
        }
        for (ResourceType type : types.descendingSet()) {
            for (String name : names(type)) {
                body.configResources()
                        .add(new ConfigResource().setResourceName(name).setResourceType(type.id()));
            }
        }
        call.reply(body);
    }

    private Collection<String> names(ResourceType type) {
        return switch (type) {
            case TOPIC -> knowledge.image().topicNames();
            case BROKER, BROKER_LOGGER ->
                    knowledge.aliveBrokers().stream()
                            .map(broker -> String.valueOf(broker.id()))
                            .toList();
            case CLIENT_METRICS, GROUP -> knowledge.image().configured(type);
        };
    }
}
