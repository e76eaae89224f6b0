package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;
import dev.vitrine.controller.Request.AlterReassignments.Outcome;
import dev.vitrine.controller.Request.AlterReassignments.Target;

import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignableTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// AlterPartitionReassignments (KIP-455): replicas move to other brokers, while clients go on.
///
/// - For each partition: UNKNOWN_TOPIC_OR_PARTITION, INVALID_REPLICA_ASSIGNMENT for none, unknown
///   or repeated brokers; a null list stops a move, or is NO_REASSIGNMENT_IN_PROGRESS.
/// - Version 1 (KIP-860) may forbid another number of replicas: INVALID_REPLICATION_FACTOR.
/// - A refusal of the whole is said for each partition, too.
/// - Moves run as fast as followers fetch: throttles are taken as settings and slow nothing.
public final class AlterPartitionReassignmentsApi implements Handler {
    public static final Facts FACTS =
            Facts.simplified(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, 0, 1, "throttles slow nothing");

    private final Controller controller;

    public AlterPartitionReassignmentsApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        AlterPartitionReassignmentsRequestData request =
                call.body(AlterPartitionReassignmentsRequestData.class);
        if (request.topics().isEmpty()) {
            call.reply(new AlterPartitionReassignmentsResponseData());
            return;
        }
        List<Target> targets = new ArrayList<>();
        for (ReassignableTopic topic : request.topics()) {
            for (ReassignablePartition partition : topic.partitions()) {
                List<Integer> replicas = partition.replicas();
                targets.add(
                        new Target(
                                topic.name(),
                                partition.partitionIndex(),
                                replicas == null ? null : List.copyOf(replicas)));
            }
        }
        controller.submit(
                new Request.AlterReassignments(targets, request.allowReplicationFactorChange()),
                request.timeoutMs(),
                reply ->
                        call.reply(
                                switch (reply) {
                                    case Reply.Decided<List<Outcome>>(var outcomes) ->
                                            response(request, outcomes);
                                    case Reply.Refused<List<Outcome>>(var error, var message) ->
                                            response(request, refused(targets, error, message))
                                                    .setErrorCode(error.code())
                                                    .setErrorMessage(message);
                                }));
    }

    private static List<Outcome> refused(
            List<Target> targets, Errors error, @Nullable String message) {
        return targets.stream()
                .map(target -> new Outcome(target.topic(), target.partition(), error, message))
                .toList();
    }

    /// Outcomes come in the order of the request's partitions.
    private static AlterPartitionReassignmentsResponseData response(
            AlterPartitionReassignmentsRequestData request, List<Outcome> outcomes) {
        AlterPartitionReassignmentsResponseData response =
                new AlterPartitionReassignmentsResponseData()
                        .setErrorMessage(null)
                        .setAllowReplicationFactorChange(request.allowReplicationFactorChange());
        Iterator<Outcome> next = outcomes.iterator();
        for (ReassignableTopic topic : request.topics()) {
            ReassignableTopicResponse answered =
                    new ReassignableTopicResponse().setName(topic.name());
            for (int i = 0; i < topic.partitions().size(); i++) {
                Outcome outcome = next.next();
                answered.partitions()
                        .add(
                                new ReassignablePartitionResponse()
                                        .setPartitionIndex(outcome.partition())
                                        .setErrorCode(outcome.error().code())
                                        .setErrorMessage(outcome.message()));
            }
            response.responses().add(answered);
        }
        return response;
    }
}
