package dev.vitrine.group;

import dev.vitrine.env.Environment;
import dev.vitrine.group.ConsumerGroupRecord.CurrentStored;
import dev.vitrine.group.ConsumerGroupRecord.EpochStored;
import dev.vitrine.group.ConsumerGroupRecord.MemberStored;
import dev.vitrine.group.ConsumerGroupRecord.TargetEpochStored;
import dev.vitrine.group.ConsumerGroupRecord.TargetStored;
import dev.vitrine.group.GroupRecord.GroupForgotten;
import dev.vitrine.group.GroupRecord.GroupStored;
import dev.vitrine.group.GroupRecord.StoredMember;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Groups that change their protocol while their members live on (KIP-848): up when the first
/// member of the consumer protocol joins a classic group of consumers, down when the last one
/// leaves.
///
/// While the records of an upgrade are on their way, the classic group stands still
/// ([ClassicRebalance#suspend]); it is let go of when they are committed, and goes on when they
/// cannot be.
final class Migration {
    private final ConsumerGroupConfig config;
    private final int classicMaxSize;
    private final Environment env;
    private final TopicCatalog catalog;
    private final ClassicRebalance rebalance;
    private final ConsumerTimers timers;
    private final GroupEvents events;

    /// The classic groups whose upgrade is on its way, by group id.
    private final TreeMap<String, ClassicGroup> upgrading = new TreeMap<>();

    Migration(
            ConsumerGroupConfig config,
            int classicMaxSize,
            Environment env,
            TopicCatalog catalog,
            ClassicRebalance rebalance,
            ConsumerTimers timers,
            GroupEvents events) {
        this.config = config;
        this.classicMaxSize = classicMaxSize;
        this.env = env;
        this.catalog = catalog;
        this.rebalance = rebalance;
        this.timers = timers;
        this.events = events;
    }

    // ---- up -------------------------------------------------------------------------------------

    /// The group of the consumer protocol that a classic group becomes. An empty one simply ends.
    ///
    /// @throws GroupRefused when the policy, its size or its members do not allow it
    ConsumerGroup upgrade(Shard shard, ClassicGroup classic, List<GroupRecord> records) {
        String groupId = classic.groupId();
        if (classic.isDeadOrDeleting()) {
            throw new GroupRefused(
                    Errors.COORDINATOR_NOT_AVAILABLE, "Group " + groupId + " is being deleted.");
        }
        ConsumerGroup group = new ConsumerGroup(groupId);
        if (classic.isEmpty()) {
            records.add(new GroupForgotten(groupId));
        } else {
            refuseUpgradeUnlessAllowed(classic);
            List<GroupRecord> converted = convert(classic);
            records.add(new GroupForgotten(groupId));
            records.addAll(converted);
            converted.forEach(r -> group.replay((ConsumerGroupRecord) r));
        }
        upgrading.put(groupId, classic);
        rebalance.suspend(classic);
        return group;
    }

    private void refuseUpgradeUnlessAllowed(ClassicGroup classic) {
        if (!config.mayUpgrade()) {
            throw notUpgraded(classic, "online upgrade is disabled.");
        }
        if (!classic.isConsumers()) {
            throw notUpgraded(classic, "the group does not use the consumer embedded protocol.");
        }
        if (classic.size() > config.maxSize()) {
            throw notUpgraded(classic, "the group size exceeds the consumer group maximum size.");
        }
    }

    private static GroupRefused notUpgraded(ClassicGroup classic, String why) {
        return new GroupRefused(
                Errors.GROUP_ID_NOT_FOUND,
                "Cannot upgrade classic group "
                        + classic.groupId()
                        + " to consumer group because "
                        + why);
    }

    /// Every member as one that owns what it was last assigned, in the epoch of its generation.
    private List<GroupRecord> convert(ClassicGroup classic) {
        String groupId = classic.groupId();
        int generation = classic.generation();
        List<ConsumerMember> members = new ArrayList<>();
        for (ClassicMember member : classic.members()) {
            members.add(convert(classic, member));
        }
        List<GroupRecord> records = new ArrayList<>();
        members.forEach(m -> records.add(new MemberStored(groupId, m.memberId(), m.said())));
        records.add(
                new EpochStored(
                        groupId,
                        generation,
                        Subscriptions.hash(Subscriptions.of(members, new TreeMap<>()), catalog)));
        members.forEach(m ->
                records.add(
                        new TargetStored(
                                groupId,
                                m.memberId(),
                                new TreeSet<>(m.current().assigned().keySet()))));
        records.add(new TargetEpochStored(groupId, generation, 0));
        members.forEach(m -> records.add(new CurrentStored(groupId, m.memberId(), m.current())));
        return records;
    }

    private ConsumerMember convert(ClassicGroup classic, ClassicMember member) {
        String protocol = classic.protocolName();
        Bytes metadata =
                protocol == null
                        ? member.protocols().getFirst().metadata()
                        : member.metadata(protocol);
        Optional<ConsumerBytes.Subscribed> read = ConsumerBytes.subscribed(metadata);
        Optional<ConsumerBytes.Assigned> last = ConsumerBytes.read(member.assignment());
        if (read.isEmpty() || last.isEmpty()) {
            throw notUpgraded(classic, "the embedded consumer protocol is malformed.");
        }
        if (last.get().hasUserData()) {
            throw notUpgraded(
                    classic,
                    "an unsupported custom assignor is in use. Please refer to the documentation"
                            + " or switch to a default assignor before re-attempting the upgrade.");
        }
        SortedMap<PartitionId, Integer> assigned = new TreeMap<>();
        last.get()
                .partitions()
                .forEach((topic, partitions) ->
                        catalog.byName(topic)
                                .ifPresent(known ->
                                        partitions.forEach(p ->
                                                assigned.put(
                                                        new PartitionId(known.id(), p),
                                                        classic.generation()))));
        return new ConsumerMember(
                member.memberId,
                new ConsumerMember.Said(
                        member.groupInstanceId,
                        read.get().rackId(),
                        member.clientId,
                        member.clientHost,
                        read.get().topics(),
                        "",
                        member.rebalanceTimeoutMs(),
                        null,
                        new ConsumerMember.Classic(member.sessionTimeoutMs(), member.protocols())),
                new ConsumerMember.Current(
                        classic.generation(),
                        classic.generation(),
                        MemberState.STABLE,
                        assigned,
                        new TreeMap<>()));
    }

    /// The upgrade is committed: the classic group is no more, and its members have their sessions
    /// here.
    void complete(Shard shard, String groupId) {
        ClassicGroup classic = upgrading.remove(groupId);
        if (classic == null) {
            return;
        }
        rebalance.end(classic, Errors.REBALANCE_IN_PROGRESS);
        ConsumerGroup group = shard.consumer(groupId);
        if (group != null) {
            group.members().forEach(m -> timers.restartSession(shard, groupId, m));
        }
    }

    /// The decision could not be stored: if it was an upgrade, the classic group goes on.
    void undo(Shard shard, String groupId) {
        ClassicGroup classic = upgrading.remove(groupId);
        if (classic != null && shard.groups.get(groupId) == classic) {
            rebalance.resume(classic);
            events.changed(classic);
        }
    }

    // ---- down -----------------------------------------------------------------------------------

    /// Whether a group with these members becomes a classic one.
    boolean mayDowngrade(List<ConsumerMember> members) {
        return !members.isEmpty()
                && members.stream().allMatch(ConsumerMember::isClassic)
                && config.mayDowngrade()
                && members.size() <= classicMaxSize;
    }

    /// Adds the records of the classic group that a group becomes.
    ///
    /// @param rebalances whether its members are to join anew
    /// @return what to do when they are committed
    Runnable downgrade(
            Shard shard,
            ConsumerGroup group,
            List<ConsumerMember> members,
            boolean rebalances,
            List<GroupRecord> records) {
        String groupId = group.groupId();
        ClassicGroup draft = new ClassicGroup(groupId, shard, env.clock().nowMs());
        for (ConsumerMember member : members) {
            ConsumerMember.Classic traits = member.said().classic();
            if (traits != null) {
                draft.add(classic(group, member, traits), ClassicGroup.CONSUMER);
            }
        }
        GroupStored stored = stored(group, draft);
        records.add(stored);
        return () -> {
            timers.forgetAll(groupId);
            group.end();
            ClassicGroup classic = ClassicGroup.of(stored, shard);
            for (ClassicMember member : draft.members()) {
                ClassicMember made = classic.member(member.memberId);
                if (made != null) {
                    made.update(
                            member.protocols(),
                            member.rebalanceTimeoutMs(),
                            member.sessionTimeoutMs());
                }
            }
            shard.groups.put(groupId, classic);
            rebalance.onLoaded(classic);
            if (rebalances) {
                rebalance.prepareOrComplete(classic);
            }
            events.changed(classic);
        };
    }

    /// It is told what it is to own: that is what the group was about to give it.
    private ClassicMember classic(
            ConsumerGroup group, ConsumerMember member, ConsumerMember.Classic traits) {
        return new ClassicMember(
                member.memberId(),
                member.instanceId(),
                member.said().clientId(),
                member.said().clientHost(),
                member.said().rebalanceTimeoutMs(),
                traits.sessionTimeoutMs(),
                traits.protocols(),
                assignment(group.target(member.memberId(), member.instanceId()), traits));
    }

    /// Partitions as consumers write an assignment of them.
    Bytes assignment(SortedSet<PartitionId> partitions, ConsumerMember.Classic traits) {
        SortedMap<String, List<Integer>> byName = new TreeMap<>();
        ConsumerGroupRecord.byTopic(partitions)
                .forEach((id, numbers) ->
                        catalog.byId(id)
                                .ifPresent(
                                        topic -> byName.put(topic.name(), List.copyOf(numbers))));
        return ConsumerBytes.assignment(byName, traits.protocols().getFirst().metadata());
    }

    private GroupStored stored(ConsumerGroup group, ClassicGroup draft) {
        String protocol = draft.electProtocol();
        @Nullable String leader = draft.leaderId();
        return new GroupStored(
                group.groupId(),
                ClassicGroup.CONSUMER,
                group.epoch(),
                protocol,
                leader,
                env.clock().nowMs(),
                draft.members().stream()
                        .map(m ->
                                new StoredMember(
                                        m.memberId,
                                        m.groupInstanceId,
                                        m.clientId,
                                        m.clientHost,
                                        m.rebalanceTimeoutMs(),
                                        m.sessionTimeoutMs(),
                                        m.metadata(protocol),
                                        m.assignment()))
                        .toList());
    }
}
