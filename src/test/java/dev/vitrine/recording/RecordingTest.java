package dev.vitrine.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.fault.Fault;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;
import dev.vitrine.live.Cluster;
import dev.vitrine.live.ClusterConfig;
import dev.vitrine.live.EventHub;
import dev.vitrine.live.Subscription;
import dev.vitrine.scenario.Timings;
import dev.vitrine.workload.ConsumerPlan;
import dev.vitrine.workload.ProducerPlan;
import dev.vitrine.workload.Workload;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

@Timeout(180)
class RecordingTest {
    private final Recording recording = new Recording();

    @AfterEach
    void close() {
        recording.close();
    }

    /// What a cluster tells while records flow through it and two brokers die and come back.
    private static List<Event> events(int count) throws InterruptedException {
        EventHub hub = new EventHub();
        List<Event> events = new ArrayList<>();
        Map<String, String> settings =
                new TreeMap<>(Timings.CLASSROOM.settings(Timings.Where.BROKER));
        settings.put("offsets.topic.num.partitions", "3");
        try (Subscription heard = hub.open(1 << 20);
                Cluster cluster =
                        Cluster.start(ClusterConfig.ofBrokers(3).withSettings(settings), hub);
                Workload workload = new Workload(cluster::bootstrap, cluster.clock(), hub)) {
            cluster.awaitReady(Duration.ofSeconds(60));
            workload.administrator().createTopic("orders", 3, 3, Map.of());
            workload.startProducer(ProducerPlan.of("checkout", "orders").withRecordsPerSecond(300));
            workload.startConsumer(ConsumerPlan.of("billing-1", "billing", "orders"));
            workload.startConsumer(ConsumerPlan.of("billing-2", "billing", "orders"));
            int next = 1;
            while (events.size() < count) {
                assertThat(heard.await(Duration.ofSeconds(60))).isTrue();
                heard.drain(events::add);
                if (events.size() > next * count / 6) {
                    int victim = 1 + (next - 1) / 2;
                    cluster.apply(Fault.parse((next % 2 == 1 ? "kill " : "restart ") + victim));
                    next++;
                }
            }
        }
        return events;
    }

    @Test
    void everyTenthMomentIsAsItWasThenAlsoInAFile(@TempDir Path folder) throws Exception {
        Projector live = new Projector();
        TreeMap<Long, Snapshot> then = new TreeMap<>();
        then.put(0L, live.snapshot());
        for (Event event : events(10_000)) {
            live.apply(event);
            recording.add(event);
            if (recording.size() % 10 == 0) {
                then.put(recording.size(), live.snapshot());
            }
        }
        assertThat(recording.size()).isGreaterThanOrEqualTo(10_000);
        assertSame(recording, then);
        Path file = folder.resolve("storm.vitrine");
        RecordingFile.save(recording, "A storm", file);
        try (Recording opened = RecordingFile.open(file)) {
            assertThat(opened.size()).isEqualTo(recording.size());
            assertThat(opened.firstMs()).isEqualTo(recording.firstMs());
            assertThat(opened.lastMs()).isEqualTo(recording.lastMs());
            assertSame(opened, then);
        }
    }

    private static void assertSame(Recording recording, TreeMap<Long, Snapshot> then) {
        // All in order, and some from anywhere.
        List<Long> some = new ArrayList<>(then.keySet());
        Collections.shuffle(some, new Random(3));
        List<Long> moments = new ArrayList<>(then.keySet());
        moments.addAll(some.subList(0, Math.min(some.size(), 100)));
        for (long moment : moments) {
            Snapshot was = then.get(moment);
            Snapshot is = recording.at(moment);
            if (!is.equals(was)) {
                throw new AssertionError("moment " + moment + ": " + difference("", was, is));
            }
        }
    }

    /// Where two values differ first, in words.
    private static String difference(String at, Object was, Object is) {
        if (was instanceof List<?> one
                && is instanceof List<?> other
                && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                if (!one.get(i).equals(other.get(i))) {
                    return difference(at + "[" + i + "]", one.get(i), other.get(i));
                }
            }
        }
        if (was instanceof Record && is instanceof Record && was.getClass() == is.getClass()) {
            for (RecordComponent part : was.getClass().getRecordComponents()) {
                Object one = part(was, part);
                Object other = part(is, part);
                if (!Objects.equals(one, other)) {
                    return difference(at + "." + part.getName(), one, other);
                }
            }
        }
        String one = String.valueOf(was);
        String other = String.valueOf(is);
        return at
                + " was "
                + one.substring(0, Math.min(300, one.length()))
                + " and is "
                + other.substring(0, Math.min(300, other.length()));
    }

    private static Object part(Object of, RecordComponent part) {
        try {
            part.getAccessor().setAccessible(true);
            return part.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMomentIsFoundByItsTime() {
        long[] atMs = {1_000, 1_005, 1_003, 1_010, 1_010, 1_020};
        for (long ms : atMs) {
            recording.add(new Event.NodePaused(1, ms, true));
        }
        assertThat(recording.momentAt(999)).isZero();
        assertThat(recording.momentAt(1_000)).isEqualTo(1);
        // The third is told late: it happens with the second.
        assertThat(recording.momentAt(1_004)).isEqualTo(1);
        assertThat(recording.momentAt(1_005)).isEqualTo(3);
        assertThat(recording.momentAt(1_010)).isEqualTo(5);
        assertThat(recording.momentAt(5_000)).isEqualTo(6);
    }
}
