package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Compares the tables with what the client library of Kafka knows of them.
class SettingsTest {
    private static final List<SequencedMap<String, Setting>> TABLES =
            List.of(
                    BrokerSettings.ALL,
                    TopicSettings.ALL,
                    GroupSettings.ALL,
                    ClientMetricsSettings.ALL);

    private final Settings kafkas = Settings.ofBroker(Map.of());

    @Test
    void theTopicTableHasTheTopicSettingsOfKafka() throws IllegalAccessException {
        List<String> names =
                new ArrayList<>(
                        List.of(
                                "follower.replication.throttled.replicas",
                                "leader.replication.throttled.replicas"));
        for (var field : TopicConfig.class.getFields()) {
            if (field.getName().endsWith("_CONFIG")
                    && !field.isAnnotationPresent(Deprecated.class)) {
                names.add((String) field.get(null));
            }
        }

        assertThat(TopicSettings.ALL.values().stream().filter(s -> !s.internal()))
                .extracting(Setting::name)
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void theBrokerTableAgreesWithTheClientsOnWhatTheyShare() {
        ConfigDef shared = new ConfigDef();
        SslConfigs.addClientSslSupport(shared);
        SaslConfigs.addClientSaslSupport(shared);

        for (ConfigDef.ConfigKey key : shared.configKeys().values()) {
            Setting ours = BrokerSettings.ALL.get(key.name);
            if (ours != null) {
                assertThat(ours.type().name()).as(key.name).isEqualTo(key.type.name());
            }
        }
        assertThat(BrokerSettings.ALL)
                .containsKeys(
                        SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, SaslConfigs.SASL_JAAS_CONFIG);
    }

    @Test
    void everyDefaultIsAllowedAndEverySettingSaysWhatItIs() {
        TABLES.stream()
                .flatMap(table -> table.values().stream())
                .forEach(setting -> {
                    if (setting.defaultValue() != null) {
                        assertThat(setting.parse(setting.defaultValue()))
                                .as(setting.name())
                                .isEqualTo(setting.defaultValue());
                    }
                    assertThat(setting.doc()).as(setting.name()).matches("[A-Z].*[^ .]\\.");
                });
    }

    @Test
    void whatTheTablesReferToIsThere() {
        TABLES.stream()
                .flatMap(table -> table.values().stream())
                .forEach(setting -> {
                    assertThat(setting.origins())
                            .as(setting.name())
                            .allMatch(origin -> BrokerSettings.ALL.containsKey(origin.name()));
                    if (TABLES.getFirst().containsValue(setting)) {
                        assertThat(BrokerSettings.ALL.keySet())
                                .as(setting.name())
                                .containsAll(setting.synonyms());
                    }
                });
    }

    @Test
    void withNothingSetATopicHasKafkasDefaults() {
        Settings topic = Settings.ofTopic(Map.of(), kafkas);

        TopicSettings.ALL
                .values()
                .forEach(setting ->
                        assertThat(topic.find(setting).orElse(null))
                                .as(setting.name())
                                .isEqualTo(setting.defaultValue()));
    }

    @ParameterizedTest
    @CsvSource({
        "retention.ms, log.retention.hours, 2, 7200000",
        "retention.ms, log.retention.minutes, 3, 180000",
        "retention.ms, log.retention.ms, 4, 4",
        "retention.ms, log.retention.hours, -1, -1",
        "segment.ms, log.roll.hours, 1, 3600000",
        "segment.jitter.ms, log.roll.jitter.hours, 1, 3600000",
        "flush.ms, log.flush.scheduler.interval.ms, 9, 9",
        "delete.retention.ms, log.cleaner.delete.retention.ms, 5, 5",
        "message.timestamp.type, log.message.timestamp.type, LogAppendTime, LogAppendTime"
    })
    void aBrokersSettingOfAnotherNameIsATopicsDefault(
            String ofTopic, String ofBroker, String value, String expected) {
        Settings topic = Settings.ofTopic(Map.of(), Settings.ofBroker(Map.of(ofBroker, value)));

        assertThat(topic.stringOf(TopicSettings.ALL.get(ofTopic))).isEqualTo(expected);
    }

    @Test
    void theSmallestUnitWins() {
        Map<String, String> all =
                new TreeMap<>(
                        Map.of(
                                "log.retention.hours",
                                "1",
                                "log.retention.minutes",
                                "2",
                                "log.retention.ms",
                                "3"));

        assertThat(retention(all)).isEqualTo(3);
        all.remove("log.retention.ms");
        assertThat(retention(all)).isEqualTo(120_000);
    }

    private static long retention(Map<String, String> broker) {
        return Settings.ofTopic(Map.of(), Settings.ofBroker(broker))
                .longOf(TopicSettings.RETENTION_MS);
    }

    @Test
    void whatKafkaDoesNotKnowIsPassedOverWhereItMayBeKept() {
        Settings changed =
                kafkas.over(
                        Map.of("num.partitions", "5", "of.a.plugin", "x", "log.roll.ms", "soon"));

        assertThat(changed.overrides()).isEqualTo(Map.of("num.partitions", "5"));
        assertThatThrownBy(() -> Settings.ofBroker(Map.of("of.a.plugin", "x")))
                .hasMessage("Unknown configuration of.a.plugin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "x", " 5 ", "+5", "007", "1.5", "-1", "-2", "3000000000", "1e-1"})
    void numbersAreReadAsKafkaReadsThem(String value) {
        compare("retention.ms", ConfigDef.Type.LONG, ConfigDef.Range.atLeast(-1), value);
        compare("segment.index.bytes", ConfigDef.Type.INT, ConfigDef.Range.atLeast(4), value);
        compare(
                "min.cleanable.dirty.ratio",
                ConfigDef.Type.DOUBLE,
                ConfigDef.Range.between(0, 1),
                value);
        compare(
                "offsets.topic.replication.factor",
                ConfigDef.Type.SHORT,
                ConfigDef.Range.atLeast(1),
                value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " true ", "FALSE", "yes"})
    void truthIsReadAsKafkaReadsIt(String value) {
        compare("preallocate", ConfigDef.Type.BOOLEAN, null, value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "delete",
                "delete,delete",
                " compact , delete ",
                "compact,,delete",
                "compact,x",
                ",compact",
                "Compact"
            })
    void listsAreReadAsKafkaReadsThem(String value) {
        compare(
                "cleanup.policy",
                ConfigDef.Type.LIST,
                ConfigDef.ValidList.in(true, "compact", "delete"),
                value);
        compare(
                "process.roles",
                ConfigDef.Type.LIST,
                ConfigDef.ValidList.in(false, "broker", "controller"),
                value);
        compare(
                "group.consumer.assignors",
                ConfigDef.Type.LIST,
                ConfigDef.ValidList.anyNonDuplicateValues(false, false),
                value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gzip", " gzip ", "GZIP", "none", "upgrade"})
    void textsAreReadAsKafkaReadsThem(String value) {
        compare(
                "compression.type",
                ConfigDef.Type.STRING,
                ConfigDef.ValidString.in(
                        "uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
                value);
        compare(
                "group.consumer.migration.policy",
                ConfigDef.Type.STRING,
                ConfigDef.CaseInsensitiveValidString.in(
                        "DISABLED", "DOWNGRADE", "UPGRADE", "BIDIRECTIONAL"),
                value);
        compare(
                "remote.log.storage.manager.class.name",
                ConfigDef.Type.STRING,
                new ConfigDef.NonEmptyString(),
                value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "0:1", "0:1, 1:2"})
    void throttledReplicasAreAStarOrPairs(String value) {
        assertThat(TopicSettings.LEADER_REPLICATION_THROTTLED_REPLICAS.parse(value))
                .isEqualTo(value.replace(" ", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0", "0:", "0:1:2", "*,0:1", "-1:2"})
    void otherThrottledReplicasAreRefused(String value) {
        assertThatThrownBy(() -> TopicSettings.LEADER_REPLICATION_THROTTLED_REPLICAS.parse(value))
                .hasMessageStartingWith(
                        "Invalid value ["
                                + value.replace(",", ", ")
                                + "] for configuration leader.replication.throttled.replicas: ");
    }

    /// What ours says of a value is what Kafka's own parser says.
    private static void compare(
            String name, ConfigDef.Type type, ConfigDef.Validator validator, String value) {
        String expected;
        try {
            ConfigDef kafkas =
                    new ConfigDef()
                            .define(
                                    name,
                                    type,
                                    ConfigDef.NO_DEFAULT_VALUE,
                                    validator,
                                    ConfigDef.Importance.LOW,
                                    "");
            expected = ConfigDef.convertToString(kafkas.parse(Map.of(name, value)).get(name), type);
        } catch (ConfigException e) {
            expected = e.getMessage();
        }
        Setting setting =
                Stream.of(TopicSettings.ALL, BrokerSettings.ALL)
                        .filter(table -> table.containsKey(name))
                        .findFirst()
                        .orElseThrow()
                        .get(name);
        String said;
        try {
            said = setting.parse(value);
        } catch (IllegalArgumentException e) {
            said = e.getMessage();
        }
        assertThat(said).isEqualTo(expected);
    }
}
