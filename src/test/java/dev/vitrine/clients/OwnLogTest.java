package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.live.ClusterException;
import dev.vitrine.live.LoggedRecord;
import dev.vitrine.live.LoggedRecords;
import dev.vitrine.live.Payload;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/// Each node's own log, read through the façade, is what an outside consumer reads.
@Timeout(180)
final class OwnLogTest {
    private static final int RECORDS = 40;

    @Test
    void everyReplicaHoldsWhatAConsumerReads() throws Exception {
        try (LiveCluster live = LiveCluster.of(3)) {
            live.createTopic("orders", 1, 3);
            produce(live, Map.of("compression.type", "gzip"), 0, RECORDS / 2);
            produce(live, Map.of("linger.ms", 20), RECORDS / 2, RECORDS);
            live.until(
                    "all replicas have all",
                    snapshot -> {
                        var view = snapshot.partition("orders", 0);
                        return view != null
                                && view.logs().size() == 3
                                && view.logs().stream()
                                        .allMatch(log -> log.highWatermark() == RECORDS);
                    });

            List<String> consumed = new ArrayList<>();
            for (ConsumerRecord<String, String> each : consume(live)) {
                consumed.add(
                        each.offset()
                                + " "
                                + each.leaderEpoch().orElse(-1)
                                + " "
                                + each.timestamp()
                                + " "
                                + each.key()
                                + " "
                                + each.value());
            }
            for (int node = 1; node <= 3; node++) {
                LoggedRecords read = live.cluster.records(node, "orders", 0, 0, 1_000).get();
                assertThat(read.records().stream().map(OwnLogTest::line)).isEqualTo(consumed);
                assertThat(read.from()).isZero();
                assertThat(read.to()).isEqualTo(RECORDS);
                assertThat(read.logEndOffset()).isEqualTo(RECORDS);
                assertThat(read.lastStableOffset()).isEqualTo(RECORDS);
                assertThat(read.records().getLast().headers())
                        .extracting(LoggedRecord.Header::key)
                        .containsExactly("trace");
            }
            LoggedRecords some = live.cluster.records(2, "orders", 0, 7, 5).get();
            assertThat(some.records())
                    .extracting(LoggedRecord::offset)
                    .containsExactly(7L, 8L, 9L, 10L, 11L);
            assertThat(some.to()).isEqualTo(12);
            assertThat(live.cluster.records(2, "orders", 0, 7, 0).get().records()).isEmpty();
        }
    }

    @Test
    void nodeThatIsDownOrHasNoSuchReplicaSaysSo() throws Exception {
        try (LiveCluster live = LiveCluster.of(1)) {
            assertThatThrownBy(() -> live.cluster.records(1, "orders", 0, 0, 1).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(ClusterException.class)
                    .hasMessageContaining("node 1 has no orders-0");
            live.cluster.kill(1, false);
            assertThatThrownBy(() -> live.cluster.records(1, "orders", 0, 0, 1))
                    .isInstanceOf(ClusterException.class)
                    .hasMessage("node 1 is down");
        }
    }

    private static void produce(LiveCluster live, Map<String, Object> settings, int from, int to)
            throws Exception {
        List<Object> more = new ArrayList<>();
        settings.forEach((key, value) -> more.addAll(List.of(key, value)));
        try (KafkaProducer<String, String> producer = live.producer(more.toArray())) {
            IntStream.range(from, to)
                    .forEach(i -> {
                        var record =
                                new ProducerRecord<>(
                                        "orders", 0, i % 7 == 0 ? null : "k" + i, "v" + i);
                        record.headers().add(new RecordHeader("trace", new byte[] {1}));
                        producer.send(record);
                    });
            producer.flush();
        }
    }

    private static List<ConsumerRecord<String, String>> consume(LiveCluster live) {
        List<ConsumerRecord<String, String>> read = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = live.consumer("outsider")) {
            TopicPartition id = new TopicPartition("orders", 0);
            consumer.assign(List.of(id));
            consumer.seekToBeginning(List.of(id));
            while (consumer.position(id) < RECORDS) {
                consumer.poll(Duration.ofMillis(100)).forEach(read::add);
            }
        }
        return read;
    }

    private static String line(LoggedRecord record) {
        return record.offset()
                + " "
                + record.leaderEpoch()
                + " "
                + record.timestampMs()
                + " "
                + text(record.key())
                + " "
                + text(record.value());
    }

    private static @Nullable String text(@Nullable Payload bytes) {
        return bytes == null ? null : bytes.text(100);
    }
}
