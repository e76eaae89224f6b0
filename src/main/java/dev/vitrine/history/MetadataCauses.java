package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.PartitionChanged;
import dev.vitrine.history.Happening.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What led to a change of the cluster's metadata: of topics, settings, partitions and who is
/// fenced.
///
/// Every node tells every change as it applies it. The first that tells of an offset is listened
/// to: what a node tells between two [Event.MetadataApplied] is what the second of them changed.
final class MetadataCauses implements State {
    /// Changes that one record of metadata makes; there are fewer.
    private static final int CHANGES_PER_RECORD_MAX = 8;

    private final Happenings happenings;
    private final SettingsFold settings;
    private final Map<Integer, List<Event>> untold = new TreeMap<>();
    private final Map<String, PartitionChanged> partitions = new TreeMap<>();

    /// Changes of partitions that await the fencing that is told in the next record, by broker.
    private final Map<Integer, List<Long>> awaitFencing = new TreeMap<>();

    private final Map<Integer, Boolean> fenced = new TreeMap<>();
    private long furthest = -1;

    MetadataCauses(Happenings happenings, SettingsFold settings) {
        this.happenings = happenings;
        this.settings = settings;
    }

    /// A node begins anew with what it applies.
    void nodeEnded(int node) {
        untold.remove(node);
    }

    void untold(Event change) {
        List<Event> changes = untold.computeIfAbsent(change.node(), _ -> new ArrayList<>());
        if (changes.size() < CHANGES_PER_RECORD_MAX) {
            changes.add(change);
        }
    }

    void applied(Event.MetadataApplied e) {
        List<Event> changes = untold.remove(e.node());
        if (e.offset() <= furthest) {
            return;
        }
        furthest = e.offset();
        if (changes == null) {
            return;
        }
        for (Event change : changes) {
            switch (change) {
                case Event.BrokerRegistered c ->
                        happenings.add(
                                c.atMs(),
                                Kind.FENCING,
                                new Subject.OfNode(c.broker()),
                                "broker " + c.broker() + " registers",
                                "",
                                happenings.newest("start " + c.broker()),
                                "register " + c.broker());
                case Event.BrokerFencingChanged c -> fencing(c, e.why());
                case Event.BrokerUnregistered c ->
                        happenings.root(
                                c.atMs(),
                                Kind.FENCING,
                                new Subject.OfNode(c.broker()),
                                "broker " + c.broker() + " is unregistered",
                                "unregister " + c.broker());
                case Event.TopicCreated c -> {
                    settings.topicCreated(c);
                    topic(c.atMs(), c.topic(), "created");
                }
                case Event.TopicDeleted c -> {
                    settings.topicDeleted(c);
                    partitions.keySet().removeIf(key -> isOf(key, c.topic()));
                    topic(c.atMs(), c.topic(), "deleted");
                }
                case PartitionChanged c -> partition(c, e.why());
                case Event.ConfigChanged c -> config(c);
                default -> {}
            }
        }
    }

    private static boolean isOf(String partition, String topic) {
        return partition.lastIndexOf('-') == topic.length() && partition.startsWith(topic);
    }

    /// What a partition came to, null when there is none of that name.
    @Nullable PartitionChanged partition(String id) {
        return partitions.get(id);
    }

    /// How many partitions a topic has; 0 when it is not there.
    int partitionsOf(String topic) {
        int count = 0;
        while (partitions.containsKey(topic + "-" + count)) {
            count++;
        }
        return count;
    }

    private void topic(long atMs, String topic, String done) {
        happenings.root(
                atMs,
                Kind.TOPIC,
                new Subject.OfTopic(topic),
                "topic " + topic + " is " + done,
                "topic " + topic);
        happenings.name(done + " " + topic);
    }

    private void config(Event.ConfigChanged c) {
        settings.changed(c);
        String value = c.value();
        Subject about =
                c.resource().startsWith("topic ")
                        ? new Subject.OfTopic(c.resource().substring("topic ".length()))
                        : new Subject.OfCluster();
        happenings.root(
                c.atMs(),
                Kind.CONFIG,
                about,
                c.key()
                        + " of "
                        + c.resource()
                        + (value == null ? " goes back to its default" : " is set to " + value),
                "config " + c.resource() + " " + c.key());
    }

    /// The record of a registration tells it too; only what is new is a happening.
    private void fencing(Event.BrokerFencingChanged c, String why) {
        int broker = c.broker();
        Boolean before = fenced.put(broker, c.fenced());
        if (before != null && before == c.fenced()) {
            return;
        }
        if (!c.fenced()) {
            happenings.add(
                    c.atMs(),
                    Kind.FENCING,
                    new Subject.OfNode(broker),
                    "the controller lets in broker " + broker,
                    why,
                    happenings.newest("register " + broker),
                    "let-in " + broker);
            return;
        }
        if (before == null) {
            return;
        }
        long cause =
                happenings.latest(
                        happenings.newest("let-in " + broker),
                        "end " + broker,
                        "stop " + broker,
                        "pause " + broker);
        long seq =
                happenings.add(
                        c.atMs(),
                        Kind.FENCING,
                        new Subject.OfNode(broker),
                        "the controller fences broker " + broker,
                        why,
                        cause,
                        "fence " + broker);
        List<Long> waiting = awaitFencing.remove(broker);
        if (waiting != null) {
            for (long each : waiting) {
                happenings.causedBy(each, seq);
            }
        }
    }

    private void partition(PartitionChanged now, String why) {
        String id = now.topic() + "-" + now.partition();
        PartitionChanged before = partitions.put(id, now);
        Subject about = new Subject.OfPartition(now.topic(), now.partition());
        if (before == null) {
            created(now, id, about, why);
            return;
        }
        boolean led = before.leader() != now.leader() || before.leaderEpoch() != now.leaderEpoch();
        Kind kind =
                led ? Kind.LEADER : before.isr().equals(now.isr()) ? Kind.PARTITION : Kind.IN_SYNC;
        Reasons.Cause cause = Reasons.of(why, now.topic(), id);
        long seq =
                happenings.add(
                        now.atMs(),
                        kind,
                        about,
                        Reasons.change(id, before, now),
                        why,
                        cause.names().isEmpty()
                                ? cause.otherwise()
                                : happenings.latest(
                                        Happening.NOT_TOLD, cause.names().toArray(String[]::new)),
                        "partition " + id);
        happenings.name("any partition");
        if (led) {
            happenings.name("leader " + id);
            happenings.name("moved " + id);
            happenings.name("any leader");
        }
        if (!now.isr().equals(before.isr())) {
            happenings.name("in-sync " + id);
        }
        if (now.isr().size() != before.isr().size()) {
            happenings.name(now.isr().size() < before.isr().size() ? "isr shrank" : "isr grew");
        }
        if (why.contains("no replica in sync is alive")) {
            happenings.name("unclean leader");
        }
        if (why.contains("unclean")) {
            happenings.name("unclean " + id);
        }
        for (int member : before.isr()) {
            if (!now.isr().contains(member)) {
                happenings.name("drop " + id + " " + member);
            }
        }
        if (cause.fencing() >= 0) {
            awaitFencing.computeIfAbsent(cause.fencing(), _ -> new ArrayList<>()).add(seq);
        }
    }

    private void created(PartitionChanged now, String id, Subject about, String why) {
        // The controller gives a reason for those that did not come with their topic.
        boolean added = !why.isEmpty();
        happenings.add(
                now.atMs(),
                Kind.PARTITION,
                about,
                id + (added ? " is added, " : " is created, ") + Reasons.led(now),
                why,
                added ? Happening.ROOT : happenings.newest("topic " + now.topic()),
                "partition " + id);
        happenings.name("leader " + id);
        happenings.name("in-sync " + id);
        if (added) {
            happenings.name("topic " + now.topic());
        }
    }
}
