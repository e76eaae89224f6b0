package dev.vitrine.workload;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Reads a partition from its current leader, from the oldest record on whose fate is kept up to
/// the high watermark, and tells the ledger which records are there.
///
/// It is a consumer like any other, so it sees what any consumer would.
final class Audit implements AutoCloseable {
    /// Offsets of a partition that are read. A longer stretch is not audited.
    static final int RECORDS_MAX = 500_000;

    /// How long one audit may take. After it nothing is said.
    private static final Duration TIME_MAX = Duration.ofSeconds(5);

    /// How long a leader may take to say where its log ends.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> kafka;
    private final String run;
    private final Ledger ledger;

    Audit(String clientId, String bootstrap, String run, Ledger ledger) {
        this.kafka = new KafkaConsumer<>(ClientSettings.ofAudit(clientId, bootstrap));
        this.run = run;
        this.ledger = ledger;
    }

    /// @param leaderLogEnd asked after the records to judge are known: the leader's log end offset
    /// @return empty when the partition could not be read
    Optional<Ledger.Audited> of(String topic, int partition, LongSupplier leaderLogEnd) {
        Ledger.Judged judged = ledger.acknowledged(topic, partition);
        long logEnd = leaderLogEnd.getAsLong();
        if (logEnd < 0) {
            return Optional.empty();
        }
        try {
            return read(new TopicPartition(topic, partition), judged.from())
                    .map(found -> ledger.audited(topic, partition, judged, found, logEnd));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // No leader, or one that just changed: nothing is known now.
            return Optional.empty();
        }
    }

    private Optional<Found> read(TopicPartition id, long oldest) {
        List<TopicPartition> only = List.of(id);
        Long start = kafka.beginningOffsets(only, ANSWER_MAX).get(id);
        Long end = kafka.endOffsets(only, ANSWER_MAX).get(id);
        if (start == null || end == null) {
            return Optional.empty();
        }
        long from = Math.clamp(oldest, start, Math.max(start, end));
        if (end - from > RECORDS_MAX) {
            return Optional.empty();
        }
        kafka.assign(only);
        kafka.seek(id, from);
        BitSet occupied = new BitSet();
        Map<RecordId, Integer> copies = new HashMap<>();
        long giveUpNanos = System.nanoTime() + TIME_MAX.toNanos();
        while (kafka.position(id, ANSWER_MAX) < end) {
            if (System.nanoTime() > giveUpNanos) {
                return Optional.empty();
            }
            for (ConsumerRecord<byte[], byte[]> read : kafka.poll(POLL)) {
                if (read.offset() >= end) {
                    continue;
                }
                occupied.set((int) (read.offset() - from));
                RecordId found = LessonConsumer.idOf(read, run);
                if (found != null) {
                    copies.merge(found, 1, Integer::sum);
                }
            }
        }
        return Optional.of(new Found(start, from, copies, occupied, end));
    }

    @Override
    public void close() {
        kafka.close(CloseOptions.timeout(Duration.ZERO));
    }
}
