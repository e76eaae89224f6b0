package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.GroupMember;
import dev.vitrine.history.Happening.Kind;

import org.junit.jupiter.api.BeforeEach;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Three brokers and a topic of one partition, told by hand with the engine's sentences.
abstract class ToldByHand {
    static final Subject ORDERS_0 = new Subject.OfPartition("orders", 0);
    static final List<Integer> ALL = List.of(1, 2, 3);

    final Projector projector = new Projector();
    long now = 1_000;
    long offset;
    int correlation;

    @BeforeEach
    final void threeBrokersAndATopic() {
        for (int node = 1; node <= 3; node++) {
            tell(new Event.NodeStarted(node, now, true, true, 9_090 + node, 0, ""));
            tell(new Event.BrokerRegistered(1, now, node, node, "localhost", 1, ""));
            tell(new Event.BrokerFencingChanged(1, now, node, node, false, false));
            applied("");
        }
        tell(new Event.TopicCreated(1, now, "orders", "id", Map.of("min.insync.replicas", "3")));
        applied("");
        partition(ALL, 1, 0, "");
    }

    void tell(Event event) {
        now += 10;
        projector.apply(event);
    }

    void applied(String why) {
        tell(new Event.MetadataApplied(1, now, offset++, 1, "Some", "words", why));
    }

    void partition(List<Integer> isr, int leader, int epoch, String why) {
        partition("orders", 0, isr, leader, epoch, why);
    }

    void partition(String topic, int number, List<Integer> isr, int leader, int epoch, String why) {
        tell(
                new Event.PartitionChanged(
                        1,
                        now,
                        topic,
                        number,
                        ALL,
                        List.of(),
                        List.of(),
                        isr,
                        List.of(),
                        List.of(),
                        leader,
                        epoch,
                        (int) offset));
        applied(why);
    }

    /// A client's request and its answer.
    void answer(String api, String error, String subject, Map<String, List<Integer>> partitions) {
        answer("checkout", api, error, subject, partitions);
    }

    void answer(
            String client,
            String api,
            String error,
            String subject,
            Map<String, List<Integer>> partitions) {
        tell(
                new Event.RequestReceived(
                        1,
                        now,
                        7,
                        Event.OUTSIDE,
                        client,
                        api,
                        13,
                        ++correlation,
                        100,
                        subject,
                        partitions));
        tell(
                new Event.ResponseSent(
                        1, now, 7, Event.OUTSIDE, client, api, correlation, 50, 0, error));
    }

    Why why(Subject subject) {
        return Objects.requireNonNull(
                Why.ofLast(projector.snapshot().insight().happenings(), subject));
    }

    static List<Kind> kinds(Why why) {
        return why.links().stream().map(Happening::kind).toList();
    }

    void kill(int node) {
        tell(new Event.NodeEnded(node, now, Event.Ending.KILLED, ""));
    }

    void fence(int node) {
        tell(new Event.BrokerFencingChanged(1, now, node, node, true, false));
        applied("no heartbeat for broker.session.timeout.ms = 900");
    }

    void group(String state, int generation, String... members) {
        List<GroupMember> there =
                Arrays.stream(members)
                        .map(id -> new GroupMember(id, id, "/127.0.0.1", Map.of()))
                        .toList();
        tell(
                new Event.GroupChanged(
                        1, now, "billing", "classic", state, generation, "range", "", there));
    }
}
