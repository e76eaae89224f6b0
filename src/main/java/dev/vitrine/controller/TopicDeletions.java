package dev.vitrine.controller;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Decides which topics go (DeleteTopics, KIP-516). What names one topic twice in a request deletes
/// nothing, for then the asker may have meant another; errors and their texts are those of Kafka's
/// `ControllerApis`.
final class TopicDeletions {
    private final ClusterImage image;
    private final Settings settings;

    TopicDeletions(ClusterImage image, Settings settings) {
        this.image = image;
        this.settings = settings;
    }

    /// Answers in the order of the request; what came twice is answered where it came first.
    Decision<List<Request.DeleteTopics.Outcome>> decide(Request.DeleteTopics request) {
        if (!settings.booleanOf(BrokerSettings.DELETE_TOPIC_ENABLE)) {
            throw new Refusal(Errors.TOPIC_DELETION_DISABLED, null);
        }
        Asked asked = Asked.of(request);
        List<MetadataRecord> records = new ArrayList<>();
        List<Request.DeleteTopics.Outcome> outcomes = new ArrayList<>();
        SortedSet<String> repeatedNames = new TreeSet<>();
        SortedSet<Uuid> repeatedIds = new TreeSet<>();
        for (Request.DeleteTopics.Target target : request.targets()) {
            String name = target.name();
            Uuid id = target.topicId();
            boolean byId = !id.equals(Uuid.ZERO_UUID);
            if (name == null && !byId) {
                outcomes.add(refused(null, id, "Neither topic name nor id were specified."));
            } else if (name != null && byId) {
                outcomes.add(
                        refused(name, id, "You may not specify both topic name and topic id."));
            } else if (name != null && asked.isRepeated(name)) {
                if (repeatedNames.add(name)) {
                    outcomes.add(refused(name, id, "Duplicate topic name."));
                }
            } else if (name != null) {
                outcomes.add(byName(name, asked, records));
            } else if (asked.isRepeated(id)) {
                if (repeatedIds.add(id)) {
                    outcomes.add(refused(null, id, "Duplicate topic id."));
                }
            } else {
                byId(id, asked, records).ifPresent(outcomes::add);
            }
        }
        return new Decision<>(records, List.copyOf(outcomes));
    }

    private Request.DeleteTopics.Outcome byName(
            String name, Asked asked, List<MetadataRecord> records) {
        Optional<TopicImage> topic = image.topic(name);
        if (topic.isEmpty()) {
            return new Request.DeleteTopics.Outcome(
                    name,
                    Uuid.ZERO_UUID,
                    Errors.UNKNOWN_TOPIC_OR_PARTITION,
                    Errors.UNKNOWN_TOPIC_OR_PARTITION.message());
        }
        if (asked.ids.containsKey(topic.get().id())) {
            return refused(
                    name,
                    topic.get().id(),
                    "The provided topic name maps to an ID that was already supplied.");
        }
        return deleted(topic.get(), records);
    }

    /// @return empty when the topic is named too: that is answered at its name
    private Optional<Request.DeleteTopics.Outcome> byId(
            Uuid id, Asked asked, List<MetadataRecord> records) {
        Optional<TopicImage> topic = image.topic(id);
        if (topic.isEmpty()) {
            return Optional.of(
                    new Request.DeleteTopics.Outcome(
                            null, id, Errors.UNKNOWN_TOPIC_ID, Errors.UNKNOWN_TOPIC_ID.message()));
        }
        return asked.namesOnce(topic.get().name())
                ? Optional.empty()
                : Optional.of(deleted(topic.get(), records));
    }

    private static Request.DeleteTopics.Outcome deleted(
            TopicImage topic, List<MetadataRecord> records) {
        records.add(new MetadataRecord.TopicDeleted(topic.name(), topic.id().toString()));
        return new Request.DeleteTopics.Outcome(topic.name(), topic.id(), Errors.NONE, null);
    }

    private static Request.DeleteTopics.Outcome refused(
            @Nullable String name, Uuid id, String why) {
        return new Request.DeleteTopics.Outcome(name, id, Errors.INVALID_REQUEST, why);
    }

    /// How often each name and each id came, where it came alone.
    private record Asked(SortedMap<String, Integer> names, SortedMap<Uuid, Integer> ids) {
        static Asked of(Request.DeleteTopics request) {
            Asked asked = new Asked(new TreeMap<>(), new TreeMap<>());
            for (Request.DeleteTopics.Target target : request.targets()) {
                String name = target.name();
                boolean byId = !target.topicId().equals(Uuid.ZERO_UUID);
                if (name != null && !byId) {
                    asked.names.merge(name, 1, Integer::sum);
                } else if (name == null && byId) {
                    asked.ids.merge(target.topicId(), 1, Integer::sum);
                }
            }
            return asked;
        }

        boolean isRepeated(String name) {
            return names.getOrDefault(name, 0) > 1;
        }

        boolean isRepeated(Uuid id) {
            return ids.getOrDefault(id, 0) > 1;
        }

        boolean namesOnce(String name) {
            return names.getOrDefault(name, 0) == 1;
        }
    }
}
