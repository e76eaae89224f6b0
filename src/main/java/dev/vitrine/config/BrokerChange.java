package dev.vitrine.config;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A change of a broker's settings while it runs (KIP-226), as Kafka checks it. The sentences are
/// Kafka's.
///
/// @param wanted what is to be set dynamically, all of it
/// @param ofOneBroker whether for one broker, not for all
/// @param now the settings in force
/// @param after those that would be
public record BrokerChange(
        SortedMap<String, String> wanted, boolean ofOneBroker, Settings now, Settings after) {

    private static final Pattern OF_LISTENER = Pattern.compile("listener\\.name\\.[^.]*\\.(.*)");

    /// What a listener has besides, and all brokers may share.
    private static final List<String> OF_ALL_LISTENERS =
            List.of("max.connections", "max.connection.creation.rate", "num.network.threads");

    /// Pools that may at most double or halve at a time.
    private static final List<String> THREADS =
            List.of(
                    "num.io.threads",
                    "num.replica.fetchers",
                    "num.recovery.threads.per.data.dir",
                    "background.threads",
                    "num.network.threads",
                    "remote.log.reader.threads",
                    "remote.log.manager.copier.thread.pool.size",
                    "remote.log.manager.expiration.thread.pool.size",
                    "remote.log.manager.follower.thread.pool.size");

    private static final long DEDUPE_BYTES_MIN = 1024 * 1024;

    /// The broker setting that a name is about, without the listener it may begin with; null when
    /// Kafka has none.
    public static @Nullable Setting setting(String name) {
        Matcher ofListener = OF_LISTENER.matcher(name);
        return BrokerSettings.ALL.get(ofListener.matches() ? ofListener.group(1) : name);
    }

    /// The names among which Kafka looks for a broker setting's value.
    public static List<String> synonyms(String name) {
        Setting setting = BrokerSettings.ALL.get(name);
        if (setting != null) {
            return setting.synonyms();
        }
        Matcher ofListener = OF_LISTENER.matcher(name);
        return ofListener.matches() ? List.of(name, ofListener.group(1)) : List.of(name);
    }

    /// @throws IllegalArgumentException with one sentence when the change is not to be made
    public void check() {
        refuseAny(is(Setting.Update.READ_ONLY), "Cannot update these configs dynamically");
        refuseAny(
                is(Setting.Update.PER_LISTENER),
                "These security configs can be dynamically updated only per-listener using the"
                        + " listener prefix");
        checkValues();
        if (!ofOneBroker) {
            refuseAny(
                    BrokerChange::isOfOneBroker,
                    "Cannot update these configs at default cluster level, broker id must be"
                            + " specified");
        }
        checkWhole();
        checkSteps();
    }

    private static Predicate<String> is(Setting.Update update) {
        return name -> {
            Setting setting = BrokerSettings.ALL.get(name);
            return setting != null && setting.update() == update;
        };
    }

    private static boolean isOfOneBroker(String name) {
        Matcher ofListener = OF_LISTENER.matcher(name);
        return ofListener.matches()
                ? !OF_ALL_LISTENERS.contains(ofListener.group(1))
                : is(Setting.Update.PER_BROKER).test(name);
    }

    private void refuseAny(Predicate<String> wrong, String why) {
        Collection<String> names = wanted.keySet().stream().filter(wrong).toList();
        if (!names.isEmpty()) {
            throw new IllegalArgumentException(why + ": " + names);
        }
    }

    private void checkValues() {
        Map<String, String> plain = new TreeMap<>();
        wanted.forEach((name, value) -> {
            Setting setting = setting(name);
            plain.put(setting == null ? name : setting.name(), value);
        });
        Settings.checkValues(BrokerSettings.ALL, plain);
    }

    // ---- what the settings must be together ----------------------------------------------------

    private void checkWhole() {
        checkTogether(after);
        checkOverrides();
        checkCordoned();
        checkReporters();
        checkListeners();
    }

    /// Checks settings that a broker is to be started with, or to have.
    ///
    /// @throws IllegalArgumentException with one sentence when some do not go together
    public static void checkTogether(Settings after) {
        Settings asTopic = Settings.ofTopic(new TreeMap<>(), after);
        require(
                asTopic.longOf(TopicSettings.SEGMENT_MS) >= 1,
                "log.roll.ms must be greater than or equal to 1");
        require(
                asTopic.longOf(TopicSettings.SEGMENT_JITTER_MS) >= 0,
                "log.roll.jitter.ms must be greater than or equal to 0");
        require(
                asTopic.longOf(TopicSettings.RETENTION_MS) != 0,
                "log.retention.ms must be unlimited (-1) or, greater than or equal to 1");
        int cleaners = after.intOf(BrokerSettings.LOG_CLEANER_THREADS);
        if (cleaners == 0) {
            // Kafka shares its buffer out among the threads before it looks at their number.
            throw new IllegalArgumentException("/ by zero");
        }
        require(
                after.longOf(BrokerSettings.LOG_CLEANER_DEDUPE_BUFFER_SIZE) / cleaners
                        > DEDUPE_BYTES_MIN,
                "log.cleaner.dedupe.buffer.size must be at least 1MB per cleaner thread.");
        for (String kind : List.of("consumer", "share", "streams")) {
            checkInterval(after, "group." + kind + ".%sassignment.interval.ms");
        }
        require(
                after.intOf(BrokerSettings.REPLICA_FETCH_WAIT_MAX_MS)
                        <= after.intOf(BrokerSettings.REPLICA_SOCKET_TIMEOUT_MS),
                "replica.socket.timeout.ms should always be at least replica.fetch.wait.max.ms to"
                        + " prevent unnecessary socket timeouts");
        require(
                after.intOf(BrokerSettings.REPLICA_FETCH_WAIT_MAX_MS)
                        <= after.longOf(BrokerSettings.REPLICA_LAG_TIME_MAX_MS),
                "replica.fetch.wait.max.ms should always be less than or equal to"
                        + " replica.lag.time.max.ms to prevent frequent changes in ISR");
    }

    private static void require(boolean condition, String why) {
        if (!condition) {
            throw new IllegalArgumentException("requirement failed: " + why);
        }
    }

    private static void checkInterval(Settings after, String pattern) {
        Setting interval = BrokerSettings.of(pattern.formatted(""));
        Setting min = BrokerSettings.of(pattern.formatted("min."));
        Setting max = BrokerSettings.of(pattern.formatted("max."));
        if (after.intOf(interval) < after.intOf(min)) {
            throw new IllegalArgumentException(
                    interval.name() + " must be greater than or equal to " + min.name());
        }
        if (after.intOf(interval) > after.intOf(max)) {
            throw new IllegalArgumentException(
                    interval.name() + " must be less than or equal to " + max.name());
        }
    }

    /// `host:limit`, separated by commas.
    private void checkOverrides() {
        Setting setting = BrokerSettings.of("max.connections.per.ip.overrides");
        for (String item : Setting.items(after.stringOf(setting))) {
            if (!item.matches(".+:\\s*-?\\d{1,9}")) {
                throw new IllegalArgumentException(
                        "Error parsing configuration property '"
                                + setting.name()
                                + "': "
                                + item
                                + " is no host:limit");
            }
        }
    }

    private void checkCordoned() {
        List<String> cordoned = after.listOf(BrokerSettings.of("cordoned.log.dirs"));
        if (cordoned.contains("*")) {
            require(
                    cordoned.size() == 1,
                    "When cordoned.log.dirs is set to *, it must not contain other values");
            return;
        }
        List<String> folders = after.listOf(BrokerSettings.LOG_DIRS);
        List<String> missing =
                cordoned.stream().filter(folder -> !folders.contains(folder)).toList();
        require(
                missing.isEmpty(),
                "All entries in cordoned.log.dirs must be present in log.dirs or log.dir. Missing"
                        + " entries : "
                        + String.join(", ", missing));
    }

    /// No other class can be loaded here.
    private void checkReporters() {
        Setting reporters = BrokerSettings.of("metric.reporters");
        if (!after.stringOf(reporters).isEmpty()
                && !after.stringOf(reporters).equals(reporters.defaultValue())) {
            throw invalid(
                    "Validation of dynamic config update of Set(metric.reporters) failed with class"
                            + " class kafka.server.DynamicMetricsReporters");
        }
    }

    /// A node here listens where it was told to when it started.
    private void checkListeners() {
        for (Setting setting :
                List.of(BrokerSettings.LISTENERS, BrokerSettings.LISTENER_SECURITY_PROTOCOL_MAP)) {
            if (!after.stringOf(setting).equals(now.stringOf(setting))) {
                throw invalid(setting.name() + " cannot be changed while this node runs");
            }
        }
    }

    // ---- how far a step may go -----------------------------------------------------------------

    private void checkSteps() {
        for (String name : THREADS) {
            checkThreads(BrokerSettings.of(name));
        }
        checkCleaners();
        checkLocal(
                TopicSettings.RETENTION_MS,
                "log.retention.ms",
                TopicSettings.ALL.get("local.retention.ms"),
                "log.local.retention.ms");
        checkLocal(
                TopicSettings.RETENTION_BYTES,
                "log.retention.bytes",
                TopicSettings.ALL.get("local.retention.bytes"),
                "log.local.retention.bytes");
    }

    private void checkThreads(Setting setting) {
        int before = now.intOf(setting);
        int wish = after.intOf(setting);
        String failed =
                "Dynamic thread count update validation failed for "
                        + setting.name()
                        + "="
                        + wish
                        + ", value should ";
        if (wish < before / 2) {
            throw invalid(failed + "be at least half the current value " + before);
        }
        if (wish > before * 2) {
            throw invalid(failed + "not be greater than double the current value " + before);
        }
    }

    private void checkCleaners() {
        int before = now.intOf(BrokerSettings.LOG_CLEANER_THREADS);
        int wish = after.intOf(BrokerSettings.LOG_CLEANER_THREADS);
        if (wish < before / 2) {
            throw invalid(
                    "Log cleaner threads cannot be reduced to less than half the current value "
                            + before);
        }
        if (wish > before * 2) {
            throw invalid(
                    "Log cleaner threads cannot be increased to more than double the current value "
                            + before);
        }
    }

    /// What is kept on local disk cannot be more than what is kept at all.
    private void checkLocal(
            Setting total, String totalName, @Nullable Setting local, String localName) {
        Settings asTopic = Settings.ofTopic(new TreeMap<>(), after);
        long all = asTopic.longOf(total);
        long here = asTopic.longOf(Objects.requireNonNull(local));
        String refused = "Invalid value " + here + " for configuration " + localName + ": ";
        if (all <= -1 || here == -2) {
            return;
        }
        if (here == -1) {
            throw invalid(
                    refused
                            + "Value must not be -1 as "
                            + totalName
                            + " value is set as "
                            + all
                            + ".");
        }
        if (here > all) {
            throw invalid(
                    refused
                            + "Value must not be more than "
                            + totalName
                            + " property value: "
                            + all);
        }
    }

    /// What Kafka's parts refuse to become is wrapped up once more.
    private static IllegalArgumentException invalid(String why) {
        return new IllegalArgumentException(
                "Invalid value org.apache.kafka.common.config.ConfigException: "
                        + why
                        + " for configuration Invalid dynamic configuration");
    }
}
