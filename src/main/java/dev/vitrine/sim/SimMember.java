package dev.vitrine.sim;

import dev.vitrine.env.Environment;

import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// A member of a consumer group of the classic protocol: it joins, reads what it is assigned,
/// commits, and now and then leaves and comes back.
///
/// ```
///   FINDING ──► JOINING ──► SYNCING ──► FETCHING_OFFSETS ──► STABLE
///      ▲           ▲            │               │               │
///      └───────────┴────────────┴───────────────┴───────────────┘
///        another coordinator, another generation
/// ```
final class SimMember extends SimClient {
    static final long BACKOFF_MS = 50;

    record Habits(
            int sessionTimeoutMs,
            int rebalanceTimeoutMs,
            int heartbeatMs,
            int commitMs,
            FetchLoop.Habits fetch) {}

    enum State {
        FINDING,
        JOINING,
        SYNCING,
        FETCHING_OFFSETS,
        STABLE
    }

    private final String group;
    private final List<Place> subscribed;
    private final Habits habits;
    private final FetchLoop fetches;
    private State state = State.FINDING;
    private int coordinator = -1;
    private String memberId = "";
    private int generation = -1;
    private boolean asks;
    private long notBeforeMs;
    private boolean heartbeatAsked;
    private long nextHeartbeatMs;
    private boolean commitAsked;
    private long nextCommitMs;

    /// Grows with each change of state; what was asked in an older one does not count.
    private int turn;

    private List<SyncGroupRequestAssignment> assignments = List.of();
    private SortedSet<Place> owned = new TreeSet<>();
    private final Map<Place, Long> committed = new TreeMap<>();

    SimMember(
            String name,
            String group,
            Environment env,
            Ledger ledger,
            List<Integer> brokers,
            List<Place> subscribed,
            Habits habits,
            long requestTimeoutMs) {
        super(
                name,
                env,
                ledger,
                brokers,
                subscribed.stream().map(Place::topic).distinct().toList(),
                requestTimeoutMs);
        this.group = group;
        this.subscribed = subscribed;
        this.habits = habits;
        this.fetches = new FetchLoop(this, habits.fetch);
    }

    String group() {
        return group;
    }

    State state() {
        return state;
    }

    int generation() {
        return generation;
    }

    Map<Place, Long> positions() {
        return fetches.positions();
    }

    SortedSet<Place> owned() {
        return owned;
    }

    /// Tells its coordinator that it leaves, and joins again.
    void leave() {
        if (state == State.STABLE) {
            LeaveGroupRequestData body = new LeaveGroupRequestData().setGroupId(group);
            body.members().add(new MemberIdentity().setMemberId(memberId));
            coordinate(ApiKeys.LEAVE_GROUP, 4, version -> body, answer -> {}, () -> {});
            memberId = "";
            become(State.JOINING);
        }
    }

    @Override
    long act(long nowMs) {
        if (nowMs < notBeforeMs) {
            return notBeforeMs;
        }
        if (state == State.STABLE) {
            return Math.min(beStable(nowMs), fetches.act(nowMs));
        }
        if (!asks) {
            asks = true;
            switch (state) {
                case FINDING -> find();
                case JOINING -> join();
                case SYNCING -> sync();
                case FETCHING_OFFSETS -> fetchOffsets();
                case STABLE -> {}
            }
        }
        return NEVER;
    }

    private void become(State newState) {
        state = newState;
        turn++;
        asks = false;
        heartbeatAsked = false;
        commitAsked = false;
        if (newState == State.JOINING || newState == State.FINDING) {
            owned = new TreeSet<>();
            fetches.assign(Map.of());
        }
    }

    private void again(State newState) {
        become(newState);
        notBeforeMs = env.clock().nowMs() + BACKOFF_MS;
    }

    /// What every answer of a coordinator may say.
    ///
    /// @return whether there was no error
    private boolean isFine(String what, Errors error) {
        switch (error) {
            case NONE -> {
                return true;
            }
            case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE -> again(State.FINDING);
            case COORDINATOR_LOAD_IN_PROGRESS -> again(state);
            case REBALANCE_IN_PROGRESS -> again(State.JOINING);
            case UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION -> {
                if (error == Errors.UNKNOWN_MEMBER_ID) {
                    memberId = "";
                }
                again(State.JOINING);
            }
            default -> {
                if (!SimProducer.isRetriable(error)) {
                    ledger.broken("errors are lawful", name + " " + what + ": " + error);
                }
                again(State.FINDING);
            }
        }
        ledger.retried(error);
        return false;
    }

    private void coordinate(
            ApiKeys api,
            int version,
            IntFunction<ApiMessage> body,
            Consumer<ApiMessage> got,
            Runnable lost) {
        int of = turn;
        ask(
                coordinator,
                COORDINATION,
                api,
                version,
                body,
                api == ApiKeys.JOIN_GROUP ? habits.rebalanceTimeoutMs + 2_000L : 2_000L,
                true,
                answer -> {
                    if (of == turn) {
                        got.accept(answer);
                    }
                },
                () -> {
                    if (of == turn) {
                        lost.run();
                    }
                });
    }

    // ---- on the way to an assignment ------------------------------------------------------------

    private void find() {
        int of = turn;
        request(
                anyBroker(),
                DATA,
                ApiKeys.FIND_COORDINATOR,
                4,
                version -> {
                    FindCoordinatorRequestData body = new FindCoordinatorRequestData();
                    body.setKeyType((byte) 0).setCoordinatorKeys(List.of(group));
                    return body;
                },
                answer -> {
                    if (of != turn) {
                        return;
                    }
                    var found = ((FindCoordinatorResponseData) answer).coordinators().getFirst();
                    if (isFine("FindCoordinator", Errors.forCode(found.errorCode()))) {
                        coordinator = found.nodeId();
                        become(State.JOINING);
                    }
                },
                () -> {
                    if (of == turn) {
                        again(State.FINDING);
                    }
                });
    }

    private void join() {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(
                new JoinGroupRequestProtocol()
                        .setName("range")
                        .setMetadata(Assignments.subscription(subscribed)));
        JoinGroupRequestData body =
                new JoinGroupRequestData()
                        .setGroupId(group)
                        .setSessionTimeoutMs(habits.sessionTimeoutMs)
                        .setRebalanceTimeoutMs(habits.rebalanceTimeoutMs)
                        .setMemberId(memberId)
                        .setProtocolType("consumer")
                        .setProtocols(protocols);
        coordinate(
                ApiKeys.JOIN_GROUP, 7, version -> body, this::joined, () -> again(State.FINDING));
    }

    private void joined(ApiMessage answer) {
        JoinGroupResponseData joined = (JoinGroupResponseData) answer;
        Errors error = Errors.forCode(joined.errorCode());
        if (error == Errors.MEMBER_ID_REQUIRED) {
            memberId = joined.memberId();
            become(State.JOINING);
            return;
        }
        if (!isFine("JoinGroup", error)) {
            return;
        }
        memberId = joined.memberId();
        generation = joined.generationId();
        assignments = List.of();
        if (joined.leader().equals(memberId)) {
            List<String> members = new ArrayList<>();
            joined.members().forEach(member -> members.add(member.memberId()));
            assignments = Assignments.range(members, subscribed);
        }
        become(State.SYNCING);
    }

    private void sync() {
        SyncGroupRequestData body =
                new SyncGroupRequestData()
                        .setGroupId(group)
                        .setGenerationId(generation)
                        .setMemberId(memberId)
                        .setProtocolType("consumer")
                        .setProtocolName("range")
                        .setAssignments(assignments);
        coordinate(
                ApiKeys.SYNC_GROUP,
                5,
                version -> body,
                answer -> {
                    SyncGroupResponseData synced = (SyncGroupResponseData) answer;
                    if (isFine("SyncGroup", Errors.forCode(synced.errorCode()))) {
                        owned = Assignments.places(ByteBuffer.wrap(synced.assignment()));
                        ledger.assigned(group, generation, memberId, owned);
                        become(State.FETCHING_OFFSETS);
                    }
                },
                () -> again(State.FINDING));
    }

    private void fetchOffsets() {
        OffsetFetchRequestGroup wanted = new OffsetFetchRequestGroup().setGroupId(group);
        wanted.setTopics(new ArrayList<>());
        for (Place place : owned) {
            wanted.topics()
                    .add(
                            new OffsetFetchRequestTopics()
                                    .setName(place.topic())
                                    .setPartitionIndexes(List.of(place.partition())));
        }
        OffsetFetchRequestData body =
                new OffsetFetchRequestData().setGroups(List.of(wanted)).setRequireStable(true);
        Ledger.Promise promise = ledger.promiseOf(group);
        coordinate(
                ApiKeys.OFFSET_FETCH,
                8,
                version -> body,
                answer -> offsetsFetched((OffsetFetchResponseData) answer, promise),
                () -> again(State.FINDING));
    }

    private void offsetsFetched(OffsetFetchResponseData answer, Ledger.Promise promise) {
        var fetched = answer.groups().getFirst();
        if (!isFine("OffsetFetch", Errors.forCode(fetched.errorCode()))) {
            return;
        }
        Map<Place, Long> positions = new TreeMap<>();
        for (var topic : fetched.topics()) {
            for (var partition : topic.partitions()) {
                if (!isFine("OffsetFetch", Errors.forCode(partition.errorCode()))) {
                    return;
                }
                Place place = new Place(topic.name(), partition.partitionIndex());
                ledger.offsetFetched(name, group, place, partition.committedOffset(), promise);
                positions.put(place, Math.max(0, partition.committedOffset()));
            }
        }
        if (!positions.keySet().equals(owned)) {
            ledger.broken("an answer answers its request", name + " asked " + owned + " " + answer);
            return;
        }
        committed.clear();
        committed.putAll(positions);
        fetches.assign(positions);
        become(State.STABLE);
    }

    // ---- with an assignment ---------------------------------------------------------------------

    private long beStable(long nowMs) {
        if (!heartbeatAsked && nowMs >= nextHeartbeatMs) {
            heartbeatAsked = true;
            nextHeartbeatMs = nowMs + habits.heartbeatMs;
            HeartbeatRequestData body =
                    new HeartbeatRequestData()
                            .setGroupId(group)
                            .setGenerationId(generation)
                            .setMemberId(memberId);
            coordinate(
                    ApiKeys.HEARTBEAT,
                    4,
                    version -> body,
                    answer -> {
                        heartbeatAsked = false;
                        isFine(
                                "Heartbeat",
                                Errors.forCode(((HeartbeatResponseData) answer).errorCode()));
                    },
                    () -> again(State.FINDING));
        }
        if (!commitAsked && nowMs >= nextCommitMs) {
            nextCommitMs = nowMs + habits.commitMs;
            commit();
        }
        return Math.min(
                heartbeatAsked ? NEVER : nextHeartbeatMs, commitAsked ? NEVER : nextCommitMs);
    }

    private void commit() {
        Map<Place, Long> moved = new TreeMap<>(fetches.positions());
        moved.entrySet().removeIf(entry -> entry.getValue().equals(committed.get(entry.getKey())));
        if (moved.isEmpty()) {
            return;
        }
        OffsetCommitRequestData body =
                new OffsetCommitRequestData()
                        .setGroupId(group)
                        .setGenerationIdOrMemberEpoch(generation)
                        .setMemberId(memberId);
        moved.forEach((place, offset) -> {
            OffsetCommitRequestTopic topic = new OffsetCommitRequestTopic().setName(place.topic());
            topic.partitions()
                    .add(
                            new OffsetCommitRequestPartition()
                                    .setPartitionIndex(place.partition())
                                    .setCommittedOffset(offset)
                                    .setCommittedMetadata(""));
            body.topics().add(topic);
        });
        commitAsked = true;
        int of = generation;
        ledger.commitSent(group, of, moved);
        coordinate(
                ApiKeys.OFFSET_COMMIT,
                8,
                version -> body,
                answer -> committed((OffsetCommitResponseData) answer, of, moved),
                () -> again(State.FINDING));
    }

    private void committed(OffsetCommitResponseData answer, int of, Map<Place, Long> offsets) {
        commitAsked = false;
        for (var topic : answer.topics()) {
            for (var partition : topic.partitions()) {
                Place place = new Place(topic.name(), partition.partitionIndex());
                if (!isFine("OffsetCommit", Errors.forCode(partition.errorCode()))) {
                    return;
                }
                long offset = offsets.getOrDefault(place, -1L);
                committed.put(place, offset);
                ledger.committed(group, of, place, offset);
            }
        }
    }
}
