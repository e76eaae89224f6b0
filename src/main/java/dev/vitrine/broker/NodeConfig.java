package dev.vitrine.broker;

import dev.vitrine.broker.api.ControllerEndpoint;
import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

    /// The settings as the node's properties file would have them: with who it is and where it
    /// listens.
    public Settings started() {
        SortedMap<String, String> identity = new TreeMap<>();
        List<String> roles = new ArrayList<>();
        List<String> listeners = new ArrayList<>();
        if (broker) {
            roles.add("broker");
            listeners.add("PLAINTEXT://127.0.0.1:" + brokerPort);
            identity.put(BrokerSettings.ADVERTISED_LISTENERS.name(), listeners.getFirst());
        }
        if (controller) {
            roles.add("controller");
            listeners.add("CONTROLLER://127.0.0.1:" + controllerPort);
        }
        identity.put(BrokerSettings.NODE_ID.name(), String.valueOf(nodeId));
        identity.put(BrokerSettings.BROKER_ID.name(), String.valueOf(nodeId));
        identity.put(BrokerSettings.PROCESS_ROLES.name(), String.join(",", roles));
        identity.put(BrokerSettings.LISTENERS.name(), String.join(",", listeners));
        identity.put(BrokerSettings.CONTROLLER_LISTENER_NAMES.name(), "CONTROLLER");
        identity.put(
                BrokerSettings.LISTENER_SECURITY_PROTOCOL_MAP.name(),
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        identity.put(
                BrokerSettings.CONTROLLER_QUORUM_VOTERS.name(),
                voters.stream()
                        .map(voter -> voter.id() + "@127.0.0.1:" + voter.port())
                        .collect(Collectors.joining(",")));
        if (!rack.isEmpty()) {
            identity.put(BrokerSettings.BROKER_RACK.name(), rack);
        }
        return settings.over(identity);
    }

    /// The ids of all the quorum's voters, sorted.
    public List<Integer> voterIds() {
        return voters.stream().map(ControllerEndpoint::id).toList();
    }
}
