package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.Settings;
import dev.vitrine.env.Environment;
import dev.vitrine.event.Event;
import dev.vitrine.group.JoinGroup.Protocol;

import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/// One partition of `__consumer_offsets` and the coordinators that lead it one after the other, in
/// virtual time. Writes are committed at once ([#settle]) unless [#hold] was called.
final class Coordinators {
    static final int PARTITION = 0;
    static final int SESSION_MS = 10_000;
    static final int REBALANCE_MS = 60_000;
    static final int INITIAL_DELAY_MS = 3_000;

    long nowMs = 1_000_000;
    int leaderEpoch;
    GroupCoordinator coordinator;

    /// What is committed, in order.
    final List<GroupRecord> log = new ArrayList<>();

    /// The cluster's topics, for groups of the consumer protocol.
    final Topics topics = new Topics();

    final List<Event> events = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final Map<String, String> settings = new TreeMap<>();
    private boolean held;

    private record Pending(List<GroupRecord> records, Consumer<Errors> done) {}

    Coordinators with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /// A broker is elected leader and loads what is in the log.
    Coordinators start() {
        elect();
        load();
        return this;
    }

    void elect() {
        leaderEpoch++;
        Environment env =
                new Environment(() -> nowMs, null, null, new SplittableRandom(leaderEpoch), null);
        Settings broker = Settings.ofBroker(settings);
        coordinator =
                new GroupCoordinator(
                        GroupConfig.of(leaderEpoch, broker),
                        env,
                        topics,
                        events::add,
                        (partition, records, done) -> pending.add(new Pending(records, done)));
        coordinator.setPartitionCount(1);
        coordinator.onElected(PARTITION, leaderEpoch);
    }

    void load() {
        List<StoredRecord> stored = new ArrayList<>();
        for (GroupRecord record : log) {
            stored.add(new StoredRecord(stored.size(), record.key(), record.value()));
        }
        coordinator.onLoaded(PARTITION, leaderEpoch, stored);
    }

    /// The broker is gone; what it had not committed fails, and is lost; another takes over.
    void failOver() {
        failOver(false);
    }

    /// @param kept whether the next leader has, and so commits, what was on its way
    void failOver(boolean kept) {
        coordinator.onResigned(PARTITION, leaderEpoch);
        if (kept) {
            pending.forEach(p -> log.addAll(p.records));
        }
        fail(Errors.NOT_LEADER_OR_FOLLOWER);
        held = false;
        start();
    }

    // ---- the log --------------------------------------------------------------------------------

    void hold() {
        held = true;
    }

    int inFlight() {
        return pending.size();
    }

    void commit() {
        held = false;
        settle();
    }

    void fail(Errors error) {
        List<Pending> failed = List.copyOf(pending);
        pending.clear();
        failed.forEach(p -> p.done.accept(error));
    }

    private void settle() {
        while (!held && !pending.isEmpty()) {
            Pending next = pending.removeFirst();
            log.addAll(next.records);
            next.done.accept(Errors.NONE);
        }
    }

    // ---- time -----------------------------------------------------------------------------------

    void pass(long ms) {
        long until = nowMs + ms;
        settle();
        for (long next = coordinator.onTime(); next <= until; next = coordinator.onTime()) {
            nowMs = Math.max(nowMs, next);
            coordinator.onTime();
            settle();
        }
        nowMs = until;
        coordinator.onTime();
        settle();
    }

    /// Lets time pass until the first rebalance is over.
    void passUntilJoined(List<Member> members) {
        for (int i = 0; i < 100 && !members.stream().allMatch(m -> m.joining.isThere()); i++) {
            pass(INITIAL_DELAY_MS / 10);
        }
    }

    // ---- requests -------------------------------------------------------------------------------

    /// An answer that comes once, now or later.
    static final class Reply<T> implements Consumer<T> {
        private T value;

        @Override
        public void accept(T answer) {
            assertThat(value).as("a request is answered once").isNull();
            value = answer;
        }

        boolean isThere() {
            return value != null;
        }

        T get() {
            assertThat(value).as("the answer").isNotNull();
            return value;
        }
    }

    Reply<JoinGroupResult> send(JoinGroup request) {
        Reply<JoinGroupResult> reply = new Reply<>();
        coordinator.joinGroup(request, reply);
        settle();
        return reply;
    }

    Reply<SyncGroupResult> send(SyncGroup request) {
        Reply<SyncGroupResult> reply = new Reply<>();
        coordinator.syncGroup(request, reply);
        settle();
        return reply;
    }

    Reply<ConsumerGroupHeartbeat.Result> send(ConsumerGroupHeartbeat request) {
        Reply<ConsumerGroupHeartbeat.Result> reply = new Reply<>();
        coordinator.consumerGroupHeartbeat(request, reply);
        settle();
        return reply;
    }

    DescribedConsumerGroup describeConsumers(String group) {
        Reply<List<DescribedConsumerGroup>> reply = new Reply<>();
        coordinator.describeConsumerGroups(List.of(group), reply);
        return reply.get().getFirst();
    }

    Reply<OffsetCommitResult> send(OffsetCommit request) {
        Reply<OffsetCommitResult> reply = new Reply<>();
        coordinator.offsetCommit(request, reply);
        settle();
        return reply;
    }

    Reply<LeaveGroupResult> send(LeaveGroup request) {
        Reply<LeaveGroupResult> reply = new Reply<>();
        coordinator.leaveGroup(request, reply);
        settle();
        return reply;
    }

    Errors commitOffset(String group, int generation, String memberId, String topic, long offset) {
        return send(commitOf(group, generation, memberId, topic, offset, ""))
                .get()
                .topics()
                .getFirst()
                .partitions()
                .getFirst()
                .error();
    }

    static OffsetCommit commitOf(
            String group, int generation, String memberId, String topic, long offset, String text) {
        return new OffsetCommit(
                group,
                generation,
                memberId,
                null,
                -1,
                List.of(
                        new OffsetCommit.Topic(
                                topic,
                                Uuid.ZERO_UUID,
                                List.of(new OffsetCommit.Partition(0, offset, 7, text)))),
                10);
    }

    long offset(String group, String topic) {
        return fetch(group, topic).topics().getFirst().partitions().getFirst().offset();
    }

    OffsetFetchResult fetch(String group, String topic) {
        Reply<List<OffsetFetchResult>> reply = new Reply<>();
        List<OffsetFetch.Topic> topics =
                topic == null
                        ? null
                        : List.of(new OffsetFetch.Topic(topic, Uuid.ZERO_UUID, List.of(0)));
        coordinator.offsetFetch(
                new OffsetFetch(List.of(new OffsetFetch.Group(group, null, -1, topics)), true),
                reply);
        return reply.get().getFirst();
    }

    Errors deleteGroup(String group) {
        Reply<SortedMap<String, Errors>> reply = new Reply<>();
        coordinator.deleteGroups(List.of(group), reply);
        settle();
        return reply.get().get(group);
    }

    DescribedGroup describe(String group) {
        Reply<List<DescribedGroup>> reply = new Reply<>();
        coordinator.describeGroups(List.of(group), reply);
        return reply.get().getFirst();
    }

    ListGroups.Result list(List<String> states, List<String> types) {
        Reply<ListGroups.Result> reply = new Reply<>();
        coordinator.listGroups(new ListGroups(states, types), reply);
        return reply.get();
    }

    Event.GroupChanged told(String group) {
        return events.stream()
                .filter(e -> e instanceof Event.GroupChanged g && g.group().equals(group))
                .map(Event.GroupChanged.class::cast)
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    // ---- members --------------------------------------------------------------------------------

    Member member(String group) {
        return new Member(group, null);
    }

    Member member(String group, String instanceId) {
        return new Member(group, instanceId);
    }

    /// Members that make up a settled group: all have joined, the first assigned each its
    /// partition.
    List<Member> settled(String group, int count) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Member member = member(group);
            member.join();
            members.add(member);
        }
        passUntilJoined(members);
        settleGeneration(members);
        return members;
    }

    /// All have joined: they take up the generation, partition i for the i-th.
    void settleGeneration(List<Member> members) {
        Map<String, List<Integer>> plan = new LinkedHashMap<>();
        for (int i = 0; i < members.size(); i++) {
            members.get(i).takeGeneration();
            plan.put(members.get(i).id, List.of(i));
        }
        members.stream().filter(Member::leads).forEach(m -> m.assign(plan));
        members.stream().filter(m -> !m.leads()).forEach(Member::sync);
    }

    /// A consumer, as far as the coordinator sees it. It speaks the newest versions.
    final class Member {
        final String group;
        final String instanceId;
        String id = "";
        int generation = -1;
        String leader = "";
        String topic = "orders";
        List<String> assignors = List.of("range");
        List<TopicPartition> owned = List.of();
        boolean old;
        Reply<JoinGroupResult> joining;
        Reply<SyncGroupResult> syncing;

        Member(String group, String instanceId) {
            this.group = group;
            this.instanceId = instanceId;
        }

        JoinGroup request() {
            Bytes subscription =
                    Bytes.wrap(
                            Utils.toArray(
                                    ConsumerProtocol.serializeSubscription(
                                            new Subscription(List.of(topic), null, owned))));
            return new JoinGroup(
                    group,
                    id,
                    instanceId,
                    "app",
                    "/127.0.0.1",
                    "consumer",
                    assignors.stream().map(a -> new Protocol(a, subscription)).toList(),
                    SESSION_MS,
                    REBALANCE_MS,
                    null,
                    !old,
                    !old);
        }

        /// Joins; a dynamic member goes for its id first.
        Reply<JoinGroupResult> join() {
            joining = send(request());
            if (joining.isThere() && joining.get().error() == Errors.MEMBER_ID_REQUIRED) {
                id = joining.get().memberId();
                joining = send(request());
            }
            return joining;
        }

        void takeGeneration() {
            JoinGroupResult joined = joining.get();
            assertThat(joined.error()).isEqualTo(Errors.NONE);
            id = joined.memberId();
            generation = joined.generationId();
            leader = joined.leader();
        }

        boolean leads() {
            return id.equals(leader);
        }

        Reply<SyncGroupResult> sync() {
            return syncing = send(syncRequest(new TreeMap<>()));
        }

        Reply<SyncGroupResult> assign(Map<String, List<Integer>> plan) {
            TreeMap<String, Bytes> assignments = new TreeMap<>();
            plan.forEach((memberId, partitions) -> assignments.put(memberId, bytes(partitions)));
            return syncing = send(syncRequest(assignments));
        }

        private SyncGroup syncRequest(TreeMap<String, Bytes> assignments) {
            return new SyncGroup(
                    group,
                    generation,
                    id,
                    instanceId,
                    "consumer",
                    assignors.getFirst(),
                    assignments);
        }

        Bytes bytes(List<Integer> partitions) {
            return Bytes.wrap(
                    Utils.toArray(
                            ConsumerProtocol.serializeAssignment(
                                    new Assignment(
                                            partitions.stream()
                                                    .map(p -> new TopicPartition(topic, p))
                                                    .toList()))));
        }

        List<Integer> assigned() {
            assertThat(syncing.get().error()).isEqualTo(Errors.NONE);
            return ConsumerBytes.assigned(syncing.get().assignment())
                    .getOrDefault(topic, List.of());
        }

        Errors heartbeat() {
            Reply<Errors> reply = new Reply<>();
            coordinator.heartbeat(new Heartbeat(group, generation, id, instanceId), reply);
            return reply.get();
        }

        Errors commit(long offset) {
            return commitOffset(group, generation, id, topic, offset);
        }

        LeaveGroupResult leave() {
            return sendLeave().get();
        }

        Reply<LeaveGroupResult> sendLeave() {
            return send(
                    new LeaveGroup(group, List.of(new LeaveGroup.Member(id, instanceId, "bye"))));
        }
    }
}
