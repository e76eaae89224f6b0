package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Subject;
import dev.vitrine.live.LoggedRecord;
import dev.vitrine.live.Payload;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.model.Forms;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Every cell under the microscope is the record that lies in that broker's own log, and what an
/// outside consumer reads.
final class MicroscopeTruthTest {
    private static final int RECORDS = 9;

    @Test
    void everyCellIsTheBrokersOwnRecord() throws Exception {
        try (OpenWindow open = OpenWindow.ofThreeBrokers()) {
            Session session = open.session();
            session.create(new Forms.Topic("orders", 1, 3, 2));
            Await.until("orders on the stage", () -> open.hasFact("replica-orders-0@3"));
            produce(session);
            Fx.on(() -> {
                open.window().model().selectionProperty().set(new Subject.OfPartition("orders", 0));
                open.window().drawer().open("microscope");
                return true;
            });
            Await.until("every log is read", () -> keys(open).size() == 3 * RECORDS);

            Map<String, String> shown = Fx.on(() -> keys(open));
            Map<String, String> consumed = new TreeMap<>();
            for (ConsumerRecord<String, String> each : consume(session)) {
                for (int node = 1; node <= 3; node++) {
                    consumed.put(node + "@" + each.offset(), each.key());
                }
            }
            assertThat(shown).isEqualTo(consumed);
            for (int node = 1; node <= 3; node++) {
                for (LoggedRecord own :
                        session.cluster().records(node, "orders", 0, 0, 100).join().records()) {
                    Payload key = Objects.requireNonNull(own.key());
                    assertThat(shown).containsEntry(node + "@" + own.offset(), key.text(100));
                }
            }
            assertThat(tips(open))
                    .as("the whole record is in the tip")
                    .allSatisfy(tip ->
                            assertThat(tip).contains("leader epoch 0").contains("value total "));

            PartitionView view = open.partition("orders", 0);
            Drawing lens = Fx.on(() -> open.window().drawer().view().drawing());
            Fact high = Objects.requireNonNull(lens.fact("high-watermark"));
            assertThat(high.text()).isEqualTo("high watermark = LSO = log end " + RECORDS);
            assertThat(view.highWatermark()).isEqualTo(RECORDS);
            assertThat(lens.fact("record-" + (RECORDS - 1))).isNotNull();
        }
    }

    /// `node@offset` to the key on the cell, of cells that have one.
    private static Map<String, String> keys(OpenWindow open) {
        Map<String, String> keys = new TreeMap<>();
        for (Fact fact : cells(open)) {
            if (!fact.text().isEmpty() && fact.state().equals("COMMITTED")) {
                keys.put(fact.id().substring(5).replace('-', '@'), fact.text());
            }
        }
        return keys;
    }

    private static List<Fact> cells(OpenWindow open) {
        return open.window().drawer().view().drawing().facts().stream()
                .filter(fact -> fact.id().startsWith("cell-"))
                .toList();
    }

    private static List<String> tips(OpenWindow open) {
        return Fx.on(() -> cells(open).stream().map(Fact::tip).toList());
    }

    private static void produce(Session session) {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", session.cluster().bootstrap()),
                        new StringSerializer(),
                        new StringSerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>("orders", 0, "k" + i * 7 % 5, "total " + i));
            }
            producer.flush();
        }
    }

    private static List<ConsumerRecord<String, String>> consume(Session session) {
        List<ConsumerRecord<String, String>> read = new java.util.ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                session.cluster().bootstrap()),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            TopicPartition id = new TopicPartition("orders", 0);
            consumer.assign(List.of(id));
            consumer.seekToBeginning(List.of(id));
            while (consumer.position(id) < RECORDS) {
                consumer.poll(Duration.ofMillis(100)).forEach(read::add);
            }
        }
        return read;
    }
}
