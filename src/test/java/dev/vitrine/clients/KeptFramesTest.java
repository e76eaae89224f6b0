package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.anatomy.Anatomy;
import dev.vitrine.anatomy.Part;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Outcome;
import dev.vitrine.live.Cluster;
import dev.vitrine.live.Exchange;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The bytes of real clients and of the nodes among each other, kept and taken apart.
class KeptFramesTest {
    @Test
    void everyRequestAndAnswerOfARunningClusterIsReadToItsLastByte() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(3)) {
            kafka.cluster.keepFrames(true);
            kafka.createTopic("orders", 3, 3);
            try (KafkaProducer<String, String> producer =
                            kafka.producer("client.id", "checkout", "compression.type", "gzip");
                    KafkaConsumer<String, String> consumer =
                            kafka.consumer("billing", "client.id", "billing-1")) {
                for (int i = 0; i < 20; i++) {
                    producer.send(new ProducerRecord<>("orders", "cust-" + i, "total " + i)).get();
                }
                consumer.subscribe(List.of("orders"));
                LiveCluster.read(consumer, 20);
                consumer.commitSync();
            }
            Snapshot now =
                    kafka.until(
                            "the commit was answered",
                            snapshot -> answered(snapshot, "OffsetCommit").isPresent());
            List<Message> all = new ArrayList<>(now.messages());
            all.addAll(now.nodeMessages());
            Set<String> clients = new TreeSet<>();
            int read = 0;
            for (Message message : all) {
                Exchange kept =
                        kafka.cluster.frames(
                                message.to(), message.connection(), message.correlationId());
                Anatomy request = Cluster.requestOf(kept);
                Anatomy answer = Cluster.responseOf(kept);
                if (request == null) {
                    continue;
                }
                assertThat(request.api()).isEqualTo(message.api());
                assertThat(request.version()).isEqualTo(message.version());
                assertThat(kept.requestBytes()).isEqualTo(message.requestBytes());
                assertRead(request);
                if (message.outcome() == Outcome.ANSWERED) {
                    assertThat(kept.responseBytes()).isEqualTo(message.responseBytes());
                    assertRead(Objects.requireNonNull(answer));
                }
                clients.add(message.from());
                read++;
            }
            assertThat(read).isGreaterThan(40);
            assertThat(clients).contains("checkout", "billing-1", "broker 1", "broker 2");

            Message produce = answered(now, "Produce").orElseThrow();
            Anatomy asked =
                    Objects.requireNonNull(
                            Cluster.requestOf(
                                    kafka.cluster.frames(
                                            produce.to(),
                                            produce.connection(),
                                            produce.correlationId())));
            List<String> values = new ArrayList<>();
            asked.parts().forEach(part -> values(part, values));
            assertThat(values).anyMatch(value -> value.startsWith("cust-"));
        }
    }

    private static void assertRead(Anatomy anatomy) {
        assertThat(anatomy.problem()).as("%s v%s", anatomy.api(), anatomy.version()).isEmpty();
    }

    private static Optional<Message> answered(Snapshot snapshot, String api) {
        return snapshot.messages().stream()
                .filter(each -> each.api().equals(api) && each.outcome() == Outcome.ANSWERED)
                .findFirst();
    }

    private static void values(Part part, List<String> values) {
        values.add(part.value());
        part.parts().forEach(each -> values(each, values));
    }
}
