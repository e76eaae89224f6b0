package dev.vitrine.config;

import java.util.Objects;
import java.util.SortedMap;

/// Kafka 4.4's settings of groups (https://kafka.apache.org/documentation/#groupconfigs), read from
/// the table `group.settings`.
public final class GroupSettings {
    private GroupSettings() {}

    /// All of them by name.
    public static final SortedMap<String, Setting> ALL = SettingTable.ofResources("group.settings");

    public static final Setting CONSUMER_ASSIGNMENT_INTERVAL_MS =
            of("consumer.assignment.interval.ms");
    public static final Setting CONSUMER_ASSIGNOR_OFFLOAD_ENABLE =
            of("consumer.assignor.offload.enable");
    public static final Setting CONSUMER_HEARTBEAT_INTERVAL_MS =
            of("consumer.heartbeat.interval.ms");
    public static final Setting CONSUMER_SESSION_TIMEOUT_MS = of("consumer.session.timeout.ms");

    private static Setting of(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }
}
