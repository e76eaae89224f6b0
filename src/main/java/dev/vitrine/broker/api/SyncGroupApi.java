package dev.vitrine.broker.api;

import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.SyncGroup;

import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;

import java.util.TreeMap;

/// SyncGroup: a member fetches its assignment; the leader brings everybody's.
///
/// - Answered when the leader's assignment is committed to `__consumer_offsets`.
/// - From version 5 on the client says which protocol it believes was chosen, and must
///   (INCONSISTENT_GROUP_PROTOCOL, KIP-559).
public final class SyncGroupApi implements Handler {
    private static final int PROTOCOL_SINCE = 5;

    private final GroupCoordinator groups;

    SyncGroupApi(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.SYNC_GROUP, 0, 5);
    }

    @Override
    public void handle(Call call) {
        SyncGroupRequestData request = call.body(SyncGroupRequestData.class);
        boolean namesProtocol = request.protocolType() != null && request.protocolName() != null;
        if (call.version() >= PROTOCOL_SINCE && !namesProtocol) {
            call.reply(
                    new SyncGroupResponseData()
                            .setErrorCode(Errors.INCONSISTENT_GROUP_PROTOCOL.code()));
            return;
        }
        TreeMap<String, Bytes> assignments = new TreeMap<>();
        request.assignments()
                .forEach(a -> assignments.put(a.memberId(), Bytes.wrap(a.assignment())));
        SyncGroup sync =
                new SyncGroup(
                        request.groupId(),
                        request.generationId(),
                        request.memberId(),
                        request.groupInstanceId(),
                        request.protocolType(),
                        request.protocolName(),
                        assignments);
        groups.syncGroup(
                sync,
                result ->
                        call.reply(
                                new SyncGroupResponseData()
                                        .setErrorCode(result.error().code())
                                        .setProtocolType(result.protocolType())
                                        .setProtocolName(result.protocolName())
                                        .setAssignment(result.assignment().get())));
    }
}
