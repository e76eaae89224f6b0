package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Metrics.Metric;
import dev.vitrine.history.Metrics.Second;
import dev.vitrine.history.Snapshot.Controller;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.Lag;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.history.Snapshot.TopicView;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Kafka's metrics, worked out from the events.
///
/// Counts of partitions are taken anew after metadata changed; what happens often is counted as it
/// comes.
final class MetricsFold implements State {
    private static final String REPLICA = "kafka.server:type=ReplicaManager,name=";
    private static final String CONTROLLER = "kafka.controller:type=KafkaController,name=";
    private static final String STATS = "kafka.controller:type=ControllerStats,name=";
    private static final String TOPICS = "kafka.server:type=BrokerTopicMetrics,name=";
    private static final String NETWORK = "kafka.network:type=RequestMetrics,name=";
    private static final String LAST_SECOND = "in the last whole second";
    private static final String LAST_MINUTE = "in the last minute, a second";
    private static final long MINUTE_MS = 60_000;

    /// Changes of a kind that are counted for a minute; more are not told apart.
    private static final int CHANGES_MAX = 10_000;

    private final TopicsFold topics;
    private final CausesFold causes;
    private final SettingsFold settings;
    private final GroupsFold groups;
    private final SecondsFold seconds = new SecondsFold();
    private final OpenRequests open = new OpenRequests();
    private final Map<String, Event.PartitionChanged> partitions = new HashMap<>();
    private final Deque<Long> shrinks = new ArrayDeque<>();
    private final Deque<Long> expands = new ArrayDeque<>();
    private final Deque<Long> elections = new ArrayDeque<>();
    private final Deque<Long> unclean = new ArrayDeque<>();
    private final Map<String, Double> before = new HashMap<>();
    private final Map<String, Long> changedBy = new HashMap<>();
    private long requests;
    private long requestsAtSecond;
    private long requestsPerSecond;
    private boolean recount = true;

    /// Whether partitions changed since [#note].
    private boolean hasNews;

    private Counts counts = new Counts(0, 0, 0, 0, 0, 0);
    private Metrics view = Metrics.EMPTY;

    private record Counts(
            int underReplicated,
            int underMinIsr,
            int offline,
            int imbalanced,
            int inSync,
            int replicas) {}

    MetricsFold(TopicsFold topics, CausesFold causes, SettingsFold settings, GroupsFold groups) {
        this.topics = topics;
        this.causes = causes;
        this.settings = settings;
        this.groups = groups;
    }

    void apply(Event event, Controller controller, long nowMs) {
        if (seconds.isDue(nowMs)) {
            pass(nowMs);
            note(controller, nowMs);
        }
        switch (event) {
            case Event.PartitionChanged e -> changed(e);
            case Event.TopicCreated _, Event.ConfigChanged _ -> recount = true;
            // With it the causes of what was told just before are known.
            case Event.MetadataApplied _ -> {
                if (hasNews) {
                    note(controller, nowMs);
                }
            }
            case Event.TopicDeleted e -> {
                partitions
                        .keySet()
                        .removeIf(key -> key.startsWith(e.topic() + "#" + e.topicId() + "-"));
                recount = true;
            }
            case Event.RecordsAppended e -> {
                if (topics.leads(e.node(), e.topic(), e.partition())) {
                    seconds.appended(e);
                }
            }
            case Event.ClientStarted e -> seconds.started(e);
            case Event.ConsumerProgressed e -> seconds.consumed(e);
            case Event.RequestReceived e -> {
                if (e.fromNode() == Event.OUTSIDE
                        && !e.clientId().startsWith(Projector.HIDDEN_CLIENT_PREFIX)) {
                    requests++;
                    open.received(e);
                }
            }
            case Event.ClientDisconnected e -> open.disconnected(e);
            case Event.ResponseSent e -> {
                Event.RequestReceived asked = open.answered(e);
                if (asked != null) {
                    seconds.answered(asked, e);
                }
            }
            default -> {}
        }
    }

    /// Ends the seconds that are over.
    void pass(long nowMs) {
        count();
        seconds.pass(
                nowMs,
                new SecondsFold.Standing(
                        counts.underReplicated,
                        counts.offline,
                        counts.inSync,
                        counts.replicas,
                        groups.view()));
        requestsPerSecond = requests - requestsAtSecond;
        requestsAtSecond = requests;
    }

    /// Takes note of the values, and of what changed them.
    private void note(Controller controller, long nowMs) {
        hasNews = false;
        count();
        for (Valued each : values(controller, nowMs)) {
            Double was = before.put(each.name, each.value);
            if (was != null && was != each.value) {
                changedBy.put(each.name, each.happening);
            }
        }
    }

    private void changed(Event.PartitionChanged now) {
        String key = topics.identity(now.topic()) + "-" + now.partition();
        Event.PartitionChanged known = partitions.get(key);
        if (known != null && known.partitionEpoch() >= now.partitionEpoch()) {
            return;
        }
        partitions.put(key, now);
        recount = true;
        hasNews = true;
        if (known == null) {
            return;
        }
        if (now.isr().size() < known.isr().size()) {
            mark(shrinks, now.atMs());
        } else if (now.isr().size() > known.isr().size()) {
            mark(expands, now.atMs());
        }
        if (now.leader() >= 0 && now.leader() != known.leader()) {
            mark(elections, now.atMs());
            boolean clean =
                    known.isr().contains(now.leader()) || known.elr().contains(now.leader());
            if (!clean) {
                mark(unclean, now.atMs());
            }
        }
    }

    private static void mark(Deque<Long> marks, long atMs) {
        marks.addLast(atMs);
        if (marks.size() > CHANGES_MAX) {
            marks.removeFirst();
        }
    }

    private static double perSecond(Deque<Long> marks, long nowMs) {
        while (!marks.isEmpty() && marks.getFirst() <= nowMs - MINUTE_MS) {
            marks.removeFirst();
        }
        return marks.size() * 1_000.0 / MINUTE_MS;
    }

    private void count() {
        if (!recount) {
            return;
        }
        recount = false;
        int underReplicated = 0;
        int underMinIsr = 0;
        int offline = 0;
        int imbalanced = 0;
        int inSync = 0;
        int replicas = 0;
        for (TopicView topic : topics.view()) {
            for (PartitionView each : topic.partitions()) {
                int minIsr = settings.minInSync(topic.name(), each.replicas().size());
                underReplicated += each.isUnderReplicated() ? 1 : 0;
                underMinIsr += each.isr().size() < minIsr ? 1 : 0;
                offline += each.isOffline() ? 1 : 0;
                imbalanced += each.leader() != each.preferredLeader() ? 1 : 0;
                inSync += each.isr().size();
                replicas += each.replicas().size();
            }
        }
        counts = new Counts(underReplicated, underMinIsr, offline, imbalanced, inSync, replicas);
    }

    Metrics view(Controller controller, long nowMs) {
        count();
        List<Second> done = seconds.seconds();
        List<Metric> strip =
                values(controller, nowMs).stream().map(each -> each.metric(changedBy)).toList();
        if (!strip.equals(view.now()) || done != view.seconds()) {
            view = new Metrics(strip, done, seconds.spans());
        }
        return view;
    }

    /// A metric's value now, and what would be the cause if it is another than before.
    private record Valued(
            String name,
            String mbean,
            String says,
            double value,
            String unit,
            Tone tone,
            long happening) {
        Metric metric(Map<String, Long> changedBy) {
            return new Metric(
                    name,
                    mbean,
                    says,
                    value,
                    unit,
                    tone,
                    changedBy.getOrDefault(name, Happening.NOT_TOLD));
        }
    }

    private List<Valued> values(Controller controller, long nowMs) {
        List<Second> done = seconds.seconds();
        long metadata = causes.newest("any partition");
        Second last = done.isEmpty() ? null : done.getLast();
        List<Valued> strip = new ArrayList<>();
        add(
                strip,
                "UnderReplicatedPartitions",
                REPLICA,
                "partitions whose in-sync set misses a replica, of all brokers together",
                counts.underReplicated,
                "",
                tone(counts.underReplicated, Tone.WARNING),
                metadata);
        add(
                strip,
                "UnderMinIsrPartitionCount",
                REPLICA,
                "partitions with fewer in sync than min.insync.replicas: acks=all fails there",
                counts.underMinIsr,
                "",
                tone(counts.underMinIsr, Tone.BAD),
                metadata);
        add(
                strip,
                "OfflinePartitionsCount",
                CONTROLLER,
                "partitions that nobody leads",
                counts.offline,
                "",
                tone(counts.offline, Tone.BAD),
                metadata);
        add(
                strip,
                "ActiveControllerCount",
                CONTROLLER,
                "nodes that are the active controller, of all together: 1 is right",
                controller.isKnown() ? 1 : 0,
                "",
                controller.isKnown() ? Tone.PLAIN : Tone.BAD,
                causes.newest("controller"));
        rates(strip, nowMs);
        add(
                strip,
                "PreferredReplicaImbalanceCount",
                CONTROLLER,
                "partitions that their preferred replica does not lead",
                counts.imbalanced,
                "",
                Tone.PLAIN,
                metadata);
        flow(strip, last);
        lag(strip);
        return List.copyOf(strip);
    }

    private void rates(List<Valued> strip, long nowMs) {
        add(
                strip,
                "IsrShrinksPerSec",
                REPLICA,
                "in-sync sets that lost a member " + LAST_MINUTE,
                perSecond(shrinks, nowMs),
                "/s",
                Tone.PLAIN,
                causes.newest("isr shrank"));
        add(
                strip,
                "IsrExpandsPerSec",
                REPLICA,
                "in-sync sets that won a member " + LAST_MINUTE,
                perSecond(expands, nowMs),
                "/s",
                Tone.PLAIN,
                causes.newest("isr grew"));
        add(
                strip,
                "LeaderElectionRateAndTimeMs",
                STATS,
                "partitions that got another leader " + LAST_MINUTE,
                perSecond(elections, nowMs),
                "/s",
                Tone.PLAIN,
                causes.newest("any leader"));
        double uncleanly = perSecond(unclean, nowMs);
        add(
                strip,
                "UncleanLeaderElectionsPerSec",
                STATS,
                "of these, to a replica that was not in sync " + LAST_MINUTE,
                uncleanly,
                "/s",
                uncleanly > 0 ? Tone.BAD : Tone.PLAIN,
                causes.newest("unclean leader"));
    }

    private void flow(List<Valued> strip, @Nullable Second last) {
        add(
                strip,
                "MessagesInPerSec",
                TOPICS,
                "records appended on leaders " + LAST_SECOND,
                last == null ? Metric.UNKNOWN : last.recordsIn(),
                "/s",
                Tone.PLAIN,
                Happening.NOT_TOLD);
        add(
                strip,
                "BytesInPerSec",
                TOPICS,
                "bytes appended on leaders " + LAST_SECOND,
                last == null ? Metric.UNKNOWN : last.bytesIn(),
                "B/s",
                Tone.PLAIN,
                Happening.NOT_TOLD);
        add(
                strip,
                "BytesOutPerSec",
                TOPICS,
                "bytes of the records that clients fetched " + LAST_SECOND,
                last == null ? Metric.UNKNOWN : last.bytesOut(),
                "B/s",
                Tone.PLAIN,
                Happening.NOT_TOLD);
        add(
                strip,
                "RequestsPerSec",
                NETWORK,
                "requests of clients, of all kinds, " + LAST_SECOND,
                last == null ? Metric.UNKNOWN : requestsPerSecond,
                "/s",
                Tone.PLAIN,
                Happening.NOT_TOLD);
        add(
                strip,
                "TotalTimeMs Produce",
                NETWORK + "TotalTimeMs,request=Produce",
                "from taking Produce to answering it, 99th percentile " + LAST_SECOND,
                last == null ? Metric.UNKNOWN : last.produce().p99(),
                "ms",
                Tone.PLAIN,
                Happening.NOT_TOLD);
        add(
                strip,
                "TotalTimeMs Fetch",
                NETWORK + "TotalTimeMs,request=FetchConsumer",
                "from taking a client's Fetch to answering it, the wait for records included, 99th"
                        + " percentile "
                        + LAST_SECOND,
                last == null ? Metric.UNKNOWN : last.fetch().p99(),
                "ms",
                Tone.PLAIN,
                Happening.NOT_TOLD);
    }

    private void lag(List<Valued> strip) {
        int shown = 0;
        for (GroupView group : groups.view()) {
            if (shown++ == Projector.CHARTED_GROUPS_MAX) {
                return;
            }
            long most = group.lags().stream().mapToLong(Lag::lag).max().orElse(-1);
            add(
                    strip,
                    "records-lag-max " + group.name(),
                    "kafka.consumer:type=consumer-fetch-manager-metrics,client-id=*"
                            + " records-lag-max",
                    "records between a partition's high watermark and the commit of group "
                            + group.name()
                            + ", the most of any partition",
                    most,
                    "",
                    Tone.PLAIN,
                    causes.newest("group " + group.name()));
        }
    }

    private void add(
            List<Valued> strip,
            String name,
            String mbean,
            String says,
            double value,
            String unit,
            Tone tone,
            long happening) {
        strip.add(
                new Valued(
                        name,
                        mbean.endsWith("name=") ? mbean + name : mbean,
                        says,
                        value,
                        unit,
                        tone,
                        happening));
    }

    private static Tone tone(int count, Tone otherwise) {
        return count == 0 ? Tone.PLAIN : otherwise;
    }
}
