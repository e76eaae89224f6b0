package dev.vitrine.broker.api;

import dev.vitrine.controller.BrokerRegistration;

import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DescribeCluster: the cluster's id, its brokers and the controller; the fenced ones too when
/// asked (version 2). Asking a broker for the controllers' endpoints is MISMATCHED_ENDPOINT_TYPE
/// (KIP-919).
public final class DescribeClusterApi implements Handler {
    private static final byte BROKERS = 1;

    private final Knowledge knowledge;

    public DescribeClusterApi(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.DESCRIBE_CLUSTER, 0, 2);
    }

    @Override
    public void handle(Call call) {
        DescribeClusterRequestData request = call.body(DescribeClusterRequestData.class);
        if (request.endpointType() != BROKERS) {
            call.reply(
                    new DescribeClusterResponseData()
                            .setErrorCode(
                                    (request.endpointType() == 2
                                                    ? Errors.MISMATCHED_ENDPOINT_TYPE
                                                    : Errors.UNSUPPORTED_ENDPOINT_TYPE)
                                            .code())
                            .setErrorMessage("This is a broker listener."));
            return;
        }
        DescribeClusterResponseData body =
                new DescribeClusterResponseData()
                        .setClusterId(knowledge.clusterId())
                        .setControllerId(knowledge.controllerForClients());
        for (BrokerRegistration broker : knowledge.image().brokers()) {
            if (!broker.fenced() || request.includeFencedBrokers()) {
                body.brokers()
                        .add(
                                new DescribeClusterBroker()
                                        .setBrokerId(broker.id())
                                        .setHost(broker.host())
                                        .setPort(broker.port())
                                        .setRack(Knowledge.rack(broker))
                                        .setIsFenced(broker.fenced()));
            }
        }
        call.reply(body);
    }
}
