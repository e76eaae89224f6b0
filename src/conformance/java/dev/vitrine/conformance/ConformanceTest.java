package dev.vitrine.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vitrine.live.Cluster;
import dev.vitrine.live.ClusterConfig;
import dev.vitrine.live.NodeStatus;

import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The same calls go to a real Kafka and to Vitrine, and what they answer is the same, but for the
/// differences that `known-differences.json` gives reasons for.
///
/// `-Dconformance.only=topics/` runs the scripts whose `AREA/NAME` has that in it;
/// `-Dconformance.kafka=HOST:PORT,…` asks brokers 1, 2, … that run already.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConformanceTest {
    private static final int BROKERS = 3;

    /// Small and quick, the same on both sides. With one partition of the offsets topic one broker
    /// coordinates all groups, so that a name does not decide whom to ask. Assignments do not wait.
    /// Records of long ago stay: retention would come to them while a script looks at them.
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "offsets.topic.num.partitions", "1",
                    "offsets.topic.replication.factor", "3",
                    "group.initial.rebalance.delay.ms", "0",
                    "group.consumer.assignment.interval.ms", "0",
                    "log.retention.check.interval.ms", "86400000");

    private static final Pattern ONLY = Pattern.compile(System.getProperty("conformance.only", ""));

    private static final List<String> AREAS =
            List.of("topics", "ctl", "configs", "storage", "fetch", "groups", "k848");

    private final Known known = new Known();
    private final Set<String> run = new TreeSet<>();
    private Optional<RealKafka> real = Optional.empty();
    private Cluster cluster;
    private Side kafka;
    private Side vitrine;
    private Runner runner;

    static List<String> areas() {
        List<String> areas = new ArrayList<>();
        for (String area : AREAS) {
            if (Script.ofArea(area).stream()
                    .anyMatch(script -> ONLY.matcher(area + "/" + script.name()).find())) {
                areas.add(area);
            }
        }
        return areas;
    }

    @BeforeAll
    void start() throws IOException {
        String running = System.getProperty("conformance.kafka");
        SortedMap<Integer, InetSocketAddress> there;
        if (running == null) {
            real = Optional.of(RealKafka.start(BROKERS, SETTINGS));
            there = real.get().brokers();
        } else {
            there = addresses(running);
        }
        cluster =
                Cluster.start(
                        ClusterConfig.ofBrokers(BROKERS)
                                .withSettings(SETTINGS)
                                .withRacks(List.of("rack1", "rack2", "rack3")));
        cluster.awaitReady(Duration.ofSeconds(60));
        kafka = new Side("Kafka", there);
        vitrine = new Side("Vitrine", addresses(cluster.bootstrap()));
        for (Side side : List.of(kafka, vitrine)) {
            // The offsets topic is there, and so is each broker's first block of producer ids: no
            // script meets their creation.
            side.coordinator("conformance");
            side.awaitProducerIds();
        }
        String prefix = "c" + Long.toString(System.currentTimeMillis() % 1_000_000, 36);
        runner = new Runner(kafka, vitrine, prefix, ONLY, this::revive);
    }

    private List<Integer> revive() {
        List<Integer> down =
                cluster.nodes().stream()
                        .filter(node -> node.state() == NodeStatus.State.DOWN)
                        .map(NodeStatus::node)
                        .toList();
        down.forEach(cluster::restart);
        if (!down.isEmpty()) {
            cluster.awaitReady(Duration.ofSeconds(60));
            vitrine.forget();
        }
        return down;
    }

    private static SortedMap<Integer, InetSocketAddress> addresses(String bootstrap) {
        SortedMap<Integer, InetSocketAddress> addresses = new TreeMap<>();
        for (String address : bootstrap.split(",")) {
            String[] parts = address.split(":");
            addresses.put(
                    addresses.size() + 1,
                    new InetSocketAddress(parts[0], Integer.parseInt(parts[1])));
        }
        return addresses;
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("areas")
    void answersAreKafkas(String area) throws IOException {
        compare(area, () -> runner.run(area));
    }

    @Order(2)
    @Test
    void sameVersionsAreAdvertisedAndOthersRefused() throws IOException {
        assumeTrue(ONLY.matcher("advertised/").find());
        compare(
                "advertised",
                () -> {
                    runner.runAdvertised();
                    runner.runFrames();
                });
    }

    @Order(3)
    @Test
    void everyAdvertisedVersionWasCalled() {
        assumeTrue(ONLY.pattern().isEmpty());
        List<String> missed = new ArrayList<>();
        vitrine.served()
                .forEach((name, versions) -> {
                    ApiKeys api = Step.api(name);
                    Set<Short> called = runner.covered().getOrDefault(name, Set.of());
                    for (int v = Math.max(versions.min(), api.oldestVersion());
                            v <= versions.max();
                            v++) {
                        if (!called.contains((short) v)) {
                            missed.add(name + " v" + v);
                        }
                    }
                });
        assertThat(missed).isEmpty();
    }

    @Order(4)
    @Test
    void everyKnownDifferenceIsStillThere() {
        assertThat(known.unmet(run)).isEmpty();
    }

    private interface Part {
        void run() throws IOException;
    }

    private void compare(String area, Part part) throws IOException {
        int before = runner.differences().size();
        int callsBefore = runner.calls();
        long started = System.nanoTime();
        run.add(area);
        List<Difference> unknown = new ArrayList<>();
        List<Difference> all = runner.differences();
        Path page;
        try {
            part.run();
        } finally {
            for (Difference difference : all.subList(before, all.size())) {
                if (known.of(difference).isEmpty()) {
                    unknown.add(difference);
                }
            }
            page = Report.write(area, unknown, runner.transcript());
        }
        System.out.printf(
                "%s: %d calls, %d differences, %d of them known, %d ms%n",
                area,
                runner.calls() - callsBefore,
                all.size() - before,
                all.size() - before - unknown.size(),
                (System.nanoTime() - started) / 1_000_000);
        assertThat(unknown.size()).as("differences from Kafka; see %s", page).isZero();
    }

    @AfterAll
    void stop() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
        if (real.isPresent()) {
            real.get().close();
        }
    }
}
