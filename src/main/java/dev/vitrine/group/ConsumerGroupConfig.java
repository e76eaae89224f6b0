package dev.vitrine.group;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.GroupSettings;
import dev.vitrine.config.Setting;
import dev.vitrine.config.Settings;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The settings of groups of the consumer protocol.
///
/// @param maxSize members a group may have
/// @param assignors the names of those on offer, the default first
/// @param migrationPolicy which way groups may change their protocol: `bidirectional`, `upgrade`,
///   `downgrade`, `disabled`
/// @param regexRefreshIntervalMs how old what an expression matched may become
/// @param broker whose limits the settings of single groups are kept within
/// @param ofGroup the settings in force for a group
public record ConsumerGroupConfig(
        int maxSize,
        List<String> assignors,
        String migrationPolicy,
        int regexRefreshIntervalMs,
        Settings broker,
        Function<String, Settings> ofGroup) {

    static ConsumerGroupConfig of(Settings broker, Function<String, Settings> ofGroup) {
        List<String> assignors = new ArrayList<>();
        for (String name :
                broker.stringOf(BrokerSettings.GROUP_CONSUMER_ASSIGNORS).split(",", -1)) {
            if (Assignor.named(name.strip()) != null) {
                assignors.add(name.strip());
            }
        }
        return new ConsumerGroupConfig(
                Math.min(
                        GroupConfig.MEMBERS_MAX,
                        broker.intOf(BrokerSettings.GROUP_CONSUMER_MAX_SIZE)),
                assignors.isEmpty() ? List.of(UniformAssignor.NAME) : assignors,
                broker.stringOf(BrokerSettings.GROUP_CONSUMER_MIGRATION_POLICY),
                broker.intOf(BrokerSettings.GROUP_CONSUMER_REGEX_REFRESH_INTERVAL_MS),
                broker,
                ofGroup);
    }

    int sessionTimeoutMs(String groupId) {
        return within(
                groupId,
                GroupSettings.CONSUMER_SESSION_TIMEOUT_MS,
                BrokerSettings.GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS,
                BrokerSettings.GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS);
    }

    int heartbeatIntervalMs(String groupId) {
        return within(
                groupId,
                GroupSettings.CONSUMER_HEARTBEAT_INTERVAL_MS,
                BrokerSettings.GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS,
                BrokerSettings.GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS);
    }

    int assignmentIntervalMs(String groupId) {
        return within(
                groupId,
                GroupSettings.CONSUMER_ASSIGNMENT_INTERVAL_MS,
                BrokerSettings.GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS,
                BrokerSettings.GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS);
    }

    private int within(String groupId, Setting setting, Setting min, Setting max) {
        int value = ofGroup.apply(groupId).intOf(setting);
        return Math.max(broker.intOf(min), Math.min(broker.intOf(max), value));
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
