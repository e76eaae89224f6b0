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
import org.apache.kafka.common.requests.OffsetCommitResponse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// OffsetCommit: how far a group has read, in `__consumer_offsets`.
///
/// - Topics by name, from version 10 on by id. A topic or partition that does not exist is refused
///   alone (UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID), and named before those that are kept.
/// - Versions 2 to 4 may say how long to keep the offsets.
/// - A group that does not exist is GROUP_ID_NOT_FOUND from version 9 on, ILLEGAL_GENERATION
///   before.
public final class OffsetCommitApi implements Handler {
    private static final int GROUP_ID_NOT_FOUND_SINCE = 9;

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
        boolean byId = OffsetCommitResponse.useTopicIds(call.version());
        OffsetCommitResponse.Builder answer = OffsetCommitResponse.newBuilder(byId);
        List<OffsetCommit.Topic> known = new ArrayList<>();
        for (OffsetCommitRequestTopic topic : request.topics()) {
            resolve(topic, byId, answer).ifPresent(known::add);
        }
        if (known.isEmpty()) {
            call.reply(answer.build().data());
            return;
        }
        OffsetCommit commit =
                new OffsetCommit(
                        request.groupId(),
                        request.generationIdOrMemberEpoch(),
                        request.memberId(),
                        request.groupInstanceId(),
                        request.retentionTimeMs(),
                        known,
                        call.version());
        groups.offsetCommit(
                commit, result -> call.reply(answer.merge(body(result, call)).build().data()));
    }

    /// The partitions that exist; the others are answered right away.
    private Optional<OffsetCommit.Topic> resolve(
            OffsetCommitRequestTopic topic, boolean byId, OffsetCommitResponse.Builder answer) {
        Optional<String> name = knowledge.topicName(byId ? "" : topic.name(), topic.topicId());
        if (name.isEmpty()) {
            answer.addPartitions(
                    topic.topicId(),
                    topic.name(),
                    topic.partitions(),
                    OffsetCommitRequestPartition::partitionIndex,
                    byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION);
            return Optional.empty();
        }
        List<OffsetCommit.Partition> partitions = new ArrayList<>();
        for (OffsetCommitRequestPartition p : topic.partitions()) {
            if (knowledge.image().partition(name.get(), p.partitionIndex()).isPresent()) {
                partitions.add(
                        new OffsetCommit.Partition(
                                p.partitionIndex(),
                                p.committedOffset(),
                                p.committedLeaderEpoch(),
                                p.committedMetadata()));
            } else {
                answer.addPartition(
                        topic.topicId(),
                        name.get(),
                        p.partitionIndex(),
                        Errors.UNKNOWN_TOPIC_OR_PARTITION);
            }
        }
        Uuid id = knowledge.image().topicId(name.get()).orElse(Uuid.ZERO_UUID);
        return partitions.isEmpty()
                ? Optional.empty()
                : Optional.of(new OffsetCommit.Topic(name.get(), id, partitions));
    }

    private static OffsetCommitResponseData body(OffsetCommitResult result, Call call) {
        OffsetCommitResponseData body = new OffsetCommitResponseData();
        for (OffsetCommitResult.Topic topic : result.topics()) {
            OffsetCommitResponseTopic answer =
                    new OffsetCommitResponseTopic()
                            .setName(topic.name())
                            .setTopicId(topic.topicId());
            for (OffsetCommitResult.Partition p : topic.partitions()) {
                answer.partitions()
                        .add(
                                new OffsetCommitResponsePartition()
                                        .setPartitionIndex(p.partition())
                                        .setErrorCode(asKnown(p.error(), call).code()));
            }
            body.topics().add(answer);
        }
        return body;
    }

    private static Errors asKnown(Errors error, Call call) {
        return error == Errors.GROUP_ID_NOT_FOUND && call.version() < GROUP_ID_NOT_FOUND_SINCE
                ? Errors.ILLEGAL_GENERATION
                : error;
    }
}
