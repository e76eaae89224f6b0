package dev.vitrine.history;

import dev.vitrine.event.Event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Invariants of the replicas' logs: by their offsets and leader epochs, not by their bytes.
final class LogRules {
    private LogRules() {}

    /// What a node told of its copy.
    private static final class Copy implements State {
        long start;
        long end;
        long high;

        /// Where the high watermark was before the newest event; -1 when nothing was told of it.
        long highBefore = -1;

        boolean leads;
        int epoch;
        boolean highKnown;
        List<Event.EpochStart> epochs = new ArrayList<>();

        int epochAt(long offset) {
            int epochThere = -1;
            for (Event.EpochStart start : epochs) {
                if (start.startOffset() <= offset) {
                    epochThere = start.leaderEpoch();
                }
            }
            return epochThere;
        }

        void appended(Event.RecordsAppended event) {
            end = event.lastOffset() + 1;
            if (epochs.isEmpty() || epochs.getLast().leaderEpoch() != event.leaderEpoch()) {
                epochs.add(new Event.EpochStart(event.leaderEpoch(), event.baseOffset()));
            }
        }

        void moved(long to) {
            highBefore = high;
            high = to;
        }

        void cut(long end) {
            this.end = end;
            high = Math.min(high, end);
            epochs.removeIf(start -> start.startOffset() >= end);
        }
    }

    /// A partition of one topic; a namesake of the topic is another.
    record Place(String topic, int partition) {}

    /// What all nodes told of one partition.
    private static final class Copies implements State {
        final Map<Integer, Copy> byNode = new TreeMap<>();

        /// The in-sync set as each node knows it.
        final Map<Integer, List<Integer>> inSync = new TreeMap<>();
    }

    /// All copies, told once for the rules that look at them.
    static final class Logs implements State {
        private final Identities identities;
        private final Map<Place, Copies> places = new HashMap<>();

        Logs(Identities identities) {
            this.identities = identities;
        }

        private @Nullable Copies find(int node, String topic, int partition) {
            return places.get(new Place(identities.of(node, topic), partition));
        }

        private Copies of(int node, String topic, int partition) {
            return places.computeIfAbsent(
                    new Place(identities.of(node, topic), partition), _ -> new Copies());
        }

        private @Nullable Copy copy(int node, String topic, int partition) {
            Copies there = find(node, topic, partition);
            return there == null ? null : there.byNode.get(node);
        }

        void see(Event event) {
            switch (event) {
                case Event.NodeStarted e ->
                        places.values()
                                .forEach(there -> {
                                    there.byNode.remove(e.node());
                                    there.inSync.remove(e.node());
                                });
                case Event.TopicDeleted e ->
                        places.keySet()
                                .removeIf(place ->
                                        place.topic.equals(
                                                Identities.identity(e.topic(), e.topicId())));
                case Event.ReplicaOpened e -> {
                    Copy copy = new Copy();
                    copy.start = e.logStartOffset();
                    copy.end = e.logEndOffset();
                    copy.high = e.highWatermark();
                    copy.epochs = new ArrayList<>(e.epochs());
                    of(e.node(), e.topic(), e.partition()).byNode.put(e.node(), copy);
                }
                case Event.ReplicaDeleted e -> {
                    Copies there = find(e.node(), e.topic(), e.partition());
                    if (there != null) {
                        there.byNode.remove(e.node());
                    }
                }
                case Event.ReplicaRoleTaken e -> {
                    Copy copy = copy(e.node(), e.topic(), e.partition());
                    if (copy != null) {
                        copy.leads = e.role() == Event.ReplicaRole.LEADER;
                        copy.epoch = e.leaderEpoch();
                        copy.highKnown = false;
                    }
                }
                case Event.RecordsAppended e -> {
                    Copy copy = copy(e.node(), e.topic(), e.partition());
                    if (copy != null) {
                        copy.appended(e);
                    }
                }
                case Event.LogTruncated e -> {
                    Copy copy = copy(e.node(), e.topic(), e.partition());
                    if (copy != null) {
                        copy.cut(e.toOffset());
                        copy.highKnown = false;
                    }
                }
                case Event.LogStartMoved e -> {
                    Copy copy = copy(e.node(), e.topic(), e.partition());
                    if (copy != null) {
                        copy.start = e.logStartOffset();
                    }
                }
                case Event.HighWatermarkMoved e -> {
                    Copy copy = copy(e.node(), e.topic(), e.partition());
                    if (copy != null) {
                        copy.moved(e.highWatermark());
                    }
                }
                case Event.PartitionChanged e ->
                        of(e.node(), e.topic(), e.partition()).inSync.put(e.node(), e.isr());
                default -> {}
            }
        }

        /// Some were left out: the next is compared with none.
        void forgetHighWatermarks() {
            places.values()
                    .forEach(
                            there -> there.byNode.values().forEach(copy -> copy.highKnown = false));
        }
    }

    static List<Rule> all(Logs logs, Durability durability) {
        return List.of(new HighWatermark(logs), new Committed(logs, durability), new SameLog(logs));
    }

    private abstract static class OnHighWatermark extends Rule {
        private final Logs logs;

        OnHighWatermark(Logs logs, String id, String name, String says) {
            super(id, name, says);
            this.logs = logs;
        }

        @Override
        void see(Event event) {
            if (event instanceof Event.HighWatermarkMoved e) {
                Copies there = logs.find(e.node(), e.topic(), e.partition());
                Copy copy = there == null ? null : there.byNode.get(e.node());
                if (there != null && copy != null) {
                    moved(e, there, copy);
                }
            }
        }

        abstract void moved(Event.HighWatermarkMoved e, Copies there, Copy copy);

        static String id(Event.HighWatermarkMoved e) {
            return e.topic() + "-" + e.partition();
        }

        static Subject about(Event.HighWatermarkMoved e) {
            return new Subject.OfReplica(e.topic(), e.partition(), e.node());
        }
    }

    private static final class HighWatermark extends OnHighWatermark {
        HighWatermark(Logs logs) {
            super(
                    logs,
                    "high-watermark",
                    "a high watermark does not go back",
                    "While a replica leads an epoch its high watermark only grows, and nowhere is"
                            + " it past the log's end.");
        }

        @Override
        void moved(Event.HighWatermarkMoved e, Copies there, Copy copy) {
            boolean within = e.highWatermark() <= copy.end;
            long before = copy.highBefore;
            boolean grows = !copy.leads || !copy.highKnown || e.highWatermark() >= before;
            copy.highKnown = true;
            require(
                    within && grows,
                    e.atMs(),
                    about(e),
                    () ->
                            id(e)
                                    + " at broker "
                                    + e.node()
                                    + ": high watermark "
                                    + e.highWatermark()
                                    + (grows ? "" : ", before " + before)
                                    + (within ? "" : ", log end " + copy.end));
        }
    }

    /// A member of the in-sync set that the leader knows may be out of it by now, or may have lost
    /// its disk, which the controller has yet to hear.
    private static final class Committed extends OnHighWatermark {
        private final Durability durability;

        Committed(Logs logs, Durability durability) {
            super(
                    logs,
                    "committed-everywhere",
                    "what is committed is on every in-sync replica",
                    "When a leader moves its high watermark, every replica in sync has the records"
                            + " before it.");
            this.durability = durability;
        }

        @Override
        void moved(Event.HighWatermarkMoved e, Copies there, Copy copy) {
            if (!copy.leads) {
                return;
            }
            for (int member : there.inSync.getOrDefault(e.node(), List.of())) {
                Copy other = there.byNode.get(member);
                if (member != e.node()
                        && other != null
                        && durability.holds(member, e.node(), e.topic(), e.partition())) {
                    require(
                            other.end >= e.highWatermark(),
                            e.atMs(),
                            about(e),
                            () ->
                                    id(e)
                                            + ": offset "
                                            + (e.highWatermark() - 1)
                                            + " is committed, and broker "
                                            + member
                                            + ", in sync, has only what is before "
                                            + other.end);
                }
            }
        }
    }

    /// Judged when a follower learns of its leader that more is committed: while it still cuts its
    /// log back, step by step, its high watermark is only held within the log.
    private static final class SameLog extends OnHighWatermark {
        SameLog(Logs logs) {
            super(
                    logs,
                    "same-log",
                    "committed logs agree",
                    "Up to the high watermark a follower's log has at each offset the leader epoch"
                            + " that its leader's has.");
        }

        @Override
        void moved(Event.HighWatermarkMoved e, Copies there, Copy copy) {
            long offset = e.highWatermark() - 1;
            if (copy.leads || e.highWatermark() <= copy.highBefore || offset < copy.start) {
                return;
            }
            for (Copy leader : there.byNode.values()) {
                if (!leader.leads || leader.epoch != copy.epoch || offset >= leader.end) {
                    continue;
                }
                int wanted = leader.epochAt(offset);
                int here = copy.epochAt(offset);
                require(
                        here == wanted,
                        e.atMs(),
                        about(e),
                        () ->
                                id(e)
                                        + " offset "
                                        + offset
                                        + ": epoch "
                                        + here
                                        + " at broker "
                                        + e.node()
                                        + ", epoch "
                                        + wanted
                                        + " at its leader");
            }
        }
    }
}
