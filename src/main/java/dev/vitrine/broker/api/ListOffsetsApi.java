package dev.vitrine.broker.api;

import dev.vitrine.log.TimestampOffset;
import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Replicas;

import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// ListOffsets: earliest, latest, the largest timestamp, and the first record at or after a time.
///
/// - Latest is the high watermark; the log's end for one that is no consumer. A leader that was
///   just elected answers OFFSET_NOT_AVAILABLE until its high watermark has reached the start of
///   its epoch, so that the end never goes back (KIP-207); so it does for a time at which it finds
///   nothing below the high watermark.
/// - There is no tiered storage: the earliest local offset is the earliest, the latest tiered one
///   and the earliest one waiting for its upload are -1.
/// - Other timestamps below 0, and these in versions that do not know them yet, are
///   UNSUPPORTED_VERSION; a partition named twice is INVALID_REQUEST; an unknown isolation level
///   fails everything with UNKNOWN_SERVER_ERROR.
public final class ListOffsetsApi implements Handler {
    /// The version that first told the leader epoch of an offset.
    private static final short LEADER_EPOCH_SINCE = 4;

    /// The version that first knew OFFSET_NOT_AVAILABLE.
    private static final short NOT_AVAILABLE_SINCE = 5;

    private static final long LATEST = -1;
    private static final long EARLIEST = -2;
    private static final long MAX_TIMESTAMP = -3;
    private static final long EARLIEST_LOCAL = -4;
    private static final long LATEST_TIERED = -5;
    private static final long EARLIEST_PENDING_UPLOAD = -6;

    private static final int CONSUMER = -1;

    /// Somebody who wants to know of any replica.
    private static final int DEBUGGER = -2;

    private static final byte READ_COMMITTED = 1;

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
                11,
                "no transactions: read_committed ends at the high watermark");
    }

    @Override
    public void handle(Call call) {
        ListOffsetsRequestData request = call.body(ListOffsetsRequestData.class);
        byte isolation = request.isolationLevel();
        boolean isKnown = isolation >= 0 && isolation <= READ_COMMITTED;
        Map<String, TreeMap<Integer, ListOffsetsPartitionResponse>> found = new LinkedHashMap<>();
        for (ListOffsetsTopic topic : request.topics()) {
            for (ListOffsetsPartition asked : topic.partitions()) {
                TreeMap<Integer, ListOffsetsPartitionResponse> ofTopic =
                        found.computeIfAbsent(topic.name(), name -> new TreeMap<>());
                ListOffsetsPartitionResponse response =
                        new ListOffsetsPartitionResponse()
                                .setPartitionIndex(asked.partitionIndex());
                if (!isKnown) {
                    response.setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code());
                } else if (ofTopic.containsKey(asked.partitionIndex())) {
                    response.setErrorCode(Errors.INVALID_REQUEST.code());
                } else {
                    list(call, request.replicaId(), topic.name(), asked, response);
                }
                ofTopic.put(asked.partitionIndex(), response);
            }
        }
        ListOffsetsResponseData body = new ListOffsetsResponseData();
        found.forEach((name, partitions) ->
                body.topics()
                        .add(
                                new ListOffsetsTopicResponse()
                                        .setName(name)
                                        .setPartitions(new ArrayList<>(partitions.values()))));
        call.reply(body);
    }

    private void list(
            Call call,
            int replicaId,
            String topic,
            ListOffsetsPartition asked,
            ListOffsetsPartitionResponse response) {
        long timestamp = asked.timestamp();
        if (call.version() < knownSince(timestamp)) {
            response.setErrorCode(Errors.UNSUPPORTED_VERSION.code());
            return;
        }
        Partition partition = replicas.find(topic, asked.partitionIndex());
        if (partition == null) {
            boolean exists = knowledge.image().partition(topic, asked.partitionIndex()).isPresent();
            response.setErrorCode(
                    (exists ? Errors.NOT_LEADER_OR_FOLLOWER : Errors.UNKNOWN_TOPIC_OR_PARTITION)
                            .code());
            return;
        }
        Errors belief =
                replicaId == DEBUGGER
                        ? partition.checkReplica(asked.currentLeaderEpoch())
                        : partition.checkLeader(asked.currentLeaderEpoch());
        if (belief != Errors.NONE) {
            response.setErrorCode(belief.code());
            return;
        }
        boolean consumer = replicaId == CONSUMER;
        boolean endIsKnown = partition.hasReachedEpochStart() || !consumer;
        long end = consumer ? partition.highWatermark() : partition.log().logEndOffset();
        Optional<TimestampOffset> match = find(partition, timestamp, end, endIsKnown);
        if (match.isEmpty() && !endIsKnown) {
            response.setErrorCode(
                    (call.version() >= NOT_AVAILABLE_SINCE
                                    ? Errors.OFFSET_NOT_AVAILABLE
                                    : Errors.LEADER_NOT_AVAILABLE)
                            .code());
            return;
        }
        match.ifPresent(at -> {
            response.setTimestamp(at.timestampMs()).setOffset(at.offset());
            if (call.version() >= LEADER_EPOCH_SINCE) {
                response.setLeaderEpoch(at.leaderEpoch());
            }
        });
    }

    /// The first version that knows a timestamp with a meaning of its own.
    private static int knownSince(long timestamp) {
        if (timestamp >= EARLIEST) {
            return 0;
        }
        if (timestamp == MAX_TIMESTAMP) {
            return 7;
        }
        if (timestamp == EARLIEST_LOCAL) {
            return 8;
        }
        if (timestamp == LATEST_TIERED) {
            return 9;
        }
        return timestamp == EARLIEST_PENDING_UPLOAD ? 11 : Integer.MAX_VALUE;
    }

    private static Optional<TimestampOffset> find(
            Partition partition, long timestamp, long end, boolean endIsKnown) {
        if (timestamp == LATEST) {
            return endIsKnown
                    ? Optional.of(
                            new TimestampOffset(-1, end, partition.assignment().leaderEpoch()))
                    : Optional.empty();
        }
        if (timestamp == EARLIEST || timestamp == EARLIEST_LOCAL) {
            long start = partition.log().logStartOffset();
            return Optional.of(new TimestampOffset(-1, start, epochOf(partition, start)));
        }
        if (timestamp == LATEST_TIERED || timestamp == EARLIEST_PENDING_UPLOAD) {
            return Optional.of(new TimestampOffset(-1, -1, -1));
        }
        Optional<TimestampOffset> found =
                timestamp == MAX_TIMESTAMP
                        ? partition.log().maxTimestamp()
                        : partition.log().offsetForTimestamp(timestamp);
        return found.filter(at -> at.offset() < end);
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
}
