package dev.vitrine.broker.api;

import dev.vitrine.event.Event.QuorumRole;
import dev.vitrine.quorum.Quorum;
import dev.vitrine.quorum.ReplicaProgress;

import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Listener;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ListenerCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Node;
import org.apache.kafka.common.message.DescribeQuorumResponseData.PartitionData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ReplicaState;
import org.apache.kafka.common.message.DescribeQuorumResponseData.TopicData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.List;

/// DescribeQuorum (KIP-595, KIP-836): who leads the metadata quorum, and how far its voters and
/// observers have come. Only the leader knows; brokers pass the question on to it.
///
/// - It is about partition 0 of `__cluster_metadata` alone: whatever else is in the request makes
///   all of it UNKNOWN_TOPIC_OR_PARTITION.
/// - NOT_LEADER_OR_FOLLOWER from a controller that does not lead.
/// - Directory ids are zero, as they are with a static set of voters (`kraft.version` 0).
public final class DescribeQuorumApi implements Handler {
    private static final String CONTROLLER_LISTENER = "CONTROLLER";

    private final Quorum quorum;
    private final List<ControllerEndpoint> voters;

    public DescribeQuorumApi(Quorum quorum, List<ControllerEndpoint> voters) {
        this.quorum = quorum;
        this.voters = voters;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.DESCRIBE_QUORUM, 0, 2);
    }

    @Override
    public void handle(Call call) {
        DescribeQuorumRequestData request = call.body(DescribeQuorumRequestData.class);
        if (!isAboutTheQuorum(request)) {
            call.reply(refused(call.version(), request, Errors.UNKNOWN_TOPIC_OR_PARTITION));
        } else if (quorum.role() != QuorumRole.LEADER) {
            call.reply(refused(call.version(), request, Errors.NOT_LEADER_OR_FOLLOWER));
        } else {
            call.reply(described(call.version()));
        }
    }

    private static boolean isAboutTheQuorum(DescribeQuorumRequestData request) {
        return request.topics().size() == 1
                && request.topics().getFirst().topicName().equals(Topic.CLUSTER_METADATA_TOPIC_NAME)
                && request.topics().getFirst().partitions().size() == 1
                && request.topics().getFirst().partitions().getFirst().partitionIndex() == 0;
    }

    private static DescribeQuorumResponseData refused(
            short version, DescribeQuorumRequestData request, Errors error) {
        DescribeQuorumResponseData body = new DescribeQuorumResponseData();
        for (DescribeQuorumRequestData.TopicData asked : request.topics()) {
            TopicData topic = new TopicData().setTopicName(asked.topicName());
            for (DescribeQuorumRequestData.PartitionData partition : asked.partitions()) {
                PartitionData answer =
                        new PartitionData()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(error.code());
                topic.partitions()
                        .add(version >= 2 ? answer.setErrorMessage(error.message()) : answer);
            }
            body.topics().add(topic);
        }
        return body;
    }

    private DescribeQuorumResponseData described(short version) {
        PartitionData partition =
                new PartitionData()
                        .setPartitionIndex(0)
                        .setLeaderId(quorum.leader())
                        .setLeaderEpoch(quorum.term())
                        .setHighWatermark(quorum.highWatermark())
                        .setCurrentVoters(states(quorum.voterProgress()))
                        .setObservers(states(quorum.observerProgress()));
        DescribeQuorumResponseData body = new DescribeQuorumResponseData();
        body.topics()
                .add(
                        new TopicData()
                                .setTopicName(Topic.CLUSTER_METADATA_TOPIC_NAME)
                                .setPartitions(List.of(partition)));
        if (version >= 2) {
            voters.forEach(voter -> body.nodes().add(node(voter)));
        }
        return body;
    }

    private static List<ReplicaState> states(List<ReplicaProgress> replicas) {
        return replicas.stream()
                .map(replica ->
                        new ReplicaState()
                                .setReplicaId(replica.replicaId())
                                .setLogEndOffset(replica.logEndOffset())
                                .setLastFetchTimestamp(replica.lastFetchMs())
                                .setLastCaughtUpTimestamp(replica.lastCaughtUpMs()))
                .toList();
    }

    private static Node node(ControllerEndpoint voter) {
        ListenerCollection listeners = new ListenerCollection();
        listeners.add(
                new Listener()
                        .setName(CONTROLLER_LISTENER)
                        .setHost("127.0.0.1")
                        .setPort(voter.port()));
        return new Node().setNodeId(voter.id()).setListeners(listeners);
    }
}
