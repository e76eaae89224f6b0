package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.config.SslConfigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.TreeMap;

/// The sentences are those that Kafka 4.4.0 says.
class BrokerChangeTest {
    private final Settings now = Settings.ofBroker(Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    num.partitions | 3 | Cannot update these configs dynamically: [num.partitions]
                    num.partitions | x | Cannot update these configs dynamically: [num.partitions]
                    ssl.keystore.location | /x | These security configs can be dynamically updated only per-listener using the listener prefix: [ssl.keystore.location]
                    log.retention.ms | soon | Invalid value soon for configuration log.retention.ms: Not a number of type LONG
                    log.retention.ms | 0 | requirement failed: log.retention.ms must be unlimited (-1) or, greater than or equal to 1
                    log.segment.bytes | 1 | Invalid value 1 for configuration log.segment.bytes: Value must be at least 1048576
                    log.roll.ms | 0 | requirement failed: log.roll.ms must be greater than or equal to 1
                    log.cleaner.threads | 0 | / by zero
                    log.cleaner.threads | 9 | Invalid value org.apache.kafka.common.config.ConfigException: Log cleaner threads cannot be increased to more than double the current value 1 for configuration Invalid dynamic configuration
                    log.cleaner.dedupe.buffer.size | 1000 | requirement failed: log.cleaner.dedupe.buffer.size must be at least 1MB per cleaner thread.
                    num.io.threads | 0 | Invalid value 0 for configuration num.io.threads: Value must be at least 1
                    num.io.threads | 3 | Invalid value org.apache.kafka.common.config.ConfigException: Dynamic thread count update validation failed for num.io.threads=3, value should be at least half the current value 8 for configuration Invalid dynamic configuration
                    num.io.threads | 17 | Invalid value org.apache.kafka.common.config.ConfigException: Dynamic thread count update validation failed for num.io.threads=17, value should not be greater than double the current value 8 for configuration Invalid dynamic configuration
                    principal.builder.class | x | Invalid value x for configuration principal.builder.class: Class x could not be found.
                    group.consumer.assignment.interval.ms | 20000 | group.consumer.assignment.interval.ms must be less than or equal to group.consumer.max.assignment.interval.ms
                    log.local.retention.ms | -1 | Invalid value org.apache.kafka.common.config.ConfigException: Invalid value -1 for configuration log.local.retention.ms: Value must not be -1 as log.retention.ms value is set as 604800000. for configuration Invalid dynamic configuration
                    cordoned.log.dirs | /x | requirement failed: All entries in cordoned.log.dirs must be present in log.dirs or log.dir. Missing entries : /x
                    leader.replication.throttled.rate | -1 | Invalid value -1 for configuration leader.replication.throttled.rate: Value must be at least 0
                    """)
    void isRefusedAsKafkaRefusesIt(String name, String value, String sentence) {
        assertThatThrownBy(() -> change(true, name, value).check()).hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "log.retention.ms, -7",
        "num.io.threads, 16",
        "log.cleanup.policy, compact",
        "of.a.plugin, anything",
        "max.connections, 50",
        "listener.name.plaintext.ssl.keystore.location, /x",
        "leader.replication.throttled.rate, 1000",
        "cordoned.log.dirs, *"
    })
    void isAllowedAsKafkaAllowsIt(String name, String value) {
        assertThatCode(() -> change(true, name, value).check()).doesNotThrowAnyException();
    }

    @Test
    void whatIsOneBrokersOwnCannotBeSetForAll() {
        assertThatThrownBy(() -> change(false, "listeners", "PLAINTEXT://:1").check())
                .hasMessage(
                        "Cannot update these configs at default cluster level, broker id must be"
                                + " specified: [listeners]");
        assertThatThrownBy(
                        () -> change(false, "listener.name.x.ssl.keystore.location", "/x").check())
                .hasMessageContaining("at default cluster level");
    }

    @Test
    void theSettingsOfAListenerAreThoseThatClientsCanReconfigure() {
        assertThat(BrokerSettings.ALL.values())
                .filteredOn(setting -> setting.update() == Setting.Update.PER_LISTENER)
                .extracting(Setting::name)
                .containsExactlyInAnyOrderElementsOf(SslConfigs.RECONFIGURABLE_CONFIGS);
    }

    private BrokerChange change(boolean ofOneBroker, String name, String value) {
        var wanted = new TreeMap<>(Map.of(name, value));
        return new BrokerChange(wanted, ofOneBroker, now, now.over(wanted));
    }
}
