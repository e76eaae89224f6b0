package dev.vitrine.ui.model;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.TopicView;

import java.util.List;
import java.util.Optional;

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
                    free(TOPIC_NAMES, "topic", name -> snapshot.topic(name) != null),
                    PARTITIONS_WANTED,
                    replicas,
                    Math.min(IN_SYNC_WANTED, replicas));
        }

        public Optional<String> refusal(Snapshot snapshot) {
            Optional<String> ofName = refusalOfName("topic", name);
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

    /// A producer to start.
    public record Producer(
            String name, String topic, String acks, int recordsPerSecond, String key) {
        public static Producer suggested(Snapshot snapshot) {
            return new Producer(
                    free(PRODUCER_NAMES, "producer", name -> isHere(snapshot, name)),
                    firstTopic(snapshot),
                    ACKS.getFirst(),
                    5,
                    "");
        }

        public Optional<String> refusal(Snapshot snapshot) {
            Optional<String> ofClient = refusalOfClient(snapshot, "producer", name, topic);
            if (ofClient.isPresent()) {
                return ofClient;
            }
            if (recordsPerSecond < 0 || recordsPerSecond > RECORDS_PER_SECOND_MAX) {
                return Optional.of(
                        "A producer here sends 0 to "
                                + RECORDS_PER_SECOND_MAX
                                + " records a second.");
            }
            return ACKS.contains(acks) ? Optional.empty() : Optional.of("Acks is all, 1 or 0.");
        }
    }

    /// A consumer to start.
    public record Consumer(String name, String group, String topic) {
        public static Consumer suggested(Snapshot snapshot) {
            String group =
                    snapshot.groups().isEmpty() ? "billing" : snapshot.groups().getFirst().name();
            int number = 1;
            while (isHere(snapshot, group + "-" + number)) {
                number++;
            }
            return new Consumer(group + "-" + number, group, firstTopic(snapshot));
        }

        public Optional<String> refusal(Snapshot snapshot) {
            Optional<String> ofClient = refusalOfClient(snapshot, "consumer", name, topic);
            return ofClient.isPresent() ? ofClient : refusalOfName("group", group);
        }
    }

    private static Optional<String> refusalOfClient(
            Snapshot snapshot, String kind, String name, String topic) {
        Optional<String> ofName = refusalOfName(kind, name);
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

    private static Optional<String> refusalOfName(String kind, String name) {
        boolean legal =
                !name.isEmpty()
                        && name.length() <= NAME_CHARS_MAX
                        && !name.equals(".")
                        && !name.equals("..")
                        && name.chars().allMatch(Forms::isLegal);
        return legal
                ? Optional.empty()
                : Optional.of(
                        "A "
                                + kind
                                + "'s name is made of letters, digits, dots, dashes and"
                                + " underscores.");
    }

    private static boolean isLegal(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == '_';
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

    private static String free(
            List<String> names, String stem, java.util.function.Predicate<String> taken) {
        for (String name : names) {
            if (!taken.test(name)) {
                return name;
            }
        }
        int number = names.size() + 1;
        while (taken.test(stem + "-" + number)) {
            number++;
        }
        return stem + "-" + number;
    }
}
