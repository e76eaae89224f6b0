package dev.vitrine.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.history.Projector;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.workload.Workload.AuditResult;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// When a partition is audited, and how often.
@Timeout(60)
final class AuditorTest {
    private static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);
    private static final TopicPartition ORDERS_1 = new TopicPartition("orders", 1);

    private final Ledger ledger = new Ledger();
    private final Projector projector = new Projector();
    private final AuditSchedule schedule = new AuditSchedule(ledger, 0);
    private long now;

    @BeforeEach
    void twoPartitionsThatAProducerSendsTo() {
        tell(new Event.NodeStarted(1, 1_000, true, true, 9_091, 0, ""));
        tell(new Event.NodeStarted(2, 1_000, true, true, 9_092, 0, ""));
        for (String topic : List.of("orders", "clicks")) {
            tell(new Event.TopicCreated(1, 1_000, topic, topic + "-id", Map.of()));
            leads(topic, 0, 1, 0);
            leads(topic, 1, 2, 0);
            log(topic, 0, 1, 5);
            log(topic, 1, 2, 5);
        }
        RecordId id = ledger.sending("checkout", "orders");
        ledger.acknowledged(id, 0, 4);
    }

    private void tell(Event event) {
        projector.apply(event);
    }

    private void leads(String topic, int number, int leader, int epoch) {
        tell(
                new Event.PartitionChanged(
                        1,
                        1_000,
                        topic,
                        number,
                        List.of(1, 2),
                        List.of(),
                        List.of(),
                        List.of(1, 2),
                        List.of(),
                        List.of(),
                        leader,
                        epoch,
                        epoch));
    }

    private void log(String topic, int number, int node, long high) {
        tell(
                new Event.ReplicaOpened(
                        node, 1_000, topic, number, 0, high, high, List.of(new EpochStart(0, 0))));
    }

    /// @return whether the snapshot was looked at
    private boolean observe(long afterNanos) {
        now += afterNanos;
        return !schedule.observe(projector.snapshot(), now).isEmpty();
    }

    private AuditSchedule.Task due() {
        return Objects.requireNonNull(schedule.next(now), "nothing is due");
    }

    private void look() {
        observe(AuditSchedule.LOOK_NANOS);
    }

    @Test
    void whatIsWatchedFirstIsNotDue() {
        assertThat(observe(AuditSchedule.LOOK_NANOS)).isTrue();
        assertThat(schedule.next(now)).isNull();
        assertThat(schedule.idleNanos(now)).isEqualTo(AuditSchedule.WAIT_NANOS);
    }

    @Test
    void anotherLeaderIsAskedWhenTheLogsHaveSettled() {
        look();
        leads("orders", 0, 2, 1);
        leads("clicks", 0, 2, 1);
        assertThat(observe(AuditSchedule.LOOK_NANOS)).isTrue();

        assertThat(schedule.next(now)).isNull();
        assertThat(schedule.idleNanos(now)).isEqualTo(AuditSchedule.SETTLE_NANOS);
        now += AuditSchedule.SETTLE_NANOS;
        AuditSchedule.Task task = due();
        assertThat(task.id()).isEqualTo(ORDERS_0);
        assertThat(task.leader()).isEqualTo(2);
        schedule.audited(task, AuditResult.DECIDED, now);
        assertThat(schedule.next(now)).as("nobody sends to clicks").isNull();
    }

    @Test
    void aLogThatIsCutIsAudited() {
        look();
        tell(new Event.LogTruncated(2, 2_000, "orders", 1, 3, 5));
        look();
        now += AuditSchedule.SETTLE_NANOS;
        assertThat(due().id()).isEqualTo(ORDERS_1);
    }

    @Test
    void snapshotsThatComeTooSoonArePassedOver() {
        look();
        leads("orders", 0, 2, 1);
        assertThat(observe(AuditSchedule.LOOK_NANOS - 1)).isFalse();
        assertThat(observe(1)).isTrue();
    }

    @Test
    void whatIsUndecidedIsTriedAgainAndNotForEver() {
        look();
        schedule.all(now);
        int tries = 0;
        AuditSchedule.Task task = due();
        while (task != null) {
            boolean decided = task.id().equals(ORDERS_1);
            tries += decided ? 0 : 1;
            AuditResult undecided = tries % 2 == 0 ? AuditResult.UNDECIDED : AuditResult.UNREADABLE;
            schedule.audited(task, decided ? AuditResult.DECIDED : undecided, now);
            if (schedule.next(now) == null) {
                now += AuditSchedule.AGAIN_NANOS;
            }
            task = schedule.next(now);
        }
        assertThat(tries).isEqualTo(AuditSchedule.TRIES_MAX);
        assertThat(schedule.idleNanos(now)).isEqualTo(AuditSchedule.WAIT_NANOS);
    }

    @Test
    void whatBecomesDueWhileItIsAuditedStaysDue() {
        look();
        schedule.all(now);
        AuditSchedule.Task before = due();
        now++;
        schedule.all(now);
        schedule.audited(before, AuditResult.DECIDED, now);
        assertThat(schedule.next(now)).isNotNull();

        leads("orders", 0, 2, 1);
        leads("orders", 1, 1, 1);
        AuditSchedule.Task another = due();
        look();
        schedule.audited(another, AuditResult.DECIDED, now);
        now += AuditSchedule.SETTLE_NANOS;
        assertThat(due().leader()).isIn(1, 2);
    }

    @Test
    void theLedgerHearsWhatIsCommittedUnlessAnAuditIsDue() {
        look();
        assertThat(ledger.fate(new RecordId("checkout", 1)).committed()).isTrue();
        RecordId next = ledger.sending("checkout", "orders");
        ledger.acknowledged(next, 0, 5);
        tell(new Event.HighWatermarkMoved(1, 2_000, "orders", 0, 6));
        schedule.all(now);
        look();
        assertThat(ledger.fate(next).committed()).isFalse();
        for (int i = 0; i < 2; i++) {
            schedule.audited(due(), AuditResult.DECIDED, now);
        }
        look();
        assertThat(ledger.fate(next).committed()).isTrue();
    }

    @Test
    void auditsRunOnAThreadOfTheirOwnUntilItIsClosed() throws Exception {
        BlockingQueue<String> audits = new ArrayBlockingQueue<>(100);
        try (Auditor auditor =
                new Auditor(
                        ledger,
                        (topic, partition, logEnd) -> {
                            audits.add(topic + "-" + partition + " ends at " + logEnd.getAsLong());
                            return AuditResult.DECIDED;
                        },
                        new LogsThatEndAt100())) {
            auditor.observe(projector.snapshot());
            auditor.auditAll();
            assertThat(List.of(take(audits), take(audits)))
                    .containsExactlyInAnyOrder("orders-0 ends at 101", "orders-1 ends at 102");
        }
        assertThat(audits).isEmpty();
    }

    private static final class LogsThatEndAt100 implements Auditor.Logs {
        @Override
        public long logEnd(TopicPartition id, int node) {
            return 100L + node;
        }

        @Override
        public Auditor.@Nullable Stretch records(
                TopicPartition id, int node, long from, int recordsMax) {
            return null;
        }
    }

    private static String take(BlockingQueue<String> audits) throws InterruptedException {
        return Objects.requireNonNull(audits.poll(30, TimeUnit.SECONDS), "no audit");
    }
}
