package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.event.Event.PartitionChanged;
import dev.vitrine.history.TopicPartition;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a tape has told so far, and whether an event can follow it.
final class Told {
    private final Set<Integer> up = new TreeSet<>();
    private final Set<Integer> paused = new TreeSet<>();
    private final Map<Integer, Integer> controllers = new TreeMap<>();
    private final Map<Integer, Integer> terms = new TreeMap<>();
    private final Map<String, Event.TopicCreated> topics = new TreeMap<>();
    private final Map<TopicPartition, PartitionChanged> partitions = new TreeMap<>();
    private final Map<TopicPartition, Map<Integer, Log>> logs = new TreeMap<>();
    private final Set<TopicPartition> ledUncleanly = new TreeSet<>();
    private final Map<String, Map<TopicPartition, Long>> commits = new TreeMap<>();
    private final Map<String, Event.ProducerProgressed> producers = new TreeMap<>();
    private long nowMs = Long.MIN_VALUE;

    /// A replica's log; closed while its node is down.
    static final class Log {
        private List<EpochStart> epochs = new ArrayList<>();
        private boolean open;
        private long start;
        private long high;
        private long end;

        /// In which the replica has moved its high watermark last, as leader; below zero for never.
        private int ledEpoch = -1;

        long start() {
            return start;
        }

        long high() {
            return high;
        }

        long end() {
            return end;
        }

        EpochStart[] epochs() {
            return epochs.toArray(EpochStart[]::new);
        }

        private int epochAt(long offset) {
            int epoch = -1;
            for (EpochStart each : epochs) {
                if (each.startOffset() <= offset) {
                    epoch = each.leaderEpoch();
                }
            }
            return epoch;
        }
    }

    Collection<Integer> up() {
        return List.copyOf(up);
    }

    boolean isUp(int node) {
        return up.contains(node);
    }

    Collection<Event.TopicCreated> topics() {
        return List.copyOf(topics.values());
    }

    Collection<PartitionChanged> partitions() {
        return List.copyOf(partitions.values());
    }

    PartitionChanged partition(TopicPartition id) {
        PartitionChanged told = partitions.get(id);
        if (told == null) {
            throw new IllegalStateException("no " + id + " was told of");
        }
        return told;
    }

    @Nullable Log find(int node, TopicPartition id) {
        return logs.getOrDefault(id, Map.of()).get(node);
    }

    Log log(int node, TopicPartition id) {
        Log log = find(node, id);
        if (log == null) {
            throw new IllegalStateException("broker " + node + " told of no log of " + id);
        }
        return log;
    }

    /// @throws IllegalStateException when no cluster could tell it now
    void judge(Event event) {
        possible(event.atMs() >= nowMs, "time went back", event);
        boolean starts = event instanceof Event.NodeStarted;
        boolean goesOn = event instanceof Event.NodePaused || event instanceof Event.NodeEnded;
        possible(
                event.node() == Event.OUTSIDE || starts != up.contains(event.node()),
                starts ? "it runs already" : "the node is down",
                event);
        possible(goesOn || !paused.contains(event.node()), "the node stands still", event);
        switch (event) {
            case Event.ControllerActivated e ->
                    possible(
                            controllers.getOrDefault(e.term(), e.node()) == e.node(),
                            "another was active in that term",
                            e);
            case Event.QuorumRoleTaken e ->
                    possible(terms.getOrDefault(e.node(), 0) <= e.term(), "terms grow", e);
            case PartitionChanged e -> judgeChange(e);
            case Event.ReplicaOpened e -> judgeOpening(e);
            case Event.ReplicaRoleTaken e -> judgeRole(e);
            case Event.RecordsAppended e -> judgeAppend(e);
            case Event.HighWatermarkMoved e -> judgeHighWatermark(e);
            case Event.LogTruncated e -> {
                TopicPartition id = new TopicPartition(e.topic(), e.partition());
                Log log = log(e.node(), id);
                possible(log.open && e.oldEndOffset() == log.end, "its end is elsewhere", e);
                possible(e.toOffset() <= log.end, "nothing is cut", e);
                possible(
                        e.toOffset() >= log.high || ledUncleanly.contains(id),
                        "what is committed is cut only after an unclean election",
                        e);
            }
            case Event.OffsetCommitted e -> judgeCommit(e);
            case Event.RequestReceived e ->
                    possible(
                            e.fromNode() == Event.OUTSIDE
                                    || up.contains(e.fromNode()) && !paused.contains(e.fromNode()),
                            "who asks is down",
                            e);
            case Event.ProducerProgressed e -> {
                possible(
                        e.sent() == e.acknowledged() + e.failed() + e.pending(),
                        "a record has no fate",
                        e);
                Event.ProducerProgressed before = producers.get(e.client());
                possible(
                        before == null
                                || before.sent() <= e.sent()
                                        && before.acknowledged() <= e.acknowledged()
                                        && before.failed() <= e.failed(),
                        "totals grow",
                        e);
            }
            default -> {}
        }
    }

    private void judgeChange(PartitionChanged e) {
        possible(topics.containsKey(e.topic()), "there is no such topic", e);
        possible(e.replicas().containsAll(e.isr()), "who is in sync is a replica", e);
        possible(e.leader() < 0 || e.isr().contains(e.leader()), "who leads is in sync", e);
        possible(e.partitionEpoch() >= e.leaderEpoch(), "both epochs grow with a leader", e);
        PartitionChanged before = partitions.get(new TopicPartition(e.topic(), e.partition()));
        if (before == null) {
            return;
        }
        boolean same = e.partitionEpoch() == before.partitionEpoch();
        possible(e.partitionEpoch() >= before.partitionEpoch(), "partition epochs grow", e);
        possible(
                e.leader() == before.leader()
                        ? e.leaderEpoch() >= before.leaderEpoch()
                        : e.leaderEpoch() > before.leaderEpoch() && !same,
                "a leader has an epoch of its own",
                e);
        possible(!same || e.isr().equals(before.isr()), "an epoch has one in-sync set", e);
    }

    private void judgeOpening(Event.ReplicaOpened e) {
        TopicPartition id = new TopicPartition(e.topic(), e.partition());
        possible(partition(id).replicas().contains(e.node()), "it is no replica", e);
        Log log = find(e.node(), id);
        possible(log == null || !log.open, "its log is open", e);
        possible(
                e.logStartOffset() <= e.highWatermark() && e.highWatermark() <= e.logEndOffset(),
                "a high watermark is within the log",
                e);
        possible(
                e.epochs().stream()
                        .allMatch(start ->
                                start.leaderEpoch() <= partition(id).leaderEpoch()
                                        && start.startOffset() <= e.logEndOffset()),
                "an epoch is not yet",
                e);
    }

    private void judgeRole(Event.ReplicaRoleTaken e) {
        PartitionChanged told = partition(new TopicPartition(e.topic(), e.partition()));
        possible(
                e.leader() == told.leader() && e.leaderEpoch() == told.leaderEpoch(),
                "another leads",
                e);
        possible(
                (e.role() == Event.ReplicaRole.LEADER) == (e.leader() == e.node()),
                "the leader leads, and nobody else",
                e);
    }

    private void judgeAppend(Event.RecordsAppended e) {
        TopicPartition id = new TopicPartition(e.topic(), e.partition());
        Log log = log(e.node(), id);
        PartitionChanged told = partition(id);
        possible(log.open, "its log is closed", e);
        possible(e.baseOffset() == log.end, "its log ends at " + log.end, e);
        if (e.node() == told.leader()) {
            possible(e.leaderEpoch() == told.leaderEpoch(), "it leads in another epoch", e);
        } else {
            Log leader = find(told.leader(), id);
            possible(
                    leader != null
                            && e.lastOffset() < leader.end
                            && leader.epochAt(e.baseOffset()) == e.leaderEpoch()
                            && leader.epochAt(e.lastOffset()) == e.leaderEpoch(),
                    "the leader has no such records",
                    e);
        }
    }

    private void judgeHighWatermark(Event.HighWatermarkMoved e) {
        TopicPartition id = new TopicPartition(e.topic(), e.partition());
        Log log = log(e.node(), id);
        PartitionChanged told = partition(id);
        possible(log.open && e.highWatermark() <= log.end, "its log ends at " + log.end, e);
        if (e.node() == told.leader()) {
            possible(
                    log.ledEpoch != told.leaderEpoch() || e.highWatermark() >= log.high,
                    "a leader's does not go back",
                    e);
            for (int member : told.isr()) {
                Log other = find(member, id);
                possible(
                        other != null && e.highWatermark() <= other.end,
                        "broker " + member + ", in sync, has not got there",
                        e);
            }
        } else {
            Log leader = find(told.leader(), id);
            possible(
                    leader != null && e.highWatermark() <= leader.high,
                    "a follower learns it of the leader",
                    e);
        }
    }

    private void judgeCommit(Event.OffsetCommitted e) {
        TopicPartition id = new TopicPartition(e.topic(), e.partition());
        Log leader = find(partition(id).leader(), id);
        possible(
                leader != null && e.offset() <= leader.high,
                "nobody can have read as far as that",
                e);
        long before = commits.getOrDefault(e.group(), Map.of()).getOrDefault(id, 0L);
        possible(e.offset() >= before, "it was at " + before + ", and nobody sought back", e);
    }

    private static void possible(boolean is, String otherwise, Event event) {
        if (!is) {
            throw new IllegalStateException("No cluster tells " + event + ": " + otherwise);
        }
    }

    /// Keeps what it changes.
    void keep(Event event) {
        nowMs = Math.max(nowMs, event.atMs());
        switch (event) {
            case Event.NodeStarted e -> up.add(e.node());
            case Event.NodeEnded e -> {
                up.remove(e.node());
                paused.remove(e.node());
                logs.values()
                        .forEach(copies -> {
                            Log log = copies.get(e.node());
                            if (log != null) {
                                log.open = false;
                            }
                        });
            }
            case Event.NodePaused e -> {
                if (e.paused()) {
                    paused.add(e.node());
                } else {
                    paused.remove(e.node());
                }
            }
            case Event.ControllerActivated e -> controllers.put(e.term(), e.node());
            case Event.QuorumRoleTaken e -> terms.put(e.node(), e.term());
            case Event.TopicCreated e -> topics.put(e.topic(), e);
            case PartitionChanged e -> {
                TopicPartition id = new TopicPartition(e.topic(), e.partition());
                PartitionChanged before = partitions.put(id, e);
                if (before != null && e.leader() >= 0 && !before.isr().contains(e.leader())) {
                    ledUncleanly.add(id);
                }
            }
            case Event.ReplicaOpened e -> {
                Log log = new Log();
                log.open = true;
                log.start = e.logStartOffset();
                log.high = e.highWatermark();
                log.end = e.logEndOffset();
                log.epochs = new ArrayList<>(e.epochs());
                logs.computeIfAbsent(
                                new TopicPartition(e.topic(), e.partition()), _ -> new TreeMap<>())
                        .put(e.node(), log);
            }
            case Event.RecordsAppended e -> {
                Log log = log(e.node(), new TopicPartition(e.topic(), e.partition()));
                if (log.epochAt(log.end) != e.leaderEpoch()) {
                    log.epochs.add(new EpochStart(e.leaderEpoch(), e.baseOffset()));
                }
                log.end = e.lastOffset() + 1;
            }
            case Event.HighWatermarkMoved e -> {
                TopicPartition id = new TopicPartition(e.topic(), e.partition());
                Log log = log(e.node(), id);
                log.high = e.highWatermark();
                log.ledEpoch =
                        partition(id).leader() == e.node() ? partition(id).leaderEpoch() : -1;
            }
            case Event.LogTruncated e -> {
                Log log = log(e.node(), new TopicPartition(e.topic(), e.partition()));
                log.end = e.toOffset();
                log.high = Math.min(log.high, log.end);
                log.epochs.removeIf(start -> start.startOffset() >= log.end);
            }
            case Event.OffsetCommitted e ->
                    commits.computeIfAbsent(e.group(), _ -> new TreeMap<>())
                            .put(new TopicPartition(e.topic(), e.partition()), e.offset());
            case Event.ProducerProgressed e -> producers.put(e.client(), e);
            default -> {}
        }
    }
}
