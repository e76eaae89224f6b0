package dev.vitrine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.history.Happening.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/// What explains each error that a client is answered.
final class ErrorCausesTest extends ToldByHand {
    private static final Map<String, List<Integer>> ORDERS = Map.of("orders", List.of(0));

    /// What happens, what a client is answered then, and the happening that explains it.
    private enum Case {
        LEADER_MOVED(
                List.of(
                        "NOT_LEADER_OR_FOLLOWER",
                        "LEADER_NOT_AVAILABLE",
                        "FENCED_LEADER_EPOCH",
                        "UNKNOWN_LEADER_EPOCH",
                        "OFFSET_NOT_AVAILABLE"),
                "Fetch",
                "orders-0",
                ORDERS,
                t -> t.leaderMoves(""),
                "orders-0: broker 2 leads it, before 1, epoch 0 → 1; in sync 1,2,3 → 2,3"),
        CUT(
                List.of("OFFSET_OUT_OF_RANGE"),
                "Fetch",
                "orders-0",
                ORDERS,
                t -> t.tell(new Event.LogTruncated(1, t.now, "orders", 0, 10, 15)),
                "broker 1 cuts orders-0 back from 15 to 10"),
        LED_UNCLEANLY(
                List.of("OFFSET_OUT_OF_RANGE"),
                "Fetch",
                "orders-0",
                ORDERS,
                t -> t.leaderMoves("an unclean election was asked for"),
                "orders-0: broker 2 leads it, before 1, epoch 0 → 1; in sync 1,2,3 → 2,3"),
        FEWER_IN_SYNC(
                List.of("NOT_ENOUGH_REPLICAS", "NOT_ENOUGH_REPLICAS_AFTER_APPEND"),
                "Produce",
                "orders-0",
                ORDERS,
                t -> t.partition(List.of(1, 2), 1, 0, "broker 3 lags behind the leader"),
                "orders-0: in sync 1,2,3 → 1,2"),
        MORE_WANTED_IN_SYNC(
                List.of("NOT_ENOUGH_REPLICAS"),
                "Produce",
                "orders-0",
                ORDERS,
                t -> t.config("topic orders", "min.insync.replicas", "4"),
                "min.insync.replicas of topic orders is set to 4"),
        TOO_LARGE(
                List.of("MESSAGE_TOO_LARGE"),
                "Produce",
                "orders-0",
                ORDERS,
                t -> t.config("topic orders", "max.message.bytes", "100"),
                "max.message.bytes of topic orders is set to 100"),
        TOPIC_DELETED(
                List.of("UNKNOWN_TOPIC_OR_PARTITION", "UNKNOWN_TOPIC_ID", "INCONSISTENT_TOPIC_ID"),
                "Metadata",
                "payments, orders",
                Map.of(),
                ErrorCausesTest::deleteTopic,
                "topic orders is deleted"),
        TOPIC_THERE(
                List.of("TOPIC_ALREADY_EXISTS"),
                "CreateTopics",
                "orders",
                Map.of(),
                t -> {},
                "topic orders is created"),
        REBALANCE(
                List.of("REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION", "STALE_MEMBER_EPOCH"),
                "Heartbeat",
                "billing",
                Map.of(),
                t -> {
                    t.group("Stable", 1, "checkout");
                    t.group("PreparingRebalance", 1, "checkout", "checkout-2");
                },
                "group billing: PreparingRebalance, generation 1"),
        PUT_OUT(
                List.of(
                        "UNKNOWN_MEMBER_ID",
                        "ILLEGAL_GENERATION",
                        "FENCED_MEMBER_EPOCH",
                        "MEMBER_ID_REQUIRED"),
                "Heartbeat",
                "billing",
                Map.of(),
                t -> {
                    t.group("Stable", 1, "checkout", "other");
                    t.putOut("checkout");
                    t.group("PreparingRebalance", 1, "other");
                },
                "checkout is put out of group billing"),
        EPOCH_WENT_ON(
                List.of("FENCED_MEMBER_EPOCH"),
                "ConsumerGroupHeartbeat",
                "billing",
                Map.of(),
                t -> {
                    t.group("Stable", 1, "checkout");
                    t.group("Reconciling", 2, "checkout");
                },
                "group billing: Reconciling, generation 2"),
        GROUP_ENDED(
                List.of("UNKNOWN_MEMBER_ID", "GROUP_ID_NOT_FOUND"),
                "OffsetFetch",
                "billing",
                Map.of(),
                t -> {
                    t.group("Empty", 1);
                    t.tell(new Event.GroupDeleted(1, t.now, "billing", "deleted by request"));
                },
                "group billing ends"),
        COORDINATOR_MOVED(
                List.of(
                        "UNKNOWN_MEMBER_ID",
                        "NOT_COORDINATOR",
                        "COORDINATOR_NOT_AVAILABLE",
                        "COORDINATOR_LOAD_IN_PROGRESS"),
                "Heartbeat",
                "billing",
                Map.of(),
                t -> {
                    t.group("Stable", 1, "checkout");
                    t.partition("__consumer_offsets", 0, ALL, 1, 0, "");
                    t.partition("__consumer_offsets", 0, List.of(2, 3), 2, 1, "");
                },
                "__consumer_offsets-0: broker 2 leads it, before 1, epoch 0 → 1;"
                        + " in sync 1,2,3 → 2,3"),
        TAKEN_OVER(
                List.of("FENCED_INSTANCE_ID", "UNRELEASED_INSTANCE_ID"),
                "Heartbeat",
                "billing",
                Map.of(),
                t ->
                        t.tell(
                                new Event.GroupMemberJoined(
                                        1, t.now, "billing", "id", "second", "till-1")),
                "second joins group billing"),
        FIRST_TIME(
                List.of("MEMBER_ID_REQUIRED"),
                "JoinGroup",
                "billing",
                Map.of(),
                t ->
                        t.tell(
                                new Event.ClientStarted(
                                        Event.OUTSIDE,
                                        t.now,
                                        "checkout",
                                        Event.ClientKind.CONSUMER,
                                        "orders",
                                        "billing",
                                        Map.of())),
                "checkout starts"),
        ANOTHER_CONTROLLER(
                List.of("NOT_CONTROLLER"),
                "CreateTopics",
                "payments",
                Map.of(),
                t -> t.tell(new Event.ControllerActivated(2, t.now, 4)),
                "broker 2 is the controller, epoch 4");

        final List<String> errors;
        final String api;
        final String subject;
        final Map<String, List<Integer>> partitions;
        final Consumer<ErrorCausesTest> before;
        final String cause;

        Case(
                List<String> errors,
                String api,
                String subject,
                Map<String, List<Integer>> partitions,
                Consumer<ErrorCausesTest> before,
                String cause) {
            this.errors = errors;
            this.api = api;
            this.subject = subject;
            this.partitions = partitions;
            this.before = before;
            this.cause = cause;
        }
    }

    private void leaderMoves(String why) {
        partition(List.of(2, 3), 2, 1, why);
    }

    private void config(String resource, String key, String value) {
        tell(new Event.ConfigChanged(1, now, resource, key, value));
        applied("");
    }

    private void deleteTopic() {
        tell(new Event.TopicDeleted(1, now, "orders", "id"));
        applied("");
    }

    private void putOut(String member) {
        tell(
                new Event.GroupMemberLeft(
                        1, now, "billing", member, "no heartbeat for session.timeout.ms = 4500"));
    }

    @ParameterizedTest
    @EnumSource
    void errorGoesBackToWhatExplainsIt(Case told) {
        told.before.accept(this);
        for (String error : told.errors) {
            answer(told.api, error, told.subject, told.partitions);
            Why why = why(new Subject.OfClient("checkout"));
            assertThat(why.links().getFirst().kind()).isEqualTo(Kind.ERROR);
            assertThat(why.links().getFirst().words()).endsWith(error);
            assertThat(why.links()).as("%s", error).hasSizeGreaterThan(1);
            assertThat(why.links().get(1).words()).as("%s", error).isEqualTo(told.cause);
        }
    }

    @Test
    void everyRowOfTheTableIsTried() {
        TreeSet<String> tried = new TreeSet<>();
        for (Case each : Case.values()) {
            tried.addAll(each.errors);
        }
        TreeSet<String> explained = new TreeSet<>();
        ErrorTable.ROWS.forEach(row -> explained.addAll(row.errors()));
        assertThat(tried).isEqualTo(explained);
    }

    @Test
    void errorThatNothingExplainsIsNotExplained() {
        leaderMoves("");
        answer("Produce", "CORRUPT_MESSAGE", "orders-0", ORDERS);
        Why why = why(new Subject.OfClient("checkout"));
        assertThat(kinds(why)).containsExactly(Kind.ERROR);
        assertThat(why.end()).isEqualTo(Why.End.NOT_TOLD);
    }

    @Test
    void unknownTopicThatNobodyDeletedIsNotExplained() {
        answer("Metadata", "UNKNOWN_TOPIC_OR_PARTITION", "payments", Map.of());
        assertThat(why(new Subject.OfClient("checkout")).end()).isEqualTo(Why.End.NOT_TOLD);
    }

    @Test
    void limitIsNamedWithItsValueAlsoWhereNobodySetIt() {
        answer("Produce", "MESSAGE_TOO_LARGE", "orders-0", ORDERS);
        Why why = why(new Subject.OfClient("checkout"));
        assertThat(why.links().getFirst().setting()).isEqualTo("max.message.bytes = 1048588");
        assertThat(why.end()).isEqualTo(Why.End.NOT_TOLD);
    }

    @Test
    void ofSeveralPartitionsTheErrorIsAboutTheOneThatItFits() {
        partition("orders", 1, ALL, 1, 0, "partitions were added: 3, before 1");
        partition("orders", 2, ALL, 1, 0, "partitions were added: 3, before 1");
        leaderMoves("");
        partition("orders", 1, List.of(1, 2), 1, 0, "");
        answer(
                "Produce",
                "NOT_LEADER_OR_FOLLOWER",
                "orders-2, orders-1 and 1 more",
                Map.of("orders", List.of(2, 1, 0)));
        Why why = why(new Subject.OfClient("checkout"));
        assertThat(why.links().getFirst().words())
                .isEqualTo(
                        "broker 1 answers checkout's Produce of orders-0: NOT_LEADER_OR_FOLLOWER");
        assertThat(why.links().get(1).about()).isEqualTo(ORDERS_0);
    }

    @Test
    void topicWhoseIdItsBrokerHasForgottenIsWhatTheClientAskedForLast() {
        answer("Produce", "NONE", "orders-0", ORDERS);
        deleteTopic();
        answer("Produce", "UNKNOWN_TOPIC_ID", "", Map.of());
        Why why = why(new Subject.OfClient("checkout"));
        assertThat(kinds(why)).containsExactly(Kind.ERROR, Kind.TOPIC);
    }

    @Test
    void memberOfWhichAnotherGoesByTheSameNameMayNotBeTheOneThatWasPutOut() {
        tell(new Event.GroupMemberJoined(1, now, "billing", "a", "checkout", ""));
        tell(new Event.GroupMemberJoined(1, now, "billing", "b", "checkout", ""));
        putOut("a");
        answer("Heartbeat", "UNKNOWN_MEMBER_ID", "billing", Map.of());
        assertThat(why(new Subject.OfClient("checkout")).end()).isEqualTo(Why.End.NOT_TOLD);
    }

    @Test
    void memberThatWasPutOutNamesTheTimeout() {
        group("Stable", 1, "checkout");
        putOut("checkout");
        answer("Heartbeat", "UNKNOWN_MEMBER_ID", "billing", Map.of());
        assertThat(why(new Subject.OfClient("checkout")).links().get(1).setting())
                .isEqualTo("session.timeout.ms = 4500");
    }
}
