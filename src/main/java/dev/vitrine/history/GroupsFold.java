package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.Lag;
import dev.vitrine.history.Snapshot.MemberView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Tone;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Consumer groups: as the coordinator last told, and how far they are behind.
final class GroupsFold implements State {
    private final Story story;
    private final TopicsFold topics;
    private final Map<String, Group> groups = new TreeMap<>();
    private long nextLagSampleMs = Long.MIN_VALUE;
    private long nextPartitionLagSampleMs = Long.MIN_VALUE;

    /// Of those that were told of lately, the latest last.
    private final Map<String, GroupPastFold> pasts = new LinkedHashMap<>();

    GroupsFold(Story story, TopicsFold topics) {
        this.story = story;
        this.topics = topics;
    }

    void changed(Event.GroupChanged event) {
        Group group = group(event.group());
        if (group == null) {
            return;
        }
        Event.GroupChanged before = group.told;
        group.told = event;
        past(event.group(), event.atMs()).changed(event);
        group.members = event.members().stream().map(GroupsFold::member).toList();
        if (before == null
                || !before.state().equals(event.state())
                || before.generation() != event.generation()) {
            boolean settled = event.state().equals("Stable") || event.state().equals("Empty");
            int size = event.members().size();
            story.tell(
                    event.atMs(),
                    settled ? Tone.GOOD : Tone.WARNING,
                    new Subject.OfGroup(event.group()),
                    "group "
                            + event.group()
                            + ": "
                            + event.state()
                            + ", generation "
                            + event.generation()
                            + ", "
                            + size
                            + (size == 1 ? " member" : " members"));
        }
    }

    private static MemberView member(Event.GroupMember member) {
        List<TopicPartition> owned = new ArrayList<>();
        for (Map.Entry<String, List<Integer>> entry : member.assignment().entrySet()) {
            for (int partition : entry.getValue()) {
                owned.add(new TopicPartition(entry.getKey(), partition));
            }
        }
        owned.sort(null);
        return new MemberView(
                member.memberId(), member.clientId(), member.host(), List.copyOf(owned));
    }

    // ---- what it owns is in every GroupChanged; these are its story ----------------------------

    void joined(Event.GroupMemberJoined event) {
        past(event.group(), event.atMs()).joined(event);
        String name = event.clientId().isEmpty() ? event.memberId() : event.clientId();
        tell(event.atMs(), Tone.GOOD, event.group(), name + " joined");
    }

    void left(Event.GroupMemberLeft event) {
        past(event.group(), event.atMs()).left(event);
        tell(
                event.atMs(),
                Tone.WARNING,
                event.group(),
                name(event.group(), event.memberId())
                        + " left"
                        + (event.why().isEmpty() ? "" : ": " + event.why()));
    }

    void bumped(Event.GroupEpochBumped event) {
        tell(event.atMs(), Tone.WARNING, event.group(), "epoch " + event.epoch());
    }

    void targeted(Event.TargetAssignmentComputed event) {
        past(event.group(), event.atMs()).targeted(event);
        tell(
                event.atMs(),
                Tone.GOOD,
                event.group(),
                event.assignor() + " assigned for epoch " + event.epoch());
    }

    void reconciled(Event.MemberReconciled event) {
        past(event.group(), event.atMs()).reconciled(event);
        String name = name(event.group(), event.memberId());
        String revoked = words(event.pendingRevocation());
        String words =
                switch (event.state()) {
                    case "UNREVOKED_PARTITIONS" -> name + " is to give up " + revoked;
                    case "UNRELEASED_PARTITIONS" ->
                            name
                                    + " has "
                                    + words(event.assigned())
                                    + " in epoch "
                                    + event.memberEpoch()
                                    + " and waits for more";
                    default ->
                            name
                                    + " has "
                                    + words(event.assigned())
                                    + " in epoch "
                                    + event.memberEpoch();
                };
        boolean stable = event.state().equals("STABLE");
        tell(event.atMs(), stable ? Tone.GOOD : Tone.WARNING, event.group(), words);
    }

    // ---- what its members in the app say, and the requests that come -------------------------

    void rebalanced(Event.ConsumerRebalanced event) {
        GroupPastFold past = pasts.get(event.group());
        if (past != null) {
            past.rebalanced(event);
        }
    }

    void paused(Event.ConsumerPaused event) {
        GroupPastFold past = pasts.get(event.group());
        if (past != null) {
            past.paused(event);
        }
    }

    void clientStopped(Event.ClientStopped event) {
        List.copyOf(pasts.values())
                .forEach(past -> past.clientStopped(event.client(), event.atMs()));
    }

    void requested(Event.RequestReceived event) {
        if (groups.containsKey(event.subject())) {
            GroupPastFold past = pasts.get(event.subject());
            if (past != null) {
                past.requested(event);
            }
        }
    }

    /// A member of a group, as its coordinator last told; null when it is none.
    @Nullable MemberView member(String group, String memberId) {
        Group known = groups.get(group);
        if (known != null) {
            for (MemberView member : known.members) {
                if (member.memberId().equals(memberId)) {
                    return member;
                }
            }
        }
        return null;
    }

    /// Whether a coordinator ever told of it.
    boolean knows(String group) {
        Group known = groups.get(group);
        return known != null && known.told != null;
    }

    private GroupPastFold past(String group, long atMs) {
        GroupPastFold known = pasts.remove(group);
        GroupPastFold past = known == null ? new GroupPastFold(atMs) : known;
        pasts.put(group, past);
        if (pasts.size() > GroupPast.GROUPS_MAX) {
            pasts.remove(pasts.keySet().iterator().next());
        }
        return past;
    }

    private void tell(long atMs, Tone tone, String group, String words) {
        story.tell(atMs, tone, new Subject.OfGroup(group), "group " + group + ": " + words);
    }

    /// What a member calls itself, as far as it was told.
    private String name(String group, String memberId) {
        Group known = groups.get(group);
        if (known != null) {
            for (MemberView member : known.members) {
                if (member.memberId().equals(memberId) && !member.clientId().isEmpty()) {
                    return member.clientId();
                }
            }
        }
        return memberId;
    }

    /// `orders-0 orders-1`, `nothing`.
    private static String words(Map<String, List<Integer>> partitions) {
        List<String> words = new ArrayList<>();
        partitions.forEach(
                (topic, numbers) -> numbers.forEach(number -> words.add(topic + "-" + number)));
        return words.isEmpty() ? "nothing" : String.join(" ", words);
    }

    void committed(Event.OffsetCommitted event) {
        Group group = group(event.group());
        if (group != null && group.committed.size() < Projector.GROUP_PARTITIONS_MAX) {
            group.committed.put(
                    new TopicPartition(event.topic(), event.partition()), event.offset());
        }
    }

    void forgotten(Event.OffsetsForgotten event) {
        Group group = groups.get(event.group());
        if (group == null) {
            return;
        }
        event.partitions()
                .forEach(p -> group.committed.remove(new TopicPartition(event.topic(), p)));
        int count = event.partitions().size();
        story.tell(
                event.atMs(),
                Tone.WARNING,
                new Subject.OfGroup(event.group()),
                "group "
                        + event.group()
                        + " forgets "
                        + (count == 1 ? "an offset" : count + " offsets")
                        + " of "
                        + event.topic()
                        + ": "
                        + event.why());
    }

    void deleted(Event.GroupDeleted event) {
        pasts.remove(event.group());
        if (groups.remove(event.group()) != null) {
            story.tell(
                    event.atMs(),
                    Tone.WARNING,
                    new Subject.OfGroup(event.group()),
                    "group " + event.group() + " is gone: " + event.why());
        }
    }

    void topicDeleted(String topic, long atMs) {
        List.copyOf(pasts.values()).forEach(past -> past.topicDeleted(topic, atMs));
        for (Group group : groups.values()) {
            group.committed.keySet().removeIf(id -> id.topic().equals(topic));
        }
    }

    /// Takes the lag samples that have become due.
    void timePassed(long nowMs) {
        if (nextLagSampleMs == Long.MIN_VALUE) {
            nextLagSampleMs = nowMs;
        }
        if (nowMs < nextLagSampleMs) {
            return;
        }
        long due = (nowMs - nextLagSampleMs) / Projector.LAG_SAMPLE_MS + 1;
        nextLagSampleMs += due * Projector.LAG_SAMPLE_MS;
        for (Group group : groups.values()) {
            long lag = lags(group).stream().mapToLong(each -> Math.max(0, each.lag())).sum();
            for (long i = 0; i < Math.min(due, Projector.LAG_SAMPLES_MAX); i++) {
                group.sample(lag);
            }
        }
        if (nextPartitionLagSampleMs == Long.MIN_VALUE) {
            nextPartitionLagSampleMs = nowMs;
        }
        if (nowMs >= nextPartitionLagSampleMs) {
            long samples = (nowMs - nextPartitionLagSampleMs) / GroupPast.LAG_SAMPLE_MS + 1;
            nextPartitionLagSampleMs += samples * GroupPast.LAG_SAMPLE_MS;
            pasts.forEach((name, past) -> {
                Group group = groups.get(name);
                if (group != null) {
                    past.sampled(
                            lags(group),
                            (int) Math.min(samples, GroupPast.LAG_SAMPLES_MAX),
                            nextPartitionLagSampleMs - GroupPast.LAG_SAMPLE_MS);
                }
            });
        }
    }

    List<GroupView> view() {
        return groups.values().stream().map(this::view).toList();
    }

    private GroupView view(Group group) {
        Event.GroupChanged told = group.told;
        return new GroupView(
                group.name,
                told == null ? Event.OUTSIDE : told.node(),
                told == null ? "" : told.protocolType(),
                told == null ? "" : told.state(),
                told == null ? 0 : told.generation(),
                told == null ? "" : told.assignor(),
                told == null ? "" : told.leader(),
                group.members,
                lags(group),
                List.copyOf(group.lagSamples),
                pastOf(group.name));
    }

    private GroupPast pastOf(String group) {
        GroupPastFold past = pasts.get(group);
        return past == null ? GroupPast.NONE : past.view();
    }

    private List<Lag> lags(Group group) {
        Map<TopicPartition, String> owners = new TreeMap<>();
        for (MemberView member : group.members) {
            for (TopicPartition id : member.assignment()) {
                owners.put(id, member.memberId());
            }
        }
        TreeSet<TopicPartition> all = new TreeSet<>(group.committed.keySet());
        all.addAll(owners.keySet());
        List<Lag> lags = new ArrayList<>();
        for (TopicPartition id : all) {
            PartitionView partition = topics.partition(id);
            if (partition != null) {
                long end = partition.highWatermark();
                long committed = group.committed.getOrDefault(id, Lag.UNKNOWN);
                long lag = committed == Lag.UNKNOWN ? Lag.UNKNOWN : Math.max(0, end - committed);
                lags.add(new Lag(id, committed, end, lag, owners.getOrDefault(id, "")));
            }
        }
        return List.copyOf(lags);
    }

    private @Nullable Group group(String name) {
        Group known = groups.get(name);
        if (known != null || groups.size() >= Projector.GROUPS_MAX) {
            return known;
        }
        Group group = new Group(name);
        groups.put(name, group);
        return group;
    }

    private static final class Group implements State {
        final String name;
        final Map<TopicPartition, Long> committed = new TreeMap<>();
        final Deque<Long> lagSamples = new ArrayDeque<>();
        Event.@Nullable GroupChanged told;
        List<MemberView> members = List.of();

        Group(String name) {
            this.name = name;
        }

        void sample(long lag) {
            lagSamples.addLast(lag);
            if (lagSamples.size() > Projector.LAG_SAMPLES_MAX) {
                lagSamples.removeFirst();
            }
        }
    }
}
