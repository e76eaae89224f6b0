package dev.vitrine.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.GroupMember;
import dev.vitrine.event.Event.ReplicaRole;
import dev.vitrine.history.Projector;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// What the window keeps does not grow with the length of a run: an hour at a thousand records a
/// second, told to the projector and the ledger as fast as they take it.
final class AnHourTest {
    private static final int PARTITIONS = 6;
    private static final int TICK_MS = 10;
    private static final int BATCH = 10;
    private static final long MINUTE_MS = 60_000;

    /// When every ring is full.
    private static final int FULL_MINUTE = 15;

    private static final int MINUTES = 60;

    /// A fiftieth of what is told in the other three quarters of an hour.
    private static final long GROWTH_BYTES_MAX = 8_000_000;

    private final Projector projector = new Projector();
    private final Ledger ledger = new Ledger();
    private final long[] ends = new long[PARTITIONS];
    private long nowMs = 1_000;
    private int correlationId;
    private long sent;

    @Test
    void anHourAtAThousandRecordsASecondDoesNotGrow() {
        begin();
        long full = 0;
        for (int minute = 1; minute <= MINUTES; minute++) {
            for (long ms = 0; ms < MINUTE_MS; ms += TICK_MS) {
                tick();
            }
            if (minute == FULL_MINUTE) {
                full = keptBytes();
            }
        }

        assertThat(projector.snapshot().counters().recordsAppended()).isEqualTo(3_600_000);
        assertThat(ledger.produced("checkout").sent()).isEqualTo(3_600_000);
        assertThat(keptBytes() - full).isLessThan(GROWTH_BYTES_MAX);
    }

    private void begin() {
        for (int node = 1; node <= 3; node++) {
            tell(new Event.NodeStarted(node, nowMs, true, true, 9_090 + node, 0, ""));
            tell(
                    new Event.ClientConnected(
                            node, nowMs, 1, Event.OUTSIDE, "checkout", "java", "127.0.0.1"));
            tell(
                    new Event.ClientConnected(
                            node, nowMs, 2, Event.OUTSIDE, "billing-1", "java", "127.0.0.1"));
        }
        tell(new Event.TopicCreated(1, nowMs, "orders", "id", Map.of()));
        for (int number = 0; number < PARTITIONS; number++) {
            tell(
                    new Event.PartitionChanged(
                            1,
                            nowMs,
                            "orders",
                            number,
                            List.of(1, 2, 3),
                            List.of(),
                            List.of(),
                            List.of(1, 2, 3),
                            List.of(),
                            List.of(),
                            leader(number),
                            0,
                            0));
            for (int node = 1; node <= 3; node++) {
                tell(new Event.ReplicaOpened(node, nowMs, "orders", number, 0, 0, 0, List.of()));
                ReplicaRole role =
                        node == leader(number) ? ReplicaRole.LEADER : ReplicaRole.FOLLOWER;
                tell(
                        new Event.ReplicaRoleTaken(
                                node, nowMs, "orders", number, role, 0, leader(number)));
            }
        }
        tell(
                new Event.ClientStarted(
                        Event.OUTSIDE,
                        nowMs,
                        "checkout",
                        Event.ClientKind.PRODUCER,
                        "orders",
                        "",
                        Map.of("acks", "all")));
        tell(
                new Event.ClientStarted(
                        Event.OUTSIDE,
                        nowMs,
                        "billing-1",
                        Event.ClientKind.CONSUMER,
                        "orders",
                        "billing",
                        Map.of()));
        GroupMember member =
                new GroupMember(
                        "billing-1-id",
                        "billing-1",
                        "/127.0.0.1",
                        Map.of("orders", List.of(0, 1, 2, 3, 4, 5)));
        tell(
                new Event.GroupChanged(
                        1,
                        nowMs,
                        "billing",
                        "classic",
                        "Stable",
                        1,
                        "range",
                        "billing-1-id",
                        List.of(member)));
    }

    private static int leader(int number) {
        return number % 3 + 1;
    }

    /// A batch of ten records on its way through: sent, replicated, committed, read.
    private void tick() {
        nowMs += TICK_MS;
        int number = (int) (nowMs / TICK_MS % PARTITIONS);
        int leader = leader(number);
        long base = ends[number];
        long last = base + BATCH - 1;
        ends[number] = last + 1;
        for (int i = 0; i < BATCH; i++) {
            RecordId id = ledger.sending("checkout", "orders");
            ledger.acknowledged(id, number, base + i);
            ledger.read("billing-1", "billing", id, "orders", number, base + i);
            sent++;
        }
        request(leader, 1, "checkout", "Produce", number);
        for (int node = 1; node <= 3; node++) {
            tell(new Event.RecordsAppended(node, nowMs, "orders", number, base, last, 0, 1_060));
            tell(new Event.HighWatermarkMoved(node, nowMs, "orders", number, last + 1));
        }
        request(leader, 2, "billing-1", "Fetch", number);
        if (nowMs % 1_000 == 0) {
            for (int each = 0; each < PARTITIONS; each++) {
                tell(
                        new Event.OffsetCommitted(
                                1, nowMs, "billing", "orders", each, ends[each], nowMs, false));
            }
            request(1, 2, "billing-1", "Heartbeat", -1);
            tell(new Event.ProducerProgressed(Event.OUTSIDE, nowMs, "checkout", sent, sent, 0, 0));
            tell(
                    new Event.ConsumerProgressed(
                            Event.OUTSIDE, nowMs, "billing-1", sent, 0, Map.of()));
        }
        if (nowMs % 100 == 0) {
            assertThat(projector.snapshot().atMs()).isEqualTo(nowMs);
        }
    }

    private void request(int node, int connection, String client, String api, int number) {
        Map<String, List<Integer>> about =
                number < 0 ? Map.of() : Map.of("orders", List.of(number));
        correlationId++;
        tell(
                new Event.RequestReceived(
                        node,
                        nowMs,
                        connection,
                        Event.OUTSIDE,
                        client,
                        api,
                        12,
                        correlationId,
                        1_200,
                        number < 0 ? "" : "orders-" + number,
                        about));
        tell(
                new Event.ResponseSent(
                        node,
                        nowMs,
                        connection,
                        Event.OUTSIDE,
                        client,
                        api,
                        correlationId,
                        60,
                        0,
                        "NONE"));
    }

    private void tell(Event event) {
        projector.apply(event);
    }

    /// What is on the heap after the garbage is gone.
    private static long keptBytes() {
        Runtime runtime = Runtime.getRuntime();
        long kept = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            kept = Math.min(kept, runtime.totalMemory() - runtime.freeMemory());
        }
        return kept;
    }
}
