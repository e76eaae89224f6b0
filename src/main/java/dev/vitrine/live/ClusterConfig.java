package dev.vitrine.live;

import dev.vitrine.config.BrokerChange;
import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Setting;
import dev.vitrine.config.Settings;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a cluster is made of when it starts.
///
/// @param roles a role for each node; node ids are 1, 2, … in that order
/// @param basePort the port of broker 1; broker i listens on `basePort + i - 1`. 0 lets the system
///   choose. Controller listeners get a port of the system's choice always
/// @param dataDir where the data is kept; without it a temporary folder, which goes with the
///   cluster
/// @param settings Kafka's broker settings, for all nodes
/// @param racks the nodes' failure domains, in order; nodes beyond its end have none
public record ClusterConfig(
        List<Role> roles,
        int basePort,
        Optional<Path> dataDir,
        Map<String, String> settings,
        List<String> racks) {
    /// How many nodes a cluster may start with.
    public static final int NODES_MAX = 9;

    private static final int PORT_MAX = 65_535;

    public ClusterConfig {
        roles = List.copyOf(roles);
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        racks = List.copyOf(racks);
    }

    /// Brokers that are controllers too, on ports of the system's choice, with Kafka's defaults.
    public static ClusterConfig ofBrokers(int count) {
        return ofRoles(Collections.nCopies(Math.max(0, count), Role.COMBINED));
    }

    /// Nodes of these roles, on ports of the system's choice, with Kafka's defaults.
    public static ClusterConfig ofRoles(List<Role> roles) {
        return new ClusterConfig(roles, 0, Optional.empty(), Map.of(), List.of());
    }

    public ClusterConfig withBasePort(int port) {
        return new ClusterConfig(roles, port, dataDir, settings, racks);
    }

    public ClusterConfig withDataDir(Path folder) {
        return new ClusterConfig(roles, basePort, Optional.of(folder), settings, racks);
    }

    public ClusterConfig withSettings(Map<String, String> changed) {
        return new ClusterConfig(roles, basePort, dataDir, changed, racks);
    }

    public ClusterConfig withRacks(List<String> named) {
        return new ClusterConfig(roles, basePort, dataDir, settings, named);
    }

    /// @throws ClusterException with one sentence when no cluster can be made of this
    Settings check() {
        if (roles.isEmpty() || roles.size() > NODES_MAX) {
            throw new ClusterException(
                    "a cluster starts with 1 to " + NODES_MAX + " nodes, not " + roles.size());
        }
        if (roles.stream().noneMatch(Role::isBroker)) {
            throw new ClusterException("a cluster needs a broker");
        }
        if (roles.stream().noneMatch(Role::isController)) {
            throw new ClusterException("a cluster needs a controller");
        }
        if (basePort < 0 || basePort + roles.size() - 1 > PORT_MAX) {
            throw new ClusterException(
                    "port "
                            + basePort
                            + " does not do: "
                            + roles.size()
                            + " nodes need ports within 1 to "
                            + PORT_MAX);
        }
        try {
            Settings checked = Settings.ofBroker(settings);
            BrokerChange.checkTogether(checked);
            for (String name : settings.keySet()) {
                if (BrokerSettings.of(name).identity()) {
                    throw new ClusterException(name + " is not for all nodes: each says its own");
                }
            }
            return checked;
        } catch (IllegalArgumentException e) {
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The names of settings that Kafka knows and that do nothing here.
    public List<String> settingsWithoutEffect() {
        return settings.keySet().stream()
                .filter(name -> {
                    Setting setting = BrokerSettings.ALL.get(name);
                    return setting != null && !setting.honoured() && !setting.identity();
                })
                .toList();
    }
}
