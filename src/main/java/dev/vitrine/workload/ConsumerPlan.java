package dev.vitrine.workload;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a consumer of the lesson is to do. It reads from the earliest record on, unless its group
/// has committed, or its settings say otherwise.
///
/// @param name its client id
/// @param group whose member it is, by the classic protocol unless its settings say
///   `group.protocol=consumer`; empty for none: then it reads all partitions of its topics by
///   itself and commits nothing
/// @param settings further settings of Kafka's consumer, which go before the lesson's own
public record ConsumerPlan(
        String name, String group, List<String> topics, Map<String, String> settings) {
    public static final int NAME_CHARS_MAX = 100;
    public static final int TOPICS_MAX = 20;

    public ConsumerPlan {
        topics = List.copyOf(topics);
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        Names.check("consumer", name, NAME_CHARS_MAX);
        if (topics.isEmpty() || topics.size() > TOPICS_MAX) {
            throw new WorkloadException(
                    "a consumer reads 1 to " + TOPICS_MAX + " topics, not " + topics.size());
        }
        ClientSettings.checkConsumer(settings);
    }

    /// What Kafka's consumer refuses to be told of by anyone who wants the consumer protocol: there
    /// the coordinator decides.
    private static final List<String> CLASSIC_ONLY =
            List.of("session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy");

    /// `classic` or `consumer`.
    public String protocol() {
        return settings.getOrDefault("group.protocol", "classic").toLowerCase(Locale.ROOT);
    }

    /// With these settings where it says nothing itself.
    public ConsumerPlan withDefaults(Map<String, String> others) {
        Map<String, String> all = new TreeMap<>(others);
        if (!protocol().equals("classic")) {
            all.keySet().removeAll(CLASSIC_ONLY);
        }
        all.putAll(settings);
        return new ConsumerPlan(name, group, topics, all);
    }

    public static ConsumerPlan of(String name, String group, String topic) {
        return new ConsumerPlan(name, group, List.of(topic), Map.of());
    }
}
