package dev.vitrine.broker.api;

import dev.vitrine.group.ConsumerGroupHeartbeat;
import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.PartitionId;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// ConsumerGroupHeartbeat: a member of the consumer protocol (KIP-848) joins, lives, or leaves, and
/// learns what it is to own.
///
/// - From version 1 on members make their own ids, and may subscribe by a regular expression.
/// - The coordinator assigns at most once in the assignment interval (KIP-1263); there are no
///   threads for it to go to, so `group.consumer.assignor.offload.enable` changes nothing.
public final class ConsumerGroupHeartbeatApi implements Handler {
    private static final int MEMBER_ID_REQUIRED_SINCE = 1;

    private final GroupCoordinator groups;

    ConsumerGroupHeartbeatApi(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.CONSUMER_GROUP_HEARTBEAT, 0, 1);
    }

    @Override
    public void handle(Call call) {
        ConsumerGroupHeartbeatRequestData request =
                call.body(ConsumerGroupHeartbeatRequestData.class);
        groups.consumerGroupHeartbeat(
                new ConsumerGroupHeartbeat(
                        request.groupId(),
                        request.memberId(),
                        request.memberEpoch(),
                        request.instanceId(),
                        request.rackId(),
                        request.rebalanceTimeoutMs(),
                        request.subscribedTopicNames(),
                        request.subscribedTopicRegex(),
                        request.serverAssignor(),
                        owned(request.topicPartitions()),
                        call.clientId(),
                        call.host(),
                        call.version() >= MEMBER_ID_REQUIRED_SINCE),
                result ->
                        call.reply(
                                new ConsumerGroupHeartbeatResponseData()
                                        .setErrorCode(result.error().code())
                                        .setErrorMessage(result.message())
                                        .setMemberId(result.memberId())
                                        .setMemberEpoch(result.memberEpoch())
                                        .setHeartbeatIntervalMs(result.heartbeatIntervalMs())
                                        .setAssignment(assignment(result.assignment()))));
    }

    private static @Nullable SortedSet<PartitionId> owned(
            @Nullable List<ConsumerGroupHeartbeatRequestData.TopicPartitions> topics) {
        if (topics == null) {
            return null;
        }
        SortedSet<PartitionId> owned = new TreeSet<>();
        for (var topic : topics) {
            topic.partitions().forEach(p -> owned.add(new PartitionId(topic.topicId(), p)));
        }
        return owned;
    }

    private static @Nullable Assignment assignment(@Nullable SortedSet<PartitionId> partitions) {
        if (partitions == null) {
            return null;
        }
        Assignment assignment = new Assignment();
        byTopic(partitions)
                .forEach((topic, numbers) ->
                        assignment
                                .topicPartitions()
                                .add(
                                        new TopicPartitions()
                                                .setTopicId(topic)
                                                .setPartitions(numbers)));
        return assignment;
    }

    static SortedMap<Uuid, List<Integer>> byTopic(SortedSet<PartitionId> partitions) {
        SortedMap<Uuid, List<Integer>> byTopic = new TreeMap<>();
        for (PartitionId id : partitions) {
            byTopic.computeIfAbsent(id.topicId(), _ -> new ArrayList<>()).add(id.partition());
        }
        return byTopic;
    }
}
