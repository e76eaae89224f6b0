package dev.vitrine.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// Kafka 4.4's settings of groups (https://kafka.apache.org/documentation/#groupconfigs), read from
/// the table `group.settings`.
public final class GroupSettings {
    private GroupSettings() {}

    /// All of them by name, in the order in which Kafka checks them.
    public static final SequencedMap<String, Setting> ALL =
            SettingTable.ofResources("group.settings");

    public static final Setting CONSUMER_ASSIGNMENT_INTERVAL_MS =
            of("consumer.assignment.interval.ms");
    public static final Setting CONSUMER_ASSIGNOR_OFFLOAD_ENABLE =
            of("consumer.assignor.offload.enable");
    public static final Setting CONSUMER_HEARTBEAT_INTERVAL_MS =
            of("consumer.heartbeat.interval.ms");
    public static final Setting CONSUMER_SESSION_TIMEOUT_MS = of("consumer.session.timeout.ms");

    /// What has to lie between two of a broker's settings, in the order in which Kafka checks.
    private static final List<String> RANGED =
            List.of(
                    "consumer.heartbeat.interval.ms",
                    "consumer.session.timeout.ms",
                    "consumer.assignment.interval.ms",
                    "share.heartbeat.interval.ms",
                    "share.session.timeout.ms",
                    "share.record.lock.duration.ms",
                    "share.delivery.count.limit",
                    "share.partition.max.record.locks",
                    "share.assignment.interval.ms",
                    "streams.heartbeat.interval.ms",
                    "streams.session.timeout.ms",
                    "streams.assignment.interval.ms");

    /// Checks what is to be configured for a group.
    ///
    /// @param broker whose settings are the limits
    /// @throws IllegalArgumentException with one sentence, Kafka's, when a name is unknown, a value
    ///   not allowed, or some do not go together
    public static void check(Map<String, String> configs, Settings broker) {
        for (String name : configs.keySet()) {
            if (!ALL.containsKey(name)) {
                throw new IllegalArgumentException("Unknown group config name: " + name);
            }
        }
        Settings.checkValues(ALL, configs);
        Settings group = Settings.ofGroup(configs, broker);
        for (String name : RANGED) {
            if (configs.containsKey(name)) {
                checkRange(group.intOf(of(name)), name, broker);
            }
        }
        checkMost(
                "streams.num.standby.replicas",
                "group.streams.max.standby.replicas",
                group,
                broker);
        checkMost(
                "streams.num.warmup.replicas", "group.streams.max.warmup.replicas", group, broker);
        String assignor = configs.get("streams.assignor.name");
        List<String> assignors = broker.listOf(BrokerSettings.of("group.streams.assignors"));
        if (assignor != null && !assignors.contains(assignor)) {
            throw new IllegalArgumentException(
                    "streams.assignor.name '"
                            + assignor
                            + "' is not a registered task assignor. Registered assignors are: "
                            + assignors
                            + ".");
        }
        for (String kind : List.of("consumer", "share", "streams")) {
            checkSession(kind, group);
        }
        if (configs.getOrDefault("errors.deadletterqueue.topic.name", "").startsWith("__")) {
            throw new IllegalArgumentException(
                    "errors.deadletterqueue.topic.name: DLQ topic name must not start with '__'");
        }
    }

    private static void checkRange(int value, String name, Settings broker) {
        int dot = name.indexOf('.');
        String kind = "group." + name.substring(0, dot);
        int min = broker.intOf(BrokerSettings.of(kind + ".min" + name.substring(dot)));
        int max = broker.intOf(BrokerSettings.of(kind + ".max" + name.substring(dot)));
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " must be in the range " + min + " to " + max + " inclusive.");
        }
    }

    private static void checkMost(String name, String limit, Settings group, Settings broker) {
        int max = broker.intOf(BrokerSettings.of(limit));
        if (group.overrides().containsKey(name) && group.intOf(of(name)) > max) {
            throw new IllegalArgumentException(name + " must be less than or equal to " + max);
        }
    }

    private static void checkSession(String kind, Settings group) {
        Setting session = of(kind + ".session.timeout.ms");
        Setting heartbeat = of(kind + ".heartbeat.interval.ms");
        boolean set =
                group.overrides().containsKey(session.name())
                        || group.overrides().containsKey(heartbeat.name());
        if (set && group.intOf(session) <= group.intOf(heartbeat)) {
            throw new IllegalArgumentException(
                    session.name() + " must be greater than " + heartbeat.name());
        }
    }

    private static Setting of(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }
}
