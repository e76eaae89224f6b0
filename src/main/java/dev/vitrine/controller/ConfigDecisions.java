package dev.vitrine.controller;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.ClientMetricsSettings;
import dev.vitrine.config.GroupSettings;
import dev.vitrine.config.Setting;
import dev.vitrine.config.Settings;
import dev.vitrine.config.TopicSettings;
import dev.vitrine.controller.Request.AlterConfigs.Change;
import dev.vitrine.controller.Request.AlterConfigs.Operation;
import dev.vitrine.controller.Request.AlterConfigs.Outcome;
import dev.vitrine.controller.Request.AlterConfigs.Resource;

import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Decides what is configured for topics, brokers, groups and subscriptions to clients' metrics.
/// Kafka's `ConfigurationControlManager` with its `ControllerConfigurationValidator`.
///
/// What a broker's settings may become is checked by the broker that the client asked
/// ([dev.vitrine.config.BrokerChange]); here they are only kept.
final class ConfigDecisions {
    /// Changes that one request may make; more are POLICY_VIOLATION.
    static final int CHANGES_PER_REQUEST_MAX = 10_000;

    private final ClusterImage image;
    private final Settings settings;
    private final EligibleReplicas eligible;

    /// @param settings those this node was started with
    ConfigDecisions(ClusterImage image, Settings settings, EligibleReplicas eligible) {
        this.image = image;
        this.settings = settings;
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
            configs.put(entry.key(), value);
        }
        checked(() -> TopicSettings.check(configs));
        return configs;
    }

    Decision<List<Outcome>> decideAlter(Request.AlterConfigs request) {
        checkAnswerable(request);
        List<MetadataRecord> records = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (Resource resource : request.resources()) {
            try {
                records.addAll(alter(resource, request.replaceAll()));
                outcomes.add(Outcome.DONE);
            } catch (Refusal refusal) {
                outcomes.add(new Outcome(refusal.error(), refusal.words()));
            }
        }
        return new Decision<>(request.validateOnly() ? List.of() : records, List.copyOf(outcomes));
    }

    private static void checkAnswerable(Request.AlterConfigs request) {
        List<Change> changes =
                request.resources().stream().flatMap(each -> each.changes().stream()).toList();
        if (changes.size() > CHANGES_PER_REQUEST_MAX) {
            throw new Refusal(
                    Errors.POLICY_VIOLATION, "Excessively large number of configuration changes.");
        }
        if (changes.stream().anyMatch(change -> change.operation() == null)) {
            // An operation that Kafka does not have fails the whole request there, too.
            throw new Refusal(Errors.UNKNOWN_SERVER_ERROR, null);
        }
    }

    private List<MetadataRecord> alter(Resource resource, boolean replaceAll) {
        ResourceType type = resource.type();
        if (type == null || type == ResourceType.BROKER_LOGGER) {
            throw new Refusal(Errors.INVALID_REQUEST, "Unknown resource type " + resource.typeId());
        }
        SortedMap<String, String> before = image.configs(type, resource.name());
        SortedMap<String, String> after = replaceAll ? new TreeMap<>() : new TreeMap<>(before);
        for (Change change : resource.changes()) {
            boolean deletes = change.operation() == Operation.DELETE;
            eligible.check(type, resource.name(), change.key(), deletes);
            String value = changed(type, change, before.get(change.key()));
            if (value == null) {
                after.remove(change.key());
            } else {
                after.put(change.key(), value);
            }
        }
        for (String key : before.keySet()) {
            if (!after.containsKey(key)) {
                eligible.check(type, resource.name(), key, true);
            }
        }
        check(type, resource.name(), after);
        checkExists(type, resource.name());
        return difference(type, resource.name(), before, after);
    }

    /// The value after a change, null for none.
    private static @Nullable String changed(
            ResourceType type, Change change, @Nullable String before) {
        Setting setting =
                switch (type) {
                    case TOPIC -> TopicSettings.ALL.get(change.key());
                    case BROKER -> BrokerSettings.ALL.get(change.key());
                    case GROUP, CLIENT_METRICS, BROKER_LOGGER -> null;
                };
        if (change.isOfItems() && (setting == null || setting.type() != Setting.Type.LIST)) {
            throw new Refusal(
                    Errors.INVALID_CONFIG,
                    "Can't "
                            + change.operation()
                            + " to key "
                            + change.key()
                            + " because its type is not LIST.");
        }
        if (change.value() == null && change.operation() != Operation.DELETE) {
            throw new Refusal(
                    Errors.INVALID_REQUEST, "Null value not supported for : " + change.key());
        }
        return change.after(before, setting == null ? null : setting.defaultValue());
    }

    private void check(ResourceType type, String name, SortedMap<String, String> configs) {
        switch (type) {
            case TOPIC -> {
                checkNotEmpty(name, "Default topic resources are not allowed.");
                try {
                    Topic.validate(name);
                } catch (InvalidTopicException e) {
                    throw new Refusal(Errors.INVALID_TOPIC_EXCEPTION, e.getMessage());
                }
                checked(() -> TopicSettings.check(configs));
            }
            case GROUP -> {
                checkNotEmpty(name, "Default group resources are not allowed.");
                checked(() -> GroupSettings.check(configs, image.brokerSettings("", settings)));
            }
            case CLIENT_METRICS -> {
                checkNotEmpty(name, "Subscription name can't be empty");
                checkSubscription(configs);
            }
            case BROKER, BROKER_LOGGER -> {}
        }
    }

    private static void checkNotEmpty(String name, String why) {
        if (name.isEmpty()) {
            throw new Refusal(Errors.INVALID_REQUEST, why);
        }
    }

    private static void checkSubscription(SortedMap<String, String> configs) {
        String unknown = ClientMetricsSettings.unknown(configs);
        if (!unknown.isEmpty()) {
            throw new Refusal(
                    Errors.INVALID_REQUEST, "Unknown client metrics configuration: " + unknown);
        }
        checked(() -> ClientMetricsSettings.checkValues(configs));
        if (!ClientMetricsSettings.isIntervalAllowed(configs)) {
            throw new Refusal(
                    Errors.INVALID_REQUEST,
                    "Invalid value "
                            + configs.get("interval.ms")
                            + " for interval.ms, interval must be between 100 and 3600000 (1"
                            + " hour)");
        }
        checked(() -> ClientMetricsSettings.checkMatch(configs));
    }

    private void checkExists(ResourceType type, String name) {
        if (type == ResourceType.TOPIC && image.topicId(name).isEmpty()) {
            throw new Refusal(
                    Errors.UNKNOWN_TOPIC_OR_PARTITION, "The topic '" + name + "' does not exist.");
        }
        if (type == ResourceType.BROKER && !name.isEmpty() && !isRegistered(name)) {
            throw new Refusal(
                    Errors.BROKER_ID_NOT_REGISTERED, "No broker with id " + name + " found.");
        }
    }

    private boolean isRegistered(String name) {
        try {
            return image.broker(Integer.parseInt(name)).isPresent();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void checked(Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            throw new Refusal(Errors.INVALID_CONFIG, String.valueOf(e.getMessage()));
        }
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
}
