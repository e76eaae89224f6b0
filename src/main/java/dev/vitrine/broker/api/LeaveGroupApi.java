package dev.vitrine.broker.api;

import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.LeaveGroup;
import dev.vitrine.group.LeaveGroupResult;

import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.List;

/// LeaveGroup: members leave, or are taken out by an administrator.
///
/// - Before version 3 one member by its id, whose error is the answer's own. From 3 on several,
///   static ones by their instance id too, each with its own error.
/// - When nobody is left, answered when the empty group is committed.
public final class LeaveGroupApi implements Handler {
    private static final int BATCHES_SINCE = 3;

    private final GroupCoordinator groups;

    LeaveGroupApi(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.LEAVE_GROUP, 0, 5);
    }

    @Override
    public void handle(Call call) {
        LeaveGroupRequestData request = call.body(LeaveGroupRequestData.class);
        List<LeaveGroup.Member> members =
                call.version() >= BATCHES_SINCE
                        ? request.members().stream()
                                .map(m ->
                                        new LeaveGroup.Member(
                                                m.memberId(), m.groupInstanceId(), m.reason()))
                                .toList()
                        : List.of(new LeaveGroup.Member(request.memberId(), null, null));
        groups.leaveGroup(
                new LeaveGroup(request.groupId(), members),
                result -> call.reply(body(result, call.version())));
    }

    private static LeaveGroupResponseData body(LeaveGroupResult result, short version) {
        if (version < BATCHES_SINCE) {
            Errors error =
                    result.error() != Errors.NONE || result.members().isEmpty()
                            ? result.error()
                            : result.members().getFirst().error();
            return new LeaveGroupResponseData().setErrorCode(error.code());
        }
        return new LeaveGroupResponseData()
                .setErrorCode(result.error().code())
                .setMembers(
                        result.members().stream()
                                .map(m ->
                                        new MemberResponse()
                                                .setMemberId(m.memberId())
                                                .setGroupInstanceId(m.groupInstanceId())
                                                .setErrorCode(m.error().code()))
                                .toList());
    }
}
