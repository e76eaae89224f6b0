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
/// @param commit when it commits what it has read
/// @param processingMs how long, of the cluster's time, it works on a record before it goes on
/// @param settings further settings of Kafka's consumer, which go before the lesson's own
public record ConsumerPlan(
        String name,
        String group,
        List<String> topics,
        Commit commit,
        long processingMs,
        Map<String, String> settings) {
    public static final int NAME_CHARS_MAX = 100;
    public static final int TOPICS_MAX = 20;
    public static final long PROCESSING_MS_MAX = 600_000;

    public enum Commit {
        /// Kafka's default: now and then, while it polls.
        AUTO,
        /// As soon as records are read: one that crashes has skipped some.
        BEFORE_PROCESSING,
        /// When the records of a poll are done: one that crashes has done some twice.
        AFTER_PROCESSING,
        NEVER;

        /// `after processing`
        public String words() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    public ConsumerPlan {
        topics = List.copyOf(topics);
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        Names.check("consumer", name, NAME_CHARS_MAX);
        if (topics.isEmpty() || topics.size() > TOPICS_MAX) {
            throw new WorkloadException(
                    "a consumer reads 1 to " + TOPICS_MAX + " topics, not " + topics.size());
        }
        if (processingMs < 0 || processingMs > PROCESSING_MS_MAX) {
            throw new WorkloadException(
                    "a record is worked on for 0 to "
                            + PROCESSING_MS_MAX
                            + " ms, not "
                            + processingMs);
        }
        ClientSettings.checkConsumer(settings);
    }

    /// What Kafka's consumer refuses to be told of by anyone who wants the consumer protocol: there
    /// the coordinator decides.
    public static final List<String> CLASSIC_ONLY =
            List.of("session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy");

    /// `classic` or `consumer`.
    public String protocol() {
        return settings.getOrDefault("group.protocol", "classic").toLowerCase(Locale.ROOT);
    }

    public static ConsumerPlan of(String name, String group, String topic) {
        return of(name, group, List.of(topic), Map.of());
    }

    public static ConsumerPlan of(
            String name, String group, List<String> topics, Map<String, String> settings) {
        return new ConsumerPlan(name, group, topics, Commit.AUTO, 0, settings);
    }

    /// With these settings where it says nothing itself.
    public ConsumerPlan withDefaults(Map<String, String> others) {
        Map<String, String> all = new TreeMap<>(others);
        if (!protocol().equals("classic")) {
            all.keySet().removeAll(CLASSIC_ONLY);
        }
        all.putAll(settings);
        return new ConsumerPlan(name, group, topics, commit, processingMs, all);
    }

    public ConsumerPlan with(Commit when, long workMs) {
        return new ConsumerPlan(name, group, topics, when, workMs, settings);
    }

    /// With this setting; one that is empty goes back to what the lesson or Kafka has.
    public ConsumerPlan with(String setting, String value) {
        Map<String, String> all = new TreeMap<>(settings);
        if (value.isEmpty()) {
            all.remove(setting);
        } else {
            all.put(setting, value);
        }
        return new ConsumerPlan(name, group, topics, commit, processingMs, all);
    }
}
