package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.ConfigResource.Type;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/// What Kafka's own clients see of settings, and what a change of them does at once.
class ConfigsTest {
    private static final ConfigResource THIS_BROKER = new ConfigResource(Type.BROKER, "1");
    private static final ConfigResource ALL_BROKERS = new ConfigResource(Type.BROKER, "");

    private static LiveCluster kafka;

    @BeforeAll
    static void start() {
        kafka = LiveCluster.of(1);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void aBrokerShowsWhatAStockBrokerShows() throws Exception {
        Config broker = describe(THIS_BROKER);

        assertThat(broker.entries()).hasSize(350);
        assertThat(broker.get("node.id").value()).isEqualTo("1");
        assertThat(broker.get("process.roles").value()).isEqualTo("broker,controller");
        assertThat(broker.get("advertised.listeners").value())
                .isEqualTo("PLAINTEXT://" + kafka.cluster.bootstrap());
        assertThat(broker.get("advertised.listeners").source())
                .isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
        assertThat(broker.get("ssl.key.password").isSensitive()).isTrue();
        assertThat(broker.get("num.partitions").isReadOnly()).isTrue();
        assertThat(broker.get("log.retention.ms").isReadOnly()).isFalse();
        assertThat(broker.get("log.retention.hours").type()).isEqualTo(ConfigEntry.ConfigType.INT);
        assertThat(broker.get("log.retention.hours").documentation()).isNotEmpty();
    }

    @Test
    void whatIsSetForAllBrokersIsATopicsDefaultUnderAnotherName() throws Exception {
        kafka.createTopic("inherits", 1, 1);
        ConfigResource topic = new ConfigResource(Type.TOPIC, "inherits");
        assertThat(describe(topic).get("retention.ms").synonyms()).isEmpty();

        set(ALL_BROKERS, "log.retention.ms", "5000");
        set(THIS_BROKER, "log.retention.ms", "6000");
        try {
            ConfigEntry retention = describe(topic).get("retention.ms");

            assertThat(retention.value()).isEqualTo("6000");
            assertThat(retention.source()).isEqualTo(ConfigSource.DYNAMIC_BROKER_CONFIG);
            assertThat(retention.synonyms())
                    .extracting(each -> each.name() + "=" + each.value() + " " + each.source())
                    .containsExactly(
                            "log.retention.ms=6000 DYNAMIC_BROKER_CONFIG",
                            "log.retention.ms=5000 DYNAMIC_DEFAULT_BROKER_CONFIG",
                            "log.retention.hours=168 DEFAULT_CONFIG");
            assertThat(describe(ALL_BROKERS).get("log.retention.ms").value()).isEqualTo("5000");
        } finally {
            change(THIS_BROKER, "log.retention.ms", OpType.DELETE, "");
            change(ALL_BROKERS, "log.retention.ms", OpType.DELETE, "");
        }
    }

    @Test
    void theSizeOfMessagesChangesAtOnce() throws Exception {
        kafka.createTopic("sizes", 1, 1);
        ConfigResource topic = new ConfigResource(Type.TOPIC, "sizes");
        try (KafkaProducer<String, String> producer = kafka.producer("acks", "all")) {
            var large = new ProducerRecord<>("sizes", "key", "x".repeat(5_000));
            producer.send(large).get();

            set(ALL_BROKERS, "message.max.bytes", "1000");
            assertThatThrownBy(() -> producer.send(large).get())
                    .hasCauseInstanceOf(RecordTooLargeException.class);

            set(topic, "max.message.bytes", "10000");
            producer.send(large).get();
        } finally {
            change(ALL_BROKERS, "message.max.bytes", OpType.DELETE, "");
        }
    }

    @Test
    void whoseTimeRecordsCarryChangesAtOnce() throws Exception {
        kafka.createTopic("times", 1, 1);
        ConfigResource topic = new ConfigResource(Type.TOPIC, "times");
        try (KafkaProducer<String, String> producer = kafka.producer("acks", "all")) {
            var old = new ProducerRecord<>("times", 0, 5L, "key", "value");
            assertThat(producer.send(old).get().timestamp()).isEqualTo(5);

            set(ALL_BROKERS, "log.message.timestamp.type", "LogAppendTime");
            assertThat(producer.send(old).get().timestamp()).isGreaterThan(5);

            set(topic, "message.timestamp.type", "CreateTime");
            assertThat(producer.send(old).get().timestamp()).isEqualTo(5);
        } finally {
            change(ALL_BROKERS, "log.message.timestamp.type", OpType.DELETE, "");
        }
    }

    @Test
    void aNewTopicTellsWhereItsSettingsComeFrom() throws Exception {
        set(ALL_BROKERS, "log.roll.ms", "7000000");
        try {
            Config born =
                    kafka.admin
                            .createTopics(List.of(new NewTopic("born", 1, (short) 1)))
                            .config("born")
                            .get();

            assertThat(born.get("segment.ms").value()).isEqualTo("7000000");
            assertThat(born.get("segment.ms").source())
                    .isEqualTo(ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);
            assertThat(born.get("retention.ms").source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
        } finally {
            change(ALL_BROKERS, "log.roll.ms", OpType.DELETE, "");
        }
    }

    @Test
    void whatKafkaRefusesIsRefused() throws Exception {
        kafka.createTopic("refuses", 1, 1);
        ConfigResource topic = new ConfigResource(Type.TOPIC, "refuses");

        assertThatThrownBy(() -> set(topic, "colour", "red"))
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("Unknown topic config name: colour");
        assertThatThrownBy(() -> set(topic, "retention.ms", "-2"))
                .hasMessageContaining("Value must be at least -1");
        assertThatThrownBy(() -> change(topic, "retention.ms", OpType.APPEND, "1"))
                .hasMessageContaining("Can't APPEND to key retention.ms");
        assertThatThrownBy(() -> set(THIS_BROKER, "num.partitions", "3"))
                .hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Cannot update these configs dynamically: [num.partitions]");
        assertThatThrownBy(() -> set(ALL_BROKERS, "num.io.threads", "100"))
                .hasMessageContaining("should not be greater than double the current value 8");
    }

    @Test
    void listsGrowAndShrink() throws Exception {
        kafka.createTopic("lists", 1, 1);
        ConfigResource topic = new ConfigResource(Type.TOPIC, "lists");

        change(topic, "cleanup.policy", OpType.APPEND, "compact");
        assertThat(describe(topic).get("cleanup.policy").value()).isEqualTo("delete,compact");
        change(topic, "cleanup.policy", OpType.SUBTRACT, "delete");
        assertThat(describe(topic).get("cleanup.policy").value()).isEqualTo("compact");
    }

    @Test
    void groupsAreConfiguredAndListed() throws Exception {
        ConfigResource group = new ConfigResource(Type.GROUP, "readers");
        set(group, "consumer.session.timeout.ms", "50000");

        ConfigEntry session = describe(group).get("consumer.session.timeout.ms");
        assertThat(session.value()).isEqualTo("50000");
        assertThat(session.source()).isEqualTo(ConfigSource.DYNAMIC_GROUP_CONFIG);
        assertThat(list(Type.GROUP)).containsExactly(group);
        assertThat(list(Type.BROKER)).containsExactly(THIS_BROKER);
    }

    private static Config describe(ConfigResource resource) throws Exception {
        return kafka.admin
                .describeConfigs(
                        List.of(resource),
                        new DescribeConfigsOptions()
                                .includeSynonyms(true)
                                .includeDocumentation(true))
                .all()
                .get()
                .get(resource);
    }

    private static Collection<ConfigResource> list(Type type) throws Exception {
        return kafka.admin
                .listConfigResources(Set.of(type), new ListConfigResourcesOptions())
                .all()
                .get();
    }

    private static void set(ConfigResource resource, String name, String value)
            throws ExecutionException, InterruptedException {
        change(resource, name, OpType.SET, value);
    }

    private static void change(ConfigResource resource, String name, OpType type, String value)
            throws ExecutionException, InterruptedException {
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(name, value), type);
        kafka.everywhere(
                kafka.admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all());
    }
}
