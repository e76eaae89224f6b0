package dev.vitrine.broker.api;

import dev.vitrine.broker.api.SettingSources.Origin;
import dev.vitrine.broker.api.SettingSources.Source;
import dev.vitrine.config.BrokerChange;
import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.ClientMetricsSettings;
import dev.vitrine.config.GroupSettings;
import dev.vitrine.config.Setting;
import dev.vitrine.config.Settings;
import dev.vitrine.config.TopicSettings;
import dev.vitrine.controller.ResourceType;

import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// DescribeConfigs: the settings in force for topics, brokers, groups and subscriptions to clients'
/// metrics, with where each value comes from and what it hides (synonyms).
///
/// - A broker answers for its own settings only, as Kafka's does; another's are INVALID_REQUEST.
///   With the empty name it tells what was set for all brokers while they ran.
/// - Every setting that a Kafka without TLS, SASL and remote storage shows is shown, with its
///   default, whether the engine honours it or not: a client sees the list it knows.
/// - A type that Kafka does not have fails the whole request (INVALID_REQUEST).
/// - Left out: documentation is in our own words; there are no loggers, as in a Kafka without
///   log4j.
public final class DescribeConfigsApi implements Handler {
    private final Knowledge knowledge;
    private final SettingSources sources;

    public DescribeConfigsApi(Knowledge knowledge) {
        this.knowledge = knowledge;
        this.sources = new SettingSources(knowledge);
    }

    @Override
    public Facts facts() {
        return Facts.simplified(
                ApiKeys.DESCRIBE_CONFIGS,
                1,
                4,
                "Kafka's whole list, also what the engine does not honour; no loggers");
    }

    @Override
    public void handle(Call call) {
        DescribeConfigsRequestData request = call.body(DescribeConfigsRequestData.class);
        DescribeConfigsResponseData body = new DescribeConfigsResponseData();
        boolean answerable =
                request.resources().stream()
                        .allMatch(each -> ResourceType.of(each.resourceType()) != null);
        for (DescribeConfigsResource resource : request.resources()) {
            DescribeConfigsResult result =
                    answerable
                            ? describe(request, resource)
                            : refuse(Errors.INVALID_REQUEST, Errors.INVALID_REQUEST.message());
            body.results()
                    .add(
                            result.setResourceType(resource.resourceType())
                                    .setResourceName(resource.resourceName()));
        }
        call.reply(body);
    }

    private DescribeConfigsResult describe(
            DescribeConfigsRequestData request, DescribeConfigsResource resource) {
        String name = resource.resourceName();
        Answer answer = new Answer(request, resource.configurationKeys());
        return switch (ResourceType.of(resource.resourceType())) {
            case TOPIC -> describeTopic(answer, name);
            case BROKER -> describeBroker(answer, name);
            case BROKER_LOGGER -> describeLoggers(answer, name);
            case CLIENT_METRICS -> describeSubscription(answer, name);
            case GROUP -> describeGroup(answer, name);
            case null -> refuse(Errors.INVALID_REQUEST, Errors.INVALID_REQUEST.message());
        };
    }

    private static DescribeConfigsResult refuse(Errors error, String message) {
        return new DescribeConfigsResult().setErrorCode(error.code()).setErrorMessage(message);
    }

    /// What is asked for of one resource, and the answer so far.
    private static final class Answer {
        private final boolean synonyms;
        private final boolean documentation;
        private final @Nullable List<String> keys;
        private final DescribeConfigsResult result = new DescribeConfigsResult();

        Answer(DescribeConfigsRequestData request, @Nullable List<String> keys) {
            this.synonyms = request.includeSynonyms();
            this.documentation = request.includeDocumentation();
            this.keys = keys;
        }

        /// @param setting null when Kafka has none of that name; its value is never shown
        void add(
                String name,
                @Nullable Setting setting,
                @Nullable String value,
                boolean readOnly,
                List<Source> sources) {
            if (keys != null && !keys.isEmpty() && !keys.contains(name)) {
                return;
            }
            boolean sensitive = setting == null || setting.sensitive();
            DescribeConfigsResourceResult entry =
                    new DescribeConfigsResourceResult()
                            .setName(name)
                            .setValue(sensitive ? null : value)
                            .setReadOnly(readOnly)
                            .setIsSensitive(sensitive)
                            .setConfigType(setting == null ? 0 : type(setting.type()))
                            .setConfigSource(
                                    (sources.isEmpty()
                                                    ? Origin.DEFAULT
                                                    : sources.getFirst().origin())
                                            .id())
                            .setDocumentation(
                                    documentation && setting != null && setting.name().equals(name)
                                            ? setting.doc()
                                            : null);
            if (synonyms) {
                sources.forEach(source ->
                        entry.synonyms()
                                .add(
                                        new DescribeConfigsSynonym()
                                                .setName(source.name())
                                                .setValue(source.value())
                                                .setSource(source.origin().id())));
            }
            result.configs().add(entry);
        }
    }

    private DescribeConfigsResult describeTopic(Answer answer, String name) {
        try {
            Topic.validate(name);
        } catch (InvalidTopicException e) {
            return refuse(Errors.INVALID_TOPIC_EXCEPTION, String.valueOf(e.getMessage()));
        }
        if (knowledge.image().topicId(name).isEmpty()) {
            return new DescribeConfigsResult()
                    .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        }
        SortedMap<String, String> set = knowledge.image().configs(ResourceType.TOPIC, name);
        return describe(
                answer, TopicSettings.ALL, set, knowledge.topicSettings(name), Origin.TOPIC);
    }

    private DescribeConfigsResult describeGroup(Answer answer, String name) {
        if (name.isEmpty()) {
            return refuse(Errors.INVALID_REQUEST, "Group name must not be empty");
        }
        SortedMap<String, String> set = knowledge.image().configs(ResourceType.GROUP, name);
        return describe(
                answer, GroupSettings.ALL, set, knowledge.groupSettings(name), Origin.GROUP);
    }

    /// @param set what was set for the topic or the group
    private DescribeConfigsResult describe(
            Answer answer,
            SequencedMap<String, Setting> table,
            Map<String, String> set,
            Settings inForce,
            Origin origin) {
        for (Setting setting : new TreeMap<>(table).values()) {
            if (!setting.internal() || set.containsKey(setting.name())) {
                answer.add(
                        setting.name(),
                        setting,
                        inForce.find(setting).orElse(null),
                        false,
                        sources.of(setting, set, origin));
            }
        }
        return answer.result;
    }

    private DescribeConfigsResult describeSubscription(Answer answer, String name) {
        if (name.isEmpty()) {
            return refuse(
                    Errors.INVALID_REQUEST, "Client metrics subscription name must not be empty");
        }
        SortedMap<String, String> set =
                knowledge.image().configs(ResourceType.CLIENT_METRICS, name);
        for (Setting setting : ClientMetricsSettings.ALL.values()) {
            List<Source> found = sources.of(setting, set, Origin.CLIENT_METRICS);
            String value = found.isEmpty() ? setting.defaultValue() : found.getFirst().value();
            answer.add(setting.name(), setting, value, false, found);
        }
        return answer.result;
    }

    private DescribeConfigsResult describeLoggers(Answer answer, String name) {
        if (name.isEmpty()) {
            return refuse(Errors.INVALID_REQUEST, "Broker id must not be empty");
        }
        return isThisNode(name)
                ? answer.result
                : refuseNode(name, "Unexpected broker id, expected " + knowledge.nodeId() + " but");
    }

    private DescribeConfigsResult describeBroker(Answer answer, String name) {
        if (name.isEmpty()) {
            describeAllBrokers(answer);
        } else if (isThisNode(name)) {
            describeThisBroker(answer);
        } else {
            return refuseNode(
                    name,
                    "Unexpected broker id, expected "
                            + knowledge.nodeId()
                            + " or empty string, but");
        }
        return answer.result;
    }

    private boolean isThisNode(String name) {
        try {
            return Integer.parseInt(name) == knowledge.nodeId();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static DescribeConfigsResult refuseNode(String name, String expected) {
        try {
            Integer.parseInt(name);
            return refuse(Errors.INVALID_REQUEST, expected + " received " + name);
        } catch (NumberFormatException e) {
            return refuse(
                    Errors.INVALID_REQUEST, "Broker id must be an integer, but it is: " + name);
        }
    }

    private void describeAllBrokers(Answer answer) {
        sources.dynamic(Origin.ALL_BROKERS)
                .forEach((name, value) -> {
                    List<Source> ofAll =
                            sources.ofBroker(name).stream()
                                    .filter(source -> source.origin() == Origin.ALL_BROKERS)
                                    .toList();
                    answer.add(name, BrokerChange.setting(name), value, isReadOnly(name), ofAll);
                });
    }

    private void describeThisBroker(Answer answer) {
        TreeSet<String> names = new TreeSet<>(sources.dynamic(Origin.BROKER).keySet());
        names.addAll(sources.dynamic(Origin.ALL_BROKERS).keySet());
        names.addAll(knowledge.started().overrides().keySet());
        BrokerSettings.ALL.values().stream()
                .filter(setting -> !setting.internal())
                .forEach(setting -> names.add(setting.name()));
        for (String name : names) {
            List<Source> found = sources.ofBroker(name);
            Setting known = BrokerSettings.ALL.get(name);
            String value =
                    known != null
                            ? knowledge.settings().find(known).orElse(null)
                            : found.getFirst().value();
            answer.add(name, BrokerChange.setting(name), value, isReadOnly(name), found);
        }
    }

    private static boolean isReadOnly(String name) {
        Setting setting = BrokerSettings.ALL.get(name);
        return setting == null || setting.update() == Setting.Update.READ_ONLY;
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
