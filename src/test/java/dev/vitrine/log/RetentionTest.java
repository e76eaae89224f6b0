package dev.vitrine.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.log.PartitionLog.Deleted;
import dev.vitrine.log.PartitionLog.Known;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Where a log starts: raised by request or by retention, and found again.
final class RetentionTest {
    private static final String DIRECTORY = "data/orders-0";
    private static final long DAY = 86_400_000;

    private final MemoryStorage storage = new MemoryStorage();
    private final Trash trash = new Trash(storage);
    private PartitionLog log;

    private PartitionLog open(Configs configs) {
        return open(configs, Known.NOTHING);
    }

    private PartitionLog open(Configs configs, Known known) {
        log =
                Logs.open(
                        storage,
                        DIRECTORY,
                        configs.segmentBytes(160).indexIntervalBytes(0).config(),
                        known,
                        0);
        return log;
    }

    /// Segments of two records each.
    private void append(long... timestamps) throws RecordsRefused {
        for (long timestamp : timestamps) {
            log.appendAsLeader(Batches.timed(Compression.NONE, timestamp), 1, timestamp);
        }
    }

    private List<String> retain(long highWatermark, long nowMs) {
        return log.retain(highWatermark, nowMs, trash).stream()
                .map(each -> each.baseOffset() + ".." + each.endOffset() + ": " + each.why())
                .toList();
    }

    private List<String> segments() {
        return storage.list(DIRECTORY).stream().filter(name -> name.endsWith(".log")).toList();
    }

    @Test
    void segmentsGoWhenTheirNewestRecordIsTooOld() throws RecordsRefused {
        open(Configs.kept().retention(DAY, -1));
        append(1, 2, 3, 4, 5, 6);
        assertThat(segments()).hasSize(3);
        assertThat(retain(6, DAY + 2)).isEmpty();
        assertThat(retain(6, DAY + 4))
                .containsExactly("0..2: its newest record is older than retention.ms=86400000");
        assertThat(log.logStartOffset()).isEqualTo(2);
        assertThat(log.read(1, 1_000, true, 6)).isEqualTo(MemoryRecords.EMPTY);
        assertThat(Batches.all(log)).hasSize(4);
    }

    @Test
    void theActiveSegmentIsClosedAndGoesWhenItIsTooOldToo() throws RecordsRefused {
        open(Configs.kept().retention(DAY, -1));
        append(1, 2, 3);
        assertThat(retain(3, 2 * DAY)).hasSize(2);
        assertThat(log.logStartOffset()).isEqualTo(3);
        assertThat(log.logEndOffset()).isEqualTo(3);
        append(2 * DAY);
        assertThat(log.logEndOffset()).isEqualTo(4);
        open(Configs.kept().retention(DAY, -1));
        assertThat(log.logStartOffset()).isEqualTo(3);
        assertThat(log.logEndOffset()).isEqualTo(4);
    }

    @Test
    void anEmptyLogIsNeverTooOld() {
        open(Configs.kept().retention(0, 0));
        assertThat(retain(0, DAY)).isEmpty();
    }

    @Test
    void nothingAboveTheHighWatermarkIsOld() throws RecordsRefused {
        open(Configs.kept().retention(DAY, -1));
        append(1, 2, 3, 4, 5, 6);
        assertThat(retain(3, 2 * DAY)).hasSize(1);
        assertThat(log.logStartOffset()).isEqualTo(2);
    }

    @Test
    void recordsWithoutATimeAgeFromTheirAppendOn() throws RecordsRefused {
        open(Configs.kept().retention(DAY, -1));
        for (int i = 0; i < 4; i++) {
            log.appendAsLeader(Batches.timed(Compression.NONE, -1), 1, 1_000 + i);
        }
        assertThat(retain(4, DAY + 1_001)).isEmpty();
        assertThat(retain(4, DAY + 1_002)).hasSize(1);
    }

    @Test
    void segmentsGoUntilTheLogIsSmallEnough() throws RecordsRefused {
        open(Configs.kept().retention(-1, 250));
        append(1, 2, 3, 4, 5, 6);
        long before = log.sizeBytes();
        List<Deleted> deleted = log.retain(6, 7, trash);
        assertThat(deleted).isNotEmpty();
        assertThat(deleted.getFirst().why())
                .isEqualTo("the log is larger than retention.bytes=250");
        // It stops before it would be too small.
        assertThat(log.sizeBytes()).isBetween(250L, before - 1);
        assertThat(log.retain(6, 7, trash)).isEmpty();
    }

    @Test
    void aCompactedLogIsNotDeletedByAgeButBelowItsStart() throws RecordsRefused {
        open(Configs.kept().compacted());
        append(1, 2, 3, 4, 5, 6);
        assertThat(retain(6, 100 * DAY)).isEmpty();
        assertThat(log.raiseStartTo(3)).isTrue();
        assertThat(retain(6, 100 * DAY))
                .containsExactly("0..2: it ends before the log start offset 3");
        assertThat(log.logStartOffset()).isEqualTo(3);
    }

    @Test
    void filesStayForAWhileUnderKafkasNameForThem() throws RecordsRefused {
        open(Configs.kept().retention(DAY, -1));
        append(1, 2, 3, 4);
        long now = DAY + 4;
        retain(4, now);
        assertThat(storage.list(DIRECTORY))
                .contains(
                        "00000000000000000000.log.deleted",
                        "00000000000000000000.index.deleted",
                        "00000000000000000000.timeindex.deleted")
                .doesNotContain("00000000000000000000.log");
        assertThat(trash.onTime(now + 59_999)).isEqualTo(now + 60_000);
        assertThat(storage.list(DIRECTORY)).contains("00000000000000000000.log.deleted");
        trash.onTime(now + 60_000);
        assertThat(storage.list(DIRECTORY)).noneMatch(name -> name.endsWith(".deleted"));
    }

    @Test
    void whatWaitedToBeDeletedIsDeletedWhenTheLogIsOpened() throws RecordsRefused {
        open(Configs.kept().retention(DAY, -1));
        append(1, 2, 3, 4);
        retain(4, DAY + 4);
        open(Configs.kept());
        assertThat(storage.list(DIRECTORY)).noneMatch(name -> name.endsWith(".deleted"));
        assertThat(log.logStartOffset()).isEqualTo(2);
    }

    @Test
    void aRaisedStartIsRememberedByWhoWroteItDown() throws RecordsRefused {
        open(Configs.kept());
        append(1, 2, 3, 4);
        assertThat(log.raiseStartTo(3)).isTrue();
        assertThat(log.raiseStartTo(2)).isFalse();
        assertThat(log.startsWithinASegment()).isTrue();
        assertThat(log.epochs()).containsExactly(new EpochStart(1, 3));
        open(Configs.kept(), new Known(3, 0));
        assertThat(log.logStartOffset()).isEqualTo(3);
        assertThat(log.epochs()).containsExactly(new EpochStart(1, 3));
        assertThat(Batches.all(log)).hasSize(1);
    }

    @Test
    void aStartThatWasNotWrittenDownIsLowerAgainAndNothingElseIsLost() throws RecordsRefused {
        open(Configs.kept());
        append(1, 2, 3, 4);
        log.raiseStartTo(3);
        storage.changesLeft = -1;
        open(Configs.kept());
        assertThat(log.recovery().cuts()).isEmpty();
        assertThat(log.logStartOffset()).isZero();
        assertThat(log.logEndOffset()).isEqualTo(4);
    }

    @Test
    void aLogWhoseEndIsLostBeginsWhereItWasKnownToStart() throws RecordsRefused {
        open(Configs.kept());
        append(1, 2, 3, 4);
        open(Configs.kept(), new Known(9, 0));
        assertThat(log.logStartOffset()).isEqualTo(9);
        assertThat(log.logEndOffset()).isEqualTo(9);
        append(5);
        assertThat(log.logEndOffset()).isEqualTo(10);
    }

    @Test
    void aFollowerThatStartsWithinABatchTakesItWhole() throws RecordsRefused {
        open(Configs.kept());
        log.appendAsLeader(Batches.of("a", "b", "c", "d"), 1, 0);
        log.raiseStartTo(2);
        PartitionLog follower = Logs.open(storage, "other", log.config(), 0);
        follower.truncateFullyAndStartAt(2, 0);
        MemoryRecords read = log.read(2, 1_000, true, Long.MAX_VALUE);
        assertThat(follower.appendAsFollower(read, 0).lastOffset()).isEqualTo(3);
        assertThat(follower.logStartOffset()).isEqualTo(2);
        assertThat(follower.logEndOffset()).isEqualTo(4);
        assertThat(follower.read(2, 1_000, true, Long.MAX_VALUE).buffer()).isEqualTo(read.buffer());
    }

    @Test
    void truncationBelowTheStartBeginsAnewThere() throws RecordsRefused {
        open(Configs.kept());
        log.appendAsLeader(Batches.of("a", "b", "c", "d"), 1, 0);
        log.raiseStartTo(2);
        log.truncateTo(3, 0);
        assertThat(log.logStartOffset()).isEqualTo(2);
        assertThat(log.logEndOffset()).isEqualTo(2);
    }
}
