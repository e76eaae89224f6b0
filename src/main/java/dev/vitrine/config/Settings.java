package dev.vitrine.config;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The values of settings: what somebody set, over Kafka's defaults. Immutable.
public final class Settings {
    private final SortedMap<String, Setting> known;
    private final SortedMap<String, String> overrides;

    /// Whose values are the defaults of a topic's settings; null when these are a broker's.
    private final @Nullable Settings broker;

    private Settings(
            SortedMap<String, Setting> known,
            Map<String, String> overrides,
            @Nullable Settings broker) {
        this.known = known;
        this.broker = broker;
        this.overrides = new TreeMap<>(overrides);
        overrides.forEach((name, value) -> {
            Setting setting = known.get(name);
            if (setting == null) {
                throw new IllegalArgumentException("Unknown configuration " + name);
            }
            setting.validate(value);
        });
    }

    /// A broker's settings.
    ///
    /// @throws IllegalArgumentException with one sentence for a name that Kafka does not have or a
    ///   value that it does not allow
    public static Settings ofBroker(Map<String, String> overrides) {
        return new Settings(BrokerSettings.ALL, overrides, null);
    }

    /// A topic's settings: what its own configuration says, else what the broker's says, else
    /// Kafka's default.
    ///
    /// @throws IllegalArgumentException with one sentence for a name that Kafka does not have or a
    ///   value that it does not allow
    public static Settings ofTopic(Map<String, String> overrides, Settings broker) {
        return new Settings(TopicSettings.ALL, overrides, broker);
    }

    /// What somebody set, by name.
    public SortedMap<String, String> overrides() {
        return java.util.Collections.unmodifiableSortedMap(overrides);
    }

    public int intOf(Setting setting) {
        return Integer.parseInt(stringOf(setting).strip());
    }

    public long longOf(Setting setting) {
        return Long.parseLong(stringOf(setting).strip());
    }

    public boolean booleanOf(Setting setting) {
        return Boolean.parseBoolean(stringOf(setting));
    }

    public String stringOf(Setting setting) {
        if (!known.containsKey(setting.name())) {
            throw new IllegalArgumentException("Unknown configuration " + setting.name());
        }
        @Nullable String set = overrides.get(setting.name());
        if (set != null) {
            return set;
        }
        if (broker != null) {
            Optional<Setting> ofBroker = TopicSettings.brokerSetting(setting);
            if (ofBroker.isPresent()) {
                return broker.stringOf(ofBroker.get());
            }
        }
        return setting.defaultValue();
    }
}
