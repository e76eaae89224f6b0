package dev.vitrine.broker;

import dev.vitrine.broker.api.ControllerEndpoint;
import dev.vitrine.config.Settings;

import java.util.List;

/// What a node is told about itself when it starts.
///
/// @param nodeId 1 and up
/// @param broker whether it holds partitions and serves clients
/// @param controller whether it votes in the metadata quorum
/// @param voters where all the quorum's voters listen, sorted; the same on every node
/// @param clusterId 22 characters of base64, the same on every node
/// @param brokerPort the port clients are told to connect to on 127.0.0.1
/// @param controllerPort the port of the controller listener, 0 when it has none
/// @param rack the failure domain, empty when unknown
/// @param settings Kafka's broker settings
public record NodeConfig(
        int nodeId,
        boolean broker,
        boolean controller,
        List<ControllerEndpoint> voters,
        String clusterId,
        int brokerPort,
        int controllerPort,
        String rack,
        Settings settings) {

    public NodeConfig {
        voters = List.copyOf(voters);
    }

    /// The ids of all the quorum's voters, sorted.
    public List<Integer> voterIds() {
        return voters.stream().map(ControllerEndpoint::id).toList();
    }
}
