package dev.vitrine.broker.api;

import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.OffsetCommit;
import dev.vitrine.group.OffsetCommitResult;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// OffsetCommit: how far a group has read, in `__consumer_offsets`.
///
/// - Topics by name, from version 10 on by id. One that does not exist is refused alone:
///   UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID.
/// - Versions 2 to 4 may say how long to keep the offsets.
/// - A group that does not exist is GROUP_ID_NOT_FOUND from version 9 on, ILLEGAL_GENERATION
///   before.
public final class OffsetCommitApi implements Handler {
    private static final int GROUP_ID_NOT_FOUND_SINCE = 9;
    private static final int TOPIC_IDS_SINCE = 10;

    private final GroupCoordinator groups;
    private final Knowledge knowledge;

    OffsetCommitApi(GroupCoordinator groups, Knowledge knowledge) {
        this.groups = groups;
        this.knowledge = knowledge;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.OFFSET_COMMIT, 2, 10);
    }

    @Override
    public void handle(Call call) {
        OffsetCommitRequestData request = call.body(OffsetCommitRequestData.class);
        boolean byId = call.version() >= TOPIC_IDS_SINCE;
        List<OffsetCommitResponseTopic> answered = new ArrayList<>();
        List<OffsetCommit.Topic> known = new ArrayList<>();
        Deque<OffsetCommitResponseTopic> open = new ArrayDeque<>();
        for (OffsetCommitRequestTopic topic : request.topics()) {
            OffsetCommitResponseTopic answer =
                    new OffsetCommitResponseTopic()
                            .setName(topic.name())
                            .setTopicId(topic.topicId());
            answered.add(answer);
            Optional<OffsetCommit.Topic> resolved = resolve(topic, byId);
            if (resolved.isPresent()) {
                known.add(resolved.get());
                open.add(answer);
            } else {
                Errors error = byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
                for (OffsetCommitRequestPartition p : topic.partitions()) {
                    answer.partitions().add(partition(p.partitionIndex(), error));
                }
            }
        }
        OffsetCommitResponseData body = new OffsetCommitResponseData().setTopics(answered);
        if (known.isEmpty()) {
            call.reply(body);
            return;
        }
        OffsetCommit commit =
                new OffsetCommit(
                        request.groupId(),
                        request.generationIdOrMemberEpoch(),
                        request.memberId(),
                        request.groupInstanceId(),
                        request.retentionTimeMs(),
                        known);
        groups.offsetCommit(
                commit,
                result -> {
                    for (OffsetCommitResult.Topic topic : result.topics()) {
                        OffsetCommitResponseTopic answer = open.remove();
                        for (OffsetCommitResult.Partition p : topic.partitions()) {
                            answer.partitions()
                                    .add(partition(p.partition(), asKnown(p.error(), call)));
                        }
                    }
                    call.reply(body);
                });
    }

    private Optional<OffsetCommit.Topic> resolve(OffsetCommitRequestTopic topic, boolean byId) {
        Optional<String> name = knowledge.topicName(byId ? "" : topic.name(), topic.topicId());
        return name.map(known ->
                new OffsetCommit.Topic(
                        known,
                        knowledge.image().topicId(known).orElse(Uuid.ZERO_UUID),
                        topic.partitions().stream()
                                .map(p ->
                                        new OffsetCommit.Partition(
                                                p.partitionIndex(),
                                                p.committedOffset(),
                                                p.committedLeaderEpoch(),
                                                p.committedMetadata()))
                                .toList()));
    }

    private static Errors asKnown(Errors error, Call call) {
        return error == Errors.GROUP_ID_NOT_FOUND && call.version() < GROUP_ID_NOT_FOUND_SINCE
                ? Errors.ILLEGAL_GENERATION
                : error;
    }

    private static OffsetCommitResponsePartition partition(int index, Errors error) {
        return new OffsetCommitResponsePartition()
                .setPartitionIndex(index)
                .setErrorCode(error.code());
    }
}
