package dev.vitrine.broker.api;

import dev.vitrine.group.GroupCoordinator;

import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.protocol.ApiKeys;

/// DeleteGroups: empty groups and their offsets.
///
/// - Each group for itself: NON_EMPTY_GROUP, GROUP_ID_NOT_FOUND. Version 3 has a place for a
///   sentence, which Kafka leaves empty for these.
/// - Answered when the ends of all of them are committed.
public final class DeleteGroupsApi implements Handler {
    private final GroupCoordinator groups;

    DeleteGroupsApi(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.DELETE_GROUPS, 0, 3);
    }

    @Override
    public void handle(Call call) {
        DeleteGroupsRequestData request = call.body(DeleteGroupsRequestData.class);
        groups.deleteGroups(
                request.groupsNames(),
                results -> {
                    DeleteGroupsResponseData body = new DeleteGroupsResponseData();
                    results.forEach((groupId, error) ->
                            body.results()
                                    .add(
                                            new DeletableGroupResult()
                                                    .setGroupId(groupId)
                                                    .setErrorCode(error.code())));
                    call.reply(body);
                });
    }
}
