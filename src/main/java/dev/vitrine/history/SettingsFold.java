package dev.vitrine.history;

import dev.vitrine.event.Event;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;

/// The settings in force, as far as they were told: of a topic its own, else those that all brokers
/// were given while they ran, else those that they were started with. Kafka's defaults are the
/// asker's to know.
final class SettingsFold implements State {
    static final String MIN_INSYNC_REPLICAS = "min.insync.replicas";

    private final Map<String, Map<String, String>> set = new TreeMap<>();
    private Map<String, String> started = Map.of();

    void configured(Event.NodeConfigured event) {
        started = event.settings();
    }

    void topicCreated(Event.TopicCreated event) {
        set.put("topic " + event.topic(), new TreeMap<>(event.configs()));
    }

    void topicDeleted(Event.TopicDeleted event) {
        set.remove("topic " + event.topic());
    }

    void changed(Event.ConfigChanged event) {
        Map<String, String> of = set.computeIfAbsent(event.resource(), _ -> new TreeMap<>());
        String value = event.value();
        if (value == null) {
            of.remove(event.key());
        } else {
            of.put(event.key(), value);
        }
    }

    String ofTopic(String topic, String name, String kafkasDefault) {
        String own = find("topic " + topic, name);
        String broker = own == null ? find("all brokers", name) : own;
        return broker == null ? started.getOrDefault(name, kafkasDefault) : broker;
    }

    /// An in-sync set cannot be asked to have more members than there are replicas.
    int minInSync(String topic, int replicas) {
        String value = ofTopic(topic, MIN_INSYNC_REPLICAS, "1");
        try {
            return Math.min(Integer.parseInt(value), replicas);
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private @Nullable String find(String resource, String name) {
        Map<String, String> of = set.get(resource);
        return of == null ? null : of.get(name);
    }
}
