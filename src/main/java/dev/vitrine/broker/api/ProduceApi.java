package dev.vitrine.broker.api;

import dev.vitrine.controller.BrokerRegistration;
import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Produced;
import dev.vitrine.replica.Replicas;

import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.ProduceResponseData.NodeEndpoint;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponseCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

import java.util.List;
import java.util.Optional;

/// Produce: appends batches to the partitions that this broker leads.
///
/// - acks 0, 1 and -1 (all); with -1 the answer waits until every in-sync replica has the records,
///   or `timeoutMs` has passed. Other acks: INVALID_REQUIRED_ACKS.
/// - Topics by name, from version 13 on by id.
/// - From version 10 on an answer of NOT_LEADER_OR_FOLLOWER names the leader (KIP-951).
/// - Left out: transactions (a transactional id is refused with
///   TRANSACTIONAL_ID_AUTHORIZATION_FAILED).
public final class ProduceApi implements Handler {
    private final Knowledge knowledge;
    private final Replicas replicas;

    public ProduceApi(Knowledge knowledge, Replicas replicas) {
        this.knowledge = knowledge;
        this.replicas = replicas;
    }

    @Override
    public Facts facts() {
        return Facts.simplified(ApiKeys.PRODUCE, 3, 13, "no transactions");
    }

    /// The answer as it fills up, partition by partition.
    private final class Answer {
        final Call call;
        final short acks;
        final LeaderHints hints = new LeaderHints(knowledge);
        final TopicProduceResponseCollection topics = new TopicProduceResponseCollection();
        final ProduceResponseData body = new ProduceResponseData().setResponses(topics);
        int missing;
        boolean failed;

        Answer(Call call, ProduceRequestData request) {
            this.call = call;
            this.acks = request.acks();
            for (TopicProduceData topic : request.topicData()) {
                missing += topic.partitionData().size();
            }
        }

        TopicProduceResponse topic(TopicProduceData asked) {
            TopicProduceResponse topic =
                    new TopicProduceResponse().setName(asked.name()).setTopicId(asked.topicId());
            topics.add(topic);
            return topic;
        }

        void add(TopicProduceResponse topic, String name, int partition, Produced produced) {
            PartitionProduceResponse response =
                    new PartitionProduceResponse()
                            .setIndex(partition)
                            .setErrorCode(produced.error().code())
                            .setBaseOffset(produced.baseOffset())
                            .setLogAppendTimeMs(produced.logAppendTimeMs())
                            .setLogStartOffset(produced.logStartOffset())
                            .setErrorMessage(produced.message());
            produced.recordErrors()
                    .forEach(error ->
                            response.recordErrors()
                                    .add(
                                            new BatchIndexAndErrorMessage()
                                                    .setBatchIndex(error.batchIndex())
                                                    .setBatchIndexErrorMessage(error.message())));
            if (produced.error() == Errors.NOT_LEADER_OR_FOLLOWER && call.version() >= 10) {
                nameLeader(response, name, partition);
            }
            failed |= produced.error() != Errors.NONE;
            topic.partitionResponses().add(response);
            missing--;
            sendWhenComplete();
        }

        private void nameLeader(PartitionProduceResponse response, String name, int partition) {
            LeaderHints.Leader leader = hints.leaderOf(name, partition);
            response.setCurrentLeader(
                    new LeaderIdAndEpoch().setLeaderId(leader.id()).setLeaderEpoch(leader.epoch()));
        }

        void sendWhenComplete() {
            if (missing > 0) {
                return;
            }
            if (acks != 0) {
                for (BrokerRegistration broker : hints.endpoints()) {
                    body.nodeEndpoints()
                            .add(
                                    new NodeEndpoint()
                                            .setNodeId(broker.id())
                                            .setHost(broker.host())
                                            .setPort(broker.port())
                                            .setRack(Knowledge.rack(broker)));
                }
                call.reply(body);
            } else if (failed) {
                // Nobody reads an answer to acks=0: Kafka closes the connection, so that the
                // producer
                // looks for the leader again.
                call.hangUp();
            } else {
                call.replyNothing();
            }
        }
    }

    @Override
    public void handle(Call call) {
        ProduceRequestData request = call.body(ProduceRequestData.class);
        Answer answer = new Answer(call, request);
        if (answer.missing == 0) {
            answer.sendWhenComplete();
            return;
        }
        Errors refusal =
                request.transactionalId() != null
                        ? Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
                        : request.acks() < -1 || request.acks() > 1
                                ? Errors.INVALID_REQUIRED_ACKS
                                : Errors.NONE;
        for (TopicProduceData topic : request.topicData()) {
            TopicProduceResponse response = answer.topic(topic);
            Optional<String> name = knowledge.topicName(topic.name(), topic.topicId());
            for (PartitionProduceData partition : topic.partitionData()) {
                int index = partition.index();
                if (refusal != Errors.NONE) {
                    answer.add(response, name.orElse(""), index, Produced.refused(refusal));
                } else if (name.isEmpty()) {
                    answer.add(
                            response,
                            "",
                            index,
                            Produced.refused(
                                    topic.name().isEmpty()
                                            ? Errors.UNKNOWN_TOPIC_ID
                                            : Errors.UNKNOWN_TOPIC_OR_PARTITION));
                } else {
                    produce(call, request, answer, response, name.get(), partition);
                }
            }
        }
    }

    private void produce(
            Call call,
            ProduceRequestData request,
            Answer answer,
            TopicProduceResponse response,
            String topic,
            PartitionProduceData data) {
        int index = data.index();
        Partition partition = replicas.find(topic, index);
        if (Topic.isInternal(topic) && !call.clientId().equals("__admin_client")) {
            answer.add(response, topic, index, Produced.refused(Errors.INVALID_TOPIC_EXCEPTION));
        } else if (partition == null) {
            boolean exists = knowledge.image().partition(topic, index).isPresent();
            answer.add(
                    response,
                    topic,
                    index,
                    Produced.refused(
                            exists
                                    ? Errors.NOT_LEADER_OR_FOLLOWER
                                    : Errors.UNKNOWN_TOPIC_OR_PARTITION));
        } else if (!(data.records() instanceof MemoryRecords records)) {
            answer.add(
                    response,
                    topic,
                    index,
                    new Produced(
                            Errors.INVALID_RECORD, -1, -1, -1, List.of(), "There are no records"));
        } else {
            partition.append(
                    records,
                    -1,
                    request.acks(),
                    Math.max(0, request.timeoutMs()),
                    produced -> answer.add(response, topic, index, produced));
            replicas.onParkedProduce();
        }
    }
}
