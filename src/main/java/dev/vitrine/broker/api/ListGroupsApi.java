package dev.vitrine.broker.api;

import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.ListGroups;

import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.protocol.ApiKeys;

/// ListGroups: the groups that this broker coordinates. A client asks every broker.
///
/// - By state from version 4 on (KIP-518), by type from 5 on (KIP-848), whatever the case.
/// - COORDINATOR_LOAD_IN_PROGRESS while some of them are not known yet.
public final class ListGroupsApi implements Handler {
    private final GroupCoordinator groups;

    ListGroupsApi(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.LIST_GROUPS, 0, 5);
    }

    @Override
    public void handle(Call call) {
        ListGroupsRequestData request = call.body(ListGroupsRequestData.class);
        groups.listGroups(
                new ListGroups(request.statesFilter(), request.typesFilter()),
                result ->
                        call.reply(
                                new ListGroupsResponseData()
                                        .setErrorCode(result.error().code())
                                        .setGroups(
                                                result.groups().stream()
                                                        .map(ListGroupsApi::listed)
                                                        .toList())));
    }

    private static ListedGroup listed(ListGroups.Group group) {
        return new ListedGroup()
                .setGroupId(group.groupId())
                .setProtocolType(group.protocolType())
                .setGroupState(group.state())
                .setGroupType(group.type());
    }
}
