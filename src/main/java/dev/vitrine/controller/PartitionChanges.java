package dev.vitrine.controller;

import dev.vitrine.config.Settings;
import dev.vitrine.config.TopicSettings;

import java.util.function.IntPredicate;

/// Begins changes of partitions under the rules now in force for their topics.
final class PartitionChanges {
    private final ClusterImage image;
    private final Settings settings;

    /// @param settings of this node: the defaults of topics
    PartitionChanges(ClusterImage image, Settings settings) {
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
        return image.topicSettings(topic, settings)
                .booleanOf(TopicSettings.UNCLEAN_LEADER_ELECTION);
    }

    /// An in-sync set cannot be asked to have more members than there are replicas; Kafka looks at
    /// the first partition's.
    private PartitionChange.Rules rules(String topic) {
        int minIsr = image.topicSettings(topic, settings).intOf(TopicSettings.MIN_INSYNC_REPLICAS);
        int replicas =
                image.partition(topic, 0).map(first -> first.replicas().size()).orElse(minIsr);
        return new PartitionChange.Rules(
                Math.min(minIsr, replicas),
                image.hasEligibleReplicas(),
                mayElectUncleanly(topic)
                        ? LeaderElection.Kind.UNCLEAN
                        : LeaderElection.Kind.ONLINE);
    }
}
