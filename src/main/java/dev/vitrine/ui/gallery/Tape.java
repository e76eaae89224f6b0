package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.event.Event.GroupMember;
import dev.vitrine.event.Event.ReplicaRole;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.TopicPartition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Tells a cluster's events by hand, as its nodes would, and folds them.
final class Tape {
    /// 2026-01-05 09:00 UTC: any moment will do, as long as it is always the same.
    private static final long START_MS = 1_767_603_600_000L;

    private static final int FIRST_PORT = 19_091;
    private static final int BYTES_PER_RECORD = 106;

    private final Projector projector = new Projector();
    private final Consumer<Event> listener;
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

    void tell(Event event) {
        projector.apply(event);
        listener.accept(event);
    }

    void nodes(int count) {
        for (int node = 1; node <= count; node++) {
            start(node);
            pass(40);
        }
    }

    void start(int node) {
        tell(
                new Event.NodeStarted(
                        node, nowMs, true, true, FIRST_PORT + node - 1, 29_091 + node, ""));
    }

    void controller(int node, int term) {
        tell(new Event.QuorumRoleTaken(node, nowMs, term, Event.QuorumRole.LEADER, node, ""));
        tell(new Event.ControllerActivated(node, nowMs, term));
    }

    void end(int node, Event.Ending ending) {
        tell(new Event.NodeEnded(node, nowMs, ending, ""));
    }

    void topic(String topic, List<List<Integer>> replicasByPartition) {
        tell(new Event.TopicCreated(1, nowMs, topic, topic + "-id", Map.of()));
        for (int number = 0; number < replicasByPartition.size(); number++) {
            List<Integer> replicas = replicasByPartition.get(number);
            partition(topic, number, replicas, replicas, replicas.getFirst(), 0, 0);
            for (int node : replicas) {
                tell(new Event.ReplicaOpened(node, nowMs, topic, number, 0, 0, 0, List.of()));
            }
        }
    }

    void partition(
            String topic,
            int number,
            List<Integer> replicas,
            List<Integer> isr,
            int leader,
            int leaderEpoch,
            int partitionEpoch) {
        tell(
                new Event.PartitionChanged(
                        1,
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
                        partitionEpoch));
        for (int node : replicas) {
            ReplicaRole role =
                    leader < 0
                            ? ReplicaRole.OFFLINE
                            : node == leader ? ReplicaRole.LEADER : ReplicaRole.FOLLOWER;
            tell(new Event.ReplicaRoleTaken(node, nowMs, topic, number, role, leaderEpoch, leader));
        }
    }

    /// A replica's log, as if it had been recovered so.
    void log(int node, String topic, int number, long high, long end, EpochStart... epochs) {
        tell(new Event.ReplicaOpened(node, nowMs, topic, number, 0, high, end, List.of(epochs)));
    }

    /// The logs of a partition, all in one epoch: log ends by node, and the high watermark.
    void logs(String topic, int number, int epoch, long high, Map<Integer, Long> ends) {
        ends.forEach((node, end) ->
                log(node, topic, number, Math.min(high, end), end, new EpochStart(epoch, 0)));
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
        tell(
                new Event.OffsetCommitted(
                        1, nowMs, group, id.topic(), id.partition(), offset, nowMs, false));
    }
}
