package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Tone;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Files that were changed while nobody looked: the node starts, says what it cut off, serves the
/// rest, and gets from the others what they have.
class DamagedDataTest {
    private static final String SEGMENT = "00000000000000000000.log";

    @TempDir Path data;

    @Test
    void aBrokerGetsADamagedSegmentBackFromTheOthers() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3, data)) {
            kafka.createTopic("orders", 1, 3);
            fill(kafka, "orders", 200);
            int damaged = kafka.leader("orders", 0);
            kafka.cluster.kill(damaged, false);
            Path segment = data.resolve("node-" + damaged + "/orders-0/" + SEGMENT);
            long at = damage(segment, 0.5);
            kafka.cluster.restart(damaged);
            kafka.until(
                    "it says what it cut off",
                    now -> told(now).stream().anyMatch(line -> isAbout(line, "orders-0", at)));
            kafka.until(
                    "its log is whole again",
                    now ->
                            now.partition("orders", 0).isr().size() == 3
                                    && now.partition("orders", 0).logs().stream()
                                            .allMatch(log -> log.logEndOffset() == 200));
            assertThat(read(kafka, "orders", 200)).isEqualTo(values(200));
        }
        assertThat(Files.mismatch(segmentOf(1), segmentOf(2))).isEqualTo(-1);
        assertThat(Files.mismatch(segmentOf(1), segmentOf(3))).isEqualTo(-1);
    }

    private Path segmentOf(int node) {
        return data.resolve("node-" + node + "/orders-0/" + SEGMENT);
    }

    @Test
    void aBrokerAloneServesWhatIsLeftAndAllElse() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(1, data)) {
            kafka.createTopic("orders", 1, 1);
            kafka.createTopic("payments", 1, 1);
            fill(kafka, "orders", 100);
            fill(kafka, "payments", 100);
        }
        long at = damage(segmentOf(1), 0.6);
        Files.writeString(data.resolve("node-1/payments-0/partition.metadata"), "\u0000\u0000");
        Files.writeString(data.resolve("node-1/payments-0/00000000000000000000.index"), "nonsense");
        Files.writeString(data.resolve("node-1/payments-0/leader-epoch-checkpoint"), "nonsense");
        Files.writeString(data.resolve("node-1/replication-offset-checkpoint"), "nonsense");
        try (LiveCluster kafka = LiveCluster.of(1, data)) {
            Snapshot now = kafka.until("orders is led", s -> isLed(s, "orders", "payments"));
            assertThat(told(now)).anyMatch(line -> isAbout(line, "orders-0", at));
            int left = (int) now.partition("orders", 0).logs().getFirst().logEndOffset();
            assertThat(left).isBetween(30, 70);
            assertThat(read(kafka, "orders", left)).isEqualTo(values(left));
            assertThat(read(kafka, "payments", 100)).isEqualTo(values(100));
            fill(kafka, "orders", 1);
            assertThat(kafka.now().node(1).state()).isEqualTo(Snapshot.NodeState.RUNNING);
        }
    }

    /// With the only metadata log its topics are forgotten; their records must not go with them.
    @Test
    void aDamagedMetadataLogDoesNotTakeTheRecordsWithIt() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(1, data)) {
            kafka.createTopic("orders", 1, 1);
            fill(kafka, "orders", 100);
        }
        long bytes = Files.size(segmentOf(1));
        damage(data.resolve("node-1/__cluster_metadata-0/" + SEGMENT), 0.01);
        try (LiveCluster kafka = LiveCluster.of(1, data)) {
            Snapshot now = kafka.until("a controller", s -> s.controller().node() == 1);
            assertThat(told(now)).anyMatch(line -> isAbout(line, "__cluster_metadata-0", -1));
            kafka.createTopic("orders", 1, 1);
            fill(kafka, "orders", 1);
        }
        try (LiveCluster kafka = LiveCluster.of(1, data)) {
            kafka.until("orders is led", s -> isLed(s, "orders"));
        }
        try (Stream<Path> folders = Files.list(data.resolve("node-1"))) {
            assertThat(folders.filter(each -> each.toString().endsWith("-stray")))
                    .singleElement()
                    .satisfies(each -> assertThat(each.resolve(SEGMENT)).hasSize(bytes));
        }
    }

    private static boolean isLed(Snapshot now, String... topics) {
        return Stream.of(topics)
                .allMatch(name ->
                        now.topic(name) != null
                                && now.topic(name).partitions().size() == 1
                                && now.partition(name, 0).leader() > 0
                                && !now.partition(name, 0).logs().isEmpty());
    }

    private static List<String> told(Snapshot now) {
        return now.story().stream()
                .filter(line -> line.tone() == Tone.WARNING || line.tone() == Tone.BAD)
                .map(Snapshot.Telling::words)
                .toList();
    }

    /// Whether a line names the log, the file and a place no later than where it was damaged.
    private static boolean isAbout(String line, String log, long damagedAt) {
        if (!line.contains(log) || !line.contains(log + "/" + SEGMENT + " from byte ")) {
            return false;
        }
        String position = line.replaceFirst(".* from byte (\\d+) .*", "$1");
        return damagedAt < 0 || Long.parseLong(position) <= damagedAt;
    }

    private static void fill(LiveCluster kafka, String topic, int records) {
        try (KafkaProducer<String, String> producer =
                kafka.producer("acks", "all", "batch.size", 0)) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, 0, "key", "value-" + i));
            }
        }
    }

    private static List<String> values(int records) {
        return Stream.iterate(0, i -> i + 1).limit(records).map(i -> "value-" + i).toList();
    }

    private static List<String> read(LiveCluster kafka, String topic, int records) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = kafka.consumer("reader")) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());
            long deadline = System.nanoTime() + LiveCluster.PATIENCE.toNanos();
            while (values.size() < records && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(100))) {
                    values.add(each.value());
                }
            }
        }
        return values;
    }

    /// Turns a byte over.
    ///
    /// @param where how far into the file, 0 to 1
    /// @return the byte's position
    private static long damage(Path file, double where) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long at = (long) (bytes.length() * where);
            bytes.seek(at);
            int was = bytes.read();
            bytes.seek(at);
            bytes.write(was ^ 0x55);
            return at;
        }
    }
}
