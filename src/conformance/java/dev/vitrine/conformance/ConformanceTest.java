package dev.vitrine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.live.Cluster;
import dev.vitrine.live.ClusterConfig;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.InetSocketAddress;
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
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConformanceTest {
    private static final int BROKERS = 3;

    /// Small and quick, the same on both sides. With one partition of the offsets topic one broker
    /// coordinates all groups, so that a group's name does not decide whom to ask.
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "offsets.topic.num.partitions", "1",
                    "offsets.topic.replication.factor", "3",
                    "group.initial.rebalance.delay.ms", "0");

    private static final Pattern ONLY = Pattern.compile(System.getProperty("conformance.only", ""));

    private final Known known = new Known();
    private final Set<String> run = new TreeSet<>();
    private Optional<RealKafka> real = Optional.empty();
    private Cluster cluster;
    private Side kafka;
    private Side vitrine;
    private Runner runner;

    static List<String> areas() {
        return List.of("topics", "ctl", "configs", "storage", "fetch", "groups", "k848").stream()
                .filter(area -> java.nio.file.Files.exists(Tables.FOLDER.resolve(area + ".json")))
                .filter(area ->
                        Script.ofArea(area).stream()
                                .anyMatch(
                                        script -> ONLY.matcher(area + "/" + script.name()).find()))
                .toList();
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
            // The offsets topic is there, so that no script meets its creation.
            side.coordinator("conformance");
        }
        String prefix = "c" + Long.toString(System.currentTimeMillis() % 1_000_000, 36);
        runner = new Runner(kafka, vitrine, prefix, ONLY);
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

    @ParameterizedTest
    @MethodSource("areas")
    void answersAreKafkas(String area) throws IOException {
        int before = runner.differences().size();
        int callsBefore = runner.calls();
        long started = System.nanoTime();
        run.add(area);
        runner.run(area);
        List<Difference> unknown = new ArrayList<>();
        List<Difference> all = runner.differences();
        for (Difference difference : all.subList(before, all.size())) {
            if (known.of(difference).isEmpty()) {
                unknown.add(difference);
            }
        }
        var page = Report.write(area, unknown);
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
