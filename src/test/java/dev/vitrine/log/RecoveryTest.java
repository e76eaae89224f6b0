package dev.vitrine.log;

import static dev.vitrine.log.Batches.all;
import static dev.vitrine.log.Batches.idempotent;
import static dev.vitrine.log.Batches.of;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event.EpochStart;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

final class RecoveryTest {
    private static final String DIRECTORY = "data/orders-0";
    private static final LogConfig SMALL =
            Configs.kept().segmentBytes(500).indexIntervalBytes(100).config();

    private final MemoryStorage storage = new MemoryStorage();

    /// Everything that was ever in the log.
    private List<String> all;

    /// Every batch's end: the log after it, its size in the last segment, and what was then known
    /// of producers.
    private final List<Mark> marks = new ArrayList<>();

    private String lastSegment;

    private record Mark(long logEndOffset, int size, String producers, List<EpochStart> epochs) {}

    @BeforeEach
    void fillFourSegments() throws RecordsRefused {
        PartitionLog log = open(storage);
        for (int i = 0; i < 16; i++) {
            log.appendAsLeader(idempotent(i % 2, 0, i / 2 * 2, "a" + i, "b" + i), i / 5, 0);
            lastSegment = lastSegmentOf(storage);
            marks.add(
                    new Mark(
                            log.logEndOffset(),
                            storage.bytes(lastSegment).length,
                            log.producers(),
                            log.epochs()));
        }
        all = all(log);
        long base = baseOffset(lastSegment);
        marks.removeIf(mark -> mark.logEndOffset < base);
        marks.set(0, new Mark(base, 0, marks.getFirst().producers, marks.getFirst().epochs));
        log.close();
        assertThat(marks).hasSizeGreaterThan(2);
        assertThat(base).isGreaterThan(10);
    }

    @Test
    void aTornTailIsCutOffAtEveryByte() {
        int size = storage.bytes(lastSegment).length;
        for (int length = 0; length <= size; length++) {
            MemoryStorage torn = storage.copy();
            torn.put(lastSegment, Arrays.copyOf(storage.bytes(lastSegment), length));
            Mark expected = lastWithin(length);
            PartitionLog log = open(torn);
            assertHolds(log, expected);
            assertThat(log.recovery().onlyTheTailWasCut()).isTrue();
            assertThat(log.recovery().cuts().isEmpty()).isEqualTo(length == expected.size);
            // Mended once, whole ever after.
            log.close();
            assertThat(open(torn).recovery().cuts()).isEmpty();
            assertThat(open(torn).recovery().indexesRebuilt()).isEmpty();
        }
    }

    @Test
    void zeroesAndGarbageFromAnyByteOnAreCutOff() {
        byte[] whole = storage.bytes(lastSegment);
        for (int from = 0; from < whole.length; from++) {
            for (byte with : new byte[] {0, (byte) 0xa5}) {
                byte[] damaged = whole.clone();
                Arrays.fill(damaged, from, whole.length, with);
                MemoryStorage torn = storage.copy();
                torn.put(lastSegment, damaged);
                PartitionLog log = open(torn);
                // What was zero before may still be.
                int same = Arrays.mismatch(whole, damaged);
                assertHolds(log, lastWithin(same < 0 ? whole.length : same));
            }
        }
    }

    @Test
    void aHoleOfAnySizeAnywhereIsCutOff() {
        byte[] whole = storage.bytes(lastSegment);
        for (int from = 0; from < whole.length; from++) {
            for (int length : new int[] {1, 4, 8, 61}) {
                byte[] damaged = whole.clone();
                int to = Math.min(whole.length, from + length);
                for (int i = from; i < to; i++) {
                    damaged[i] ^= (byte) 0xff;
                }
                MemoryStorage torn = storage.copy();
                torn.put(lastSegment, damaged);
                assertHolds(open(torn), lastWithin(from));
            }
        }
    }

    @Test
    void indexesAndCheckpointAreMadeAnewWhateverIsInTheirFiles() {
        PartitionLog intact = open(storage.copy());
        for (String name : storage.list(DIRECTORY)) {
            String path = DIRECTORY + "/" + name;
            if (name.endsWith(".log")) {
                continue;
            }
            byte[] right = storage.bytes(path);
            for (byte[] wrong :
                    List.of(
                            new byte[0],
                            Arrays.copyOf(right, right.length / 2),
                            Arrays.copyOf(right, right.length + 24),
                            "nonsense\n-1\n".getBytes(StandardCharsets.UTF_8))) {
                MemoryStorage damaged = storage.copy();
                damaged.put(path, wrong);
                assertWhole(open(damaged), intact);
                assertThat(damaged.bytes(path)).as(path).isEqualTo(right);
            }
            MemoryStorage without = storage.copy();
            without.delete(path);
            assertWhole(open(without), intact);
            assertThat(without.bytes(path)).as(path).isEqualTo(right);
        }
    }

    @Test
    void damageBeforeTheLastSegmentIsReportedAndTheLogCutThere() {
        List<String> segments =
                storage.list(DIRECTORY).stream().filter(n -> n.endsWith(".log")).toList();
        String second = DIRECTORY + "/" + segments.get(1);
        byte[] damaged = storage.bytes(second);
        damaged[damaged.length - 1] ^= 1;
        storage.put(second, damaged);
        PartitionLog log = open(storage);
        RecoveryReport report = log.recovery();
        assertThat(report.onlyTheTailWasCut()).isFalse();
        assertThat(report.cuts()).hasSize(segments.size() - 1);
        assertThat(report.cuts().getFirst().file()).isEqualTo(second);
        assertThat(report.cuts().getFirst().offset()).isEqualTo(log.logEndOffset());
        assertThat(report.cuts().getFirst().why()).contains("checksum");
        assertThat(log.logEndOffset()).isBetween(baseOffset(second), (long) all.size() - 1);
        assertThat(all(log)).isEqualTo(all.subList(0, (int) log.logEndOffset()));
        assertThat(storage.list(DIRECTORY)).filteredOn(n -> n.endsWith(".log")).hasSize(2);
        assertThat(storage.list(DIRECTORY)).filteredOn(n -> n.endsWith("index")).hasSize(4);
    }

    @Test
    void withoutACheckpointALeaderEpochStillNeverGoesBack() {
        storage.delete(DIRECTORY + "/" + LeaderEpochs.FILE);
        byte[] damaged = storage.bytes(lastSegment);
        Arrays.fill(damaged, 12, 16, (byte) 0);
        storage.put(lastSegment, damaged);
        assertHolds(open(storage), marks.getFirst());
    }

    @Test
    void aMissingSegmentInTheMiddleCutsTheLog() {
        List<String> segments =
                storage.list(DIRECTORY).stream().filter(n -> n.endsWith(".log")).toList();
        storage.delete(DIRECTORY + "/" + segments.get(1));
        PartitionLog log = open(storage);
        assertThat(log.logEndOffset()).isEqualTo(baseOffset(DIRECTORY + "/" + segments.get(1)));
        assertThat(log.recovery().cuts()).hasSize(segments.size() - 2);
    }

    @Test
    void otherFilesInTheFolderAreLeftAlone() throws RecordsRefused {
        storage.put(DIRECTORY + "/partition.metadata", new byte[] {1});
        storage.put(DIRECTORY + "/notes.log", new byte[] {1});
        storage.put(DIRECTORY + "/99999999999999999999.log", new byte[] {1});
        PartitionLog log = open(storage);
        assertThat(all(log)).isEqualTo(all);
        log.appendAsLeader(of("on"), 9, 0);
        assertThat(storage.list(DIRECTORY))
                .contains("partition.metadata", "notes.log", "99999999999999999999.log");
    }

    private void assertHolds(PartitionLog log, Mark expected) {
        assertThat(log.logEndOffset()).isEqualTo(expected.logEndOffset);
        assertThat(all(log)).isEqualTo(all.subList(0, (int) expected.logEndOffset));
        if (expected.size > 0) {
            assertThat(log.producers()).isEqualTo(expected.producers);
            assertThat(log.epochs()).isEqualTo(expected.epochs);
        }
    }

    private void assertWhole(PartitionLog log, PartitionLog intact) {
        assertThat(all(log)).isEqualTo(all);
        assertThat(log.epochs()).isEqualTo(intact.epochs());
        assertThat(log.producers()).isEqualTo(intact.producers());
        assertThat(log.recovery().cuts()).isEmpty();
    }

    /// The last batch of the last segment that ends within so many bytes.
    private Mark lastWithin(int bytes) {
        return marks.stream().filter(mark -> mark.size <= bytes).reduce((a, b) -> b).orElseThrow();
    }

    private static PartitionLog open(MemoryStorage storage) {
        return Logs.open(storage, DIRECTORY, SMALL, 0);
    }

    private static String lastSegmentOf(MemoryStorage storage) {
        return DIRECTORY
                + "/"
                + storage.list(DIRECTORY).stream()
                        .filter(n -> n.endsWith(".log"))
                        .reduce((a, b) -> b)
                        .orElseThrow();
    }

    private static long baseOffset(String path) {
        return Long.parseLong(path.substring(path.length() - 24, path.length() - 4));
    }
}
