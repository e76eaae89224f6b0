package dev.vitrine.sim;

import dev.vitrine.env.Environment;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes records with numbers in them, one batch at a time per partition, and tells the ledger
/// what it sent and what it was told. It never gives a batch up, except where Kafka says that it
/// must.
final class SimProducer extends SimClient {
    /// Batches that wait to be sent, in all its partitions.
    static final int BATCHES_WAITING_MAX = 20;

    static final long RETRY_BACKOFF_MS = 30;

    /// @param acks -1, 0 or 1
    /// @param gzip whether batches are compressed
    record Habits(
            short acks,
            boolean idempotent,
            int recordsPerBatchMax,
            int valueBytesMax,
            long intervalMsMax,
            boolean gzip,
            int produceVersionMax,
            int timeoutMs) {}

    private record Batch(long[] ids, byte[][] values, int sequence) {}

    private static final class Lane {
        private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
        private boolean inFlight;
        private long notBeforeMs;
        private int nextSequence;
    }

    private final int number;
    private final Habits habits;
    private final List<Place> targets;
    private final Map<Place, Lane> lanes = new TreeMap<>();
    private boolean producing = true;
    private long nextBatchMs;
    private long producerId = -1;
    private short producerEpoch = -1;
    private boolean asksProducerId;
    private long producerIdNotBeforeMs;

    SimProducer(
            int number,
            Environment env,
            Ledger ledger,
            List<Integer> brokers,
            List<Place> targets,
            Habits habits,
            long requestTimeoutMs) {
        super(
                "producer-" + number,
                env,
                ledger,
                brokers,
                targets.stream().map(Place::topic).distinct().toList(),
                requestTimeoutMs);
        this.number = number;
        this.habits = habits;
        this.targets = targets;
        targets.forEach(target -> lanes.put(target, new Lane()));
    }

    /// Writes nothing new from now on.
    void stopProducing() {
        producing = false;
    }

    /// Writes one more record to each partition.
    void probe() {
        targets.forEach(target -> enqueue(target, 1));
    }

    /// What it still waits for, in words; empty when nothing.
    String pending() {
        StringBuilder words = new StringBuilder();
        lanes.forEach((place, lane) -> {
            if (!lane.waiting.isEmpty()) {
                words.append(place).append(" ×").append(lane.waiting.size()).append(' ');
            }
        });
        return words.toString();
    }

    @Override
    long act(long nowMs) {
        long next = NEVER;
        if (habits.idempotent && producerId < 0) {
            return askProducerId(nowMs);
        }
        if (producing) {
            if (nowMs >= nextBatchMs) {
                nextBatchMs = nowMs + 1 + env.random().nextLong(habits.intervalMsMax);
                int waiting = lanes.values().stream().mapToInt(lane -> lane.waiting.size()).sum();
                if (waiting < BATCHES_WAITING_MAX) {
                    Place target = targets.get(env.random().nextInt(targets.size()));
                    enqueue(target, 1 + env.random().nextInt(habits.recordsPerBatchMax));
                }
            }
            next = nextBatchMs;
        }
        for (Map.Entry<Place, Lane> lane : lanes.entrySet()) {
            next = Math.min(next, send(lane.getKey(), lane.getValue(), nowMs));
        }
        return next;
    }

    private void enqueue(Place target, int records) {
        Lane lane = lanes.computeIfAbsent(target, place -> new Lane());
        long[] ids = new long[records];
        byte[][] values = new byte[records][];
        for (int i = 0; i < records; i++) {
            ids[i] = ledger.newRecord(number, target, habits.acks, habits.idempotent);
            values[i] = new byte[8 + env.random().nextInt(habits.valueBytesMax)];
            env.random().nextBytes(values[i]);
            ByteBuffer.wrap(values[i]).putLong(ids[i]);
        }
        lane.waiting.add(new Batch(ids, values, lane.nextSequence));
        lane.nextSequence += records;
    }

    private long askProducerId(long nowMs) {
        if (asksProducerId) {
            return NEVER;
        }
        if (nowMs < producerIdNotBeforeMs) {
            return producerIdNotBeforeMs;
        }
        asksProducerId = true;
        request(
                anyBroker(),
                DATA,
                ApiKeys.INIT_PRODUCER_ID,
                5,
                version ->
                        new InitProducerIdRequestData()
                                .setTransactionalId(null)
                                .setTransactionTimeoutMs(Integer.MAX_VALUE),
                body -> {
                    asksProducerId = false;
                    producerIdNotBeforeMs = env.clock().nowMs() + RETRY_BACKOFF_MS;
                    InitProducerIdResponseData answer = (InitProducerIdResponseData) body;
                    Errors error = Errors.forCode(answer.errorCode());
                    if (error == Errors.NONE) {
                        producerId = answer.producerId();
                        producerEpoch = answer.producerEpoch();
                        ledger.gotProducerId(name, producerId, producerEpoch);
                    } else if (!isRetriable(error)) {
                        ledger.broken("errors are lawful", name + " InitProducerId: " + error);
                    }
                },
                () -> {
                    asksProducerId = false;
                    producerIdNotBeforeMs = env.clock().nowMs() + RETRY_BACKOFF_MS;
                });
        return NEVER;
    }

    private long send(Place place, Lane lane, long nowMs) {
        Batch batch = lane.waiting.peek();
        if (batch == null || lane.inFlight) {
            return NEVER;
        }
        if (nowMs < lane.notBeforeMs) {
            return lane.notBeforeMs;
        }
        Leader leader = leader(place);
        if (leader == null || leader.node() < 0) {
            refreshMetadata();
            lane.notBeforeMs = nowMs + RETRY_BACKOFF_MS;
            return lane.notBeforeMs;
        }
        MemoryRecords records = records(place, batch, nowMs);
        boolean answered = habits.acks != 0;
        lane.inFlight = answered;
        ask(
                leader.node(),
                DATA,
                ApiKeys.PRODUCE,
                habits.produceVersionMax,
                version -> produce(place, records, version),
                habits.timeoutMs + 500L,
                answered,
                body -> got(place, lane, batch, body),
                () -> {
                    lane.inFlight = false;
                    lane.notBeforeMs = env.clock().nowMs() + RETRY_BACKOFF_MS;
                });
        if (!answered) {
            lane.waiting.remove();
            lane.notBeforeMs = nowMs + 1;
            return lane.notBeforeMs;
        }
        return NEVER;
    }

    private ApiMessage produce(Place place, MemoryRecords records, int version) {
        TopicProduceData topic = new TopicProduceData();
        if (version >= 13) {
            topic.setTopicId(topicId(place.topic()));
        } else {
            topic.setName(place.topic());
        }
        topic.partitionData()
                .add(new PartitionProduceData().setIndex(place.partition()).setRecords(records));
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(topic);
        return new ProduceRequestData()
                .setAcks(habits.acks)
                .setTimeoutMs(habits.timeoutMs)
                .setTopicData(topics);
    }

    private MemoryRecords records(Place place, Batch batch, long nowMs) {
        SimpleRecord[] records = new SimpleRecord[batch.ids.length];
        for (int i = 0; i < records.length; i++) {
            records[i] = RecordIds.record(place, batch.ids[i], nowMs, batch.values[i]);
        }
        Compression compression = habits.gzip ? Compression.gzip().build() : Compression.NONE;
        return habits.idempotent
                ? MemoryRecords.withIdempotentRecords(
                        compression, producerId, producerEpoch, batch.sequence, records)
                : MemoryRecords.withRecords(compression, records);
    }

    private void got(Place place, Lane lane, Batch batch, ApiMessage body) {
        lane.inFlight = false;
        ProduceResponseData.@Nullable PartitionProduceResponse answer = null;
        for (var topic : ((ProduceResponseData) body).responses()) {
            for (var partition : topic.partitionResponses()) {
                answer = partition;
            }
        }
        if (answer == null || answer.index() != place.partition()) {
            ledger.broken("an answer answers its request", name + " " + place + " got " + body);
            return;
        }
        Errors error = Errors.forCode(answer.errorCode());
        if (error == Errors.NONE) {
            lane.waiting.remove();
            ledger.acknowledged(name, place, batch.ids, answer.baseOffset(), habits.acks);
        } else if (error == Errors.DUPLICATE_SEQUENCE_NUMBER && habits.idempotent) {
            lane.waiting.remove();
            ledger.acknowledged(name, place, batch.ids, -1, habits.acks);
        } else if (isRetriable(error)) {
            ledger.retried(error);
            lane.notBeforeMs = env.clock().nowMs() + RETRY_BACKOFF_MS;
            refreshMetadata();
        } else {
            ledger.broken(
                    "errors are lawful",
                    name
                            + " produce to "
                            + place
                            + " of sequence "
                            + batch.sequence
                            + ": "
                            + error);
        }
    }

    /// Whether Kafka's own producer tries again.
    static boolean isRetriable(Errors error) {
        return error.exception() instanceof org.apache.kafka.common.errors.RetriableException;
    }
}
