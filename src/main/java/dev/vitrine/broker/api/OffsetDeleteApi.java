package dev.vitrine.broker.api;

import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.OffsetDelete;
import dev.vitrine.group.OffsetDeleteResult;

import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.List;

/// OffsetDelete: a group forgets offsets.
///
/// - Offsets of topics that its members read stay: GROUP_SUBSCRIBED_TO_TOPIC. Those of a group
///   whose members are no consumers stay while it has members: NON_EMPTY_GROUP.
/// - An offset that is not there is deleted without complaint.
public final class OffsetDeleteApi implements Handler {
    private final GroupCoordinator groups;

    OffsetDeleteApi(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.OFFSET_DELETE, 0, 0);
    }

    @Override
    public void handle(Call call) {
        OffsetDeleteRequestData request = call.body(OffsetDeleteRequestData.class);
        List<OffsetDelete.Topic> topics =
                request.topics().stream()
                        .map(t ->
                                new OffsetDelete.Topic(
                                        t.name(),
                                        t.partitions().stream()
                                                .map(p -> p.partitionIndex())
                                                .toList()))
                        .toList();
        groups.offsetDelete(
                new OffsetDelete(request.groupId(), topics), result -> call.reply(body(result)));
    }

    private static OffsetDeleteResponseData body(OffsetDeleteResult result) {
        OffsetDeleteResponseData body =
                new OffsetDeleteResponseData().setErrorCode(result.error().code());
        if (result.error() != Errors.NONE) {
            return body;
        }
        for (OffsetDeleteResult.Topic topic : result.topics()) {
            OffsetDeleteResponseTopic answer =
                    new OffsetDeleteResponseTopic().setName(topic.name());
            for (OffsetDeleteResult.Partition p : topic.partitions()) {
                answer.partitions()
                        .add(
                                new OffsetDeleteResponsePartition()
                                        .setPartitionIndex(p.partition())
                                        .setErrorCode(p.error().code()));
            }
            body.topics().add(answer);
        }
        return body;
    }
}
