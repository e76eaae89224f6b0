package dev.vitrine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.GroupMember;
import dev.vitrine.history.Belief.About;
import dev.vitrine.history.Belief.Stale;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Objects;

class BeliefTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final Projector projector = new Projector();
    private long now = 1_000;
    private int partitionEpoch;

    private void tell(Event event) {
        projector.apply(event);
    }

    private void start(Event.ClientKind kind, String group) {
        tell(new Event.TopicCreated(1, now, "orders", "id", Map.of()));
        led(1);
        tell(new Event.ClientStarted(Event.OUTSIDE, now, "c", kind, "orders", group, Map.of()));
    }

    private void led(int leader) {
        tell(
                new Event.PartitionChanged(
                        1,
                        now,
                        "orders",
                        0,
                        List.of(1, 2),
                        List.of(),
                        List.of(),
                        List.of(1, 2),
                        List.of(),
                        List.of(),
                        leader,
                        partitionEpoch,
                        partitionEpoch++));
    }

    private void believes(int leader, Map<String, List<Integer>> assignment, String member) {
        tell(
                new Event.ClientBelieved(
                        Event.OUTSIDE,
                        now,
                        "c",
                        Map.of("orders", List.of(leader)),
                        assignment,
                        member,
                        3));
    }

    private Belief belief() {
        return Objects.requireNonNull(projector.snapshot().belief("c"));
    }

    @Test
    void aProducerIsStaleFromTheMomentTheLeaderMovesUntilItHears() {
        start(Event.ClientKind.PRODUCER, "");
        believes(1, Map.of(), "");
        assertThat(belief().isStale()).isFalse();

        now = 2_000;
        led(2);
        now = 3_200;
        Stale stale = belief().stale().getFirst();
        assertThat(stale).isEqualTo(new Stale(About.LEADER, ORDERS, "1", "2", 2_000, Stale.STILL));
        assertThat(stale.forMs(now)).isEqualTo(1_200);
        assertThat(belief().staleSinceMs()).isEqualTo(2_000);

        believes(2, Map.of(), "");
        assertThat(belief().isStale()).isFalse();
        assertThat(belief().healed())
                .containsExactly(new Stale(About.LEADER, ORDERS, "1", "2", 2_000, 3_200));
    }

    @Test
    void whoTakesADeadLeaderForOneIsStaleWhileNobodyLeads() {
        start(Event.ClientKind.PRODUCER, "");
        believes(1, Map.of(), "");
        led(-1);
        assertThat(belief().stale().getFirst().truth()).isEqualTo("nobody");
        now = 1_500;
        led(2);
        assertThat(belief().stale().getFirst().truth()).isEqualTo("2");
        assertThat(belief().stale().getFirst().sinceMs()).isEqualTo(1_000);
    }

    @Test
    void aConsumerThatWasTakenOutStillTakesItsPartitionsForItsOwn() {
        start(Event.ClientKind.CONSUMER, "billing");
        group(List.of(new GroupMember("c-1", "c", "/127.0.0.1", Map.of("orders", List.of(0)))));
        believes(1, Map.of("orders", List.of(0)), "c-1");
        assertThat(belief().isStale()).isFalse();

        now = 4_000;
        group(List.of());
        Stale stale = belief().stale().getFirst();
        assertThat(stale.about()).isEqualTo(About.ASSIGNMENT);
        assertThat(stale.believed()).isEqualTo("orders-0");
        assertThat(stale.truth()).isEqualTo("nothing, it is no member");
        assertThat(stale.sinceMs()).isEqualTo(4_000);
        now = 5_000;
        believes(1, Map.of(), "");
        assertThat(belief().isStale()).isFalse();
    }

    private void group(List<GroupMember> members) {
        tell(
                new Event.GroupChanged(
                        1, now, "billing", "classic", "Stable", 3, "range", "", members));
    }

    @Test
    void aConsumerIsNotStaleForALeaderOfWhatItDoesNotRead() {
        start(Event.ClientKind.CONSUMER, "billing");
        group(List.of(new GroupMember("c-1", "c", "/127.0.0.1", Map.of("orders", List.of(1)))));
        believes(1, Map.of("orders", List.of(1)), "c-1");
        led(2);
        assertThat(belief().leaders()).containsExactly(new Belief.Leader(ORDERS, 1));
        assertThat(belief().isStale()).isFalse();
        believes(1, Map.of("orders", List.of(0, 1)), "c-1");
        assertThat(belief().stale()).extracting(Stale::about).contains(About.LEADER);
    }

    @Test
    void whoIsGoneBelievesNothing() {
        start(Event.ClientKind.PRODUCER, "");
        believes(1, Map.of(), "");
        tell(new Event.ClientStopped(Event.OUTSIDE, now, "c", ""));
        assertThat(projector.snapshot().belief("c")).isNull();
    }
}
