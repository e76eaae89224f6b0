package dev.vitrine.broker.api;

import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.Heartbeat;

import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// Heartbeat: a member of a classic group lives, and learns whether it should join anew
/// (REBALANCE_IN_PROGRESS).
///
/// - While the coordinator loads the group every heartbeat is accepted, as in Kafka.
public final class HeartbeatApi implements Handler {
    private final GroupCoordinator groups;

    HeartbeatApi(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.HEARTBEAT, 0, 4);
    }

    @Override
    public void handle(Call call) {
        HeartbeatRequestData request = call.body(HeartbeatRequestData.class);
        groups.heartbeat(
                new Heartbeat(
                        request.groupId(),
                        request.generationId(),
                        request.memberId(),
                        request.groupInstanceId()),
                error -> call.reply(new HeartbeatResponseData().setErrorCode(error.code())));
    }
}
