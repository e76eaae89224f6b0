package dev.vitrine.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event.EpochStart;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/// A log under chance against the simplest log there is: a list of batches.
final class LogModelTest {
    private static final int STEPS = 400;
    private static final int PRODUCERS = 3;

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    /// One batch as it must be in the log.
    private record Entry(long base, long last, int epoch, ByteBuffer bytes) {}

    private Random random;
    private MemoryStorage storage;
    private LogConfig config;
    private PartitionLog log;

    private List<Entry> model;
    private long start;
    private int epoch;

    /// The lowest offset that the log may have after a loss of power.
    private long durable;

    /// The start that is written down.
    private long knownStart;

    /// Whether batches of producers were deleted, who are remembered until the log is opened again.
    private boolean remembersDeleted;

    private final int[] nextSequence = new int[PRODUCERS];
    private final short[] producerEpoch = new short[PRODUCERS];

    @ParameterizedTest
    @MethodSource("seeds")
    void theLogIsTheListThroughTruncationsCrashesAndLossOfPower(long seed) {
        random = new Random(seed);
        storage = new MemoryStorage();
        config =
                Configs.kept()
                        .segmentBytes(400 + random.nextInt(4_000))
                        .indexIntervalBytes(random.nextInt(400))
                        .indexSizeMaxBytes(12 + random.nextInt(200))
                        .retention(-1, 1_000 + random.nextInt(20_000))
                        .config();
        model = new ArrayList<>();
        log = Logs.open(storage, "d/p-0", config, 0);
        for (int step = 0; step < STEPS; step++) {
            step();
            assertThat(log.logStartOffset()).isEqualTo(start);
            assertThat(log.logEndOffset()).isEqualTo(end());
            assertThat(log.flushedOffset()).isLessThanOrEqualTo(end());
            durable = Math.max(durable, log.flushedOffset());
            readSomewhere();
        }
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 50) {
            appendAsLeader();
        } else if (dice < 62) {
            appendAsFollower();
        } else if (dice < 70) {
            log.flush();
            assertThat(log.flushedOffset()).isEqualTo(end());
        } else if (dice < 78) {
            epoch += 1 + random.nextInt(2);
        } else if (dice < 86) {
            truncate();
        } else if (dice < 87) {
            start = random.nextInt(1_000);
            knownStart = start;
            model.clear();
            log.truncateFullyAndStartAt(start, 0);
            durable = start;
        } else if (dice < 89) {
            start += random.nextInt((int) (end() - start) / 4 + 1);
            log.raiseStartTo(start);
            durable = Math.max(durable, Math.min(log.flushedOffset(), end()));
        } else if (dice < 91) {
            retain();
        } else if (dice < 95) {
            log.close();
            knownStart = start;
            reopen();
            assertThat(log.recovery().cuts()).isEmpty();
            assertThat(log.recovery().indexesRebuilt()).isEmpty();
            assertThat(log.logEndOffset()).isEqualTo(end());
        } else {
            losePower();
        }
    }

    private void appendAsLeader() {
        int producer = random.nextInt(PRODUCERS + 1) - 1;
        int count = 1 + random.nextInt(4);
        boolean again = producer >= 0 && random.nextInt(5) == 0;
        if (producer >= 0 && random.nextInt(20) == 0) {
            producerEpoch[producer]++;
            nextSequence[producer] = 0;
        }
        MemoryRecords records = batch(producer, count);
        long base = end();
        try {
            Appended appended = log.appendAsLeader(records, epoch, 0);
            if (appended.duplicate()) {
                assertThat(model)
                        .anyMatch(e ->
                                (e.base == appended.baseOffset() && e.last == appended.lastOffset())
                                        || (remembersDeleted && appended.lastOffset() < e.base));
            } else {
                assertThat(appended.baseOffset()).isEqualTo(base);
                add(records);
            }
            if (producer >= 0 && !again) {
                nextSequence[producer] += count;
            }
        } catch (RecordsRefused e) {
            assertThat(producer).isNotNegative();
            assertThat(e.error())
                    .isIn(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, Errors.INVALID_PRODUCER_EPOCH);
            // As a producer does: with a new epoch it begins anew.
            producerEpoch[producer]++;
            nextSequence[producer] = 0;
        }
    }

    private MemoryRecords batch(int producer, int count) {
        SimpleRecord[] records = new SimpleRecord[count];
        for (int i = 0; i < count; i++) {
            records[i] =
                    new SimpleRecord(
                            random.nextInt(10_000), new byte[4], new byte[random.nextInt(60)]);
        }
        Compression compression =
                random.nextInt(4) == 0 ? Compression.gzip().build() : Compression.NONE;
        return producer < 0
                ? MemoryRecords.withRecords(compression, records)
                : MemoryRecords.withIdempotentRecords(
                        compression,
                        producer,
                        producerEpoch[producer],
                        nextSequence[producer],
                        records);
    }

    /// Several batches at once, with their offsets and epochs; perhaps cut short.
    private void appendAsFollower() {
        List<MemoryRecords> batches = new ArrayList<>();
        long next = end();
        for (int i = random.nextInt(8); i >= 0; i--) {
            int count = 1 + random.nextInt(3);
            MemoryRecords records = batch(-1, count);
            epoch += random.nextInt(4) == 0 ? 1 : 0;
            for (MutableRecordBatch batch : records.batches()) {
                batch.setLastOffset(next + count - 1);
                batch.setPartitionLeaderEpoch(epoch);
            }
            next += count;
            batches.add(records);
        }
        MemoryRecords whole = Batches.concat(batches.toArray(MemoryRecords[]::new));
        int cut = random.nextBoolean() ? 0 : random.nextInt(batches.getLast().sizeInBytes() + 1);
        ByteBuffer given = whole.buffer();
        given.limit(given.limit() - cut);
        if (cut > 0) {
            batches.removeLast();
        }
        Appended appended = log.appendAsFollower(MemoryRecords.readableRecords(given.slice()), 0);
        batches.forEach(this::add);
        assertThat(appended.lastOffset()).isEqualTo(end() - 1);
        // An epoch that nobody took is not begun.
        epoch = Math.max(log.latestEpoch(), 0);
    }

    private void truncate() {
        long offset = start + (long) (random.nextDouble() * (end() - start + 2));
        boolean far = random.nextInt(3) == 0;
        offset = far ? offset : Math.max(start, end() - random.nextInt(6));
        log.truncateTo(offset, 0);
        long to = offset;
        model.removeIf(entry -> entry.last >= to);
        if (end() < start) {
            // Nothing is left but what lies before the start.
            model.clear();
        }
        epoch = Math.max(log.latestEpoch(), epoch);
        durable = Math.min(durable, end());
        assertRemembers();
    }

    /// Old segments go, but none that reaches over the high watermark.
    private void retain() {
        long highWatermark = start + (long) (random.nextDouble() * (end() - start + 1));
        for (PartitionLog.Deleted deleted : log.retain(highWatermark, 0, new Trash(storage))) {
            assertThat(deleted.endOffset()).isLessThanOrEqualTo(highWatermark);
            model.removeIf(entry -> entry.last < deleted.endOffset());
            start = Math.max(start, deleted.endOffset());
            remembersDeleted = true;
        }
    }

    private void losePower() {
        log.close();
        storage = storage.afterPowerLoss(random);
        reopen();
        assertThat(log.recovery().onlyTheTailWasCut()).isTrue();
        assertThat(log.logEndOffset()).isBetween(durable, end());
        model.removeIf(entry -> entry.last >= log.logEndOffset());
        assertThat(log.logEndOffset()).isEqualTo(end());
        assertRemembers();
        readAll();
    }

    private void reopen() {
        log = Logs.open(storage, "d/p-0", config, new PartitionLog.Known(knownStart, 0), 0);
        // What was not written down is lower again: as low as the files reach.
        assertThat(log.logStartOffset()).isBetween(Math.min(knownStart, start), start);
        start = log.logStartOffset();
        remembersDeleted = false;
        if (log.sizeBytes() == 0) {
            // The end was lost, and with it all that lay before the start.
            model.clear();
        }
        assertRemembers();
    }

    private void add(MemoryRecords records) {
        for (MutableRecordBatch batch : records.batches()) {
            ByteBuffer bytes = ByteBuffer.allocate(batch.sizeInBytes());
            batch.writeTo(bytes);
            model.add(
                    new Entry(
                            batch.baseOffset(),
                            batch.lastOffset(),
                            batch.partitionLeaderEpoch(),
                            bytes.flip()));
        }
    }

    private long end() {
        return model.isEmpty() ? start : model.getLast().last + 1;
    }

    /// Epochs and producers are what the batches say.
    private void assertRemembers() {
        Producers producers = new Producers();
        List<EpochStart> epochs = new ArrayList<>();
        for (Entry entry : model) {
            if (entry.last >= log.logEndOffset()) {
                break;
            }
            producers.note(entry.bytes, 0);
            if (epochs.isEmpty() || epochs.getLast().leaderEpoch() != entry.epoch) {
                epochs.add(new EpochStart(entry.epoch, entry.base));
            }
        }
        if (!remembersDeleted) {
            assertThat(log.producers()).isEqualTo(producers.describe());
        }
        while (epochs.size() > 1 && epochs.get(1).startOffset() <= start) {
            epochs.removeFirst();
        }
        if (!epochs.isEmpty() && epochs.getFirst().startOffset() < start) {
            epochs.set(0, new EpochStart(epochs.getFirst().leaderEpoch(), start));
        }
        if (end() > start || model.isEmpty()) {
            assertThat(log.epochs()).isEqualTo(epochs);
        }
    }

    private void readAll() {
        long next = start;
        for (Entry entry : model) {
            if (entry.last < start) {
                continue;
            }
            MemoryRecords read = log.read(next, 0, true, Long.MAX_VALUE);
            assertThat(read.buffer()).isEqualTo(entry.bytes);
            next = entry.last + 1;
        }
    }

    private void readSomewhere() {
        if (end() == start) {
            return;
        }
        long from = start + (long) (random.nextDouble() * (end() - start));
        long upTo = from + random.nextInt(40);
        int maxBytes = random.nextInt(2_000);
        boolean atLeastOne = random.nextBoolean();
        ByteBuffer read = log.read(from, maxBytes, atLeastOne, upTo).buffer();
        int first = 0;
        while (model.get(first).last < from) {
            first++;
        }
        int taken = 0;
        while (read.hasRemaining()) {
            Entry entry = model.get(first + taken);
            assertThat(entry.last).isLessThan(upTo);
            assertThat(read.slice(read.position(), entry.bytes.limit())).isEqualTo(entry.bytes);
            read.position(read.position() + entry.bytes.limit());
            taken++;
        }
        assertThat(read.limit() <= maxBytes || (taken == 1 && atLeastOne)).isTrue();
        boolean nothingFits =
                model.get(first).last >= upTo
                        || (!atLeastOne && model.get(first).bytes.limit() > maxBytes);
        assertThat(taken == 0).isEqualTo(nothingFits);
    }
}
