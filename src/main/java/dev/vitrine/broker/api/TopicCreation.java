package dev.vitrine.broker.api;

import dev.vitrine.config.BrokerSettings;

import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfigCollection;
import org.apache.kafka.common.protocol.ApiKeys;

import java.util.TreeSet;

/// Topics that come into being because somebody asked about them.
public final class TopicCreation {
    /// Topics being created at a time; more wait for the next request that asks.
    static final int PENDING_MAX = 100;

    private static final short VERSION = 7;
    private static final int TIMEOUT_MS = 30_000;

    private final Knowledge knowledge;
    private final ControllerPort controller;
    private final TreeSet<String> pending = new TreeSet<>();

    public TopicCreation(Knowledge knowledge, ControllerPort controller) {
        this.knowledge = knowledge;
        this.controller = controller;
    }

    /// Whether clients may have topics created by asking.
    boolean isAllowed() {
        return knowledge.started().booleanOf(BrokerSettings.AUTO_CREATE_TOPICS);
    }

    /// Begins to create a topic, unless that is under way. Nobody waits: the client asks again.
    void create(String name) {
        if (pending.size() >= PENDING_MAX || !pending.add(name)) {
            return;
        }
        CreatableTopic topic = new CreatableTopic().setName(name);
        if (name.equals(Knowledge.OFFSETS_TOPIC)) {
            topic.setNumPartitions(
                            knowledge.started().intOf(BrokerSettings.OFFSETS_TOPIC_NUM_PARTITIONS))
                    .setReplicationFactor(
                            (short)
                                    knowledge
                                            .started()
                                            .intOf(BrokerSettings.OFFSETS_TOPIC_REPLICATION_FACTOR))
                    .setConfigs(offsetsConfigs());
        } else {
            topic.setNumPartitions(-1).setReplicationFactor((short) -1);
        }
        CreatableTopicCollection topics = new CreatableTopicCollection();
        topics.add(topic);
        controller.ask(
                ApiKeys.CREATE_TOPICS,
                VERSION,
                new CreateTopicsRequestData().setTimeoutMs(TIMEOUT_MS).setTopics(topics),
                response -> pending.remove(name));
    }

    private CreatableTopicConfigCollection offsetsConfigs() {
        CreatableTopicConfigCollection configs = new CreatableTopicConfigCollection();
        configs.add(new CreatableTopicConfig().setName("cleanup.policy").setValue("compact"));
        configs.add(new CreatableTopicConfig().setName("compression.type").setValue("producer"));
        configs.add(
                new CreatableTopicConfig()
                        .setName("segment.bytes")
                        .setValue(
                                knowledge
                                        .started()
                                        .stringOf(BrokerSettings.OFFSETS_TOPIC_SEGMENT_BYTES)));
        return configs;
    }
}
