package dev.vitrine.group;

import dev.vitrine.env.Clock;
import dev.vitrine.event.Event;
import dev.vitrine.group.GroupRecord.OffsetForgotten;

import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Tells what became of groups, each change once.
final class GroupEvents {
    private final int nodeId;
    private final Clock clock;
    private final TopicCatalog catalog;
    private final Consumer<Event> events;

    private final TopicsRead read;

    /// What was told last of each group that this broker coordinates.
    private final TreeMap<String, Told> told = new TreeMap<>();

    private record Told(
            String state,
            int generation,
            String assignor,
            String leader,
            List<Event.GroupMember> members) {}

    /// What was told last of each group of the consumer protocol.
    private final TreeMap<String, ToldConsumers> toldConsumers = new TreeMap<>();

    /// Members of the consumer protocol that are being put out, and why.
    private final TreeMap<String, String> overdue = new TreeMap<>();

    private record ToldConsumers(
            int epoch, int targetEpoch, SortedMap<String, ConsumerMember> members) {
        static final ToldConsumers NOTHING = new ToldConsumers(1, 1, new TreeMap<>());

        static ToldConsumers of(ConsumerGroup group) {
            SortedMap<String, ConsumerMember> members = new TreeMap<>();
            group.members().forEach(m -> members.put(m.memberId(), m));
            return new ToldConsumers(group.epoch(), group.targetEpoch(), members);
        }
    }

    GroupEvents(int nodeId, Clock clock, TopicCatalog catalog, Consumer<Event> events) {
        this.nodeId = nodeId;
        this.clock = clock;
        this.catalog = catalog;
        this.events = events;
        this.read = new TopicsRead(catalog);
    }

    void topicsChanged(SortedSet<String> topics) {
        read.onChanged(topics);
    }

    /// Tells a group's state unless it is as it was told last, after who came.
    void changed(ClassicGroup group) {
        String id = group.groupId();
        Told before = told.get(id);
        Told now = toldOf(group);
        if (now.equals(before)) {
            return;
        }
        TreeSet<String> known = new TreeSet<>();
        if (before != null) {
            before.members.forEach(member -> known.add(member.memberId()));
        }
        for (ClassicMember member : group.members()) {
            if (!known.contains(member.memberId)) {
                joined(id, member.memberId, member.clientId, member.groupInstanceId);
            }
        }
        tellTopics(id, topics(group));
        tell(group, now);
    }

    /// Tells a group that this broker coordinates from now on, as it was loaded.
    void loaded(ClassicGroup group) {
        read.changes(group.groupId(), topics(group));
        tell(group, toldOf(group));
    }

    private void tellTopics(String group, SortedSet<String> topics) {
        read.changes(group, topics)
                .forEach((topic, words) ->
                        events.accept(
                                new Event.GroupTopicChanged(
                                        nodeId, clock.nowMs(), group, topic, words)));
    }

    private void joined(
            String group, String memberId, String clientId, @Nullable String instanceId) {
        events.accept(
                new Event.GroupMemberJoined(
                        nodeId, clock.nowMs(), group, memberId, clientId, orEmpty(instanceId)));
    }

    private static Told toldOf(ClassicGroup group) {
        return new Told(
                group.stateName(),
                group.generation(),
                orEmpty(group.protocolName()),
                orEmpty(group.leaderId()),
                group.members().stream()
                        .map(m ->
                                new Event.GroupMember(
                                        m.memberId, m.clientId, m.clientHost, owned(group, m)))
                        .toList());
    }

    /// A member is out of its group.
    void left(String group, String memberId, String why) {
        events.accept(new Event.GroupMemberLeft(nodeId, clock.nowMs(), group, memberId, why));
    }

    /// A member of the consumer protocol has missed a deadline, and will be out of its group.
    void overdue(String memberId, String why) {
        overdue.put(memberId, why);
    }

    /// It stays after all.
    void notOverdue(String memberId) {
        overdue.remove(memberId);
    }

    private void tell(Group group, Told now) {
        if (now.equals(told.put(group.groupId(), now))) {
            return;
        }
        events.accept(
                new Event.GroupChanged(
                        nodeId,
                        clock.nowMs(),
                        group.groupId(),
                        group.type(),
                        now.state,
                        now.generation,
                        now.assignor,
                        now.leader,
                        now.members));
    }

    /// Tells what became of a group of the consumer protocol since it was told last.
    void changed(ConsumerGroup group, String assignor) {
        String id = group.groupId();
        long nowMs = clock.nowMs();
        ToldConsumers before = toldConsumers.getOrDefault(id, ToldConsumers.NOTHING);
        ToldConsumers now = ToldConsumers.of(group);
        toldConsumers.put(id, now);
        before.members.forEach((memberId, _) -> {
            if (!now.members.containsKey(memberId)) {
                left(id, memberId, orEmpty(overdue.remove(memberId)));
            }
        });
        now.members.forEach((memberId, member) -> {
            if (!before.members.containsKey(memberId)) {
                joined(id, memberId, member.said().clientId(), member.instanceId());
            }
        });
        if (now.epoch > before.epoch) {
            tellTopics(id, topics(group));
            events.accept(new Event.GroupEpochBumped(nodeId, nowMs, id, now.epoch));
        }
        if (now.targetEpoch > before.targetEpoch) {
            SortedMap<String, Map<String, List<Integer>>> targets = new TreeMap<>();
            group.targets().forEach((memberId, target) -> targets.put(memberId, named(target)));
            events.accept(
                    new Event.TargetAssignmentComputed(
                            nodeId, nowMs, id, now.targetEpoch, assignor, targets));
        }
        now.members.forEach((memberId, member) -> {
            ConsumerMember told = before.members.get(memberId);
            if (told == null || !told.current().equals(member.current())) {
                reconciled(id, member);
            }
        });
        state(group, assignor);
    }

    /// Tells a group that this broker coordinates from now on, as it was loaded.
    void loaded(ConsumerGroup group, String assignor) {
        read.changes(group.groupId(), topics(group));
        toldConsumers.put(group.groupId(), ToldConsumers.of(group));
        state(group, assignor);
    }

    private void reconciled(String group, ConsumerMember member) {
        ConsumerMember.Current current = member.current();
        events.accept(
                new Event.MemberReconciled(
                        nodeId,
                        clock.nowMs(),
                        group,
                        member.memberId(),
                        current.epoch(),
                        current.state().name(),
                        named(current.assigned().keySet()),
                        named(current.pendingRevocation().keySet())));
    }

    private void state(ConsumerGroup group, String assignor) {
        Told now =
                new Told(
                        group.stateName(),
                        group.epoch(),
                        assignor,
                        "",
                        group.members().stream()
                                .map(m ->
                                        new Event.GroupMember(
                                                m.memberId(),
                                                m.said().clientId(),
                                                m.said().clientHost(),
                                                named(m.owned())))
                                .toList());
        tell(group, now);
    }

    private SortedMap<String, List<Integer>> named(Collection<PartitionId> partitions) {
        SortedMap<String, List<Integer>> named = new TreeMap<>();
        for (PartitionId id : new TreeSet<>(partitions)) {
            catalog.byId(id.topicId())
                    .ifPresent(topic ->
                            named.computeIfAbsent(topic.name(), _ -> new ArrayList<>())
                                    .add(id.partition()));
        }
        return named;
    }

    /// @param found whether it was loaded from the log
    void committed(
            String group, String topic, int partition, long offset, long takenMs, boolean found) {
        events.accept(
                new Event.OffsetCommitted(
                        nodeId, clock.nowMs(), group, topic, partition, offset, takenMs, found));
    }

    /// @param tombstones of offsets
    void forgotten(String group, List<GroupRecord> tombstones, String why) {
        TreeMap<String, List<Integer>> byTopic = new TreeMap<>();
        for (GroupRecord record : tombstones) {
            if (record instanceof OffsetForgotten r) {
                byTopic.computeIfAbsent(r.topic(), _ -> new ArrayList<>()).add(r.partition());
            }
        }
        byTopic.forEach((topic, partitions) ->
                events.accept(
                        new Event.OffsetsForgotten(
                                nodeId, clock.nowMs(), group, topic, partitions, why)));
    }

    void deleted(String group, String why) {
        read.forget(group);
        told.remove(group);
        toldConsumers.remove(group);
        events.accept(new Event.GroupDeleted(nodeId, clock.nowMs(), group, why));
    }

    /// The group has another coordinator now, which will tell.
    void handedOver(String group) {
        read.forget(group);
        told.remove(group);
        toldConsumers.remove(group);
    }

    /// What a member owns as far as the coordinator knows: its assignment; once it has asked to
    /// join anew, what it said it still holds.
    private static SortedMap<String, List<Integer>> owned(
            ClassicGroup group, ClassicMember member) {
        if (!group.isConsumers()) {
            return new TreeMap<>();
        }
        if (!member.hasRejoined()) {
            return ConsumerBytes.assigned(member.assignment());
        }
        return said(group, member).map(ConsumerBytes::owned).orElseGet(TreeMap::new);
    }

    /// What a member said of itself when it joined last.
    private static Optional<Bytes> said(ClassicGroup group, ClassicMember member) {
        String protocol = group.protocolName();
        return member.protocols().stream()
                .filter(p -> p.name().equals(protocol))
                .findFirst()
                .or(() -> member.protocols().stream().findFirst())
                .map(JoinGroup.Protocol::metadata);
    }

    /// What a group's members read, by what each said last; none when one of them does not say.
    private static SortedSet<String> topics(ClassicGroup group) {
        if (!group.isConsumers()) {
            return Collections.emptySortedSet();
        }
        List<Bytes> subscriptions =
                group.members().stream().flatMap(m -> said(group, m).stream()).toList();
        SortedSet<String> topics = ConsumerBytes.topics(subscriptions);
        return topics == null ? Collections.emptySortedSet() : topics;
    }

    private static SortedSet<String> topics(ConsumerGroup group) {
        return Subscriptions.of(group.members(), group.regexes());
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
