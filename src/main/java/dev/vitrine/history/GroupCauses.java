package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Happening.Kind;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// What led to a group's settling anew.
final class GroupCauses implements State {
    private final Happenings happenings;
    private final Map<String, Map<String, String>> members = new TreeMap<>();
    private final Map<String, Event.GroupChanged> groups = new TreeMap<>();

    GroupCauses(Happenings happenings) {
        this.happenings = happenings;
    }

    private boolean isOneTooMany(String group) {
        return !members.containsKey(group) && members.size() >= Projector.GROUPS_MAX;
    }

    void joined(Event.GroupMemberJoined e) {
        joined(e.atMs(), e.group(), e.memberId(), e.clientId());
        if (!e.instanceId().isEmpty()) {
            happenings.name("instance " + e.group());
        }
    }

    private void joined(long atMs, String group, String memberId, String clientId) {
        if (isOneTooMany(group)) {
            return;
        }
        Map<String, String> known = members.computeIfAbsent(group, _ -> new TreeMap<>());
        if (known.put(memberId, clientId) != null) {
            return;
        }
        happenings.add(
                atMs,
                Kind.MEMBER,
                new Subject.OfMember(group, memberId),
                clientId + " joins group " + group,
                "",
                happenings.newest("client " + clientId),
                "member " + group);
        happenings.forget("out " + group + " " + clientId);
    }

    void left(Event.GroupMemberLeft e) {
        Map<String, String> known = members.getOrDefault(e.group(), Map.of());
        String client = known.getOrDefault(e.memberId(), e.memberId());
        if (known.containsKey(e.memberId())) {
            known.remove(e.memberId());
        }
        boolean asked = e.why().isEmpty();
        long stopped = happenings.newest("client-stop " + client);
        happenings.add(
                e.atMs(),
                Kind.MEMBER,
                new Subject.OfMember(e.group(), e.memberId()),
                client + (asked ? " leaves group " : " is put out of group ") + e.group(),
                e.why(),
                stopped == Happening.NOT_TOLD && asked ? Happening.ROOT : stopped,
                "member " + e.group());
        // Of several members of one client nobody can tell which of them asks what.
        if (!asked && !known.containsValue(client)) {
            happenings.name("out " + e.group() + " " + client);
        }
    }

    /// What a group reads became another: its next assignment goes back to what became of the topic
    /// since its last rebalance began.
    void topicChanged(Event.GroupTopicChanged e) {
        happenings.add(
                e.atMs(),
                Kind.GROUP,
                new Subject.OfGroup(e.group()),
                "group " + e.group() + " is to be assigned anew: " + e.words(),
                "",
                happenings.latest(
                        happenings.newest("rebalance " + e.group()), "topic " + e.topic()),
                "call " + e.group());
    }

    void changed(Event.GroupChanged e) {
        String group = e.group();
        if (isOneTooMany(group)) {
            return;
        }
        TreeSet<String> there = new TreeSet<>();
        for (Event.GroupMember member : e.members()) {
            there.add(member.memberId());
            joined(e.atMs(), group, member.memberId(), member.clientId());
        }
        members.computeIfAbsent(group, _ -> new TreeMap<>()).keySet().retainAll(there);
        Event.GroupChanged before = groups.put(group, e);
        if (before != null
                && before.state().equals(e.state())
                && before.generation() == e.generation()) {
            return;
        }
        happenings.add(
                e.atMs(),
                Kind.GROUP,
                new Subject.OfGroup(group),
                "group " + group + ": " + e.state() + ", generation " + e.generation(),
                "",
                happenings.latest(
                        Happening.NOT_TOLD, "member " + group, "call " + group, "group " + group),
                "group " + group);
        boolean begins =
                e.protocolType().equals("classic")
                        ? e.state().equals("PreparingRebalance")
                        : before == null || before.generation() != e.generation();
        if (begins) {
            happenings.name("rebalance " + group);
        }
    }

    void deleted(Event.GroupDeleted e) {
        groups.remove(e.group());
        if (members.remove(e.group()) == null) {
            return;
        }
        happenings.add(
                e.atMs(),
                Kind.GROUP,
                new Subject.OfGroup(e.group()),
                "group " + e.group() + " ends",
                e.why(),
                Reasons.isAsked(e.why()) ? Happening.ROOT : happenings.newest("group " + e.group()),
                "ended " + e.group());
    }
}
