package dev.vitrine.controller;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Decides which topics there are and where their partitions lie. Errors and their texts are those
/// of Kafka's `ReplicationControlManager`.
final class TopicDecisions {
    /// Partitions that one request may create; more are POLICY_VIOLATION, as in Kafka
    /// (`MAX_PARTITIONS_PER_BATCH`).
    static final int PARTITIONS_PER_REQUEST_MAX = 10_000;

    /// Records of Kafka's that one request may make, one for each topic, partition and setting;
    /// more are POLICY_VIOLATION (`MAX_RECORDS_PER_USER_OP`).
    static final int RECORDS_PER_REQUEST_MAX = 10_000;

    private final ClusterImage image;
    private final Settings settings;
    private final RandomGenerator random;

    TopicDecisions(ClusterImage image, Settings settings, RandomGenerator random) {
        this.image = image;
        this.settings = settings;
        this.random = random;
    }

    // ---- CreateTopics --------------------------------------------------------------------------

    /// The order of the checks is Kafka's, and so is that of the answers: first those of the topics
    /// that were looked at, then one for each name that came twice, then the name that is refused
    /// to everybody.
    Decision<List<Request.CreateTopics.Outcome>> decideCreate(Request.CreateTopics request) {
        SortedSet<String> repeated =
                repeated(
                        request.topics().stream()
                                .map(Request.CreateTopics.NewTopic::name)
                                .toList());
        List<Request.CreateTopics.NewTopic> considered =
                request.topics().stream()
                        .filter(topic -> !repeated.contains(topic.name()) && !isReserved(topic))
                        .toList();
        checkPartitionsPerRequest(
                considered.stream().mapToLong(this::partitionsAskedFor).sum(),
                "Excessively large number of partitions per request.");

        SortedMap<String, String> taken = collisions();
        List<MetadataRecord> records = new ArrayList<>();
        List<Request.CreateTopics.Outcome> outcomes = new ArrayList<>();
        long settings = 0;
        for (Request.CreateTopics.NewTopic topic : considered) {
            try {
                checkName(topic.name(), taken);
                Created created = create(topic);
                records.addAll(created.records);
                outcomes.add(created.outcome);
                settings += created.settings;
                checkRecordsPerRequest(records.size() + settings);
            } catch (Refusal refusal) {
                if (refusal.error() == Errors.POLICY_VIOLATION) {
                    throw refusal;
                }
                outcomes.add(refused(topic.name(), refusal.error(), refusal.words()));
            }
        }
        repeated.forEach(name ->
                outcomes.add(refused(name, Errors.INVALID_REQUEST, "Duplicate topic name.")));
        if (!repeated.contains(Topic.CLUSTER_METADATA_TOPIC_NAME)
                && request.topics().stream().anyMatch(TopicDecisions::isReserved)) {
            outcomes.add(
                    refused(
                            Topic.CLUSTER_METADATA_TOPIC_NAME,
                            Errors.INVALID_REQUEST,
                            "Creation of internal topic "
                                    + Topic.CLUSTER_METADATA_TOPIC_NAME
                                    + " is prohibited."));
        }
        return new Decision<>(request.validateOnly() ? List.of() : records, List.copyOf(outcomes));
    }

    private static boolean isReserved(Request.CreateTopics.NewTopic topic) {
        return topic.name().equals(Topic.CLUSTER_METADATA_TOPIC_NAME);
    }

    private long partitionsAskedFor(Request.CreateTopics.NewTopic topic) {
        return topic.assignments().isEmpty()
                ? Math.max(0, partitionsOrDefault(topic.partitions()))
                : topic.assignments().size();
    }

    private static Request.CreateTopics.Outcome refused(
            String name, Errors error, @Nullable String message) {
        return new Request.CreateTopics.Outcome(name, error, message, Uuid.ZERO_UUID, -1, -1, null);
    }

    /// @param settings how many settings the topic is born with
    private record Created(
            List<MetadataRecord> records, int settings, Request.CreateTopics.Outcome outcome) {}

    private Created create(Request.CreateTopics.NewTopic topic) {
        checkNoNulls(topic.configs());
        SortedMap<String, String> configs = ConfigDecisions.creationConfigs(topic.configs());
        List<List<Integer>> placed = topic.assignments().isEmpty() ? place(topic) : assigned(topic);
        Uuid id = newTopicId();
        List<MetadataRecord> records = new ArrayList<>();
        records.add(new MetadataRecord.TopicCreated(topic.name(), id.toString(), configs));
        records.addAll(newPartitions(topic.name(), id, 0, placed, ""));
        Settings effective = Settings.ofTopic(configs, image.brokerSettings("", settings));
        return new Created(
                records,
                configs.size(),
                new Request.CreateTopics.Outcome(
                        topic.name(),
                        Errors.NONE,
                        null,
                        id,
                        placed.size(),
                        placed.getFirst().size(),
                        effective));
    }

    private static void checkNoNulls(List<Request.CreateTopics.Entry> configs) {
        String without =
                configs.stream()
                        .filter(entry -> entry.value() == null)
                        .map(Request.CreateTopics.Entry::key)
                        .collect(Collectors.joining(","));
        if (configs.stream().anyMatch(entry -> entry.value() == null)) {
            throw new Refusal(
                    Errors.INVALID_CONFIG,
                    "Null value not supported for topic configs: " + without);
        }
    }

    /// Topic names by the form in which `.` and `_` are the same, in which metrics would collide.
    /// Only topics that are there count: two names of one request may collide, as in Kafka.
    private SortedMap<String, String> collisions() {
        SortedMap<String, String> taken = new TreeMap<>();
        for (String name : image.topicNames()) {
            taken.putIfAbsent(Topic.unifyCollisionChars(name), name);
        }
        return taken;
    }

    private void checkName(String name, SortedMap<String, String> taken) {
        try {
            Topic.validate(name);
        } catch (InvalidTopicException e) {
            throw new Refusal(Errors.INVALID_TOPIC_EXCEPTION, String.valueOf(e.getMessage()));
        }
        if (image.topicId(name).isPresent()) {
            throw new Refusal(Errors.TOPIC_ALREADY_EXISTS, "Topic '" + name + "' already exists.");
        }
        String other = taken.get(Topic.unifyCollisionChars(name));
        if (other != null) {
            throw new Refusal(
                    Errors.INVALID_TOPIC_EXCEPTION,
                    "Topic '" + name + "' collides with existing topic: " + other);
        }
    }

    private List<List<Integer>> place(Request.CreateTopics.NewTopic topic) {
        if (topic.replicationFactor() < -1 || topic.replicationFactor() == 0) {
            throw new Refusal(
                    Errors.INVALID_REPLICATION_FACTOR,
                    "Replication factor must be larger than 0, or -1 to use the default value.");
        }
        if (topic.partitions() < -1 || topic.partitions() == 0) {
            throw new Refusal(
                    Errors.INVALID_PARTITIONS,
                    "Number of partitions was set to an invalid non-positive value.");
        }
        int replicationFactor =
                topic.replicationFactor() == -1
                        ? settings.intOf(BrokerSettings.DEFAULT_REPLICATION_FACTOR)
                        : topic.replicationFactor();
        try {
            return ReplicaPlacement.place(
                    partitionsOrDefault(topic.partitions()),
                    replicationFactor,
                    image.brokers(),
                    random);
        } catch (Refusal refusal) {
            throw new Refusal(
                    refusal.error(),
                    "Unable to replicate the partition "
                            + replicationFactor
                            + " time(s): "
                            + refusal.words());
        }
    }

    private int partitionsOrDefault(int partitions) {
        return partitions == -1 ? settings.intOf(BrokerSettings.NUM_PARTITIONS) : partitions;
    }

    private List<List<Integer>> assigned(Request.CreateTopics.NewTopic topic) {
        if (topic.replicationFactor() != -1) {
            throw new Refusal(
                    Errors.INVALID_REQUEST,
                    "A manual partition assignment was specified, but replication factor was not"
                            + " set to -1.");
        }
        if (topic.partitions() != -1) {
            throw new Refusal(
                    Errors.INVALID_REQUEST,
                    "A manual partition assignment was specified, but numPartitions was not set to"
                            + " -1.");
        }
        SortedMap<Integer, List<Integer>> byNumber = new TreeMap<>();
        int replicationFactor = -1;
        for (Request.CreateTopics.Assignment assignment : topic.assignments()) {
            if (byNumber.containsKey(assignment.partition())) {
                throw new Refusal(
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "Found multiple manual partition assignments for partition "
                                + assignment.partition());
            }
            checkAssignment(assignment.partition(), assignment.replicas(), replicationFactor);
            replicationFactor = assignment.replicas().size();
            byNumber.put(assignment.partition(), assignment.replicas());
        }
        if (byNumber.firstKey() != 0 || byNumber.lastKey() != byNumber.size() - 1) {
            throw new Refusal(
                    Errors.INVALID_REPLICA_ASSIGNMENT,
                    "partitions should be a consecutive 0-based integer sequence");
        }
        return List.copyOf(byNumber.values());
    }

    /// @param replicationFactor that of the partitions before, -1 when there are none
    private void checkAssignment(int partition, List<Integer> replicas, int replicationFactor) {
        if (replicas.isEmpty()) {
            throw new Refusal(
                    Errors.INVALID_REPLICA_ASSIGNMENT,
                    "The manual partition assignment includes an empty replica list.");
        }
        @Nullable Integer previous = null;
        for (Integer broker : replicas.stream().sorted().toList()) {
            if (image.broker(broker).isEmpty()) {
                throw new Refusal(
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "The manual partition assignment includes broker "
                                + broker
                                + ", but no such broker is registered.");
            }
            if (broker.equals(previous)) {
                throw new Refusal(
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "The manual partition assignment includes the broker "
                                + broker
                                + " more than once.");
            }
            previous = broker;
        }
        if (replicationFactor != -1 && replicas.size() != replicationFactor) {
            throw new Refusal(
                    Errors.INVALID_REPLICA_ASSIGNMENT,
                    "The manual partition assignment includes a partition with "
                            + replicas.size()
                            + " replica(s), but this is not consistent with previous partitions,"
                            + " which have "
                            + replicationFactor
                            + " replica(s).");
        }
        if (replicas.stream().noneMatch(image::active)) {
            throw new Refusal(
                    Errors.INVALID_REPLICA_ASSIGNMENT,
                    "All brokers specified in the manual partition assignment for partition "
                            + partition
                            + " are fenced or in controlled shutdown.");
        }
    }

    /// A partition begins with those of its replicas in sync that are alive, the first of them
    /// leading.
    private List<MetadataRecord> newPartitions(
            String topic, Uuid id, int first, List<List<Integer>> placed, String why) {
        List<MetadataRecord> records = new ArrayList<>();
        for (int i = 0; i < placed.size(); i++) {
            List<Integer> isr = placed.get(i).stream().filter(image::active).toList();
            records.add(
                    new MetadataRecord.PartitionCreated(
                            topic,
                            id.toString(),
                            first + i,
                            placed.get(i),
                            List.of(),
                            List.of(),
                            isr,
                            List.of(),
                            List.of(),
                            isr.getFirst(),
                            0,
                            0,
                            why));
        }
        return records;
    }

    /// A random (version 4) id, whose text does not begin with a dash, for it would look like an
    /// option.
    private Uuid newTopicId() {
        long most = (random.nextLong() & 0x7FFF_FFFF_FFFF_0FFFL) | 0x4000L;
        long least = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new Uuid(most, least);
    }

    // ---- CreatePartitions ----------------------------------------------------------------------

    /// Names that came twice are answered first, once each, as in Kafka.
    Decision<List<Request.CreatePartitions.Outcome>> decideGrowth(
            Request.CreatePartitions request) {
        SortedSet<String> repeated =
                repeated(
                        request.topics().stream()
                                .map(Request.CreatePartitions.Growth::topic)
                                .toList());
        List<Request.CreatePartitions.Growth> considered =
                request.topics().stream()
                        .filter(growth -> !repeated.contains(growth.topic()))
                        .toList();
        checkPartitionsPerRequest(
                considered.stream().mapToLong(this::partitionsAskedFor).sum(),
                "Excessively large number of additional partitions per request.");

        List<MetadataRecord> records = new ArrayList<>();
        List<Request.CreatePartitions.Outcome> outcomes = new ArrayList<>();
        repeated.forEach(name ->
                outcomes.add(
                        new Request.CreatePartitions.Outcome(
                                name, Errors.INVALID_REQUEST, "Duplicate topic name.")));
        for (Request.CreatePartitions.Growth growth : considered) {
            try {
                records.addAll(grow(growth));
                outcomes.add(
                        new Request.CreatePartitions.Outcome(growth.topic(), Errors.NONE, null));
            } catch (Refusal refusal) {
                outcomes.add(
                        new Request.CreatePartitions.Outcome(
                                growth.topic(), refusal.error(), refusal.words()));
            }
        }
        return new Decision<>(request.validateOnly() ? List.of() : records, List.copyOf(outcomes));
    }

    private long partitionsAskedFor(Request.CreatePartitions.Growth growth) {
        int there = image.partitionCount(growth.topic());
        return there == 0 ? 0 : Math.max(0L, (long) growth.count() - there);
    }

    private List<MetadataRecord> grow(Request.CreatePartitions.Growth growth) {
        TopicImage topic =
                image.topic(growth.topic())
                        .orElseThrow(() -> new Refusal(Errors.UNKNOWN_TOPIC_OR_PARTITION, null));
        int count = topic.partitions().size();
        if (growth.count() == count) {
            throw new Refusal(
                    Errors.INVALID_PARTITIONS, "Topic already has " + count + " partition(s).");
        }
        if (growth.count() < count) {
            throw new Refusal(
                    Errors.INVALID_PARTITIONS,
                    "The topic "
                            + growth.topic()
                            + " currently has "
                            + count
                            + " partition(s); "
                            + growth.count()
                            + " would not be an increase.");
        }
        int additional = growth.count() - count;
        int replicationFactor = topic.partitions().values().iterator().next().replicas().size();
        return newPartitions(
                topic.name(),
                topic.id(),
                count,
                placement(growth.assignments(), count, additional, replicationFactor),
                "partitions were added: " + growth.count() + ", before " + count);
    }

    private List<List<Integer>> placement(
            @Nullable List<List<Integer>> assignments,
            int first,
            int additional,
            int replicationFactor) {
        if (assignments == null) {
            return ReplicaPlacement.place(additional, replicationFactor, image.brokers(), random);
        }
        if (assignments.size() != additional) {
            throw new Refusal(
                    Errors.INVALID_REPLICA_ASSIGNMENT,
                    "Attempted to add "
                            + additional
                            + " additional partition(s), but only "
                            + assignments.size()
                            + " assignment(s) were specified.");
        }
        for (int i = 0; i < assignments.size(); i++) {
            checkAssignment(first + i, assignments.get(i), replicationFactor);
        }
        return assignments;
    }

    private static void checkPartitionsPerRequest(long asked, String refusal) {
        if (asked > PARTITIONS_PER_REQUEST_MAX) {
            throw new Refusal(Errors.POLICY_VIOLATION, refusal);
        }
    }

    private static void checkRecordsPerRequest(long records) {
        if (records > RECORDS_PER_REQUEST_MAX) {
            throw new Refusal(
                    Errors.POLICY_VIOLATION,
                    "Unable to perform excessively large batch operation.");
        }
    }

    private static SortedSet<String> repeated(List<String> names) {
        SortedSet<String> seen = new TreeSet<>();
        SortedSet<String> repeated = new TreeSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                repeated.add(name);
            }
        }
        return repeated;
    }
}
