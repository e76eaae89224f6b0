package dev.vitrine.broker.api;

import dev.vitrine.controller.BrokerRegistration;
import dev.vitrine.controller.PartitionRegistration;
import dev.vitrine.controller.TopicImage;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Metadata: the brokers that are alive, and the leaders, replicas and in-sync sets of topics.
///
/// - Topics by name, from version 10 on by id; all when the list is null (in version 0: empty).
/// - A topic that does not exist is created when the client and `auto.create.topics.enable` allow
///   it; until it is there the answer is UNKNOWN_TOPIC_OR_PARTITION, and the client asks again.
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
        MetadataResponseData body =
                new MetadataResponseData()
                        .setClusterId(knowledge.clusterId())
                        .setControllerId(knowledge.controllerForClients());
        for (BrokerRegistration broker : knowledge.aliveBrokers()) {
            body.brokers()
                    .add(
                            new MetadataResponseBroker()
                                    .setNodeId(broker.id())
                                    .setHost(broker.host())
                                    .setPort(broker.port())
                                    .setRack(Knowledge.rack(broker)));
        }
        List<MetadataRequestTopic> asked = request.topics();
        if (asked == null || (call.version() == 0 && asked.isEmpty())) {
            knowledge
                    .image()
                    .topicNames()
                    .forEach(name ->
                            knowledge
                                    .image()
                                    .topic(name)
                                    .ifPresent(topic -> body.topics().add(known(call, topic))));
        } else {
            boolean mayCreate =
                    (call.version() < 4 || request.allowAutoTopicCreation())
                            && creation.isAllowed();
            new TreeSet<>(asked.stream().map(MetadataApi::key).toList())
                    .forEach(key -> body.topics().add(topic(call, key, mayCreate)));
        }
        call.reply(body);
    }

    /// A name or an id, each once.
    private record Key(String name, Uuid id) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : id.compareTo(other.id);
        }
    }

    private static Key key(MetadataRequestTopic topic) {
        String name = topic.name();
        return name == null ? new Key("", topic.topicId()) : new Key(name, Uuid.ZERO_UUID);
    }

    private MetadataResponseTopic topic(Call call, Key key, boolean mayCreate) {
        boolean byId = !key.id.equals(Uuid.ZERO_UUID);
        Optional<TopicImage> topic =
                byId ? knowledge.image().topic(key.id) : knowledge.image().topic(key.name);
        if (topic.isPresent()) {
            return known(call, topic.get());
        }
        if (byId) {
            return new MetadataResponseTopic()
                    .setName(call.version() >= 12 ? null : "")
                    .setTopicId(key.id)
                    .setErrorCode(Errors.UNKNOWN_TOPIC_ID.code());
        }
        Errors error = Errors.UNKNOWN_TOPIC_OR_PARTITION;
        try {
            Topic.validate(key.name);
            if (mayCreate) {
                creation.create(key.name);
            }
        } catch (InvalidTopicException e) {
            error = Errors.INVALID_TOPIC_EXCEPTION;
        }
        return new MetadataResponseTopic()
                .setName(key.name)
                .setErrorCode(error.code())
                .setIsInternal(Knowledge.isInternal(key.name));
    }

    private MetadataResponseTopic known(Call call, TopicImage topic) {
        MetadataResponseTopic response =
                new MetadataResponseTopic()
                        .setName(topic.name())
                        .setTopicId(topic.id())
                        .setIsInternal(Knowledge.isInternal(topic.name()));
        Consumer<PartitionRegistration> add =
                partition -> response.partitions().add(partition(partition));
        topic.partitions().values().forEach(add);
        return response;
    }

    private MetadataResponsePartition partition(PartitionRegistration partition) {
        List<Integer> offline = new ArrayList<>();
        for (int replica : partition.replicas()) {
            if (knowledge.aliveBroker(replica).isEmpty()) {
                offline.add(replica);
            }
        }
        boolean led = knowledge.aliveBroker(partition.leader()).isPresent();
        return new MetadataResponsePartition()
                .setErrorCode((led ? Errors.NONE : Errors.LEADER_NOT_AVAILABLE).code())
                .setPartitionIndex(partition.partition())
                .setLeaderId(led ? partition.leader() : -1)
                .setLeaderEpoch(partition.leaderEpoch())
                .setReplicaNodes(partition.replicas())
                .setIsrNodes(partition.isr())
                .setOfflineReplicas(offline);
    }
}
