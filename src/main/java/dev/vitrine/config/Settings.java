package dev.vitrine.config;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The values of settings: what somebody set, over Kafka's defaults. Immutable.
public final class Settings {
    private final SequencedMap<String, Setting> known;
    private final SortedMap<String, String> overrides;

    /// The names of those that were set while a broker ran.
    private final SortedSet<String> dynamic;

    /// Whose values are the defaults of a topic's or a group's settings; null when these are a
    /// broker's.
    private final @Nullable Settings broker;

    private Settings(
            SequencedMap<String, Setting> known,
            SortedMap<String, String> overrides,
            SortedSet<String> dynamic,
            @Nullable Settings broker) {
        this.known = known;
        this.dynamic = dynamic;
        this.broker = broker;
        this.overrides = Collections.unmodifiableSortedMap(overrides);
    }

    /// A broker's settings.
    ///
    /// @throws IllegalArgumentException with one sentence for a name that Kafka does not have or a
    ///   value that it does not allow
    public static Settings ofBroker(Map<String, String> overrides) {
        return checked(BrokerSettings.ALL, overrides, null);
    }

    /// A topic's settings: what its own configuration says, else what the broker's says, else
    /// Kafka's default.
    ///
    /// @throws IllegalArgumentException with one sentence for a name that Kafka does not have or a
    ///   value that it does not allow
    public static Settings ofTopic(Map<String, String> overrides, Settings broker) {
        return checked(TopicSettings.ALL, overrides, broker);
    }

    /// A group's settings: what its own configuration says, else what the broker's says.
    ///
    /// @throws IllegalArgumentException with one sentence for a name that Kafka does not have or a
    ///   value that it does not allow
    public static Settings ofGroup(Map<String, String> overrides, Settings broker) {
        return checked(GroupSettings.ALL, overrides, broker);
    }

    private static Settings checked(
            SequencedMap<String, Setting> known,
            Map<String, String> overrides,
            @Nullable Settings broker) {
        overrides.forEach((name, value) -> {
            Setting setting = known.get(name);
            if (setting == null) {
                throw new IllegalArgumentException("Unknown configuration " + name);
            }
            setting.parse(value);
        });
        return new Settings(known, new TreeMap<>(overrides), new TreeSet<>(), broker);
    }

    /// Where a value comes from.
    public enum Source {
        /// Somebody set it when the broker was started, or for this topic or group.
        SET,
        /// Somebody set it while the broker ran.
        SET_WHILE_RUNNING,
        DEFAULT
    }

    /// Where the broker's part of a topic's or group's value comes from.
    public Source brokersSource(Setting setting) {
        if (broker == null) {
            return Source.DEFAULT;
        }
        List<String> names = setting.origins().stream().map(Setting.Origin::name).toList();
        if (names.stream().anyMatch(broker.dynamic::contains)) {
            return Source.SET_WHILE_RUNNING;
        }
        return names.stream().anyMatch(broker.overrides::containsKey) ? Source.SET : Source.DEFAULT;
    }

    /// These with others over them, set while the broker ran.
    public Settings changedBy(Map<String, String> changes) {
        SortedSet<String> names = new TreeSet<>(dynamic);
        names.addAll(changes.keySet());
        return new Settings(known, over(changes).overrides, names, broker);
    }

    /// These with others over them. What has no name or value that Kafka knows is passed over:
    /// names that plugins would understand are kept in the cluster's metadata too.
    public Settings over(Map<String, String> more) {
        SortedMap<String, String> merged = new TreeMap<>(overrides);
        more.forEach((name, value) -> {
            Setting setting = known.get(name);
            if (setting != null && isAllowed(setting, value)) {
                merged.put(name, value);
            }
        });
        return new Settings(known, merged, dynamic, broker);
    }

    private static boolean isAllowed(Setting setting, String value) {
        try {
            setting.parse(value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Checks the values of those that Kafka knows, in Kafka's order.
    ///
    /// @throws IllegalArgumentException with one sentence for a value that it does not allow
    static void checkValues(SequencedMap<String, Setting> known, Map<String, String> values) {
        for (Setting setting : known.values()) {
            String value = values.get(setting.name());
            if (value != null) {
                setting.parse(value);
            }
        }
    }

    /// What somebody set, by name, as it was written.
    public SortedMap<String, String> overrides() {
        return overrides;
    }

    public int intOf(Setting setting) {
        return Integer.parseInt(stringOf(setting));
    }

    public long longOf(Setting setting) {
        return Long.parseLong(stringOf(setting));
    }

    public double doubleOf(Setting setting) {
        return Double.parseDouble(stringOf(setting));
    }

    public boolean booleanOf(Setting setting) {
        return Boolean.parseBoolean(stringOf(setting));
    }

    public List<String> listOf(Setting setting) {
        return Setting.items(stringOf(setting));
    }

    /// The value, the empty text when nobody set one and Kafka has no default.
    public String stringOf(Setting setting) {
        return find(setting).orElse("");
    }

    /// The value; empty when nobody set one and Kafka has no default.
    public Optional<String> find(Setting setting) {
        if (!known.containsKey(setting.name())) {
            throw new IllegalArgumentException("Unknown configuration " + setting.name());
        }
        @Nullable String set = overrides.get(setting.name());
        if (set != null) {
            return Optional.of(setting.parse(set));
        }
        if (broker != null) {
            for (Setting.Origin origin : setting.origins()) {
                Optional<String> ofBroker =
                        broker.find(BrokerSettings.of(origin.name()))
                                .map(value -> scaled(setting, origin, value));
                if (ofBroker.isPresent()) {
                    return ofBroker;
                }
            }
        }
        return Optional.ofNullable(setting.defaultValue());
    }

    /// In the unit of `setting`. Of settings that have several units every negative value means
    /// that there is no limit.
    private static String scaled(Setting setting, Setting.Origin origin, String value) {
        return setting.origins().size() == 1
                ? value
                : Long.toString(Math.max(-1, Long.parseLong(value) * origin.factor()));
    }
}
