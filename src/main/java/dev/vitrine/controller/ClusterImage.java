package dev.vitrine.controller;

import dev.vitrine.config.Settings;
import dev.vitrine.env.Invariant;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The cluster's metadata, folded from the committed records of the metadata log. Every node has
/// one, the active controller among them, and all that have replayed up to the same offset are
/// equal.
///
/// Knows nothing of time, sessions or requests.
public final class ClusterImage {
    private final SortedMap<Integer, BrokerRegistration> brokers = new TreeMap<>();

    /// Partitions by topic, mutable here and nowhere else.
    private final SortedMap<String, Topic> topics = new TreeMap<>();

    /// Always the inverse of `topics`' names and ids.
    private final SortedMap<Uuid, String> namesById = new TreeMap<>();

    private final SortedMap<ResourceType, SortedMap<String, SortedMap<String, String>>> configs =
            new TreeMap<>();

    /// The level of every feature that is on.
    private final SortedMap<String, Integer> features = new TreeMap<>();

    private long nextProducerId;
    private long nextOffset;

    private record Topic(
            String name, Uuid id, SortedMap<Integer, PartitionRegistration> partitions) {}

    // ---- queries -------------------------------------------------------------------------------

    /// One past the offset of the last record replayed.
    public long nextOffset() {
        return nextOffset;
    }

    /// Every registered broker, sorted by id.
    public Collection<BrokerRegistration> brokers() {
        return Collections.unmodifiableCollection(brokers.values());
    }

    public Optional<BrokerRegistration> broker(int id) {
        return Optional.ofNullable(brokers.get(id));
    }

    /// Whether the broker is registered, alive and not about to stop.
    public boolean active(int brokerId) {
        BrokerRegistration broker = brokers.get(brokerId);
        return broker != null && broker.active();
    }

    /// The names of all topics, sorted.
    public Collection<String> topicNames() {
        return Collections.unmodifiableCollection(topics.keySet());
    }

    public Optional<TopicImage> topic(String name) {
        Topic topic = topics.get(name);
        return topic == null
                ? Optional.empty()
                : Optional.of(new TopicImage(topic.name, topic.id, topic.partitions));
    }

    public Optional<TopicImage> topic(Uuid id) {
        return topicName(id).flatMap(this::topic);
    }

    public Optional<String> topicName(Uuid id) {
        return Optional.ofNullable(namesById.get(id));
    }

    public Optional<Uuid> topicId(String name) {
        Topic topic = topics.get(name);
        return topic == null ? Optional.empty() : Optional.of(topic.id);
    }

    public Optional<PartitionRegistration> partition(String topic, int partition) {
        Topic of = topics.get(topic);
        return of == null ? Optional.empty() : Optional.ofNullable(of.partitions.get(partition));
    }

    /// How many partitions a topic has, 0 when there is no such topic.
    public int partitionCount(String topic) {
        Topic of = topics.get(topic);
        return of == null ? 0 : of.partitions.size();
    }

    /// Every partition, sorted by topic and number.
    public List<PartitionRegistration> partitions() {
        List<PartitionRegistration> all = new ArrayList<>();
        topics.values().forEach(topic -> all.addAll(topic.partitions.values()));
        return all;
    }

    /// What was set for a topic or a broker, by key; empty when nothing was.
    public SortedMap<String, String> configs(ResourceType type, String resource) {
        SortedMap<String, SortedMap<String, String>> ofType = configs.get(type);
        SortedMap<String, String> found = ofType == null ? null : ofType.get(resource);
        return found == null
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(found);
    }

    /// The names of a type for which something was set, sorted.
    public Collection<String> configured(ResourceType type) {
        SortedMap<String, SortedMap<String, String>> ofType = configs.get(type);
        return ofType == null ? List.of() : Collections.unmodifiableCollection(ofType.keySet());
    }

    /// The settings of a topic, over what was set for all brokers, over those of `broker`.
    public Settings topicSettings(String topic, Settings broker) {
        return Settings.ofTopic(configs(ResourceType.TOPIC, topic), brokerSettings("", broker));
    }

    /// The settings of a broker: what was set for it, over what was set for all brokers, over what
    /// it was started with.
    ///
    /// @param brokerId an id, or the empty text for the default of all brokers
    public Settings brokerSettings(String brokerId, Settings started) {
        return started.changedBy(configs(ResourceType.BROKER, ""))
                .changedBy(configs(ResourceType.BROKER, brokerId));
    }

    /// The levels of the features that are on, by name.
    public SortedMap<String, Integer> featureLevels() {
        return Collections.unmodifiableSortedMap(features);
    }

    /// The level of a feature, 0 when it is off.
    public int featureLevel(Feature feature) {
        return features.getOrDefault(feature.text(), 0);
    }

    /// Whether who left an in-sync set that was too small may lead (KIP-966).
    public boolean hasEligibleReplicas() {
        return featureLevel(Feature.ELIGIBLE_LEADER_REPLICAS_VERSION) > 0;
    }

    /// The first producer id that no broker was given yet.
    public long nextProducerId() {
        return nextProducerId;
    }

    /// The fewest records that make an empty image equal to this one: what a snapshot would hold.
    public List<MetadataRecord> toRecords() {
        List<MetadataRecord> records = new ArrayList<>();
        features.forEach(
                (feature, level) -> records.add(new MetadataRecord.FeatureLevel(feature, level)));
        for (BrokerRegistration broker : brokers.values()) {
            records.add(
                    new MetadataRecord.BrokerRegistered(
                            broker.id(),
                            broker.epoch(),
                            broker.incarnationId(),
                            broker.host(),
                            broker.port(),
                            broker.rack(),
                            broker.fenced(),
                            broker.inControlledShutdown(),
                            broker.logDirs()));
        }
        for (Topic topic : topics.values()) {
            records.add(
                    new MetadataRecord.TopicCreated(
                            topic.name,
                            topic.id.toString(),
                            new TreeMap<>(configs(ResourceType.TOPIC, topic.name))));
            topic.partitions.values().forEach(partition -> records.add(partition.asCreated()));
        }
        configs.forEach((type, resources) -> {
            if (type != ResourceType.TOPIC) {
                resources.forEach((name, entries) ->
                        entries.forEach((key, value) ->
                                records.add(new MetadataRecord.ConfigSet(type, name, key, value))));
            }
        });
        if (nextProducerId > 0) {
            records.add(new MetadataRecord.ProducerIdsAllocated(-1, -1, nextProducerId));
        }
        return records;
    }

    // ---- the only mutator ----------------------------------------------------------------------

    /// Applies a committed record. Records come in the log's order, each once; offsets may have
    /// gaps, where the quorum keeps records of its own.
    public void replay(long offset, MetadataRecord record) {
        Invariant.check(offset >= nextOffset, "records are replayed in order", offset, nextOffset);
        switch (record) {
            case MetadataRecord.BrokerRegistered r ->
                    brokers.put(
                            r.brokerId(),
                            new BrokerRegistration(
                                    r.brokerId(),
                                    r.brokerEpoch(),
                                    r.incarnationId(),
                                    r.host(),
                                    r.port(),
                                    r.rack(),
                                    r.fenced(),
                                    r.inControlledShutdown(),
                                    r.logDirs()));
            case MetadataRecord.BrokerFenced r ->
                    brokers.put(
                            r.brokerId(),
                            registered(r.brokerId(), r.brokerEpoch()).withFenced(true));
            case MetadataRecord.BrokerUnfenced r ->
                    brokers.put(
                            r.brokerId(),
                            registered(r.brokerId(), r.brokerEpoch()).withFenced(false));
            case MetadataRecord.BrokerInControlledShutdown r ->
                    brokers.put(
                            r.brokerId(),
                            registered(r.brokerId(), r.brokerEpoch()).withControlledShutdown());
            case MetadataRecord.BrokerUnregistered r -> {
                registered(r.brokerId(), r.brokerEpoch());
                brokers.remove(r.brokerId());
            }
            case MetadataRecord.TopicCreated r -> replayTopicCreated(r);
            case MetadataRecord.TopicDeleted r -> replayTopicDeleted(r);
            case MetadataRecord.PartitionCreated r -> replayPartitionCreated(r);
            case MetadataRecord.PartitionChanged r -> replayPartitionChanged(r);
            case MetadataRecord.ConfigSet r -> replayConfigSet(r);
            case MetadataRecord.FeatureLevel r -> {
                if (r.level() == 0) {
                    features.remove(r.feature());
                } else {
                    features.put(r.feature(), r.level());
                }
            }
            case MetadataRecord.ProducerIdsAllocated r -> {
                Invariant.check(
                        r.nextProducerId() > nextProducerId,
                        "producer ids grow",
                        r,
                        nextProducerId);
                nextProducerId = r.nextProducerId();
            }
        }
        nextOffset = offset + 1;
    }

    private BrokerRegistration registered(int brokerId, long brokerEpoch) {
        @Nullable BrokerRegistration broker = brokers.get(brokerId);
        Invariant.check(
                broker != null && broker.epoch() == brokerEpoch,
                "a record about a broker names its registration",
                brokerId,
                brokerEpoch);
        return Objects.requireNonNull(broker);
    }

    private void replayTopicCreated(MetadataRecord.TopicCreated record) {
        Uuid id = Uuid.fromString(record.topicId());
        Invariant.check(!topics.containsKey(record.name()), "a topic's name is new", record);
        Invariant.check(!namesById.containsKey(id), "a topic's id is new", record);
        topics.put(record.name(), new Topic(record.name(), id, new TreeMap<>()));
        namesById.put(id, record.name());
        record.configs()
                .forEach(
                        (key, value) -> entries(ResourceType.TOPIC, record.name()).put(key, value));
    }

    private void replayTopicDeleted(MetadataRecord.TopicDeleted record) {
        Topic topic = existing(record.name(), record.topicId());
        topics.remove(topic.name);
        namesById.remove(topic.id);
        configs.computeIfAbsent(ResourceType.TOPIC, type -> new TreeMap<>()).remove(topic.name);
    }

    private void replayPartitionCreated(MetadataRecord.PartitionCreated r) {
        Topic topic = existing(r.topic(), r.topicId());
        Invariant.check(
                topic.partitions.size() == r.partition(), "partitions are created in order", r);
        topic.partitions.put(r.partition(), PartitionRegistration.of(r));
    }

    private void replayPartitionChanged(MetadataRecord.PartitionChanged r) {
        Topic topic = existing(r.topic(), r.topicId());
        @Nullable PartitionRegistration found = topic.partitions.get(r.partition());
        Invariant.check(found != null, "a partition that changes exists", r);
        PartitionRegistration old = Objects.requireNonNull(found);
        Invariant.check(
                r.partitionEpoch() == old.partitionEpoch() + 1,
                "the partition epoch grows by one",
                r,
                old);
        boolean sameEpoch = r.leader() == old.leader() && r.replicas().containsAll(old.replicas());
        Invariant.check(
                r.leaderEpoch() == old.leaderEpoch() + (sameEpoch ? 0 : 1),
                "the leader epoch grows when the leader changes or a replica goes",
                r,
                old);
        Invariant.check(
                r.leader() == LeaderElection.NO_LEADER || r.isr().contains(r.leader()),
                "a leader is in sync",
                r);
        Invariant.check(
                Collections.disjoint(r.isr(), r.elr()),
                "who is in sync is not besides eligible",
                r);
        topic.partitions.put(r.partition(), old.after(r));
    }

    private void replayConfigSet(MetadataRecord.ConfigSet record) {
        SortedMap<String, String> entries = entries(record.resourceType(), record.resource());
        String value = record.value();
        if (value == null) {
            entries.remove(record.key());
            if (entries.isEmpty()) {
                configs.computeIfAbsent(record.resourceType(), type -> new TreeMap<>())
                        .remove(record.resource());
            }
        } else {
            entries.put(record.key(), value);
        }
    }

    private SortedMap<String, String> entries(ResourceType type, String resource) {
        return configs.computeIfAbsent(type, t -> new TreeMap<>())
                .computeIfAbsent(resource, r -> new TreeMap<>());
    }

    private Topic existing(String name, String topicId) {
        @Nullable Topic topic = topics.get(name);
        Invariant.check(
                topic != null && topic.id.toString().equals(topicId),
                "a record about a topic names one that exists",
                name,
                topicId);
        return Objects.requireNonNull(topic);
    }
}
