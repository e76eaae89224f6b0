package dev.vitrine.broker.api;

import dev.vitrine.group.DescribedGroup;
import dev.vitrine.group.GroupCoordinator;

import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.List;

/// DescribeGroups: classic groups with their members; subscriptions and assignments of stable
/// groups.
///
/// - A group that does not exist is GROUP_ID_NOT_FOUND from version 6 on (KIP-1043), before that a
///   `Dead` group without an error.
/// - There are no access rules: whoever asks for the operations allowed is told all of them.
public final class DescribeGroupsApi implements Handler {
    private static final int NOT_FOUND_SINCE = 6;

    /// What may be done to a group at all, as the bits of the operations' codes.
    static final int GROUP_OPERATIONS =
            List.of(
                            AclOperation.READ,
                            AclOperation.DELETE,
                            AclOperation.DESCRIBE,
                            AclOperation.DESCRIBE_CONFIGS,
                            AclOperation.ALTER_CONFIGS)
                    .stream()
                    .mapToInt(operation -> 1 << operation.code())
                    .reduce(0, (a, b) -> a | b);

    private final GroupCoordinator groups;

    DescribeGroupsApi(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.DESCRIBE_GROUPS, 0, 6);
    }

    @Override
    public void handle(Call call) {
        DescribeGroupsRequestData request = call.body(DescribeGroupsRequestData.class);
        groups.describeGroups(
                request.groups(),
                described -> {
                    DescribeGroupsResponseData body = new DescribeGroupsResponseData();
                    for (DescribedGroup group : described) {
                        body.groups()
                                .add(group(group, call, request.includeAuthorizedOperations()));
                    }
                    call.reply(body);
                });
    }

    private static DescribeGroupsResponseData.DescribedGroup group(
            DescribedGroup group, Call call, boolean operationsWanted) {
        boolean notFound = group.error() == Errors.GROUP_ID_NOT_FOUND;
        boolean old = call.version() < NOT_FOUND_SINCE;
        DescribeGroupsResponseData.DescribedGroup answer =
                new DescribeGroupsResponseData.DescribedGroup()
                        .setErrorCode((notFound && old ? Errors.NONE : group.error()).code())
                        .setErrorMessage(old ? null : group.errorMessage())
                        .setGroupId(group.groupId())
                        .setGroupState(group.state())
                        .setProtocolType(group.protocolType())
                        .setProtocolData(group.protocolData());
        if (operationsWanted && group.error() == Errors.NONE) {
            answer.setAuthorizedOperations(GROUP_OPERATIONS);
        }
        for (DescribedGroup.Member member : group.members()) {
            answer.members()
                    .add(
                            new DescribedGroupMember()
                                    .setMemberId(member.memberId())
                                    .setGroupInstanceId(member.groupInstanceId())
                                    .setClientId(member.clientId())
                                    .setClientHost(member.clientHost())
                                    .setMemberMetadata(member.metadata().get())
                                    .setMemberAssignment(member.assignment().get()));
        }
        return answer;
    }
}
