package dev.vitrine.workload;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The settings of the lesson's clients. They wait as long as a lecture takes where Kafka's
/// defaults would give up, and look again sooner where those would pause.
final class ClientSettings {
    private ClientSettings() {}

    /// How long a record may be on its way before its producer gives it up (Kafka: 2 minutes).
    private static final int DELIVERY_TIMEOUT_MS = 3_600_000;

    /// How long an answer may take (Kafka: 30 seconds). A leader whose followers are held answers
    /// acks=all when they are let go; a broker that is killed resets its connections at once.
    private static final int REQUEST_TIMEOUT_MS = 600_000;

    /// How long a send may wait for metadata or room (Kafka: 1 minute).
    private static final int MAX_BLOCK_MS = 600_000;

    /// How long a producer that sends when asked waits for more records (Kafka: 5 ms), so that what
    /// is asked for at once goes out as one batch. In two, the second would wait for the first
    /// one's answer: a broker takes one request of a connection at a time.
    private static final int LINGER_MS = 200;

    private static final int AUDIT_FETCH_WAIT_MS = 10;
    private static final int BACKOFF_MS = 20;
    private static final int BACKOFF_MAX_MS = 200;

    static Map<String, Object> ofProducer(ProducerPlan plan, String bootstrap) {
        Map<String, Object> settings = ofClient(plan.name(), bootstrap);
        settings.put(ProducerConfig.ACKS_CONFIG, plan.acks());
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, plan.idempotent());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        if (plan.recordsPerSecond() == 0) {
            settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        }
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
        settings.put(
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.putAll(plan.settings());
        return settings;
    }

    static Map<String, Object> ofConsumer(ConsumerPlan plan, String bootstrap) {
        Map<String, Object> settings = ofReader(plan.name(), bootstrap);
        if (plan.group().isEmpty()) {
            settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        } else {
            settings.put(ConsumerConfig.GROUP_ID_CONFIG, plan.group());
            settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
            settings.put(
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    plan.commit() == ConsumerPlan.Commit.AUTO);
        }
        settings.putAll(plan.settings());
        return settings;
    }

    /// A consumer that belongs to no group and commits nothing.
    static Map<String, Object> ofAudit(String clientId, String bootstrap) {
        Map<String, Object> settings = ofReader(clientId, bootstrap);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A fetch that waits at the log's end would be in the way of the next audit.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, AUDIT_FETCH_WAIT_MS);
        return settings;
    }

    /// An administrator's client.
    static Map<String, Object> ofAdmin(String clientId, String bootstrap) {
        return ofClient(clientId, bootstrap);
    }

    private static Map<String, Object> ofReader(String clientId, String bootstrap) {
        Map<String, Object> settings = ofClient(clientId, bootstrap);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        settings.put(
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        return settings;
    }

    private static Map<String, Object> ofClient(String clientId, String bootstrap) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, BACKOFF_MS);
        settings.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, BACKOFF_MAX_MS);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, BACKOFF_MS);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, BACKOFF_MAX_MS);
        settings.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }

    /// @throws WorkloadException when Kafka's client has no setting of one of these names
    static void checkProducer(Map<String, String> asked) {
        checkKnown("producer", ProducerConfig.configNames(), asked);
    }

    /// @throws WorkloadException when Kafka's client has no setting of one of these names
    static void checkConsumer(Map<String, String> asked) {
        checkKnown("consumer", ConsumerConfig.configNames(), asked);
    }

    private static void checkKnown(String kind, Set<String> known, Map<String, String> asked) {
        for (String name : asked.keySet()) {
            if (!known.contains(name)) {
                throw new WorkloadException("Kafka's " + kind + " has no setting \"" + name + "\"");
            }
        }
    }

    static WorkloadException refused(String kind, String name, RuntimeException e) {
        Throwable cause = e;
        while (!(cause instanceof ConfigException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new WorkloadException(kind + " " + name + " cannot start: " + cause.getMessage(), e);
    }
}
