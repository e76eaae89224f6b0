package dev.vitrine.broker.api;

import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Partition.Deletion;
import dev.vitrine.replica.Replicas;

import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// DeleteRecords: forgets the records of a partition below an offset (KIP-107).
///
/// - Offset -1 stands for the high watermark. Of a partition named twice the last offset counts.
/// - UNKNOWN_TOPIC_OR_PARTITION; INVALID_TOPIC_EXCEPTION for an internal topic;
///   NOT_LEADER_OR_FOLLOWER; POLICY_VIOLATION for a topic that is only compacted;
///   OFFSET_OUT_OF_RANGE below 0 or above the high watermark.
/// - Answered when every living replica has told that its log starts there, all partitions
///   together; REQUEST_TIMED_OUT for those that have not when `timeoutMs` has passed. The records
///   are gone all the same.
public final class DeleteRecordsApi implements Handler {
    private static final long UNKNOWN = -1;

    private final Knowledge knowledge;
    private final Replicas replicas;

    public DeleteRecordsApi(Knowledge knowledge, Replicas replicas) {
        this.knowledge = knowledge;
        this.replicas = replicas;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.DELETE_RECORDS, 0, 2);
    }

    /// What a partition's part of the answer is waiting for.
    private static final class Pending {
        final Partition partition;
        final long offset;
        final DeleteRecordsPartitionResult result;

        Pending(Partition partition, long offset, DeleteRecordsPartitionResult result) {
            this.partition = partition;
            this.offset = offset;
            this.result = result.setErrorCode(Errors.REQUEST_TIMED_OUT.code());
        }

        /// @return whether the result is final
        boolean settle() {
            Errors leader = partition.checkLeader(-1);
            if (leader != Errors.NONE) {
                result.setLowWatermark(UNKNOWN).setErrorCode(leader.code());
                return true;
            }
            long lowWatermark = partition.lowWatermark();
            result.setLowWatermark(lowWatermark);
            if (lowWatermark < offset) {
                return false;
            }
            result.setErrorCode(Errors.NONE.code());
            return true;
        }
    }

    @Override
    public void handle(Call call) {
        DeleteRecordsRequestData request = call.body(DeleteRecordsRequestData.class);
        DeleteRecordsResponseData body = new DeleteRecordsResponseData();
        List<Pending> pending = new ArrayList<>();
        offsets(request)
                .forEach((topic, partitions) -> {
                    DeleteRecordsTopicResult result = new DeleteRecordsTopicResult().setName(topic);
                    partitions.forEach((index, offset) ->
                            result.partitions().add(delete(topic, index, offset, pending)));
                    body.topics().add(result);
                });
        pending.removeIf(Pending::settle);
        if (pending.isEmpty()) {
            call.reply(body);
            return;
        }
        call.whenAbandoned(
                replicas.park(
                                pending.stream().map(each -> each.partition).toList(),
                                Math.max(0, request.timeoutMs()),
                                Long.MAX_VALUE,
                                false,
                                timeIsUp -> {
                                    pending.removeIf(Pending::settle);
                                    if (timeIsUp || pending.isEmpty()) {
                                        call.reply(body);
                                        return 0;
                                    }
                                    return Long.MAX_VALUE;
                                })
                        ::cancel);
    }

    private static Map<String, TreeMap<Integer, Long>> offsets(DeleteRecordsRequestData request) {
        Map<String, TreeMap<Integer, Long>> offsets = new LinkedHashMap<>();
        for (DeleteRecordsTopic topic : request.topics()) {
            topic.partitions()
                    .forEach(partition ->
                            offsets.computeIfAbsent(topic.name(), name -> new TreeMap<>())
                                    .put(partition.partitionIndex(), partition.offset()));
        }
        return offsets;
    }

    private DeleteRecordsPartitionResult delete(
            String topic, int index, long offset, List<Pending> pending) {
        DeleteRecordsPartitionResult result =
                new DeleteRecordsPartitionResult()
                        .setPartitionIndex(index)
                        .setLowWatermark(UNKNOWN);
        @Nullable Partition partition = replicas.find(topic, index);
        if (knowledge.image().partition(topic, index).isEmpty()) {
            return result.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        }
        if (Topic.isInternal(topic)) {
            return result.setErrorCode(Errors.INVALID_TOPIC_EXCEPTION.code());
        }
        if (partition == null) {
            return result.setErrorCode(Errors.NOT_LEADER_OR_FOLLOWER.code());
        }
        Deletion deletion = partition.deleteRecords(offset);
        if (deletion.error() == Errors.NONE) {
            pending.add(new Pending(partition, deletion.offset(), result));
            return result;
        }
        return result.setErrorCode(deletion.error().code());
    }
}
