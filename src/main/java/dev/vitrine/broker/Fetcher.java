package dev.vitrine.broker;

import dev.vitrine.broker.FollowerSession.Key;
import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Node;
import dev.vitrine.event.Event.ReplicaRole;
import dev.vitrine.log.EpochEnd;
import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Partition.FetchState;
import dev.vitrine.replica.Read;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.ReplicaState;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

import java.util.TreeMap;
import java.util.function.LongSupplier;

/// The followers of this broker: for each leader one fetch in flight, over all the partitions that
/// follow it, in a session with that leader. A fetch also tells the leader how far the logs here
/// reach.
final class Fetcher {
    /// Fetch with topic ids (KIP-516) and the follower's epoch (KIP-903).
    private static final short VERSION = 17;

    /// The pause after a first failure.
    private static final int FIRST_PAUSE_MS = 20;

    private static final class Follow {
        final Partition partition;
        long pausedUntilMs;
        int failures;

        Follow(Partition partition) {
            this.partition = partition;
        }
    }

    private static final class Leader {
        final int node;
        final TreeMap<Key, Follow> follows = new TreeMap<>();
        final FollowerSession session;
        boolean asking;
        long nextMs;
        int failures;

        Leader(int node, FollowerSession session) {
            this.node = node;
            this.session = session;
        }
    }

    private final int nodeId;
    private final Environment env;
    private final Rpc rpc;
    private final LongSupplier ownEpoch;
    private final int socketTimeoutMs;
    private final int waitMaxMs;
    private final int minBytes;
    private final int partitionMaxBytes;
    private final int responseMaxBytes;
    private final int backoffMs;
    private final TreeMap<Integer, Leader> leaders = new TreeMap<>();

    Fetcher(int nodeId, Environment env, Settings settings, Rpc rpc, LongSupplier ownEpoch) {
        this.nodeId = nodeId;
        this.env = env;
        this.rpc = rpc;
        this.ownEpoch = ownEpoch;
        this.socketTimeoutMs = settings.intOf(BrokerSettings.REPLICA_SOCKET_TIMEOUT_MS);
        this.waitMaxMs = settings.intOf(BrokerSettings.REPLICA_FETCH_WAIT_MAX_MS);
        this.minBytes = settings.intOf(BrokerSettings.REPLICA_FETCH_MIN_BYTES);
        this.partitionMaxBytes = settings.intOf(BrokerSettings.REPLICA_FETCH_MAX_BYTES);
        this.responseMaxBytes = settings.intOf(BrokerSettings.REPLICA_FETCH_RESPONSE_MAX_BYTES);
        this.backoffMs = settings.intOf(BrokerSettings.REPLICA_FETCH_BACKOFF_MS);
    }

    /// Follows, or no longer follows, as the partition's role now says.
    void onAssigned(Partition partition) {
        forget(partition.assignment().topicId(), partition.assignment().partition());
        if (partition.role() == ReplicaRole.FOLLOWER) {
            leaders.computeIfAbsent(
                            partition.assignment().leader(),
                            node -> new Leader(node, new FollowerSession(partitionMaxBytes)))
                    .follows
                    .put(key(partition), new Follow(partition));
        }
    }

    void forget(Uuid topicId, int partition) {
        Key key = new Key(topicId, partition);
        leaders.values().forEach(leader -> leader.follows.remove(key));
    }

    private static Key key(Partition partition) {
        return new Key(partition.assignment().topicId(), partition.assignment().partition());
    }

    long onTime() {
        long now = env.clock().nowMs();
        long next = Node.NEVER;
        for (Leader leader : leaders.values()) {
            if (leader.asking || leader.follows.isEmpty()) {
                continue;
            }
            long due = leader.nextMs;
            if (now >= due) {
                if (fetch(leader, now)) {
                    continue;
                }
                due = Node.NEVER;
                for (Follow follow : leader.follows.values()) {
                    due = Math.min(due, follow.pausedUntilMs);
                }
            }
            next = Math.min(next, due);
        }
        return next;
    }

    private boolean fetch(Leader leader, long now) {
        TreeMap<Key, FetchState> asked = new TreeMap<>();
        leader.follows.forEach((key, follow) -> {
            if (follow.pausedUntilMs <= now) {
                asked.put(key, follow.partition.fetchState());
            }
        });
        if (asked.isEmpty()) {
            return false;
        }
        leader.asking = true;
        FetchRequestData request =
                new FetchRequestData()
                        .setReplicaState(
                                new ReplicaState()
                                        .setReplicaId(nodeId)
                                        .setReplicaEpoch(ownEpoch.getAsLong()))
                        .setMaxWaitMs(waitMaxMs)
                        .setMinBytes(minBytes)
                        .setMaxBytes(responseMaxBytes);
        leader.session.ask(request, asked);
        rpc.send(
                new Rpc.Ask(
                        leader.node,
                        Listener.BROKER,
                        Rpc.Purpose.REPLICATION,
                        ApiKeys.FETCH,
                        VERSION,
                        request,
                        socketTimeoutMs),
                response -> onAnswer(leader, asked, response));
        return true;
    }

    private void onAnswer(
            Leader leader, TreeMap<Key, FetchState> asked, @Nullable ApiMessage response) {
        leader.asking = false;
        long now = env.clock().nowMs();
        if (!(response instanceof FetchResponseData answer)) {
            leader.session.restart();
            leader.nextMs = now + pauseMs(leader.failures++);
            return;
        }
        leader.session.onAnswer(answer);
        if (answer.errorCode() != Errors.NONE.code()) {
            leader.nextMs = now + pauseMs(leader.failures++);
            return;
        }
        leader.nextMs = now;
        leader.failures = 0;
        answer.responses()
                .forEach(topic ->
                        topic.partitions()
                                .forEach(data ->
                                        take(
                                                leader,
                                                new Key(topic.topicId(), data.partitionIndex()),
                                                asked,
                                                data)));
    }

    private void take(Leader leader, Key key, TreeMap<Key, FetchState> asked, PartitionData data) {
        Follow follow = leader.follows.get(key);
        FetchState state = asked.get(key);
        if (follow == null || state == null) {
            leader.session.restart();
            return;
        }
        boolean diverges = data.divergingEpoch().epoch() >= 0;
        Read read =
                new Read(
                        Errors.forCode(data.errorCode()),
                        data.highWatermark(),
                        data.logStartOffset(),
                        diverges
                                ? new EpochEnd(
                                        data.divergingEpoch().epoch(),
                                        data.divergingEpoch().endOffset())
                                : null,
                        data.records() instanceof MemoryRecords records
                                ? records
                                : MemoryRecords.EMPTY,
                        false);
        switch (follow.partition.onFetched(state, read)) {
            case TAKEN -> follow.failures = 0;
            case TOO_LATE -> leader.session.restart();
            case REFUSED -> follow.pausedUntilMs = env.clock().nowMs() + pauseMs(follow.failures++);
        }
    }

    /// A first failure is mostly a leader that has not yet heard of its election; it is tried again
    /// soon, and each further one later, up to `replica.fetch.backoff.ms`.
    private long pauseMs(int failures) {
        return Math.min(backoffMs, (long) FIRST_PAUSE_MS << Math.min(failures, 10));
    }
}
