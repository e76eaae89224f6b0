package dev.vitrine.broker.api;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.log.EpochEnd;
import dev.vitrine.replica.ParkedFetch;
import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Read;
import dev.vitrine.replica.Replicas;

import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.FetchResponseData.NodeEndpoint;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Fetch: reads batches for consumers, up to the high watermark, and for followers, up to the log's
/// end.
///
/// - Waits up to `maxWaitMs` for `minBytes`. The first batch comes whole whatever the limits.
/// - Diverging epochs (KIP-595), leader hints (KIP-951, version 16), topic ids (version 13).
/// - Left out: fetch sessions. A client that wants one gets session 0, and asks in full each time
///   (KIP-227 allows a broker to do so); a session id that it makes up is
///   FETCH_SESSION_ID_NOT_FOUND. Reading from followers (KIP-392). Transactions: read_committed
///   reads up to the high watermark.
public final class FetchApi implements Handler {
    private static final int CONSUMER = -1;

    private final Knowledge knowledge;
    private final Replicas replicas;
    private final int maxBytes;

    public FetchApi(Knowledge knowledge, Replicas replicas) {
        this.knowledge = knowledge;
        this.replicas = replicas;
        this.maxBytes = knowledge.started().intOf(BrokerSettings.FETCH_MAX_BYTES);
    }

    @Override
    public Facts facts() {
        return Facts.simplified(
                ApiKeys.FETCH,
                4,
                18,
                "no fetch sessions, no reading from followers, no transactions");
    }

    /// One partition of a request, found once and read as often as needed.
    private record Wanted(
            FetchTopic topic, String name, FetchPartition partition, Errors missing) {}

    @Override
    public void handle(Call call) {
        FetchRequestData request = call.body(FetchRequestData.class);
        if (request.sessionId() != 0) {
            call.reply(
                    new FetchResponseData().setErrorCode(Errors.FETCH_SESSION_ID_NOT_FOUND.code()));
            return;
        }
        int replicaId =
                call.version() >= 15 ? request.replicaState().replicaId() : request.replicaId();
        long replicaEpoch = call.version() >= 15 ? request.replicaState().replicaEpoch() : -1;
        List<Wanted> wanted = new ArrayList<>();
        List<Partition> waitFor = new ArrayList<>();
        for (FetchTopic topic : request.topics()) {
            Optional<String> name = knowledge.topicName(topic.topic(), topic.topicId());
            for (FetchPartition partition : topic.partitions()) {
                Partition here =
                        name.map(known -> replicas.find(known, partition.partition())).orElse(null);
                wanted.add(
                        new Wanted(
                                topic,
                                name.orElse(topic.topic()),
                                partition,
                                here != null ? Errors.NONE : missing(topic, name, partition)));
                if (here != null) {
                    waitFor.add(here);
                }
            }
        }
        int replica = Math.max(CONSUMER, replicaId);
        int minBytes = Math.min(request.minBytes(), Math.min(request.maxBytes(), maxBytes));
        Round first = new Round(call, request, wanted, replica, replicaEpoch);
        if (first.isEnough(minBytes) || request.maxWaitMs() <= 0 || waitFor.isEmpty()) {
            first.send();
            return;
        }
        ParkedFetch parked =
                replicas.park(
                        waitFor,
                        request.maxWaitMs(),
                        (long) minBytes - first.waiting,
                        timeIsUp -> {
                            Round again = new Round(call, request, wanted, replica, replicaEpoch);
                            if (timeIsUp || again.isEnough(minBytes)) {
                                again.send();
                                return true;
                            }
                            return false;
                        });
        call.whenAbandoned(parked::cancel);
    }

    private Errors missing(FetchTopic topic, Optional<String> name, FetchPartition partition) {
        if (name.isEmpty()) {
            return topic.topic().isEmpty()
                    ? Errors.UNKNOWN_TOPIC_ID
                    : Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        return knowledge.image().partition(name.get(), partition.partition()).isPresent()
                ? Errors.NOT_LEADER_OR_FOLLOWER
                : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }

    /// One reading of all the partitions of a request, in the request's order.
    private final class Round {
        private final Call call;
        private final int replicaId;
        private final FetchResponseData body = new FetchResponseData();
        private final List<Partition> answered = new ArrayList<>();
        private int bytes;

        /// Bytes that count against the request's `minBytes`: those read, and where there are more
        /// than a limit let through, the limit, as only whole batches are sent.
        private long waiting;

        private boolean urgent;

        Round(
                Call call,
                FetchRequestData request,
                List<Wanted> wanted,
                int replicaId,
                long replicaEpoch) {
            this.call = call;
            this.replicaId = replicaId;
            int room = Math.min(request.maxBytes(), maxBytes);
            FetchableTopicResponse into = null;
            FetchTopic of = null;
            for (Wanted each : wanted) {
                if (into == null || of != each.topic) {
                    of = each.topic;
                    into =
                            new FetchableTopicResponse()
                                    .setTopic(of.topic())
                                    .setTopicId(of.topicId());
                    body.responses().add(into);
                }
                into.partitions().add(read(each, replicaEpoch, Math.max(0, room - bytes)));
            }
        }

        private PartitionData read(Wanted wanted, long replicaEpoch, int room) {
            FetchPartition asked = wanted.partition;
            PartitionData data = new PartitionData().setPartitionIndex(asked.partition());
            Partition here = replicas.find(wanted.name, asked.partition());
            if (here == null) {
                Errors error =
                        wanted.missing == Errors.NONE
                                ? Errors.NOT_LEADER_OR_FOLLOWER
                                : wanted.missing;
                return refuse(data, wanted, error, -1, -1);
            }
            int limit = Math.min(room, asked.partitionMaxBytes());
            Read read =
                    here.read(
                            new Read.Ask(
                                    replicaId,
                                    replicaEpoch,
                                    asked.fetchOffset(),
                                    asked.currentLeaderEpoch(),
                                    asked.lastFetchedEpoch(),
                                    limit,
                                    bytes == 0));
            urgent |= read.isUrgent();
            if (read.error() != Errors.NONE) {
                return refuse(
                        data, wanted, read.error(), read.highWatermark(), read.logStartOffset());
            }
            answered.add(here);
            int size = read.records().sizeInBytes();
            bytes += size;
            waiting += leavesSome(here, asked.fetchOffset(), read) ? Math.max(size, limit) : size;
            EpochEnd diverging = read.diverging();
            if (diverging != null) {
                data.setDivergingEpoch(
                        new EpochEndOffset()
                                .setEpoch(diverging.leaderEpoch())
                                .setEndOffset(diverging.endOffset()));
            }
            return data.setHighWatermark(read.highWatermark())
                    .setLastStableOffset(read.highWatermark())
                    .setLogStartOffset(read.logStartOffset())
                    .setAbortedTransactions(call.request().version() >= 4 ? List.of() : null)
                    .setRecords(read.records());
        }

        /// Whether there was more to read than was read.
        private boolean leavesSome(Partition here, long from, Read read) {
            if (read.diverging() != null) {
                return false;
            }
            long next = from;
            for (RecordBatch batch : read.records().batches()) {
                next = batch.nextOffset();
            }
            return next < (replicaId >= 0 ? here.log().logEndOffset() : read.highWatermark());
        }

        private PartitionData refuse(
                PartitionData data,
                Wanted wanted,
                Errors error,
                long highWatermark,
                long logStart) {
            urgent = true;
            if (call.version() >= 16
                    && (error == Errors.NOT_LEADER_OR_FOLLOWER
                            || error == Errors.FENCED_LEADER_EPOCH)) {
                nameLeader(data, wanted);
            }
            return data.setErrorCode(error.code())
                    .setHighWatermark(highWatermark)
                    .setLastStableOffset(-1)
                    .setLogStartOffset(logStart)
                    .setRecords(MemoryRecords.EMPTY);
        }

        private void nameLeader(PartitionData data, Wanted wanted) {
            knowledge
                    .image()
                    .partition(wanted.name, wanted.partition.partition())
                    .ifPresent(known -> {
                        data.setCurrentLeader(
                                new LeaderIdAndEpoch()
                                        .setLeaderId(known.leader())
                                        .setLeaderEpoch(known.leaderEpoch()));
                        knowledge
                                .aliveBroker(known.leader())
                                .filter(b -> body.nodeEndpoints().find(b.id()) == null)
                                .ifPresent(broker ->
                                        body.nodeEndpoints()
                                                .add(
                                                        new NodeEndpoint()
                                                                .setNodeId(broker.id())
                                                                .setHost(broker.host())
                                                                .setPort(broker.port())
                                                                .setRack(
                                                                        ProduceApi.rack(
                                                                                broker.rack()))));
                    });
        }

        boolean isEnough(int minBytes) {
            return urgent || waiting >= minBytes;
        }

        void send() {
            if (replicaId >= 0) {
                answered.forEach(
                        partition -> partition.onAnswered(replicaId, partition.highWatermark()));
            }
            call.reply(body);
        }
    }
}
