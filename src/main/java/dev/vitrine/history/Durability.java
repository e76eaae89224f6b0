package dev.vitrine.history;

import dev.vitrine.event.Event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Of which partitions Kafka promises that what is committed stays, and why of others it does not.
///
/// What is committed is on all holders: the replicas in sync and, with KIP-966, those eligible to
/// lead. A holder whose disk forgets (its machine lost power before it had flushed, or the disk was
/// wiped or damaged) is *weak* until the controller has taken it out; then it copies everything
/// anew before it holds again. So what is committed stays as long as
///
/// 1. not all holders are weak at a time, and
/// 2. nobody leads who was no holder (an unclean election).
///
/// After either, nothing is promised of the records from before. Nobody tells which those are, so
/// the partition is out of the promise from then on.
final class Durability implements State {
    private static final String WIPE = "wipe \\d{1,9}";

    private final Identities identities;
    private final SettingsFold settings;
    private final Map<Place, Known> places = new TreeMap<>();

    /// By the newest event.
    private final List<Broken> broken = new ArrayList<>();

    /// A partition of one topic; a namesake of the topic is another.
    private record Place(String topic, int partition) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byTopic = topic.compareTo(other.topic);
            return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
        }
    }

    /// A partition that is out of the promise from now on, and why.
    record Broken(long atMs, TopicPartition id, String why) {
        Subject about() {
            return new Subject.OfPartition(id.topic(), id.partition());
        }
    }

    private static final class Known implements State {
        Event.PartitionChanged newest;
        final TreeSet<Integer> weak = new TreeSet<>();
        String whyNot = "";

        Known(Event.PartitionChanged newest) {
            this.newest = newest;
        }

        TreeSet<Integer> holders() {
            TreeSet<Integer> holders = new TreeSet<>(newest.isr());
            holders.addAll(newest.elr());
            return holders;
        }
    }

    Durability(Identities identities, SettingsFold settings) {
        this.identities = identities;
        this.settings = settings;
    }

    void see(Event event) {
        broken.clear();
        switch (event) {
            case Event.PartitionChanged e -> changed(e);
            case Event.NodeEnded e -> {
                if (e.ending() == Event.Ending.POWER_LOST) {
                    places.values().forEach(known -> forgets(e.atMs(), e.node(), known));
                }
            }
            case Event.FaultInjected e -> {
                int node = wiped(e);
                places.values().forEach(known -> forgets(e.atMs(), node, known));
            }
            case Event.LogCut e ->
                    // The node may not have told yet which topic of that name it means.
                    places.values().stream()
                            .filter(known -> known.newest.topic().equals(e.topic()))
                            .filter(known -> known.newest.partition() == e.partition())
                            .forEach(known -> forgets(e.atMs(), e.node(), known));
            case Event.TopicDeleted e -> {
                String identity = Identities.identity(e.topic(), e.topicId());
                places.keySet().removeIf(place -> place.topic.equals(identity));
            }
            default -> {}
        }
    }

    /// The node whose disk was wiped; -1 when it is another fault.
    static int wiped(Event.FaultInjected event) {
        String words = event.words();
        return words.matches(WIPE) ? Integer.parseInt(words.substring(words.indexOf(' ') + 1)) : -1;
    }

    private void changed(Event.PartitionChanged now) {
        Place place = new Place(identities.of(now.node(), now.topic()), now.partition());
        Known known = places.get(place);
        if (known == null) {
            places.put(place, new Known(now));
            return;
        }
        Event.PartitionChanged before = known.newest;
        if (now.partitionEpoch() <= before.partitionEpoch()) {
            return;
        }
        boolean another = now.leader() >= 0 && !known.holders().contains(now.leader());
        // Of what nobody told in between, the setting says whether it can have been unclean.
        boolean followed = now.partitionEpoch() == before.partitionEpoch() + 1;
        boolean mayBeUnclean =
                Boolean.parseBoolean(
                        settings.ofTopic(now.topic(), "unclean.leader.election.enable", "false"));
        if (another && (followed || mayBeUnclean)) {
            out(
                    now.atMs(),
                    known,
                    "broker "
                            + now.leader()
                            + " came to lead it, epoch "
                            + now.leaderEpoch()
                            + ", and was neither in sync nor eligible");
        }
        known.newest = now;
        known.weak.retainAll(known.holders());
        judge(now.atMs(), known);
    }

    private void forgets(long atMs, int node, Known known) {
        if (known.holders().contains(node)) {
            known.weak.add(node);
            judge(atMs, known);
        }
    }

    private void judge(long atMs, Known known) {
        if (!known.weak.isEmpty() && known.weak.containsAll(known.holders())) {
            out(atMs, known, disks(known.weak) + " lost data, and nobody else had all records");
        }
    }

    private void out(long atMs, Known known, String why) {
        if (known.whyNot.isEmpty()) {
            known.whyNot = why;
            broken.add(
                    new Broken(
                            atMs,
                            new TopicPartition(known.newest.topic(), known.newest.partition()),
                            why));
        }
    }

    /// `the disk of broker 1`, `the disks of brokers 1, 2 and 3`
    private static String disks(TreeSet<Integer> nodes) {
        if (nodes.size() == 1) {
            return "the disk of broker " + nodes.first();
        }
        List<String> names = nodes.stream().map(String::valueOf).toList();
        return "the disks of brokers "
                + String.join(", ", names.subList(0, names.size() - 1))
                + " and "
                + names.getLast();
    }

    private @Nullable Known find(int node, String topic, int partition) {
        return places.get(new Place(identities.of(node, topic), partition));
    }

    /// Those that came out of the promise by the event that was seen last.
    List<Broken> broken() {
        return List.copyOf(broken);
    }

    /// Whether Kafka's promise holds of a partition, as it is called by somebody who is no node.
    boolean isPromised(String topic, int partition) {
        return places.entrySet().stream()
                .filter(entry -> entry.getValue().newest.topic().equals(topic))
                .filter(entry -> entry.getKey().partition == partition)
                .allMatch(entry -> entry.getValue().whyNot.isEmpty());
    }

    /// Whether a replica is to have all that is committed, as far as anybody was told, and no
    /// accident of its disk excuses it.
    boolean holds(int replica, int node, String topic, int partition) {
        Known known = find(node, topic, partition);
        return known != null
                && known.newest.isr().contains(replica)
                && !known.weak.contains(replica);
    }

    int partitionsOf(String topic) {
        return (int)
                places.values().stream()
                        .filter(known -> known.newest.topic().equals(topic))
                        .count();
    }
}
