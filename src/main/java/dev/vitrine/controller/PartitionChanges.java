package dev.vitrine.controller;

import dev.vitrine.config.Settings;
import dev.vitrine.config.TopicSettings;

import java.util.function.IntPredicate;

/// Begins changes of partitions under the rules now in force for their topics.
final class PartitionChanges {
    private final String nodeId;
    private final ClusterImage image;
    private final Settings settings;

    /// @param nodeId this node, whose own settings are the defaults of topics, as in Kafka
    /// @param settings those that it was started with
    PartitionChanges(int nodeId, ClusterImage image, Settings settings) {
        this.nodeId = Integer.toString(nodeId);
        this.image = image;
        this.settings = settings;
    }

    PartitionChange of(PartitionRegistration partition) {
        return of(partition, image::active);
    }

    /// @param acceptable the brokers that may lead
    PartitionChange of(PartitionRegistration partition, IntPredicate acceptable) {
        return new PartitionChange(partition, rules(partition.topic()), acceptable);
    }

    boolean mayElectUncleanly(String topic) {
        return mayElectUncleanly(settingsOf(topic));
    }

    private static boolean mayElectUncleanly(Settings topic) {
        return topic.booleanOf(TopicSettings.UNCLEAN_LEADER_ELECTION);
    }

    private Settings settingsOf(String topic) {
        return Settings.ofTopic(
                image.configs(ResourceType.TOPIC, topic), image.brokerSettings(nodeId, settings));
    }

    /// An in-sync set cannot be asked to have more members than there are replicas; Kafka looks at
    /// the first partition's.
    private PartitionChange.Rules rules(String topic) {
        Settings ofTopic = settingsOf(topic);
        int minIsr = ofTopic.intOf(TopicSettings.MIN_INSYNC_REPLICAS);
        int replicas =
                image.partition(topic, 0).map(first -> first.replicas().size()).orElse(minIsr);
        return new PartitionChange.Rules(
                Math.min(minIsr, replicas),
                image.hasEligibleReplicas(),
                mayElectUncleanly(ofTopic)
                        ? LeaderElection.Kind.UNCLEAN
                        : LeaderElection.Kind.ONLINE);
    }
}
