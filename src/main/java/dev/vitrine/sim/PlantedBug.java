package dev.vitrine.sim;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.VoteResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Bugs that can be planted in a simulated cluster, to show that the invariants catch them. They
/// live at the edges of a node, in its disk and its frames, so that the engine has no seam for
/// them.
enum PlantedBug {
    NONE(null),

    /// The disk says that it flushed, and did not: votes and metadata are forgotten.
    FLUSH_LIES(null),

    /// A leader answers acks=all as soon as it has the records itself.
    ACK_BEFORE_REPLICATION(
            new TamperedNode.Lies() {
                @Override
                public void requestIn(ApiKeys api, ApiMessage body) {
                    if (body instanceof ProduceRequestData produce && produce.acks() == -1) {
                        produce.setAcks((short) 1);
                    }
                }
            }),

    /// A follower does not cut its log back to where it agrees with the leader.
    NO_TRUNCATION(
            new TamperedNode.Lies() {
                @Override
                public void requestOut(ApiKeys api, ApiMessage body) {
                    if (body instanceof FetchRequestData fetch) {
                        fetch.topics().stream()
                                .filter(topic -> !topic.topicId().equals(Uuid.METADATA_TOPIC_ID))
                                .forEach(topic ->
                                        topic.partitions().forEach(p -> p.setLastFetchedEpoch(-1)));
                    }
                }

                @Override
                public void responseIn(ApiKeys api, ApiMessage body) {
                    if (body instanceof FetchResponseData fetch) {
                        fetch.responses().stream()
                                .filter(topic -> !topic.topicId().equals(Uuid.METADATA_TOPIC_ID))
                                .forEach(topic ->
                                        topic.partitions()
                                                .forEach(p ->
                                                        p.setDivergingEpoch(new EpochEndOffset())));
                    }
                }
            }),

    /// A voter votes for whoever asks.
    VOTES_FOR_EVERYONE(
            new TamperedNode.Lies() {
                @Override
                public void responseOut(ApiKeys api, ApiMessage body) {
                    if (body instanceof VoteResponseData vote) {
                        vote.topics()
                                .forEach(topic ->
                                        topic.partitions().forEach(p -> p.setVoteGranted(true)));
                    }
                }
            }),

    /// A leader does not look at sequence numbers.
    NO_DUPLICATE_DETECTION(
            new TamperedNode.Lies() {
                @Override
                public void requestIn(ApiKeys api, ApiMessage body) {
                    if (body instanceof ProduceRequestData produce) {
                        produce.topicData()
                                .forEach(topic ->
                                        topic.partitionData()
                                                .forEach(
                                                        p -> p.setRecords(anonymous(p.records()))));
                    }
                }
            }),

    /// A coordinator answers a commit of offsets and stores older ones.
    COMMITS_OLD_OFFSETS(
            new TamperedNode.Lies() {
                @Override
                public void requestIn(ApiKeys api, ApiMessage body) {
                    if (body instanceof OffsetCommitRequestData commit) {
                        commit.topics()
                                .forEach(topic ->
                                        topic.partitions().forEach(p -> p.setCommittedOffset(0)));
                    }
                }
            }),

    /// A coordinator hands every member of the consumer protocol its topics' first partitions.
    FIRST_FOR_ALL(
            new TamperedNode.Lies() {
                @Override
                public void responseOut(ApiKeys api, ApiMessage body) {
                    if (body instanceof ConsumerGroupHeartbeatResponseData heartbeat
                            && heartbeat.assignment() != null) {
                        heartbeat
                                .assignment()
                                .topicPartitions()
                                .forEach(topic -> topic.setPartitions(List.of(0)));
                    }
                }
            }),

    /// A coordinator hands every member the same partitions.
    TWO_OWNERS(
            new TamperedNode.Lies() {
                @Override
                public void requestIn(ApiKeys api, ApiMessage body) {
                    if (body instanceof SyncGroupRequestData sync
                            && !sync.assignments().isEmpty()) {
                        byte[] first = sync.assignments().getFirst().assignment();
                        sync.assignments().forEach(a -> a.setAssignment(first));
                    }
                }
            });

    private final TamperedNode.@Nullable Lies lies;

    PlantedBug(TamperedNode.@Nullable Lies lies) {
        this.lies = lies;
    }

    /// What it does to frames; null when nothing.
    TamperedNode.@Nullable Lies lies() {
        return lies;
    }

    private static MemoryRecords anonymous(Object records) {
        var plain = new ArrayList<SimpleRecord>();
        for (MutableRecordBatch batch : ((MemoryRecords) records).batches()) {
            if (batch instanceof DefaultRecordBatch) {
                batch.forEach(record -> plain.add(new SimpleRecord(record)));
            }
        }
        return MemoryRecords.withRecords(
                org.apache.kafka.common.compress.Compression.NONE,
                plain.toArray(SimpleRecord[]::new));
    }
}
