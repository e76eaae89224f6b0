package dev.vitrine.broker.api;

import dev.vitrine.group.DescribedConsumerGroup;
import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.PartitionId;

import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.List;
import java.util.SortedSet;

/// ConsumerGroupDescribe: groups of the consumer protocol (KIP-848) with their epochs, and their
/// members with what they own and what they are to own.
///
/// - From version 1 on it tells which members speak the classic protocol.
/// - Topics that no longer exist are left out of assignments.
/// - There are no access rules: whoever asks for the operations allowed is told all of them.
public final class ConsumerGroupDescribeApi implements Handler {
    private static final byte SPEAKS_CLASSIC = 0;
    private static final byte SPEAKS_CONSUMER = 1;

    private final GroupCoordinator groups;
    private final Knowledge knowledge;

    ConsumerGroupDescribeApi(GroupCoordinator groups, Knowledge knowledge) {
        this.groups = groups;
        this.knowledge = knowledge;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.CONSUMER_GROUP_DESCRIBE, 0, 1);
    }

    @Override
    public void handle(Call call) {
        ConsumerGroupDescribeRequestData request =
                call.body(ConsumerGroupDescribeRequestData.class);
        groups.describeConsumerGroups(
                request.groupIds(),
                described -> {
                    ConsumerGroupDescribeResponseData body =
                            new ConsumerGroupDescribeResponseData();
                    for (DescribedConsumerGroup group : described) {
                        body.groups().add(group(group, request.includeAuthorizedOperations()));
                    }
                    call.reply(body);
                });
    }

    private DescribedGroup group(DescribedConsumerGroup group, boolean operationsWanted) {
        DescribedGroup answer =
                new DescribedGroup()
                        .setErrorCode(group.error().code())
                        .setErrorMessage(group.errorMessage())
                        .setGroupId(group.groupId())
                        .setGroupState(group.state())
                        .setGroupEpoch(group.groupEpoch())
                        .setAssignmentEpoch(group.assignmentEpoch())
                        .setAssignorName(group.assignor());
        if (operationsWanted && group.error() == Errors.NONE) {
            answer.setAuthorizedOperations(DescribeGroupsApi.GROUP_OPERATIONS);
        }
        group.members().forEach(member -> answer.members().add(member(member)));
        return answer;
    }

    private Member member(DescribedConsumerGroup.Member member) {
        return new Member()
                .setMemberId(member.memberId())
                .setInstanceId(member.instanceId())
                .setRackId(member.rackId())
                .setMemberEpoch(member.memberEpoch())
                .setClientId(member.clientId())
                .setClientHost(member.clientHost())
                .setSubscribedTopicNames(List.copyOf(member.topics()))
                .setSubscribedTopicRegex(member.regex())
                .setAssignment(assignment(member.owned()))
                .setTargetAssignment(assignment(member.target()))
                .setMemberType(member.classic() ? SPEAKS_CLASSIC : SPEAKS_CONSUMER);
    }

    private Assignment assignment(SortedSet<PartitionId> partitions) {
        Assignment assignment = new Assignment();
        ConsumerGroupHeartbeatApi.byTopic(partitions)
                .forEach((id, numbers) ->
                        knowledge
                                .image()
                                .topicName(id)
                                .ifPresent(name ->
                                        assignment
                                                .topicPartitions()
                                                .add(
                                                        new TopicPartitions()
                                                                .setTopicId(id)
                                                                .setTopicName(name)
                                                                .setPartitions(numbers))));
        return assignment;
    }
}
