package dev.vitrine.history;

import dev.vitrine.event.Event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Invariants of what clients were told: groups, commits, acknowledgements.
final class ClientRules {
    private ClientRules() {}

    static List<Rule> all(Durability durability) {
        return List.of(
                new OneOwner(),
                new CommitsStay(durability),
                new NothingLost(durability),
                new Sums());
    }

    /// A classic group's leader assigns as it likes; that a partition has one owner is the promise
    /// of Kafka's own assignors. While members join again they say themselves what they still hold,
    /// which may be what is another's by now.
    private static final class OneOwner extends Rule {
        private static final TreeSet<String> ASSIGNORS =
                new TreeSet<>(
                        List.of("range", "roundrobin", "sticky", "cooperative-sticky", "uniform"));

        OneOwner() {
            super(
                    "one-owner",
                    "one owner of a partition in a group",
                    "In no generation of a group that Kafka's own assignors serve do two members"
                            + " own one partition.");
        }

        @Override
        void see(Event event) {
            if (event instanceof Event.GroupChanged e
                    && (e.protocolType().equals("consumer")
                            || e.state().equals("Stable") && ASSIGNORS.contains(e.assignor()))) {
                changed(e);
            }
        }

        private void changed(Event.GroupChanged e) {
            Map<String, String> owners = new TreeMap<>();
            List<String> twice = new ArrayList<>();
            for (Event.GroupMember member : e.members()) {
                member.assignment()
                        .forEach((topic, numbers) ->
                                numbers.forEach(number -> {
                                    String id = topic + "-" + number;
                                    String other = owners.put(id, member.memberId());
                                    if (other != null && !other.equals(member.memberId())) {
                                        twice.add(id + ": " + other + " and " + member.memberId());
                                    }
                                }));
            }
            require(
                    twice.isEmpty(),
                    e.atMs(),
                    new Subject.OfGroup(e.group()),
                    () ->
                            "group "
                                    + e.group()
                                    + ", generation "
                                    + e.generation()
                                    + ": "
                                    + String.join(", ", twice));
        }
    }

    /// A member may seek back and commit, and an administrator may set a group back: a commit to an
    /// earlier offset is a commit like any other. What must not be is that one that was made is not
    /// there any more when another coordinator takes the group up. The coordinator may have died
    /// with a newer one that it stored and told nobody of; an older one it must not find.
    private static final class CommitsStay extends Rule {
        private static final String OFFSETS = "__consumer_offsets";

        /// Commits of a partition that are remembered; an older one that is found goes for a newer
        /// that nobody was told of.
        private static final int COMMITS_MAX = 8;

        private final Durability durability;

        /// The newest commits of each partition of a group, oldest first.
        private final Map<String, Deque<Commit>> told = new TreeMap<>();

        /// A commit is known by both: coordinators' clocks may differ, so that the times say which
        /// it is and not which is the newer.
        private record Commit(long offset, long takenMs) {}

        CommitsStay(Durability durability) {
            super(
                    "commits-stay",
                    "a group's commits are not lost",
                    "Who comes to coordinate a group finds the offsets that were committed last, or"
                            + " newer ones.");
            this.durability = durability;
        }

        @Override
        void see(Event event) {
            switch (event) {
                case Event.GroupDeleted e ->
                        told.keySet().removeIf(key -> key.startsWith(e.group() + "\n"));
                case Event.OffsetsForgotten e ->
                        e.partitions().forEach(p -> told.remove(key(e.group(), e.topic(), p)));
                case Event.TopicDeleted e ->
                        told.keySet().removeIf(key -> key.contains("\n" + e.topic() + "-"));
                case Event.OffsetCommitted e -> committed(e);
                default -> outOfPromise();
            }
        }

        private void outOfPromise() {
            for (Durability.Broken broken : durability.broken()) {
                if (broken.id().topic().equals(OFFSETS)) {
                    exempt(
                            broken.atMs(),
                            broken.about(),
                            "the groups that "
                                    + broken.id()
                                    + " keeps are not judged, because "
                                    + broken.why());
                }
            }
        }

        private void committed(Event.OffsetCommitted e) {
            if (told.size() > Projector.GROUP_PARTITIONS_MAX) {
                told.clear();
            }
            Deque<Commit> before =
                    told.computeIfAbsent(
                            key(e.group(), e.topic(), e.partition()), _ -> new ArrayDeque<>());
            Commit now = new Commit(e.offset(), e.takenMs());
            Commit newest = before.peekLast();
            boolean known = before.remove(now);
            boolean older = e.found() && known && !now.equals(newest);
            before.addLast(now);
            if (before.size() > COMMITS_MAX) {
                before.removeFirst();
            }
            if (older && !durability.isPromised(OFFSETS, partitionOf(e.group()))) {
                return;
            }
            require(
                    !older,
                    e.atMs(),
                    new Subject.OfGroup(e.group()),
                    () ->
                            "group "
                                    + e.group()
                                    + ", "
                                    + e.topic()
                                    + "-"
                                    + e.partition()
                                    + ": offset "
                                    + (newest == null ? -1 : newest.offset)
                                    + " was committed last, and broker "
                                    + e.node()
                                    + " finds "
                                    + e.offset()
                                    + " from before");
        }

        @Override
        void leftOut() {
            told.clear();
        }

        /// The partition of the log of offsets that keeps a group's, as Kafka works it out.
        private int partitionOf(String group) {
            return (group.hashCode() & Integer.MAX_VALUE)
                    % Math.max(1, durability.partitionsOf(OFFSETS));
        }

        private static String key(String group, String topic, int partition) {
            return group + "\n" + topic + "-" + partition;
        }
    }

    /// Nobody tells with which acks a record was acknowledged, only with which its producer runs.
    private static final class NothingLost extends Rule {
        private final Durability durability;
        private final TreeSet<String> waitForAll = new TreeSet<>();
        private final TreeSet<String> waitedForLess = new TreeSet<>();

        NothingLost(Durability durability) {
            super(
                    "nothing-lost",
                    "nothing acknowledged is lost",
                    "A record acknowledged with acks=all stays, unless an unclean election or the"
                            + " disks of all replicas in sync took it.");
            this.durability = durability;
        }

        @Override
        void see(Event event) {
            for (Durability.Broken broken : durability.broken()) {
                exempt(
                        broken.atMs(),
                        broken.about(),
                        broken.id() + " is not judged any more, because " + broken.why());
            }
            switch (event) {
                case Event.ClientStarted e -> started(e);
                case Event.ProducerProgressed e -> {
                    if (isJudged(e.client())) {
                        require(true, e.atMs(), new Subject.OfClient(e.client()), () -> "");
                    }
                }
                case Event.RecordsLost e -> {
                    if (isJudged(e.client()) && durability.isPromised(e.topic(), e.partition())) {
                        require(
                                false,
                                e.atMs(),
                                new Subject.OfPartition(e.topic(), e.partition()),
                                () -> words(e));
                    }
                }
                default -> {}
            }
        }

        private void started(Event.ClientStarted e) {
            if (e.kind() != Event.ClientKind.PRODUCER) {
                return;
            }
            String acks = e.settings().getOrDefault("acks", "");
            boolean all = acks.equals("all") || acks.equals("-1");
            boolean first = (all ? waitForAll : waitedForLess).add(e.client());
            if (first && waitForAll.contains(e.client()) && waitedForLess.contains(e.client())) {
                exempt(
                        e.atMs(),
                        new Subject.OfClient(e.client()),
                        "records of "
                                + e.client()
                                + " are not judged, because it has also run with other acks than"
                                + " all");
            }
        }

        private boolean isJudged(String client) {
            return waitForAll.contains(client) && !waitedForLess.contains(client);
        }

        private static String words(Event.RecordsLost e) {
            return e.topic()
                    + "-"
                    + e.partition()
                    + ": offsets "
                    + e.baseOffset()
                    + " to "
                    + e.lastOffset()
                    + " of "
                    + e.client()
                    + " were acknowledged and are gone";
        }
    }

    private static final class Sums extends Rule {
        Sums() {
            super(
                    "sums",
                    "every record has a fate",
                    "Of each producer: sent = acknowledged + failed + pending.");
        }

        @Override
        void see(Event event) {
            if (event instanceof Event.ProducerProgressed e) {
                require(
                        e.sent() == e.acknowledged() + e.failed() + e.pending(),
                        e.atMs(),
                        new Subject.OfClient(e.client()),
                        () ->
                                e.client()
                                        + ": sent "
                                        + e.sent()
                                        + ", acknowledged "
                                        + e.acknowledged()
                                        + ", failed "
                                        + e.failed()
                                        + ", pending "
                                        + e.pending());
            }
        }
    }
}
