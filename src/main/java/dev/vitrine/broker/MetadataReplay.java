package dev.vitrine.broker;

import dev.vitrine.controller.ClusterImage;
import dev.vitrine.controller.Controller;
import dev.vitrine.controller.ImageEvents;
import dev.vitrine.controller.MetadataRecord;
import dev.vitrine.controller.PartitionRegistration;
import dev.vitrine.env.Environment;
import dev.vitrine.event.Event;
import dev.vitrine.quorum.Quorum;
import dev.vitrine.replica.Assignment;

import org.apache.kafka.common.Uuid;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Replays the committed records of the metadata log into the image, tells the controller, and
/// remembers what changed until the broker applies it. Of several changes of a partition only the
/// last counts.
final class MetadataReplay implements Quorum.MetadataListener {
    private final ClusterImage image;
    private final Controller controller;
    private final ImageEvents events;
    private final TreeSet<Key> touched = new TreeSet<>();
    private final List<DeletedTopic> deleted = new ArrayList<>();
    private boolean settings;

    private record Key(String topic, int partition) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTopic = topic.compareTo(other.topic);
            return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
        }
    }

    record DeletedTopic(String name, Uuid id) {}

    /// What has changed since the last time somebody asked.
    record Changes(
            List<DeletedTopic> deletedTopics, List<Assignment> partitions, boolean settings) {}

    MetadataReplay(
            int nodeId,
            Environment env,
            ClusterImage image,
            Controller controller,
            Consumer<Event> events) {
        this.image = image;
        this.controller = controller;
        this.events = new ImageEvents(nodeId, env.clock(), image, events);
    }

    @Override
    public void onCommitted(long offset, int term, ByteBuffer value) {
        MetadataRecord record = MetadataRecord.decode(value);
        image.replay(offset, record);
        switch (record) {
            case MetadataRecord.PartitionCreated r ->
                    touched.add(new Key(r.topic(), r.partition()));
            case MetadataRecord.PartitionChanged r ->
                    touched.add(new Key(r.topic(), r.partition()));
            case MetadataRecord.TopicDeleted r ->
                    deleted.add(new DeletedTopic(r.name(), Uuid.fromString(r.topicId())));
            case MetadataRecord.ConfigSet r -> settings = true;
            case MetadataRecord.TopicCreated r -> settings = true;
            case MetadataRecord.BrokerRegistered r -> {}
            case MetadataRecord.BrokerFenced r -> {}
            case MetadataRecord.BrokerUnfenced r -> {}
            case MetadataRecord.BrokerInControlledShutdown r -> {}
            case MetadataRecord.BrokerUnregistered r -> {}
            case MetadataRecord.FeatureLevel r -> {}
            case MetadataRecord.ProducerIdsAllocated r -> {}
        }
        events.replayed(offset, term, record);
    }

    @Override
    public void onBatchCommitted(long nextOffset) {
        controller.onApplied(nextOffset);
    }

    @Override
    public void onLeadership(int term) {
        controller.onActive(term);
    }

    @Override
    public void onLeadershipLost(int term) {
        controller.onInactive();
    }

    @Override
    public void onLeaderKnown(int term, int leader) {}

    /// Takes every partition for changed.
    void touchAll() {
        image.partitions().forEach(p -> touched.add(new Key(p.topic(), p.partition())));
        settings = true;
    }

    Changes takeChanges() {
        List<Assignment> partitions = new ArrayList<>();
        for (Key key : touched) {
            image.partition(key.topic, key.partition)
                    .map(MetadataReplay::assignment)
                    .ifPresent(partitions::add);
        }
        Changes changes =
                new Changes(List.copyOf(deleted), partitions, settings || !deleted.isEmpty());
        touched.clear();
        deleted.clear();
        settings = false;
        return changes;
    }

    private static Assignment assignment(PartitionRegistration partition) {
        return new Assignment(
                partition.topic(),
                partition.topicId(),
                partition.partition(),
                partition.replicas(),
                partition.isr(),
                partition.leader(),
                partition.leaderEpoch(),
                partition.partitionEpoch());
    }
}
