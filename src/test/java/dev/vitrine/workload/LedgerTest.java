package dev.vitrine.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.workload.RecordFate.State;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

final class LedgerTest {
    private final Ledger ledger = new Ledger();

    @Test
    void sentIsAlwaysAcknowledgedAndFailedAndPending() {
        List<RecordId> sent = send("app", 10);
        assertThat(ledger.produced("app")).isEqualTo(new Ledger.Produced(10, 0, 0, 10, 0, 0));

        sent.subList(0, 6).forEach(id -> ledger.acknowledged(id, 0, id.number() - 1));
        sent.subList(6, 8).forEach(id -> ledger.failed(id, "TIMEOUT"));
        assertThat(ledger.produced("app")).isEqualTo(new Ledger.Produced(10, 6, 2, 2, 0, 0));
        assertThat(ledger.fate(sent.get(7)).error()).isEqualTo("TIMEOUT");
    }

    @Test
    void acknowledgedRecordThatNoLogHoldsIsLost() {
        acknowledgeFifteen();

        List<RecordFate> lost = audit(copiesOf(1, 10), 10, 10);

        assertThat(lost).extracting(RecordFate::offset).containsExactly(10L, 11L, 12L, 13L, 14L);
        assertThat(ledger.produced("app")).isEqualTo(new Ledger.Produced(15, 15, 0, 0, 5, 0));
        assertThat(audit(copiesOf(1, 10), 10, 10)).as("told once").isEmpty();
    }

    @Test
    void recordThatTheLeaderHoldsAboveTheHighWatermarkIsNotLost() {
        acknowledgeFifteen();

        assertThat(audit(copiesOf(1, 10), 10, 15)).isEmpty();
        assertThat(ledger.produced("app").lost()).isZero();
    }

    @Test
    void recordBelowTheHighWatermarkWhosePlaceAnotherHasTakenIsLost() {
        acknowledgeFifteen();

        assertThat(audit(copiesOf(1, 14), 15, 15))
                .extracting(RecordFate::id)
                .containsExactly(new RecordId("app", 15));
    }

    @Test
    void lostRecordThatTurnsUpAgainIsNotLost() {
        acknowledgeFifteen();
        audit(copiesOf(1, 10), 10, 10);

        audit(copiesOf(1, 15), 15, 15);

        assertThat(ledger.produced("app").lost()).isZero();
        assertThat(ledger.fate(new RecordId("app", 15)).state()).isEqualTo(State.ACKNOWLEDGED);
    }

    @Test
    void recordAcknowledgedAfterTheAuditBeganIsNotJudgedByIt() {
        List<RecordId> sent = send("app", 1);
        Set<RecordId> judged = ledger.acknowledged("orders", 0);
        ledger.acknowledged(sent.getFirst(), 0, 0);

        assertThat(ledger.audited("orders", 0, judged, Map.of(), 0, 0)).isEmpty();
    }

    @Test
    void secondCopyInTheLogIsADuplicate() {
        acknowledgeFifteen();
        Map<RecordId, Integer> copies = copiesOf(1, 15);
        copies.put(new RecordId("app", 3), 2);

        audit(copies, 16, 16);

        assertThat(ledger.produced("app")).isEqualTo(new Ledger.Produced(15, 15, 0, 0, 0, 1));
    }

    @Test
    void consumerThatReadsARecordTwiceHasADuplicateAndTheRecordCountsBoth() {
        RecordId id = send("app", 1).getFirst();

        ledger.read("reader", id, "orders", 0, 0);
        ledger.read("reader", id, "orders", 0, 0);
        ledger.read("other", id, "orders", 0, 0);
        ledger.read("other", null, "orders", 0, 1);

        assertThat(ledger.consumed("reader")).isEqualTo(new Ledger.Consumed(2, 1, 0));
        assertThat(ledger.consumed("other")).isEqualTo(new Ledger.Consumed(2, 0, 1));
        assertThat(ledger.fate(id).consumed()).isEqualTo(3);
        assertThat(ledger.readsOf("orders", 0)).hasSize(3);
    }

    @Test
    void valueOfARecordTellsItsId() {
        RecordId id = new RecordId("till-2", 17);

        assertThat(RecordId.of(id.value(0))).contains(id);
        assertThat(RecordId.of(id.value(500))).contains(id);
        assertThat(id.value(500)).hasSize(500);
        assertThat(RecordId.of("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(RecordId.of("#1".getBytes(java.nio.charset.StandardCharsets.UTF_8))).isEmpty();
    }

    private List<RecordId> send(String producer, int records) {
        List<RecordId> sent = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            sent.add(ledger.sending(producer, "orders"));
        }
        return sent;
    }

    private void acknowledgeFifteen() {
        send("app", 15).forEach(id -> ledger.acknowledged(id, 0, id.number() - 1));
    }

    private static Map<RecordId, Integer> copiesOf(long first, long last) {
        Map<RecordId, Integer> copies = new TreeMap<>();
        for (long number = first; number <= last; number++) {
            copies.put(new RecordId("app", number), 1);
        }
        return copies;
    }

    private List<RecordFate> audit(
            Map<RecordId, Integer> copies, long highWatermark, long leaderLogEnd) {
        return ledger.audited(
                "orders", 0, ledger.acknowledged("orders", 0), copies, highWatermark, leaderLogEnd);
    }
}
