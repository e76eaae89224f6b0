package dev.vitrine.broker.api;

import dev.vitrine.config.Setting;
import dev.vitrine.config.Settings;
import dev.vitrine.config.TopicSettings;
import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;
import dev.vitrine.controller.Request.CreateTopics.Outcome;

import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.TreeMap;

/// CreateTopics: topics with their partitions, replicas and configuration.
///
/// - Answers topic by topic: TOPIC_ALREADY_EXISTS, INVALID_TOPIC_EXCEPTION (also for names that
///   differ from another only in `.` and `_`), INVALID_PARTITIONS, INVALID_REPLICATION_FACTOR,
///   INVALID_REPLICA_ASSIGNMENT, INVALID_CONFIG; INVALID_REQUEST, once, for a name that came twice.
///   POLICY_VIOLATION for all when they have more than 10 000 partitions.
/// - -1 stands for the broker's default of partitions and replication factor, in every version.
/// - Version 5 answers the settings in force, version 7 the topic's id.
/// - Left out: policies and controller mutation quotas (KIP-599); of topic settings those that the
///   engine does not know are INVALID_CONFIG; a setting inherited from any broker setting is said
///   to be static.
public final class CreateTopicsApi implements Handler {
    public static final Facts FACTS =
            Facts.simplified(
                    ApiKeys.CREATE_TOPICS,
                    2,
                    7,
                    "no policies or quotas; only the topic settings that the engine knows");

    private static final byte DYNAMIC_TOPIC = 1;
    private static final byte DYNAMIC_DEFAULT_BROKER = 3;
    private static final byte STATIC_BROKER = 4;
    private static final byte DEFAULT = 5;

    private final Controller controller;

    public CreateTopicsApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        CreateTopicsRequestData request = call.body(CreateTopicsRequestData.class);
        controller.submit(
                new Request.CreateTopics(
                        request.topics().stream().map(CreateTopicsApi::topic).toList(),
                        request.validateOnly()),
                request.timeoutMs(),
                reply ->
                        call.reply(
                                switch (reply) {
                                    case Reply.Decided<List<Outcome>>(var outcomes) ->
                                            decided(outcomes);
                                    case Reply.Refused<List<Outcome>>(var error, var message) ->
                                            refused(request, error, message);
                                }));
    }

    private static Request.CreateTopics.NewTopic topic(CreatableTopic topic) {
        return new Request.CreateTopics.NewTopic(
                topic.name(),
                topic.numPartitions(),
                topic.replicationFactor(),
                topic.assignments().stream()
                        .map(assignment ->
                                new Request.CreateTopics.Assignment(
                                        assignment.partitionIndex(),
                                        List.copyOf(assignment.brokerIds())))
                        .toList(),
                topic.configs().stream()
                        .map(config ->
                                new Request.CreateTopics.Entry(config.name(), config.value()))
                        .toList());
    }

    private static CreateTopicsResponseData decided(List<Outcome> outcomes) {
        CreateTopicsResponseData response = new CreateTopicsResponseData();
        outcomes.forEach(outcome -> response.topics().add(result(outcome)));
        return response;
    }

    private static CreatableTopicResult result(Outcome outcome) {
        CreatableTopicResult result =
                new CreatableTopicResult()
                        .setName(outcome.name())
                        .setTopicId(outcome.topicId())
                        .setErrorCode(outcome.error().code())
                        .setErrorMessage(outcome.message())
                        .setNumPartitions(outcome.partitions())
                        .setReplicationFactor((short) outcome.replicationFactor());
        Settings settings = outcome.settings();
        if (settings != null) {
            for (Setting setting : new TreeMap<>(TopicSettings.ALL).values()) {
                if (!setting.internal()) {
                    result.configs().add(config(setting, settings));
                }
            }
        }
        return result;
    }

    private static CreatableTopicConfigs config(Setting setting, Settings settings) {
        String value = settings.stringOf(setting);
        byte source;
        if (settings.overrides().containsKey(setting.name())) {
            source = DYNAMIC_TOPIC;
        } else {
            source =
                    switch (settings.brokersSource(setting)) {
                        case SET_WHILE_RUNNING -> DYNAMIC_DEFAULT_BROKER;
                        case SET -> STATIC_BROKER;
                        case DEFAULT -> DEFAULT;
                    };
        }
        return new CreatableTopicConfigs()
                .setName(setting.name())
                .setValue(value)
                .setConfigSource(source);
    }

    private static CreateTopicsResponseData refused(
            CreateTopicsRequestData request, Errors error, @Nullable String message) {
        CreateTopicsResponseData response = new CreateTopicsResponseData();
        for (CreatableTopic topic : request.topics()) {
            response.topics()
                    .add(
                            new CreatableTopicResult()
                                    .setName(topic.name())
                                    .setErrorCode(error.code())
                                    .setErrorMessage(message));
        }
        return response;
    }
}
