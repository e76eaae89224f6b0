package dev.vitrine.sim;

import dev.vitrine.env.Environment;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A member of a consumer group of the consumer protocol (KIP-848): its heartbeats tell what it
/// owns and bring what it shall own. It gives up first, says so, and takes up what is new when it
/// knows where to go on.
///
/// ```
///   FINDING ──► JOINING (epoch 0) ──► STABLE: heartbeats, giving up, taking up
///      ▲            ▲                    │ │
///      └────────────┼────────────────────┘ │
///                   └──────────────────────┘ fenced: nothing is owned any more
/// ```
final class SimConsumerMember extends SimMember {
    private static final int COMMIT_VERSION = 9;
    private static final int OFFSET_FETCH_VERSION = 9;

    /// What the coordinator wants it to own.
    private SortedSet<Place> target = new TreeSet<>();

    /// Whether the coordinator may not know what it owns.
    private boolean ownedIsNews;

    /// Whether the next heartbeat says everything, as after one that got no answer.
    private boolean saysAll = true;

    private boolean takesUp;

    SimConsumerMember(
            String name,
            String group,
            Environment env,
            Ledger ledger,
            List<Integer> brokers,
            List<Place> subscribed,
            Habits habits,
            long requestTimeoutMs) {
        super(name, group, env, ledger, brokers, subscribed, habits, requestTimeoutMs);
        begin();
    }

    @Override
    boolean isSettled() {
        return state == State.STABLE && owned.equals(target) && !ownedIsNews;
    }

    /// A new member, who makes its own id (KIP-1082).
    private void begin() {
        memberId = new Uuid(env.random().nextLong(), env.random().nextLong()).toString();
        abandon();
    }

    private void abandon() {
        generation = 0;
        saysAll = true;
        ownedIsNews = false;
        target = new TreeSet<>();
        owned = new TreeSet<>();
        committed.clear();
        fetches.assign(Map.of());
    }

    @Override
    void leave() {
        if (state == State.STABLE) {
            ConsumerGroupHeartbeatRequestData body =
                    new ConsumerGroupHeartbeatRequestData()
                            .setGroupId(group)
                            .setMemberId(memberId)
                            .setMemberEpoch(-1);
            coordinate(
                    ApiKeys.CONSUMER_GROUP_HEARTBEAT, 1, version -> body, answer -> {}, () -> {});
            begin();
            become(State.JOINING);
        }
    }

    @Override
    void become(State newState) {
        super.become(newState);
        takesUp = false;
    }

    @Override
    void onFound() {
        become(generation == 0 ? State.JOINING : State.STABLE);
    }

    @Override
    boolean isFine(String what, Errors error) {
        switch (error) {
            case NONE -> {
                return true;
            }
            // Another heartbeat brings the epoch.
            case STALE_MEMBER_EPOCH -> again(State.STABLE);
            // The last of the members of this protocol was taken for dead, so that the group went
            // back to the classic protocol: the application starts again.
            case GROUP_ID_NOT_FOUND -> {
                begin();
                again(State.JOINING);
            }
            case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH -> {
                abandon();
                again(State.JOINING);
            }
            default -> isNotFine(what, error);
        }
        ledger.retried(error);
        return false;
    }

    @Override
    long act(long nowMs) {
        if (nowMs < notBeforeMs) {
            return notBeforeMs;
        }
        if (state == State.FINDING) {
            if (!asks) {
                asks = true;
                find();
            }
            return fetches.act(nowMs);
        }
        if (state == State.STABLE) {
            reconcile();
        }
        if (!heartbeatAsked && (nowMs >= nextHeartbeatMs || ownedIsNews || generation == 0)) {
            heartbeat(nowMs);
        }
        long next = heartbeatAsked ? NEVER : nextHeartbeatMs;
        if (state == State.STABLE) {
            next = Math.min(next, commitInTime(nowMs, COMMIT_VERSION));
            next = Math.min(next, fetches.act(nowMs));
        }
        return next;
    }

    // ---- heartbeats -----------------------------------------------------------------------------

    private void heartbeat(long nowMs) {
        nextHeartbeatMs = nowMs + habits.heartbeatMs();
        heartbeatAsked = true;
        ConsumerGroupHeartbeatRequestData body =
                new ConsumerGroupHeartbeatRequestData()
                        .setGroupId(group)
                        .setMemberId(memberId)
                        .setMemberEpoch(generation);
        if (saysAll) {
            body.setRebalanceTimeoutMs(habits.rebalanceTimeoutMs())
                    .setSubscribedTopicNames(
                            subscribed.stream().map(Place::topic).distinct().toList());
        }
        if (saysAll || ownedIsNews) {
            body.setTopicPartitions(partitions());
        }
        SortedSet<Place> told = new TreeSet<>(owned);
        coordinate(
                ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                1,
                version -> body,
                answer -> got((ConsumerGroupHeartbeatResponseData) answer, told),
                () -> {
                    saysAll = true;
                    again(State.FINDING);
                });
    }

    private List<TopicPartitions> partitions() {
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        owned.forEach(place ->
                byTopic.computeIfAbsent(place.topic(), t -> new ArrayList<>())
                        .add(place.partition()));
        List<TopicPartitions> partitions = new ArrayList<>();
        byTopic.forEach((topic, of) ->
                partitions.add(new TopicPartitions().setTopicId(topicId(topic)).setPartitions(of)));
        return partitions;
    }

    private void got(ConsumerGroupHeartbeatResponseData answer, SortedSet<Place> told) {
        heartbeatAsked = false;
        Errors error = Errors.forCode(answer.errorCode());
        if (error != Errors.NONE) {
            saysAll = true;
        }
        if (!isFine("ConsumerGroupHeartbeat", error)) {
            return;
        }
        if (state == State.JOINING) {
            become(State.STABLE);
        }
        saysAll = false;
        if (told.equals(owned)) {
            ownedIsNews = false;
        }
        generation = answer.memberEpoch();
        if (answer.assignment() != null) {
            SortedSet<Place> assigned = new TreeSet<>();
            for (var topic : answer.assignment().topicPartitions()) {
                String name = topicName("", topic.topicId());
                if (name.isEmpty()) {
                    // A topic that this client has not heard of yet.
                    refreshMetadata();
                    saysAll = true;
                    return;
                }
                topic.partitions().forEach(p -> assigned.add(new Place(name, p)));
            }
            target = assigned;
        }
        assigned(target);
    }

    // ---- reconciliation -------------------------------------------------------------------------

    private void reconcile() {
        if (!target.containsAll(owned)) {
            if (env.random().nextBoolean()) {
                commit(COMMIT_VERSION);
            }
            owned.retainAll(target);
            ownedIsNews = true;
            go(Map.of());
            return;
        }
        SortedSet<Place> more = new TreeSet<>(target);
        more.removeAll(owned);
        if (!more.isEmpty() && !takesUp && !ownedIsNews) {
            takesUp = true;
            OffsetFetchRequestGroup wanted =
                    new OffsetFetchRequestGroup().setMemberId(memberId).setMemberEpoch(generation);
            fetchOffsets(
                    more,
                    wanted,
                    OFFSET_FETCH_VERSION,
                    positions -> {
                        takesUp = false;
                        positions.keySet().retainAll(target);
                        owned.addAll(positions.keySet());
                        ownedIsNews = true;
                        committed.putAll(positions);
                        go(positions);
                    });
        }
    }

    /// Reads what is owned, what is new from the positions given on.
    private void go(Map<Place, Long> more) {
        Map<Place, Long> positions = new TreeMap<>(fetches.positions());
        positions.keySet().retainAll(owned);
        positions.putAll(more);
        committed.keySet().retainAll(owned);
        fetches.assign(positions);
    }
}
