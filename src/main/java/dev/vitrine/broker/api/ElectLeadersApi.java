package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;
import dev.vitrine.controller.Request.ElectLeaders.Outcome;
import dev.vitrine.controller.Request.ElectLeaders.Partition;

import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.PartitionResult;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// ElectLeaders (KIP-460): back to the preferred leaders, or to any living one.
///
/// - For each partition: ELECTION_NOT_NEEDED, PREFERRED_LEADER_NOT_AVAILABLE,
///   ELIGIBLE_LEADERS_NOT_AVAILABLE, UNKNOWN_TOPIC_OR_PARTITION; INVALID_REQUEST for an election of
///   another type.
/// - Without a list of partitions all are asked, and only those that needed an election are
///   answered.
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
        if (request.electionType() != PREFERRED && request.electionType() != UNCLEAN) {
            call.reply(
                    refused(
                            call.version(),
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
                                    case Reply.Decided<List<Outcome>>(var outcomes) ->
                                            response(outcomes);
                                    case Reply.Refused<List<Outcome>>(var error, var message) ->
                                            refused(call.version(), partitions, error, message);
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

    private static ElectLeadersResponseData response(List<Outcome> outcomes) {
        SortedMap<String, ReplicaElectionResult> topics = new TreeMap<>();
        for (Outcome outcome : outcomes) {
            topics.computeIfAbsent(
                            outcome.topic(), name -> new ReplicaElectionResult().setTopic(name))
                    .partitionResult()
                    .add(
                            new PartitionResult()
                                    .setPartitionId(outcome.partition())
                                    .setErrorCode(outcome.error().code())
                                    .setErrorMessage(outcome.message()));
        }
        return new ElectLeadersResponseData()
                .setReplicaElectionResults(new ArrayList<>(topics.values()));
    }

    private static ElectLeadersResponseData refused(
            short version, @Nullable List<Partition> partitions, Errors error, String message) {
        List<Partition> asked = partitions == null ? List.of() : partitions;
        ElectLeadersResponseData response =
                response(
                        asked.stream()
                                .map(partition ->
                                        new Outcome(
                                                partition.topic(),
                                                partition.partition(),
                                                error,
                                                message))
                                .toList());
        return version == 0 ? response : response.setErrorCode(error.code());
    }
}
