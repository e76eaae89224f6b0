package dev.vitrine.broker.api;

import dev.vitrine.controller.BrokerRegistration;
import dev.vitrine.log.EpochEnd;
import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Read;
import dev.vitrine.replica.Replicas;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.FetchResponseData.NodeEndpoint;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// One reading of all the partitions that a fetch is about. A fetch that waits is read again, by
/// another round.
final class FetchRound {
    private static final int NO_EPOCH = -1;

    /// What all partitions of a fetch are read with.
    ///
    /// @param replicaId the follower's node, or negative for a consumer
    /// @param maxBytes of all partitions together, but for a first batch that is larger
    /// @param namesLeaders whether the answer can say who leads where this broker does not
    record Terms(
            int replicaId,
            long replicaEpoch,
            boolean leaderOnly,
            boolean committedOnly,
            int maxBytes,
            boolean namesLeaders,
            ReadReplicas readReplicas) {

        boolean fromFollower() {
            return replicaId >= 0;
        }
    }

    private final Terms terms;
    private final Replicas replicas;
    private final boolean first;
    private final LeaderHints hints;
    private final List<FetchScope.Found> found = new ArrayList<>();
    private final List<Partition> answered = new ArrayList<>();

    /// What the partitions that are still to be read may bring together. A request may begin with
    /// less than nothing: then a first partition that has records fails, as in Kafka.
    private int room;

    private boolean empty = true;

    /// Bytes that count against the request's `minBytes`: those read, and where there are more than
    /// a limit let through, the limit, as only whole batches are sent.
    private long waiting;

    private boolean urgent;

    /// @param first whether the fetch has just come: only then it tells where a follower is
    FetchRound(
            Terms terms,
            Replicas replicas,
            Knowledge knowledge,
            List<FetchScope.Wanted> wanted,
            boolean first) {
        this.terms = terms;
        this.replicas = replicas;
        this.first = first;
        this.hints = new LeaderHints(knowledge);
        this.room = terms.maxBytes;
        for (FetchScope.Wanted each : wanted) {
            PartitionData data = read(knowledge, each);
            room = Math.max(0, room - data.records().sizeInBytes());
            found.add(new FetchScope.Found(each, data));
        }
    }

    private PartitionData read(Knowledge knowledge, FetchScope.Wanted wanted) {
        Partition here = replicas.find(wanted.topic(), wanted.asked().partition());
        if (here == null) {
            boolean exists =
                    knowledge
                            .image()
                            .partition(wanted.topic(), wanted.asked().partition())
                            .isPresent();
            return refuse(
                    wanted,
                    exists ? Errors.NOT_LEADER_OR_FOLLOWER : Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        Uuid id = wanted.key().topicId();
        if (!id.equals(Uuid.ZERO_UUID) && !id.equals(here.assignment().topicId())) {
            return refuse(wanted, Errors.INCONSISTENT_TOPIC_ID);
        }
        OptionalInt elsewhere =
                terms.fromFollower()
                        ? OptionalInt.empty()
                        : terms.readReplicas.preferred(here, wanted.asked().fetchOffset());
        int limit = Math.min(room, wanted.asked().partitionMaxBytes());
        Read read =
                elsewhere.isPresent()
                        ? here.look(believedEpoch(wanted))
                        : here.read(ask(wanted, limit));
        urgent |= read.isUrgent() || elsewhere.isPresent();
        if (read.error() != Errors.NONE) {
            return refuse(wanted, read.error()).setLogStartOffset(read.logStartOffset());
        }
        answered.add(here);
        int size = read.records().sizeInBytes();
        empty &= size == 0;
        waiting +=
                leavesSome(here, wanted.asked().fetchOffset(), read) ? Math.max(size, limit) : size;
        PartitionData data =
                new PartitionData()
                        .setPartitionIndex(wanted.asked().partition())
                        .setHighWatermark(read.highWatermark())
                        .setLastStableOffset(read.lastStableOffset())
                        .setLogStartOffset(read.logStartOffset())
                        .setAbortedTransactions(terms.committedOnly ? List.of() : null)
                        .setRecords(read.records());
        elsewhere.ifPresent(data::setPreferredReadReplica);
        EpochEnd diverging = read.diverging();
        if (diverging != null) {
            data.setDivergingEpoch(
                    new EpochEndOffset()
                            .setEpoch(diverging.leaderEpoch())
                            .setEndOffset(diverging.endOffset()));
        }
        return data;
    }

    private Read.Ask ask(FetchScope.Wanted wanted, int limit) {
        return new Read.Ask(
                terms.replicaId,
                terms.replicaEpoch,
                wanted.asked().fetchOffset(),
                wanted.asked().logStartOffset(),
                believedEpoch(wanted),
                wanted.asked().lastFetchedEpoch(),
                limit,
                empty,
                terms.leaderOnly,
                first);
    }

    /// In a fetch any negative epoch says none.
    private static int believedEpoch(FetchScope.Wanted wanted) {
        return Math.max(NO_EPOCH, wanted.asked().currentLeaderEpoch());
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
        long end = terms.fromFollower() ? here.log().logEndOffset() : read.highWatermark();
        return here.log().hasBatches(next, end);
    }

    private PartitionData refuse(FetchScope.Wanted wanted, Errors error) {
        urgent = true;
        PartitionData data = refusal(wanted, error).setAbortedTransactions(null);
        if (terms.namesLeaders
                && (error == Errors.NOT_LEADER_OR_FOLLOWER
                        || error == Errors.FENCED_LEADER_EPOCH)) {
            LeaderHints.Leader leader = hints.leaderOf(wanted.topic(), wanted.asked().partition());
            data.setCurrentLeader(
                    new LeaderIdAndEpoch().setLeaderId(leader.id()).setLeaderEpoch(leader.epoch()));
        }
        return data;
    }

    static PartitionData refusal(FetchScope.Wanted wanted, Errors error) {
        return new PartitionData()
                .setPartitionIndex(wanted.asked().partition())
                .setErrorCode(error.code())
                .setHighWatermark(-1)
                .setRecords(MemoryRecords.EMPTY);
    }

    /// How many bytes it lacks of so many; 0 when it need not wait for them.
    long lacks(int minBytes) {
        return urgent ? 0 : Math.max(0, minBytes - waiting);
    }

    /// What was found, in the order in which it was read.
    List<FetchScope.Found> found() {
        return found;
    }

    /// Adds to an answer where the leaders are that it names. Followers know.
    void addEndpoints(FetchResponseData answer) {
        if (terms.fromFollower()) {
            return;
        }
        for (BrokerRegistration broker : hints.endpoints()) {
            answer.nodeEndpoints()
                    .add(
                            new NodeEndpoint()
                                    .setNodeId(broker.id())
                                    .setHost(broker.host())
                                    .setPort(broker.port())
                                    .setRack(Knowledge.rack(broker)));
        }
    }

    /// Notes that the answer goes out.
    void onSent() {
        if (terms.fromFollower()) {
            answered.forEach(
                    partition -> partition.onAnswered(terms.replicaId, partition.highWatermark()));
        }
    }
}
