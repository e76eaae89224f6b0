package dev.vitrine.broker;

import dev.vitrine.controller.BrokerRegistration;
import dev.vitrine.controller.ClusterImage;
import dev.vitrine.controller.PartitionRegistration;
import dev.vitrine.controller.TopicImage;
import dev.vitrine.group.TopicCatalog;

import org.apache.kafka.common.Uuid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The topics of the metadata that this node has replayed, as groups see them.
final class TopicsOfImage implements TopicCatalog {
    private final ClusterImage image;

    TopicsOfImage(ClusterImage image) {
        this.image = image;
    }

    @Override
    public long version() {
        return image.nextOffset();
    }

    @Override
    public SortedSet<String> names() {
        return new TreeSet<>(image.topicNames());
    }

    @Override
    public Optional<Topic> byName(String name) {
        return image.topic(name).map(this::topic);
    }

    @Override
    public Optional<Topic> byId(Uuid id) {
        return image.topic(id).map(this::topic);
    }

    private Topic topic(TopicImage topic) {
        List<SortedSet<String>> racks = new ArrayList<>();
        for (PartitionRegistration partition : topic.partitions().values()) {
            SortedSet<String> of = new TreeSet<>();
            partition.replicas().forEach(broker -> rack(broker).ifPresent(of::add));
            racks.add(of);
        }
        return new Topic(topic.id(), topic.name(), racks);
    }

    private Optional<String> rack(int broker) {
        return image.broker(broker).map(BrokerRegistration::rack).filter(rack -> !rack.isEmpty());
    }
}
