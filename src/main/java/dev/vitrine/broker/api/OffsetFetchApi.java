package dev.vitrine.broker.api;

import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.OffsetFetch;
import dev.vitrine.group.OffsetFetchResult;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// OffsetFetch: how far groups have read.
///
/// - One group before version 8, several from then on. All that a group has when the topics are
///   null (version 2 and up).
/// - Topics by name, from version 10 on by id: one that does not exist is UNKNOWN_TOPIC_ID, and
///   left out when all were asked for.
/// - A partition without an offset is -1, not an error. In version 1 a group's error is told of
///   every partition, for there is no other place for it.
public final class OffsetFetchApi implements Handler {
    private static final int GROUP_ERROR_SINCE = 2;
    private static final int BATCHES_SINCE = 8;
    private static final int TOPIC_IDS_SINCE = 10;

    private final GroupCoordinator groups;
    private final Knowledge knowledge;

    OffsetFetchApi(GroupCoordinator groups, Knowledge knowledge) {
        this.groups = groups;
        this.knowledge = knowledge;
    }

    @Override
    public Facts facts() {
        return Facts.simplified(
                ApiKeys.OFFSET_FETCH, 1, 10, "no transactions: every committed offset is stable");
    }

    @Override
    public void handle(Call call) {
        OffsetFetchRequestData request = call.body(OffsetFetchRequestData.class);
        if (call.version() >= BATCHES_SINCE) {
            fetchSeveral(call, request);
        } else {
            fetchOne(call, request);
        }
    }

    // ---- one group, before version 8 ------------------------------------------------------------

    private void fetchOne(Call call, OffsetFetchRequestData request) {
        List<OffsetFetchRequestTopic> asked = request.topics();
        List<OffsetFetch.Topic> topics =
                asked == null
                        ? null
                        : asked.stream()
                                .map(t ->
                                        new OffsetFetch.Topic(
                                                t.name(), id(t.name()), t.partitionIndexes()))
                                .toList();
        OffsetFetch fetch =
                new OffsetFetch(
                        List.of(new OffsetFetch.Group(request.groupId(), null, -1, topics)),
                        request.requireStable());
        groups.offsetFetch(fetch, results -> call.reply(one(call, asked, results.getFirst())));
    }

    private static OffsetFetchResponseData one(
            Call call, @Nullable List<OffsetFetchRequestTopic> asked, OffsetFetchResult result) {
        OffsetFetchResponseData body = new OffsetFetchResponseData();
        if (result.error() != Errors.NONE) {
            if (call.version() >= GROUP_ERROR_SINCE) {
                return body.setErrorCode(result.error().code());
            }
            for (OffsetFetchRequestTopic topic :
                    asked == null ? List.<OffsetFetchRequestTopic>of() : asked) {
                OffsetFetchResponseTopic answer =
                        new OffsetFetchResponseTopic().setName(topic.name());
                for (int p : topic.partitionIndexes()) {
                    answer.partitions()
                            .add(
                                    new OffsetFetchResponsePartition()
                                            .setPartitionIndex(p)
                                            .setCommittedOffset(OffsetFetchResult.NO_OFFSET)
                                            .setMetadata("")
                                            .setErrorCode(result.error().code()));
                }
                body.topics().add(answer);
            }
            return body;
        }
        for (OffsetFetchResult.Topic topic : result.topics()) {
            OffsetFetchResponseTopic answer = new OffsetFetchResponseTopic().setName(topic.name());
            for (OffsetFetchResult.Partition p : topic.partitions()) {
                answer.partitions()
                        .add(
                                new OffsetFetchResponsePartition()
                                        .setPartitionIndex(p.partition())
                                        .setCommittedOffset(p.offset())
                                        .setCommittedLeaderEpoch(p.leaderEpoch())
                                        .setMetadata(p.metadata()));
            }
            body.topics().add(answer);
        }
        return body;
    }

    // ---- several groups -------------------------------------------------------------------------

    private void fetchSeveral(Call call, OffsetFetchRequestData request) {
        boolean byId = call.version() >= TOPIC_IDS_SINCE;
        List<OffsetFetch.Group> fetches = new ArrayList<>();
        List<List<OffsetFetchResponseTopics>> unknown = new ArrayList<>();
        for (OffsetFetchRequestGroup group : request.groups()) {
            List<OffsetFetchResponseTopics> ofGroup = new ArrayList<>();
            unknown.add(ofGroup);
            fetches.add(
                    new OffsetFetch.Group(
                            group.groupId(),
                            group.memberId(),
                            group.memberEpoch(),
                            resolve(group, byId, ofGroup)));
        }
        groups.offsetFetch(
                new OffsetFetch(fetches, request.requireStable()),
                results -> {
                    OffsetFetchResponseData body = new OffsetFetchResponseData();
                    for (int i = 0; i < results.size(); i++) {
                        body.groups().add(group(results.get(i), unknown.get(i), byId));
                    }
                    call.reply(body);
                });
    }

    /// The topics by name; those whose id nobody knows are answered right away.
    private @Nullable List<OffsetFetch.Topic> resolve(
            OffsetFetchRequestGroup group, boolean byId, List<OffsetFetchResponseTopics> unknown) {
        List<OffsetFetchRequestTopics> asked = group.topics();
        if (asked == null) {
            return null;
        }
        List<OffsetFetch.Topic> topics = new ArrayList<>();
        for (OffsetFetchRequestTopics topic : asked) {
            if (!byId) {
                topics.add(
                        new OffsetFetch.Topic(
                                topic.name(), id(topic.name()), topic.partitionIndexes()));
                continue;
            }
            Optional<String> name = knowledge.image().topicName(topic.topicId());
            if (name.isPresent()) {
                topics.add(
                        new OffsetFetch.Topic(
                                name.get(), topic.topicId(), topic.partitionIndexes()));
            } else {
                unknown.add(unknown(topic));
            }
        }
        return topics;
    }

    private static OffsetFetchResponseTopics unknown(OffsetFetchRequestTopics topic) {
        OffsetFetchResponseTopics answer =
                new OffsetFetchResponseTopics().setTopicId(topic.topicId());
        for (int p : topic.partitionIndexes()) {
            answer.partitions()
                    .add(
                            new OffsetFetchResponsePartitions()
                                    .setPartitionIndex(p)
                                    .setCommittedOffset(OffsetFetchResult.NO_OFFSET)
                                    .setMetadata("")
                                    .setErrorCode(Errors.UNKNOWN_TOPIC_ID.code()));
        }
        return answer;
    }

    /// What is known comes first, as in Kafka.
    private OffsetFetchResponseGroup group(
            OffsetFetchResult result, List<OffsetFetchResponseTopics> unknown, boolean byId) {
        OffsetFetchResponseGroup answer =
                new OffsetFetchResponseGroup().setGroupId(result.groupId());
        if (result.error() != Errors.NONE) {
            return answer.setErrorCode(result.error().code());
        }
        for (OffsetFetchResult.Topic topic : result.topics()) {
            Uuid topicId = id(topic.name());
            if (byId && topicId.equals(Uuid.ZERO_UUID)) {
                continue;
            }
            OffsetFetchResponseTopics of =
                    new OffsetFetchResponseTopics().setName(topic.name()).setTopicId(topicId);
            for (OffsetFetchResult.Partition p : topic.partitions()) {
                of.partitions()
                        .add(
                                new OffsetFetchResponsePartitions()
                                        .setPartitionIndex(p.partition())
                                        .setCommittedOffset(p.offset())
                                        .setCommittedLeaderEpoch(p.leaderEpoch())
                                        .setMetadata(p.metadata()));
            }
            answer.topics().add(of);
        }
        answer.topics().addAll(unknown);
        return answer;
    }

    private Uuid id(String topic) {
        return knowledge.image().topicId(topic).orElse(Uuid.ZERO_UUID);
    }
}
