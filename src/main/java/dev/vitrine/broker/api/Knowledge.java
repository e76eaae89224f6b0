package dev.vitrine.broker.api;

import dev.vitrine.config.Settings;
import dev.vitrine.config.TopicSettings;
import dev.vitrine.controller.BrokerRegistration;
import dev.vitrine.controller.ClusterImage;
import dev.vitrine.controller.ResourceType;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.Topic;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// What this node knows of the cluster: the image that it has replayed so far.
public final class Knowledge {
    /// Groups' offsets live here.
    public static final String OFFSETS_TOPIC = Topic.GROUP_METADATA_TOPIC_NAME;

    private final int nodeId;
    private final String clusterId;
    private final Settings started;
    private final ClusterImage image;
    private final RandomGenerator random;
    private final TreeMap<String, Settings> topicSettings = new TreeMap<>();

    private final TreeMap<String, Settings> groupSettings = new TreeMap<>();

    /// Null when it has to be worked out anew.
    private @Nullable Settings settings;

    /// @param started the settings this node was started with
    public Knowledge(
            int nodeId,
            String clusterId,
            Settings started,
            ClusterImage image,
            RandomGenerator random) {
        this.nodeId = nodeId;
        this.clusterId = clusterId;
        this.started = started;
        this.image = image;
        this.random = random;
    }

    public int nodeId() {
        return nodeId;
    }

    public String clusterId() {
        return clusterId;
    }

    public ClusterImage image() {
        return image;
    }

    /// The settings this node was started with.
    public Settings started() {
        return started;
    }

    /// The settings in force: what was set for this node while it runs, over what was set for all,
    /// over what it was started with.
    public Settings settings() {
        Settings known = settings;
        if (known == null) {
            known = image.brokerSettings(String.valueOf(nodeId), started);
            settings = known;
        }
        return known;
    }

    /// Forgets what was worked out from settings that have changed.
    public void onSettingsChanged() {
        settings = null;
        topicSettings.clear();
        groupSettings.clear();
    }

    /// The settings in force for a topic.
    public Settings topicSettings(String topic) {
        return topicSettings.computeIfAbsent(
                topic,
                name -> Settings.ofTopic(image.configs(ResourceType.TOPIC, name), settings()));
    }

    /// The settings in force for a group.
    public Settings groupSettings(String group) {
        SortedMap<String, String> set = image.configs(ResourceType.GROUP, group);
        // Those for which nothing was set, any number, share one.
        return groupSettings.computeIfAbsent(
                set.isEmpty() ? "" : group, name -> Settings.ofGroup(set, settings()));
    }

    public int minInSyncReplicas(String topic) {
        return topicSettings(topic).intOf(TopicSettings.MIN_INSYNC_REPLICAS);
    }

    /// A topic's name, from the name or else the id that a request gives; empty when unknown.
    Optional<String> topicName(String name, Uuid id) {
        return name.isEmpty() ? image.topicName(id) : image.topicId(name).map(known -> name);
    }

    /// The brokers that clients may talk to, by id.
    List<BrokerRegistration> aliveBrokers() {
        return image.brokers().stream().filter(broker -> !broker.fenced()).toList();
    }

    Optional<BrokerRegistration> aliveBroker(int id) {
        return image.broker(id).filter(broker -> !broker.fenced());
    }

    /// A broker's rack as answers give it: null when it has none.
    static @Nullable String rack(BrokerRegistration broker) {
        return broker.rack().isEmpty() ? null : broker.rack();
    }

    /// The broker that clients are told is the controller: one of the living, picked at random as
    /// Kafka does it, since any broker passes requests on. -1 when there is none.
    int anyAliveBroker() {
        List<BrokerRegistration> alive = aliveBrokers();
        return alive.isEmpty() ? -1 : alive.get(random.nextInt(alive.size())).id();
    }

    /// Those of some replicas whose brokers are not alive.
    List<Integer> offline(List<Integer> replicas) {
        return replicas.stream().filter(id -> aliveBroker(id).isEmpty()).toList();
    }
}
