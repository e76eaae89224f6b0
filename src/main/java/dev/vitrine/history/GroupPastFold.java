package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.GroupPast.Hold;
import dev.vitrine.history.GroupPast.LagSeries;
import dev.vitrine.history.GroupPast.MemberPast;
import dev.vitrine.history.GroupPast.Ownership;
import dev.vitrine.history.GroupPast.Rebalance;
import dev.vitrine.history.GroupPast.StateSpan;
import dev.vitrine.history.Snapshot.Lag;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// The past of one group, folded from what its coordinator and its members in the app tell.
///
/// What a member of the classic protocol owns while members join anew is what it said when it
/// joined: nothing by the eager protocol, what it keeps by the cooperative one. One that has not
/// joined yet still owns what it was assigned. What it said that it has and was not given again it
/// is to give up; it has when it next joins (KIP-429).
final class GroupPastFold implements State {
    private static final String CLASSIC = "classic";

    private final long sinceMs;
    private final OwnershipFold ownership = new OwnershipFold(this::ended);
    private final Ring<StateSpan> states = new Ring<>(GroupPast.STATES_MAX);
    private final Ring<Rebalance> rebalances = new Ring<>(GroupPast.REBALANCES_MAX);
    private final Map<String, MemberPast> members = new LinkedHashMap<>();

    /// What the group of the consumer protocol is to read, as last worked out.
    private TreeSet<TopicPartition> targeted = new TreeSet<>();

    private final Map<TopicPartition, Ring<Long>> lags = new TreeMap<>();
    private long lagSampledMs = GroupPast.NEVER;
    private String protocol = "";
    private String state = "";
    private int generation;
    private long unownedMs;
    private boolean rebalancing;
    private long rebalancingFromMs;

    // What happened since the last rebalance ended.
    private int lost;
    private long unownedSince;
    private int joinGroups;
    private int syncGroups;
    private int heartbeats;

    private @Nullable GroupPast view;

    GroupPastFold(long sinceMs) {
        this.sinceMs = sinceMs;
    }

    private void ended(Hold hold, boolean wasLost) {
        if (hold.ownership() == Ownership.UNOWNED) {
            unownedMs += hold.toMs() - hold.fromMs();
            unownedSince += hold.toMs() - hold.fromMs();
        }
        lost += wasLost ? 1 : 0;
    }

    // ---- members -------------------------------------------------------------------------------

    void joined(Event.GroupMemberJoined event) {
        view = null;
        comesBack(event.instanceId(), event.atMs());
        remember(
                new MemberPast(
                        event.memberId(),
                        event.clientId(),
                        event.instanceId(),
                        event.atMs(),
                        GroupPast.NEVER,
                        "",
                        generation,
                        List.of()));
    }

    /// A static member that was started again is another member, and its former self is none.
    private void comesBack(String instanceId, long atMs) {
        if (!instanceId.isEmpty()) {
            for (MemberPast member : List.copyOf(members.values())) {
                if (member.isHere() && member.instanceId().equals(instanceId)) {
                    leaves(member.memberId(), atMs, "its instance " + instanceId + " came back");
                }
            }
        }
    }

    void left(Event.GroupMemberLeft event) {
        view = null;
        leaves(event.memberId(), event.atMs(), event.why());
        ownership.has(event.memberId(), List.of(), List.of());
        ownership.settle(event.atMs());
    }

    private void leaves(String memberId, long atMs, String why) {
        MemberPast member = members.get(memberId);
        if (member != null && member.isHere()) {
            members.put(
                    memberId,
                    new MemberPast(
                            memberId,
                            member.clientId(),
                            member.instanceId(),
                            member.joinedMs(),
                            atMs,
                            why,
                            member.epoch(),
                            List.of()));
        }
    }

    private void remember(MemberPast member) {
        members.put(member.memberId(), member);
        if (members.size() > GroupPast.MEMBERS_MAX) {
            String oldest =
                    members.values().stream()
                            .filter(each -> !each.isHere())
                            .map(MemberPast::memberId)
                            .findFirst()
                            .orElse(members.keySet().iterator().next());
            members.remove(oldest);
        }
    }

    private void became(String memberId, int epoch, List<TopicPartition> target) {
        MemberPast member = members.get(memberId);
        if (member != null && (member.epoch() != epoch || !member.target().equals(target))) {
            members.put(
                    memberId,
                    new MemberPast(
                            memberId,
                            member.clientId(),
                            member.instanceId(),
                            member.joinedMs(),
                            member.leftMs(),
                            member.why(),
                            epoch,
                            target));
        }
    }

    // ---- the coordinator's view of the whole ---------------------------------------------------

    void changed(Event.GroupChanged event) {
        view = null;
        meet(event);
        if (!event.protocolType().equals(protocol)) {
            protocol = event.protocolType();
            targeted = new TreeSet<>();
        }
        generation = event.generation();
        ownership.generation(generation);
        Map<TopicPartition, String> owners = new TreeMap<>();
        Map<String, List<TopicPartition>> assignments = new TreeMap<>();
        for (Event.GroupMember member : event.members()) {
            List<TopicPartition> its = ids(member.assignment());
            assignments.put(member.memberId(), its);
            for (TopicPartition id : its) {
                // Of two that say so, it is whose it was.
                owners.merge(
                        id,
                        member.memberId(),
                        (one, other) -> other.equals(ownership.owner(id)) ? other : one);
            }
        }
        if (protocol.equals(CLASSIC)) {
            classic(event, owners, assignments);
        } else {
            ownership.takeFromAllBut(owners, id -> false);
            owners.forEach(ownership::isOf);
        }
        if (event.members().isEmpty()) {
            ownership.forgetAll(event.atMs());
        }
        ownership.settle(event.atMs());
        becomes(event.state(), event.atMs());
    }

    /// Members that were there before anybody told that they joined, and those that are not any
    /// more, though nobody told that either: another coordinator loaded the group.
    private void meet(Event.GroupChanged event) {
        TreeSet<String> gone = new TreeSet<>(members.keySet());
        for (Event.GroupMember member : event.members()) {
            gone.remove(member.memberId());
            if (!members.containsKey(member.memberId())) {
                remember(
                        new MemberPast(
                                member.memberId(),
                                member.clientId(),
                                "",
                                GroupPast.NEVER,
                                GroupPast.NEVER,
                                "",
                                event.generation(),
                                List.of()));
            }
        }
        gone.forEach(memberId -> leaves(memberId, event.atMs(), ""));
    }

    private void classic(
            Event.GroupChanged event,
            Map<TopicPartition, String> owners,
            Map<String, List<TopicPartition>> assignments) {
        boolean settled = event.state().equals("Stable");
        boolean allJoined = event.state().equals("CompletingRebalance");
        if (settled && !state.equals("Stable")) {
            // What one said that it has, and nobody was given, it is to give up.
            for (String memberId : assignments.keySet()) {
                for (TopicPartition id : ownership.of(memberId)) {
                    if (!owners.containsKey(id)) {
                        ownership.isToGiveUp(id);
                    }
                }
            }
        }
        ownership.takeFromAllBut(
                owners,
                id ->
                        !allJoined
                                && !owners.containsKey(id)
                                && assignments.containsKey(ownership.owner(id))
                                && ownership.isToGiveUp(id, ownership.owner(id)));
        owners.forEach(ownership::isOf);
        if (settled) {
            ownership.readsOnly(id -> false, event.atMs());
            assignments.forEach((memberId, its) -> became(memberId, event.generation(), its));
        }
    }

    private void becomes(String next, long atMs) {
        boolean another =
                !next.equals(state)
                        || states.view().isEmpty()
                        || states.view().getLast().generation() != generation;
        if (!another) {
            return;
        }
        state = next;
        states.add(new StateSpan(next, generation, atMs));
        boolean now = isRebalancing(next);
        if (now && !rebalancing) {
            rebalancingFromMs = atMs;
        } else if (!now && rebalancing) {
            rebalances.add(rebalance(atMs));
            lost = 0;
            unownedSince = 0;
            joinGroups = 0;
            syncGroups = 0;
            heartbeats = 0;
        }
        rebalancing = now;
    }

    private Rebalance rebalance(long toMs) {
        return new Rebalance(
                generation,
                rebalancingFromMs,
                toMs,
                lost,
                unownedSince,
                joinGroups,
                syncGroups,
                heartbeats);
    }

    /// Whether a group in this state is on its way to another assignment.
    static boolean isRebalancing(String state) {
        return switch (state) {
            case "PreparingRebalance", "CompletingRebalance", "Assigning", "Reconciling" -> true;
            default -> false;
        };
    }

    // ---- the consumer protocol -----------------------------------------------------------------

    void targeted(Event.TargetAssignmentComputed event) {
        view = null;
        targeted = new TreeSet<>();
        event.targets()
                .forEach((memberId, target) -> {
                    List<TopicPartition> its = ids(target);
                    targeted.addAll(its);
                    MemberPast member = members.get(memberId);
                    if (member != null) {
                        became(memberId, member.epoch(), its);
                    }
                });
        ownership.reads(targeted);
        ownership.readsOnly(targeted::contains, event.atMs());
        ownership.settle(event.atMs());
    }

    void reconciled(Event.MemberReconciled event) {
        view = null;
        MemberPast member = members.get(event.memberId());
        if (member != null) {
            became(event.memberId(), event.memberEpoch(), member.target());
        }
        ownership.has(event.memberId(), ids(event.assigned()), ids(event.pendingRevocation()));
        ownership.readsOnly(targeted::contains, event.atMs());
        ownership.settle(event.atMs());
    }

    // ---- what members of the app say -----------------------------------------------------------

    void rebalanced(Event.ConsumerRebalanced event) {
        view = null;
        String memberId = memberOf(event.client(), event.memberId());
        List<TopicPartition> ids = ids(event.partitions());
        switch (event.step()) {
            case REVOKED, LOST -> ownership.gaveUp(memberId, ids);
            case ASSIGNED -> ownership.tookUp(memberId, ids);
        }
        ownership.settle(event.atMs());
    }

    void paused(Event.ConsumerPaused event) {
        view = null;
        ownership.paused(memberOf(event.client(), ""), ids(event.partitions()));
        ownership.settle(event.atMs());
    }

    /// A client is gone: nobody reads what is still kept for it.
    void clientStopped(String client, long atMs) {
        view = null;
        String memberId = memberOf(client, "");
        ownership.gaveUp(memberId, ownership.of(memberId));
        ownership.settle(atMs);
    }

    private String memberOf(String client, String memberId) {
        if (members.containsKey(memberId)) {
            return memberId;
        }
        String found = "";
        for (MemberPast member : members.values()) {
            if (member.isHere() && member.clientId().equals(client)) {
                found = member.memberId();
            }
        }
        return found;
    }

    // ---- requests ------------------------------------------------------------------------------

    void requested(Event.RequestReceived event) {
        switch (event.api().replace("_", "").toLowerCase(Locale.ROOT)) {
            case "joingroup" -> {
                joinGroups++;
                joinsAnew(event.clientId(), event.atMs());
            }
            case "syncgroup" -> {
                if (rebalancing || !syncedLate()) {
                    syncGroups++;
                }
            }
            case "consumergroupheartbeat" -> {
                if (!rebalancing) {
                    return;
                }
                heartbeats++;
            }
            default -> {
                return;
            }
        }
        view = null;
    }

    /// The leader's SyncGroup ends a rebalance; the others' may come after it, and belong to it.
    ///
    /// @return whether there was a rebalance to count it to
    private boolean syncedLate() {
        Rebalance last = rebalances.takeLast();
        if (last == null) {
            return false;
        }
        rebalances.add(
                new Rebalance(
                        last.generation(),
                        last.fromMs(),
                        last.toMs(),
                        last.lost(),
                        last.unownedMs(),
                        last.joinGroups(),
                        last.syncGroups() + 1,
                        last.heartbeats()));
        return true;
    }

    /// Who joins anew has given up what it was to give up.
    private void joinsAnew(String client, long atMs) {
        String memberId = memberOf(client, "");
        List<TopicPartition> kept = new ArrayList<>(ownership.of(memberId));
        if (protocol.equals(CLASSIC) && kept.removeIf(id -> ownership.isToGiveUp(id, memberId))) {
            ownership.has(memberId, kept, List.of());
            ownership.settle(atMs);
        }
    }

    // ---- lag -----------------------------------------------------------------------------------

    /// @param times for how many samples it has been so
    void sampled(Collection<Lag> now, int times, long atMs) {
        view = null;
        lagSampledMs = atMs;
        TreeMap<TopicPartition, Long> known = new TreeMap<>();
        now.forEach(lag -> known.put(lag.id(), lag.lag()));
        lags.keySet().retainAll(known.keySet());
        known.forEach((id, lag) -> {
            Ring<Long> series = lags.get(id);
            if (series == null && lags.size() < GroupPast.LAG_PARTITIONS_MAX) {
                series = new Ring<>(GroupPast.LAG_SAMPLES_MAX);
                lags.put(id, series);
            }
            for (int i = 0; series != null && i < times; i++) {
                series.add(lag);
            }
        });
    }

    void topicDeleted(String topic, long atMs) {
        view = null;
        targeted.removeIf(id -> id.topic().equals(topic));
        ownership.forget(
                ownership.open().stream()
                        .map(Hold::id)
                        .filter(id -> id.topic().equals(topic))
                        .toList(),
                atMs);
    }

    private static List<TopicPartition> ids(Map<String, List<Integer>> byTopic) {
        List<TopicPartition> ids = new ArrayList<>();
        byTopic.forEach((topic, numbers) ->
                numbers.forEach(number -> ids.add(new TopicPartition(topic, number))));
        ids.sort(null);
        return List.copyOf(ids);
    }

    GroupPast view() {
        GroupPast known = view;
        if (known == null) {
            List<Rebalance> all = rebalances.view();
            if (rebalancing) {
                all = new ArrayList<>(all);
                all.add(rebalance(Hold.OPEN));
                all = List.copyOf(all);
            }
            known =
                    new GroupPast(
                            sinceMs,
                            ownership.ended(),
                            ownership.open(),
                            states.view(),
                            all,
                            List.copyOf(members.values()),
                            unownedMs,
                            lags.entrySet().stream()
                                    .map(entry ->
                                            new LagSeries(entry.getKey(), entry.getValue().view()))
                                    .toList(),
                            lagSampledMs);
            view = known;
        }
        return known;
    }
}
