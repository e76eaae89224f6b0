package dev.vitrine.broker.api;

import dev.vitrine.group.GroupCoordinator;

import java.util.List;

/// The handlers of what the group coordinator answers.
public final class GroupApis {
    private GroupApis() {}

    public static List<Handler> all(GroupCoordinator groups, Knowledge knowledge) {
        return List.of(
                new JoinGroupApi(groups),
                new SyncGroupApi(groups),
                new HeartbeatApi(groups),
                new LeaveGroupApi(groups),
                new OffsetCommitApi(groups, knowledge),
                new OffsetFetchApi(groups, knowledge),
                new OffsetDeleteApi(groups, knowledge),
                new DescribeGroupsApi(groups),
                new ListGroupsApi(groups),
                new DeleteGroupsApi(groups),
                new ConsumerGroupHeartbeatApi(groups),
                new ConsumerGroupDescribeApi(groups, knowledge));
    }
}
