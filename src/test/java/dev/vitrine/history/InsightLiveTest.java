package dev.vitrine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.fault.Fault;
import dev.vitrine.history.Metrics.Metric;
import dev.vitrine.live.Cluster;
import dev.vitrine.live.ClusterConfig;
import dev.vitrine.live.EventHub;
import dev.vitrine.live.Subscription;
import dev.vitrine.scenario.Timings;
import dev.vitrine.workload.ConsumerPlan;
import dev.vitrine.workload.ProducerPlan;
import dev.vitrine.workload.Workload;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// The folds over a real cluster: they read the sentences that the engine really says.
@Timeout(120)
final class InsightLiveTest {
    private static final int EVENTS_MAX = 200_000;

    private final EventHub hub = new EventHub();
    private final Subscription subscription = hub.open(EVENTS_MAX);
    private final Projector projector = new Projector();
    private final Cluster cluster;
    private final Workload workload;
    private Snapshot snapshot = Snapshot.EMPTY;

    InsightLiveTest() {
        Map<String, String> settings =
                new TreeMap<>(Timings.CLASSROOM.settings(Timings.Where.BROKER));
        settings.put("offsets.topic.num.partitions", "3");
        cluster = Cluster.start(ClusterConfig.ofBrokers(3).withSettings(settings), hub);
        cluster.awaitReady(Duration.ofSeconds(30));
        workload = new Workload(cluster::bootstrap, cluster.clock(), hub);
    }

    @AfterEach
    void close() {
        workload.close();
        cluster.close();
        subscription.close();
    }

    private Snapshot await(String what, Predicate<Snapshot> wanted) throws InterruptedException {
        long endNanos = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            subscription.drain(projector::apply);
            snapshot = projector.snapshot();
            if (wanted.test(snapshot)) {
                return snapshot;
            }
            if (System.nanoTime() > endNanos || !subscription.await(Duration.ofSeconds(5))) {
                throw new AssertionError("never: " + what + "\n" + story());
            }
        }
    }

    /// Awaits that what happened last is of that kind, and told: a change that is seen is told one
    /// event later, with the record of metadata that made it.
    private Why awaitWhy(
            String what, Subject about, Happening.Kind last, Predicate<Snapshot> wanted)
            throws InterruptedException {
        Predicate<Snapshot> told =
                now -> {
                    Why why = Why.ofLast(now.insight().happenings(), about);
                    return why != null && why.links().getFirst().kind() == last;
                };
        Snapshot then = await(what, wanted.and(told));
        return Objects.requireNonNull(Why.ofLast(then.insight().happenings(), about));
    }

    private String story() {
        List<String> lines = new ArrayList<>();
        snapshot.insight()
                .happenings()
                .forEach(h ->
                        lines.add(h.seq() + " ← " + h.cause() + " " + h.words() + " | " + h.why()));
        return String.join("\n", lines);
    }

    private static double metric(Snapshot snapshot, String name) {
        return snapshot.insight().metrics().now().stream()
                .filter(metric -> metric.name().equals(name))
                .mapToDouble(Metric::value)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isWhole(Snapshot now) {
        return now.nodes().stream().allMatch(Snapshot.NodeView::isUp)
                && now.underReplicated() == 0
                && now.offline() == 0
                && now.controller().isKnown();
    }

    @Test
    void aStormTripsNoInvariantAndTheMetricsAreWhatAnAdminClientReports() throws Exception {
        workload.administrator().createTopic("orders", 3, 3, Map.of("min.insync.replicas", "2"));
        workload.startProducer(ProducerPlan.of("checkout", "orders").withRecordsPerSecond(200));
        workload.startConsumer(ConsumerPlan.of("billing-1", "billing", "orders"));
        await("records flow", now -> now.counters().recordsAppended() > 200);
        for (int victim : new int[] {2, 3, 1}) {
            cluster.kill(victim, false);
            await(
                    "broker " + victim + " is fenced, and others lead",
                    now ->
                            now.node(victim).fenced()
                                    && now.controller().isKnown()
                                    && now.offline() == 0
                                    && now.partitions().stream()
                                            .noneMatch(p -> p.isr().contains(victim)));
            cluster.restart(victim);
            await("all are in sync again", InsightLiveTest::isWhole);
        }
        cluster.kill(2, false);
        await("the controller fences 2", now -> now.underReplicated() > 0 && now.node(2).fenced());
        workload.stop("checkout");
        workload.stop("billing-1");
        Snapshot rest =
                await(
                        "nobody counts on broker 2",
                        now -> now.partitions().stream().noneMatch(p -> p.isr().contains(2)));
        assertThat(rest.insight().checks()).filteredOn(check -> !check.holds()).isEmpty();
        assertThat(rest.insight().checks()).extracting(Check::checked).doesNotContain(0L);
        assertTheMetricsAreWhatAnAdminClientReports(rest);
    }

    private void assertTheMetricsAreWhatAnAdminClientReports(Snapshot rest) throws Exception {
        int underReplicated = 0;
        int offline = 0;
        int underMinIsr = 0;
        try (Admin admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrap()))) {
            for (TopicDescription topic :
                    admin.describeTopics(List.of("orders", "__consumer_offsets"))
                            .allTopicNames()
                            .get()
                            .values()) {
                int minIsr = topic.name().equals("orders") ? 2 : 1;
                for (TopicPartitionInfo each : topic.partitions()) {
                    underReplicated += each.isr().size() < each.replicas().size() ? 1 : 0;
                    underMinIsr += each.isr().size() < minIsr ? 1 : 0;
                    offline += each.leader() == null || each.leader().isEmpty() ? 1 : 0;
                }
            }
        }
        assertThat(metric(rest, "UnderReplicatedPartitions"))
                .isEqualTo(underReplicated)
                .isPositive();
        assertThat(metric(rest, "UnderMinIsrPartitionCount")).isEqualTo(underMinIsr);
        assertThat(metric(rest, "OfflinePartitionsCount")).isEqualTo(offline);
        assertThat(metric(rest, "ActiveControllerCount")).isEqualTo(1);
    }

    @Test
    void aLeaderChangeGoesBackToTheKillByWayOfTheSessionTimeout() throws Exception {
        workload.administrator().createTopic("orders", 3, 3, Map.of());
        await("orders", now -> now.partition("orders", 2) != null && isWhole(now));
        int partition = 0;
        while (snapshot.partition("orders", partition).leader() == snapshot.controller().node()) {
            partition++;
        }
        int index = partition;
        int victim = snapshot.partition("orders", index).leader();
        cluster.kill(victim, false);
        Why why =
                awaitWhy(
                        "another leads",
                        new Subject.OfPartition("orders", index),
                        Happening.Kind.LEADER,
                        now ->
                                now.partition("orders", index).leader() != victim
                                        && now.node(victim).fenced());
        assertThat(why.end()).isEqualTo(Why.End.ROOT);
        assertThat(why.links())
                .extracting(Happening::kind)
                .containsExactly(
                        Happening.Kind.LEADER, Happening.Kind.FENCING, Happening.Kind.NODE);
        assertThat(why.links().get(1).setting()).isEqualTo("broker.session.timeout.ms = 1500");
        assertThat(why.links().getLast().words()).isEqualTo("broker " + victim + " is killed");
    }

    @Test
    void aNewControllerGoesBackToTheKillByWayOfTheFetchTimeout() throws Exception {
        await("a controller", now -> now.controller().isKnown() && isWhole(now));
        int victim = snapshot.controller().node();
        cluster.kill(victim, false);
        Snapshot after =
                await(
                        "another controller",
                        now -> now.controller().isKnown() && now.controller().node() != victim);
        Why why =
                Why.ofLast(
                        after.insight().happenings(),
                        new Subject.OfNode(after.controller().node()));
        assertThat(why.end()).as("%s", why).isEqualTo(Why.End.ROOT);
        assertThat(why.links().getFirst().kind()).isEqualTo(Happening.Kind.CONTROLLER);
        assertThat(why.links())
                .extracting(Happening::setting)
                .contains("controller.quorum.fetch.timeout.ms = 500");
        assertThat(why.links().getLast().words()).isEqualTo("broker " + victim + " is killed");
    }

    @Test
    void aSlowFollowerGoesBackToTheCutByWayOfTheLagTime() throws Exception {
        workload.administrator().createTopic("orders", 3, 3, Map.of());
        workload.startProducer(ProducerPlan.of("checkout", "orders").withRecordsPerSecond(50));
        await("orders", now -> now.partition("orders", 2) != null && isWhole(now));
        int controller = snapshot.controller().node();
        int partition = 0;
        while (snapshot.partition("orders", partition).leader() == controller) {
            partition++;
        }
        int index = partition;
        int leader = snapshot.partition("orders", index).leader();
        int follower = 6 - controller - leader;
        cluster.apply(new Fault.Cut(leader, follower, false)).join();
        Why why =
                awaitWhy(
                        "the follower is out of sync",
                        new Subject.OfPartition("orders", index),
                        Happening.Kind.IN_SYNC,
                        now -> !now.partition("orders", index).isr().contains(follower));
        assertThat(why.links())
                .extracting(Happening::kind)
                .containsExactly(
                        Happening.Kind.IN_SYNC, Happening.Kind.PROPOSAL, Happening.Kind.FAULT);
        assertThat(why.links().get(1).setting()).isEqualTo("replica.lag.time.max.ms = 3000");
        assertThat(snapshot.insight().checks()).allMatch(Check::holds);
    }

    @Test
    void aRefusedBatchGoesBackToTheKillThatShrankTheInSyncSet() throws Exception {
        workload.administrator().createTopic("orders", 1, 3, Map.of("min.insync.replicas", "3"));
        await("orders", now -> now.partition("orders", 0) != null && isWhole(now));
        int victim =
                List.of(1, 2, 3).stream()
                        .filter(node -> node != snapshot.controller().node())
                        .filter(node -> node != snapshot.partition("orders", 0).leader())
                        .findFirst()
                        .orElseThrow();
        cluster.kill(victim, false);
        awaitWhy(
                "two are in sync",
                new Subject.OfPartition("orders", 0),
                Happening.Kind.IN_SYNC,
                now -> now.partition("orders", 0).isr().size() == 2);
        workload.startProducer(ProducerPlan.of("checkout", "orders").withRecordsPerSecond(20));
        Why why = awaitError("checkout", "NOT_ENOUGH_REPLICAS");
        assertThat(why.links().getFirst().setting()).isEqualTo("min.insync.replicas = 3");
        assertThat(why.links().get(1).kind()).isEqualTo(Happening.Kind.IN_SYNC);
        assertThat(why.links().getLast().words()).isEqualTo("broker " + victim + " is killed");
    }

    @Test
    void anErrorOfADeletedTopicGoesBackToItsDeletion() throws Exception {
        workload.administrator().createTopic("orders", 1, 3, Map.of());
        workload.startProducer(ProducerPlan.of("checkout", "orders").withRecordsPerSecond(20));
        await("records flow", now -> now.counters().recordsAppended() > 10);
        admin(admin -> admin.deleteTopics(List.of("orders")).all().get());
        Why why = awaitError("checkout", "UNKNOWN_TOPIC");
        assertThat(why.links().getLast().words()).isEqualTo("topic orders is deleted");
    }

    @Test
    void aRebalanceGoesBackToThePartitionsThatWereAdded() throws Exception {
        workload.administrator().createTopic("orders", 2, 3, Map.of());
        workload.startConsumer(
                ConsumerPlan.of("billing-1", "billing", "orders")
                        .with("group.protocol", "consumer"));
        await("the group is settled", now -> isStable(now, 2));
        admin(admin ->
                admin.createPartitions(Map.of("orders", NewPartitions.increaseTo(4))).all().get());
        await("it reads four partitions", now -> isStable(now, 4));
        List<Happening> happenings = snapshot.insight().happenings();
        Happening called =
                happenings.stream()
                        .filter(each -> each.words().contains("is to be assigned anew"))
                        .findFirst()
                        .orElseThrow();
        assertThat(called.words())
                .isEqualTo(
                        "group billing is to be assigned anew: topic orders has 4 partitions,"
                                + " before 2");
        Why why = Why.of(happenings, called);
        assertThat(why.end()).isEqualTo(Why.End.ROOT);
        assertThat(why.links().getLast().words()).startsWith("orders-3 is added, ");
        assertThat(why.links().getLast().why()).isEqualTo("partitions were added: 4, before 2");
        assertThat(
                        happenings.stream()
                                .filter(each -> each.about().equals(called.about()))
                                .filter(each -> each.cause() == called.seq()))
                .as("the group's next step goes back to it")
                .hasSize(1);
    }

    private static boolean isStable(Snapshot now, int partitions) {
        return now.groups().stream()
                .anyMatch(group ->
                        group.name().equals("billing")
                                && group.state().equals("Stable")
                                && group.members().stream()
                                                .mapToInt(m -> m.assignment().size())
                                                .sum()
                                        == partitions);
    }

    private interface Asking {
        void ask(Admin admin) throws Exception;
    }

    private void admin(Asking asking) throws Exception {
        try (Admin admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrap()))) {
            asking.ask(admin);
        }
    }

    /// Awaits that a client is answered an error whose name begins so, and that all that led to it
    /// is told.
    private Why awaitError(String client, String error) throws InterruptedException {
        Predicate<Happening> wanted =
                each ->
                        each.kind() == Happening.Kind.ERROR
                                && each.about().equals(new Subject.OfClient(client))
                                && each.words().contains(": " + error);
        Function<Snapshot, Optional<Why>> chain =
                now ->
                        now.insight().happenings().stream()
                                .filter(wanted)
                                .findFirst()
                                .map(each -> Why.of(now.insight().happenings(), each));
        Snapshot then =
                await(
                        error,
                        now ->
                                chain.apply(now)
                                        .filter(why -> why.end() == Why.End.ROOT)
                                        .isPresent());
        return chain.apply(then).orElseThrow();
    }
}
