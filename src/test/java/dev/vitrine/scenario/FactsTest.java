package dev.vitrine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.history.Projector;
import dev.vitrine.workload.Ledger;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

final class FactsTest {
    private final Projector projector = new Projector();
    private final Map<String, Value> named = new TreeMap<>(Map.of("old", Value.of(1)));
    private boolean logsCanBeRead = true;

    @Test
    void leaderEpochAndInSyncSetAreThoseOfTheState() {
        partition(2, 5, List.of(2, 3));

        assertHolds("leader(orders-0) == 2 and leaderEpoch(orders-0) == 5");
        assertHolds("isr(orders-0) == {2, 3} and replicas(orders-0) == {1, 2, 3}");
        assertHolds("followers(orders-0) == {1, 3} and size(isr(orders-0)) == 2");
        assertHolds("leader(orders-0) in isr(orders-0) and not old in isr(orders-0)");
        assertHolds("leader(orders-0) == old + 1 and old == leader(orders-0) - 1");
        assertFails("leader(orders-0) == old");
    }

    @Test
    void offsetsAreThoseOfTheLeaderUnlessABrokerIsNamed() {
        partition(2, 5, List.of(2, 3));
        log(1, 0, 15, 0);
        log(2, 10, 12, 5);

        assertHolds("logEnd(orders-0) == 12 and highWatermark(orders-0) == 10");
        assertHolds("logEnd(orders-0, old) == 15 and highWatermark(orders-0, old) == 0");
        assertHolds("epochAt(orders-0, 11) == 5 and epochAt(orders-0, 11, old) == 0");
        assertUnknown("epochAt(orders-0, 12) == 5");
    }

    @Test
    void truncationLeavesGhosts() {
        partition(2, 5, List.of(2, 3));
        log(1, 0, 15, 0);
        assertHolds("ghosts(orders-0, 1) == 0 and truncatedTo(orders-0, 1) == none");

        projector.apply(new Event.LogTruncated(1, 9, "orders", 0, 10, 15));

        assertHolds("ghosts(orders-0, 1) == 5 and truncatedTo(orders-0, 1) == 10");
    }

    @Test
    void whatIsNotKnownNeitherHoldsNorFails() {
        assertUnknown("leader(orders-0) == 1");
        assertUnknown("leader(orders-0) != 1");
        assertUnknown("not leader(orders-0) == 1");

        logsCanBeRead = false;
        assertUnknown("lost(orders) == 0");
        assertFails("lost(orders) == 0 and 1 == 2");
    }

    @Test
    void partitionWithoutALeaderIsLedByNone() {
        partition(-1, 5, List.of(2));

        assertHolds("leader(orders-0) == none");
        assertUnknown("logEnd(orders-0) == 0");
    }

    @Test
    void saysWhatTheSidesOfAConditionCameTo() {
        partition(2, 5, List.of(2, 3));

        assertThat(facts().found(read("leader(orders-0) == old and isr(orders-0) == {1}")))
                .isEqualTo("leader(orders-0) is 2, old is 1, isr(orders-0) is {2, 3}");
    }

    @Test
    void monitorRemembersTheFirstMomentAtWhichItsFactDidNotHold() {
        Expectation always =
                new Expectation(
                        "1.1.1",
                        "two in sync",
                        Expectation.When.ALWAYS,
                        new Formula(read("size(isr(orders-0)) >= 2")),
                        0);
        Monitor monitor = new Monitor(always, new Ledger(), named);

        monitor.accept(projector.snapshot());
        partition(2, 5, List.of(2, 3));
        monitor.accept(projector.snapshot());
        assertThat(monitor.result(0).holds()).isTrue();

        partition(2, 5, List.of(2));
        monitor.accept(projector.snapshot());
        partition(2, 5, List.of(1, 2, 3));
        monitor.accept(projector.snapshot());
        assertThat(monitor.result(0).holds()).isFalse();
        assertThat(monitor.result(0).found()).isEqualTo("size(isr(orders-0)) is 1");
    }

    private int partitionEpoch;

    private void partition(int leader, int leaderEpoch, List<Integer> isr) {
        if (partitionEpoch == 0) {
            projector.apply(new Event.TopicCreated(1, 1, "orders", "id", Map.of()));
        }
        projector.apply(
                new Event.PartitionChanged(
                        1,
                        1,
                        "orders",
                        0,
                        List.of(1, 2, 3),
                        List.of(),
                        List.of(),
                        isr,
                        List.of(),
                        List.of(),
                        leader,
                        leaderEpoch,
                        partitionEpoch++));
    }

    private void log(int node, long highWatermark, long logEnd, int epoch) {
        projector.apply(
                new Event.ReplicaOpened(
                        node,
                        1,
                        "orders",
                        0,
                        0,
                        highWatermark,
                        logEnd,
                        List.of(new Event.EpochStart(epoch, 0))));
    }

    private Facts facts() {
        return new Facts(
                new Evidence(projector.snapshot(), new Ledger(), named, _ -> logsCanBeRead));
    }

    private static Expression read(String text) {
        Known known =
                new Known(
                        3,
                        Map.of("orders", 1),
                        Set.of("app"),
                        Set.of(),
                        new TreeSet<>(),
                        Map.of("old", Value.Type.NUMBER));
        return ExpressionReader.condition("test", new Json.Str(new Json.At(1, 1), text), known);
    }

    private void assertHolds(String condition) {
        assertThat(facts().holds(read(condition))).as(condition).isTrue();
    }

    private void assertFails(String condition) {
        assertThat(facts().isFalse(read(condition))).as(condition).isTrue();
    }

    private void assertUnknown(String condition) {
        assertThat(facts().holds(read(condition))).as(condition).isFalse();
        assertThat(facts().isFalse(read(condition))).as(condition).isFalse();
    }
}
