package dev.vitrine.history;

import java.util.List;

/// What became of a group lately: who had which partition when, its states, its rebalances and its
/// members. Told by its coordinator, and by the listeners of those members that run in the app.
/// Immutable.
///
/// Times are the engine's. At any moment a partition is with one member at most, whatever a member
/// that was taken out still believes.
///
/// @param sinceMs nothing before is known; [#NEVER] when nothing is kept of this group
/// @param ended holds that are over, in the order of their ends, at most [#HOLDS_MAX]
/// @param open one for each partition that the group reads, by partition
/// @param states oldest first, the last one holds; at most [#STATES_MAX]
/// @param rebalances oldest first, at most [#REBALANCES_MAX]
/// @param members in the order in which they joined, at most [#MEMBERS_MAX]
/// @param unownedMs milliseconds that partitions were without an owner, summed over partitions and
///   over all that has ended since `sinceMs`; the open ones are in [#unownedMs(long)]
/// @param lags how far behind the group was, by partition, at most [#LAG_PARTITIONS_MAX]
/// @param lagSampledMs when the newest sample was taken
public record GroupPast(
        long sinceMs,
        List<Hold> ended,
        List<Hold> open,
        List<StateSpan> states,
        List<Rebalance> rebalances,
        List<MemberPast> members,
        long unownedMs,
        List<LagSeries> lags,
        long lagSampledMs) {
    /// Holds kept of a group; the oldest go.
    public static final int HOLDS_MAX = 4_096;

    public static final int STATES_MAX = 256;
    public static final int REBALANCES_MAX = 64;

    /// Members remembered, those that are out included; of those the ones that left first go.
    public static final int MEMBERS_MAX = 128;

    /// Groups whose past is kept; of others there is none: those that were told of least lately.
    public static final int GROUPS_MAX = 64;

    /// Partitions followed in a group; more are left out.
    public static final int PARTITIONS_MAX = 1_024;

    /// Partitions of a group whose lag is sampled; more are left out.
    public static final int LAG_PARTITIONS_MAX = 128;

    /// Time between two samples of a partition's lag.
    public static final long LAG_SAMPLE_MS = 1_000;

    /// Samples kept of a partition: the last minute.
    public static final int LAG_SAMPLES_MAX = 60;

    public static final long NEVER = -1;

    /// Of a group of which nothing is kept.
    public static final GroupPast NONE =
            new GroupPast(
                    NEVER, List.of(), List.of(), List.of(), List.of(), List.of(), 0, List.of(),
                    NEVER);

    /// Who has a partition, as one can see it.
    public enum Ownership {
        OWNED,
        /// It is to give it up, or gives it up.
        REVOKING,
        /// It has it, and does not fetch from it.
        PAUSED,
        /// The group reads it, and nobody has it.
        UNOWNED
    }

    /// A partition is with a member, or with nobody, in one way for a while.
    ///
    /// @param memberId empty for nobody
    /// @param generation of the group, or its epoch, when it began
    /// @param toMs exclusive; [#OPEN] while it lasts
    public record Hold(
            TopicPartition id,
            String memberId,
            Ownership ownership,
            int generation,
            long fromMs,
            long toMs) {
        public static final long OPEN = -1;

        public boolean isOpen() {
            return toMs == OPEN;
        }

        /// Its end, or now.
        public long until(long nowMs) {
            return isOpen() ? Math.max(fromMs, nowMs) : toMs;
        }

        public long lengthMs(long nowMs) {
            return until(nowMs) - fromMs;
        }
    }

    /// @param state in Kafka's words
    /// @param generation or group epoch
    public record StateSpan(String state, int generation, long fromMs) {}

    /// From the moment when members were asked to join anew, or an epoch began, until all was
    /// settled. What led to it since the one before is counted in it.
    ///
    /// @param generation that it came to, or group epoch
    /// @param toMs [Hold#OPEN] while it goes on
    /// @param lost how often a partition went from its owner
    /// @param unownedMs milliseconds without an owner, summed over the partitions, of what has
    ///   ended
    /// @param joinGroups JoinGroup requests that came; as for the next two, the coordinator's count
    /// @param syncGroups SyncGroup requests
    /// @param heartbeats ConsumerGroupHeartbeat requests, of those only the ones that came since it
    ///   began: in between they say nothing new
    public record Rebalance(
            int generation,
            long fromMs,
            long toMs,
            int lost,
            long unownedMs,
            int joinGroups,
            int syncGroups,
            int heartbeats) {
        public boolean isOpen() {
            return toMs == Hold.OPEN;
        }
    }

    /// @param instanceId empty for a dynamic member
    /// @param joinedMs [#NEVER] when it was there already
    /// @param leftMs [#NEVER] while it is there
    /// @param why it is out; empty while it is there
    /// @param epoch its generation, or its own epoch
    /// @param target what it is to own; what it owns in the classic protocol, whose coordinator
    ///   knows no other
    public record MemberPast(
            String memberId,
            String clientId,
            String instanceId,
            long joinedMs,
            long leftMs,
            String why,
            int epoch,
            List<TopicPartition> target) {
        public boolean isHere() {
            return leftMs == NEVER;
        }

        /// The client's id; that of the member when it has none.
        public String name() {
            return clientId.isEmpty() ? memberId : clientId;
        }
    }

    /// @param samples one each [#LAG_SAMPLE_MS], oldest first; [Snapshot.Lag#UNKNOWN] where nothing
    ///   was committed yet
    public record LagSeries(TopicPartition id, List<Long> samples) {}

    /// Milliseconds without an owner, summed over the partitions, until now.
    public long unownedMs(long nowMs) {
        return unownedMs + openUnownedMs(nowMs);
    }

    /// As [#unownedMs(long)], of a rebalance. What is open belongs to the one that goes on.
    public long unownedMs(Rebalance rebalance, long nowMs) {
        return rebalance.unownedMs() + (rebalance.isOpen() ? openUnownedMs(nowMs) : 0);
    }

    private long openUnownedMs(long nowMs) {
        long sum = 0;
        for (Hold hold : open) {
            if (hold.ownership() == Ownership.UNOWNED) {
                sum += hold.lengthMs(nowMs);
            }
        }
        return sum;
    }

    /// Whether older holds have made room.
    public boolean isTruncated() {
        return ended.size() == HOLDS_MAX;
    }
}
