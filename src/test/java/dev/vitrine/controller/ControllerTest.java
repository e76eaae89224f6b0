package dev.vitrine.controller;

import static dev.vitrine.controller.ControllerFixture.registration;
import static dev.vitrine.controller.ControllerFixture.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.env.Node;
import dev.vitrine.event.Event;

import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ControllerTest {
    private static Request.CreateTopics create(String name) {
        return new Request.CreateTopics(List.of(topic(name, 1, 1)), false);
    }

    private static Errors error(Reply<?> reply) {
        return ((Reply.Refused<?>) reply).error();
    }

    @Test
    void aControllerThatIsNotActiveRefuses() {
        ControllerFixture cluster = new ControllerFixture(1, Map.of());

        assertThat(cluster.refused(registration(1, "a", -1))).isEqualTo(Errors.NOT_CONTROLLER);
        assertThat(cluster.controller.onTime()).isEqualTo(Node.NEVER);
    }

    @Test
    void anAnswerWaitsForTheCommitAndTheNextDecisionForTheAnswer() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        long end = cluster.endOffset();

        List<Reply<List<Request.CreateTopics.Outcome>>> first = cluster.ask(create("a"));
        List<Reply<List<Request.CreateTopics.Outcome>>> second = cluster.ask(create("a"));

        assertThat(first).isEmpty();
        assertThat(second).isEmpty();
        assertThat(cluster.endOffset()).isEqualTo(end + 2);

        cluster.controller.onApplied(end + 1);
        assertThat(first).as("half of the batch is not enough").isEmpty();

        cluster.commit();
        assertThat(first).hasSize(1);
        assertThat(second).as("decided on the image that has the first").hasSize(1);
        assertThat(((Reply.Decided<List<Request.CreateTopics.Outcome>>) second.getFirst()).value())
                .extracting(Request.CreateTopics.Outcome::error)
                .containsExactly(Errors.TOPIC_ALREADY_EXISTS);
    }

    @Test
    void aReplyMayAskForMore() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        List<String> order = new ArrayList<>();
        cluster.controller.submit(
                create("a"),
                done -> {
                    order.add("a");
                    cluster.controller.submit(create("b"), later -> order.add("b"));
                });
        cluster.controller.submit(create("c"), done -> order.add("c"));

        cluster.settle();

        assertThat(order).containsExactly("a", "c", "b");
    }

    @Test
    void losingTheLeadershipAnswersEverybody() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        var pending = cluster.ask(create("a"));
        var queued = cluster.ask(create("b"));

        cluster.controller.onInactive();

        assertThat(error(pending.getFirst())).isEqualTo(Errors.NOT_CONTROLLER);
        assertThat(error(queued.getFirst())).isEqualTo(Errors.NOT_CONTROLLER);
        assertThat(cluster.controller.active()).isFalse();

        cluster.commit();
        assertThat(pending).as("answered once").hasSize(1);
    }

    @Test
    void aQuorumThatRefusesTheRecordsEndsTheController() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        cluster.leading = false;

        var replies = cluster.ask(create("a"));

        assertThat(error(replies.getFirst())).isEqualTo(Errors.NOT_CONTROLLER);
        assertThat(cluster.controller.active()).isFalse();
    }

    @Test
    void aRequestThatCannotBeCommittedTimesOutButStillHoldsUpTheNext() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        var stuck = cluster.ask(create("a"));
        long deadlineMs = cluster.nowMs + Controller.REQUEST_TIMEOUT_MS;
        cluster.nowMs += 1;
        var queued = cluster.ask(create("a"));
        while (cluster.nowMs < deadlineMs - ControllerFixture.SESSION_MS / 2) {
            cluster.nowMs += ControllerFixture.SESSION_MS / 2;
            cluster.beatWithoutSettling(1);
        }

        assertThat(cluster.controller.onTime()).isEqualTo(deadlineMs);
        assertThat(stuck).isEmpty();
        cluster.nowMs = deadlineMs;
        cluster.controller.onTime();

        assertThat(error(stuck.getFirst())).isEqualTo(Errors.REQUEST_TIMED_OUT);
        assertThat(queued).isEmpty();

        cluster.settle();
        assertThat(stuck).hasSize(1);
        assertThat(queued).hasSize(1);
        assertThat(queued.getFirst()).isInstanceOf(Reply.Decided.class);
    }

    @Test
    void whoHasNoPatienceWaitsForTheCommitAllTheSameOnceItIsDecided() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        List<Reply<List<Request.CreateTopics.Outcome>>> decided = new ArrayList<>();
        List<Reply<List<Request.CreateTopics.Outcome>>> queued = new ArrayList<>();
        cluster.controller.submit(create("a"), 1, decided::add);
        cluster.controller.submit(create("b"), 1, queued::add);

        cluster.nowMs += 2;
        cluster.controller.onTime();
        assertThat(error(queued.getFirst())).isEqualTo(Errors.REQUEST_TIMED_OUT);
        assertThat(decided).isEmpty();

        cluster.settle();
        assertThat(decided.getFirst()).isInstanceOf(Reply.Decided.class);
        assertThat(cluster.image.topicNames()).containsExactly("a");
    }

    @Test
    void aFullQueueSaysSo() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        cluster.ask(create("a"));
        for (int i = 0; i < Controller.QUEUED_REQUESTS_MAX; i++) {
            assertThat(cluster.ask(create("a"))).isEmpty();
        }

        assertThat(error(cluster.ask(create("a")).getFirst())).isEqualTo(Errors.REQUEST_TIMED_OUT);
    }

    @Test
    void aHeartbeatThatChangesNothingOvertakesTheQueueAndKeepsTheBrokerAlive() {
        ControllerFixture cluster = ControllerFixture.withBrokers(1);
        cluster.ask(create("a"));
        cluster.nowMs += ControllerFixture.SESSION_MS - 1;

        assertThat(cluster.ask(cluster.heartbeat(1, false, false))).hasSize(1);

        cluster.nowMs += ControllerFixture.SESSION_MS - 1;
        cluster.settle();
        assertThat(cluster.image.active(1)).isTrue();
    }

    @Test
    void itAsksToBeCalledWhenTheNextSessionRunsOut() {
        ControllerFixture cluster =
                ControllerFixture.active(1, Map.of("auto.leader.rebalance.enable", "false"))
                        .brokers(2);
        cluster.nowMs += 100;
        cluster.beat(2);

        assertThat(cluster.controller.onTime())
                .isEqualTo(cluster.nowMs - 100 + ControllerFixture.SESSION_MS);

        cluster.nowMs += ControllerFixture.SESSION_MS;
        assertThat(cluster.controller.onTime())
                .as("waits for the commit, not for the clock")
                .isEqualTo(Node.NEVER);
    }

    @Test
    void producerIdsComeInBlocksThatNeverOverlap() {
        ControllerFixture cluster = ControllerFixture.withBrokers(2);

        assertThat(cluster.decided(new Request.AllocateProducerIds(1, cluster.epoch(1))))
                .isEqualTo(new Request.AllocateProducerIds.Block(0, 1_000));
        assertThat(cluster.decided(new Request.AllocateProducerIds(2, cluster.epoch(2))))
                .isEqualTo(new Request.AllocateProducerIds.Block(1_000, 1_000));
        assertThat(cluster.refused(new Request.AllocateProducerIds(2, 77)))
                .isEqualTo(Errors.STALE_BROKER_EPOCH);
    }

    @Test
    void everyChangeIsTold() {
        ControllerFixture cluster = ControllerFixture.withBrokers(2);
        cluster.orders(1, 2);
        cluster.events.clear();

        cluster.silenceAllBut(2);

        assertThat(cluster.events)
                .filteredOn(event -> !(event instanceof Event.MetadataApplied))
                .containsExactly(
                        new Event.PartitionChanged(
                                1,
                                cluster.nowMs,
                                "orders",
                                0,
                                List.of(1, 2),
                                List.of(),
                                List.of(),
                                List.of(2),
                                List.of(),
                                List.of(),
                                2,
                                1,
                                1),
                        new Event.BrokerFencingChanged(
                                1, cluster.nowMs, 1, cluster.epoch(1), true, false));
        assertThat(cluster.events)
                .filteredOn(Event.MetadataApplied.class::isInstance)
                .extracting(event -> ((Event.MetadataApplied) event).words())
                .containsExactly(
                        "orders-0 is led by broker 2, epoch 1, in sync 2: broker 1 was fenced",
                        "broker 1 is fenced: no heartbeat for broker.session.timeout.ms = "
                                + ControllerFixture.SESSION_MS);
    }
}
