package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;
import dev.vitrine.controller.Request.ElectLeaders.Outcome;
import dev.vitrine.controller.Request.ElectLeaders.Partition;
import dev.vitrine.controller.Request.ElectLeaders.Result;

import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.PartitionResult;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// ElectLeaders (KIP-460): back to the preferred leaders, or to any living one.
///
/// - For each partition: ELECTION_NOT_NEEDED, PREFERRED_LEADER_NOT_AVAILABLE,
///   ELIGIBLE_LEADERS_NOT_AVAILABLE, UNKNOWN_TOPIC_OR_PARTITION; INVALID_REQUEST for an election of
///   another type.
/// - Without a list of partitions all are asked; every topic is answered, with those of its
///   partitions that needed an election.
/// - Version 0 knows preferred elections only and has no error for the whole.
public final class ElectLeadersApi implements Handler {
    public static final Facts FACTS = Facts.real(ApiKeys.ELECT_LEADERS, 0, 2);

    private static final byte PREFERRED = 0;
    private static final byte UNCLEAN = 1;

    private final Controller controller;

    public ElectLeadersApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        ElectLeadersRequestData request = call.body(ElectLeadersRequestData.class);
        List<Partition> partitions = partitions(request);
        if (partitions != null && request.topicPartitions().isEmpty()) {
            call.reply(new ElectLeadersResponseData());
            return;
        }
        if (request.electionType() != PREFERRED && request.electionType() != UNCLEAN) {
            call.reply(
                    refused(
                            call,
                            partitions,
                            Errors.INVALID_REQUEST,
                            "Unknown election type " + request.electionType()));
            return;
        }
        controller.submit(
                new Request.ElectLeaders(request.electionType() == UNCLEAN, partitions),
                request.timeoutMs(),
                reply ->
                        call.reply(
                                switch (reply) {
                                    case Reply.Decided<Result>(var result) ->
                                            response(request, result.outcomes(), result.topics());
                                    case Reply.Refused<Result>(var error, var message) ->
                                            refused(call, partitions, error, message);
                                }));
    }

    private static @Nullable List<Partition> partitions(ElectLeadersRequestData request) {
        if (request.topicPartitions() == null) {
            return null;
        }
        List<Partition> partitions = new ArrayList<>();
        for (TopicPartitions topic : request.topicPartitions()) {
            for (int partition : topic.partitions()) {
                partitions.add(new Partition(topic.topic(), partition));
            }
        }
        return partitions;
    }

    /// Outcomes come in the order of the request's partitions; when all were asked, every topic is
    /// mentioned, with what needed an election.
    private static ElectLeadersResponseData response(
            ElectLeadersRequestData request, List<Outcome> outcomes, Collection<String> topics) {
        ElectLeadersResponseData response = new ElectLeadersResponseData();
        if (request.topicPartitions() == null) {
            for (String topic : topics) {
                response.replicaElectionResults()
                        .add(
                                result(
                                        topic,
                                        outcomes.stream()
                                                .filter(each -> each.topic().equals(topic))
                                                .toList()));
            }
            return response;
        }
        int next = 0;
        for (TopicPartitions topic : request.topicPartitions()) {
            int count = topic.partitions().size();
            response.replicaElectionResults()
                    .add(result(topic.topic(), outcomes.subList(next, next + count)));
            next += count;
        }
        return response;
    }

    private static ReplicaElectionResult result(String topic, List<Outcome> outcomes) {
        return new ReplicaElectionResult()
                .setTopic(topic)
                .setPartitionResult(
                        outcomes.stream()
                                .map(outcome ->
                                        new PartitionResult()
                                                .setPartitionId(outcome.partition())
                                                .setErrorCode(outcome.error().code())
                                                .setErrorMessage(outcome.message()))
                                .toList());
    }

    private static ElectLeadersResponseData refused(
            Call call, @Nullable List<Partition> partitions, Errors error, @Nullable String why) {
        List<Partition> asked = partitions == null ? List.of() : partitions;
        ElectLeadersResponseData response =
                response(
                        call.body(ElectLeadersRequestData.class),
                        asked.stream()
                                .map(partition ->
                                        new Outcome(
                                                partition.topic(),
                                                partition.partition(),
                                                error,
                                                why))
                                .toList(),
                        List.of());
        return call.version() == 0 ? response : response.setErrorCode(error.code());
    }
}
