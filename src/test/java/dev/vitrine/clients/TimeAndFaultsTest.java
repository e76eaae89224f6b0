package dev.vitrine.clients;

import static dev.vitrine.clients.LiveCluster.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.event.Event;
import dev.vitrine.fault.Fault;
import dev.vitrine.fault.TimeDeed.Goal;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Telling;
import dev.vitrine.workload.ConsumerPlan;
import dev.vitrine.workload.ProducerPlan;
import dev.vitrine.workload.Workload;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What becomes of Kafka's own clients when the cluster's time stands still or is slow, and when
/// its links and disks fail.
@Timeout(180)
class TimeAndFaultsTest {
    private static void apply(LiveCluster kafka, String words) throws Exception {
        kafka.cluster.apply(Fault.parse(words)).get(20, TimeUnit.SECONDS);
    }

    /// Lets the wall's clock go on.
    private static void wallSeconds(int seconds) {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (long left = 1; left > 0; left = endNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static List<String> story(Snapshot now) {
        return now.story().stream().map(Telling::words).toList();
    }

    // ---- time ----------------------------------------------------------------------------------

    @Test
    void pausedForTenSecondsNothingExpires() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                Workload workload = kafka.workload()) {
            kafka.createTopic("orders", 3, 3);
            workload.startProducer(ProducerPlan.of("checkout", "orders").withRecordsPerSecond(50));
            workload.startConsumer(ConsumerPlan.of("billing-1", "billing", "orders"));
            Snapshot before =
                    kafka.until(
                            "the group is stable and reads",
                            now ->
                                    now.group("billing") != null
                                            && now.group("billing").state().equals("Stable")
                                            && now.client("billing-1").consumed() != null
                                            && now.client("billing-1").consumed().consumed() > 20);
            kafka.cluster.clock().pause();
            kafka.until("the time stands still", now -> now.transit().paused());
            long atMs = kafka.cluster.clock().nowMs();
            // Five times the brokers' session timeout, and twenty times the quorum's.
            wallSeconds(10);
            assertThat(kafka.cluster.clock().nowMs()).isEqualTo(atMs);
            Snapshot still = kafka.now();
            long recordsThen = still.counters().recordsAppended();
            kafka.cluster.clock().resume();
            Snapshot after =
                    kafka.until(
                            "records flow again",
                            now ->
                                    now.counters().recordsAppended() > recordsThen + 50
                                            && now.client("billing-1").consumed().consumed()
                                                    > before.client("billing-1")
                                                                    .consumed()
                                                                    .consumed()
                                                            + 50);
            assertThat(after.controller()).isEqualTo(before.controller());
            assertThat(after.counters().leaderChanges())
                    .isEqualTo(before.counters().leaderChanges());
            assertThat(after.group("billing").generation())
                    .isEqualTo(before.group("billing").generation());
            assertThat(after.nodes()).noneMatch(Snapshot.NodeView::fenced);
            assertThat(after.underReplicated()).isZero();
        }
    }

    @Test
    void slowedAHundredTimesAnElectionTakesAHundredTimesAsLong() throws Exception {
        Map<String, String> quick =
                Map.of(
                        "controller.quorum.fetch.timeout.ms", "60",
                        "controller.quorum.election.timeout.ms", "30",
                        "controller.quorum.election.backoff.max.ms", "30");
        try (LiveCluster kafka = LiveCluster.of(3, quick)) {
            Snapshot before = kafka.until("a controller", now -> now.controller().isKnown());
            int victim = before.controller().node();
            kafka.cluster.clock().setSlowdown(100);
            long fromMs = kafka.cluster.clock().nowMs();
            long fromNanos = System.nanoTime();
            kafka.cluster.kill(victim, false);
            Snapshot after =
                    kafka.until(
                            "another controller",
                            now -> now.controller().isKnown() && now.controller().node() != victim);
            long wallMs = (System.nanoTime() - fromNanos) / 1_000_000;
            long engineMs = kafka.cluster.clock().nowMs() - fromMs;
            // The timeouts are those of the engine's clock, and that is what the wall waits for.
            assertThat(engineMs).isGreaterThanOrEqualTo(60);
            assertThat(wallMs).isBetween(engineMs * 100 - 100, engineMs * 100 + 200);
            assertThat(after.transit().slowdown()).isEqualTo(100);
        }
    }

    @Test
    void itRunsToTheNextProduceAndStandsStillThere() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                Workload workload = kafka.workload()) {
            kafka.createTopic("orders", 1, 3);
            kafka.cluster.clock().pause();
            workload.startProducer(ProducerPlan.of("checkout", "orders").withRecordsPerSecond(5));
            Event reached = kafka.cluster.runUntil(Goal.PRODUCE).get(60, TimeUnit.SECONDS);
            assertThat(reached)
                    .isInstanceOfSatisfying(
                            Event.RequestReceived.class,
                            e -> assertThat(e.clientId()).isEqualTo("checkout"));
            Snapshot then = kafka.until("it stands still", now -> now.transit().paused());
            assertThat(kafka.cluster.clock().isPaused()).isTrue();
            // A step more, and another, and the record goes on its way.
            int steps = 0;
            while (kafka.now().partition("orders", 0).highWatermark()
                    == then.partition("orders", 0).highWatermark()) {
                assertThat(kafka.cluster.step()).isTrue();
                assertThat(++steps).isLessThan(2_000);
            }
            kafka.cluster.clock().resume();
        }
    }

    // ---- links ---------------------------------------------------------------------------------

    @Test
    void heldProduceRequestsAreAnsweredInOrderAfterRelease() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                KafkaProducer<String, String> producer =
                        kafka.producer("linger.ms", 0, "batch.size", 0)) {
            kafka.createTopic("orders", 1, 3);
            producer.send(new ProducerRecord<>("orders", "k", "first")).get();
            apply(kafka, "hold PRODUCE clients->any");
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            List<Integer> answered = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int number = i;
                sent.add(
                        producer.send(
                                new ProducerRecord<>("orders", "k", "held-" + i),
                                (_, _) -> answered.add(number)));
            }
            Snapshot held = kafka.until("requests wait", now -> !now.transit().parked().isEmpty());
            assertThat(held.transit().parked())
                    .allMatch(frame -> frame.isHeld() && frame.from() == Fault.CLIENTS);
            assertThat(answered).isEmpty();
            apply(kafka, "release");
            long offset = 1;
            for (Future<RecordMetadata> each : sent) {
                assertThat(each.get(60, TimeUnit.SECONDS).offset()).isEqualTo(offset++);
            }
            assertThat(answered).containsExactly(0, 1, 2, 3, 4);
            kafka.until("nothing waits", now -> now.transit().parked().isEmpty());
        }
    }

    @Test
    void aSwallowedProduceIsSentAgainAndIsThereOnce() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                KafkaProducer<String, String> producer = kafka.producer()) {
            kafka.createTopic("orders", 1, 3);
            producer.send(new ProducerRecord<>("orders", "k", "first")).get();
            apply(kafka, "hold PRODUCE clients->any");
            Future<RecordMetadata> sent =
                    producer.send(new ProducerRecord<>("orders", "k", "second"));
            kafka.until("it waits", now -> !now.transit().parked().isEmpty());
            apply(kafka, "swallow");
            // The client connects anew and sends it again, and that waits too.
            kafka.until(
                    "it is told, and waits again",
                    now ->
                            story(now).stream().anyMatch(line -> line.endsWith(": swallow"))
                                    && !now.transit().parked().isEmpty());
            apply(kafka, "release");
            assertThat(sent.get(60, TimeUnit.SECONDS).offset()).isEqualTo(1);
            try (KafkaConsumer<String, String> consumer = kafka.consumer("audit")) {
                consumer.subscribe(List.of("orders"));
                assertThat(read(consumer, 1)).hasSize(1);
            }
            assertThat(kafka.now().partition("orders", 0).highWatermark()).isEqualTo(2);
        }
    }

    @Test
    void aOneWayCutMakesTheRightSideFail() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3)) {
            kafka.createTopic("orders", 3, 3);
            Snapshot before = kafka.until("a controller", now -> now.controller().isKnown());
            int controller = before.controller().node();
            int cutOff = controller == 1 ? 2 : 1;
            int well = 6 - controller - cutOff;
            // Its heartbeats get lost; what the controller says to it would arrive.
            apply(kafka, "cut-one-way " + cutOff + " " + controller);
            Snapshot after =
                    kafka.await("who is not heard is fenced", now -> now.node(cutOff).fenced());
            assertThat(after.node(well).fenced()).isFalse();
            assertThat(after.node(controller).fenced()).isFalse();
            assertThat(after.controller().node()).isEqualTo(controller);
            kafka.await(
                    "it leads nothing and is in no in-sync set",
                    now ->
                            now.partitions().stream()
                                    .allMatch(p ->
                                            p.leader() != cutOff && !p.isr().contains(cutOff)));
            apply(kafka, "heal " + cutOff + " " + controller);
            kafka.until("it is back", now -> !now.node(cutOff).fenced());
        }
    }

    @Test
    void delayedFetchesKeepAFollowerInSyncUntilTheyAreTooSlow() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3, Map.of("replica.lag.time.max.ms", "1500"));
                Workload workload = kafka.workload()) {
            kafka.createTopic("orders", 1, 3);
            int leader = kafka.leader("orders", 0);
            int follower = leader == 1 ? 2 : 1;
            workload.startProducer(ProducerPlan.of("checkout", "orders").withRecordsPerSecond(50));
            apply(kafka, "delay FETCH " + follower + "->" + leader + " 20..60");
            kafka.until(
                    "records are committed all the same",
                    now -> now.partition("orders", 0).highWatermark() > 100);
            assertThat(kafka.now().partition("orders", 0).isr()).contains(follower);
            apply(kafka, "delay FETCH " + follower + "->" + leader + " 8000");
            kafka.until(
                    "it falls out", now -> !now.partition("orders", 0).isr().contains(follower));
            apply(kafka, "heal");
            kafka.until(
                    "it comes back", now -> now.partition("orders", 0).isr().contains(follower));
        }
    }

    // ---- nodes and disks -----------------------------------------------------------------------

    @Test
    void aFullDiskEndsItsBrokerAndOthersLead() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                Workload workload = kafka.workload()) {
            kafka.createTopic("orders", 1, 3);
            int leader = kafka.leader("orders", 0);
            workload.startProducer(ProducerPlan.of("checkout", "orders").withRecordsPerSecond(50));
            apply(kafka, "full-disk " + leader);
            Snapshot after =
                    kafka.until(
                            "another leads",
                            now -> {
                                int now0 = now.partition("orders", 0).leader();
                                return now0 > 0 && now0 != leader;
                            });
            assertThat(after.node(leader).detail()).contains("No space left on device");
            long then = after.partition("orders", 0).highWatermark();
            apply(kafka, "mend-disk " + leader);
            apply(kafka, "restart " + leader);
            kafka.until(
                    "it is in sync again",
                    now ->
                            now.partition("orders", 0).isr().size() == 3
                                    && now.partition("orders", 0).highWatermark() > then);
        }
    }

    @Test
    void aSlowDiskSlowsWhatIsWrittenAndNothingIsLost() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                KafkaProducer<String, String> producer =
                        kafka.producer("linger.ms", 0, "batch.size", 0)) {
            kafka.createTopic("orders", 1, 3);
            producer.send(new ProducerRecord<>("orders", "k", "first")).get();
            int leader = kafka.leader("orders", 0);
            apply(kafka, "slow-disk " + leader + " 100");
            assertThat(kafka.cluster.faults()).containsExactly(new Fault.SlowDisk(leader, 100));
            long fromMs = kafka.cluster.clock().nowMs();
            for (int i = 0; i < 5; i++) {
                producer.send(new ProducerRecord<>("orders", "k", "slow-" + i)).get();
            }
            assertThat(kafka.cluster.clock().nowMs() - fromMs).isGreaterThanOrEqualTo(500);
            apply(kafka, "mend-disk " + leader);
            assertThat(kafka.cluster.faults()).isEmpty();
        }
    }

    @Test
    void aCorruptSegmentIsFoundByWhoReadsIt() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                KafkaProducer<String, String> producer = kafka.producer()) {
            kafka.createTopic("orders", 1, 3);
            producer.send(new ProducerRecord<>("orders", "k", "value")).get();
            int leader = kafka.leader("orders", 0);
            apply(kafka, "corrupt " + leader + " orders-0");
            try (KafkaConsumer<String, String> consumer = kafka.consumer("audit")) {
                consumer.subscribe(List.of("orders"));
                assertThatThrownBy(() -> read(consumer, 1))
                        .rootCause()
                        .hasMessageContaining("Record is corrupt");
            }
            // Killed and started again it finds the damage, cuts it off, and fetches what it lacks.
            kafka.cluster.kill(leader, false);
            kafka.until(
                    "another leads",
                    now -> {
                        int now0 = now.partition("orders", 0).leader();
                        return now0 > 0 && now0 != leader;
                    });
            kafka.cluster.restart(leader);
            kafka.until(
                    "it is in sync again",
                    now -> now.partition("orders", 0).isr().contains(leader));
            try (KafkaConsumer<String, String> consumer = kafka.consumer("audit")) {
                consumer.subscribe(List.of("orders"));
                assertThat(read(consumer, 1)).containsEntry("k", "value");
            }
        }
    }

    @Test
    void aClockThatIsFarAheadStampsWhatItsBrokerAppends() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                KafkaProducer<String, String> producer = kafka.producer()) {
            kafka.createTopic("orders", 1, 3);
            setLogAppendTime(kafka);
            int leader = kafka.leader("orders", 0);
            long beforeMs =
                    producer.send(new ProducerRecord<>("orders", "k", "a")).get().timestamp();
            apply(kafka, "skew " + leader + " 3600000");
            long aheadMs =
                    producer.send(new ProducerRecord<>("orders", "k", "b")).get().timestamp();
            assertThat(aheadMs - beforeMs).isGreaterThanOrEqualTo(3_600_000);
            // The picture goes by the cluster's time.
            assertThat(kafka.now().atMs()).isLessThan(beforeMs + 600_000);
            apply(kafka, "skew " + leader + " 0");
            long laterMs =
                    producer.send(new ProducerRecord<>("orders", "k", "c")).get().timestamp();
            assertThat(laterMs).isGreaterThanOrEqualTo(aheadMs);
        }
    }

    private static void setLogAppendTime(LiveCluster kafka)
            throws ExecutionException, InterruptedException {
        var topic =
                new org.apache.kafka.common.config.ConfigResource(
                        org.apache.kafka.common.config.ConfigResource.Type.TOPIC, "orders");
        var set =
                new org.apache.kafka.clients.admin.AlterConfigOp(
                        new org.apache.kafka.clients.admin.ConfigEntry(
                                "message.timestamp.type", "LogAppendTime"),
                        org.apache.kafka.clients.admin.AlterConfigOp.OpType.SET);
        kafka.everywhere(kafka.admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all());
    }

    @Test
    void anOutsideClientThatGivesUpIsSeenToHaveDoneSo() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3);
                KafkaProducer<String, String> producer =
                        kafka.producer(
                                "client.id", "outsider",
                                "request.timeout.ms", 1_000,
                                "delivery.timeout.ms", 2_000,
                                "linger.ms", 0)) {
            kafka.createTopic("orders", 1, 3);
            producer.send(new ProducerRecord<>("orders", "k", "first")).get();
            kafka.cluster.clock().pause();
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>("orders", "k", "v"))
                                    .get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
            kafka.until(
                    "it is told",
                    now ->
                            story(now).stream()
                                    .anyMatch(line ->
                                            line.startsWith("outsider gave up waiting for")));
            producer.close(Duration.ZERO);
        }
    }
}
