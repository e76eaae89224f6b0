package dev.vitrine.broker.api;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;

import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfigCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.Collection;
import java.util.List;
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

    /// What to answer about a topic that is not there.
    static Errors whyMissing(String name) {
        return Topic.isValid(name)
                ? Errors.UNKNOWN_TOPIC_OR_PARTITION
                : Errors.INVALID_TOPIC_EXCEPTION;
    }

    void create(String name) {
        create(List.of(name));
    }

    /// Begins to create those topics, in one request, whose creation is not under way yet. Nobody
    /// waits: the client asks again.
    ///
    /// @param names valid ones
    void create(Collection<String> names) {
        CreatableTopicCollection topics = new CreatableTopicCollection();
        for (String name : names) {
            if (pending.size() < PENDING_MAX && pending.add(name)) {
                topics.add(topic(name));
            }
        }
        if (topics.isEmpty()) {
            return;
        }
        List<String> asked = topics.stream().map(CreatableTopic::name).toList();
        controller.ask(
                ApiKeys.CREATE_TOPICS,
                VERSION,
                new CreateTopicsRequestData().setTimeoutMs(TIMEOUT_MS).setTopics(topics),
                response -> asked.forEach(pending::remove));
    }

    /// A topic with this broker's defaults; those of the engine have settings of their own.
    private CreatableTopic topic(String name) {
        Settings settings = knowledge.started();
        CreatableTopic topic = new CreatableTopic().setName(name);
        if (name.equals(Topic.GROUP_METADATA_TOPIC_NAME)) {
            return topic.setNumPartitions(
                            settings.intOf(BrokerSettings.OFFSETS_TOPIC_NUM_PARTITIONS))
                    .setReplicationFactor(
                            (short) settings.intOf(BrokerSettings.OFFSETS_TOPIC_REPLICATION_FACTOR))
                    .setConfigs(offsetsConfigs());
        }
        return topic.setNumPartitions(settings.intOf(BrokerSettings.NUM_PARTITIONS))
                .setReplicationFactor(
                        (short) settings.intOf(BrokerSettings.DEFAULT_REPLICATION_FACTOR));
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
