package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;

import org.apache.kafka.common.message.AllocateProducerIdsRequestData;
import org.apache.kafka.common.message.AllocateProducerIdsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// AllocateProducerIds (KIP-730): a broker gets a block of a thousand producer ids to hand out,
/// which nobody else ever gets.
///
/// - STALE_BROKER_EPOCH for a process that is not the one registered.
public final class AllocateProducerIdsApi implements Handler {
    public static final Facts FACTS = Facts.real(ApiKeys.ALLOCATE_PRODUCER_IDS, 0, 0);

    private final Controller controller;

    public AllocateProducerIdsApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        AllocateProducerIdsRequestData request = call.body(AllocateProducerIdsRequestData.class);
        controller.submit(
                new Request.AllocateProducerIds(request.brokerId(), request.brokerEpoch()),
                reply ->
                        call.reply(
                                switch (reply) {
                                    case Reply.Decided<Request.AllocateProducerIds.Block>(
                                                    var block) ->
                                            new AllocateProducerIdsResponseData()
                                                    .setProducerIdStart(block.start())
                                                    .setProducerIdLen(block.length());
                                    case Reply.Refused<Request.AllocateProducerIds.Block>(
                                                    var error,
                                                    var message) ->
                                            new AllocateProducerIdsResponseData()
                                                    .setErrorCode(error.code());
                                }));
    }
}
