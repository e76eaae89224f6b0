package dev.vitrine.controller;

import dev.vitrine.env.Clock;
import dev.vitrine.event.Event;

import java.util.function.Consumer;

/// Tells what a record changed, on the node that has just replayed it. Every node tells for itself.
public final class ImageEvents {
    private final int node;
    private final Clock clock;
    private final ClusterImage image;
    private final Consumer<Event> events;

    /// @param image the one that the records are replayed into
    public ImageEvents(int node, Clock clock, ClusterImage image, Consumer<Event> events) {
        this.node = node;
        this.clock = clock;
        this.image = image;
        this.events = events;
    }

    /// The record at `offset`, written in `term`, has been replayed into the image.
    public void replayed(long offset, int term, MetadataRecord record) {
        long atMs = clock.nowMs();
        switch (record) {
            case MetadataRecord.BrokerRegistered r -> {
                events.accept(
                        new Event.BrokerRegistered(
                                node,
                                atMs,
                                r.brokerId(),
                                r.brokerEpoch(),
                                r.host(),
                                r.port(),
                                r.rack()));
                tellFencing(r.brokerId(), atMs);
            }
            case MetadataRecord.BrokerFenced r -> tellFencing(r.brokerId(), atMs);
            case MetadataRecord.BrokerUnfenced r -> tellFencing(r.brokerId(), atMs);
            case MetadataRecord.BrokerInControlledShutdown r -> tellFencing(r.brokerId(), atMs);
            case MetadataRecord.BrokerUnregistered r ->
                    events.accept(new Event.BrokerUnregistered(node, atMs, r.brokerId()));
            case MetadataRecord.TopicCreated r ->
                    events.accept(
                            new Event.TopicCreated(node, atMs, r.name(), r.topicId(), r.configs()));
            case MetadataRecord.TopicDeleted r ->
                    events.accept(new Event.TopicDeleted(node, atMs, r.name(), r.topicId()));
            case MetadataRecord.PartitionCreated r -> tellPartition(r.topic(), r.partition(), atMs);
            case MetadataRecord.PartitionChanged r -> tellPartition(r.topic(), r.partition(), atMs);
            case MetadataRecord.ConfigSet r ->
                    events.accept(
                            new Event.ConfigChanged(node, atMs, r.whose(), r.key(), r.value()));
            case MetadataRecord.FeatureLevel r ->
                    events.accept(
                            new Event.FeatureLevelChanged(node, atMs, r.feature(), r.level()));
            case MetadataRecord.ProducerIdsAllocated r -> {}
        }
        events.accept(
                new Event.MetadataApplied(
                        node, atMs, offset, term, record.type(), record.words(), record.why()));
    }

    private void tellFencing(int broker, long atMs) {
        image.broker(broker)
                .ifPresent(b ->
                        events.accept(
                                new Event.BrokerFencingChanged(
                                        node,
                                        atMs,
                                        b.id(),
                                        b.epoch(),
                                        b.fenced(),
                                        b.inControlledShutdown())));
    }

    private void tellPartition(String topic, int partition, long atMs) {
        image.partition(topic, partition)
                .ifPresent(p ->
                        events.accept(
                                new Event.PartitionChanged(
                                        node,
                                        atMs,
                                        p.topic(),
                                        p.partition(),
                                        p.replicas(),
                                        p.addingReplicas(),
                                        p.removingReplicas(),
                                        p.isr(),
                                        p.elr(),
                                        p.lastKnownElr(),
                                        p.leader(),
                                        p.leaderEpoch(),
                                        p.partitionEpoch())));
    }
}
