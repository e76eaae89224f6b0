package dev.vitrine.group;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.GroupSettings;
import dev.vitrine.config.Settings;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;

/// The settings of groups of the consumer protocol.
///
/// @param maxSize members a group may have
/// @param assignors the names of those on offer, the default first
/// @param migrationPolicy which way groups may change their protocol: `bidirectional`, `upgrade`,
///   `downgrade`, `disabled`
/// @param regexRefreshIntervalMs how old what an expression matched may become
/// @param ofGroup what was set for one group, by Kafka's names
public record ConsumerGroupConfig(
        Limited sessionTimeoutMs,
        Limited heartbeatIntervalMs,
        Limited assignmentIntervalMs,
        int maxSize,
        List<String> assignors,
        String migrationPolicy,
        int regexRefreshIntervalMs,
        Function<String, SortedMap<String, String>> ofGroup) {

    /// A setting that groups may have values of their own for, within limits.
    ///
    /// @param key the name of a group's own
    public record Limited(String key, int value, int min, int max) {
        int of(SortedMap<String, String> group) {
            String own = group.get(key);
            return own == null ? value : Math.clamp(Long.parseLong(own.strip()), min, max);
        }
    }

    static ConsumerGroupConfig of(
            Settings settings, Function<String, SortedMap<String, String>> ofGroup) {
        List<String> assignors = new ArrayList<>();
        for (String name :
                settings.stringOf(BrokerSettings.GROUP_CONSUMER_ASSIGNORS).split(",", -1)) {
            if (Assignor.named(name.strip()) != null) {
                assignors.add(name.strip());
            }
        }
        return new ConsumerGroupConfig(
                new Limited(
                        GroupSettings.CONSUMER_SESSION_TIMEOUT_MS.name(),
                        settings.intOf(BrokerSettings.GROUP_CONSUMER_SESSION_TIMEOUT_MS),
                        settings.intOf(BrokerSettings.GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS),
                        settings.intOf(BrokerSettings.GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS)),
                new Limited(
                        GroupSettings.CONSUMER_HEARTBEAT_INTERVAL_MS.name(),
                        settings.intOf(BrokerSettings.GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS),
                        settings.intOf(BrokerSettings.GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS),
                        settings.intOf(BrokerSettings.GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS)),
                new Limited(
                        GroupSettings.CONSUMER_ASSIGNMENT_INTERVAL_MS.name(),
                        settings.intOf(BrokerSettings.GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS),
                        settings.intOf(BrokerSettings.GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS),
                        settings.intOf(BrokerSettings.GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS)),
                Math.min(
                        GroupConfig.MEMBERS_MAX,
                        settings.intOf(BrokerSettings.GROUP_CONSUMER_MAX_SIZE)),
                assignors.isEmpty() ? List.of(UniformAssignor.NAME) : assignors,
                settings.stringOf(BrokerSettings.GROUP_CONSUMER_MIGRATION_POLICY),
                settings.intOf(BrokerSettings.GROUP_CONSUMER_REGEX_REFRESH_INTERVAL_MS),
                ofGroup);
    }

    int sessionTimeoutMs(String groupId) {
        return sessionTimeoutMs.of(ofGroup.apply(groupId));
    }

    int heartbeatIntervalMs(String groupId) {
        return heartbeatIntervalMs.of(ofGroup.apply(groupId));
    }

    int assignmentIntervalMs(String groupId) {
        return assignmentIntervalMs.of(ofGroup.apply(groupId));
    }

    /// The name of an assignor that a group prefers, or of the default when it has no preference or
    /// its preference is no longer on offer.
    String assignorOr(@Nullable String preferred) {
        return preferred != null && assignors.contains(preferred)
                ? preferred
                : assignors.getFirst();
    }

    Assignor assignor(@Nullable String preferred) {
        Assignor named = Assignor.named(assignorOr(preferred));
        return named == null ? new UniformAssignor() : named;
    }

    /// Whether members of the classic protocol may be in a group of the consumer protocol at all.
    boolean mayMigrate() {
        return !migrationPolicy.equalsIgnoreCase("disabled");
    }

    boolean mayUpgrade() {
        return migrationPolicy.equalsIgnoreCase("bidirectional")
                || migrationPolicy.equalsIgnoreCase("upgrade");
    }

    boolean mayDowngrade() {
        return migrationPolicy.equalsIgnoreCase("bidirectional")
                || migrationPolicy.equalsIgnoreCase("downgrade");
    }
}
