package dev.vitrine.broker.api;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Setting;
import dev.vitrine.config.TopicSettings;
import dev.vitrine.controller.ResourceType;

import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// DescribeConfigs: the settings in force for topics and brokers, with where each value comes from
/// and what it hides (synonyms).
///
/// - A broker answers for its own settings only, as Kafka's does; another's are INVALID_REQUEST.
/// - Left out: loggers, client metrics and group configs (INVALID_REQUEST), and the settings of
///   Kafka that this engine does not have.
public final class DescribeConfigsApi implements Handler {
    private static final byte DYNAMIC_TOPIC = 1;
    private static final byte DYNAMIC_BROKER = 2;
    private static final byte DYNAMIC_DEFAULT_BROKER = 3;
    private static final byte STATIC_BROKER = 4;
    private static final byte DEFAULT = 5;

    private final Knowledge knowledge;

    public DescribeConfigsApi(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    @Override
    public Facts facts() {
        return Facts.simplified(
                ApiKeys.DESCRIBE_CONFIGS,
                1,
                4,
                "topics and brokers; only the settings that the engine honours");
    }

    /// A value and where it comes from.
    private record Source(String name, String value, byte source) {}

    @Override
    public void handle(Call call) {
        DescribeConfigsRequestData request = call.body(DescribeConfigsRequestData.class);
        DescribeConfigsResponseData body = new DescribeConfigsResponseData();
        for (DescribeConfigsResource resource : request.resources()) {
            body.results()
                    .add(
                            describe(request, resource)
                                    .setResourceType(resource.resourceType())
                                    .setResourceName(resource.resourceName()));
        }
        call.reply(body);
    }

    private DescribeConfigsResult describe(
            DescribeConfigsRequestData request, DescribeConfigsResource resource) {
        String name = resource.resourceName();
        if (resource.resourceType() == ConfigResource.Type.TOPIC.id()) {
            if (knowledge.image().topic(name).isEmpty()) {
                return refuse(Errors.UNKNOWN_TOPIC_OR_PARTITION, null);
            }
            return list(
                    request, resource.configurationKeys(), TopicSettings.ALL.values(), true, name);
        }
        if (resource.resourceType() == ConfigResource.Type.BROKER.id()) {
            if (!name.isEmpty() && !name.equals(String.valueOf(knowledge.nodeId()))) {
                return refuse(
                        Errors.INVALID_REQUEST,
                        "Unexpected broker id, expected "
                                + knowledge.nodeId()
                                + " or empty string, but received "
                                + name);
            }
            return list(
                    request,
                    resource.configurationKeys(),
                    BrokerSettings.ALL.values(),
                    false,
                    name);
        }
        return refuse(
                Errors.INVALID_REQUEST, "Unsupported resource type: " + resource.resourceType());
    }

    private static DescribeConfigsResult refuse(Errors error, @Nullable String message) {
        return new DescribeConfigsResult()
                .setErrorCode(error.code())
                .setErrorMessage(message == null ? error.message() : message);
    }

    private DescribeConfigsResult list(
            DescribeConfigsRequestData request,
            @Nullable List<String> keys,
            Collection<Setting> settings,
            boolean ofTopic,
            String resource) {
        DescribeConfigsResult result = new DescribeConfigsResult();
        for (Setting setting : settings) {
            if (setting.internal()) {
                continue;
            }
            if (keys != null && !keys.isEmpty() && !keys.contains(setting.name())) {
                continue;
            }
            List<Source> sources =
                    ofTopic ? ofTopic(setting, resource) : ofBroker(setting, resource);
            DescribeConfigsResourceResult entry =
                    new DescribeConfigsResourceResult()
                            .setName(setting.name())
                            .setValue(sources.isEmpty() ? null : sources.getFirst().value)
                            .setReadOnly(setting.update() == Setting.Update.READ_ONLY)
                            .setConfigSource(
                                    sources.isEmpty() ? DEFAULT : sources.getFirst().source)
                            .setIsSensitive(setting.sensitive())
                            .setConfigType(type(setting.type()));
            if (request.includeSynonyms()) {
                sources.forEach(source ->
                        entry.synonyms()
                                .add(
                                        new DescribeConfigsSynonym()
                                                .setName(source.name)
                                                .setValue(source.value)
                                                .setSource(source.source)));
            }
            if (request.includeDocumentation()) {
                entry.setDocumentation(setting.doc());
            }
            result.configs().add(entry);
        }
        return result;
    }

    private List<Source> ofTopic(Setting setting, String topic) {
        List<Source> sources = new ArrayList<>();
        add(
                sources,
                setting.name(),
                knowledge.image().configs(ResourceType.TOPIC, topic),
                DYNAMIC_TOPIC);
        for (Setting.Origin origin : setting.origins()) {
            Setting ofBroker =
                    java.util.Objects.requireNonNull(BrokerSettings.ALL.get(origin.name()));
            sources.addAll(ofBroker(ofBroker, String.valueOf(knowledge.nodeId())));
        }
        addDefault(sources, setting);
        return sources;
    }

    private List<Source> ofBroker(Setting setting, String broker) {
        List<Source> sources = new ArrayList<>();
        if (!broker.isEmpty()) {
            add(
                    sources,
                    setting.name(),
                    knowledge.image().configs(ResourceType.BROKER, broker),
                    DYNAMIC_BROKER);
        }
        add(
                sources,
                setting.name(),
                knowledge.image().configs(ResourceType.BROKER, ""),
                DYNAMIC_DEFAULT_BROKER);
        add(sources, setting.name(), knowledge.started().overrides(), STATIC_BROKER);
        addDefault(sources, setting);
        return sources;
    }

    private static void addDefault(List<Source> sources, Setting setting) {
        String value = setting.defaultValue();
        if (value != null) {
            sources.add(new Source(setting.name(), value, DEFAULT));
        }
    }

    private static void add(
            List<Source> sources, String name, Map<String, String> values, byte source) {
        String value = values.get(name);
        if (value != null) {
            sources.add(new Source(name, value, source));
        }
    }

    private static byte type(Setting.Type type) {
        return switch (type) {
            case BOOLEAN -> 1;
            case STRING -> 2;
            case INT -> 3;
            case SHORT -> 4;
            case LONG -> 5;
            case DOUBLE -> 6;
            case LIST -> 7;
            case CLASS -> 8;
            case PASSWORD -> 9;
        };
    }
}
