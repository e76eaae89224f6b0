package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;

import org.apache.kafka.common.message.BrokerHeartbeatRequestData;
import org.apache.kafka.common.message.BrokerHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// BrokerHeartbeat (KIP-631): a broker lives, asks to be let in, or asks to stop.
///
/// - STALE_BROKER_EPOCH for a process that is not the one registered.
/// - A fenced broker is let in once it has applied its own registration.
/// - A broker that wants to stop may do so when it leads nothing and the other living brokers have
///   applied what moved its leaderships away.
/// - Left out: offline and cordoned log directories are not looked at.
public final class BrokerHeartbeatApi implements Handler {
    public static final Facts FACTS =
            Facts.simplified(ApiKeys.BROKER_HEARTBEAT, 0, 2, "log directories are not looked at");

    private final Controller controller;

    public BrokerHeartbeatApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        BrokerHeartbeatRequestData request = call.body(BrokerHeartbeatRequestData.class);
        controller.submit(
                new Request.Heartbeat(
                        request.brokerId(),
                        request.brokerEpoch(),
                        request.currentMetadataOffset(),
                        request.wantFence(),
                        request.wantShutDown()),
                reply ->
                        call.reply(
                                switch (reply) {
                                    case Reply.Decided<Request.Heartbeat.Beat>(var beat) ->
                                            new BrokerHeartbeatResponseData()
                                                    .setIsCaughtUp(beat.caughtUp())
                                                    .setIsFenced(beat.fenced())
                                                    .setShouldShutDown(beat.shouldShutdown());
                                    case Reply.Refused<Request.Heartbeat.Beat>(
                                                    var error,
                                                    var message) ->
                                            new BrokerHeartbeatResponseData()
                                                    .setErrorCode(error.code());
                                }));
    }
}
