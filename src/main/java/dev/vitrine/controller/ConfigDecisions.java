package dev.vitrine.controller;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Setting;
import dev.vitrine.config.TopicSettings;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Decides what is configured for topics and brokers. Kafka's `ConfigurationControlManager`.
final class ConfigDecisions {
    /// Changes that one request may make; more are POLICY_VIOLATION.
    static final int CHANGES_PER_REQUEST_MAX = 10_000;

    private final ClusterImage image;
    private final EligibleReplicas eligible;

    ConfigDecisions(ClusterImage image, EligibleReplicas eligible) {
        this.image = image;
        this.eligible = eligible;
    }

    /// The configuration a topic is born with.
    ///
    /// @throws Refusal INVALID_CONFIG for a name or a value that Kafka does not allow
    static SortedMap<String, String> creationConfigs(List<Request.CreateTopics.Entry> entries) {
        SortedMap<String, String> configs = new TreeMap<>();
        for (Request.CreateTopics.Entry entry : entries) {
            String value = entry.value();
            if (value == null) {
                throw new Refusal(
                        Errors.INVALID_CONFIG,
                        "Null value not supported for topic configs: " + entry.key());
            }
            validate(ResourceType.TOPIC, entry.key(), value);
            configs.put(entry.key(), value);
        }
        return configs;
    }

    Decision<List<Request.AlterConfigs.Outcome>> decideAlter(Request.AlterConfigs request) {
        long changes = 0;
        for (Request.AlterConfigs.Resource resource : request.resources()) {
            changes += resource.changes().size();
        }
        if (changes > CHANGES_PER_REQUEST_MAX) {
            throw new Refusal(
                    Errors.POLICY_VIOLATION, "Excessively large number of configuration changes.");
        }
        SortedSet<String> seen = new TreeSet<>();
        List<MetadataRecord> records = new ArrayList<>();
        List<Request.AlterConfigs.Outcome> outcomes = new ArrayList<>();
        for (Request.AlterConfigs.Resource resource : request.resources()) {
            try {
                if (!seen.add(resource.type() + "/" + resource.name())) {
                    throw new Refusal(
                            Errors.INVALID_REQUEST, "Each resource must appear at most once.");
                }
                records.addAll(alter(resource, request.replaceAll()));
                outcomes.add(new Request.AlterConfigs.Outcome(Errors.NONE, null));
            } catch (Refusal refusal) {
                outcomes.add(new Request.AlterConfigs.Outcome(refusal.error(), refusal.words()));
            }
        }
        return new Decision<>(request.validateOnly() ? List.of() : records, List.copyOf(outcomes));
    }

    private List<MetadataRecord> alter(Request.AlterConfigs.Resource resource, boolean replaceAll) {
        ResourceType type = resource.type();
        if (type == null) {
            throw new Refusal(Errors.INVALID_REQUEST, "Unsupported type of resource.");
        }
        checkExists(type, resource.name());
        SortedMap<String, String> before = image.configs(type, resource.name());
        SortedMap<String, String> after = replaceAll ? new TreeMap<>() : new TreeMap<>(before);
        SortedSet<String> seen = new TreeSet<>();
        for (Request.AlterConfigs.Change change : resource.changes()) {
            if (!seen.add(change.key())) {
                throw new Refusal(Errors.INVALID_REQUEST, "Error due to duplicate config keys");
            }
            eligible.check(
                    type,
                    resource.name(),
                    change.key(),
                    change.operation() == Request.AlterConfigs.Operation.DELETE);
            String value = changed(type, change, after.get(change.key()));
            if (value == null) {
                after.remove(change.key());
            } else {
                validate(type, change.key(), value);
                after.put(change.key(), value);
            }
        }
        if (replaceAll) {
            for (String key : before.keySet()) {
                eligible.check(type, resource.name(), key, !seen.contains(key));
            }
        }
        return difference(type, resource.name(), before, after);
    }

    private void checkExists(ResourceType type, String name) {
        switch (type) {
            case TOPIC -> {
                if (image.topicId(name).isEmpty()) {
                    throw new Refusal(
                            Errors.UNKNOWN_TOPIC_OR_PARTITION,
                            "The topic '" + name + "' does not exist.");
                }
            }
            case BROKER -> {
                if (!name.isEmpty()
                        && image.brokers().stream()
                                .noneMatch(broker -> Integer.toString(broker.id()).equals(name))) {
                    throw new Refusal(
                            Errors.BROKER_ID_NOT_REGISTERED,
                            "No broker with id " + name + " found.");
                }
            }
        }
    }

    /// The value after a change, null for the default.
    private static @Nullable String changed(
            ResourceType type, Request.AlterConfigs.Change change, @Nullable String before) {
        Setting setting = setting(type, change.key());
        if (change.operation() == null) {
            throw new Refusal(
                    Errors.INVALID_REQUEST, "Unknown operation on key " + change.key() + ".");
        }
        if (change.operation() == Request.AlterConfigs.Operation.DELETE) {
            return null;
        }
        String value = change.value();
        if (value == null) {
            throw new Refusal(
                    Errors.INVALID_REQUEST, "Null value not supported for : " + change.key());
        }
        if (change.operation() == Request.AlterConfigs.Operation.SET) {
            return value;
        }
        if (setting.type() != Setting.Type.LIST) {
            throw new Refusal(
                    Errors.INVALID_CONFIG,
                    "Can't "
                            + change.operation()
                            + " to key "
                            + change.key()
                            + " because its type is not LIST.");
        }
        List<String> items =
                items(before == null ? String.valueOf(setting.defaultValue()) : before);
        if (change.operation() == Request.AlterConfigs.Operation.APPEND) {
            items(value).stream().filter(item -> !items.contains(item)).forEach(items::add);
        } else {
            items.removeAll(items(value));
        }
        return String.join(",", items);
    }

    private static List<String> items(String list) {
        List<String> items = new ArrayList<>();
        for (String item : list.split(",", -1)) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return items;
    }

    private static List<MetadataRecord> difference(
            ResourceType type,
            String name,
            SortedMap<String, String> before,
            SortedMap<String, String> after) {
        List<MetadataRecord> records = new ArrayList<>();
        after.forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                records.add(new MetadataRecord.ConfigSet(type, name, key, value));
            }
        });
        for (String key : before.keySet()) {
            if (!after.containsKey(key)) {
                records.add(new MetadataRecord.ConfigSet(type, name, key, null));
            }
        }
        return records;
    }

    private static Setting setting(ResourceType type, String key) {
        Setting setting =
                switch (type) {
                    case TOPIC -> TopicSettings.ALL.get(key);
                    case BROKER -> BrokerSettings.ALL.get(key);
                };
        if (setting == null) {
            throw new Refusal(
                    Errors.INVALID_CONFIG,
                    switch (type) {
                        case TOPIC -> "Unknown topic config name: " + key;
                        case BROKER -> "Unknown broker config name: " + key;
                    });
        }
        return setting;
    }

    private static void validate(ResourceType type, String key, String value) {
        try {
            setting(type, key).parse(value);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Errors.INVALID_CONFIG, String.valueOf(e.getMessage()));
        }
    }
}
