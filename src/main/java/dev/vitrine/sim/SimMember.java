package dev.vitrine.sim;

import dev.vitrine.env.Environment;

import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// A member of a consumer group, of either protocol: it finds its coordinator, reads what it is
/// assigned and commits how far it has come. How it gets its assignment is its subclass's business.
abstract class SimMember extends SimClient {
    static final long BACKOFF_MS = 50;

    /// @param bothProtocols whether the group has members of both
    record Habits(
            boolean bothProtocols,
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

    final String group;
    final List<Place> subscribed;
    final Habits habits;
    final FetchLoop fetches;
    State state = State.FINDING;
    String memberId = "";

    /// The generation, or the member epoch, that the member is in.
    int generation = -1;

    SortedSet<Place> owned = new TreeSet<>();
    final Map<Place, Long> committed = new TreeMap<>();

    /// Grows with each change of state; what was asked in an older one does not count.
    int turn;

    boolean asks;
    long notBeforeMs;
    boolean heartbeatAsked;
    long nextHeartbeatMs;
    private int coordinator = -1;
    private boolean commitAsked;
    private long nextCommitMs;

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

    int generation() {
        return generation;
    }

    Map<Place, Long> positions() {
        return fetches.positions();
    }

    SortedSet<Place> owned() {
        return owned;
    }

    /// Whether it has its assignment and all of it.
    abstract boolean isSettled();

    /// Tells its coordinator that it leaves, and joins again.
    abstract void leave();

    /// Handles what an answer of a coordinator may say.
    ///
    /// @return whether there was no error
    abstract boolean isFine(String what, Errors error);

    /// The coordinator is known.
    abstract void onFound();

    void become(State newState) {
        state = newState;
        turn++;
        asks = false;
        heartbeatAsked = false;
        commitAsked = false;
    }

    void again(State newState) {
        become(newState);
        notBeforeMs = env.clock().nowMs() + BACKOFF_MS;
    }

    /// Notes what is assigned in this generation. Where both protocols are spoken, an empty group
    /// of the one gives way to a new one of the other, whose generations are counted anew, so that
    /// their numbers say nothing there; [GroupLogs] watches over such groups.
    final void assigned(SortedSet<Place> places) {
        if (!habits.bothProtocols) {
            ledger.assigned(group, generation, memberId, places);
        }
    }

    /// Errors that are the coordinator's, and those that nobody expects.
    void isNotFine(String what, Errors error) {
        switch (error) {
            case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE -> again(State.FINDING);
            case COORDINATOR_LOAD_IN_PROGRESS -> again(state);
            default -> {
                if (!SimProducer.isRetriable(error)) {
                    ledger.broken("errors are lawful", name + " " + what + ": " + error);
                }
                again(State.FINDING);
            }
        }
    }

    void coordinate(
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

    final void find() {
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
                        onFound();
                    }
                },
                () -> {
                    if (of == turn) {
                        again(State.FINDING);
                    }
                });
    }

    // ---- offsets --------------------------------------------------------------------------------

    /// @param wanted says who asks
    /// @param found takes where to go on, of all that were asked for
    final void fetchOffsets(
            SortedSet<Place> places,
            OffsetFetchRequestGroup wanted,
            int version,
            Consumer<Map<Place, Long>> found) {
        wanted.setGroupId(group).setTopics(new ArrayList<>());
        for (Place place : places) {
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
                version,
                v -> body,
                answer -> offsetsFetched((OffsetFetchResponseData) answer, places, promise, found),
                () -> again(State.FINDING));
    }

    private void offsetsFetched(
            OffsetFetchResponseData answer,
            SortedSet<Place> asked,
            Ledger.Promise promise,
            Consumer<Map<Place, Long>> found) {
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
        if (!positions.keySet().equals(asked)) {
            ledger.broken("an answer answers its request", name + " asked " + asked + " " + answer);
            return;
        }
        found.accept(positions);
    }

    /// Commits when it is time and there is something new.
    ///
    /// @return when it is time again
    final long commitInTime(long nowMs, int version) {
        if (!commitAsked && nowMs >= nextCommitMs) {
            nextCommitMs = nowMs + habits.commitMs;
            commit(version);
        }
        return commitAsked ? NEVER : nextCommitMs;
    }

    final void commit(int version) {
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
                version,
                v -> body,
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
