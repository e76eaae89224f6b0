package dev.vitrine.history;

import dev.vitrine.event.Event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Invariants of the replicas' logs: by their offsets and leader epochs, not by their bytes.
final class LogRules {
    private LogRules() {}

    /// What a node told of its copy.
    private static final class Copy {
        long end;
        long high;
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

        void cut(long end) {
            this.end = end;
            epochs.removeIf(start -> start.startOffset() >= end);
        }
    }

    /// All copies, told once for the rules that look at them.
    static final class Copies {
        private final Identities identities;
        private final Map<Integer, Map<String, Copy>> copies = new TreeMap<>();
        private final Map<Integer, Map<String, List<Integer>>> inSync = new TreeMap<>();

        Copies(Identities identities) {
            this.identities = identities;
        }

        @Nullable Copy find(int node, String key) {
            Map<String, Copy> of = copies.get(node);
            return of == null ? null : of.get(key);
        }

        String key(int node, String topic, int partition) {
            return identities.of(node, topic) + "-" + partition;
        }

        /// The in-sync set as that node knows it.
        List<Integer> inSync(int node, String key) {
            return inSync.getOrDefault(node, Map.of()).getOrDefault(key, List.of());
        }

        void see(Event event) {
            switch (event) {
                case Event.NodeStarted e -> {
                    copies.remove(e.node());
                    inSync.remove(e.node());
                }
                case Event.ReplicaOpened e -> {
                    Copy copy = new Copy();
                    copy.end = e.logEndOffset();
                    copy.high = e.highWatermark();
                    copy.epochs = new ArrayList<>(e.epochs());
                    copies.computeIfAbsent(e.node(), _ -> new TreeMap<>())
                            .put(key(e.node(), e.topic(), e.partition()), copy);
                }
                case Event.ReplicaDeleted e -> {
                    Map<String, Copy> of = copies.get(e.node());
                    if (of != null) {
                        of.remove(key(e.node(), e.topic(), e.partition()));
                    }
                }
                case Event.ReplicaRoleTaken e -> {
                    Copy copy = find(e.node(), key(e.node(), e.topic(), e.partition()));
                    if (copy != null) {
                        copy.leads = e.role() == Event.ReplicaRole.LEADER;
                        copy.epoch = e.leaderEpoch();
                        copy.highKnown = false;
                    }
                }
                case Event.RecordsAppended e -> {
                    Copy copy = find(e.node(), key(e.node(), e.topic(), e.partition()));
                    if (copy != null) {
                        copy.end = e.lastOffset() + 1;
                        if (copy.epochs.isEmpty()
                                || copy.epochs.getLast().leaderEpoch() != e.leaderEpoch()) {
                            copy.epochs.add(new Event.EpochStart(e.leaderEpoch(), e.baseOffset()));
                        }
                    }
                }
                case Event.LogTruncated e -> {
                    Copy copy = find(e.node(), key(e.node(), e.topic(), e.partition()));
                    if (copy != null) {
                        copy.cut(e.toOffset());
                        copy.highKnown = false;
                    }
                }
                case Event.PartitionChanged e ->
                        inSync.computeIfAbsent(e.node(), _ -> new TreeMap<>())
                                .put(key(e.node(), e.topic(), e.partition()), e.isr());
                default -> {}
            }
        }

        /// Some were left out: the next is compared with none.
        void forgetHighWatermarks() {
            copies.values().forEach(of -> of.values().forEach(copy -> copy.highKnown = false));
        }
    }

    static List<Rule> all(Copies copies) {
        return List.of(new HighWatermark(copies), new Committed(copies), new SameLog(copies));
    }

    private abstract static class OnHighWatermark extends Rule {
        final Copies copies;

        OnHighWatermark(Copies copies, String id, String name, String says) {
            super(id, name, says);
            this.copies = copies;
        }

        @Override
        void see(Event event) {
            if (event instanceof Event.HighWatermarkMoved e) {
                String key = copies.key(e.node(), e.topic(), e.partition());
                Copy copy = copies.find(e.node(), key);
                if (copy != null) {
                    moved(e, key, copy);
                }
            }
        }

        abstract void moved(Event.HighWatermarkMoved e, String key, Copy copy);

        static String id(Event.HighWatermarkMoved e) {
            return e.topic() + "-" + e.partition();
        }

        static Subject about(Event.HighWatermarkMoved e) {
            return new Subject.OfReplica(e.topic(), e.partition(), e.node());
        }
    }

    private static final class HighWatermark extends OnHighWatermark {
        HighWatermark(Copies copies) {
            super(
                    copies,
                    "high-watermark",
                    "a high watermark does not go back",
                    "While a replica leads an epoch its high watermark only grows, and nowhere is"
                            + " it past the log's end.");
        }

        @Override
        void moved(Event.HighWatermarkMoved e, String key, Copy copy) {
            boolean within = e.highWatermark() <= copy.end;
            boolean grows = !copy.leads || !copy.highKnown || e.highWatermark() >= copy.high;
            long before = copy.high;
            copy.high = e.highWatermark();
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

    private static final class Committed extends OnHighWatermark {
        Committed(Copies copies) {
            super(
                    copies,
                    "committed-everywhere",
                    "what is committed is on every in-sync replica",
                    "When a leader moves its high watermark, every replica in sync has the records"
                            + " before it.");
        }

        @Override
        void moved(Event.HighWatermarkMoved e, String key, Copy copy) {
            if (!copy.leads) {
                return;
            }
            for (int member : copies.inSync(e.node(), key)) {
                Copy other = copies.find(member, key);
                if (member != e.node() && other != null) {
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

    private static final class SameLog extends OnHighWatermark {
        SameLog(Copies copies) {
            super(
                    copies,
                    "same-log",
                    "committed logs agree",
                    "Up to the high watermark a follower's log has at each offset the leader epoch"
                            + " that its leader's has.");
        }

        @Override
        void moved(Event.HighWatermarkMoved e, String key, Copy copy) {
            if (copy.leads || e.highWatermark() == 0) {
                return;
            }
            long offset = e.highWatermark() - 1;
            for (Map<String, Copy> ofNode : copies.copies.values()) {
                Copy leader = ofNode.get(key);
                if (leader == null
                        || !leader.leads
                        || leader.epoch != copy.epoch
                        || offset >= leader.end) {
                    continue;
                }
                int there = leader.epochAt(offset);
                int here = copy.epochAt(offset);
                require(
                        here == there,
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
                                        + there
                                        + " at its leader");
            }
        }
    }
}
