package dev.vitrine.group;

import dev.vitrine.env.Environment;
import dev.vitrine.group.ConsumerGroupRecord.EpochStored;
import dev.vitrine.group.ConsumerGroupRecord.RegexForgotten;
import dev.vitrine.group.ConsumerGroupRecord.RegexStored;
import dev.vitrine.group.ConsumerGroupRecord.TargetEpochStored;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What ConsumerGroupHeartbeat does, and what happens to members that are not heard from, after
/// Kafka's `GroupMetadataManager.consumerGroup…`.
///
/// Every decision about a group takes its turn ([Turns]): it is made upon what is committed, its
/// records are appended as one batch, and when that is committed they are replayed and the answer
/// is given.
final class ConsumerGroups {
    /// Regular expressions of a group are not resolved anew sooner than that; Kafka's fixed ten
    /// seconds.
    static final int REGEX_REFRESH_MIN_MS = 10_000;

    private final ConsumerGroupConfig config;
    private final Environment env;
    private final TopicCatalog catalog;
    private final GroupEvents events;
    private final Migration migration;
    final ConsumerTimers timers;

    private final AnswerDeadlines deadlines;

    /// When topics were created last, as a version of the catalog.
    private long newTopicsVersion;

    ConsumerGroups(
            GroupConfig config,
            Environment env,
            TopicCatalog catalog,
            Timers timers,
            ClassicRebalance rebalance,
            AnswerDeadlines deadlines,
            GroupEvents events) {
        this.config = config.consumer();
        this.deadlines = deadlines;
        this.env = env;
        this.catalog = catalog;
        this.events = events;
        this.timers = new ConsumerTimers(this.config, env.clock(), timers, this::fenceSilent);
        this.migration =
                new Migration(
                        this.config,
                        config.maxSize(),
                        env,
                        catalog,
                        rebalance,
                        this.timers,
                        events);
    }

    // ---- turns ----------------------------------------------------------------------------------

    /// Decides when it is the group's turn, stores, replays, answers.
    ///
    /// @param refused given the error, and words for it when there are any
    <T> void decide(
            Shard shard,
            String groupId,
            Supplier<Decision<T>> decision,
            Consumer<T> reply,
            Refused refused) {
        Runnable late = () -> refused.accept(Errors.COORDINATOR_NOT_AVAILABLE, null);
        AnswerDeadlines.Asker asker = deadlines.ask(groupId, late);
        Consumer<T> replyInTime =
                answer -> {
                    if (asker.isFirst()) {
                        reply.accept(answer);
                    }
                };
        Refused refusedInTime =
                (error, words) -> {
                    if (asker.isFirst()) {
                        refused.accept(error, words);
                    }
                };
        boolean entered =
                shard.turns.enter(
                        groupId,
                        () -> decideNow(shard, groupId, decision, replyInTime, refusedInTime));
        if (!entered) {
            refusedInTime.accept(Errors.COORDINATOR_NOT_AVAILABLE, null);
        }
    }

    /// A refusal.
    interface Refused {
        void accept(Errors error, @Nullable String words);
    }

    private <T> void decideNow(
            Shard shard,
            String groupId,
            Supplier<Decision<T>> decision,
            Consumer<T> reply,
            Refused refused) {
        if (shard.state() == Shard.State.CLOSED) {
            refused.accept(Errors.NOT_COORDINATOR, null);
            shard.turns.end(groupId);
            return;
        }
        Decision<T> decided;
        try {
            decided = decision.get();
        } catch (GroupRefused e) {
            migration.undo(shard, groupId);
            refused.accept(e.error(), e.words());
            shard.turns.end(groupId);
            return;
        }
        if (decided.records().isEmpty()) {
            decided.then().run();
            reply.accept(decided.answer());
            shard.turns.end(groupId);
            return;
        }
        shard.append(
                groupId,
                decided.records(),
                error -> {
                    if (error == Errors.NONE) {
                        decided.records().forEach(r -> shard.replay(r, env.clock().nowMs()));
                        decided.then().run();
                        tell(shard.consumer(groupId));
                        reply.accept(decided.answer());
                    } else {
                        migration.undo(shard, groupId);
                        refused.accept(error, null);
                    }
                    shard.turns.end(groupId);
                });
    }

    private void tell(@Nullable ConsumerGroup group) {
        if (group != null) {
            events.changed(group, config.assignor(group.preferredAssignor()).name());
        }
    }

    // ---- heartbeat ------------------------------------------------------------------------------

    void heartbeat(
            Shard shard,
            ConsumerGroupHeartbeat request,
            Consumer<ConsumerGroupHeartbeat.Result> reply) {
        decide(
                shard,
                request.groupId(),
                () -> request.leaves() ? leave(shard, request) : live(shard, request),
                reply,
                (error, words) ->
                        reply.accept(ConsumerGroupHeartbeat.Result.refused(error, words)));
        refreshRegexesIfDue(shard, request.groupId());
    }

    private Decision<ConsumerGroupHeartbeat.Result> live(
            Shard shard, ConsumerGroupHeartbeat request) {
        String groupId = request.groupId();
        List<GroupRecord> records = new ArrayList<>();
        ConsumerGroup group = groupFor(shard, request, records);
        refuseIfFull(group, request.memberId(), request.instanceId());
        String memberId = request.memberId().isEmpty() ? newMemberId() : request.memberId();
        MemberUpdate update =
                new MemberUpdate(group, config, catalog, env.clock().nowMs(), memberId, records);
        update.find(request.instanceId(), request.joins(), false);
        validateEpoch(update.member(), request.memberEpoch(), request.owned());
        update.hear(said(update.member().said(), request));
        long topicsSeen = catalog.version();
        update.assign();
        update.reconcile(request.owned());
        ConsumerMember member = update.member();
        boolean told = request.joins() || request.isFull() || update.assignmentChanged();
        return new Decision<>(
                records,
                new ConsumerGroupHeartbeat.Result(
                        Errors.NONE,
                        null,
                        member.memberId(),
                        member.epoch(),
                        config.heartbeatIntervalMs(groupId),
                        told ? new TreeSet<>(member.current().assigned().keySet()) : null),
                () -> {
                    migration.complete(shard, groupId);
                    ConsumerGroup now = shard.consumer(groupId);
                    if (now != null) {
                        now.topicsSeen(topicsSeen);
                    }
                    timers.restartSession(shard, groupId, member);
                    if (update.stepped()) {
                        timers.followRevocation(shard, groupId, member);
                    }
                });
    }

    /// The group, which comes into being with its first member. A classic group becomes one of this
    /// protocol when a member of this protocol joins it.
    private ConsumerGroup groupFor(
            Shard shard, ConsumerGroupHeartbeat request, List<GroupRecord> records) {
        String groupId = request.groupId();
        return switch (shard.groups.get(groupId)) {
            case ConsumerGroup group -> group;
            case ClassicGroup classic -> {
                if (!request.joins()) {
                    throw notConsumer(groupId);
                }
                yield migration.upgrade(shard, classic, records);
            }
            case null -> {
                if (!request.joins()) {
                    throw new GroupRefused(
                            Errors.GROUP_ID_NOT_FOUND, "Consumer group " + groupId + " not found.");
                }
                if (shard.groups.size() >= GroupConfig.GROUPS_MAX) {
                    throw new GroupRefused(
                            Errors.COORDINATOR_NOT_AVAILABLE,
                            "There are too many groups here already.");
                }
                yield new ConsumerGroup(groupId);
            }
        };
    }

    static GroupRefused notConsumer(String groupId) {
        return new GroupRefused(
                Errors.GROUP_ID_NOT_FOUND, "Group " + groupId + " is not a consumer group.");
    }

    void refuseIfFull(ConsumerGroup group, String memberId, @Nullable String instanceId) {
        boolean known = group.staticMember(instanceId) != null || group.member(memberId) != null;
        if (!known && group.size() >= config.maxSize()) {
            throw new GroupRefused(
                    Errors.GROUP_MAX_SIZE_REACHED,
                    "The consumer group has reached its maximum capacity of "
                            + config.maxSize()
                            + " members.");
        }
    }

    /// 128 random bits, written as Kafka writes an id.
    String newMemberId() {
        Uuid id;
        do {
            id = new Uuid(env.random().nextLong(), env.random().nextLong());
        } while (id.toString().startsWith("-"));
        return id.toString();
    }

    /// A member comes with its epoch, or with the one before if it lost our answer: then it owns
    /// nothing that it was not given. With 0 it begins anew.
    private static void validateEpoch(
            ConsumerMember member, int epoch, @Nullable SortedSet<PartitionId> owned) {
        if (epoch == 0 || epoch == member.epoch()) {
            return;
        }
        boolean lostAnswer =
                epoch < member.epoch()
                        && epoch == member.current().previousEpoch()
                        && owned != null
                        && member.current().assigned().keySet().containsAll(owned);
        if (!lostAnswer) {
            throw new GroupRefused(
                    Errors.FENCED_MEMBER_EPOCH,
                    "The consumer group member has a "
                            + (epoch > member.epoch() ? "greater" : "smaller")
                            + " member epoch ("
                            + epoch
                            + ") than the one known by the group coordinator ("
                            + member.epoch()
                            + "). The member must abandon all its partitions and rejoin.");
        }
    }

    private static ConsumerMember.Said said(
            ConsumerMember.Said known, ConsumerGroupHeartbeat request) {
        return new ConsumerMember.Said(
                request.instanceId() == null ? known.instanceId() : request.instanceId(),
                request.rackId() == null ? known.rackId() : request.rackId(),
                request.clientId(),
                request.clientHost(),
                request.topics() == null ? known.topics() : new TreeSet<>(request.topics()),
                request.regex() == null ? known.regex() : request.regex(),
                request.rebalanceTimeoutMs() == -1
                        ? known.rebalanceTimeoutMs()
                        : request.rebalanceTimeoutMs(),
                request.assignor() == null ? known.assignor() : request.assignor(),
                null);
    }

    // ---- leaving --------------------------------------------------------------------------------

    private Decision<ConsumerGroupHeartbeat.Result> leave(
            Shard shard, ConsumerGroupHeartbeat request) {
        String groupId = request.groupId();
        ConsumerGroup group = existing(shard, groupId);
        String memberId = request.memberId();
        String instanceId = request.instanceId();
        ConsumerMember member =
                instanceId == null
                        ? group.member(memberId)
                        : MemberUpdate.validStatic(group, instanceId, memberId);
        if (member == null) {
            throw MemberUpdate.unknown(group, memberId);
        }
        var left = ConsumerGroupHeartbeat.Result.left(memberId, request.memberEpoch());
        if (instanceId != null && request.memberEpoch() == ConsumerMember.STATIC_LEAVE_EPOCH) {
            return new Decision<>(
                    List.of(
                            new ConsumerGroupRecord.CurrentStored(
                                    groupId, memberId, member.away().current())),
                    left,
                    () -> {});
        }
        return fence(shard, group, List.of(member), left);
    }

    static ConsumerGroup existing(Shard shard, String groupId) {
        return switch (shard.groups.get(groupId)) {
            case ConsumerGroup group -> group;
            case ClassicGroup _ -> throw notConsumer(groupId);
            case null ->
                    throw new GroupRefused(
                            Errors.GROUP_ID_NOT_FOUND, "Group " + groupId + " not found.");
        };
    }

    /// Takes members out, which calls for another epoch of the group. When only members are left
    /// that speak the classic protocol, the group becomes a classic one. When nobody is left, there
    /// is nothing to assign: the target is up to date.
    <T> Decision<T> fence(Shard shard, ConsumerGroup group, List<ConsumerMember> fenced, T answer) {
        if (fenced.isEmpty()) {
            return Decision.of(answer);
        }
        List<ConsumerMember> left = new ArrayList<>(group.members());
        left.removeAll(fenced);
        String groupId = group.groupId();
        if (migration.mayDowngrade(left)) {
            List<GroupRecord> records = new ArrayList<>(group.tombstones());
            Runnable then = migration.downgrade(shard, group, left, true, records);
            return new Decision<>(records, answer, then);
        }
        List<GroupRecord> records = new ArrayList<>();
        fenced.forEach(member -> MemberUpdate.forget(groupId, member.memberId(), records));
        SortedSet<String> unused = new TreeSet<>(group.regexSubscribers().keySet());
        left.forEach(member -> unused.remove(member.said().regex()));
        unused.forEach(regex -> records.add(new RegexForgotten(groupId, regex)));
        long hash = Subscriptions.hash(Subscriptions.of(left, group.regexes()), catalog);
        int epoch = group.epoch() + 1;
        records.add(new EpochStored(groupId, epoch, hash));
        if (left.isEmpty()) {
            records.add(new TargetEpochStored(groupId, epoch, 0));
        }
        return new Decision<>(
                records,
                answer,
                () -> fenced.forEach(member -> timers.forget(groupId, member.memberId())));
    }

    private void fenceSilent(
            Shard shard, String groupId, String memberId, @Nullable Integer epoch, String why) {
        decide(
                shard,
                groupId,
                () -> {
                    ConsumerGroup group = shard.consumer(groupId);
                    ConsumerMember member = group == null ? null : group.member(memberId);
                    if (group == null
                            || member == null
                            || epoch != null && epoch != member.epoch()) {
                        return Decision.of(false);
                    }
                    events.overdue(memberId, why);
                    return fence(shard, group, List.of(member), true);
                },
                _ -> {},
                (error, _) -> retryFencing(shard, groupId, memberId, error));
    }

    /// The log did not take it: the member has another session's time.
    private void retryFencing(Shard shard, String groupId, String memberId, Errors error) {
        events.notOverdue(memberId);
        ConsumerGroup group = shard.consumer(groupId);
        ConsumerMember member = group == null ? null : group.member(memberId);
        if (member != null && error != Errors.NOT_COORDINATOR) {
            timers.restartSession(shard, groupId, member);
            timers.followRevocation(shard, groupId, member);
        }
    }

    // ---- topics and regular expressions ---------------------------------------------------------

    /// Topics were created, deleted or changed. Groups that read them take note of it with their
    /// next heartbeat.
    ///
    /// @param created whether some of them are new
    void onTopicsChanged(Iterable<Shard> shards, SortedSet<String> topics, boolean created) {
        if (created) {
            newTopicsVersion = catalog.version();
        }
        for (Shard shard : shards) {
            for (Group group : shard.groups.values()) {
                if (group instanceof ConsumerGroup consumer
                        && topics.stream().anyMatch(consumer::isSubscribedTo)) {
                    consumer.topicsChanged(catalog.version());
                }
            }
        }
    }

    /// Resolves a group's regular expressions when one is new, when topics are, or when it was done
    /// long ago.
    private void refreshRegexesIfDue(Shard shard, String groupId) {
        decide(
                shard,
                groupId,
                () -> {
                    ConsumerGroup group = shard.consumer(groupId);
                    return group == null || !isRegexRefreshDue(group)
                            ? Decision.of(true)
                            : refreshRegexes(shard, group);
                },
                _ -> {},
                (_, _) -> {});
    }

    private boolean isRegexRefreshDue(ConsumerGroup group) {
        SortedMap<String, Integer> subscribed = group.regexSubscribers();
        long nowMs = env.clock().nowMs();
        long lastMs = group.regexesResolvedMs();
        if (subscribed.isEmpty()
                || lastMs != Long.MIN_VALUE && nowMs <= lastMs + REGEX_REFRESH_MIN_MS) {
            return false;
        }
        return subscribed.size() != group.regexes().size()
                || group.regexesVersion() < newTopicsVersion
                || nowMs > lastMs + config.regexRefreshIntervalMs();
    }

    private Decision<Boolean> refreshRegexes(Shard shard, ConsumerGroup group) {
        String groupId = group.groupId();
        List<GroupRecord> records = new ArrayList<>();
        SortedMap<String, ResolvedRegex> regexes = new TreeMap<>(group.regexes());
        boolean bump = false;
        SortedSet<String> subscribed = new TreeSet<>(group.regexSubscribers().keySet());
        for (var entry : TopicRegex.resolve(subscribed, catalog, env.clock().nowMs()).entrySet()) {
            ResolvedRegex before = regexes.put(entry.getKey(), entry.getValue());
            SortedSet<String> topics = before == null ? new TreeSet<>() : before.topics();
            bump |= !entry.getValue().topics().equals(topics);
            records.add(new RegexStored(groupId, entry.getKey(), entry.getValue()));
        }
        long hash = Subscriptions.hash(Subscriptions.of(group.members(), regexes), catalog);
        if (bump || hash != group.metadataHash()) {
            records.add(new EpochStored(groupId, group.epoch() + 1, hash));
        }
        long topicsSeen = catalog.version();
        return new Decision<>(
                records,
                true,
                () -> {
                    ConsumerGroup now = shard.consumer(groupId);
                    if (now != null) {
                        now.topicsSeen(topicsSeen);
                    }
                });
    }

    /// Ends an empty group and its offsets.
    ///
    /// @param why in words, for those who watch
    /// @param asClassic what to do when the group is found to be a classic one
    void delete(
            Shard shard, String groupId, String why, Consumer<Errors> done, Runnable asClassic) {
        decide(
                shard,
                groupId,
                () -> {
                    ConsumerGroup group = shard.consumer(groupId);
                    if (group == null) {
                        return Decision.of(false);
                    }
                    if (!group.isEmpty()) {
                        throw new GroupRefused(
                                Errors.NON_EMPTY_GROUP, Errors.NON_EMPTY_GROUP.message());
                    }
                    GroupOffsets offsets = shard.offsets(groupId);
                    List<GroupRecord> records = new ArrayList<>();
                    if (offsets != null) {
                        records.addAll(offsets.tombstones(groupId, (_, _) -> true));
                    }
                    records.addAll(group.tombstones());
                    return new Decision<>(records, true, () -> events.deleted(groupId, why));
                },
                deleted -> {
                    if (deleted) {
                        done.accept(Errors.NONE);
                    } else {
                        asClassic.run();
                    }
                },
                (error, _) -> done.accept(error));
    }

    // ---- the group's coming and end -------------------------------------------------------------

    /// The group was loaded: its members have a session's time to show themselves.
    void onLoaded(Shard shard, ConsumerGroup group) {
        events.loaded(group, config.assignor(group.preferredAssignor()).name());
        for (ConsumerMember member : group.members()) {
            timers.restartSession(shard, group.groupId(), member);
            timers.followRevocation(shard, group.groupId(), member);
        }
    }

    /// This broker no longer leads the group's partition.
    void end(ConsumerGroup group) {
        timers.forgetAll(group.groupId());
        group.end();
    }

    Migration migration() {
        return migration;
    }
}
