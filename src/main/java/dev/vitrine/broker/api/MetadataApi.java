package dev.vitrine.broker.api;

import dev.vitrine.controller.BrokerRegistration;
import dev.vitrine.controller.PartitionRegistration;
import dev.vitrine.controller.TopicImage;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Metadata: the brokers that are alive, and the leaders, replicas and in-sync sets of topics.
///
/// - All topics when the list is null (in version 0: empty). From version 12 on by id; where there
///   is one id in the list, names are not looked at. Ids, and topics without a name, are
///   INVALID_REQUEST below; without either they are UNKNOWN_SERVER_ERROR.
/// - A topic that does not exist is created when the client and `auto.create.topics.enable` allow
///   it; until it is there the answer is UNKNOWN_TOPIC_OR_PARTITION, and the client asks again.
/// - A partition whose leader is gone is LEADER_NOT_AVAILABLE. Replicas on dead brokers are told as
///   offline; version 0 leaves those out whose brokers are not registered, and says
///   REPLICA_NOT_AVAILABLE.
/// - The controller is a living broker picked at random, for any passes requests on.
public final class MetadataApi implements Handler {
    private final Knowledge knowledge;
    private final TopicCreation creation;

    public MetadataApi(Knowledge knowledge, TopicCreation creation) {
        this.knowledge = knowledge;
        this.creation = creation;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.METADATA, 0, 13);
    }

    @Override
    public void handle(Call call) {
        MetadataRequestData request = call.body(MetadataRequestData.class);
        @Nullable List<MetadataRequestTopic> asked =
                call.version() == 0 && request.topics().isEmpty() ? null : request.topics();
        Errors refusal = asked == null ? Errors.NONE : refusal(call.version(), asked);
        if (asked != null && refusal != Errors.NONE) {
            call.reply(refused(call.version(), asked, refusal));
            return;
        }
        MetadataResponseData body =
                new MetadataResponseData()
                        .setClusterId(knowledge.clusterId())
                        .setControllerId(knowledge.anyAliveBroker());
        for (BrokerRegistration broker : knowledge.aliveBrokers()) {
            body.brokers()
                    .add(
                            new MetadataResponseBroker()
                                    .setNodeId(broker.id())
                                    .setHost(broker.host())
                                    .setPort(broker.port())
                                    .setRack(Knowledge.rack(broker)));
        }
        if (request.includeClusterAuthorizedOperations()) {
            body.setClusterAuthorizedOperations(AuthorizedOperations.OF_CLUSTER);
        }
        topics(call, request, asked).forEach(body.topics()::add);
        call.reply(body);
    }

    private static Errors refusal(short version, List<MetadataRequestTopic> asked) {
        boolean byId = asked.stream().anyMatch(MetadataApi::hasId);
        boolean nameless = asked.stream().anyMatch(topic -> topic.name() == null);
        if (version < 12) {
            return byId || nameless ? Errors.INVALID_REQUEST : Errors.NONE;
        }
        return nameless && !byId ? Errors.UNKNOWN_SERVER_ERROR : Errors.NONE;
    }

    private static boolean hasId(MetadataRequestTopic topic) {
        return !topic.topicId().equals(Uuid.ZERO_UUID);
    }

    private static MetadataResponseData refused(
            short version, List<MetadataRequestTopic> asked, Errors error) {
        MetadataResponseData body = new MetadataResponseData();
        for (MetadataRequestTopic topic : asked) {
            String name = topic.name();
            body.topics()
                    .add(
                            new MetadataResponseTopic()
                                    .setName(name == null ? "" : name)
                                    .setTopicId(topic.topicId())
                                    .setErrorCode(error.code()));
        }
        return version >= 13 ? body.setErrorCode(error.code()) : body;
    }

    private List<MetadataResponseTopic> topics(
            Call call, MetadataRequestData request, @Nullable List<MetadataRequestTopic> asked) {
        List<MetadataResponseTopic> unknownIds = new ArrayList<>();
        SortedSet<String> names = new TreeSet<>();
        if (asked == null) {
            names.addAll(knowledge.image().topicNames());
        } else if (asked.stream().anyMatch(MetadataApi::hasId)) {
            asked.stream()
                    .filter(MetadataApi::hasId)
                    .map(MetadataRequestTopic::topicId)
                    .distinct()
                    .forEach(id ->
                            knowledge
                                    .image()
                                    .topicName(id)
                                    .ifPresentOrElse(
                                            names::add, () -> unknownIds.add(unknown(id))));
        } else {
            asked.forEach(topic -> names.add(topic.name()));
        }
        List<MetadataResponseTopic> topics = new ArrayList<>();
        SortedSet<String> missing = new TreeSet<>();
        for (String name : names) {
            knowledge
                    .image()
                    .topic(name)
                    .ifPresentOrElse(
                            topic -> topics.add(known(call.version(), topic)),
                            () -> missing.add(name));
        }
        missing.forEach(name -> topics.add(missing(name)));
        if (request.allowAutoTopicCreation() && creation.isAllowed()) {
            creation.create(missing.stream().filter(Topic::isValid).toList());
        }
        if (request.includeTopicAuthorizedOperations()) {
            topics.forEach(
                    topic -> topic.setTopicAuthorizedOperations(AuthorizedOperations.OF_TOPIC));
        }
        unknownIds.addAll(topics);
        return unknownIds;
    }

    private static MetadataResponseTopic unknown(Uuid id) {
        return new MetadataResponseTopic()
                .setName(null)
                .setTopicId(id)
                .setErrorCode(Errors.UNKNOWN_TOPIC_ID.code());
    }

    private static MetadataResponseTopic missing(String name) {
        return new MetadataResponseTopic()
                .setName(name)
                .setErrorCode(TopicCreation.whyMissing(name).code())
                .setIsInternal(Topic.isInternal(name));
    }

    private MetadataResponseTopic known(short version, TopicImage topic) {
        MetadataResponseTopic response =
                new MetadataResponseTopic()
                        .setName(topic.name())
                        .setTopicId(topic.id())
                        .setIsInternal(Topic.isInternal(topic.name()));
        for (PartitionRegistration partition : topic.partitions().values()) {
            response.partitions().add(partition(version, partition));
        }
        return response;
    }

    private MetadataResponsePartition partition(short version, PartitionRegistration partition) {
        List<Integer> replicas = reachable(version, partition.replicas());
        List<Integer> isr = reachable(version, partition.isr());
        Optional<BrokerRegistration> leader = knowledge.image().broker(partition.leader());
        Errors error = Errors.NONE;
        if (leader.isEmpty()) {
            error = Errors.LEADER_NOT_AVAILABLE;
        } else if (replicas.size() < partition.replicas().size()
                || isr.size() < partition.isr().size()) {
            error = Errors.REPLICA_NOT_AVAILABLE;
        }
        return new MetadataResponsePartition()
                .setErrorCode(error.code())
                .setPartitionIndex(partition.partition())
                .setLeaderId(leader.map(BrokerRegistration::id).orElse(-1))
                .setLeaderEpoch(partition.leaderEpoch())
                .setReplicaNodes(replicas)
                .setIsrNodes(isr)
                .setOfflineReplicas(knowledge.offline(partition.replicas()));
    }

    /// Clients of version 0 cannot be told of a replica without telling them its broker's address.
    private List<Integer> reachable(short version, List<Integer> replicas) {
        return version > 0
                ? replicas
                : replicas.stream().filter(id -> knowledge.image().broker(id).isPresent()).toList();
    }
}
