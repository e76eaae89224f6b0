package dev.vitrine.ui;

import dev.vitrine.history.Projector;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.live.ClusterException;
import dev.vitrine.ui.model.RecordRow;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Reads the newest records of a partition, as any consumer would: what is committed, from its
/// leader. One reading at a time.
final class RecordReader implements AutoCloseable {
    static final int RECORDS_MAX = 6;

    /// Characters of a key or value that are shown.
    private static final int TEXT_MAX = 80;

    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);
    private static final long TIME_MAX_NANOS = 3_000_000_000L;
    private static final Duration POLL = Duration.ofMillis(100);

    private final Supplier<String> bootstrap;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private boolean closed;

    RecordReader(Supplier<String> bootstrap) {
        this.bootstrap = bootstrap;
    }

    /// @return at most [#RECORDS_MAX], newest first
    /// @throws ClusterException with a sentence when they cannot be read now
    synchronized List<RecordRow> newest(TopicPartition id) {
        if (closed) {
            throw new ClusterException("the cluster is closed");
        }
        try {
            return read(new org.apache.kafka.common.TopicPartition(id.topic(), id.partition()));
        } catch (KafkaException e) {
            throw new ClusterException(id + " cannot be read now: " + e.getMessage(), e);
        }
    }

    private List<RecordRow> read(org.apache.kafka.common.TopicPartition id) {
        KafkaConsumer<byte[], byte[]> kafka = consumer();
        List<org.apache.kafka.common.TopicPartition> only = List.of(id);
        long start = kafka.beginningOffsets(only, ANSWER_MAX).getOrDefault(id, 0L);
        long end = kafka.endOffsets(only, ANSWER_MAX).getOrDefault(id, 0L);
        kafka.assign(only);
        kafka.seek(id, Math.max(start, end - RECORDS_MAX));
        Deque<RecordRow> newest = new ArrayDeque<>();
        long giveUpNanos = System.nanoTime() + TIME_MAX_NANOS;
        while (kafka.position(id, ANSWER_MAX) < end && System.nanoTime() < giveUpNanos) {
            for (ConsumerRecord<byte[], byte[]> each : kafka.poll(POLL)) {
                if (each.offset() < end) {
                    newest.addFirst(row(each));
                }
            }
        }
        kafka.unsubscribe();
        return List.copyOf(
                new ArrayList<>(newest).subList(0, Math.min(RECORDS_MAX, newest.size())));
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConsumer<byte[], byte[]> made = consumer;
        if (made == null) {
            made =
                    new KafkaConsumer<>(
                            Map.of(
                                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                    bootstrap.get(),
                                    ConsumerConfig.CLIENT_ID_CONFIG,
                                    Projector.HIDDEN_CLIENT_PREFIX + "inspector",
                                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                    false,
                                    ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
                                    false,
                                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                                    false),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer());
            consumer = made;
        }
        return made;
    }

    private static RecordRow row(ConsumerRecord<byte[], byte[]> each) {
        return new RecordRow(
                each.offset(),
                each.leaderEpoch().orElse(-1),
                each.key() == null ? "–" : text(each.key()),
                each.value() == null ? "(tombstone)" : text(each.value()));
    }

    private static String text(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            boolean printable = text.chars().noneMatch(Character::isISOControl);
            if (printable) {
                return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…";
            }
        } catch (CharacterCodingException e) {
            // It is no text, which its length says as well.
        }
        return bytes.length + " bytes";
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            consumer = null;
        }
    }
}
