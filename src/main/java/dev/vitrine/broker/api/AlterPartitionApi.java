package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;
import dev.vitrine.controller.Request.AlterPartition.Outcome;

import org.apache.kafka.common.message.AlterPartitionRequestData;
import org.apache.kafka.common.message.AlterPartitionRequestData.TopicData;
import org.apache.kafka.common.message.AlterPartitionResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

import java.util.ArrayList;
import java.util.List;

/// AlterPartition (KIP-497): the leaders on a broker propose new in-sync sets to the controller.
///
/// - Version 3 names each member's broker epoch (KIP-903), so that a member that restarted since is
///   refused; version 2 takes whichever incarnation there is.
/// - STALE_BROKER_EPOCH for the whole; for each partition UNKNOWN_TOPIC_ID,
///   UNKNOWN_TOPIC_OR_PARTITION, NOT_CONTROLLER (the asker knows more than we do),
///   FENCED_LEADER_EPOCH, INVALID_UPDATE_VERSION, INELIGIBLE_REPLICA, INVALID_REQUEST.
/// - Left out: recovering from an unclean election is over as soon as it begins, so a leader that
///   says it is still recovering is INVALID_REQUEST.
public final class AlterPartitionApi implements Handler {
    public static final Facts FACTS =
            Facts.simplified(
                    ApiKeys.ALTER_PARTITION,
                    2,
                    3,
                    "no leader recovery state after an unclean election");

    private final Controller controller;

    public AlterPartitionApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        AlterPartitionRequestData request = call.body(AlterPartitionRequestData.class);
        List<Request.AlterPartition.Proposal> proposals = new ArrayList<>();
        for (TopicData topic : request.topics()) {
            for (AlterPartitionRequestData.PartitionData partition : topic.partitions()) {
                proposals.add(
                        new Request.AlterPartition.Proposal(
                                topic.topicId(),
                                partition.partitionIndex(),
                                partition.leaderEpoch(),
                                partition.partitionEpoch(),
                                partition.leaderRecoveryState() != 0,
                                members(partition, call.version())));
            }
        }
        controller.submit(
                new Request.AlterPartition(request.brokerId(), request.brokerEpoch(), proposals),
                reply ->
                        call.reply(
                                switch (reply) {
                                    case Reply.Decided<List<Outcome>>(var outcomes) ->
                                            response(request, outcomes);
                                    case Reply.Refused<List<Outcome>>(var error, var message) ->
                                            new AlterPartitionResponseData()
                                                    .setErrorCode(error.code());
                                }));
    }

    private static List<Request.AlterPartition.Member> members(
            AlterPartitionRequestData.PartitionData partition, short version) {
        if (version < 3) {
            return partition.newIsr().stream()
                    .map(broker -> new Request.AlterPartition.Member(broker, -1))
                    .toList();
        }
        return partition.newIsrWithEpochs().stream()
                .map(broker ->
                        new Request.AlterPartition.Member(broker.brokerId(), broker.brokerEpoch()))
                .toList();
    }

    /// Outcomes come in the order of the request's partitions.
    private static AlterPartitionResponseData response(
            AlterPartitionRequestData request, List<Outcome> outcomes) {
        AlterPartitionResponseData response = new AlterPartitionResponseData();
        int next = 0;
        for (TopicData topic : request.topics()) {
            AlterPartitionResponseData.TopicData answered =
                    new AlterPartitionResponseData.TopicData().setTopicId(topic.topicId());
            for (int i = 0; i < topic.partitions().size(); i++) {
                Outcome outcome = outcomes.get(next++);
                answered.partitions()
                        .add(
                                new AlterPartitionResponseData.PartitionData()
                                        .setPartitionIndex(outcome.partition())
                                        .setErrorCode(outcome.error().code())
                                        .setLeaderId(outcome.leader())
                                        .setLeaderEpoch(outcome.leaderEpoch())
                                        .setIsr(outcome.isr())
                                        .setPartitionEpoch(outcome.partitionEpoch()));
            }
            response.topics().add(answered);
        }
        return response;
    }
}
