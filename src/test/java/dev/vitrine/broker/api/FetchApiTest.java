package dev.vitrine.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.broker.api.OneBroker.Asked;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchRequestData.ReplicaState;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Fetches, from frame to frame, at one broker.
final class FetchApiTest {
    private static final int VERSION = 17;

    private OneBroker broker = brokerWith();

    private static OneBroker brokerWith(String... settings) {
        OneBroker broker = new OneBroker(settings);
        return broker.serve(new FetchApi(broker.knowledge, broker.replicas, broker.env));
    }

    // ---- sessions -------------------------------------------------------------------------------

    @Test
    void anIncrementalAnswerTellsOnlyWhatChanged() {
        topics("a", "b", "c");
        broker.append("a", 10);
        int session = begin(at("a", 1), at("b", 0), at("c", 0));
        assertThat(told(session, 1)).isEmpty();
        broker.append("b", 10);
        assertThat(told(session, 2)).containsExactly("b");
        assertThat(told(session, 3, at("b", 1))).isEmpty();
    }

    @Test
    void aPartitionThatGaveRecordsGoesToTheEndOfItsSession() {
        topics("a", "b", "c");
        int session = begin(at("a", 0), at("b", 0), at("c", 0));
        List.of("a", "b", "c").forEach(topic -> broker.append(topic, 1_000));
        FetchRequestData small = incremental(session, 1).setMaxBytes(1_100);
        assertThat(withRecords(ask(small))).containsExactly("a");
        assertThat(withRecords(ask(small.setSessionEpoch(2)))).containsExactly("b");
        assertThat(withRecords(ask(small.setSessionEpoch(3)))).containsExactly("c");
        assertThat(withRecords(ask(small.setSessionEpoch(4)))).containsExactly("a");
    }

    @Test
    void aSessionForgetsAndEndsWithItsLastPartition() {
        topics("a", "b");
        int session = begin(at("a", 0), at("b", 0));
        broker.append("a", 10);
        assertThat(told(session, 1, forget("a"))).isEmpty();
        broker.append("b", 10);
        assertThat(told(session, 2)).containsExactly("b");
        assertThat(ask(incremental(session, 3, forget("b"))).sessionId()).isZero();
        assertThat(errorOf(ask(incremental(session, 4))))
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
    }

    @Test
    void aRequestThatNamesNothingIsAboutWhatItsSessionRemembersEachInItsTurn() {
        topics("a", "b", "c");
        int session = begin(at("a", 0), at("b", 0));

        assertThat(about(incremental(session, 1))).isEqualTo("b-0, a-0");
        assertThat(about(incremental(session, 1, at("c", 0)))).isEqualTo("b-0, c-0 and 1 more");
        assertThat(about(incremental(session, 1, forget("b")))).isEqualTo("a-0");
        ask(incremental(session, 1, at("c", 0)));
        assertThat(about(incremental(session, 2))).isEqualTo("c-0, a-0 and 1 more");
        assertThat(about(incremental(session, 7))).as("not its turn").isEmpty();
        assertThat(about(full(at("c", 0)))).isEqualTo("c-0");
    }

    @Test
    void aRequestOutOfTurnIsRefusedAndChangesNothing() {
        topics("a");
        int session = begin(at("a", 0));
        assertThat(errorOf(ask(incremental(session, 2))))
                .isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH);
        assertThat(errorOf(ask(incremental(session, 1).setTopics(List.of()), 12)))
                .isEqualTo(Errors.FETCH_SESSION_TOPIC_ID_ERROR);
        assertThat(errorOf(ask(incremental(session + 1, 1))))
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
        assertThat(errorOf(ask(incremental(session, 1)))).isEqualTo(Errors.NONE);
    }

    @Test
    void aFullRequestEndsTheSessionItNames() {
        topics("a");
        int session = begin(at("a", 0));
        ask(incremental(session, FetchSessions.FINAL, at("a", 0)));
        assertThat(errorOf(ask(incremental(session, 1))))
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
    }

    @Test
    void anErrorIsToldAgainUntilItIsMended() {
        topics("a");
        int session = begin(at("a", 0));
        assertThat(told(session, 1, at("a", 7))).containsExactly("a");
        assertThat(told(session, 2)).containsExactly("a");
        assertThat(told(session, 3, at("a", 0))).containsExactly("a");
        assertThat(told(session, 4)).isEmpty();
    }

    @Test
    void anotherRequestInTheSessionMakesTheOneThatWaitsInvalid() {
        topics("a");
        int session = begin(at("a", 0));
        Asked<FetchResponseData> waiting =
                send(incremental(session, 1).setMinBytes(1).setMaxWaitMs(100), VERSION);
        ask(incremental(session, 2));
        broker.pass(100);
        assertThat(errorOf(waiting.answer())).isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH);
        assertThat(waiting.answer().sessionId()).isEqualTo(session);
    }

    @Test
    void aTopicThatWasMadeAgainIsNotTheOneInTheSession() {
        topics("a", "b");
        int session = begin(at("a", 0), at("b", 0));
        Uuid old = broker.topicId("a");
        broker.delete("a");
        assertThat(errorOf(ask(incremental(session, 1)), 0))
                .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        topics("a");
        assertThat(broker.topicId("a")).isNotEqualTo(old);
        assertThat(errorOf(ask(incremental(session, 2)), 0))
                .isEqualTo(Errors.INCONSISTENT_TOPIC_ID);
    }

    // ---- waiting --------------------------------------------------------------------------------

    @Test
    void fetchesThatWaitReadNothingUntilThereIsEnough() {
        topics("a", "b");
        List<Asked<FetchResponseData>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(
                    send(
                            full(at("a", 0), at("b", 0)).setMinBytes(10_000).setMaxWaitMs(60_000),
                            VERSION));
        }
        int before = broker.diskReads;
        for (int i = 0; i < 9; i++) {
            broker.append("a", 900);
            broker.pass(1_000);
        }
        assertThat(broker.diskReads).isEqualTo(before);
        assertThat(waiting).noneMatch(Asked::isAnswered);
        broker.append("b", 2_000);
        assertThat(waiting).allMatch(Asked::isAnswered);
        assertThat(withRecords(waiting.getFirst().answer())).containsExactly("a", "b");
    }

    @Test
    void aConsumerIsWokenByWhatIsCommittedNotByWhatIsAppended() {
        broker.topic("a", 1, 2);
        Asked<FetchResponseData> waiting =
                send(full(at("a", 0)).setMinBytes(1).setMaxWaitMs(60_000), VERSION);
        broker.append("a", 100);
        assertThat(waiting.isAnswered()).isFalse();
        followerAt(2, "a", 1);
        assertThat(waiting.answer().responses().getFirst().partitions().getFirst().highWatermark())
                .isEqualTo(1);
    }

    @Test
    void aFetchThatWaitsIsAnsweredWhenTheLeadershipGoes() {
        broker.topic("a", 1, 2);
        Asked<FetchResponseData> waiting =
                send(
                        full(of("a", new FetchPartition().setCurrentLeaderEpoch(0)))
                                .setMinBytes(1)
                                .setMaxWaitMs(60_000),
                        VERSION);
        broker.elect("a", 2, 1);
        assertThat(errorOf(waiting.answer(), 0)).isEqualTo(Errors.FENCED_LEADER_EPOCH);
    }

    @Test
    void aFetchThatWaitsIsAnsweredWhenItsTopicIsDeleted() {
        topics("a");
        Asked<FetchResponseData> waiting =
                send(full(at("a", 0)).setMinBytes(1).setMaxWaitMs(60_000), VERSION);
        broker.delete("a");
        assertThat(errorOf(waiting.answer(), 0)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void nobodyWaitsForAPartitionThatIsNotThere() {
        topics("a");
        assertThat(send(full(at("nowhere", 0)).setMinBytes(1).setMaxWaitMs(1_000), VERSION))
                .matches(Asked::isAnswered);
        Asked<FetchResponseData> mixed =
                send(
                        full(at("nowhere", 0), at("a", 0)).setMinBytes(1).setMaxWaitMs(1_000),
                        VERSION);
        assertThat(mixed.isAnswered()).isFalse();
        broker.append("a", 10);
        assertThat(topicsOf(mixed.answer())).containsExactly("a", "nowhere");
    }

    @Test
    void aFetchWhoseClientIsGoneIsForgotten() {
        topics("a");
        Asked<FetchResponseData> waiting =
                send(full(at("a", 0)).setMinBytes(1).setMaxWaitMs(60_000), VERSION);
        waiting.abandon();
        int before = broker.diskReads;
        broker.append("a", 10);
        broker.pass(60_000);
        assertThat(broker.diskReads).isEqualTo(before);
        assertThat(waiting.isAnswered()).isFalse();
    }

    // ---- who leads, and who is read from --------------------------------------------------------

    @Test
    void theLeaderIsNamedOnceWithItsAddress() {
        broker.topic("a", 1, 2);
        broker.topic("b", 1, 2);
        broker.elect("a", 2, 1);
        broker.elect("b", 2, 1);
        FetchResponseData answer =
                ask(
                        full(
                                of("a", new FetchPartition().setCurrentLeaderEpoch(0)),
                                of("b", new FetchPartition().setCurrentLeaderEpoch(0))));
        assertThat(errorOf(answer, 0)).isEqualTo(Errors.FENCED_LEADER_EPOCH);
        PartitionData data = answer.responses().getFirst().partitions().getFirst();
        assertThat(data.currentLeader().leaderId()).isEqualTo(2);
        assertThat(data.currentLeader().leaderEpoch()).isEqualTo(1);
        assertThat(answer.nodeEndpoints()).hasSize(1);
        assertThat(answer.nodeEndpoints().find(2).port()).isEqualTo(9_002);
    }

    @Test
    void aFollowerServesConsumersThatKnowOfFollowersUpToItsHighWatermark() {
        broker.topic("a", 2, 1);
        assertThat(errorOf(ask(full(at("a", 0)), 10), 0)).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
        FetchResponseData answer = ask(full(at("a", 0)), 11);
        assertThat(errorOf(answer, 0)).isEqualTo(Errors.NONE);
        assertThat(errorOf(ask(full(at("a", 1)), 11), 0)).isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
        assertThat(errorOf(ask(fromFollower(3, at("a", 0))), 0))
                .isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void aConsumerIsSentToTheFollowerInItsRackThatHasMost() {
        broker = brokerWith("replica.selector.class", ReadReplicas.RACK_AWARE);
        broker.topic("a", 1, 2, 3);
        broker.append("a", 10);
        assertThat(preferred("rack2", 0)).as("has not fetched yet").isEqualTo(-1);
        followerAt(2, "a", 1);
        assertThat(preferred("rack2", 1)).isEqualTo(2);
        assertThat(preferred("rack2", 2)).as("is not that far").isEqualTo(-1);
        assertThat(preferred("rack3", 0)).as("has not fetched yet").isEqualTo(-1);
        assertThat(preferred("rack1", 0)).as("the leader's rack").isEqualTo(-1);
        assertThat(preferred("rack9", 0)).as("nobody's rack").isEqualTo(-1);
        assertThat(preferred("", 0)).as("no rack").isEqualTo(-1);
    }

    @Test
    void withoutASelectorNoReplicaIsPreferred() {
        broker.topic("a", 1, 2);
        followerAt(2, "a", 0);
        assertThat(preferred("rack2", 0)).isEqualTo(-1);
    }

    @Test
    void aSucceededFollowersProcessIsRefused() {
        broker.topic("a", 1, 2);
        FetchRequestData young =
                full(at("a", 0))
                        .setReplicaState(new ReplicaState().setReplicaId(2).setReplicaEpoch(9));
        FetchRequestData old =
                full(at("a", 0))
                        .setReplicaState(new ReplicaState().setReplicaId(2).setReplicaEpoch(8));
        assertThat(errorOf(ask(young), 0)).isEqualTo(Errors.NONE);
        assertThat(errorOf(ask(old), 0)).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void theFirstBatchComesWholeAndALimitBelowZeroFails() {
        topics("a", "b", "c");
        broker.append("b", 1_000);
        broker.append("c", 1_000);
        FetchRequestData three = full(at("a", 0), at("b", 0), at("c", 0));
        assertThat(withRecords(ask(three.setMaxBytes(0)))).containsExactly("b");
        assertThat(withRecords(ask(three.setMaxBytes(-1)))).containsExactly("b");
        FetchResponseData answer = ask(full(at("b", 0), at("c", 0)).setMaxBytes(-1));
        assertThat(errorOf(answer, 0)).isEqualTo(Errors.UNKNOWN_SERVER_ERROR);
        assertThat(withRecords(answer)).containsExactly("c");
    }

    @Test
    void anIsolationLevelThatIsNoneIsRefusedAsAWhole() {
        topics("a");
        FetchResponseData answer = ask(full(at("a", 0)).setIsolationLevel((byte) 2));
        assertThat(errorOf(answer)).isEqualTo(Errors.UNKNOWN_SERVER_ERROR);
        assertThat(answer.responses()).isEmpty();
        answer = ask(full(at("a", 0)).setIsolationLevel((byte) 2), 6);
        assertThat(errorOf(answer, 0)).isEqualTo(Errors.UNKNOWN_SERVER_ERROR);
    }

    // ---- words ----------------------------------------------------------------------------------

    private void topics(String... names) {
        for (String name : names) {
            broker.topic(name, 1);
        }
    }

    /// A topic as a request names it, whatever its version.
    private record Named(String topic, FetchPartition partition, boolean forgotten) {}

    private static Named at(String topic, long offset) {
        return of(topic, new FetchPartition().setFetchOffset(offset));
    }

    private static Named of(String topic, FetchPartition partition) {
        return new Named(topic, partition.setPartitionMaxBytes(1 << 20), false);
    }

    private static Named forget(String topic) {
        return new Named(topic, new FetchPartition(), true);
    }

    private FetchRequestData full(Named... partitions) {
        return incremental(0, FetchSessions.FINAL, partitions);
    }

    private FetchRequestData fromFollower(int id, Named... partitions) {
        return full(partitions).setReplicaState(new ReplicaState().setReplicaId(id));
    }

    private FetchRequestData incremental(int session, int epoch, Named... partitions) {
        FetchRequestData request =
                new FetchRequestData()
                        .setReplicaId(-1)
                        .setMaxBytes(1 << 20)
                        .setSessionId(session)
                        .setSessionEpoch(epoch);
        for (Named each : partitions) {
            Uuid id = broker.topicId(each.topic);
            if (each.forgotten) {
                request.forgottenTopicsData()
                        .add(new ForgottenTopic().setTopicId(id).setPartitions(List.of(0)));
            } else {
                request.topics()
                        .add(
                                new FetchTopic()
                                        .setTopic(each.topic)
                                        .setTopicId(id)
                                        .setPartitions(List.of(each.partition)));
            }
        }
        return request;
    }

    private Asked<FetchResponseData> send(FetchRequestData request, int version) {
        if (version < 7) {
            request.setSessionId(0).setSessionEpoch(FetchSessions.FINAL);
        }
        return broker.send(FetchResponseData.class, ApiKeys.FETCH, version, request);
    }

    private String about(FetchRequestData request) {
        return broker.subject(ApiKeys.FETCH, request);
    }

    private FetchResponseData ask(FetchRequestData request) {
        return ask(request, VERSION);
    }

    private FetchResponseData ask(FetchRequestData request, int version) {
        return send(request, version).answer();
    }

    private int begin(Named... partitions) {
        FetchResponseData answer = ask(incremental(0, FetchSessions.FULL, partitions));
        assertThat(answer.sessionId()).isPositive();
        return answer.sessionId();
    }

    private List<String> told(int session, int epoch, Named... partitions) {
        FetchResponseData answer = ask(incremental(session, epoch, partitions));
        assertThat(answer.sessionId()).isEqualTo(session);
        return topicsOf(answer);
    }

    private List<String> topicsOf(FetchResponseData answer) {
        return answer.responses().stream().map(topic -> nameOf(topic.topicId())).toList();
    }

    private List<String> withRecords(FetchResponseData answer) {
        return answer.responses().stream()
                .filter(t -> t.partitions().getFirst().records().sizeInBytes() > 0)
                .map(topic -> nameOf(topic.topicId()))
                .toList();
    }

    private String nameOf(Uuid id) {
        return broker.image.topicName(id).orElse("nowhere");
    }

    private void followerAt(int id, String topic, long offset) {
        ask(fromFollower(id, at(topic, offset)));
    }

    private int preferred(String rack, long offset) {
        FetchResponseData answer = ask(full(at("a", offset)).setRackId(rack));
        PartitionData data = answer.responses().getFirst().partitions().getFirst();
        if (data.preferredReadReplica() >= 0) {
            assertThat(data.records().sizeInBytes()).isZero();
        }
        return data.preferredReadReplica();
    }

    private static Errors errorOf(FetchResponseData answer) {
        return Errors.forCode(answer.errorCode());
    }

    private static Errors errorOf(FetchResponseData answer, int topic) {
        return Errors.forCode(answer.responses().get(topic).partitions().getFirst().errorCode());
    }
}
