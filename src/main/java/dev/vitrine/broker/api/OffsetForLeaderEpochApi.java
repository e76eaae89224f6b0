package dev.vitrine.broker.api;

import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Replicas;

import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// OffsetForLeaderEpoch: where a leader epoch's records end, so that a consumer finds out whether
/// what it has read was truncated (KIP-101, KIP-320).
public final class OffsetForLeaderEpochApi implements Handler {
    private final Knowledge knowledge;
    private final Replicas replicas;

    public OffsetForLeaderEpochApi(Knowledge knowledge, Replicas replicas) {
        this.knowledge = knowledge;
        this.replicas = replicas;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.OFFSET_FOR_LEADER_EPOCH, 2, 4);
    }

    @Override
    public void handle(Call call) {
        OffsetForLeaderEpochResponseData body = new OffsetForLeaderEpochResponseData();
        call.body(OffsetForLeaderEpochRequestData.class)
                .topics()
                .forEach(topic -> {
                    OffsetForLeaderTopicResult result =
                            new OffsetForLeaderTopicResult().setTopic(topic.topic());
                    topic.partitions()
                            .forEach(asked -> result.partitions().add(find(topic.topic(), asked)));
                    body.topics().add(result);
                });
        call.reply(body);
    }

    private EpochEndOffset find(String topic, OffsetForLeaderPartition asked) {
        EpochEndOffset result = new EpochEndOffset().setPartition(asked.partition());
        Partition partition = replicas.find(topic, asked.partition());
        if (partition == null) {
            boolean exists = knowledge.image().partition(topic, asked.partition()).isPresent();
            return result.setErrorCode(
                    (exists ? Errors.NOT_LEADER_OR_FOLLOWER : Errors.UNKNOWN_TOPIC_OR_PARTITION)
                            .code());
        }
        Partition.EndOffset end =
                partition.endOffset(asked.currentLeaderEpoch(), asked.leaderEpoch());
        return result.setErrorCode(end.error().code())
                .setLeaderEpoch(end.end().leaderEpoch())
                .setEndOffset(end.end().endOffset());
    }
}
