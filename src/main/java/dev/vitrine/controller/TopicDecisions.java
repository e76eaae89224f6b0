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
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Decides which topics there are and where their partitions lie. Errors and their texts are those
/// of Kafka's `ReplicationControlManager`.
final class TopicDecisions {
    /// Partitions that one request may create; more are POLICY_VIOLATION, as in Kafka
    /// (`MAX_PARTITIONS_PER_BATCH`).
    static final int PARTITIONS_PER_REQUEST_MAX = 10_000;

    private final ClusterImage image;
    private final Settings settings;
    private final RandomGenerator random;

    TopicDecisions(ClusterImage image, Settings settings, RandomGenerator random) {
        this.image = image;
        this.settings = settings;
        this.random = random;
    }

    // ---- CreateTopics --------------------------------------------------------------------------

    Decision<List<Request.CreateTopics.Outcome>> decideCreate(Request.CreateTopics request) {
        long asked = 0;
        for (Request.CreateTopics.NewTopic topic : request.topics()) {
            asked +=
                    topic.assignments().isEmpty()
                            ? partitionsOrDefault(topic.partitions())
                            : topic.assignments().size();
        }
        checkPartitionsPerRequest(asked);

        SortedSet<String> repeated =
                repeated(
                        request.topics().stream()
                                .map(Request.CreateTopics.NewTopic::name)
                                .toList());
        SortedMap<String, String> taken = collisions();
        List<MetadataRecord> records = new ArrayList<>();
        List<Request.CreateTopics.Outcome> outcomes = new ArrayList<>();
        for (Request.CreateTopics.NewTopic topic : request.topics()) {
            try {
                if (repeated.contains(topic.name())) {
                    throw new Refusal(Errors.INVALID_REQUEST, "Duplicate topic name.");
                }
                checkName(topic.name(), taken);
                Created created = create(topic);
                taken.put(Topic.unifyCollisionChars(topic.name()), topic.name());
                records.addAll(created.records);
                outcomes.add(created.outcome);
            } catch (Refusal refusal) {
                outcomes.add(
                        new Request.CreateTopics.Outcome(
                                topic.name(),
                                refusal.error(),
                                refusal.words(),
                                Uuid.ZERO_UUID,
                                -1,
                                -1,
                                null));
            }
        }
        return new Decision<>(request.validateOnly() ? List.of() : records, List.copyOf(outcomes));
    }

    private record Created(List<MetadataRecord> records, Request.CreateTopics.Outcome outcome) {}

    private Created create(Request.CreateTopics.NewTopic topic) {
        SortedMap<String, String> configs = ConfigDecisions.creationConfigs(topic.configs());
        List<List<Integer>> placed = topic.assignments().isEmpty() ? place(topic) : assigned(topic);
        Uuid id = newTopicId();
        List<MetadataRecord> records = new ArrayList<>();
        records.add(new MetadataRecord.TopicCreated(topic.name(), id.toString(), configs));
        records.addAll(newPartitions(topic.name(), id, 0, placed));
        Settings effective = Settings.ofTopic(configs, image.brokerSettings("", settings));
        return new Created(
                records,
                new Request.CreateTopics.Outcome(
                        topic.name(),
                        Errors.NONE,
                        null,
                        id,
                        placed.size(),
                        placed.getFirst().size(),
                        effective));
    }

    /// Topic names by the form in which `.` and `_` are the same, in which metrics would collide.
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
        return ReplicaPlacement.place(
                partitionsOrDefault(topic.partitions()),
                replicationFactor,
                image.brokers(),
                random);
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
        SortedSet<Integer> seen = new TreeSet<>();
        for (int broker : replicas) {
            if (image.broker(broker).isEmpty()) {
                throw new Refusal(
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "The manual partition assignment includes broker "
                                + broker
                                + ", but no such broker is registered.");
            }
            if (!seen.add(broker)) {
                throw new Refusal(
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "The manual partition assignment includes the broker "
                                + broker
                                + " more than once.");
            }
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
            String topic, Uuid id, int first, List<List<Integer>> placed) {
        List<MetadataRecord> records = new ArrayList<>();
        for (int i = 0; i < placed.size(); i++) {
            List<Integer> isr = placed.get(i).stream().filter(image::active).toList();
            records.add(
                    new MetadataRecord.PartitionCreated(
                            topic,
                            id.toString(),
                            first + i,
                            placed.get(i),
                            isr,
                            isr.getFirst(),
                            0,
                            0));
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

    // ---- DeleteTopics --------------------------------------------------------------------------

    Decision<List<Request.DeleteTopics.Outcome>> decideDelete(Request.DeleteTopics request) {
        SortedSet<String> gone = new TreeSet<>();
        List<MetadataRecord> records = new ArrayList<>();
        List<Request.DeleteTopics.Outcome> outcomes = new ArrayList<>();
        for (Request.DeleteTopics.Target target : request.targets()) {
            try {
                TopicImage topic = find(target);
                if (!gone.add(topic.name())) {
                    throw new Refusal(Errors.INVALID_REQUEST, "Duplicate topic name or topic ID.");
                }
                records.add(new MetadataRecord.TopicDeleted(topic.name(), topic.id().toString()));
                outcomes.add(
                        new Request.DeleteTopics.Outcome(
                                topic.name(), topic.id(), Errors.NONE, null));
            } catch (Refusal refusal) {
                outcomes.add(
                        new Request.DeleteTopics.Outcome(
                                target.name(), target.topicId(), refusal.error(), refusal.words()));
            }
        }
        return new Decision<>(records, List.copyOf(outcomes));
    }

    private TopicImage find(Request.DeleteTopics.Target target) {
        String name = target.name();
        boolean byId = !target.topicId().equals(Uuid.ZERO_UUID);
        if ((name != null) == byId) {
            throw new Refusal(
                    Errors.INVALID_REQUEST,
                    byId
                            ? "You may not specify both topic name and topic id."
                            : "Neither topic name nor id were specified.");
        }
        Optional<TopicImage> found =
                name != null ? image.topic(name) : image.topic(target.topicId());
        Errors unknown = byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
        return found.orElseThrow(() -> new Refusal(unknown, unknown.message()));
    }

    // ---- CreatePartitions ----------------------------------------------------------------------

    Decision<List<Request.CreatePartitions.Outcome>> decideGrowth(
            Request.CreatePartitions request) {
        long asked = 0;
        for (Request.CreatePartitions.Growth growth : request.topics()) {
            asked += Math.max(0L, (long) growth.count() - image.partitionCount(growth.topic()));
        }
        checkPartitionsPerRequest(asked);

        SortedSet<String> repeated =
                repeated(
                        request.topics().stream()
                                .map(Request.CreatePartitions.Growth::topic)
                                .toList());
        List<MetadataRecord> records = new ArrayList<>();
        List<Request.CreatePartitions.Outcome> outcomes = new ArrayList<>();
        for (Request.CreatePartitions.Growth growth : request.topics()) {
            try {
                if (repeated.contains(growth.topic())) {
                    throw new Refusal(Errors.INVALID_REQUEST, "Duplicate topic name.");
                }
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

    private List<MetadataRecord> grow(Request.CreatePartitions.Growth growth) {
        TopicImage topic =
                image.topic(growth.topic())
                        .orElseThrow(() ->
                                new Refusal(
                                        Errors.UNKNOWN_TOPIC_OR_PARTITION,
                                        Errors.UNKNOWN_TOPIC_OR_PARTITION.message()));
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
                placement(growth.assignments(), count, additional, replicationFactor));
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

    private static void checkPartitionsPerRequest(long asked) {
        if (asked > PARTITIONS_PER_REQUEST_MAX) {
            throw new Refusal(
                    Errors.POLICY_VIOLATION, "Excessively large number of partitions per request.");
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
