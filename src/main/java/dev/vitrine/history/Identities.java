package dev.vitrine.history;

import dev.vitrine.event.Event;

import java.util.Map;
import java.util.TreeMap;

/// Which topic a node means by a name: one that was deleted and made anew is another.
final class Identities implements State {
    private final Map<Integer, Map<String, String>> ids = new TreeMap<>();

    void see(Event event) {
        switch (event) {
            case Event.TopicCreated e ->
                    ids.computeIfAbsent(e.node(), _ -> new TreeMap<>())
                            .put(e.topic(), identity(e.topic(), e.topicId()));
            case Event.NodeStarted e -> ids.remove(e.node());
            default -> {}
        }
    }

    static String identity(String topic, String topicId) {
        return topic + "#" + topicId;
    }

    String of(int node, String topic) {
        Map<String, String> known = ids.get(node);
        return known == null ? topic : known.getOrDefault(topic, topic);
    }
}
