package dev.vitrine.group;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;

import java.util.Collections;
import java.util.function.Function;

/// The settings of a group coordinator.
///
/// @param initialRebalanceDelayMs how long an empty group waits for more members before it settles
/// @param minSessionTimeoutMs the shortest session timeout a member may ask for
/// @param maxSessionTimeoutMs the longest
/// @param maxSize members a group may have
/// @param offsetMetadataMaxChars the longest text that may go with a committed offset
/// @param offsetCommitTimeoutMs how long a client waits at most for a write to be committed
/// @param offsetsRetentionMs how long offsets are kept that nobody uses
/// @param offsetsRetentionCheckMs how often they are looked for
/// @param consumer those of groups of the consumer protocol
public record GroupConfig(
        int nodeId,
        int initialRebalanceDelayMs,
        int minSessionTimeoutMs,
        int maxSessionTimeoutMs,
        int maxSize,
        int offsetMetadataMaxChars,
        int offsetCommitTimeoutMs,
        long offsetsRetentionMs,
        long offsetsRetentionCheckMs,
        ConsumerGroupConfig consumer) {

    private static final long MS_PER_MINUTE = 60_000;

    /// How long a member may stay without an answer to its first JoinGroup. It cannot send
    /// heartbeats yet, so its session timeout does not apply; Kafka's fixed five minutes.
    static final int NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000;

    /// Members of one group, whatever `group.max.size` allows; one more is told
    /// GROUP_MAX_SIZE_REACHED.
    static final int MEMBERS_MAX = 10_000;

    /// Ids handed out to dynamic members of one group that have not come back yet (KIP-394); one
    /// more is told GROUP_MAX_SIZE_REACHED.
    static final int PENDING_MEMBERS_MAX = 1_000;

    /// Groups of one partition of `__consumer_offsets`; one more is told COORDINATOR_NOT_AVAILABLE.
    static final int GROUPS_MAX = 10_000;

    /// Writes of one group that are not committed yet; one more request that would write is told
    /// COORDINATOR_NOT_AVAILABLE, and its client tries again.
    static final int WRITES_IN_FLIGHT_MAX = 1_000;

    /// Without settings of single groups.
    public static GroupConfig of(int nodeId, Settings settings) {
        return of(nodeId, settings, _ -> Settings.ofGroup(Collections.emptySortedMap(), settings));
    }

    /// @param ofGroup the settings in force for a group
    public static GroupConfig of(
            int nodeId, Settings settings, Function<String, Settings> ofGroup) {
        return new GroupConfig(
                nodeId,
                settings.intOf(BrokerSettings.GROUP_INITIAL_REBALANCE_DELAY_MS),
                settings.intOf(BrokerSettings.GROUP_MIN_SESSION_TIMEOUT_MS),
                settings.intOf(BrokerSettings.GROUP_MAX_SESSION_TIMEOUT_MS),
                Math.min(MEMBERS_MAX, settings.intOf(BrokerSettings.GROUP_MAX_SIZE)),
                settings.intOf(BrokerSettings.OFFSET_METADATA_MAX_BYTES),
                settings.intOf(BrokerSettings.OFFSET_COMMIT_TIMEOUT_MS),
                settings.intOf(BrokerSettings.OFFSETS_RETENTION_MINUTES) * MS_PER_MINUTE,
                settings.longOf(BrokerSettings.OFFSETS_RETENTION_CHECK_INTERVAL_MS),
                ConsumerGroupConfig.of(settings, ofGroup));
    }
}
