package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.live.Cluster;
import dev.vitrine.live.ClusterConfig;
import dev.vitrine.live.EventHub;
import dev.vitrine.live.Subscription;
import dev.vitrine.workload.ConsumerPlan;
import dev.vitrine.workload.ConsumerPlan.Commit;
import dev.vitrine.workload.ProducerPlan;
import dev.vitrine.workload.Workload;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/// What the lesson's consumers commit and when, on a live broker.
class LessonConsumerTest {
    private final EventHub hub = new EventHub();
    private final Subscription events = hub.open(1 << 16);
    private Cluster cluster;
    private Workload workload;

    @BeforeEach
    void start() {
        cluster =
                Cluster.start(
                        ClusterConfig.ofBrokers(1)
                                .withSettings(
                                        Map.of(
                                                "group.initial.rebalance.delay.ms", "0",
                                                "offsets.topic.num.partitions", "1",
                                                "offsets.topic.replication.factor", "1")),
                        hub);
        cluster.awaitReady(LiveCluster.PATIENCE);
        workload = new Workload(cluster::bootstrap, cluster.clock(), hub);
        workload.administrator().createTopic("orders", 1, 1, Map.of());
        workload.startProducer(ProducerPlan.of("checkout", "orders"));
        workload.send("checkout", 5);
        await(e -> e instanceof Event.ProducerProgressed p && p.acknowledged() == 5);
    }

    @AfterEach
    void stop() {
        workload.close();
        cluster.close();
        events.close();
    }

    private ConsumerPlan plan(Commit commit, long processingMs) {
        return ConsumerPlan.of("billing-1", "billing", "orders")
                .with("auto.commit.interval.ms", "100")
                .with(commit, processingMs);
    }

    private void await(Predicate<Event> wanted) {
        long deadline = System.nanoTime() + LiveCluster.PATIENCE.toNanos();
        boolean[] seen = {false};
        while (!seen[0]) {
            events.drain(event -> seen[0] |= wanted.test(event));
            assertThat(System.nanoTime()).isLessThan(deadline);
            if (!seen[0]) {
                try {
                    events.await(Duration.ofSeconds(1));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Commit.class, mode = EnumSource.Mode.EXCLUDE, names = "NEVER")
    void everyWayOfCommittingCommitsWhatWasRead(Commit commit) {
        workload.startConsumer(plan(commit, 0));

        await(e -> e instanceof Event.OffsetCommitted c && c.offset() == 5);
    }

    @Test
    void whoCommitsBeforeProcessingHasCommittedWhileItWorks() {
        workload.startConsumer(plan(Commit.BEFORE_PROCESSING, 10_000));

        await(e -> e instanceof Event.OffsetCommitted c && c.offset() == 5);
        assertThat(workload.ledger().consumed("billing-1").records()).isZero();
    }

    @Test
    void whoWorksOnWhatAPollBroughtTellsHowFarItIs() {
        workload.startConsumer(plan(Commit.AUTO, 500));

        await(LessonConsumerTest::isOnItsWay);
    }

    @Test
    void whoIsStoppedEndsThoughTimeStandsStill() {
        workload.startConsumer(plan(Commit.AUTO, 500));
        await(LessonConsumerTest::isOnItsWay);
        cluster.clock().pause();

        workload.stop("billing-1");

        await(e -> e instanceof Event.ClientStopped s && s.client().equals("billing-1"));
        assertThat(workload.ledger().consumed("billing-1").records()).isLessThan(5);
    }

    private static boolean isOnItsWay(Event event) {
        return event instanceof Event.ConsumerProgressed c
                && c.consumed() >= 1
                && c.consumed() < 5
                && !c.assignment().isEmpty();
    }

    @Test
    void whatItHasNotWorkedOnWhenItIsStoppedIsLeftToTheNext() {
        workload.startConsumer(plan(Commit.AUTO, 10_000));
        await(e -> e instanceof Event.ConsumerProgressed c && !c.assignment().isEmpty());
        workload.stop("billing-1");

        workload.startConsumer(plan(Commit.AUTO, 0));
        await(e -> e instanceof Event.ConsumerProgressed c && c.consumed() == 5);
    }

    @Test
    void whoCommitsNothingReadsEverythingAgain() {
        workload.startConsumer(plan(Commit.NEVER, 0));
        await(e -> e instanceof Event.ConsumerProgressed c && c.consumed() == 5);

        workload.change(plan(Commit.NEVER, 0));

        await(e -> e instanceof Event.ConsumerProgressed c && c.duplicates() == 5);
    }
}
