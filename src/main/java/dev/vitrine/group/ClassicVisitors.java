package dev.vitrine.group;

import dev.vitrine.env.Clock;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Members that speak the classic protocol in a group of the consumer protocol, while it is being
/// migrated: what JoinGroup, SyncGroup, Heartbeat and LeaveGroup do there, after Kafka's
/// `GroupMetadataManager.classicGroup…ToConsumerGroup`.
///
/// To such a member its epoch is the generation, and nobody leads. It is told to join anew when
/// there is something to give up or to take; with its join it says what it still owns, and with its
/// sync it learns what it owns now.
final class ClassicVisitors {
    private final ConsumerGroupConfig config;
    private final Clock clock;
    private final TopicCatalog catalog;
    private final ConsumerGroups groups;

    ClassicVisitors(
            ConsumerGroupConfig config, Clock clock, TopicCatalog catalog, ConsumerGroups groups) {
        this.config = config;
        this.clock = clock;
        this.catalog = catalog;
        this.groups = groups;
    }

    // ---- join -----------------------------------------------------------------------------------

    /// @param joinAsClassic what to do when the group is found to be, or becomes, a classic one
    void join(
            Shard shard,
            JoinGroup request,
            Consumer<JoinGroupResult> reply,
            Runnable joinAsClassic) {
        groups.decide(
                shard,
                request.groupId(),
                () -> join(shard, request),
                answer -> answer.ifPresentOrElse(reply, joinAsClassic),
                (error, _) -> reply.accept(JoinGroupResult.refused(error, "")));
    }

    /// Empty when the group is not, or no longer, one of the consumer protocol. An empty group of
    /// the consumer protocol gives way to a classic one: what it stored must not outlive it.
    private Decision<Optional<JoinGroupResult>> join(Shard shard, JoinGroup request) {
        ConsumerGroup group = shard.consumer(request.groupId());
        if (group == null) {
            return Decision.of(Optional.empty());
        }
        if (group.isEmpty()) {
            return new Decision<>(group.tombstones(), Optional.empty(), () -> {});
        }
        refuseUnlessWelcome(group, request);
        String instanceId = request.groupInstanceId();
        boolean hasNoId = request.memberId().isEmpty();
        String memberId = hasNoId ? groups.newMemberId() : request.memberId();
        groups.refuseIfFull(group, memberId, instanceId);
        if (hasNoId && instanceId == null && request.requiresKnownMemberId()) {
            return Decision.of(
                    Optional.of(JoinGroupResult.refused(Errors.MEMBER_ID_REQUIRED, memberId)));
        }
        List<GroupRecord> records = new ArrayList<>();
        MemberUpdate update =
                new MemberUpdate(group, config, catalog, clock.nowMs(), memberId, records);
        update.find(instanceId, instanceId == null || hasNoId, true);
        ConsumerBytes.Subscribed subscribed = subscribed(request);
        update.hear(said(update.member().said(), request, subscribed));
        long topicsSeen = catalog.version();
        Runnable downgrade = downgradeIfLast(shard, group, update, subscribed, records);
        if (downgrade == null) {
            update.assign();
            update.reconcile(owned(subscribed));
        }
        ConsumerMember member = update.member();
        JoinGroupResult answer =
                new JoinGroupResult(
                        Errors.NONE,
                        member.epoch(),
                        ClassicGroup.CONSUMER,
                        request.protocols().getFirst().name(),
                        "",
                        false,
                        memberId,
                        List.of());
        return new Decision<>(
                records,
                Optional.of(answer),
                () -> {
                    if (downgrade != null) {
                        downgrade.run();
                        return;
                    }
                    group.topicsSeen(topicsSeen);
                    groups.timers.restartSession(shard, request.groupId(), member);
                    groups.timers.expectSync(shard, request.groupId(), member);
                });
    }

    private void refuseUnlessWelcome(ConsumerGroup group, JoinGroup request) {
        if (!config.mayMigrate()) {
            throw refused(Errors.INCONSISTENT_GROUP_PROTOCOL);
        }
        boolean welcome =
                request.protocolType().equals(ClassicGroup.CONSUMER)
                        && request.protocols().stream()
                                .anyMatch(p -> allClassicMembersKnow(group, p.name()));
        if (!welcome) {
            throw refused(Errors.INCONSISTENT_GROUP_PROTOCOL);
        }
    }

    private static boolean allClassicMembersKnow(ConsumerGroup group, String protocol) {
        return group.members().stream()
                .map(m -> m.said().classic())
                .filter(Objects::nonNull)
                .allMatch(c -> c.protocols().stream().anyMatch(p -> p.name().equals(protocol)));
    }

    private static ConsumerBytes.Subscribed subscribed(JoinGroup request) {
        return ConsumerBytes.subscribed(request.protocols().getFirst().metadata())
                .orElseThrow(() -> refused(Errors.INCONSISTENT_GROUP_PROTOCOL));
    }

    private static ConsumerMember.Said said(
            ConsumerMember.Said known, JoinGroup request, ConsumerBytes.Subscribed subscribed) {
        return new ConsumerMember.Said(
                request.groupInstanceId() == null ? known.instanceId() : request.groupInstanceId(),
                subscribed.rackId() == null ? known.rackId() : subscribed.rackId(),
                request.clientId(),
                request.clientHost(),
                subscribed.topics(),
                "",
                request.rebalanceTimeoutMs(),
                known.assignor(),
                new ConsumerMember.Classic(request.sessionTimeoutMs(), request.protocols()));
    }

    /// What it says that it owns. Of before version 1 of the subscription it does not say; then it
    /// owns nothing, for it gave all up before it joined.
    private SortedSet<PartitionId> owned(ConsumerBytes.Subscribed subscribed) {
        SortedSet<PartitionId> owned = new TreeSet<>();
        subscribed
                .owned()
                .forEach((topic, partitions) ->
                        catalog.byName(topic)
                                .ifPresent(known ->
                                        partitions.forEach(
                                                p -> owned.add(new PartitionId(known.id(), p)))));
        return owned;
    }

    /// A static member that came back speaking the classic protocol may have been the last that did
    /// not.
    private @Nullable Runnable downgradeIfLast(
            Shard shard,
            ConsumerGroup group,
            MemberUpdate update,
            ConsumerBytes.Subscribed subscribed,
            List<GroupRecord> records) {
        ConsumerMember former = group.staticMember(update.member().instanceId());
        List<ConsumerMember> members = group.membersWith(update.member());
        if (former == null || former.isClassic() || !groups.migration().mayDowngrade(members)) {
            return null;
        }
        boolean stale = update.epoch() > group.targetEpoch();
        if (!stale) {
            update.follow();
            update.reconcile(owned(subscribed));
        }
        List<ConsumerMember> reconciled = group.membersWith(update.member());
        MemberUpdate.forget(group.groupId(), update.member().memberId(), records);
        records.addAll(group.tombstones());
        return groups.migration().downgrade(shard, group, reconciled, stale, records);
    }

    // ---- sync -----------------------------------------------------------------------------------

    /// @param asClassic what to do when the group is found to be a classic one
    void sync(Shard shard, SyncGroup request, Consumer<SyncGroupResult> reply, Runnable asClassic) {
        groups.decide(
                shard,
                request.groupId(),
                () -> sync(shard, request),
                answer -> answer.ifPresentOrElse(reply, asClassic),
                (error, _) -> reply.accept(SyncGroupResult.refused(error)));
    }

    private Decision<Optional<SyncGroupResult>> sync(Shard shard, SyncGroup request) {
        String groupId = request.groupId();
        ConsumerGroup group = shard.consumer(groupId);
        if (group == null) {
            return Decision.of(Optional.empty());
        }
        if (group.isEmpty()) {
            throw refused(Errors.UNKNOWN_MEMBER_ID);
        }
        ConsumerMember member =
                classicMember(
                        group,
                        request.memberId(),
                        request.groupInstanceId(),
                        request.generationId());
        ConsumerMember.Classic traits = Objects.requireNonNull(member.said().classic());
        String protocol = traits.protocols().getFirst().name();
        if (differs(request.protocolType(), ClassicGroup.CONSUMER)
                || differs(request.protocolName(), protocol)) {
            throw refused(Errors.INCONSISTENT_GROUP_PROTOCOL);
        }
        if (group.targetEpoch() > member.epoch()
                && member.state() != MemberState.UNREVOKED_PARTITIONS) {
            groups.timers.expectJoin(shard, groupId, member);
            throw refused(Errors.REBALANCE_IN_PROGRESS);
        }
        Bytes assignment =
                groups.migration()
                        .assignment(new TreeSet<>(member.current().assigned().keySet()), traits);
        return new Decision<>(
                List.of(),
                Optional.of(
                        new SyncGroupResult(
                                Errors.NONE,
                                request.protocolType(),
                                request.protocolName(),
                                assignment)),
                () -> {
                    groups.timers.synced(groupId, member);
                    groups.timers.restartSession(shard, groupId, member);
                });
    }

    private static boolean differs(@Nullable String theirs, String ours) {
        return theirs != null && !theirs.equals(ours);
    }

    // ---- heartbeat ------------------------------------------------------------------------------

    /// @param asClassic what to do when the group is found to be a classic one
    void heartbeat(Shard shard, Heartbeat request, Consumer<Errors> reply, Runnable asClassic) {
        groups.decide(
                shard,
                request.groupId(),
                () -> heartbeat(shard, request),
                answer -> answer.ifPresentOrElse(reply, asClassic),
                (error, _) -> reply.accept(error));
    }

    private Decision<Optional<Errors>> heartbeat(Shard shard, Heartbeat request) {
        String groupId = request.groupId();
        ConsumerGroup group = shard.consumer(groupId);
        if (group == null) {
            return Decision.of(Optional.empty());
        }
        ConsumerMember member =
                classicMember(
                        group,
                        request.memberId(),
                        request.groupInstanceId(),
                        request.generationId());
        groups.timers.restartSession(shard, groupId, member);
        boolean rejoins =
                member.epoch() < group.targetEpoch()
                        || member.state() == MemberState.UNREVOKED_PARTITIONS
                        || member.state() == MemberState.UNRELEASED_PARTITIONS
                                && !waits(group, member);
        if (rejoins) {
            groups.timers.expectJoin(shard, groupId, member);
        }
        return Decision.of(Optional.of(rejoins ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE));
    }

    /// Whether somebody else still owns what the member is to own.
    private static boolean waits(ConsumerGroup group, ConsumerMember member) {
        return group.target(member.memberId(), null).stream()
                .anyMatch(id ->
                        !member.current().assigned().containsKey(id) && group.owner(id) != null);
    }

    private static ConsumerMember classicMember(
            ConsumerGroup group, String memberId, @Nullable String instanceId, int generation) {
        ConsumerMember member =
                instanceId == null
                        ? group.member(memberId)
                        : MemberUpdate.validStatic(group, instanceId, memberId);
        if (member == null || !member.isClassic()) {
            throw refused(Errors.UNKNOWN_MEMBER_ID);
        }
        if (member.epoch() != generation) {
            throw refused(Errors.ILLEGAL_GENERATION);
        }
        return member;
    }

    // ---- leave ----------------------------------------------------------------------------------

    /// @param asClassic what to do when the group is found to be a classic one
    void leave(
            Shard shard, LeaveGroup request, Consumer<LeaveGroupResult> reply, Runnable asClassic) {
        groups.decide(
                shard,
                request.groupId(),
                () -> leave(shard, request),
                answer -> answer.ifPresentOrElse(reply, asClassic),
                (error, _) -> reply.accept(LeaveGroupResult.refused(error)));
    }

    private Decision<Optional<LeaveGroupResult>> leave(Shard shard, LeaveGroup request) {
        ConsumerGroup group = shard.consumer(request.groupId());
        if (group == null) {
            return Decision.of(Optional.empty());
        }
        SortedMap<String, ConsumerMember> leaving = new TreeMap<>();
        List<LeaveGroupResult.Member> results = new ArrayList<>();
        for (LeaveGroup.Member named : request.members()) {
            Errors error = Errors.NONE;
            try {
                ConsumerMember member = named(group, named);
                leaving.put(member.memberId(), member);
            } catch (GroupRefused e) {
                error = e.error();
            }
            results.add(
                    new LeaveGroupResult.Member(named.memberId(), named.groupInstanceId(), error));
        }
        return groups.fence(
                shard,
                group,
                List.copyOf(leaving.values()),
                Optional.of(new LeaveGroupResult(Errors.NONE, results)));
    }

    /// An administrator names a static member by its instance alone.
    private static ConsumerMember named(ConsumerGroup group, LeaveGroup.Member named) {
        String instanceId = named.groupInstanceId();
        ConsumerMember member;
        if (instanceId == null) {
            member = group.member(named.memberId());
        } else if (named.memberId().isEmpty()) {
            member = group.staticMember(instanceId);
        } else {
            member = MemberUpdate.validStatic(group, instanceId, named.memberId());
        }
        if (member == null) {
            throw refused(Errors.UNKNOWN_MEMBER_ID);
        }
        return member;
    }

    private static GroupRefused refused(Errors error) {
        return new GroupRefused(error, error.message());
    }
}
