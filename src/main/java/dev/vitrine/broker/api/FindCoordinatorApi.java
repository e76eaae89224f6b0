package dev.vitrine.broker.api;

import dev.vitrine.controller.BrokerRegistration;
import dev.vitrine.controller.PartitionRegistration;

import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Utils;

import java.util.Optional;

/// FindCoordinator: the broker that leads a group's partition of `__consumer_offsets`.
///
/// - The topic is created by the first question; until it is led the answer is
///   COORDINATOR_NOT_AVAILABLE.
/// - The error is put into words below version 4, where there is one for all, and for a kind of
///   coordinator that does not exist.
/// - Left out: transactions and share groups; asking for their coordinators is INVALID_REQUEST.
public final class FindCoordinatorApi implements Handler {
    private static final byte GROUP = 0;
    private static final byte SHARE = 2;

    private final Knowledge knowledge;
    private final TopicCreation creation;

    public FindCoordinatorApi(Knowledge knowledge, TopicCreation creation) {
        this.knowledge = knowledge;
        this.creation = creation;
    }

    @Override
    public Facts facts() {
        return Facts.simplified(ApiKeys.FIND_COORDINATOR, 0, 6, "coordinators of groups only");
    }

    @Override
    public void handle(Call call) {
        FindCoordinatorRequestData request = call.body(FindCoordinatorRequestData.class);
        if (call.version() >= 4) {
            FindCoordinatorResponseData body = new FindCoordinatorResponseData();
            for (String key : request.coordinatorKeys()) {
                Coordinator found = find(request.keyType(), key);
                body.coordinators()
                        .add(found.setErrorMessage(isKnown(request) ? "" : found.errorMessage()));
            }
            call.reply(body);
            return;
        }
        Coordinator found = find(request.keyType(), request.key());
        call.reply(
                new FindCoordinatorResponseData()
                        .setErrorCode(found.errorCode())
                        .setErrorMessage(Errors.forCode(found.errorCode()).message())
                        .setNodeId(found.nodeId())
                        .setHost(found.host())
                        .setPort(found.port()));
    }

    private static boolean isKnown(FindCoordinatorRequestData request) {
        return request.keyType() >= GROUP && request.keyType() <= SHARE;
    }

    private Coordinator find(byte keyType, String key) {
        if (keyType != GROUP) {
            return none(key, Errors.INVALID_REQUEST);
        }
        int partitions = knowledge.image().partitionCount(Knowledge.OFFSETS_TOPIC);
        if (partitions == 0) {
            creation.create(Knowledge.OFFSETS_TOPIC);
            return none(key, Errors.COORDINATOR_NOT_AVAILABLE);
        }
        int partition = Utils.abs(key.hashCode()) % partitions;
        Optional<BrokerRegistration> broker =
                knowledge
                        .image()
                        .partition(Knowledge.OFFSETS_TOPIC, partition)
                        .map(PartitionRegistration::leader)
                        .flatMap(knowledge::aliveBroker);
        return broker.map(alive ->
                        new Coordinator()
                                .setKey(key)
                                .setNodeId(alive.id())
                                .setHost(alive.host())
                                .setPort(alive.port()))
                .orElseGet(() -> none(key, Errors.COORDINATOR_NOT_AVAILABLE));
    }

    private static Coordinator none(String key, Errors error) {
        return new Coordinator()
                .setKey(key)
                .setNodeId(-1)
                .setHost("")
                .setPort(-1)
                .setErrorCode(error.code())
                .setErrorMessage(error.message());
    }
}
