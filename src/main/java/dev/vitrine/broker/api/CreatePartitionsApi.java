package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;
import dev.vitrine.controller.Request.CreatePartitions.Growth;
import dev.vitrine.controller.Request.CreatePartitions.Outcome;

import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;

import java.util.List;

/// CreatePartitions (KIP-195): topics grow; the count asked for is that of all partitions, old and
/// new.
///
/// - Answers topic by topic: UNKNOWN_TOPIC_OR_PARTITION, INVALID_PARTITIONS when it would not be an
///   increase, INVALID_REPLICA_ASSIGNMENT, INVALID_REPLICATION_FACTOR.
/// - New partitions have as many replicas as the first. Keys move: that is a lesson of its own.
/// - Left out: controller mutation quotas.
public final class CreatePartitionsApi implements Handler {
    public static final Facts FACTS =
            Facts.simplified(ApiKeys.CREATE_PARTITIONS, 0, 3, "no quotas");

    private final Controller controller;

    public CreatePartitionsApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        CreatePartitionsRequestData request = call.body(CreatePartitionsRequestData.class);
        List<Growth> growths = request.topics().stream().map(CreatePartitionsApi::growth).toList();
        controller.submit(
                new Request.CreatePartitions(growths, request.validateOnly()),
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
                                                    growths.stream()
                                                            .map(growth ->
                                                                    new Outcome(
                                                                            growth.topic(),
                                                                            error,
                                                                            message))
                                                            .toList();
                                        })));
    }

    private static Growth growth(CreatePartitionsTopic topic) {
        return new Growth(
                topic.name(),
                topic.count(),
                topic.assignments() == null
                        ? null
                        : topic.assignments().stream()
                                .map(assignment -> List.copyOf(assignment.brokerIds()))
                                .toList());
    }

    private static CreatePartitionsResponseData response(List<Outcome> outcomes) {
        CreatePartitionsResponseData response = new CreatePartitionsResponseData();
        for (Outcome outcome : outcomes) {
            response.results()
                    .add(
                            new CreatePartitionsTopicResult()
                                    .setName(outcome.topic())
                                    .setErrorCode(outcome.error().code())
                                    .setErrorMessage(outcome.message()));
        }
        return response;
    }
}
