package dev.vitrine.broker;

import dev.vitrine.quorum.QuorumRequest;
import dev.vitrine.quorum.QuorumResponse;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.BeginQuorumEpochRequestData;
import org.apache.kafka.common.message.BeginQuorumEpochResponseData;
import org.apache.kafka.common.message.EndQuorumEpochRequestData;
import org.apache.kafka.common.message.EndQuorumEpochResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.VoteRequestData;
import org.apache.kafka.common.message.VoteResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// What the quorum says, in Kafka's messages: Vote (52) versions 0-2, BeginQuorumEpoch (53) and
/// EndQuorumEpoch (54) 0-1, and Fetch (1) 12-18 of the one partition of `__cluster_metadata`.
///
/// With a static set of voters there are no directory ids and no endpoints: they are left at their
/// defaults, and not looked at.
final class QuorumCodec {
    static final String TOPIC = "__cluster_metadata";
    private static final short FETCH_WITH_TERMS = 12;
    private static final short FETCH_WITH_TOPIC_IDS = 13;
    private static final short FETCH_WITH_REPLICA_STATE = 15;

    /// What a node of Kafka asks a leader for at most.
    private static final int FETCH_BYTES_MAX = 8 * 1024 * 1024;

    /// No term, which is what a response has that tells nothing but an error.
    private static final int NO_TERM = -1;

    private final int nodeId;
    private final String clusterId;

    QuorumCodec(int nodeId, String clusterId) {
        this.nodeId = nodeId;
        this.clusterId = clusterId;
    }

    /// A request off the wire.
    sealed interface Decoded {
        /// For the quorum to answer.
        record Asked(QuorumRequest request) implements Decoded {}

        /// Not for this quorum; this is the answer.
        record Refused(ApiMessage response) implements Decoded {}
    }

    // ---- what goes out -------------------------------------------------------------------------

    static ApiKeys api(QuorumRequest request) {
        return switch (request) {
            case QuorumRequest.Vote _ -> ApiKeys.VOTE;
            case QuorumRequest.BeginEpoch _ -> ApiKeys.BEGIN_QUORUM_EPOCH;
            case QuorumRequest.EndEpoch _ -> ApiKeys.END_QUORUM_EPOCH;
            case QuorumRequest.Fetch _ -> ApiKeys.FETCH;
        };
    }

    /// The version that nodes of this cluster speak to one another.
    static short version(QuorumRequest request) {
        return api(request).latestVersion();
    }

    /// The message of a request, for its [#version].
    ApiMessage encode(QuorumRequest request, int toNode) {
        return switch (request) {
            case QuorumRequest.Vote vote -> encode(vote, toNode);
            case QuorumRequest.BeginEpoch begin -> encode(begin, toNode);
            case QuorumRequest.EndEpoch end -> encode(end);
            case QuorumRequest.Fetch fetch -> encode(fetch);
        };
    }

    private VoteRequestData encode(QuorumRequest.Vote vote, int toNode) {
        return new VoteRequestData()
                .setClusterId(clusterId)
                .setVoterId(toNode)
                .setTopics(
                        List.of(
                                new VoteRequestData.TopicData()
                                        .setTopicName(TOPIC)
                                        .setPartitions(
                                                List.of(
                                                        new VoteRequestData.PartitionData()
                                                                .setReplicaEpoch(vote.term())
                                                                .setReplicaId(vote.candidate())
                                                                .setLastOffsetEpoch(
                                                                        vote.lastOffsetEpoch())
                                                                .setLastOffset(vote.lastOffset())
                                                                .setPreVote(vote.preVote())))));
    }

    private BeginQuorumEpochRequestData encode(QuorumRequest.BeginEpoch begin, int toNode) {
        return new BeginQuorumEpochRequestData()
                .setClusterId(clusterId)
                .setVoterId(toNode)
                .setTopics(
                        List.of(
                                new BeginQuorumEpochRequestData.TopicData()
                                        .setTopicName(TOPIC)
                                        .setPartitions(
                                                List.of(
                                                        new BeginQuorumEpochRequestData
                                                                        .PartitionData()
                                                                .setLeaderId(begin.leader())
                                                                .setLeaderEpoch(begin.term())))));
    }

    private EndQuorumEpochRequestData encode(QuorumRequest.EndEpoch end) {
        List<EndQuorumEpochRequestData.ReplicaInfo> candidates =
                end.preferredSuccessors().stream()
                        .map(id -> new EndQuorumEpochRequestData.ReplicaInfo().setCandidateId(id))
                        .toList();
        return new EndQuorumEpochRequestData()
                .setClusterId(clusterId)
                .setTopics(
                        List.of(
                                new EndQuorumEpochRequestData.TopicData()
                                        .setTopicName(TOPIC)
                                        .setPartitions(
                                                List.of(
                                                        new EndQuorumEpochRequestData
                                                                        .PartitionData()
                                                                .setLeaderId(end.leader())
                                                                .setLeaderEpoch(end.term())
                                                                .setPreferredCandidates(
                                                                        candidates)))));
    }

    private FetchRequestData encode(QuorumRequest.Fetch fetch) {
        return new FetchRequestData()
                .setClusterId(clusterId)
                .setReplicaState(
                        new FetchRequestData.ReplicaState().setReplicaId(fetch.replicaId()))
                .setMaxWaitMs(fetch.maxWaitMs())
                .setMinBytes(0)
                .setMaxBytes(FETCH_BYTES_MAX)
                .setTopics(
                        List.of(
                                new FetchRequestData.FetchTopic()
                                        .setTopicId(Uuid.METADATA_TOPIC_ID)
                                        .setPartitions(
                                                List.of(
                                                        new FetchRequestData.FetchPartition()
                                                                .setCurrentLeaderEpoch(fetch.term())
                                                                .setFetchOffset(fetch.fetchOffset())
                                                                .setLastFetchedEpoch(
                                                                        fetch.lastFetchedEpoch())
                                                                .setPartitionMaxBytes(
                                                                        FETCH_BYTES_MAX)
                                                                .setHighWatermark(
                                                                        fetch.highWatermark())))));
    }

    // ---- what comes in -------------------------------------------------------------------------

    /// Reads a request of one of the four APIs.
    ///
    /// @throws IllegalArgumentException for a message of another API
    Decoded decode(ApiMessage message, short version) {
        return switch (message) {
            case VoteRequestData vote -> decode(vote);
            case BeginQuorumEpochRequestData begin -> decode(begin);
            case EndQuorumEpochRequestData end -> decode(end);
            case FetchRequestData fetch -> decode(fetch, version);
            default ->
                    throw new IllegalArgumentException(
                            "no message of the quorum: " + message.getClass().getSimpleName());
        };
    }

    private Decoded decode(VoteRequestData message) {
        Errors error = check(message.clusterId(), message.voterId());
        VoteRequestData.@Nullable PartitionData asked = null;
        for (VoteRequestData.TopicData topic : message.topics()) {
            for (VoteRequestData.PartitionData partition : topic.partitions()) {
                boolean ours = isOurs(topic.topicName(), partition.partitionIndex());
                error = worse(error, asked != null || !ours);
                asked = partition;
            }
        }
        if (error != Errors.NONE || asked == null) {
            return new Decoded.Refused(new VoteResponseData().setErrorCode(refusal(error).code()));
        }
        return new Decoded.Asked(
                new QuorumRequest.Vote(
                        asked.replicaEpoch(),
                        asked.replicaId(),
                        asked.lastOffsetEpoch(),
                        asked.lastOffset(),
                        asked.preVote()));
    }

    private Decoded decode(BeginQuorumEpochRequestData message) {
        Errors error = check(message.clusterId(), message.voterId());
        BeginQuorumEpochRequestData.@Nullable PartitionData asked = null;
        for (BeginQuorumEpochRequestData.TopicData topic : message.topics()) {
            for (BeginQuorumEpochRequestData.PartitionData partition : topic.partitions()) {
                boolean ours = isOurs(topic.topicName(), partition.partitionIndex());
                error = worse(error, asked != null || !ours);
                asked = partition;
            }
        }
        if (error != Errors.NONE || asked == null) {
            return new Decoded.Refused(
                    new BeginQuorumEpochResponseData().setErrorCode(refusal(error).code()));
        }
        return new Decoded.Asked(
                new QuorumRequest.BeginEpoch(asked.leaderEpoch(), asked.leaderId()));
    }

    private Decoded decode(EndQuorumEpochRequestData message) {
        Errors error = check(message.clusterId(), -1);
        EndQuorumEpochRequestData.@Nullable PartitionData asked = null;
        for (EndQuorumEpochRequestData.TopicData topic : message.topics()) {
            for (EndQuorumEpochRequestData.PartitionData partition : topic.partitions()) {
                boolean ours = isOurs(topic.topicName(), partition.partitionIndex());
                error = worse(error, asked != null || !ours);
                asked = partition;
            }
        }
        if (error != Errors.NONE || asked == null) {
            return new Decoded.Refused(
                    new EndQuorumEpochResponseData().setErrorCode(refusal(error).code()));
        }
        List<Integer> preferred =
                asked.preferredCandidates().isEmpty()
                        ? asked.preferredSuccessors()
                        : asked.preferredCandidates().stream()
                                .map(EndQuorumEpochRequestData.ReplicaInfo::candidateId)
                                .toList();
        return new Decoded.Asked(
                new QuorumRequest.EndEpoch(asked.leaderEpoch(), asked.leaderId(), preferred));
    }

    private Decoded decode(FetchRequestData message, short version) {
        Errors error =
                version < FETCH_WITH_TERMS
                        ? Errors.UNSUPPORTED_VERSION
                        : check(message.clusterId(), -1);
        FetchRequestData.@Nullable FetchPartition asked = null;
        for (FetchRequestData.FetchTopic topic : message.topics()) {
            boolean named =
                    version < FETCH_WITH_TOPIC_IDS
                            ? topic.topic().equals(TOPIC)
                            : topic.topicId().equals(Uuid.METADATA_TOPIC_ID);
            for (FetchRequestData.FetchPartition partition : topic.partitions()) {
                error = worse(error, asked != null || !named || partition.partition() != 0);
                asked = partition;
            }
        }
        if (error != Errors.NONE || asked == null) {
            return new Decoded.Refused(new FetchResponseData().setErrorCode(refusal(error).code()));
        }
        int replicaId =
                version < FETCH_WITH_REPLICA_STATE
                        ? message.replicaId()
                        : message.replicaState().replicaId();
        return new Decoded.Asked(
                new QuorumRequest.Fetch(
                        asked.currentLeaderEpoch(),
                        replicaId,
                        asked.fetchOffset(),
                        asked.lastFetchedEpoch(),
                        asked.highWatermark(),
                        message.maxWaitMs()));
    }

    /// Whoever names a cluster or a voter means another node than this one, unless it names these.
    private Errors check(@Nullable String cluster, int voter) {
        if (cluster != null && !Objects.equals(cluster, clusterId)) {
            return Errors.INCONSISTENT_CLUSTER_ID;
        }
        return voter != -1 && voter != nodeId ? Errors.INVALID_VOTER_KEY : Errors.NONE;
    }

    private static Errors worse(Errors error, boolean malformed) {
        return malformed && error == Errors.NONE ? Errors.INVALID_REQUEST : error;
    }

    /// There is nothing wrong with a request that asks about nothing, but for that.
    private static Errors refusal(Errors error) {
        return error == Errors.NONE ? Errors.INVALID_REQUEST : error;
    }

    private static boolean isOurs(String topic, int partition) {
        return topic.equals(TOPIC) && partition == 0;
    }

    // ---- answers -------------------------------------------------------------------------------

    /// The message of a response, for the version that was asked in.
    static ApiMessage encode(QuorumResponse response, short version) {
        return switch (response) {
            case QuorumResponse.Vote vote -> encode(vote);
            case QuorumResponse.BeginEpoch begin -> encode(begin);
            case QuorumResponse.EndEpoch end -> encode(end);
            case QuorumResponse.Fetch fetch -> encode(fetch, version);
        };
    }

    private static VoteResponseData encode(QuorumResponse.Vote vote) {
        return new VoteResponseData()
                .setTopics(
                        List.of(
                                new VoteResponseData.TopicData()
                                        .setTopicName(TOPIC)
                                        .setPartitions(
                                                List.of(
                                                        new VoteResponseData.PartitionData()
                                                                .setErrorCode(code(vote))
                                                                .setLeaderId(vote.leader())
                                                                .setLeaderEpoch(vote.term())
                                                                .setVoteGranted(vote.granted())))));
    }

    private static BeginQuorumEpochResponseData encode(QuorumResponse.BeginEpoch begin) {
        return new BeginQuorumEpochResponseData()
                .setTopics(
                        List.of(
                                new BeginQuorumEpochResponseData.TopicData()
                                        .setTopicName(TOPIC)
                                        .setPartitions(
                                                List.of(
                                                        new BeginQuorumEpochResponseData
                                                                        .PartitionData()
                                                                .setErrorCode(code(begin))
                                                                .setLeaderId(begin.leader())
                                                                .setLeaderEpoch(begin.term())))));
    }

    private static EndQuorumEpochResponseData encode(QuorumResponse.EndEpoch end) {
        return new EndQuorumEpochResponseData()
                .setTopics(
                        List.of(
                                new EndQuorumEpochResponseData.TopicData()
                                        .setTopicName(TOPIC)
                                        .setPartitions(
                                                List.of(
                                                        new EndQuorumEpochResponseData
                                                                        .PartitionData()
                                                                .setErrorCode(code(end))
                                                                .setLeaderId(end.leader())
                                                                .setLeaderEpoch(end.term())))));
    }

    private static FetchResponseData encode(QuorumResponse.Fetch fetch, short version) {
        FetchResponseData.PartitionData partition =
                new FetchResponseData.PartitionData()
                        .setErrorCode(code(fetch))
                        .setHighWatermark(fetch.highWatermark())
                        .setLogStartOffset(fetch.logStartOffset())
                        .setCurrentLeader(
                                new FetchResponseData.LeaderIdAndEpoch()
                                        .setLeaderId(fetch.leader())
                                        .setLeaderEpoch(fetch.term()))
                        .setRecords(fetch.records());
        if (fetch.diverging() != null) {
            partition.setDivergingEpoch(
                    new FetchResponseData.EpochEndOffset()
                            .setEpoch(fetch.diverging().epoch())
                            .setEndOffset(fetch.diverging().endOffset()));
        }
        FetchResponseData.FetchableTopicResponse topic =
                new FetchResponseData.FetchableTopicResponse().setPartitions(List.of(partition));
        if (version < FETCH_WITH_TOPIC_IDS) {
            topic.setTopic(TOPIC);
        } else {
            topic.setTopicId(Uuid.METADATA_TOPIC_ID);
        }
        return new FetchResponseData().setResponses(List.of(topic));
    }

    /// Reads the answer to a request. One that is not what was asked for is an error without a
    /// term.
    static QuorumResponse decode(QuorumRequest request, ApiMessage message) {
        return switch (request) {
            case QuorumRequest.Vote _ -> decodeVote(message);
            case QuorumRequest.BeginEpoch _ -> decodeBegin(message);
            case QuorumRequest.EndEpoch _ -> decodeEnd(message);
            case QuorumRequest.Fetch _ -> decodeFetch(message);
        };
    }

    private static QuorumResponse.Vote decodeVote(ApiMessage message) {
        if (!(message instanceof VoteResponseData data)
                || data.errorCode() != 0
                || data.topics().size() != 1
                || data.topics().getFirst().partitions().size() != 1) {
            short code = message instanceof VoteResponseData refused ? refused.errorCode() : 0;
            return new QuorumResponse.Vote(failure(code), NO_TERM, -1, false);
        }
        VoteResponseData.PartitionData it = data.topics().getFirst().partitions().getFirst();
        return new QuorumResponse.Vote(
                name(it.errorCode()), it.leaderEpoch(), it.leaderId(), it.voteGranted());
    }

    private static QuorumResponse.BeginEpoch decodeBegin(ApiMessage message) {
        if (!(message instanceof BeginQuorumEpochResponseData data)
                || data.errorCode() != 0
                || data.topics().size() != 1
                || data.topics().getFirst().partitions().size() != 1) {
            short code =
                    message instanceof BeginQuorumEpochResponseData refused
                            ? refused.errorCode()
                            : 0;
            return new QuorumResponse.BeginEpoch(failure(code), NO_TERM, -1);
        }
        BeginQuorumEpochResponseData.PartitionData it =
                data.topics().getFirst().partitions().getFirst();
        return new QuorumResponse.BeginEpoch(name(it.errorCode()), it.leaderEpoch(), it.leaderId());
    }

    private static QuorumResponse.EndEpoch decodeEnd(ApiMessage message) {
        if (!(message instanceof EndQuorumEpochResponseData data)
                || data.errorCode() != 0
                || data.topics().size() != 1
                || data.topics().getFirst().partitions().size() != 1) {
            short code =
                    message instanceof EndQuorumEpochResponseData refused ? refused.errorCode() : 0;
            return new QuorumResponse.EndEpoch(failure(code), NO_TERM, -1);
        }
        EndQuorumEpochResponseData.PartitionData it =
                data.topics().getFirst().partitions().getFirst();
        return new QuorumResponse.EndEpoch(name(it.errorCode()), it.leaderEpoch(), it.leaderId());
    }

    private static QuorumResponse.Fetch decodeFetch(ApiMessage message) {
        if (!(message instanceof FetchResponseData data)
                || data.errorCode() != 0
                || data.responses().size() != 1
                || data.responses().getFirst().partitions().size() != 1) {
            short code = message instanceof FetchResponseData refused ? refused.errorCode() : 0;
            return new QuorumResponse.Fetch(
                    failure(code), NO_TERM, -1, null, MemoryRecords.EMPTY, -1, -1);
        }
        FetchResponseData.PartitionData it = data.responses().getFirst().partitions().getFirst();
        FetchResponseData.EpochEndOffset end = it.divergingEpoch();
        boolean diverges = end.epoch() >= 0 && end.endOffset() >= 0;
        return new QuorumResponse.Fetch(
                name(it.errorCode()),
                it.currentLeader().leaderEpoch(),
                it.currentLeader().leaderId(),
                diverges ? new QuorumResponse.Diverging(end.epoch(), end.endOffset()) : null,
                it.records() instanceof MemoryRecords records ? records : MemoryRecords.EMPTY,
                it.highWatermark(),
                it.logStartOffset());
    }

    private static short code(QuorumResponse response) {
        try {
            return Errors.valueOf(response.error()).code();
        } catch (IllegalArgumentException e) {
            return Errors.UNKNOWN_SERVER_ERROR.code();
        }
    }

    private static String name(short code) {
        return Errors.forCode(code).name();
    }

    private static String failure(short code) {
        return code == 0 ? Errors.UNKNOWN_SERVER_ERROR.name() : name(code);
    }
}
