package dev.vitrine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.log.PartitionLog.Known;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

final class CompactionTest {
    private static final String DIRECTORY = "data/orders-0";
    private static final long DELETE_RETENTION_MS = 1_000;
    private static final Cleanup COMPACT =
            new Cleanup(false, true, -1, -1, 60_000, DELETE_RETENTION_MS, 0, Long.MAX_VALUE, 0.5);

    private MemoryStorage storage = new MemoryStorage();
    private Trash trash = new Trash(storage);
    private PartitionLog log = open(COMPACT);

    private PartitionLog open(Cleanup cleanup) {
        return Logs.open(
                storage,
                DIRECTORY,
                Configs.kept().segmentBytes(400).indexIntervalBytes(0).cleanup(cleanup).config(),
                Known.NOTHING,
                0);
    }

    private void append(String... records) throws RecordsRefused {
        for (String record : records) {
            append(0, Compression.NONE, record);
        }
    }

    /// `k=v`, or `k` for a tombstone; several in one batch have blanks between.
    private void append(long timestampMs, Compression codec, String batch) throws RecordsRefused {
        log.appendAsLeader(
                MemoryRecords.withRecords(codec, records(timestampMs, batch)), 1, timestampMs);
    }

    private static SimpleRecord[] records(long timestampMs, String batch) {
        List<SimpleRecord> records = new ArrayList<>();
        for (String record : batch.split(" ")) {
            String[] parts = record.split("=");
            records.add(
                    new SimpleRecord(
                            timestampMs,
                            parts[0].getBytes(StandardCharsets.UTF_8),
                            parts.length == 1 ? null : parts[1].getBytes(StandardCharsets.UTF_8)));
        }
        return records.toArray(SimpleRecord[]::new);
    }

    /// Fills the active segment up, so that what was appended is sealed.
    private void seal() throws RecordsRefused {
        append("filler=" + "x".repeat(300));
    }

    private void compact(long nowMs) {
        Dirt dirt = log.dirt(log.logEndOffset(), nowMs);
        assertThat(dirt.dirtyBytes()).isPositive();
        finish(log.compact(dirt, 1_000, nowMs, trash), nowMs);
    }

    private static void finish(Compaction run, long nowMs) {
        while (run.step(nowMs)) {
            assertThat(run.isDone()).isFalse();
        }
        assertThat(run.isDone()).isTrue();
    }

    /// `offset:key=value` of every record below the active segment's filler.
    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (MutableRecordBatch batch : batches()) {
            for (Record record : batch) {
                String key = StandardCharsets.UTF_8.decode(record.key()).toString();
                if (!key.equals("filler")) {
                    told.add(
                            record.offset()
                                    + ":"
                                    + key
                                    + (record.hasValue()
                                            ? "=" + StandardCharsets.UTF_8.decode(record.value())
                                            : ""));
                }
            }
        }
        return told;
    }

    private List<MutableRecordBatch> batches() {
        List<MutableRecordBatch> batches = new ArrayList<>();
        long next = log.logStartOffset();
        while (next < log.logEndOffset()) {
            MemoryRecords read = log.read(next, 10_000, true, Long.MAX_VALUE);
            for (MutableRecordBatch batch : read.batches()) {
                batch.ensureValid();
                batches.add(batch);
                next = batch.nextOffset();
            }
        }
        return batches;
    }

    @Test
    void onlyTheLastOfEachKeyStaysAndOffsetsDoNotChange() throws RecordsRefused {
        append("a=1", "b=1", "a=2", "c=1 b=2", "a=3");
        seal();
        compact(0);
        assertThat(told()).containsExactly("3:c=1", "4:b=2", "5:a=3");
        assertThat(log.logEndOffset()).isEqualTo(7);
        assertThat(log.cleanedTo()).isEqualTo(6);
    }

    @Test
    void theActiveSegmentAndWhatIsNotCommittedIsLeftAlone() throws RecordsRefused {
        append("a=1", "a=2");
        assertThat(log.dirt(2, 0).dirtyBytes()).isZero();
        seal();
        assertThat(log.dirt(1, 0).dirtyBytes()).isZero();
        assertThat(log.dirt(2, 0).dirtyBytes()).isPositive();
    }

    @Test
    void aBatchKeepsItsRangeOfOffsetsWhateverIsLeftOfIt() throws RecordsRefused {
        append("a=1 b=1 c=1", "a=2", "c=2");
        seal();
        compact(0);
        MutableRecordBatch first = batches().getFirst();
        assertThat(first.baseOffset()).isZero();
        assertThat(first.lastOffset()).isEqualTo(2);
        assertThat(first.countOrNull()).isEqualTo(1);
    }

    @Test
    void tombstonesStayUntilTheirTimeIsUp() throws RecordsRefused {
        append("a=1", "a", "b=1");
        seal();
        compact(5_000);
        assertThat(told()).containsExactly("1:a", "2:b=1");
        MutableRecordBatch holder = batches().getFirst();
        assertThat(holder.deleteHorizonMs()).hasValue(5_000 + DELETE_RETENTION_MS);
        append("b=2");
        seal();
        compact(5_999);
        assertThat(told()).containsExactly("1:a", "4:b=2");
        append("b=3");
        seal();
        compact(6_000);
        assertThat(told()).containsExactly("6:b=3");
    }

    @Test
    void aProducersLastBatchStaysThoughEmptyForItsSequenceNumbers() throws RecordsRefused {
        MemoryRecords sent =
                MemoryRecords.withIdempotentRecords(
                        Compression.NONE, 9, (short) 0, 0, records(0, "a=1"));
        byte[] again = new byte[sent.sizeInBytes()];
        sent.buffer().duplicate().get(again);
        log.appendAsLeader(sent, 1, 0);
        append("a=2");
        seal();
        compact(0);
        assertThat(told()).containsExactly("1:a=2");
        assertThat(batches().getFirst().producerId()).isEqualTo(9);
        assertThat(batches().getFirst().countOrNull()).isZero();
        log = open(COMPACT);
        Appended duplicate =
                log.appendAsLeader(
                        MemoryRecords.readableRecords(java.nio.ByteBuffer.wrap(again)), 1, 0);
        assertThat(duplicate.duplicate()).isTrue();
        assertThat(duplicate.baseOffset()).isZero();
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void batchesKeepTheirCodec(CompressionType type) throws RecordsRefused {
        append(0, Compression.of(type).build(), "a=1 b=1 c=1");
        append("a=2");
        seal();
        compact(0);
        assertThat(told()).containsExactly("1:b=1", "2:c=1", "3:a=2");
        assertThat(batches().getFirst().compressionType()).isEqualTo(type);
    }

    @Test
    void aLogIsCompactedWhenMoreThanTheRatioOfItIsDirty() throws RecordsRefused {
        append("a=1", "b=1", "c=1", "d=1");
        seal();
        assertThat(log.dirt(log.logEndOffset(), 0).isDue()).isTrue();
        compact(0);
        assertThat(log.dirt(log.logEndOffset(), 0).isDue()).isFalse();
        append("a=2");
        seal();
        Dirt dirt = log.dirt(log.logEndOffset(), 0);
        assertThat(dirt.ratio()).isBetween(0.5, 0.9);
        assertThat(dirt.isDue()).isTrue();
        log.configure(
                Configs.kept()
                        .cleanup(new Cleanup(false, true, -1, -1, 0, 0, 0, Long.MAX_VALUE, 0.95))
                        .config());
        assertThat(log.dirt(log.logEndOffset(), 0).isDue()).isFalse();
    }

    @Test
    void youngRecordsAreSafeAndOldOnesAreDueWhateverTheRatio() throws RecordsRefused {
        log = open(new Cleanup(false, true, -1, -1, 0, 0, 100, 1_000, 1));
        append(5_000, Compression.NONE, "a=1");
        seal();
        assertThat(log.dirt(log.logEndOffset(), 5_099).dirtyBytes()).isZero();
        assertThat(log.dirt(log.logEndOffset(), 5_100).dirtyBytes()).isPositive();
        assertThat(log.dirt(log.logEndOffset(), 6_000).isDue()).isFalse();
        assertThat(log.dirt(log.logEndOffset(), 6_001).isDue()).isTrue();
    }

    @Test
    void moreKeysThanMayBeRememberedTakeMoreRuns() throws RecordsRefused {
        append("a=1", "b=1", "c=1", "a=2", "b=2", "c=2");
        seal();
        finish(log.compact(log.dirt(7, 0), 2, 0, trash), 0);
        assertThat(log.cleanedTo()).isEqualTo(2);
        assertThat(told()).hasSize(6);
        finish(log.compact(log.dirt(7, 0), 100, 0, trash), 0);
        assertThat(told()).containsExactly("3:a=2", "4:b=2", "5:c=2");
    }

    @Test
    void aRunEndsWhenTheLogIsTruncatedUnderIt() throws RecordsRefused {
        append("a=1", "a=2");
        seal();
        Compaction run = log.compact(log.dirt(3, 0), 100, 0, trash);
        assertThat(run.step(0)).isTrue();
        log.truncateTo(1, 0);
        assertThat(run.step(0)).isFalse();
        assertThat(run.isDone()).isFalse();
        assertThat(told()).containsExactly("0:a=1");
        assertThat(storage.list(DIRECTORY)).noneMatch(name -> name.endsWith(".cleaned"));
    }

    @Test
    void neighboursThatHaveShrunkBecomeOneSegment() throws RecordsRefused {
        for (int i = 0; i < 4; i++) {
            append("a=" + "x".repeat(200) + i, "b=" + i);
            seal();
        }
        long before = segments();
        compact(0);
        long after = segments();
        assertThat(after).isLessThanOrEqualTo(before);
        append("a=5");
        seal();
        compact(0);
        assertThat(segments()).isLessThan(before);
        assertThat(told()).containsExactly("10:b=3", "12:a=5");
    }

    private long segments() {
        return storage.list(DIRECTORY).stream().filter(name -> name.endsWith(".log")).count();
    }

    @Test
    void gapsOutliveTheCompactionOfTheTopic() throws RecordsRefused {
        append("a=1", "a=2", "a=3");
        seal();
        compact(0);
        log = open(Cleanup.DEFAULT);
        assertThat(log.recovery().cuts()).isEmpty();
        assertThat(told()).containsExactly("2:a=3");
        PartitionLog follower = Logs.open(storage, "other", log.config(), 0);
        follower.appendAsFollower(log.read(0, 10_000, true, Long.MAX_VALUE), 0);
        assertThat(follower.logEndOffset()).isEqualTo(3);
        assertThat(Logs.open(storage, "other", log.config(), 0).logEndOffset()).isEqualTo(3);
    }

    @Test
    void epochsWhoseRecordsAreGoneAreRemembered() throws RecordsRefused {
        append("a=1");
        log.beginEpoch(2);
        log.appendAsLeader(MemoryRecords.withRecords(Compression.NONE, records(0, "a=2")), 2, 0);
        log.appendAsLeader(MemoryRecords.withRecords(Compression.NONE, records(0, "a=3")), 3, 0);
        log.appendAsLeader(
                MemoryRecords.withRecords(
                        Compression.NONE, records(0, "filler=" + "x".repeat(300))),
                3,
                0);
        compact(0);
        List<EpochStart> epochs =
                List.of(new EpochStart(1, 0), new EpochStart(2, 1), new EpochStart(3, 2));
        assertThat(log.epochs()).isEqualTo(epochs);
        log = open(COMPACT);
        assertThat(log.epochs()).isEqualTo(epochs);
        assertThat(log.endOffsetFor(1)).isEqualTo(new EpochEnd(1, 1));
    }

    /// Kills the process in the middle of every change to the disk, and the machine's power with
    /// it, and opens the log again.
    @Test
    void whereverItIsInterruptedTheLogIsTheOldOneOrTheNewOne() throws RecordsRefused {
        append("a=1", "b=1", "a=2", "c=1 b=2", "a=3", "d=" + "x".repeat(300), "d=2", "e=1", "a=4");
        seal();
        log.flush();
        List<String> last = List.of("3:c=1", "4:b=2", "7:d=2", "8:e=1", "9:a=4");
        MemoryStorage before = storage;
        boolean finished = false;
        int changes = 0;
        for (; !finished; changes++) {
            for (boolean powerLoss : new boolean[] {false, true}) {
                storage = before.copy();
                trash = new Trash(storage);
                log = open(COMPACT);
                storage.changesLeft = changes;
                try {
                    compact(0);
                    finished = true;
                } catch (MemoryStorage.Killed e) {
                    finished = false;
                }
                storage.changesLeft = -1;
                if (powerLoss) {
                    storage = storage.afterPowerLoss(new Random(changes));
                }
                trash = new Trash(storage);
                log = open(COMPACT);
                assertThat(log.recovery().cuts()).as("after %s changes", changes).isEmpty();
                assertThat(told()).as("after %s changes", changes).containsAll(last);
                assertThat(log.logEndOffset()).isEqualTo(11);
                compact(0);
                assertThat(told()).as("after %s changes", changes).isEqualTo(last);
            }
        }
        assertThat(changes).isGreaterThan(20);
    }

    @Test
    void theDiskIsChangedWhileItIsKilled() {
        storage.changesLeft = 0;
        assertThatThrownBy(this::seal).isInstanceOf(MemoryStorage.Killed.class);
    }
}
