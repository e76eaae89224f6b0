package dev.vitrine.ui.model;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.workload.ConsumerPlan;
import dev.vitrine.workload.ProducerPlan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What is asked for when something is added, with defaults that do, and what is wrong with it in a
/// sentence.
public final class Forms {
    private Forms() {}

    /// Kafka's limit.
    public static final int NAME_CHARS_MAX = 249;

    /// Kafka has no such limit; the stage does.
    public static final int PARTITIONS_MAX = 200;

    public static final int RECORDS_PER_SECOND_MAX = 10_000;

    private static final List<String> TOPIC_NAMES = List.of("orders", "payments", "clicks");
    private static final List<String> PRODUCER_NAMES = List.of("checkout", "web-clicks", "mobile");
    private static final int REPLICAS_WANTED = 3;
    private static final int IN_SYNC_WANTED = 2;
    private static final int PARTITIONS_WANTED = 3;

    public static final List<String> ACKS = List.of("all", "1", "0");

    /// A topic to create.
    public record Topic(String name, int partitions, int replicas, int minInSync) {
        public static Topic suggested(Snapshot snapshot) {
            long brokers = running(snapshot);
            int replicas = (int) Math.clamp(brokers, 1, REPLICAS_WANTED);
            return new Topic(
                    Naming.free(TOPIC_NAMES, "topic", name -> snapshot.topic(name) != null),
                    PARTITIONS_WANTED,
                    replicas,
                    Math.min(IN_SYNC_WANTED, replicas));
        }

        public Optional<String> refusal(Snapshot snapshot) {
            Optional<String> ofName = Naming.refusal("topic", name);
            if (ofName.isPresent()) {
                return ofName;
            }
            if (snapshot.topic(name) != null) {
                return Optional.of("There is a topic " + name + " already.");
            }
            if (partitions < 1 || partitions > PARTITIONS_MAX) {
                return Optional.of("A topic here has 1 to " + PARTITIONS_MAX + " partitions.");
            }
            long brokers = running(snapshot);
            if (replicas < 1 || replicas > brokers) {
                return Optional.of(
                        "Each replica needs a broker of its own, and " + brokers + " run.");
            }
            if (minInSync < 1 || minInSync > replicas) {
                return Optional.of(
                        "At least 1 and at most all "
                                + replicas
                                + " replicas can be required to be in sync.");
            }
            return Optional.empty();
        }
    }

    /// A producer to start, or what one that runs is to be like.
    ///
    /// @param keys of its records, in turn, with commas between; empty for none
    /// @param recordBytes of a value, at least; 0 for as small as it gets
    public record Producer(
            String name,
            String topic,
            String acks,
            int recordsPerSecond,
            String keys,
            int recordBytes) {
        public static Producer suggested(Snapshot snapshot) {
            return new Producer(
                    Naming.free(PRODUCER_NAMES, "producer", name -> isHere(snapshot, name)),
                    firstTopic(snapshot),
                    ACKS.getFirst(),
                    5,
                    "",
                    0);
        }

        public static Producer of(ProducerPlan plan) {
            return new Producer(
                    plan.name(),
                    plan.topic(),
                    plan.acks(),
                    (int) plan.recordsPerSecond(),
                    String.join(", ", plan.keys()),
                    plan.recordBytes());
        }

        /// What is wrong with it as one that is to be added.
        public Optional<String> refusal(Snapshot snapshot) {
            Optional<String> ofClient = refusalOfClient(snapshot, "producer", name, topic);
            return ofClient.isPresent() ? ofClient : refusal();
        }

        /// What is wrong with it as one that runs already.
        public Optional<String> refusal() {
            if (recordsPerSecond < 0 || recordsPerSecond > RECORDS_PER_SECOND_MAX) {
                return Optional.of(
                        "A producer here sends 0 to "
                                + RECORDS_PER_SECOND_MAX
                                + " records a second.");
            }
            if (recordBytes < 0 || recordBytes > ProducerPlan.RECORD_BYTES_MAX) {
                return Optional.of(
                        "A record here has 0 to " + ProducerPlan.RECORD_BYTES_MAX + " bytes.");
            }
            return ACKS.contains(acks) ? Optional.empty() : Optional.of("Acks is all, 1 or 0.");
        }

        public List<String> keyList() {
            return Stream.of(keys.split(","))
                    .map(String::strip)
                    .filter(key -> !key.isEmpty())
                    .limit(ProducerPlan.KEYS_MAX)
                    .toList();
        }
    }

    /// What stands for a setting that is left to Kafka, or to the lesson.
    public static final String DEFAULT = "default";

    public static final List<String> PROTOCOLS = List.of("classic", "consumer");

    /// By the names that people use.
    public static final List<String> ASSIGNORS = Assignors.ALL;

    public static final List<String> ISOLATIONS = List.of("read_uncommitted", "read_committed");

    private static final String PROTOCOL = "group.protocol";
    private static final String ISOLATION = "isolation.level";

    /// A consumer to start, or what one that runs is to be like.
    ///
    /// @param assignor one of [#ASSIGNORS]
    /// @param commit when it commits, in [ConsumerPlan.Commit]'s words
    /// @param processingMs how long it works on a record
    public record Consumer(
            String name,
            String group,
            String topic,
            String protocol,
            String assignor,
            String isolation,
            String commit,
            int processingMs) {
        public Consumer(String name, String group, String topic) {
            this(
                    name,
                    group,
                    topic,
                    PROTOCOLS.getFirst(),
                    DEFAULT,
                    ISOLATIONS.getFirst(),
                    ConsumerPlan.Commit.AUTO.words(),
                    0);
        }

        public static Consumer suggested(Snapshot snapshot) {
            String group =
                    snapshot.groups().isEmpty() ? "billing" : snapshot.groups().getFirst().name();
            String name = Naming.numbered(group, 1, taken -> isHere(snapshot, taken));
            return new Consumer(name, group, firstTopic(snapshot));
        }

        public static Consumer of(ConsumerPlan plan) {
            Map<String, String> settings = plan.settings();
            return new Consumer(
                    plan.name(),
                    plan.group(),
                    String.join(", ", plan.topics()),
                    settings.getOrDefault(PROTOCOL, PROTOCOLS.getFirst()),
                    Assignors.of(plan),
                    settings.getOrDefault(ISOLATION, ISOLATIONS.getFirst()),
                    plan.commit().words(),
                    (int) plan.processingMs());
        }

        public static List<String> commits() {
            return Stream.of(ConsumerPlan.Commit.values()).map(ConsumerPlan.Commit::words).toList();
        }

        /// What is wrong with it as one that is to be added.
        public Optional<String> refusal(Snapshot snapshot) {
            Optional<String> ofClient = refusalOfClient(snapshot, "consumer", name, topic);
            if (ofClient.isPresent()) {
                return ofClient;
            }
            Optional<String> ofGroup = Naming.refusal("group", group);
            return ofGroup.isPresent() ? ofGroup : refusal();
        }

        /// What is wrong with it as one that runs already.
        public Optional<String> refusal() {
            Optional<String> ofAssignor = Assignors.refusal(assignor, isClassic());
            if (ofAssignor.isPresent()) {
                return ofAssignor;
            }
            if (processingMs < 0 || processingMs > ConsumerPlan.PROCESSING_MS_MAX) {
                return Optional.of(
                        "A record is worked on for 0 to "
                                + ConsumerPlan.PROCESSING_MS_MAX
                                + " milliseconds.");
            }
            return Optional.empty();
        }

        /// A plan that is like this, and otherwise like another.
        public ConsumerPlan plan(ConsumerPlan base) {
            ConsumerPlan plan =
                    base.with(commitOf(commit), processingMs)
                            .with(PROTOCOL, protocol)
                            .with(ISOLATION, isolation);
            return Assignors.put(plan, assignor, isClassic());
        }

        private boolean isClassic() {
            return protocol.equals(PROTOCOLS.getFirst());
        }

        private static ConsumerPlan.Commit commitOf(String words) {
            return Stream.of(ConsumerPlan.Commit.values())
                    .filter(each -> each.words().equals(words))
                    .findFirst()
                    .orElse(ConsumerPlan.Commit.AUTO);
        }
    }

    private static Optional<String> refusalOfClient(
            Snapshot snapshot, String kind, String name, String topic) {
        Optional<String> ofName = Naming.refusal(kind, name);
        if (ofName.isPresent()) {
            return ofName;
        }
        if (isHere(snapshot, name)) {
            return Optional.of("There is a client " + name + " already.");
        }
        return topic.isEmpty() || snapshot.topic(topic) == null
                ? Optional.of("Add a topic first, then a " + kind + " on it.")
                : Optional.empty();
    }

    private static boolean isHere(Snapshot snapshot, String client) {
        Snapshot.ClientView view = snapshot.client(client);
        return view != null && view.isHere();
    }

    private static long running(Snapshot snapshot) {
        return snapshot.nodes().stream().filter(node -> node.broker() && node.isUp()).count();
    }

    private static String firstTopic(Snapshot snapshot) {
        return topics(snapshot).stream().findFirst().orElse("");
    }

    /// The names of the topics that a client may be put on.
    public static List<String> topics(Snapshot snapshot) {
        return snapshot.topics().stream()
                .filter(topic -> !topic.internal())
                .map(TopicView::name)
                .toList();
    }
}
