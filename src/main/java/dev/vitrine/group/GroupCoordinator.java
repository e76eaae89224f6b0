package dev.vitrine.group;

import dev.vitrine.env.Clock;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Invariant;
import dev.vitrine.env.Node;
import dev.vitrine.event.Event;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The group coordinator of a broker: it serves the groups of every partition of
/// `__consumer_offsets` that the broker leads, and sends everybody else away with NOT_COORDINATOR.
///
/// A partition's groups are loaded when the broker becomes its leader: [#onElected], then [#load]
/// with its records, all of them up to the log's end, then [#loadComplete]. Until then requests are
/// told COORDINATOR_LOAD_IN_PROGRESS. [#onResigned] lets go of them.
///
/// A request is answered once, now or later. What it changes for good is decided first, appended to
/// the partition through [OffsetsLog], and applied and answered when it is committed. Who is
/// joining, and who was heard from when, is soft state and changes at once, as it does in Kafka.
public final class GroupCoordinator {
    private final GroupConfig config;
    private final Clock clock;
    private final OffsetsLog log;
    private final Timers timers = new Timers();
    private final GroupEvents events;
    private final ClassicRebalance rebalance;
    private final ClassicJoin join;
    private final ClassicRequests requests;
    private final OffsetRequests offsets;
    private final OffsetDeletions deletions;
    private final OffsetExpiry expiry;
    private final ConsumerGroups consumers;
    private final ClassicVisitors visitors;

    /// By partition; those that are led.
    private final TreeMap<Integer, Shard> shards = new TreeMap<>();

    /// When to look for offsets that have ended; [Node#NEVER] while nothing is led.
    private long nextSweepMs = Node.NEVER;

    private int partitionCount;
    private long skippedRecords;

    public GroupCoordinator(
            GroupConfig config,
            Environment env,
            TopicCatalog catalog,
            Consumer<Event> events,
            OffsetsLog log) {
        this.config = config;
        this.clock = env.clock();
        this.log = log;
        this.events = new GroupEvents(config.nodeId(), clock, catalog, events);
        this.rebalance = new ClassicRebalance(config, clock, timers, this.events);
        this.join = new ClassicJoin(config, env, rebalance, this.events);
        this.requests = new ClassicRequests(rebalance, this.events);
        AnswerDeadlines deadlines =
                new AnswerDeadlines(clock, timers, config.offsetCommitTimeoutMs());
        this.offsets =
                new OffsetRequests(config, clock, catalog, rebalance, deadlines, this.events);
        this.consumers =
                new ConsumerGroups(config, env, catalog, timers, rebalance, deadlines, this.events);
        this.visitors = new ClassicVisitors(config.consumer(), clock, catalog, consumers);
        this.deletions = new OffsetDeletions(clock, rebalance, consumers, deadlines, this.events);
        this.expiry = new OffsetExpiry(config, clock, deletions);
    }

    // ---- partitions -----------------------------------------------------------------------------

    /// The partition of `__consumer_offsets` that keeps a group, of `partitionCount`.
    public static int partitionFor(String groupId, int partitionCount) {
        return Utils.abs(groupId.hashCode()) % partitionCount;
    }

    /// How many partitions `__consumer_offsets` has, 0 before it exists. It never changes after
    /// that.
    public void setPartitionCount(int count) {
        partitionCount = count;
    }

    /// This broker leads a partition in a new epoch. Its groups are unknown until they are loaded.
    /// What was held of an earlier epoch is let go of.
    public void onElected(int partition, int leaderEpoch) {
        Shard old = shards.get(partition);
        if (old != null && old.leaderEpoch() >= leaderEpoch) {
            return;
        }
        if (old != null) {
            close(partition, old);
        }
        shards.put(partition, new Shard(partition, leaderEpoch, log));
    }

    /// Takes in some of a partition's records, in the order of the log. Ignored unless the
    /// partition is being loaded in that epoch. Records that are none of ours are skipped and
    /// counted.
    public void load(int partition, int leaderEpoch, Iterable<StoredRecord> records) {
        Shard shard = loading(partition, leaderEpoch);
        if (shard == null) {
            return;
        }
        for (StoredRecord stored : records) {
            GroupRecord.decode(stored.key(), stored.value())
                    .ifPresentOrElse(
                            record -> shard.replay(record, clock.nowMs()), () -> skippedRecords++);
        }
    }

    /// The partition's records are all in: its groups may be asked for from now on.
    public void loadComplete(int partition, int leaderEpoch) {
        Shard shard = loading(partition, leaderEpoch);
        if (shard == null) {
            return;
        }
        shard.activate();
        if (nextSweepMs == Node.NEVER) {
            nextSweepMs = clock.nowMs() + config.offsetsRetentionCheckMs();
        }
        for (Group group : List.copyOf(shard.groups.values())) {
            switch (group) {
                case ClassicGroup classic -> {
                    events.loaded(classic);
                    rebalance.onLoaded(classic);
                    events.changed(classic);
                }
                case ConsumerGroup consumer -> consumers.onLoaded(shard, consumer);
            }
            shard.tellOffsets(group.groupId(), events);
        }
    }

    /// [#load] and [#loadComplete] in one.
    public void onLoaded(int partition, int leaderEpoch, Iterable<StoredRecord> records) {
        load(partition, leaderEpoch, records);
        loadComplete(partition, leaderEpoch);
    }

    /// This broker no longer leads a partition, since the epoch given. Those who wait for an answer
    /// are told NOT_COORDINATOR, and go to find the new one.
    public void onResigned(int partition, int leaderEpoch) {
        Shard shard = shards.get(partition);
        if (shard != null && shard.leaderEpoch() <= leaderEpoch) {
            close(partition, shard);
        }
    }

    private void close(int partition, Shard shard) {
        shard.close();
        shards.remove(partition);
        if (shards.isEmpty()) {
            nextSweepMs = Node.NEVER;
        }
        for (Group group : List.copyOf(shard.groups.values())) {
            switch (group) {
                case ClassicGroup classic -> rebalance.end(classic, Errors.NOT_COORDINATOR);
                case ConsumerGroup consumer -> consumers.end(consumer);
            }
            events.handedOver(group.groupId());
        }
    }

    private @Nullable Shard loading(int partition, int leaderEpoch) {
        Shard shard = shards.get(partition);
        return shard != null
                        && shard.leaderEpoch() == leaderEpoch
                        && shard.state() == Shard.State.LOADING
                ? shard
                : null;
    }

    /// Topics of the catalog were created, deleted or changed.
    ///
    /// @param created whether some of them are new
    public void onTopicsChanged(SortedSet<String> topics, boolean created) {
        events.topicsChanged(topics);
        consumers.onTopicsChanged(shards.values(), topics, created);
    }

    /// A topic was deleted: its committed offsets are forgotten.
    public void onTopicDeleted(String topic) {
        for (Shard shard : List.copyOf(shards.values())) {
            if (shard.state() == Shard.State.ACTIVE) {
                deletions.onTopicDeleted(shard, topic);
            }
        }
    }

    /// Records that were not understood while loading: of other kinds of groups, of later versions,
    /// or broken.
    public long skippedRecords() {
        return skippedRecords;
    }

    /// Does what has become due.
    ///
    /// @return when to be called next, or [Node#NEVER]
    public long onTime() {
        timers.run(clock.nowMs());
        if (nextSweepMs <= clock.nowMs()) {
            sweep();
        }
        return Math.min(timers.nextMs(), nextSweepMs);
    }

    private void sweep() {
        for (Shard shard : List.copyOf(shards.values())) {
            if (shard.state() == Shard.State.ACTIVE) {
                expiry.sweep(shard);
            }
        }
        nextSweepMs = clock.nowMs() + config.offsetsRetentionCheckMs();
    }

    // ---- requests -------------------------------------------------------------------------------

    /// Answered when the generation begins that the member is in, or with an error:
    /// INVALID_GROUP_ID, INVALID_SESSION_TIMEOUT, MEMBER_ID_REQUIRED (with the id to come back
    /// with), UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, INCONSISTENT_GROUP_PROTOCOL,
    /// GROUP_MAX_SIZE_REACHED, REBALANCE_IN_PROGRESS, NOT_COORDINATOR,
    /// COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE.
    public void joinGroup(JoinGroup request, Consumer<JoinGroupResult> reply) {
        if (request.groupId().isEmpty()) {
            reply.accept(JoinGroupResult.refused(Errors.INVALID_GROUP_ID, request.memberId()));
            return;
        }
        if (request.sessionTimeoutMs() < config.minSessionTimeoutMs()
                || request.sessionTimeoutMs() > config.maxSessionTimeoutMs()) {
            reply.accept(
                    JoinGroupResult.refused(Errors.INVALID_SESSION_TIMEOUT, request.memberId()));
            return;
        }
        withShard(
                request.groupId(),
                shard -> joinGroup(shard, request, reply),
                error -> reply.accept(JoinGroupResult.refused(error, "")));
    }

    private void joinGroup(Shard shard, JoinGroup request, Consumer<JoinGroupResult> reply) {
        Runnable asClassic = () -> join.join(shard, request, reply);
        if (isOfConsumers(shard, request.groupId())) {
            visitors.join(shard, request, reply, asClassic);
        } else {
            asClassic.run();
        }
    }

    /// Whether a group is of the consumer protocol, or may be by the time it is its turn.
    private static boolean isOfConsumers(Shard shard, String groupId) {
        return shard.consumer(groupId) != null || shard.turns.isTaken(groupId);
    }

    /// Answered when the leader's assignment is committed. Errors: UNKNOWN_MEMBER_ID,
    /// FENCED_INSTANCE_ID, ILLEGAL_GENERATION, REBALANCE_IN_PROGRESS, INCONSISTENT_GROUP_PROTOCOL,
    /// INVALID_GROUP_ID, and the coordinator's.
    public void syncGroup(SyncGroup request, Consumer<SyncGroupResult> reply) {
        if (request.groupId().isEmpty()) {
            reply.accept(SyncGroupResult.refused(Errors.INVALID_GROUP_ID));
            return;
        }
        withShard(
                request.groupId(),
                shard -> syncGroup(shard, request, reply),
                error -> reply.accept(SyncGroupResult.refused(error)));
    }

    /// While the group is being loaded a heartbeat is simply accepted: nobody is thrown out then.
    public void heartbeat(Heartbeat request, Consumer<Errors> reply) {
        if (request.groupId().isEmpty()) {
            reply.accept(Errors.INVALID_GROUP_ID);
            return;
        }
        withShard(
                request.groupId(),
                shard -> heartbeat(shard, request, reply),
                error ->
                        reply.accept(
                                error == Errors.COORDINATOR_LOAD_IN_PROGRESS
                                        ? Errors.NONE
                                        : error));
    }

    private void syncGroup(Shard shard, SyncGroup request, Consumer<SyncGroupResult> reply) {
        Runnable asClassic = () -> requests.sync(shard, request, reply);
        if (isOfConsumers(shard, request.groupId())) {
            visitors.sync(shard, request, reply, asClassic);
        } else {
            asClassic.run();
        }
    }

    private void heartbeat(Shard shard, Heartbeat request, Consumer<Errors> reply) {
        Runnable asClassic = () -> reply.accept(requests.heartbeat(shard, request));
        if (isOfConsumers(shard, request.groupId())) {
            visitors.heartbeat(shard, request, reply, asClassic);
        } else {
            asClassic.run();
        }
    }

    private void leaveGroup(Shard shard, LeaveGroup request, Consumer<LeaveGroupResult> reply) {
        Runnable asClassic = () -> requests.leave(shard, request, reply);
        if (isOfConsumers(shard, request.groupId())) {
            visitors.leave(shard, request, reply, asClassic);
        } else {
            asClassic.run();
        }
    }

    /// Answered when what it changed is committed. Errors: INVALID_REQUEST, UNSUPPORTED_ASSIGNOR,
    /// INVALID_REGULAR_EXPRESSION, GROUP_ID_NOT_FOUND, GROUP_MAX_SIZE_REACHED, UNKNOWN_MEMBER_ID,
    /// FENCED_MEMBER_EPOCH, UNRELEASED_INSTANCE_ID, FENCED_INSTANCE_ID, and the coordinator's.
    public void consumerGroupHeartbeat(
            ConsumerGroupHeartbeat request, Consumer<ConsumerGroupHeartbeat.Result> reply) {
        try {
            request.validate(config.consumer().assignors());
        } catch (GroupRefused e) {
            reply.accept(ConsumerGroupHeartbeat.Result.refused(e.error(), e.words()));
            return;
        }
        withShard(
                request.groupId(),
                shard -> consumers.heartbeat(shard, request, reply),
                error -> reply.accept(ConsumerGroupHeartbeat.Result.refused(error, null)));
    }

    /// Answered at once, in order.
    public void describeConsumerGroups(
            List<String> groupIds, Consumer<List<DescribedConsumerGroup>> reply) {
        List<DescribedConsumerGroup> described = new ArrayList<>();
        for (String groupId : groupIds) {
            if (groupId.isEmpty()) {
                described.add(
                        DescribedConsumerGroup.refused(groupId, Errors.INVALID_GROUP_ID, null));
                continue;
            }
            withShard(
                    groupId,
                    shard -> described.add(describeConsumerGroup(shard, groupId)),
                    error -> described.add(DescribedConsumerGroup.refused(groupId, error, null)));
        }
        reply.accept(described);
    }

    private DescribedConsumerGroup describeConsumerGroup(Shard shard, String groupId) {
        try {
            return DescribedConsumerGroup.of(
                    ConsumerGroups.existing(shard, groupId),
                    config.consumer().assignors().getFirst());
        } catch (GroupRefused e) {
            return DescribedConsumerGroup.refused(groupId, e.error(), e.words());
        }
    }

    public void leaveGroup(LeaveGroup request, Consumer<LeaveGroupResult> reply) {
        if (request.groupId().isEmpty()) {
            reply.accept(LeaveGroupResult.refused(Errors.INVALID_GROUP_ID));
            return;
        }
        withShard(
                request.groupId(),
                shard -> leaveGroup(shard, request, reply),
                error -> reply.accept(LeaveGroupResult.refused(error)));
    }

    /// Answered when the offsets are committed. The empty group id is a group like any other here.
    public void offsetCommit(OffsetCommit request, Consumer<OffsetCommitResult> reply) {
        withShard(
                request.groupId(),
                shard -> offsets.commit(shard, request, reply),
                error -> reply.accept(OffsetCommitResult.refused(request, error)));
    }

    /// Answered at once, with a result for each group, in order.
    public void offsetFetch(OffsetFetch request, Consumer<List<OffsetFetchResult>> reply) {
        List<OffsetFetchResult> results = new ArrayList<>();
        for (OffsetFetch.Group group : request.groups()) {
            withShard(
                    group.groupId(),
                    shard -> results.add(offsets.fetch(shard, group)),
                    error -> results.add(new OffsetFetchResult(group.groupId(), error, List.of())));
        }
        reply.accept(results);
    }

    public void offsetDelete(OffsetDelete request, Consumer<OffsetDeleteResult> reply) {
        if (request.groupId().isEmpty()) {
            reply.accept(OffsetDeleteResult.refused(Errors.INVALID_GROUP_ID));
            return;
        }
        withShard(
                request.groupId(),
                shard -> deletions.delete(shard, request, reply),
                error -> reply.accept(OffsetDeleteResult.refused(error)));
    }

    /// Answered when the last of the groups is settled, each for itself: NONE, NON_EMPTY_GROUP,
    /// GROUP_ID_NOT_FOUND, or the coordinator's.
    public void deleteGroups(List<String> groupIds, Consumer<SortedMap<String, Errors>> reply) {
        TreeSet<String> waitingFor = new TreeSet<>(groupIds);
        TreeMap<String, Errors> results = new TreeMap<>();
        if (waitingFor.isEmpty()) {
            reply.accept(results);
            return;
        }
        for (String groupId : new LinkedHashSet<>(groupIds)) {
            Consumer<Errors> done =
                    error -> {
                        results.put(groupId, error);
                        waitingFor.remove(groupId);
                        if (waitingFor.isEmpty()) {
                            reply.accept(Collections.unmodifiableSortedMap(results));
                        }
                    };
            withShard(groupId, shard -> deletions.deleteGroup(shard, groupId, done), done);
        }
    }

    /// Answered at once, in order.
    public void describeGroups(List<String> groupIds, Consumer<List<DescribedGroup>> reply) {
        List<DescribedGroup> described = new ArrayList<>();
        for (String groupId : groupIds) {
            withShard(
                    groupId,
                    shard -> {
                        Group group = shard.groups.get(groupId);
                        described.add(
                                switch (group) {
                                    case ClassicGroup classic -> DescribedGroup.of(classic);
                                    case ConsumerGroup _ -> DescribedGroup.notClassic(groupId);
                                    case null -> DescribedGroup.notFound(groupId);
                                });
                    },
                    error -> described.add(DescribedGroup.refused(groupId, error)));
        }
        reply.accept(described);
    }

    /// Answered at once, by group id.
    public void listGroups(ListGroups request, Consumer<ListGroups.Result> reply) {
        Predicate<String> stateWanted = anyOf(request.states());
        Predicate<String> typeWanted = anyOf(request.types());
        TreeMap<String, ListGroups.Group> listed = new TreeMap<>();
        for (Shard shard : shards.values()) {
            if (shard.state() == Shard.State.LOADING) {
                reply.accept(new ListGroups.Result(Errors.COORDINATOR_LOAD_IN_PROGRESS, List.of()));
                return;
            }
            for (Group group : shard.groups.values()) {
                if (stateWanted.test(group.stateName()) && typeWanted.test(group.type())) {
                    listed.put(
                            group.groupId(),
                            new ListGroups.Group(
                                    group.groupId(),
                                    group.protocolTypeName(),
                                    group.stateName(),
                                    group.type()));
                }
            }
        }
        reply.accept(new ListGroups.Result(Errors.NONE, List.copyOf(listed.values())));
    }

    private static Predicate<String> anyOf(List<String> wanted) {
        TreeSet<String> lower = new TreeSet<>();
        wanted.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return name -> lower.isEmpty() || lower.contains(name.toLowerCase(Locale.ROOT));
    }

    private void withShard(String groupId, Consumer<Shard> then, Consumer<Errors> refused) {
        Shard shard =
                partitionCount == 0 ? null : shards.get(partitionFor(groupId, partitionCount));
        if (shard == null) {
            refused.accept(Errors.NOT_COORDINATOR);
            return;
        }
        switch (shard.state()) {
            case LOADING -> refused.accept(Errors.COORDINATOR_LOAD_IN_PROGRESS);
            case ACTIVE -> then.accept(shard);
            case CLOSED ->
                    Invariant.check(false, "a closed partition is not among those led", groupId);
        }
    }
}
