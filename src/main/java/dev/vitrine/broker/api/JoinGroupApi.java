package dev.vitrine.broker.api;

import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.JoinGroup;
import dev.vitrine.group.JoinGroup.Protocol;
import dev.vitrine.group.JoinGroupResult;

import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.utils.Bytes;

/// JoinGroup: a member of a classic group joins, or comes back for another generation.
///
/// - Answered when the generation begins: when all known members have joined, or the longest of
///   their rebalance timeouts is over. Its connection is silent until then.
/// - The rebalance timeout is of version 1 and up; before that it is the session timeout.
/// - From version 4 on a dynamic member without an id is sent away with one (MEMBER_ID_REQUIRED,
///   KIP-394). Version 5 adds static members (KIP-345), version 9 the leader that need not assign
///   (KIP-814).
public final class JoinGroupApi implements Handler {
    private static final int REBALANCE_TIMEOUT_SINCE = 1;
    private static final int KNOWN_ID_SINCE = 4;
    private static final int NULL_PROTOCOL_SINCE = 7;
    private static final int SKIP_ASSIGNMENT_SINCE = 9;

    private final GroupCoordinator groups;

    JoinGroupApi(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.JOIN_GROUP, 0, 9);
    }

    @Override
    public void handle(Call call) {
        JoinGroupRequestData request = call.body(JoinGroupRequestData.class);
        int rebalanceTimeoutMs =
                call.version() >= REBALANCE_TIMEOUT_SINCE
                        ? request.rebalanceTimeoutMs()
                        : request.sessionTimeoutMs();
        JoinGroup join =
                new JoinGroup(
                        request.groupId(),
                        request.memberId(),
                        request.groupInstanceId(),
                        call.clientId(),
                        call.host(),
                        request.protocolType(),
                        request.protocols().stream()
                                .map(p -> new Protocol(p.name(), Bytes.wrap(p.metadata())))
                                .toList(),
                        request.sessionTimeoutMs(),
                        rebalanceTimeoutMs,
                        request.reason(),
                        call.version() >= KNOWN_ID_SINCE,
                        call.version() >= SKIP_ASSIGNMENT_SINCE);
        groups.joinGroup(join, result -> call.reply(body(result, call.version())));
    }

    private static JoinGroupResponseData body(JoinGroupResult result, short version) {
        String protocol = result.protocolName();
        JoinGroupResponseData body =
                new JoinGroupResponseData()
                        .setErrorCode(result.error().code())
                        .setGenerationId(result.generationId())
                        .setProtocolType(result.protocolType())
                        .setProtocolName(
                                protocol == null && version < NULL_PROTOCOL_SINCE ? "" : protocol)
                        .setLeader(result.leader())
                        .setSkipAssignment(result.skipAssignment())
                        .setMemberId(result.memberId());
        for (JoinGroupResult.Member member : result.members()) {
            body.members()
                    .add(
                            new JoinGroupResponseMember()
                                    .setMemberId(member.memberId())
                                    .setGroupInstanceId(member.groupInstanceId())
                                    .setMetadata(member.metadata().get()));
        }
        return body;
    }
}
