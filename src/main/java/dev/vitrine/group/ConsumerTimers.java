package dev.vitrine.group;

import dev.vitrine.env.Clock;
import dev.vitrine.group.Timers.Key;
import dev.vitrine.group.Timers.Kind;

import org.jspecify.annotations.Nullable;

/// The deadlines of members of groups of the consumer protocol. Whoever misses one is fenced.
final class ConsumerTimers {
    private final ConsumerGroupConfig config;
    private final Clock clock;
    private final Timers timers;
    private final Fencing fencing;

    /// What is done to a member that missed a deadline.
    interface Fencing {
        /// @param epoch the member is fenced only if it is still in that epoch; null when in any
        /// @param why the deadline, with its setting and value
        void fence(
                Shard shard, String groupId, String memberId, @Nullable Integer epoch, String why);
    }

    ConsumerTimers(ConsumerGroupConfig config, Clock clock, Timers timers, Fencing fencing) {
        this.config = config;
        this.clock = clock;
        this.timers = timers;
        this.fencing = fencing;
    }

    /// The member was heard from.
    void restartSession(Shard shard, String groupId, ConsumerMember member) {
        ConsumerMember.Classic classic = member.said().classic();
        String setting = classic == null ? "consumer.session.timeout.ms" : "session.timeout.ms";
        int ms = classic == null ? config.sessionTimeoutMs(groupId) : classic.sessionTimeoutMs();
        Key key = new Key(groupId, Kind.SESSION, member.memberId());
        schedule(shard, key, ms, null, "no heartbeat for " + setting + " = " + ms);
    }

    /// A member that was told to give partitions up has its rebalance timeout to do so; one that
    /// has needs none. Members that speak the classic protocol have others.
    void followRevocation(Shard shard, String groupId, ConsumerMember member) {
        Key key = new Key(groupId, Kind.REVOCATION, member.memberId());
        if (member.state() == MemberState.UNREVOKED_PARTITIONS && !member.isClassic()) {
            int ms = member.said().rebalanceTimeoutMs();
            String why = "it did not give up its partitions for max.poll.interval.ms = " + ms;
            schedule(shard, key, ms, member.epoch(), why);
        } else {
            timers.cancel(key);
        }
    }

    /// A member that speaks the classic protocol is to join anew.
    void expectJoin(Shard shard, String groupId, ConsumerMember member) {
        Key key = new Key(groupId, Kind.JOIN, member.memberId());
        if (!timers.isSet(key)) {
            expectWithin(shard, key, member, "join anew");
        }
    }

    /// It has joined, and is to fetch its assignment.
    void expectSync(Shard shard, String groupId, ConsumerMember member) {
        timers.cancel(new Key(groupId, Kind.JOIN, member.memberId()));
        Key key = new Key(groupId, Kind.SYNC, member.memberId());
        expectWithin(shard, key, member, "fetch its assignment");
    }

    void synced(String groupId, ConsumerMember member) {
        timers.cancel(new Key(groupId, Kind.SYNC, member.memberId()));
    }

    /// Nobody goes by that id any more.
    void forget(String groupId, String memberId) {
        for (Kind kind : Kind.values()) {
            timers.cancel(new Key(groupId, kind, memberId));
        }
    }

    void forgetAll(String groupId) {
        timers.cancelAll(groupId);
    }

    private void expectWithin(Shard shard, Key key, ConsumerMember member, String what) {
        int ms = member.said().rebalanceTimeoutMs();
        String why = "it did not " + what + " for max.poll.interval.ms = " + ms;
        schedule(shard, key, ms, null, why);
    }

    private void schedule(Shard shard, Key key, long delayMs, @Nullable Integer epoch, String why) {
        timers.schedule(
                key,
                clock.nowMs(),
                delayMs,
                () -> fencing.fence(shard, key.group(), key.member(), epoch, why));
    }
}
