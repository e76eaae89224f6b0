package dev.vitrine.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// Compacted logs under chance: a compacted log keeps the last value of every key, at its offset,
/// and in order, through kills and losses of power in the middle of whatever it does.
final class CompactionModelTest {
    private static final int STEPS = 120;
    private static final int KEYS = 12;
    private static final long DELETE_RETENTION_MS = 1_000;
    private static final String DIRECTORY = "d/p-0";

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    /// A record as it was sent; a null value is a tombstone.
    private record Sent(String key, String value) {}

    private Random random;
    private MemoryStorage storage;
    private LogConfig config;
    private PartitionLog log;
    private Trash trash;
    private Compaction run;
    private long now = 1_000_000;

    /// Every record that may be in the log, by offset.
    private final TreeMap<Long, Sent> sent = new TreeMap<>();

    private long start;

    /// What is below is never truncated.
    private long highWatermark;

    private int sequence;
    private int count;

    @ParameterizedTest
    @MethodSource("seeds")
    void aCompactedLogKeepsTheLastValueOfEveryKeyOffsetsUnchangedOrderKept(long seed) {
        random = new Random(seed);
        storage = new MemoryStorage();
        config =
                Configs.kept()
                        .segmentBytes(400 + random.nextInt(1_500))
                        .indexIntervalBytes(random.nextInt(300))
                        .cleanup(
                                new Cleanup(
                                        false,
                                        true,
                                        -1,
                                        -1,
                                        random.nextInt(3),
                                        DELETE_RETENTION_MS,
                                        0,
                                        Long.MAX_VALUE,
                                        0))
                        .config();
        reopen();
        for (int i = 0; i < STEPS; i++) {
            now += random.nextInt(200);
            try {
                step();
            } catch (MemoryStorage.Killed e) {
                storage.changesLeft = -1;
                recover(random.nextBoolean());
            }
            check();
        }
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 55) {
            append();
        } else if (dice < 85) {
            storage.changesLeft = random.nextInt(4) == 0 ? random.nextInt(30) : -1;
            compact();
            storage.changesLeft = -1;
        } else if (dice < 88) {
            start = Math.max(start, log.logStartOffset() + random.nextInt(10));
            start = Math.min(start, log.logEndOffset());
            log.raiseStartTo(start);
        } else if (dice < 92) {
            log.truncateTo(
                    Math.max(
                            Math.max(highWatermark, log.logStartOffset()),
                            log.logEndOffset() - random.nextInt(8)),
                    now);
            sent.tailMap(log.logEndOffset(), true).clear();
        } else if (dice < 95) {
            log.flush();
        } else {
            recover(random.nextBoolean());
        }
    }

    private void append() {
        int records = 1 + random.nextInt(4);
        SimpleRecord[] batch = new SimpleRecord[records];
        List<Sent> values = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            String key = "k" + random.nextInt(KEYS);
            String value = random.nextInt(5) == 0 ? null : "v" + count++ + "x".repeat(20);
            values.add(new Sent(key, value));
            batch[i] = new SimpleRecord(now, bytes(key), value == null ? null : bytes(value));
        }
        CompressionType[] codecs = CompressionType.values();
        Compression codec =
                random.nextBoolean()
                        ? Compression.NONE
                        : Compression.of(codecs[random.nextInt(codecs.length)]).build();
        boolean idempotent = random.nextInt(3) == 0;
        MemoryRecords sending =
                idempotent
                        ? MemoryRecords.withIdempotentRecords(codec, 7, (short) 0, sequence, batch)
                        : MemoryRecords.withRecords(codec, batch);
        try {
            long base = log.appendAsLeader(sending, 1, now).baseOffset();
            sequence += idempotent ? records : 0;
            for (int i = 0; i < records; i++) {
                sent.put(base + i, values.get(i));
            }
        } catch (RecordsRefused e) {
            // The producer's last batches were cut off; with the log it begins anew.
            assertThat(idempotent).isTrue();
            sequence = log.producers().isEmpty() ? 0 : lastSequence() + 1;
        }
    }

    private int lastSequence() {
        String line = log.producers().lines().findFirst().orElseThrow();
        String last = line.substring(line.lastIndexOf("..", line.lastIndexOf('@')) + 2);
        return Integer.parseInt(last.substring(0, last.indexOf('@')));
    }

    /// A run, perhaps in the middle of which something else happens.
    private void compact() {
        if (run == null) {
            highWatermark = Math.max(highWatermark, log.logEndOffset() - random.nextInt(6));
            Dirt dirt = log.dirt(highWatermark, now);
            if (!dirt.isDue()) {
                return;
            }
            run = log.compact(dirt, 1 + random.nextInt(2 * KEYS), now, trash);
        }
        boolean more = true;
        for (int steps = 1 + random.nextInt(6); steps > 0 && more; steps--) {
            more = run.step(now);
        }
        if (!more) {
            if (run.isDone()) {
                assertNoKeyTwiceBelow(run.outcome().toOffset());
            }
            run = null;
        }
        trash.onTime(now);
    }

    private void recover(boolean powerLoss) {
        long end = log.logEndOffset();
        long flushed = log.flushedOffset();
        if (powerLoss) {
            storage = storage.afterPowerLoss(random);
        }
        reopen();
        assertThat(log.logEndOffset()).isBetween(powerLoss ? flushed : end, end);
        assertThat(log.recovery().onlyTheTailWasCut()).isTrue();
        sent.tailMap(log.logEndOffset(), true).clear();
        sequence = log.producers().isEmpty() ? 0 : lastSequence() + 1;
    }

    private void reopen() {
        trash = new Trash(storage);
        run = null;
        log = Logs.open(storage, DIRECTORY, config, new PartitionLog.Known(start, 0), now);
        start = log.logStartOffset();
        for (String name : storage.list(DIRECTORY)) {
            assertThat(name).doesNotEndWith(".cleaned").doesNotEndWith(".swap");
        }
    }

    private void check() {
        TreeMap<Long, Sent> there = read();
        there.forEach((offset, record) -> assertThat(sent).containsEntry(offset, record));
        Map<String, Long> last = new LinkedHashMap<>();
        sent.forEach((offset, record) -> last.put(record.key, offset));
        last.forEach((key, offset) -> {
            if (offset >= log.logStartOffset() && sent.get(offset).value != null) {
                assertThat(there).as(key).containsKey(offset);
            }
        });
    }

    private void assertNoKeyTwiceBelow(long end) {
        Map<String, Long> seen = new LinkedHashMap<>();
        read().headMap(end)
                .forEach((offset, record) ->
                        assertThat(seen.put(record.key, offset)).as(record.key).isNull());
    }

    private TreeMap<Long, Sent> read() {
        TreeMap<Long, Sent> there = new TreeMap<>();
        long next = log.logStartOffset();
        while (next < log.logEndOffset()) {
            MemoryRecords read = log.read(next, 300, true, Long.MAX_VALUE);
            if (read.sizeInBytes() == 0) {
                break;
            }
            for (MutableRecordBatch batch : read.batches()) {
                batch.ensureValid();
                assertThat(batch.lastOffset()).isGreaterThanOrEqualTo(next);
                for (Record record : batch) {
                    if (record.offset() >= log.logStartOffset()) {
                        Sent value =
                                new Sent(
                                        string(record.key()),
                                        record.hasValue() ? string(record.value()) : null);
                        assertThat(there.put(record.offset(), value)).isNull();
                    }
                }
                next = batch.nextOffset();
            }
        }
        return there;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String string(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
