package dev.vitrine.broker.api;

import org.apache.kafka.common.message.AllocateProducerIdsRequestData;
import org.apache.kafka.common.message.AllocateProducerIdsResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/// InitProducerId: a fresh producer id for an idempotent producer, out of the block of ids that the
/// controller gave to this broker (KIP-98, KIP-730).
///
/// - A producer without a transactional id gets a new id each time; an id and an epoch that it
///   gives along (KIP-360) do not matter, but one without the other is INVALID_REQUEST.
/// - While there are no ids to give it waits for the controller; Kafka says
///   COORDINATOR_LOAD_IN_PROGRESS at once, and the producer asks again.
/// - Left out: transactional ids; they are refused with TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
///   which a producer takes for final.
public final class InitProducerIdApi implements Handler {
    /// Producers that may wait for the next block; over it they are told to come again.
    static final int WAITING_MAX = 1_000;

    /// No producer id, or no epoch.
    private static final int NONE = -1;

    private final int nodeId;
    private final LongSupplier brokerEpoch;
    private final ControllerPort controller;
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private long next;
    private long end;
    private boolean asking;

    public InitProducerIdApi(int nodeId, LongSupplier brokerEpoch, ControllerPort controller) {
        this.nodeId = nodeId;
        this.brokerEpoch = brokerEpoch;
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return Facts.simplified(ApiKeys.INIT_PRODUCER_ID, 0, 5, "idempotent producers only");
    }

    @Override
    public void handle(Call call) {
        InitProducerIdRequestData request = call.body(InitProducerIdRequestData.class);
        if (request.transactionalId() != null) {
            refuse(
                    call,
                    request.transactionalId().isEmpty()
                            ? Errors.INVALID_REQUEST
                            : Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
        } else if ((request.producerId() == NONE) != (request.producerEpoch() == NONE)) {
            refuse(call, Errors.INVALID_REQUEST);
        } else if (waiting.size() >= WAITING_MAX) {
            refuse(call, Errors.COORDINATOR_LOAD_IN_PROGRESS);
        } else {
            waiting.add(call);
            serve();
        }
    }

    private void serve() {
        while (!waiting.isEmpty() && next < end) {
            waiting.remove()
                    .reply(
                            new InitProducerIdResponseData()
                                    .setProducerId(next++)
                                    .setProducerEpoch((short) 0));
        }
        if (!waiting.isEmpty() && !asking) {
            asking = true;
            controller.ask(
                    ApiKeys.ALLOCATE_PRODUCER_IDS,
                    (short) 0,
                    new AllocateProducerIdsRequestData()
                            .setBrokerId(nodeId)
                            .setBrokerEpoch(brokerEpoch.getAsLong()),
                    this::onBlock);
        }
    }

    private void onBlock(@Nullable ApiMessage response) {
        asking = false;
        if (response instanceof AllocateProducerIdsResponseData block
                && block.errorCode() == Errors.NONE.code()) {
            next = block.producerIdStart();
            end = next + block.producerIdLen();
            serve();
            return;
        }
        while (!waiting.isEmpty()) {
            refuse(waiting.remove(), Errors.COORDINATOR_LOAD_IN_PROGRESS);
        }
    }

    private static void refuse(Call call, Errors error) {
        call.reply(
                new InitProducerIdResponseData()
                        .setErrorCode(error.code())
                        .setProducerId(-1)
                        .setProducerEpoch((short) -1));
    }
}
