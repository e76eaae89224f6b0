package dev.vitrine.broker.api;

import dev.vitrine.config.BrokerChange;
import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Setting;
import dev.vitrine.controller.ResourceType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where the values of settings come from, as descriptions tell it.
final class SettingSources {
    /// A value that a setting has, or would have if those before it were not there.
    ///
    /// @param value null when it is not to be shown
    record Source(String name, @Nullable String value, Origin origin) {}

    /// Kafka's `ConfigSource`.
    enum Origin {
        TOPIC(1),
        BROKER(2),
        ALL_BROKERS(3),
        STARTED(4),
        DEFAULT(5),
        CLIENT_METRICS(7),
        GROUP(8);

        private final byte id;

        Origin(int id) {
            this.id = (byte) id;
        }

        byte id() {
            return id;
        }
    }

    private final Knowledge knowledge;

    SettingSources(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    /// What was set for this broker while it ran, or for all of them.
    SortedMap<String, String> dynamic(Origin origin) {
        String name = origin == Origin.BROKER ? String.valueOf(knowledge.nodeId()) : "";
        SortedMap<String, String> entries =
                new TreeMap<>(knowledge.image().configs(ResourceType.BROKER, name));
        entries.keySet().removeIf(SettingSources::isReadOnly);
        return entries;
    }

    private static boolean isReadOnly(String name) {
        Setting setting = BrokerSettings.ALL.get(name);
        return setting != null && setting.update() == Setting.Update.READ_ONLY;
    }

    /// Every source of a broker setting's value, the one in force first. Where only a synonym has a
    /// value, the setting itself has none, as Kafka tells it.
    List<Source> ofBroker(String name) {
        List<String> names = BrokerChange.synonyms(name);
        List<Source> sources = new ArrayList<>();
        add(sources, names, dynamic(Origin.BROKER), Origin.BROKER);
        add(sources, names, dynamic(Origin.ALL_BROKERS), Origin.ALL_BROKERS);
        add(sources, names, knowledge.started().overrides(), Origin.STARTED);
        for (String each : names) {
            Setting setting = BrokerSettings.ALL.get(each);
            if (setting != null && setting.defaultValue() != null) {
                sources.add(source(each, setting.defaultValue(), Origin.DEFAULT));
            }
        }
        int first = 0;
        while (first < sources.size() && !sources.get(first).name.equals(name)) {
            first++;
        }
        return sources.subList(first, sources.size());
    }

    /// Every source of the value of a topic's or a group's setting.
    ///
    /// @param set what was set for the topic or the group
    List<Source> of(Setting setting, Map<String, String> set, Origin origin) {
        List<Source> sources = new ArrayList<>();
        String value = set.get(setting.name());
        if (value != null) {
            sources.add(new Source(setting.name(), setting.parse(value), origin));
        }
        if (!setting.origins().isEmpty()) {
            sources.addAll(ofBroker(setting.origins().getFirst().name()));
        } else if (origin == Origin.GROUP && setting.defaultValue() != null) {
            sources.add(new Source(setting.name(), setting.defaultValue(), Origin.DEFAULT));
        }
        return sources;
    }

    private static void add(
            List<Source> sources, List<String> names, Map<String, String> values, Origin origin) {
        for (String name : names) {
            String value = values.get(name);
            if (value != null) {
                sources.add(source(name, value, origin));
            }
        }
    }

    private static Source source(String name, @Nullable String value, Origin origin) {
        Setting setting = BrokerChange.setting(name);
        return new Source(name, setting == null || setting.sensitive() ? null : value, origin);
    }
}
