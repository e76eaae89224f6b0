package dev.vitrine.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// What a seed draws: the cluster, its settings, its clients and what befalls it.
///
/// @param voters ids of the quorum's voters
/// @param brokers ids of the brokers; a node in both has both roles
/// @param settings every node's settings
/// @param topics what is produced to, for the whole run
/// @param extraTopics how many topics are created, and some deleted, meanwhile
/// @param lateBrokers brokers that join only when the cluster has been at work for a while
/// @param moves how many times a partition is moved to other brokers, or records are deleted
/// @param safetyMs how long faults go on
/// @param faultsFromStart whether faults begin before the cluster is up
record Options(
        List<Integer> voters,
        List<Integer> brokers,
        Map<String, String> settings,
        List<Topic> topics,
        List<SimProducer.Habits> producers,
        int readers,
        FetchLoop.Habits fetch,
        List<Group> groups,
        int extraTopics,
        List<Integer> lateBrokers,
        int moves,
        Network.Weather weather,
        Faults faults,
        long safetyMs,
        boolean faultsFromStart) {

    record Topic(String name, int partitions, int replicas, Map<String, String> configs) {
        /// What the names of topics begin with whose every record is kept.
        static final String KEPT = "orders";

        /// What the names of compacted topics begin with.
        static final String COMPACTED = "table";

        /// What the names of topics begin with that forget their oldest records.
        static final String RETAINED = "trail";

        /// Whether the records of a topic have the ledger's ids.
        static boolean isProduced(String topic) {
            return topic.startsWith(KEPT)
                    || topic.startsWith(COMPACTED)
                    || topic.startsWith(RETAINED);
        }
    }

    /// @param consumers how many of the members speak the consumer protocol
    record Group(String name, int members, int consumers, SimMember.Habits habits) {}

    /// @param kinds which kinds of fault occur
    /// @param intervalMsMax the longest pause between two faults
    /// @param lengthMsMax how long a fault lasts at most
    /// @param downMax how many nodes may be down at once
    record Faults(List<Nemesis.Kind> kinds, long intervalMsMax, long lengthMsMax, int downMax) {}

    List<Integer> nodes() {
        return java.util.stream.Stream.concat(voters.stream(), brokers.stream())
                .distinct()
                .sorted()
                .toList();
    }

    long sessionTimeoutMs() {
        return Long.parseLong(settings.getOrDefault("broker.session.timeout.ms", "9000"));
    }

    /// Every partition that is produced to.
    List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (Topic topic : topics) {
            for (int partition = 0; partition < topic.partitions; partition++) {
                places.add(new Place(topic.name, partition));
            }
        }
        return places;
    }

    /// @param chance draws the cluster, its clients and its faults
    /// @param change draws what an administrator does to it, and topics that are cleaned
    static Options draw(RandomGenerator chance, RandomGenerator change) {
        int nodes = oneOf(chance, 1, 2, 3, 3, 3, 3, 3, 3, 4, 4, 5, 5, 5, 6, 7);
        List<Integer> ids = new ArrayList<>();
        for (int id = 1; id <= nodes; id++) {
            ids.add(id);
        }
        int voterCount =
                nodes < 3 ? 1 : nodes < 5 ? oneOf(chance, 1, 3, 3, 3) : oneOf(chance, 3, 3, 5);
        List<Integer> voters = List.copyOf(ids.subList(0, voterCount));
        boolean apart = nodes >= 4 && nodes > voterCount && chance.nextInt(4) == 0;
        List<Integer> brokers =
                apart ? List.copyOf(ids.subList(voterCount, nodes)) : List.copyOf(ids);
        Map<String, String> settings = settings(chance, brokers.size());
        List<Topic> topics = topics(chance, brokers.size());
        topics.addAll(cleanedTopics(change, brokers.size()));
        cleaning(change, settings);
        List<Integer> late =
                change.nextBoolean() ? lateBrokers(brokers, voters, topics) : List.of();
        return new Options(
                voters,
                brokers,
                settings,
                topics,
                producers(chance),
                1 + chance.nextInt(2),
                fetch(chance),
                groups(chance, change),
                chance.nextInt(4),
                late,
                brokers.size() > 1 ? change.nextInt(6) : 0,
                new Network.Weather(
                        between(chance, 20, 300),
                        between(chance, 500, 10_000),
                        chance.nextInt(60),
                        chance.nextInt(100)),
                faults(chance, nodes),
                between(chance, 4_000, 15_000),
                chance.nextInt(4) == 0);
    }

    /// Those that neither the quorum nor a topic's creation waits for.
    private static List<Integer> lateBrokers(
            List<Integer> brokers, List<Integer> voters, List<Topic> topics) {
        int needed = Math.min(3, brokers.size());
        for (Topic topic : topics) {
            needed = Math.max(needed, topic.replicas());
        }
        return brokers.subList(needed, brokers.size()).stream()
                .filter(id -> !voters.contains(id))
                .toList();
    }

    private static Map<String, String> settings(RandomGenerator chance, int brokers) {
        Map<String, String> settings = new TreeMap<>();
        long session = between(chance, 500, 2_000);
        put(settings, "broker.session.timeout.ms", session);
        put(settings, "broker.heartbeat.interval.ms", session / oneOf(chance, 3, 4, 6));
        put(settings, "controller.quorum.election.timeout.ms", between(chance, 100, 400));
        put(settings, "controller.quorum.fetch.timeout.ms", between(chance, 300, 1_000));
        put(settings, "controller.quorum.election.backoff.max.ms", between(chance, 50, 300));
        put(settings, "controller.quorum.request.timeout.ms", between(chance, 200, 800));
        put(settings, "replica.lag.time.max.ms", between(chance, 300, 2_000));
        put(settings, "replica.fetch.wait.max.ms", between(chance, 20, 250));
        put(settings, "replica.fetch.backoff.ms", between(chance, 10, 200));
        put(settings, "replica.socket.timeout.ms", between(chance, 500, 3_000));
        put(settings, "replica.fetch.max.bytes", oneOf(chance, 1, 512, 4_096, 1_048_576));
        put(settings, "log.index.interval.bytes", oneOf(chance, 0, 64, 512, 4_096));
        put(settings, "log.flush.interval.messages", oneOf(chance, 1, 50, 1_000_000));
        put(settings, "group.initial.rebalance.delay.ms", oneOf(chance, 0, 50, 300));
        put(settings, "group.min.session.timeout.ms", 100);
        put(settings, "offsets.topic.num.partitions", oneOf(chance, 1, 2, 3));
        put(settings, "offsets.topic.replication.factor", Math.min(3, brokers));
        put(settings, "offsets.commit.timeout.ms", 1_000);
        put(settings, "controlled.shutdown.enable", chance.nextInt(4) == 0 ? "false" : "true");
        put(settings, "auto.create.topics.enable", "false");
        return settings;
    }

    private static List<Topic> topics(RandomGenerator chance, int brokers) {
        List<Topic> topics = new ArrayList<>();
        int count = 1 + chance.nextInt(2);
        for (int i = 1; i <= count; i++) {
            int replicas = Math.min(brokers, oneOf(chance, 1, 2, 3, 3, 3, 3, 5));
            Map<String, String> configs = new TreeMap<>();
            int least = replicas >= 2 ? oneOf(chance, 1, 2, 2, 2) : 1;
            put(configs, "min.insync.replicas", Math.min(least, replicas));
            if (chance.nextBoolean()) {
                // An index of few entries makes a log roll soon.
                put(configs, "segment.index.bytes", oneOf(chance, 24, 48, 96));
            }
            if (chance.nextBoolean()) {
                put(configs, "segment.ms", between(chance, 500, 5_000));
            }
            topics.add(new Topic(Topic.KEPT + i, 1 + chance.nextInt(4), replicas, configs));
        }
        return topics;
    }

    /// At most one that is compacted and one that forgets.
    private static List<Topic> cleanedTopics(RandomGenerator chance, int brokers) {
        List<Topic> topics = new ArrayList<>();
        if (chance.nextInt(2) == 0) {
            Map<String, String> configs = soonRolled(chance);
            put(configs, "cleanup.policy", "compact");
            put(configs, "min.cleanable.dirty.ratio", chance.nextBoolean() ? "0.0" : "0.3");
            put(configs, "min.compaction.lag.ms", oneOf(chance, 0, 0, 500));
            put(configs, "delete.retention.ms", oneOf(chance, 0, 100, 86_400_000));
            topics.add(cleaned(Topic.COMPACTED, chance, brokers, configs));
        }
        if (chance.nextInt(2) == 0) {
            Map<String, String> configs = soonRolled(chance);
            if (chance.nextBoolean()) {
                put(configs, "retention.bytes", between(chance, 0, 5_000));
            } else {
                put(configs, "retention.ms", between(chance, 500, 5_000));
            }
            topics.add(cleaned(Topic.RETAINED, chance, brokers, configs));
        }
        return topics;
    }

    private static Topic cleaned(
            String name, RandomGenerator chance, int brokers, Map<String, String> configs) {
        int replicas = Math.min(brokers, oneOf(chance, 1, 2, 3, 3));
        put(configs, "min.insync.replicas", Math.min(2, replicas));
        return new Topic(name, 1 + chance.nextInt(2), replicas, configs);
    }

    private static Map<String, String> soonRolled(RandomGenerator chance) {
        Map<String, String> configs = new TreeMap<>();
        // An index of few entries makes a log roll soon.
        put(configs, "segment.index.bytes", oneOf(chance, 24, 48, 96));
        put(configs, "segment.ms", between(chance, 200, 2_000));
        return configs;
    }

    private static void cleaning(RandomGenerator chance, Map<String, String> settings) {
        put(settings, "log.retention.check.interval.ms", oneOf(chance, 100, 1_000));
        put(settings, "log.cleaner.backoff.ms", oneOf(chance, 50, 500));
        put(settings, "log.segment.delete.delay.ms", oneOf(chance, 0, 1_000, 60_000));
        put(settings, "leader.imbalance.check.interval.seconds", oneOf(chance, 1, 3, 300));
        // The topic of offsets rolls soon, too, and is compacted.
        put(settings, "log.index.size.max.bytes", oneOf(chance, 24, 96, 10_485_760));
        long session = between(chance, 500, 2_000);
        put(settings, "group.consumer.min.session.timeout.ms", 100);
        put(settings, "group.consumer.session.timeout.ms", session);
        put(settings, "group.consumer.min.heartbeat.interval.ms", 10);
        put(settings, "group.consumer.heartbeat.interval.ms", session / 4);
    }

    private static List<SimProducer.Habits> producers(RandomGenerator chance) {
        List<SimProducer.Habits> producers = new ArrayList<>();
        int count = 1 + chance.nextInt(3);
        for (int i = 0; i < count; i++) {
            short acks = (short) (i == 0 ? -1 : oneOf(chance, -1, -1, 0, 1));
            producers.add(
                    new SimProducer.Habits(
                            acks,
                            acks == -1 && chance.nextInt(4) != 0,
                            oneOf(chance, 1, 3, 10),
                            oneOf(chance, 10, 100, 2_000),
                            between(chance, 20, 300),
                            chance.nextInt(6) == 0,
                            oneOf(chance, 9, 11, 12, 13, 13),
                            (int) between(chance, 300, 2_000)));
        }
        return producers;
    }

    private static FetchLoop.Habits fetch(RandomGenerator chance) {
        return new FetchLoop.Habits(
                (int) between(chance, 50, 500),
                oneOf(chance, 0, 1, 1, 10_000),
                oneOf(chance, 1, 1_000, 100_000, 1_048_576),
                oneOf(chance, 12, 13, 15, 17));
    }

    private static List<Group> groups(RandomGenerator chance, RandomGenerator change) {
        List<Group> groups = new ArrayList<>();
        int count = chance.nextInt(3);
        for (int i = 1; i <= count; i++) {
            int session = (int) between(chance, 500, 2_000);
            int members = 1 + chance.nextInt(3);
            int consumers = oneOf(change, 0, members, change.nextInt(members + 1));
            groups.add(
                    new Group(
                            "group-" + i,
                            members,
                            consumers,
                            new SimMember.Habits(
                                    consumers > 0 && consumers < members,
                                    session,
                                    (int) between(chance, 500, 2_000),
                                    session / 4,
                                    (int) between(chance, 50, 500),
                                    fetch(chance))));
        }
        return groups;
    }

    private static Faults faults(RandomGenerator chance, int nodes) {
        List<Nemesis.Kind> kinds = new ArrayList<>();
        for (Nemesis.Kind kind : Nemesis.Kind.values()) {
            if (chance.nextInt(3) != 0) {
                kinds.add(kind);
            }
        }
        Collections.sort(kinds);
        return new Faults(
                kinds,
                between(chance, 100, 2_500),
                between(chance, 200, 4_000),
                1 + chance.nextInt(nodes));
    }

    private static void put(Map<String, String> settings, String name, Object value) {
        settings.put(name, value.toString());
    }

    private static long between(RandomGenerator chance, long least, long most) {
        return least + chance.nextLong(most - least + 1);
    }

    private static int oneOf(RandomGenerator chance, int... values) {
        return values[chance.nextInt(values.length)];
    }
}
