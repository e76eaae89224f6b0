package dev.vitrine.broker.api;

import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.OffsetDelete;
import dev.vitrine.group.OffsetDeleteResult;

import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetDeleteResponse;

import java.util.ArrayList;
import java.util.List;

/// OffsetDelete: a group forgets offsets.
///
/// - Offsets of topics that its members read stay: GROUP_SUBSCRIBED_TO_TOPIC. Those of a group
///   whose members are no consumers stay while it has members: NON_EMPTY_GROUP.
/// - A topic or partition that does not exist is UNKNOWN_TOPIC_OR_PARTITION, and named before those
///   that are. An offset that is not there is deleted without complaint.
public final class OffsetDeleteApi implements Handler {
    private final GroupCoordinator groups;
    private final Knowledge knowledge;

    OffsetDeleteApi(GroupCoordinator groups, Knowledge knowledge) {
        this.groups = groups;
        this.knowledge = knowledge;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.OFFSET_DELETE, 0, 0);
    }

    @Override
    public void handle(Call call) {
        OffsetDeleteRequestData request = call.body(OffsetDeleteRequestData.class);
        OffsetDeleteResponse.Builder answer = new OffsetDeleteResponse.Builder();
        List<OffsetDelete.Topic> known = new ArrayList<>();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            List<Integer> partitions = new ArrayList<>();
            for (OffsetDeleteRequestPartition p : topic.partitions()) {
                int index = p.partitionIndex();
                if (knowledge.image().partition(topic.name(), index).isPresent()) {
                    partitions.add(index);
                } else {
                    answer.addPartition(topic.name(), index, Errors.UNKNOWN_TOPIC_OR_PARTITION);
                }
            }
            if (!partitions.isEmpty()) {
                known.add(new OffsetDelete.Topic(topic.name(), partitions));
            }
        }
        // The group is asked even when nothing is left to delete: its error is the answer's.
        groups.offsetDelete(
                new OffsetDelete(request.groupId(), known),
                result -> call.reply(answer.merge(body(result)).build().data()));
    }

    private static OffsetDeleteResponseData body(OffsetDeleteResult result) {
        OffsetDeleteResponseData body =
                new OffsetDeleteResponseData().setErrorCode(result.error().code());
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
