package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;

import org.apache.kafka.common.message.BrokerRegistrationRequestData;
import org.apache.kafka.common.message.BrokerRegistrationRequestData.Listener;
import org.apache.kafka.common.message.BrokerRegistrationResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// BrokerRegistration (KIP-631): a broker's process joins the cluster and gets its epoch.
///
/// - INCONSISTENT_CLUSTER_ID for a broker of another cluster, DUPLICATE_BROKER_REGISTRATION while
///   another process with that id was heard of just now, INVALID_REGISTRATION for log directories
///   that cannot be, UNSUPPORTED_VERSION for one that cannot go by the cluster's features.
/// - Versions 0 and 1 cannot name log directories, so they are always refused, as in Kafka.
/// - The broker epoch is the offset of the registration's record.
/// - Left out: all listeners but the first.
public final class BrokerRegistrationApi implements Handler {
    public static final Facts FACTS =
            Facts.simplified(ApiKeys.BROKER_REGISTRATION, 0, 4, "one listener");

    private final Controller controller;
    private final String clusterId;

    public BrokerRegistrationApi(Controller controller, String clusterId) {
        this.controller = controller;
        this.clusterId = clusterId;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        BrokerRegistrationRequestData request = call.body(BrokerRegistrationRequestData.class);
        if (controller.active() && !request.clusterId().equals(clusterId)) {
            call.reply(refused(Errors.INCONSISTENT_CLUSTER_ID));
            return;
        }
        if (request.listeners().isEmpty()) {
            call.reply(refused(Errors.INVALID_REGISTRATION));
            return;
        }
        Listener listener = request.listeners().iterator().next();
        String rack = request.rack();
        controller.submit(
                new Request.RegisterBroker(
                        request.brokerId(),
                        request.incarnationId().toString(),
                        listener.host(),
                        listener.port(),
                        rack == null ? "" : rack,
                        request.previousBrokerEpoch(),
                        request.features().stream()
                                .map(feature ->
                                        new Request.RegisterBroker.Range(
                                                feature.name(),
                                                feature.minSupportedVersion(),
                                                feature.maxSupportedVersion()))
                                .toList(),
                        request.logDirs()),
                reply ->
                        call.reply(
                                switch (reply) {
                                    case Reply.Decided<Request.RegisterBroker.Registered>(
                                                    var registered) ->
                                            new BrokerRegistrationResponseData()
                                                    .setBrokerEpoch(registered.brokerEpoch());
                                    case Reply.Refused<Request.RegisterBroker.Registered>(
                                                    var error,
                                                    var message) ->
                                            refused(error);
                                }));
    }

    private static BrokerRegistrationResponseData refused(Errors error) {
        return new BrokerRegistrationResponseData().setErrorCode(error.code()).setBrokerEpoch(-1);
    }
}
