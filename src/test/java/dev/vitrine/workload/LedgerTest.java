package dev.vitrine.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.workload.RecordFate.State;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
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
        Ledger.Judged judged = ledger.acknowledged("orders", 0);
        ledger.acknowledged(sent.getFirst(), 0, 0);

        Found nothing = new Found(0, 0, Map.of(), new BitSet(), 0);
        assertThat(ledger.audited("orders", 0, judged, nothing, 0).lost()).isEmpty();
    }

    @Test
    void acknowledgedRecordThatRetentionOrCompactionTookIsRemovedAndNotLost() {
        acknowledgeFifteen();
        BitSet occupied = new BitSet();
        occupied.set(4, 15);
        occupied.clear(7);
        Map<RecordId, Integer> copies = copiesOf(5, 15);
        copies.remove(new RecordId("app", 8));

        assertThat(audit(new Found(4, 0, copies, occupied, 15), 15).lost()).isEmpty();
        assertThat(ledger.book().producers().getFirst().standings())
                .containsEntry(Standing.REMOVED, 5L);

        audit(copiesOf(1, 15), 15, 15);
        assertThat(ledger.book().producers().getFirst().standings())
                .doesNotContainKey(Standing.REMOVED);
    }

    @Test
    void recordThatIsNotCommittedYetLeavesTheAuditUndecided() {
        acknowledgeFifteen();
        BitSet occupied = new BitSet();
        occupied.set(0, 10);
        Found found = new Found(0, 0, copiesOf(1, 10), occupied, 10);

        assertThat(audit(found, 15).undecided()).isEqualTo(5);
        assertThat(audit(found, 10).undecided()).isZero();
    }

    @Test
    void everyRecordHasOneStandingAndTogetherTheyAreAllThatWasSent() {
        List<RecordId> sent = send("app", 10);
        sent.subList(0, 6).forEach(id -> ledger.acknowledged(id, 0, id.number() - 1));
        ledger.failed(sent.get(6), "TIMEOUT");
        ledger.failed(sent.get(7), "TIMEOUT");
        ledger.highWatermark("orders", 0, 4);
        ledger.read("reader", "", sent.getFirst(), "orders", 0, 0);
        Map<RecordId, Integer> copies = copiesOf(1, 5);
        copies.put(sent.get(6), 1);
        audit(copies, 6, 6);

        Ledger.ProducerBook book = ledger.book().producers().getFirst();
        assertThat(book.standings())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                Standing.CONSUMED, 1L,
                                Standing.COMMITTED, 3L,
                                Standing.ACKNOWLEDGED, 1L,
                                Standing.LOST, 1L,
                                Standing.FAILED, 1L,
                                Standing.FAILED_YET_STORED, 1L,
                                Standing.PENDING, 2L));
        assertThat(book.errors()).containsExactly(Map.entry("TIMEOUT", 2L));
        assertThat(book.newest()).extracting(RecordFate::id).isEqualTo(sent);
        assertThat(book.totals()).isEqualTo(new Ledger.Produced(10, 6, 2, 2, 1, 0));
        ledger.highWatermark("orders", 0, 6);
        assertThat(ledger.fate(sent.get(4)).standing()).isEqualTo(Standing.COMMITTED);
    }

    @Test
    void recordThatWasCutFromItsLogIsTruncatedOrLostWhenItWasAcknowledged() {
        List<RecordId> sent = send("app", 4);
        ledger.seen("orders", 0, 1, Map.of(5L, sent.get(0), 6L, sent.get(1), 7L, sent.get(2)));
        assertThat(standings("app")).isEqualTo(Map.of(Standing.IN_LOG, 3L, Standing.PENDING, 1L));
        assertThat(ledger.fate(sent.get(1)).offset()).isEqualTo(6);

        ledger.failed(sent.get(0), "TIMEOUT");
        assertThat(standings("app")).containsEntry(Standing.FAILED_YET_STORED, 1L);
        ledger.acknowledged(sent.get(2), 0, 7);
        ledger.cut("orders", 0, 1, 5);
        audit(Map.of(), 5, 5);

        assertThat(standings("app"))
                .isEqualTo(
                        Map.of(
                                Standing.TRUNCATED, 2L,
                                Standing.LOST, 1L,
                                Standing.PENDING, 1L));
        assertThat(ledger.produced("app")).isEqualTo(new Ledger.Produced(4, 1, 1, 2, 1, 0));
    }

    @Test
    void truncatedRecordThatIsSentAgainIsInTheLogAgain() {
        RecordId id = send("app", 1).getFirst();
        ledger.seen("orders", 0, 1, Map.of(5L, id));
        ledger.cut("orders", 0, 1, 5);
        assertThat(ledger.fate(id).standing()).isEqualTo(Standing.TRUNCATED);

        ledger.seen("orders", 0, 2, Map.of(9L, id));
        assertThat(ledger.fate(id).standing()).isEqualTo(Standing.IN_LOG);
        ledger.acknowledged(id, 0, 9);
        ledger.cut("orders", 0, 2, 9);
        assertThat(ledger.fate(id).standing()).isEqualTo(Standing.ACKNOWLEDGED);
    }

    @Test
    void failedRecordThatAnAuditFindsCommittedIsNotTruncated() {
        RecordId id = send("app", 1).getFirst();
        ledger.seen("orders", 0, 1, Map.of(5L, id));
        ledger.failed(id, "TIMEOUT");
        ledger.cut("orders", 0, 1, 5);
        audit(copiesOf(1, 1), 6, 6);
        assertThat(ledger.fate(id).standing()).isEqualTo(Standing.FAILED_YET_STORED);
    }

    @Test
    void recordIsTruncatedWhenItsLastCopyIsCut() {
        RecordId id = send("app", 1).getFirst();
        ledger.seen("orders", 0, 1, Map.of(5L, id));
        ledger.seen("orders", 0, 2, Map.of(5L, id));
        ledger.cut("orders", 0, 1, 4);
        assertThat(ledger.fate(id).standing()).isEqualTo(Standing.IN_LOG);
        ledger.cut("orders", 0, 2, 6);
        assertThat(ledger.fate(id).standing()).isEqualTo(Standing.IN_LOG);
        ledger.cut("orders", 0, 2, 5);
        assertThat(ledger.fate(id).standing()).isEqualTo(Standing.TRUNCATED);
    }

    @Test
    void ofMoreSightingsThanAreKeptNothingIsSaid() {
        List<RecordId> sent = send("app", Ledger.SIGHTINGS_MAX + 1);
        for (int i = 0; i < sent.size(); i++) {
            ledger.seen("orders", 0, 1, Map.of((long) i, sent.get(i)));
        }
        assertThat(standings("app"))
                .isEqualTo(
                        Map.of(Standing.IN_LOG, (long) Ledger.SIGHTINGS_MAX, Standing.PENDING, 1L));
        ledger.acknowledged(sent.getFirst(), 0, 0);
        ledger.seen("orders", 0, 1, Map.of(0L, sent.getLast()));
        assertThat(standings("app")).doesNotContainKey(Standing.PENDING);
    }

    private Map<Standing, Long> standings(String producer) {
        return ledger.book().producers().stream()
                .filter(book -> book.producer().equals(producer))
                .findFirst()
                .orElseThrow()
                .standings();
    }

    @Test
    void fatesBeyondTheLimitAreForgottenAndCounted() {
        List<RecordId> sent = send("app", 3);
        sent.forEach(id -> ledger.acknowledged(id, 0, id.number() - 1));
        audit(copiesOf(1, 2), 3, 3);
        send("other", Ledger.RECORDS_MAX - 1);

        Ledger.ProducerBook book = ledger.book().producers().getFirst();
        assertThat(book.forgotten()).isEqualTo(2);
        assertThat(book.standings()).containsExactly(Map.entry(Standing.LOST, 1L));
        send("other", 1);
        assertThat(ledger.produced("app"))
                .as("totals stay")
                .isEqualTo(new Ledger.Produced(3, 3, 0, 0, 1, 0));
    }

    @Test
    void offsetsThatAGroupJumpsOverAreCounted() {
        RecordId id = send("app", 1).getFirst();
        ledger.read("a", "billing", id, "orders", 0, 5);
        ledger.read("b", "billing", id, "orders", 0, 6);
        ledger.read("b", "billing", id, "orders", 0, 10);
        ledger.read("a", "billing", id, "orders", 0, 3);
        ledger.read("a", "billing", id, "orders", 1, 90);

        assertThat(ledger.consumed("a").passedOver()).isZero();
        assertThat(ledger.consumed("b").passedOver()).isEqualTo(3);
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

        ledger.read("reader", "", id, "orders", 0, 0);
        ledger.read("reader", "", id, "orders", 0, 0);
        ledger.read("other", "", id, "orders", 0, 0);
        ledger.read("other", "", null, "orders", 0, 1);

        assertThat(ledger.consumed("reader")).isEqualTo(new Ledger.Consumed(2, 1, 0, 0));
        assertThat(ledger.consumed("other")).isEqualTo(new Ledger.Consumed(2, 0, 1, 0));
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
        BitSet occupied = new BitSet();
        occupied.set(0, (int) highWatermark);
        return audit(new Found(0, 0, copies, occupied, highWatermark), leaderLogEnd).lost();
    }

    private Ledger.Audited audit(Found found, long leaderLogEnd) {
        return ledger.audited("orders", 0, ledger.acknowledged("orders", 0), found, leaderLogEnd);
    }
}
