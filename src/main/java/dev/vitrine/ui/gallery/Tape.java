package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.event.Event.GroupMember;
import dev.vitrine.event.Event.PartitionChanged;
import dev.vitrine.event.Event.ReplicaRole;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.TopicPartition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Tells a cluster's events by hand, as its nodes would, and folds them. What no cluster could tell
/// after what was told so far it refuses, unless it is told as [#impossible].
final class Tape {
    /// 2026-01-05 09:00 UTC: any moment will do, as long as it is always the same.
    private static final long START_MS = 1_767_603_600_000L;

    private static final int FIRST_PORT = 19_091;
    private static final int BYTES_PER_RECORD = 106;

    private final Projector projector = new Projector();
    private final Told told = new Told();
    private final Consumer<Event> listener;
    private final Map<String, Integer> coordinators = new LinkedHashMap<>();
    private final Map<String, Long> connections = new LinkedHashMap<>();
    private long nowMs = START_MS;
    private int correlationId;

    /// What a topic's partition looks like in a subject.
    private static final Pattern PARTITION = Pattern.compile("([^ ,×]+)-(\\d{1,6})");

    private static Map<String, List<Integer>> partitions(String subject) {
        Map<String, List<Integer>> named = new LinkedHashMap<>();
        PARTITION
                .matcher(subject)
                .results()
                .forEach(found ->
                        named.computeIfAbsent(found.group(1), absent -> new ArrayList<>())
                                .add(Integer.parseInt(found.group(2))));
        return named;
    }

    Tape() {
        this(event -> {});
    }

    /// @param listener hears each event, too
    Tape(Consumer<Event> listener) {
        this.listener = listener;
    }

    long nowMs() {
        return nowMs;
    }

    Snapshot snapshot() {
        return projector.snapshot();
    }

    Tape pass(long ms) {
        nowMs += ms;
        return this;
    }

    /// @throws IllegalStateException when no cluster could tell it now
    void tell(Event event) {
        told.judge(event);
        impossible(event);
    }

    /// Tells what no cluster should.
    void impossible(Event event) {
        told.keep(event);
        projector.apply(event);
        listener.accept(event);
    }

    Collection<Integer> up() {
        return told.up();
    }

    void nodes(int count) {
        for (int node = 1; node <= count; node++) {
            start(node);
            pass(40);
        }
    }

    /// A node starts, at first or again; then it tells what it finds in the metadata and on its
    /// disk.
    void start(int node) {
        tell(
                new Event.NodeStarted(
                        node, nowMs, true, true, FIRST_PORT + node - 1, 29_091 + node, ""));
        for (Event.TopicCreated topic : told.topics()) {
            tell(
                    new Event.TopicCreated(
                            node, nowMs, topic.topic(), topic.topicId(), topic.configs()));
        }
        for (PartitionChanged partition : told.partitions()) {
            changed(node, partition);
            TopicPartition id = new TopicPartition(partition.topic(), partition.partition());
            Told.Log log = told.find(node, id);
            if (log != null) {
                tell(
                        new Event.ReplicaOpened(
                                node,
                                nowMs,
                                id.topic(),
                                id.partition(),
                                log.start(),
                                log.high(),
                                log.end(),
                                List.of(log.epochs())));
                role(node, partition);
            }
        }
    }

    void controller(int node, int term) {
        tell(new Event.QuorumRoleTaken(node, nowMs, term, Event.QuorumRole.LEADER, node, ""));
        tell(new Event.ControllerActivated(node, nowMs, term));
    }

    void end(int node, Event.Ending ending) {
        tell(new Event.NodeEnded(node, nowMs, ending, ""));
    }

    /// A topic that is created now; its logs are empty.
    ///
    /// @param placement the replicas of each partition, its leader first
    void topic(String topic, List<List<Integer>> placement) {
        foundTopic(topic, topic + "-id", placement);
        for (int number = 0; number < placement.size(); number++) {
            for (int node : placement.get(number)) {
                log(node, topic, number, 0, 0);
            }
        }
    }

    /// A topic that the nodes found when they started. Each of its logs is still to be told, by
    /// [#log].
    ///
    /// @param leaderEpochs of each partition; 0 for those beyond
    void foundTopic(String topic, String id, List<List<Integer>> placement, int... leaderEpochs) {
        topicCreated(topic, id);
        for (int number = 0; number < placement.size(); number++) {
            int epoch = number < leaderEpochs.length ? leaderEpochs[number] : 0;
            partitionCreated(topic, number, placement.get(number), epoch);
        }
    }

    void topicCreated(String topic, String id) {
        for (int node : told.up()) {
            tell(new Event.TopicCreated(node, nowMs, topic, id, Map.of()));
        }
    }

    /// @param replicas all in sync, the leader first
    void partitionCreated(String topic, int number, List<Integer> replicas, int leaderEpoch) {
        change(topic, number, replicas, replicas, replicas.getFirst(), leaderEpoch, leaderEpoch);
    }

    /// Another in-sync set or leader; a new leader has the next epoch. Those of its replicas that
    /// run take up their roles.
    ///
    /// @param leader below zero for nobody
    void partition(String topic, int number, List<Integer> isr, int leader) {
        metadata(topic, number, isr, leader);
        roles(topic, number);
    }

    /// As [#partition], before any replica has done anything about it.
    void metadata(String topic, int number, List<Integer> isr, int leader) {
        PartitionChanged before = told.partition(new TopicPartition(topic, number));
        int epoch = before.leaderEpoch() + (leader == before.leader() ? 0 : 1);
        change(topic, number, before.replicas(), isr, leader, epoch, before.partitionEpoch() + 1);
    }

    void roles(String topic, int number) {
        PartitionChanged now = told.partition(new TopicPartition(topic, number));
        now.replicas().stream().filter(told::isUp).forEach(node -> role(node, now));
    }

    int leaderEpoch(String topic, int number) {
        return told.partition(new TopicPartition(topic, number)).leaderEpoch();
    }

    private void change(
            String topic,
            int number,
            List<Integer> replicas,
            List<Integer> isr,
            int leader,
            int leaderEpoch,
            int partitionEpoch) {
        PartitionChanged now =
                new PartitionChanged(
                        Event.OUTSIDE,
                        nowMs,
                        topic,
                        number,
                        replicas,
                        List.of(),
                        List.of(),
                        isr,
                        List.of(),
                        List.of(),
                        leader,
                        leaderEpoch,
                        partitionEpoch);
        told.up().forEach(node -> changed(node, now));
    }

    private void changed(int node, PartitionChanged to) {
        tell(
                new PartitionChanged(
                        node,
                        nowMs,
                        to.topic(),
                        to.partition(),
                        to.replicas(),
                        to.addingReplicas(),
                        to.removingReplicas(),
                        to.isr(),
                        to.elr(),
                        to.lastKnownElr(),
                        to.leader(),
                        to.leaderEpoch(),
                        to.partitionEpoch()));
    }

    private void role(int node, PartitionChanged now) {
        ReplicaRole role =
                now.leader() < 0
                        ? ReplicaRole.OFFLINE
                        : node == now.leader() ? ReplicaRole.LEADER : ReplicaRole.FOLLOWER;
        tell(
                new Event.ReplicaRoleTaken(
                        node,
                        nowMs,
                        now.topic(),
                        now.partition(),
                        role,
                        now.leaderEpoch(),
                        now.leader()));
    }

    /// A replica's log, as its node found it on its disk.
    void log(int node, String topic, int number, long high, long end, EpochStart... epochs) {
        tell(new Event.ReplicaOpened(node, nowMs, topic, number, 0, high, end, List.of(epochs)));
        role(node, told.partition(new TopicPartition(topic, number)));
    }

    /// The logs of a partition, all in its leader's epoch: log ends by node, and the high
    /// watermark.
    void logs(String topic, int number, long high, Map<Integer, Long> ends) {
        EpochStart epoch = new EpochStart(leaderEpoch(topic, number), 0);
        ends.forEach((node, end) -> log(node, topic, number, Math.min(high, end), end, epoch));
    }

    /// So many records come; all in sync copy as many, and as many more are committed.
    void grow(String topic, int number, int records) {
        TopicPartition id = new TopicPartition(topic, number);
        PartitionChanged now = told.partition(id);
        List<Integer> inSync = new ArrayList<>(now.isr());
        inSync.remove((Integer) now.leader());
        inSync.addFirst(now.leader());
        for (int node : inSync) {
            long end = told.log(node, id).end();
            append(node, topic, number, end, end + records - 1, now.leaderEpoch());
        }
        for (int node : inSync) {
            high(node, topic, number, told.log(node, id).high() + records);
        }
    }

    /// A follower copies what it lacks of its leader's log.
    void catchUp(int node, TopicPartition id) {
        Told.Log leader = told.log(told.partition(id).leader(), id);
        EpochStart[] epochs = leader.epochs();
        for (int i = 0; i < epochs.length; i++) {
            long from = told.log(node, id).end();
            long to = i + 1 < epochs.length ? epochs[i + 1].startOffset() : leader.end();
            if (from < to) {
                append(node, id.topic(), id.partition(), from, to - 1, epochs[i].leaderEpoch());
            }
        }
        high(node, id.topic(), id.partition(), leader.high());
    }

    long end(int node, TopicPartition id) {
        return told.log(node, id).end();
    }

    void append(int node, String topic, int number, long base, long last, int epoch) {
        int bytes = (int) (last - base + 1) * BYTES_PER_RECORD;
        tell(new Event.RecordsAppended(node, nowMs, topic, number, base, last, epoch, bytes));
    }

    void high(int node, String topic, int number, long high) {
        tell(new Event.HighWatermarkMoved(node, nowMs, topic, number, high));
    }

    void producer(String name, String topic, Map<String, String> settings) {
        tell(
                new Event.ClientStarted(
                        Event.OUTSIDE,
                        nowMs,
                        name,
                        Event.ClientKind.PRODUCER,
                        topic,
                        "",
                        settings));
    }

    void consumer(String name, String topic, String group) {
        tell(
                new Event.ClientStarted(
                        Event.OUTSIDE,
                        nowMs,
                        name,
                        Event.ClientKind.CONSUMER,
                        topic,
                        group,
                        Map.of()));
    }

    void produced(String client, long sent, long acknowledged, long failed, long pending) {
        tell(
                new Event.ProducerProgressed(
                        Event.OUTSIDE, nowMs, client, sent, acknowledged, failed, pending));
    }

    void connect(String client, int node, String software) {
        long connection = connections.size() + 1L;
        connections.put(client + "@" + node, connection);
        tell(
                new Event.ClientConnected(
                        node, nowMs, connection, Event.OUTSIDE, client, software, "127.0.0.1"));
    }

    /// The number, on the node, of a client's connection.
    long connection(String client, int node) {
        return Objects.requireNonNull(connections.get(client + "@" + node));
    }

    /// A request that is not answered yet.
    void ask(String client, int node, String api, String subject) {
        long connection = Objects.requireNonNull(connections.get(client + "@" + node));
        tell(
                new Event.RequestReceived(
                        node,
                        nowMs,
                        connection,
                        Event.OUTSIDE,
                        client,
                        api,
                        12,
                        ++correlationId,
                        212,
                        subject,
                        partitions(subject)));
    }

    void answer(String client, int node, String api, String error) {
        long connection = Objects.requireNonNull(connections.get(client + "@" + node));
        tell(
                new Event.ResponseSent(
                        node,
                        nowMs,
                        connection,
                        Event.OUTSIDE,
                        client,
                        api,
                        correlationId,
                        api.equals("Fetch") ? 420 : 48,
                        api.equals("Fetch") ? 300 : 0,
                        error));
    }

    void group(
            int coordinator,
            String group,
            String protocol,
            String state,
            int generation,
            String assignor,
            List<GroupMember> members) {
        coordinators.put(group, coordinator);
        tell(
                new Event.GroupChanged(
                        coordinator,
                        nowMs,
                        group,
                        protocol,
                        state,
                        generation,
                        assignor,
                        members.isEmpty() ? "" : members.getFirst().memberId(),
                        members));
    }

    static GroupMember member(String clientId, String topic, Integer... partitions) {
        return new GroupMember(
                clientId + "-id", clientId, "/127.0.0.1", Map.of(topic, List.of(partitions)));
    }

    static GroupMember member(String clientId, Map<String, List<Integer>> assignment) {
        return new GroupMember(clientId + "-id", clientId, "/127.0.0.1", assignment);
    }

    void commit(String group, TopicPartition id, long offset) {
        int coordinator = coordinators.getOrDefault(group, -1);
        int node = told.isUp(coordinator) ? coordinator : told.up().iterator().next();
        tell(
                new Event.OffsetCommitted(
                        node, nowMs, group, id.topic(), id.partition(), offset, nowMs, false));
    }
}
