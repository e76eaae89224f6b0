package dev.vitrine.broker.api;

import dev.vitrine.log.TimestampOffset;
import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Replicas;

import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.Optional;

/// ListOffsets: earliest, latest, the largest timestamp, and the first record at or after a time.
///
/// - Latest is the high watermark. A leader that was just elected answers OFFSET_NOT_AVAILABLE
///   until its high watermark has reached the start of its epoch, so that the end never goes back
///   (KIP-207).
/// - There is no tiered storage: the earliest local offset is the earliest, the latest tiered one
///   is -1.
public final class ListOffsetsApi implements Handler {
    /// The version that first told the leader epoch of an offset.
    private static final short LEADER_EPOCH_SINCE = 4;

    private static final long LATEST = -1;
    private static final long EARLIEST = -2;
    private static final long MAX_TIMESTAMP = -3;
    private static final long EARLIEST_LOCAL = -4;
    private static final long LATEST_TIERED = -5;

    private final Knowledge knowledge;
    private final Replicas replicas;

    public ListOffsetsApi(Knowledge knowledge, Replicas replicas) {
        this.knowledge = knowledge;
        this.replicas = replicas;
    }

    @Override
    public Facts facts() {
        return Facts.simplified(
                ApiKeys.LIST_OFFSETS,
                1,
                10,
                "no transactions: read_committed ends at the high watermark");
    }

    @Override
    public void handle(Call call) {
        ListOffsetsRequestData request = call.body(ListOffsetsRequestData.class);
        ListOffsetsResponseData body = new ListOffsetsResponseData();
        request.topics()
                .forEach(topic -> {
                    ListOffsetsTopicResponse response =
                            new ListOffsetsTopicResponse().setName(topic.name());
                    topic.partitions()
                            .forEach(asked ->
                                    response.partitions()
                                            .add(list(call, request, topic.name(), asked)));
                    body.topics().add(response);
                });
        call.reply(body);
    }

    private ListOffsetsPartitionResponse list(
            Call call, ListOffsetsRequestData request, String topic, ListOffsetsPartition asked) {
        ListOffsetsPartitionResponse response =
                new ListOffsetsPartitionResponse().setPartitionIndex(asked.partitionIndex());
        Partition partition = replicas.find(topic, asked.partitionIndex());
        if (partition == null) {
            boolean exists = knowledge.image().partition(topic, asked.partitionIndex()).isPresent();
            return response.setErrorCode(
                    (exists ? Errors.NOT_LEADER_OR_FOLLOWER : Errors.UNKNOWN_TOPIC_OR_PARTITION)
                            .code());
        }
        Errors belief = partition.checkLeader(asked.currentLeaderEpoch());
        if (belief != Errors.NONE) {
            return response.setErrorCode(belief.code());
        }
        boolean consumer = request.replicaId() < 0;
        boolean endIsKnown = partition.hasReachedEpochStart() || !consumer;
        long end = consumer ? partition.highWatermark() : partition.log().logEndOffset();
        long timestamp = asked.timestamp();
        if (timestamp == EARLIEST || timestamp == EARLIEST_LOCAL) {
            return found(
                    call,
                    response,
                    -1,
                    partition.log().logStartOffset(),
                    epochOf(partition, partition.log().logStartOffset()));
        }
        if (timestamp == LATEST_TIERED) {
            return found(call, response, -1, -1, -1);
        }
        if (!endIsKnown) {
            return response.setErrorCode(
                    (call.version() >= 5
                                    ? Errors.OFFSET_NOT_AVAILABLE
                                    : Errors.LEADER_NOT_AVAILABLE)
                            .code());
        }
        if (timestamp == LATEST) {
            return found(call, response, -1, end, partition.assignment().leaderEpoch());
        }
        if (timestamp < MAX_TIMESTAMP) {
            return response.setErrorCode(Errors.UNSUPPORTED_VERSION.code());
        }
        Optional<TimestampOffset> match =
                timestamp == MAX_TIMESTAMP
                        ? partition.log().maxTimestamp()
                        : partition.log().offsetForTimestamp(timestamp);
        return match.filter(at -> at.offset() < end)
                .map(at -> found(call, response, at.timestampMs(), at.offset(), at.leaderEpoch()))
                .orElseGet(() -> found(call, response, -1, -1, -1));
    }

    private static int epochOf(Partition partition, long offset) {
        int epoch = -1;
        for (var start : partition.log().epochs()) {
            if (start.startOffset() <= offset) {
                epoch = start.leaderEpoch();
            }
        }
        return epoch;
    }

    private static ListOffsetsPartitionResponse found(
            Call call,
            ListOffsetsPartitionResponse response,
            long timestamp,
            long offset,
            int leaderEpoch) {
        response.setTimestamp(timestamp).setOffset(offset);
        return call.version() >= LEADER_EPOCH_SINCE
                ? response.setLeaderEpoch(leaderEpoch)
                : response;
    }
}
