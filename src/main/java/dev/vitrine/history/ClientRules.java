package dev.vitrine.history;

import dev.vitrine.event.Event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Invariants of what clients were told: groups, commits, acknowledgements.
final class ClientRules {
    private ClientRules() {}

    static List<Rule> all(SettingsFold settings) {
        return List.of(new OneOwner(), new CommitsGrow(), new NothingLost(settings), new Sums());
    }

    private static final class OneOwner extends Rule {
        OneOwner() {
            super(
                    "one-owner",
                    "one owner of a partition in a group",
                    "In no generation of a group do two members own one partition.");
        }

        @Override
        void see(Event event) {
            if (!(event instanceof Event.GroupChanged e)) {
                return;
            }
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

    /// A group without members may be set back by an administrator; one whose partition was cut
    /// back, or is led uncleanly, has to go back.
    private static final class CommitsGrow extends Rule {
        private final Map<String, Long> committed = new TreeMap<>();
        private final Map<String, Integer> sizes = new TreeMap<>();
        private final TreeSet<String> cut = new TreeSet<>();

        CommitsGrow() {
            super(
                    "commits-grow",
                    "a group's commits do not go back",
                    "While a group has members its committed offsets only grow, unless the log was"
                            + " cut back.");
        }

        @Override
        void see(Event event) {
            switch (event) {
                case Event.GroupChanged e -> sizes.put(e.group(), e.members().size());
                case Event.GroupDeleted e -> {
                    committed.keySet().removeIf(key -> key.startsWith(e.group() + "\n"));
                    sizes.remove(e.group());
                }
                case Event.OffsetsForgotten e ->
                        e.partitions().forEach(p -> committed.remove(key(e.group(), e.topic(), p)));
                case Event.TopicDeleted e ->
                        committed.keySet().removeIf(key -> key.contains("\n" + e.topic() + "-"));
                case Event.LogTruncated e -> cut.add(e.topic() + "-" + e.partition());
                case Event.OffsetCommitted e -> committed(e);
                default -> {}
            }
        }

        private void committed(Event.OffsetCommitted e) {
            if (committed.size() > Projector.GROUP_PARTITIONS_MAX) {
                committed.clear();
            }
            Long before = committed.put(key(e.group(), e.topic(), e.partition()), e.offset());
            require(
                    before == null
                            || before <= e.offset()
                            || sizes.getOrDefault(e.group(), 0) == 0
                            || cut.contains(e.topic() + "-" + e.partition()),
                    e.atMs(),
                    new Subject.OfGroup(e.group()),
                    () ->
                            "group "
                                    + e.group()
                                    + " committed "
                                    + e.topic()
                                    + "-"
                                    + e.partition()
                                    + " at "
                                    + e.offset()
                                    + " after "
                                    + before);
        }

        private static String key(String group, String topic, int partition) {
            return group + "\n" + topic + "-" + partition;
        }
    }

    /// What was never flushed is gone with a machine's power, and with a wiped disk: Kafka promises
    /// nothing of it.
    private static final class NothingLost extends Rule {
        private final SettingsFold settings;
        private final TreeSet<String> waitForAll = new TreeSet<>();
        private boolean diskLost;

        NothingLost(SettingsFold settings) {
            super(
                    "nothing-lost",
                    "nothing acknowledged is lost",
                    "A record acknowledged with acks=all stays while unclean leader election is off"
                            + " and no disk was wiped or lost power.");
            this.settings = settings;
        }

        @Override
        void see(Event event) {
            switch (event) {
                case Event.ClientStarted e -> {
                    String acks = e.settings().getOrDefault("acks", "");
                    if (acks.equals("all") || acks.equals("-1")) {
                        waitForAll.add(e.client());
                    } else {
                        waitForAll.remove(e.client());
                    }
                }
                case Event.NodeEnded e -> diskLost |= e.ending() == Event.Ending.POWER_LOST;
                case Event.FaultInjected e -> diskLost |= e.words().startsWith("wipe");
                case Event.ProducerProgressed e -> {
                    if (waitForAll.contains(e.client()) && !diskLost) {
                        require(true, e.atMs(), new Subject.OfClient(e.client()), () -> "");
                    }
                }
                case Event.RecordsLost e -> {
                    boolean promised =
                            waitForAll.contains(e.client())
                                    && !diskLost
                                    && !Boolean.parseBoolean(
                                            settings.ofTopic(
                                                    e.topic(),
                                                    "unclean.leader.election.enable",
                                                    "false"));
                    require(
                            !promised,
                            e.atMs(),
                            new Subject.OfPartition(e.topic(), e.partition()),
                            () ->
                                    e.topic()
                                            + "-"
                                            + e.partition()
                                            + ": offsets "
                                            + e.baseOffset()
                                            + " to "
                                            + e.lastOffset()
                                            + " of "
                                            + e.client()
                                            + " were acknowledged and are gone");
                }
                default -> {}
            }
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
