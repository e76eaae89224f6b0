package dev.vitrine.group;

import dev.vitrine.env.Clock;
import dev.vitrine.event.Event;
import dev.vitrine.group.GroupRecord.OffsetForgotten;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Tells what became of groups, each change once.
final class GroupEvents {
    private final int nodeId;
    private final Clock clock;
    private final Consumer<Event> events;

    /// What was told last of each group that this broker coordinates.
    private final TreeMap<String, Told> told = new TreeMap<>();

    private record Told(
            String state,
            int generation,
            String assignor,
            String leader,
            List<Event.GroupMember> members) {}

    GroupEvents(int nodeId, Clock clock, Consumer<Event> events) {
        this.nodeId = nodeId;
        this.clock = clock;
        this.events = events;
    }

    /// Tells a group's state unless it is as it was told last.
    void changed(ClassicGroup group) {
        Told now =
                new Told(
                        group.stateName(),
                        group.generation(),
                        orEmpty(group.protocolName()),
                        orEmpty(group.leaderId()),
                        group.members().stream()
                                .map(m ->
                                        new Event.GroupMember(
                                                m.memberId,
                                                m.clientId,
                                                m.clientHost,
                                                owned(group, m)))
                                .toList());
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

    void committed(String group, String topic, int partition, long offset) {
        events.accept(
                new Event.OffsetCommitted(nodeId, clock.nowMs(), group, topic, partition, offset));
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
        told.remove(group);
        events.accept(new Event.GroupDeleted(nodeId, clock.nowMs(), group, why));
    }

    /// The group has another coordinator now, which will tell.
    void handedOver(String group) {
        told.remove(group);
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
        String protocol = group.protocolName();
        return member.protocols().stream()
                .filter(p -> p.name().equals(protocol))
                .findFirst()
                .or(() -> member.protocols().stream().findFirst())
                .map(p -> ConsumerBytes.owned(p.metadata()))
                .orElseGet(TreeMap::new);
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
