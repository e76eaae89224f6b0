package dev.vitrine.controller;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;

import org.jspecify.annotations.Nullable;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One change of the cluster's metadata, as it lies in the metadata log: JSON that a student can
/// read, in Kafka's words. The records are Kafka's own (`RegisterBrokerRecord`,
/// `PartitionChangeRecord`, …) with two differences: a change of a partition says the whole of its
/// new state and why it came about, and a topic's configuration is born with the topic.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = MetadataRecord.BrokerRegistered.class, name = "BrokerRegistered"),
    @JsonSubTypes.Type(value = MetadataRecord.BrokerFenced.class, name = "BrokerFenced"),
    @JsonSubTypes.Type(value = MetadataRecord.BrokerUnfenced.class, name = "BrokerUnfenced"),
    @JsonSubTypes.Type(
            value = MetadataRecord.BrokerInControlledShutdown.class,
            name = "BrokerInControlledShutdown"),
    @JsonSubTypes.Type(
            value = MetadataRecord.BrokerUnregistered.class,
            name = "BrokerUnregistered"),
    @JsonSubTypes.Type(value = MetadataRecord.TopicCreated.class, name = "TopicCreated"),
    @JsonSubTypes.Type(value = MetadataRecord.TopicDeleted.class, name = "TopicDeleted"),
    @JsonSubTypes.Type(value = MetadataRecord.PartitionCreated.class, name = "PartitionCreated"),
    @JsonSubTypes.Type(value = MetadataRecord.PartitionChanged.class, name = "PartitionChanged"),
    @JsonSubTypes.Type(value = MetadataRecord.ConfigSet.class, name = "ConfigSet"),
    @JsonSubTypes.Type(value = MetadataRecord.FeatureLevel.class, name = "FeatureLevel"),
    @JsonSubTypes.Type(
            value = MetadataRecord.ProducerIdsAllocated.class,
            name = "ProducerIdsAllocated")
})
public sealed interface MetadataRecord {

    /// What this record changes, in a plain sentence without a full stop.
    String words();

    /// Why the controller decided it; empty where it did what it was asked.
    default String why() {
        return "";
    }

    /// A broker's process registered and got an epoch: the offset of the record that first
    /// registered it.
    ///
    /// @param incarnationId names the process, base64 of 16 bytes; another one each time it starts
    /// @param rack empty when unknown
    /// @param logDirs the ids of its log directories
    record BrokerRegistered(
            int brokerId,
            long brokerEpoch,
            String incarnationId,
            String host,
            int port,
            String rack,
            boolean fenced,
            boolean inControlledShutdown,
            @Rare List<String> logDirs)
            implements MetadataRecord {
        public BrokerRegistered {
            logDirs = rare(logDirs);
        }

        /// One whose directories nobody asks for.
        public BrokerRegistered(
                int brokerId,
                long brokerEpoch,
                String incarnationId,
                String host,
                int port,
                String rack,
                boolean fenced,
                boolean inControlledShutdown) {
            this(
                    brokerId,
                    brokerEpoch,
                    incarnationId,
                    host,
                    port,
                    rack,
                    fenced,
                    inControlledShutdown,
                    List.of());
        }

        @Override
        public String words() {
            String state =
                    inControlledShutdown ? ", shutting down" : fenced ? ", still fenced" : "";
            return "broker "
                    + brokerId
                    + " registered at "
                    + host
                    + ":"
                    + port
                    + (rack.isEmpty() ? "" : " in rack " + rack)
                    + " with broker epoch "
                    + brokerEpoch
                    + state;
        }
    }

    /// The broker may not lead and does not count as alive.
    record BrokerFenced(int brokerId, long brokerEpoch, String why) implements MetadataRecord {
        @Override
        public String words() {
            return "broker " + brokerId + " is fenced: " + why;
        }
    }

    record BrokerUnfenced(int brokerId, long brokerEpoch) implements MetadataRecord {
        @Override
        public String words() {
            return "broker " + brokerId + " is alive and may lead";
        }
    }

    /// The broker asked to stop. It leads nothing new and joins no in-sync set until it registers
    /// again.
    record BrokerInControlledShutdown(int brokerId, long brokerEpoch) implements MetadataRecord {
        @Override
        public String words() {
            return "broker " + brokerId + " wants to stop and hands over what it leads";
        }
    }

    record BrokerUnregistered(int brokerId, long brokerEpoch) implements MetadataRecord {
        @Override
        public String words() {
            return "broker " + brokerId + " is no longer part of the cluster";
        }
    }

    /// @param topicId base64 of 16 bytes, never used twice
    /// @param configs what the topic's creator set, by name
    record TopicCreated(String name, String topicId, SortedMap<String, String> configs)
            implements MetadataRecord {
        public TopicCreated {
            configs = Collections.unmodifiableSortedMap(new TreeMap<>(configs));
        }

        @Override
        public String words() {
            String set =
                    configs.entrySet().stream()
                            .map(Map.Entry::toString)
                            .collect(Collectors.joining(", "));
            return "topic " + name + " is created" + (set.isEmpty() ? "" : " with " + set);
        }
    }

    /// The topic is gone, with its partitions and its configuration.
    record TopicDeleted(String name, String topicId) implements MetadataRecord {
        @Override
        public String words() {
            return "topic " + name + " is deleted";
        }
    }

    /// A partition's first state. Its leader and in-sync set are replicas that were alive then.
    ///
    /// @param replicas the preferred leader first
    /// @param why empty for one that came with its topic
    record PartitionCreated(
            String topic,
            String topicId,
            int partition,
            List<Integer> replicas,
            @Rare List<Integer> addingReplicas,
            @Rare List<Integer> removingReplicas,
            List<Integer> isr,
            @Rare List<Integer> elr,
            @Rare List<Integer> lastKnownElr,
            int leader,
            int leaderEpoch,
            int partitionEpoch,
            @Rare String why)
            implements MetadataRecord {
        public PartitionCreated {
            replicas = List.copyOf(replicas);
            addingReplicas = rare(addingReplicas);
            removingReplicas = rare(removingReplicas);
            isr = List.copyOf(isr);
            elr = rare(elr);
            lastKnownElr = rare(lastKnownElr);
            why = rare(why);
        }

        /// One that came with its topic, is not being moved and is well.
        public PartitionCreated(
                String topic,
                String topicId,
                int partition,
                List<Integer> replicas,
                List<Integer> isr,
                int leader,
                int leaderEpoch,
                int partitionEpoch) {
            this(
                    topic,
                    topicId,
                    partition,
                    replicas,
                    List.of(),
                    List.of(),
                    isr,
                    List.of(),
                    List.of(),
                    leader,
                    leaderEpoch,
                    partitionEpoch,
                    "");
        }

        @Override
        public String words() {
            return "partition "
                    + topic
                    + "-"
                    + partition
                    + " is created on brokers "
                    + ids(replicas)
                    + ", "
                    + leading(leader, leaderEpoch, isr);
        }
    }

    /// A partition's new state. `partitionEpoch` is one more than before, `leaderEpoch` one more if
    /// the leader is another one now, none counting as one, or a replica is gone.
    ///
    /// @param leader -1 when no replica may lead
    record PartitionChanged(
            String topic,
            String topicId,
            int partition,
            List<Integer> replicas,
            @Rare List<Integer> addingReplicas,
            @Rare List<Integer> removingReplicas,
            List<Integer> isr,
            @Rare List<Integer> elr,
            @Rare List<Integer> lastKnownElr,
            int leader,
            int leaderEpoch,
            int partitionEpoch,
            String why)
            implements MetadataRecord {
        public PartitionChanged {
            replicas = List.copyOf(replicas);
            addingReplicas = rare(addingReplicas);
            removingReplicas = rare(removingReplicas);
            isr = List.copyOf(isr);
            elr = rare(elr);
            lastKnownElr = rare(lastKnownElr);
        }

        @Override
        public String words() {
            return topic
                    + "-"
                    + partition
                    + (leader == LeaderElection.NO_LEADER ? " " : " is ")
                    + leading(leader, leaderEpoch, isr)
                    + (elr.isEmpty() ? "" : ", eligible " + ids(elr))
                    + (addingReplicas.isEmpty() ? "" : ", adding " + ids(addingReplicas))
                    + (removingReplicas.isEmpty() ? "" : ", removing " + ids(removingReplicas))
                    + ": "
                    + why;
        }
    }

    /// A configuration was set, or went back to its default when the value is null.
    ///
    /// @param resource the name of a topic, a group or a subscription, or a broker's id; empty for
    ///   the default of all brokers
    record ConfigSet(ResourceType resourceType, String resource, String key, @Nullable String value)
            implements MetadataRecord {
        @Override
        public String words() {
            return value == null
                    ? key + " of " + whose() + " goes back to its default"
                    : key + " of " + whose() + " is set to " + value;
        }

        /// What was configured, in words: `topic orders`.
        String whose() {
            return switch (resourceType) {
                case TOPIC -> "topic " + resource;
                case BROKER -> resource.isEmpty() ? "all brokers" : "broker " + resource;
                case BROKER_LOGGER -> "the loggers of broker " + resource;
                case CLIENT_METRICS -> "the metrics subscription " + resource;
                case GROUP -> "group " + resource;
            };
        }
    }

    /// The whole cluster goes by this level of a feature; 0 for one that is off.
    record FeatureLevel(String feature, int level) implements MetadataRecord {
        @Override
        public String words() {
            return level == 0
                    ? "feature " + feature + " is off"
                    : "feature " + feature + " is at level " + level;
        }
    }

    /// A broker got a block of producer ids; the next block starts at `nextProducerId`.
    record ProducerIdsAllocated(int brokerId, long brokerEpoch, long nextProducerId)
            implements MetadataRecord {
        @Override
        public String words() {
            return "broker "
                    + brokerId
                    + " may hand out producer ids up to "
                    + (nextProducerId - 1);
        }
    }

    private static String leading(int leader, int leaderEpoch, List<Integer> isr) {
        String who =
                leader == LeaderElection.NO_LEADER ? "has no leader" : "led by broker " + leader;
        return who + ", epoch " + leaderEpoch + ", in sync " + ids(isr);
    }

    private static String ids(List<Integer> brokers) {
        return brokers.isEmpty()
                ? "nobody"
                : brokers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /// A list that most records have nothing in: left out of the JSON when empty, and absent from
    /// records of before it was there.
    @JacksonAnnotationsInside
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
    @Retention(RetentionPolicy.RUNTIME)
    @interface Rare {}

    private static String rare(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static <T> List<T> rare(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /// The kind of change, as the JSON's `type` says it.
    default String type() {
        return getClass().getSimpleName();
    }

    /// This record's JSON.
    default byte[] encode() {
        try {
            return MetadataJson.MAPPER.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is not JSON: " + this, e);
        }
    }

    /// Reads what [#encode] wrote.
    ///
    /// @throws BadMetadataRecord with a sentence when the bytes are not a record this version knows
    static MetadataRecord decode(ByteBuffer json) {
        String text = StandardCharsets.UTF_8.decode(json.duplicate()).toString();
        try {
            return MetadataJson.MAPPER.readValue(text, MetadataRecord.class);
        } catch (InvalidTypeIdException e) {
            throw new BadMetadataRecord(
                    e.getTypeId() == null
                            ? "a metadata record without a type: " + text
                            : "unknown type of metadata record " + e.getTypeId() + ": " + text,
                    e);
        } catch (JsonProcessingException e) {
            throw new BadMetadataRecord(
                    "malformed metadata record (" + e.getOriginalMessage() + "): " + text, e);
        }
    }
}
