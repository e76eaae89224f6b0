package dev.vitrine.broker.api;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.controller.BrokerRegistration;
import dev.vitrine.controller.PartitionRegistration;
import dev.vitrine.controller.TopicImage;

import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// DescribeTopicPartitions (KIP-966): topics page by page, sorted by name, with their eligible
/// leader replicas. A page holds as many partitions as the client wants, at least one and at most
/// `max.request.partition.size.limit`; the cursor says where the next begins.
///
/// - No topics in the request stand for all; then topics that have gone meanwhile are passed over.
/// - A topic that does not exist takes no room: UNKNOWN_TOPIC_OR_PARTITION, or
///   INVALID_TOPIC_EXCEPTION.
/// - A cursor at a topic that was not asked for, or before partition 0, is INVALID_REQUEST for all;
///   the empty name is UNKNOWN_SERVER_ERROR for all.
public final class DescribeTopicPartitionsApi implements Handler {
    private final Knowledge knowledge;

    public DescribeTopicPartitionsApi(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, 0);
    }

    @Override
    public void handle(Call call) {
        DescribeTopicPartitionsRequestData request =
                call.body(DescribeTopicPartitionsRequestData.class);
        SortedSet<String> names = new TreeSet<>();
        if (request.topics().isEmpty()) {
            names.addAll(knowledge.image().topicNames());
        } else {
            request.topics().forEach(topic -> names.add(topic.name()));
        }
        Errors refusal = refusal(request, names);
        call.reply(
                refusal == Errors.NONE ? page(request, names) : refused(request.topics(), refusal));
    }

    private static Errors refusal(
            DescribeTopicPartitionsRequestData request, SortedSet<String> names) {
        Cursor cursor = request.cursor();
        if (cursor != null) {
            boolean elsewhere = !request.topics().isEmpty() && !names.contains(cursor.topicName());
            if (elsewhere || cursor.partitionIndex() < 0) {
                return Errors.INVALID_REQUEST;
            }
        }
        return names.contains("") && (cursor == null || cursor.topicName().isEmpty())
                ? Errors.UNKNOWN_SERVER_ERROR
                : Errors.NONE;
    }

    private static DescribeTopicPartitionsResponseData refused(
            List<TopicRequest> asked, Errors error) {
        DescribeTopicPartitionsResponseData body = new DescribeTopicPartitionsResponseData();
        for (TopicRequest topic : asked) {
            body.topics()
                    .add(
                            new DescribeTopicPartitionsResponseTopic()
                                    .setName(topic.name())
                                    .setErrorCode(error.code()));
        }
        return body;
    }

    private DescribeTopicPartitionsResponseData page(
            DescribeTopicPartitionsRequestData request, SortedSet<String> names) {
        int most = knowledge.started().intOf(BrokerSettings.MAX_REQUEST_PARTITION_SIZE_LIMIT);
        int room = Math.max(1, Math.min(most, request.responsePartitionLimit()));
        @Nullable Cursor cursor = request.cursor();
        String from = cursor == null ? "" : cursor.topicName();
        DescribeTopicPartitionsResponseData body = new DescribeTopicPartitionsResponseData();
        for (String name : names.tailSet(from)) {
            if (room == 0) {
                return body.setNextCursor(cursorAt(name, 0));
            }
            Optional<TopicImage> topic = knowledge.image().topic(name);
            if (topic.isEmpty()) {
                body.topics().add(missing(name));
                continue;
            }
            int first = cursor != null && name.equals(from) ? cursor.partitionIndex() : 0;
            int there = topic.get().partitions().size();
            // Near the largest index this overflows, as in Kafka, and the page is empty.
            int end = Math.min(first + room, there);
            List<PartitionRegistration> partitions =
                    first < end
                            ? List.copyOf(topic.get().partitions().subMap(first, end).values())
                            : List.of();
            body.topics().add(known(topic.get(), partitions));
            room -= partitions.size();
            if (end < there) {
                return body.setNextCursor(cursorAt(name, end));
            }
        }
        return body;
    }

    private static DescribeTopicPartitionsResponseData.Cursor cursorAt(String name, int partition) {
        return new DescribeTopicPartitionsResponseData.Cursor()
                .setTopicName(name)
                .setPartitionIndex(partition);
    }

    private static DescribeTopicPartitionsResponseTopic missing(String name) {
        return new DescribeTopicPartitionsResponseTopic()
                .setName(name)
                .setErrorCode(TopicCreation.whyMissing(name).code())
                .setIsInternal(Topic.isInternal(name))
                .setTopicAuthorizedOperations(AuthorizedOperations.OF_TOPIC);
    }

    private DescribeTopicPartitionsResponseTopic known(
            TopicImage topic, List<PartitionRegistration> partitions) {
        DescribeTopicPartitionsResponseTopic response =
                new DescribeTopicPartitionsResponseTopic()
                        .setName(topic.name())
                        .setTopicId(topic.id())
                        .setIsInternal(Topic.isInternal(topic.name()))
                        .setTopicAuthorizedOperations(AuthorizedOperations.OF_TOPIC);
        partitions.forEach(partition -> response.partitions().add(partition(partition)));
        return response;
    }

    private DescribeTopicPartitionsResponsePartition partition(PartitionRegistration partition) {
        int leader =
                knowledge.image().broker(partition.leader()).map(BrokerRegistration::id).orElse(-1);
        return new DescribeTopicPartitionsResponsePartition()
                .setPartitionIndex(partition.partition())
                .setLeaderId(leader)
                .setLeaderEpoch(partition.leaderEpoch())
                .setReplicaNodes(partition.replicas())
                .setIsrNodes(partition.isr())
                .setEligibleLeaderReplicas(partition.elr())
                .setLastKnownElr(partition.lastKnownElr())
                .setOfflineReplicas(knowledge.offline(partition.replicas()));
    }
}
