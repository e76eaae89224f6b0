package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;

import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// UnregisterBroker (KIP-631): a broker will not come back. It leaves every in-sync set that has
/// another member; its replicas stay assigned to it. A broker that still runs registers again.
///
/// - BROKER_ID_NOT_REGISTERED for one that is not there.
public final class UnregisterBrokerApi implements Handler {
    public static final Facts FACTS = Facts.real(ApiKeys.UNREGISTER_BROKER, 0, 0);

    private final Controller controller;

    public UnregisterBrokerApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        UnregisterBrokerRequestData request = call.body(UnregisterBrokerRequestData.class);
        controller.submit(
                new Request.UnregisterBroker(request.brokerId()),
                reply ->
                        call.reply(
                                switch (reply) {
                                    case Reply.Decided<Request.Done>(var done) ->
                                            new UnregisterBrokerResponseData();
                                    case Reply.Refused<Request.Done>(var error, var message) ->
                                            new UnregisterBrokerResponseData()
                                                    .setErrorCode(error.code())
                                                    .setErrorMessage(message);
                                }));
    }
}
