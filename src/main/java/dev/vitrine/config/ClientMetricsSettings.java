package dev.vitrine.config;

import java.util.SortedMap;

/// Kafka 4.4's settings of subscriptions to clients' metrics (KIP-714), read from the table
/// `client-metrics.settings`.
public final class ClientMetricsSettings {
    private ClientMetricsSettings() {}

    /// All of them by name.
    public static final SortedMap<String, Setting> ALL =
            SettingTable.ofResources("client-metrics.settings");
}
