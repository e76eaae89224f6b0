package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Snapshot.Tone;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A partition: who has it, who leads it, and its copies.
final class PartitionFold implements State {
    /// Lost ranges kept of a partition; beyond it the oldest go and the count stays.
    private static final int LOST_RANGES_MAX = 1_000;

    /// Before the first telling.
    private static final int UNKNOWN = -1;

    private final TopicPartition id;
    private final Map<Integer, ReplicaFold> logs = new TreeMap<>();
    private List<Integer> replicas = List.of();
    private String moving = "";
    private List<Integer> isr = List.of();
    private List<Integer> elr = List.of();
    private int leader = -1;
    private int leaderEpoch = -1;
    private int partitionEpoch = UNKNOWN;
    private List<Range> lost = List.of();
    private final Rate rate = new Rate();
    private int recordsPerSecond;
    private @Nullable PartitionView view;

    PartitionFold(TopicPartition id) {
        this.id = id;
    }

    TopicPartition id() {
        return id;
    }

    int leader() {
        return leader;
    }

    boolean isNews(Event.PartitionChanged event) {
        return event.partitionEpoch() > partitionEpoch;
    }

    boolean isLedByAnother(Event.PartitionChanged event) {
        return partitionEpoch != UNKNOWN && leader != event.leader();
    }

    void changed(Event.PartitionChanged event, Story story) {
        if (partitionEpoch != UNKNOWN && !TopicsFold.isInternal(id.topic())) {
            tell(event, story);
        }
        replicas = List.copyOf(event.replicas());
        moving = moving(event);
        isr = List.copyOf(event.isr());
        elr = List.copyOf(event.elr());
        leader = event.leader();
        leaderEpoch = event.leaderEpoch();
        partitionEpoch = event.partitionEpoch();
        recordsLost();
    }

    private void tell(Event.PartitionChanged now, Story story) {
        Subject about = new Subject.OfPartition(now.topic(), now.partition());
        if (now.leader() != leader) {
            String who = now.leader() < 0 ? " has no leader" : " is led by broker " + now.leader();
            story.tell(
                    now.atMs(),
                    now.leader() < 0 ? Tone.BAD : Tone.GOOD,
                    about,
                    id + who + ", epoch " + now.leaderEpoch());
        }
        String movingNow = moving(now);
        if (!movingNow.equals(moving)) {
            story.tell(
                    now.atMs(),
                    Tone.PLAIN,
                    about,
                    id
                            + (movingNow.isEmpty()
                                    ? " lies on brokers " + numbers(now.replicas())
                                    : " moves: " + movingNow));
        }
        if (!now.isr().equals(isr)) {
            boolean shrinks = now.isr().size() < isr.size();
            story.tell(
                    now.atMs(),
                    shrinks ? Tone.WARNING : Tone.GOOD,
                    about,
                    id + " in sync: " + numbers(now.isr()));
        }
        if (!now.elr().equals(elr)) {
            story.tell(
                    now.atMs(),
                    Tone.PLAIN,
                    about,
                    id + " not in sync, but with all that is committed: " + numbers(now.elr()));
        }
    }

    /// Which replicas come and go; empty when none does.
    private static String moving(Event.PartitionChanged event) {
        List<String> parts = new ArrayList<>();
        if (!event.addingReplicas().isEmpty()) {
            parts.add("adding " + numbers(event.addingReplicas()));
        }
        if (!event.removingReplicas().isEmpty()) {
            parts.add("removing " + numbers(event.removingReplicas()));
        }
        return String.join(", ", parts);
    }

    private static String numbers(List<Integer> ids) {
        return ids.isEmpty()
                ? "nobody"
                : String.join(", ", ids.stream().map(String::valueOf).toList());
    }

    ReplicaFold replica(int node) {
        return logs.computeIfAbsent(node, absent -> new ReplicaFold(id, absent));
    }

    void replicaDeleted(int node) {
        logs.remove(node);
    }

    void truncated(Event.LogTruncated event) {
        replica(event.node()).truncated(event, lost);
        recordsLost();
    }

    /// By the leader.
    void appended(long atMs, int records) {
        rate.add(atMs, records);
        recordsPerSecond = rate.perSecond(atMs);
    }

    void recordsLost(Range range) {
        List<Range> more = new ArrayList<>(lost);
        more.add(range);
        lost = List.copyOf(more.subList(Math.max(0, more.size() - LOST_RANGES_MAX), more.size()));
        recordsLost();
    }

    private void recordsLost() {
        if (lost.isEmpty()) {
            return;
        }
        ReplicaFold ofLeader = logs.get(leader);
        for (ReplicaFold log : logs.values()) {
            log.recordsLost(lost, ofLeader);
        }
    }

    void touch() {
        view = null;
    }

    PartitionView view() {
        PartitionView made = view;
        if (made == null) {
            List<ReplicaView> views = logs.values().stream().map(ReplicaFold::view).toList();
            made =
                    new PartitionView(
                            id,
                            replicas,
                            isr,
                            elr,
                            leader,
                            leaderEpoch,
                            partitionEpoch,
                            views,
                            lost,
                            recordsPerSecond);
            view = made;
        }
        return made;
    }
}
