package dev.vitrine.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.fault.Fault;
import dev.vitrine.fault.Route;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.live.Cluster;
import dev.vitrine.live.ClusterConfig;
import dev.vitrine.live.ClusterException;
import dev.vitrine.live.EventHub;
import dev.vitrine.live.LoggedRecord;
import dev.vitrine.live.LoggedRecords;
import dev.vitrine.live.Subscription;
import dev.vitrine.scenario.Timings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/// What the ledger says of records in the logs of a real cluster.
@Timeout(120)
final class LedgerLiveTest {
    private static final int EVENTS_MAX = 200_000;
    private static final Duration LOOK = Duration.ofMillis(50);

    private final EventHub hub = new EventHub();
    private final Subscription subscription = hub.open(EVENTS_MAX);
    private final Projector projector = new Projector();
    private final Cluster cluster;
    private final Workload workload;
    private final Auditor auditor;

    LedgerLiveTest() {
        Map<String, String> settings =
                new TreeMap<>(Timings.CLASSROOM.settings(Timings.Where.BROKER));
        // However long it takes: who does not fetch stays in sync, and so nothing is committed.
        settings.put("replica.lag.time.max.ms", "600000");
        cluster = Cluster.start(ClusterConfig.ofBrokers(3).withSettings(settings), hub);
        cluster.awaitReady(Duration.ofSeconds(30));
        workload = new Workload(cluster::bootstrap, cluster.clock(), hub);
        auditor = new Auditor(workload, new NodesLogs());
    }

    @AfterEach
    void close() {
        auditor.close();
        workload.close();
        cluster.close();
        subscription.close();
    }

    private final class NodesLogs implements Auditor.Logs {
        @Override
        public long logEnd(TopicPartition id, int node) {
            try {
                return read(id, node, 0, 0).logEndOffset();
            } catch (ClusterException | CompletionException e) {
                return -1;
            }
        }

        @Override
        public Auditor.Stretch records(TopicPartition id, int node, long from, int recordsMax) {
            try {
                LoggedRecords read = read(id, node, from, recordsMax);
                Map<Long, RecordId> byOffset = new HashMap<>();
                for (LoggedRecord each : read.records()) {
                    byOffset.put(
                            each.offset(),
                            workload.idOf(
                                    each.headers().getFirst().value().bytes(),
                                    each.value().bytes()));
                }
                return new Auditor.Stretch(read.to(), byOffset);
            } catch (ClusterException | CompletionException e) {
                return null;
            }
        }

        private LoggedRecords read(TopicPartition id, int node, long from, int recordsMax) {
            return cluster.records(node, id.topic(), id.partition(), from, recordsMax).join();
        }
    }

    private Snapshot await(String what, Predicate<Snapshot> wanted) throws InterruptedException {
        long endNanos = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (true) {
            subscription.drain(projector::apply);
            Snapshot now = projector.snapshot();
            auditor.observe(now);
            if (wanted.test(now)) {
                return now;
            }
            if (System.nanoTime() > endNanos) {
                throw new AssertionError("never: " + what + "; " + workload.ledger().book());
            }
            subscription.await(LOOK);
        }
    }

    private static boolean isSettled(Snapshot now) {
        PartitionView orders = now.partition("orders", 0);
        return orders != null && orders.leader() > 0 && orders.isr().size() == 3;
    }

    private Map<Standing, Long> standings(String producer) {
        return workload.ledger().book().producers().stream()
                .filter(book -> book.producer().equals(producer))
                .findFirst()
                .map(Ledger.ProducerBook::standings)
                .orElse(Map.of());
    }

    private void assertTheSum(String producer) {
        Ledger.Produced totals = workload.ledger().produced(producer);
        assertThat(totals.acknowledged() + totals.failed() + totals.pending())
                .isEqualTo(totals.sent());
        assertThat(standings(producer).values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(totals.sent());
    }

    @Test
    void whatWasCutFromItsLogIsTruncatedAndWhatIsSentAgainIsCommitted() throws Exception {
        workload.administrator().createTopic("orders", 1, 3, Map.of("min.insync.replicas", "1"));
        Snapshot settled = await("orders", LedgerLiveTest::isSettled);
        int old = settled.partition("orders", 0).leader();
        workload.startProducer(ProducerPlan.of("checkout", "orders").withRecordsPerSecond(0));
        workload.startProducer(ProducerPlan.of("web", "orders").withRecordsPerSecond(0));
        workload.send("checkout", 2);
        await(
                "two are committed",
                _ -> standings("checkout").equals(Map.of(Standing.COMMITTED, 2L)));

        cluster.apply(new Fault.Hold(new Route("FETCH", Fault.ANY, old, false))).join();
        workload.send("checkout", 3);
        workload.send("web", 2);
        await(
                "they are in the leader's log, and no more is known",
                _ ->
                        standings("checkout").getOrDefault(Standing.IN_LOG, 0L) == 3
                                && standings("web").equals(Map.of(Standing.IN_LOG, 2L)));
        assertTheSum("checkout");

        workload.stop("checkout");
        await(
                "its producer gave them up",
                _ -> standings("checkout").getOrDefault(Standing.FAILED_YET_STORED, 0L) == 3);
        cluster.kill(old, false);
        await(
                "what is sent again is committed",
                now ->
                        now.partition("orders", 0).leader() != old
                                && standings("web").equals(Map.of(Standing.COMMITTED, 2L)));
        assertThat(standings("checkout")).containsEntry(Standing.FAILED_YET_STORED, 3L);

        cluster.apply(new Fault.Release(Route.ALL)).join();
        cluster.restart(old);
        await(
                "the old leader cuts its log",
                _ -> standings("checkout").containsKey(Standing.TRUNCATED));
        assertThat(standings("checkout"))
                .isEqualTo(Map.of(Standing.COMMITTED, 2L, Standing.TRUNCATED, 3L));
        assertThat(standings("web")).isEqualTo(Map.of(Standing.COMMITTED, 2L));
        assertTheSum("checkout");
        assertTheSum("web");
    }
}
