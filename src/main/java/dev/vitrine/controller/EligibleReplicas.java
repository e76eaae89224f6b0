package dev.vitrine.controller;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;

import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayList;
import java.util.List;

/// What `min.insync.replicas` and eligible leader replicas have to do with each other (KIP-966).
/// Who left an in-sync set that was too small has everything that is committed only as long as "too
/// small" means the same to all, then as now. So while the feature is on, the setting is the
/// cluster's or a topic's and never a broker's, and a change of it ends eligibility.
final class EligibleReplicas {
    private static final String MIN_ISR = BrokerSettings.MIN_INSYNC_REPLICAS.name();

    private final ClusterImage image;
    private final Settings settings;

    /// @param settings those that this node was started with
    EligibleReplicas(ClusterImage image, Settings settings) {
        this.image = image;
        this.settings = settings;
    }

    /// The cluster gets a setting of its own, which is the same on every node, and no broker keeps
    /// one.
    List<MetadataRecord> whenSwitchedOn() {
        List<MetadataRecord> records = new ArrayList<>();
        if (!image.configs(ResourceType.BROKER, "").containsKey(MIN_ISR)) {
            int minIsr = settings.intOf(BrokerSettings.MIN_INSYNC_REPLICAS);
            records.add(
                    new MetadataRecord.ConfigSet(
                            ResourceType.BROKER, "", MIN_ISR, Integer.toString(minIsr)));
        }
        for (BrokerRegistration broker : image.brokers()) {
            String id = Integer.toString(broker.id());
            if (image.configs(ResourceType.BROKER, id).containsKey(MIN_ISR)) {
                records.add(new MetadataRecord.ConfigSet(ResourceType.BROKER, id, MIN_ISR, null));
            }
        }
        return records;
    }

    /// @param removed whether the setting would go back to its default
    /// @throws Refusal INVALID_CONFIG for a change that must not be
    void check(ResourceType type, String resource, String key, boolean removed) {
        if (type != ResourceType.BROKER || !key.equals(MIN_ISR) || !image.hasEligibleReplicas()) {
            return;
        }
        if (!resource.isEmpty()) {
            throw new Refusal(
                    Errors.INVALID_CONFIG,
                    "Broker-level min.insync.replicas cannot be altered while ELR is enabled.");
        }
        if (removed) {
            throw new Refusal(
                    Errors.INVALID_CONFIG,
                    "Cluster-level min.insync.replicas cannot be removed while ELR is enabled.");
        }
    }

    /// The changes of settings, and of the partitions whose eligible replicas they end.
    List<MetadataRecord> withCleared(List<MetadataRecord> changes) {
        if (!image.hasEligibleReplicas()) {
            return changes;
        }
        boolean all = false;
        List<String> topics = new ArrayList<>();
        for (MetadataRecord change : changes) {
            if (change instanceof MetadataRecord.ConfigSet set && set.key().equals(MIN_ISR)) {
                all |= set.resourceType() == ResourceType.BROKER;
                topics.add(set.resource());
            }
        }
        List<MetadataRecord> records = new ArrayList<>(changes);
        for (PartitionRegistration partition : image.partitions()) {
            boolean remembers = !partition.elr().isEmpty() || !partition.lastKnownElr().isEmpty();
            if (remembers && (all || topics.contains(partition.topic()))) {
                records.add(cleared(partition));
            }
        }
        return records;
    }

    private static MetadataRecord cleared(PartitionRegistration partition) {
        return new MetadataRecord.PartitionChanged(
                partition.topic(),
                partition.topicId().toString(),
                partition.partition(),
                partition.replicas(),
                partition.addingReplicas(),
                partition.removingReplicas(),
                partition.isr(),
                List.of(),
                List.of(),
                partition.leader(),
                partition.leaderEpoch(),
                partition.partitionEpoch() + 1,
                MIN_ISR + " was changed");
    }
}
