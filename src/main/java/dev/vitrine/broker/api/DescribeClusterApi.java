package dev.vitrine.broker.api;

import dev.vitrine.controller.BrokerRegistration;

import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;

/// DescribeCluster (KIP-700, KIP-919): the cluster's id, and who listens on doors like this one: on
/// the brokers' the brokers, the fenced ones too when asked (version 2), on the controllers' the
/// controllers.
///
/// - Asking at one door for those of the other is MISMATCHED_ENDPOINT_TYPE; in version 0, which
///   cannot ask for controllers and does not know that error, INVALID_REQUEST.
/// - A broker says of any living broker that it is the controller; a controller says who is.
public final class DescribeClusterApi implements Handler {
    private enum Door {
        BROKER,
        CONTROLLER;

        byte type() {
            return (byte) (ordinal() + 1);
        }
    }

    private final Door door;
    private final Function<DescribeClusterRequestData, DescribeClusterResponseData> described;

    private DescribeClusterApi(
            Door door,
            Function<DescribeClusterRequestData, DescribeClusterResponseData> described) {
        this.door = door;
        this.described = described;
    }

    /// Describes brokers to those who come through the brokers' door.
    public static DescribeClusterApi ofBrokers(Knowledge knowledge) {
        return new DescribeClusterApi(Door.BROKER, request -> brokers(knowledge, request));
    }

    /// Describes controllers to those who come through the controllers' door.
    ///
    /// @param leader the id of the active controller, -1 when it is not known
    public static DescribeClusterApi ofControllers(
            String clusterId, List<ControllerEndpoint> voters, IntSupplier leader) {
        return new DescribeClusterApi(
                Door.CONTROLLER, request -> controllers(clusterId, voters, leader.getAsInt()));
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.DESCRIBE_CLUSTER, 0, 2);
    }

    @Override
    public void handle(Call call) {
        DescribeClusterRequestData request = call.body(DescribeClusterRequestData.class);
        byte type = request.endpointType();
        if (type == door.type()) {
            DescribeClusterResponseData body = described.apply(request);
            if (request.includeClusterAuthorizedOperations()) {
                body.setClusterAuthorizedOperations(AuthorizedOperations.OF_CLUSTER);
            }
            call.reply(body);
        } else if (type == Door.BROKER.type() || type == Door.CONTROLLER.type()) {
            call.reply(
                    refused(
                            call.version() == 0
                                    ? Errors.INVALID_REQUEST
                                    : Errors.MISMATCHED_ENDPOINT_TYPE,
                            "The request was sent to an endpoint of type "
                                    + door
                                    + ", but we wanted an endpoint of type "
                                    + Door.values()[type - 1]));
        } else {
            call.reply(
                    refused(Errors.UNSUPPORTED_ENDPOINT_TYPE, "Unsupported endpoint type " + type));
        }
    }

    private static DescribeClusterResponseData refused(Errors error, String why) {
        return new DescribeClusterResponseData().setErrorCode(error.code()).setErrorMessage(why);
    }

    private static DescribeClusterResponseData brokers(
            Knowledge knowledge, DescribeClusterRequestData request) {
        DescribeClusterResponseData body =
                new DescribeClusterResponseData()
                        .setEndpointType(Door.BROKER.type())
                        .setClusterId(knowledge.clusterId())
                        .setControllerId(knowledge.anyAliveBroker());
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
        return body;
    }

    private static DescribeClusterResponseData controllers(
            String clusterId, List<ControllerEndpoint> voters, int leader) {
        DescribeClusterResponseData body =
                new DescribeClusterResponseData()
                        .setEndpointType(Door.CONTROLLER.type())
                        .setClusterId(clusterId)
                        .setControllerId(leader);
        for (ControllerEndpoint voter : voters) {
            body.brokers()
                    .add(
                            new DescribeClusterBroker()
                                    .setBrokerId(voter.id())
                                    .setHost("127.0.0.1")
                                    .setPort(voter.port()));
        }
        return body;
    }
}
