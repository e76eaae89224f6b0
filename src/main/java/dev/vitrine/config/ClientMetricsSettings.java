package dev.vitrine.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Kafka 4.4's settings of subscriptions to clients' metrics (KIP-714), read from the table
/// `client-metrics.settings`.
public final class ClientMetricsSettings {
    private ClientMetricsSettings() {}

    /// All of them by name, in the order in which Kafka checks them.
    public static final SequencedMap<String, Setting> ALL =
            SettingTable.ofResources("client-metrics.settings");

    private static final String INTERVAL_MS = "interval.ms";
    private static final String MATCH = "match";
    private static final int INTERVAL_MIN_MS = 100;
    private static final int INTERVAL_MAX_MS = 3_600_000;

    /// What a subscription can choose clients by.
    private static final List<String> SELECTORS =
            List.of(
                    "client_instance_id",
                    "client_id",
                    "client_software_name",
                    "client_software_version",
                    "client_source_address",
                    "client_source_port");

    /// The name of a setting that there is not; empty when there are all. Kafka refuses it with
    /// another error than the rest.
    public static String unknown(Map<String, String> configs) {
        return configs.keySet().stream()
                .filter(name -> !ALL.containsKey(name))
                .findFirst()
                .orElse("");
    }

    /// Whether the interval at which clients send is one that Kafka allows; it refuses others with
    /// another error than the rest.
    public static boolean isIntervalAllowed(Map<String, String> configs) {
        String interval = configs.get(INTERVAL_MS);
        if (interval == null) {
            return true;
        }
        int ms = Integer.parseInt(Objects.requireNonNull(ALL.get(INTERVAL_MS)).parse(interval));
        return ms >= INTERVAL_MIN_MS && ms <= INTERVAL_MAX_MS;
    }

    /// @throws IllegalArgumentException with one sentence, Kafka's, when a value is not allowed
    public static void checkValues(Map<String, String> configs) {
        Settings.checkValues(ALL, configs);
    }

    /// @throws IllegalArgumentException with one sentence, Kafka's, when a selector is none or its
    ///   pattern cannot be read
    public static void checkMatch(Map<String, String> configs) {
        for (String item : Setting.items(configs.getOrDefault(MATCH, ""))) {
            String[] parts = item.split("=");
            if (parts.length != 2 || !SELECTORS.contains(parts[0].trim()) || !isPattern(parts[1])) {
                throw new IllegalArgumentException("Illegal client matching pattern: " + item);
            }
        }
    }

    private static boolean isPattern(String text) {
        try {
            Pattern.compile(text.trim());
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
