package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;
import dev.vitrine.controller.Request.DeleteTopics.Outcome;
import dev.vitrine.controller.Request.DeleteTopics.Target;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.List;

/// DeleteTopics: by name, or by id from version 6 on (KIP-516).
///
/// - Answers topic by topic: UNKNOWN_TOPIC_OR_PARTITION for an unknown name, UNKNOWN_TOPIC_ID for
///   an unknown id, INVALID_REQUEST for neither, both, or the same topic twice, which then stays.
/// - TOPIC_DELETION_DISABLED for all without `delete.topic.enable`; below version 3, which does not
///   know that error, INVALID_REQUEST.
/// - It is answered when the deletion is committed; replicas delete their logs when they learn of
///   it.
/// - Left out: controller mutation quotas (KIP-599).
public final class DeleteTopicsApi implements Handler {
    public static final Facts FACTS = Facts.simplified(ApiKeys.DELETE_TOPICS, 1, 6, "no quotas");

    private final Controller controller;

    public DeleteTopicsApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        DeleteTopicsRequestData request = call.body(DeleteTopicsRequestData.class);
        List<Target> targets =
                call.version() >= 6
                        ? request.topics().stream()
                                .map(topic -> new Target(topic.name(), topic.topicId()))
                                .toList()
                        : request.topicNames().stream()
                                .map(name -> new Target(name, Uuid.ZERO_UUID))
                                .toList();
        controller.submit(
                new Request.DeleteTopics(targets),
                request.timeoutMs(),
                reply ->
                        call.reply(
                                response(
                                        switch (reply) {
                                            case Reply.Decided<List<Outcome>>(var outcomes) ->
                                                    outcomes;
                                            case Reply.Refused<List<Outcome>>(
                                                            var error,
                                                            var message) ->
                                                    targets.stream()
                                                            .map(target ->
                                                                    new Outcome(
                                                                            target.name(),
                                                                            target.topicId(),
                                                                            refusal(
                                                                                    error,
                                                                                    call.version()),
                                                                            message))
                                                            .toList();
                                        })));
    }

    private static Errors refusal(Errors error, short version) {
        return error == Errors.TOPIC_DELETION_DISABLED && version < 3
                ? Errors.INVALID_REQUEST
                : error;
    }

    private static DeleteTopicsResponseData response(List<Outcome> outcomes) {
        DeleteTopicsResponseData response = new DeleteTopicsResponseData();
        for (Outcome outcome : outcomes) {
            response.responses()
                    .add(
                            new DeletableTopicResult()
                                    .setName(outcome.name())
                                    .setTopicId(outcome.topicId())
                                    .setErrorCode(outcome.error().code())
                                    .setErrorMessage(outcome.message()));
        }
        return response;
    }
}
