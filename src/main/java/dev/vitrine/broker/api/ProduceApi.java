package dev.vitrine.broker.api;

import dev.vitrine.controller.BrokerRegistration;
import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Produced;
import dev.vitrine.replica.Replicas;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.ProduceResponseData.NodeEndpoint;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;

/// Produce: appends batches to the partitions that this broker leads.
///
/// - acks 0, 1 and -1 (all); with -1 the answer waits until every in-sync replica has the records,
///   or `timeoutMs` has passed. Other acks: INVALID_REQUIRED_ACKS.
/// - One batch for each partition, in the newest format; zstd from version 7 on. What follows the
///   batch and is no batch is cut off. Bytes that cannot begin a batch refuse the request as a
///   whole, in all its partitions.
/// - Topics by name, from version 13 on by id.
/// - From version 10 on an answer of NOT_LEADER_OR_FOLLOWER names the leader (KIP-951).
/// - Left out: transactions. A transactional batch is refused with
///   TRANSACTIONAL_ID_AUTHORIZATION_FAILED, which a producer takes for final; a transactional id
///   without such a batch does not matter, as in Kafka.
public final class ProduceApi implements Handler {
    private static final short ZSTD_VERSION_MIN = 7;
    private static final short LEADER_HINT_VERSION_MIN = 10;
    private static final short TOPIC_ID_VERSION_MIN = 13;

    private final Knowledge knowledge;
    private final Replicas replicas;

    public ProduceApi(Knowledge knowledge, Replicas replicas) {
        this.knowledge = knowledge;
        this.replicas = replicas;
    }

    @Override
    public Facts facts() {
        return Facts.simplified(ApiKeys.PRODUCE, 3, 13, "no transactions");
    }

    @Override
    public void handle(Call call) {
        ProduceRequestData request = call.body(ProduceRequestData.class);
        Answer answer = new Answer(call, request.acks());
        try {
            if (isTransactional(request)) {
                refuseAll(answer, request, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, null);
                return;
            }
        } catch (CorruptRecordException e) {
            refuseAll(answer, request, Errors.CORRUPT_MESSAGE, e.getMessage());
            return;
        }
        List<Append> appends = new ArrayList<>();
        for (TopicProduceData topic : request.topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                examine(call, answer.slot(topic, partition), partition, appends);
            }
        }
        for (Append append : appends) {
            append(call, request, answer, append);
        }
        answer.arrived();
    }

    private static void refuseAll(
            Answer answer, ProduceRequestData request, Errors error, @Nullable String message) {
        for (TopicProduceData topic : request.topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                answer.slot(topic, partition).refused =
                        new Produced(error, -1, -1, -1, List.of(), message);
            }
        }
        answer.arrived();
    }

    /// Looks at the first batch of each partition.
    ///
    /// @throws CorruptRecordException when one is none
    private static boolean isTransactional(ProduceRequestData request) {
        for (TopicProduceData topic : request.topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                if (partition.records() instanceof MemoryRecords records) {
                    Iterator<MutableRecordBatch> batches = records.batches().iterator();
                    if (batches.hasNext() && batches.next().isTransactional()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /// Records that are to be appended.
    private record Append(Slot slot, MemoryRecords records) {}

    /// Finds out whether a partition's records can be appended at all.
    private void examine(Call call, Slot slot, PartitionProduceData data, List<Append> appends) {
        Errors error = existence(slot, data.index());
        if (error == Errors.NONE) {
            error = formOf(call.version(), data);
        }
        if (error != Errors.NONE) {
            slot.refused = Produced.refused(error);
            return;
        }
        MemoryRecords records = (MemoryRecords) data.records();
        // Of a partition that is there twice, the records that come last are meant.
        appends.removeIf(append -> append.slot == slot);
        appends.add(new Append(slot, firstBatch(records)));
    }

    private Errors existence(Slot slot, int index) {
        if (slot.byId && slot.topic.isEmpty()) {
            return Errors.UNKNOWN_TOPIC_ID;
        }
        return knowledge.image().partition(slot.topic, index).isPresent()
                ? Errors.NONE
                : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }

    private static Errors formOf(short version, PartitionProduceData data) {
        if (!(data.records() instanceof MemoryRecords records)) {
            return Errors.INVALID_RECORD;
        }
        try {
            Iterator<MutableRecordBatch> batches = records.batches().iterator();
            if (!batches.hasNext()) {
                return Errors.INVALID_RECORD;
            }
            MutableRecordBatch batch = batches.next();
            if (batch.magic() != RecordBatch.MAGIC_VALUE_V2) {
                return Errors.INVALID_RECORD;
            }
            if (version < ZSTD_VERSION_MIN && batch.compressionType() == CompressionType.ZSTD) {
                return Errors.UNSUPPORTED_COMPRESSION_TYPE;
            }
            return batches.hasNext() ? Errors.INVALID_RECORD : Errors.NONE;
        } catch (CorruptRecordException e) {
            return Errors.CORRUPT_MESSAGE;
        } catch (IllegalArgumentException e) {
            // A compression that nobody knows.
            return Errors.UNKNOWN_SERVER_ERROR;
        }
    }

    private static MemoryRecords firstBatch(MemoryRecords records) {
        int size = records.batches().iterator().next().sizeInBytes();
        if (size == records.sizeInBytes()) {
            return records;
        }
        ByteBuffer bytes = records.buffer();
        return MemoryRecords.readableRecords(bytes.limit(bytes.position() + size));
    }

    private void append(Call call, ProduceRequestData request, Answer answer, Append append) {
        Slot slot = append.slot;
        int index = slot.key.partition;
        Partition partition = replicas.find(slot.topic, index);
        if (request.acks() < -1 || request.acks() > 1) {
            answer.fill(slot, Produced.refused(Errors.INVALID_REQUIRED_ACKS));
        } else if (Topic.isInternal(slot.topic) && !call.clientId().equals("__admin_client")) {
            answer.fill(slot, Produced.refused(Errors.INVALID_TOPIC_EXCEPTION));
        } else if (partition == null) {
            answer.fill(slot, Produced.refused(Errors.NOT_LEADER_OR_FOLLOWER));
        } else {
            answer.await();
            partition.append(
                    append.records,
                    -1,
                    request.acks(),
                    Math.max(0, request.timeoutMs()),
                    produced -> {
                        answer.fill(slot, produced);
                        answer.arrived();
                    });
            replicas.onParkedProduce();
        }
    }

    /// How a request names a partition.
    private record Key(Uuid topicId, String topic, int partition) {}

    /// A partition in the answer.
    private static final class Slot {
        final Key key;
        final boolean byId;

        /// The topic's name; empty when no topic of that id is known.
        final String topic;

        final PartitionProduceResponse response;

        /// Why its records, or others for it, are not even tried; that is then what is answered.
        @Nullable Produced refused;

        Slot(Key key, boolean byId, String topic) {
            this.key = key;
            this.byId = byId;
            this.topic = topic;
            this.response = new PartitionProduceResponse().setIndex(key.partition);
        }
    }

    /// The answer as it fills up, partition by partition.
    private final class Answer {
        private final Call call;
        private final short acks;
        private final LinkedHashMap<Key, Slot> slots = new LinkedHashMap<>();
        private final LeaderHints hints = new LeaderHints(knowledge);

        /// The request's own reading, and partitions that are not replicated yet.
        private int awaited = 1;

        private boolean failed;

        Answer(Call call, short acks) {
            this.call = call;
            this.acks = acks;
        }

        Slot slot(TopicProduceData topic, PartitionProduceData partition) {
            Key key = new Key(topic.topicId(), topic.name(), partition.index());
            return slots.computeIfAbsent(key, this::newSlot);
        }

        private Slot newSlot(Key key) {
            boolean byId = call.version() >= TOPIC_ID_VERSION_MIN;
            String topic = byId ? knowledge.image().topicName(key.topicId).orElse("") : key.topic;
            return new Slot(key, byId, topic);
        }

        void await() {
            awaited++;
        }

        void arrived() {
            awaited--;
            if (awaited > 0) {
                return;
            }
            for (Slot slot : slots.values()) {
                Produced refused = slot.refused;
                if (refused != null) {
                    fill(slot, refused);
                }
            }
            if (acks != 0) {
                call.reply(body());
            } else if (failed) {
                // Nobody reads an answer to acks=0: Kafka closes the connection, so that the
                // producer looks for the leader again.
                call.hangUp();
            } else {
                call.replyNothing();
            }
        }

        void fill(Slot slot, Produced produced) {
            failed |= produced.error() != Errors.NONE;
            slot.response
                    .setErrorCode(produced.error().code())
                    .setBaseOffset(produced.baseOffset())
                    .setLogAppendTimeMs(produced.logAppendTimeMs())
                    .setLogStartOffset(produced.logStartOffset())
                    .setErrorMessage(produced.message())
                    .setRecordErrors(
                            produced.recordErrors().stream()
                                    .map(error ->
                                            new BatchIndexAndErrorMessage()
                                                    .setBatchIndex(error.batchIndex())
                                                    .setBatchIndexErrorMessage(error.message()))
                                    .toList());
        }

        /// What was tried comes first, then what was not.
        private ProduceResponseData body() {
            ProduceResponseData body = new ProduceResponseData();
            slots.values().stream().filter(s -> s.refused == null).forEach(s -> add(body, s));
            slots.values().stream().filter(s -> s.refused != null).forEach(s -> add(body, s));
            for (BrokerRegistration broker : hints.endpoints()) {
                body.nodeEndpoints()
                        .add(
                                new NodeEndpoint()
                                        .setNodeId(broker.id())
                                        .setHost(broker.host())
                                        .setPort(broker.port())
                                        .setRack(Knowledge.rack(broker)));
            }
            return body;
        }

        private void add(ProduceResponseData body, Slot slot) {
            TopicProduceResponse topic = body.responses().find(slot.key.topic, slot.key.topicId);
            if (topic == null) {
                topic =
                        new TopicProduceResponse()
                                .setName(slot.key.topic)
                                .setTopicId(slot.key.topicId);
                body.responses().add(topic);
            }
            if (call.version() >= LEADER_HINT_VERSION_MIN
                    && slot.response.errorCode() == Errors.NOT_LEADER_OR_FOLLOWER.code()) {
                LeaderHints.Leader leader = hints.leaderOf(slot.topic, slot.key.partition);
                slot.response.setCurrentLeader(
                        new LeaderIdAndEpoch()
                                .setLeaderId(leader.id())
                                .setLeaderEpoch(leader.epoch()));
            }
            topic.partitionResponses().add(slot.response);
        }
    }
}
