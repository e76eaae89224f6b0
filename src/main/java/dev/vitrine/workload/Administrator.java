package dev.vitrine.workload;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The lesson's administrator: Kafka's own admin client, opened when it is first needed. Its
/// methods return when the cluster has answered. Any thread may call.
public final class Administrator implements AutoCloseable {
    /// Hidden from the picture, as [dev.vitrine.history.Projector] says.
    private static final String CLIENT_ID = "vitrine.admin";

    /// How long the cluster may take to answer.
    private static final long ANSWER_MS_MAX = 30_000;

    private final Supplier<String> bootstrap;
    private @Nullable Admin admin;
    private boolean closed;

    Administrator(Supplier<String> bootstrap) {
        this.bootstrap = bootstrap;
    }

    /// Whose settings they are.
    public sealed interface Owner {
        record Topic(String name) implements Owner {}

        record Broker(int id) implements Owner {}

        /// All brokers that say nothing else themselves.
        record AllBrokers() implements Owner {}

        record Group(String name) implements Owner {}
    }

    /// A setting as the cluster tells it.
    ///
    /// @param value empty when it has none, or is a secret
    /// @param source in Kafka's words: `DYNAMIC_TOPIC_CONFIG`, `DEFAULT_CONFIG` …
    /// @param documentation a sentence
    /// @param type in Kafka's words: `INT`, `BOOLEAN`, `LIST` …
    public record Setting(
            String name,
            String value,
            String source,
            boolean readOnly,
            String type,
            String documentation) {
        /// Whether somebody set it for this owner itself.
        public boolean isOwn() {
            return source.equals(ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG.name())
                    || source.equals(ConfigEntry.ConfigSource.DYNAMIC_BROKER_CONFIG.name())
                    || source.equals(ConfigEntry.ConfigSource.DYNAMIC_GROUP_CONFIG.name());
        }
    }

    /// Creates a topic.
    ///
    /// @throws WorkloadException with one sentence when it cannot be
    public void createTopic(
            String name, int partitions, int replicationFactor, Map<String, String> settings) {
        NewTopic topic =
                new NewTopic(name, partitions, (short) replicationFactor).configs(settings);
        answer("topic " + name + " cannot be created", admin().createTopics(List.of(topic)).all());
    }

    /// All settings of an owner, by name.
    ///
    /// @throws WorkloadException with one sentence when they cannot be read
    public List<Setting> settings(Owner owner) {
        ConfigResource resource = resource(owner);
        Config config =
                answer(
                                "the settings of " + words(owner) + " cannot be read",
                                admin().describeConfigs(
                                                List.of(resource),
                                                new DescribeConfigsOptions()
                                                        .includeDocumentation(true))
                                        .all())
                        .get(resource);
        return config == null
                ? List.of()
                : config.entries().stream()
                        .map(Administrator::setting)
                        .sorted((a, b) -> a.name().compareTo(b.name()))
                        .toList();
    }

    private static Setting setting(ConfigEntry entry) {
        return new Setting(
                entry.name(),
                entry.value() == null ? "" : entry.value(),
                entry.source().name(),
                entry.isReadOnly(),
                entry.type().name(),
                entry.documentation() == null ? "" : entry.documentation());
    }

    /// Sets one setting of an owner, or takes it back to its default.
    ///
    /// @param value null for the default
    /// @throws WorkloadException with Kafka's own sentence when it is refused
    public void set(Owner owner, String name, @Nullable String value) {
        AlterConfigOp change =
                new AlterConfigOp(
                        new ConfigEntry(name, value == null ? "" : value),
                        value == null ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET);
        answer(
                name + " of " + words(owner) + " stays as it is",
                admin().incrementalAlterConfigs(Map.of(resource(owner), List.of(change))).all());
    }

    private static ConfigResource resource(Owner owner) {
        return switch (owner) {
            case Owner.Topic(String name) -> new ConfigResource(ConfigResource.Type.TOPIC, name);
            case Owner.Broker(int id) ->
                    new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id));
            case Owner.AllBrokers() -> new ConfigResource(ConfigResource.Type.BROKER, "");
            case Owner.Group(String name) -> new ConfigResource(ConfigResource.Type.GROUP, name);
        };
    }

    private static String words(Owner owner) {
        return switch (owner) {
            case Owner.Topic(String name) -> "topic " + name;
            case Owner.Broker(int id) -> "broker " + id;
            case Owner.AllBrokers() -> "all brokers";
            case Owner.Group(String name) -> "group " + name;
        };
    }

    private synchronized Admin admin() {
        if (closed) {
            throw new WorkloadException("the cluster is closed");
        }
        Admin open = admin;
        if (open == null) {
            open = Admin.create(ClientSettings.ofAdmin(CLIENT_ID, bootstrap.get()));
            admin = open;
        }
        return open;
    }

    private static <T> T answer(String trouble, KafkaFuture<T> asked) {
        try {
            return asked.get(ANSWER_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new WorkloadException(trouble + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new WorkloadException(
                    trouble + ": there is no answer after " + ANSWER_MS_MAX + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkloadException(trouble + ": it was interrupted", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }
}
