package dev.vitrine.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the log writes, read by Kafka's own classes.
final class KafkaFormatTest {
    @TempDir Path root;

    @Test
    void kafkaReadsWhatCompactionLeaves() throws Exception {
        LogConfig config =
                Configs.kept().segmentBytes(2_000).indexIntervalBytes(200).compacted().config();
        DirectoryStorage storage = new DirectoryStorage(root);
        PartitionLog log = Logs.open(storage, "orders-0", config, 0);
        for (int i = 0; i < 200; i++) {
            log.appendAsLeader(
                    MemoryRecords.withRecords(
                            i % 3 == 0 ? Compression.zstd().build() : Compression.NONE,
                            Batches.record(1_000 + i, "k" + i % 90, "v" + i)),
                    0,
                    0);
        }
        Trash trash = new Trash(storage);
        Compaction run = log.compact(log.dirt(200, 0), 1_000, 0, trash);
        while (run.step(0)) {
            assertThat(run.isDone()).isFalse();
        }
        log.close();
        List<Long> offsets = new ArrayList<>();
        for (String segment : names(root.resolve("orders-0"), ".log")) {
            try (FileRecords records =
                    FileRecords.open(
                            root.resolve("orders-0").resolve(segment).toFile(), false, 0, false)) {
                for (FileChannelRecordBatch batch : records.batches()) {
                    batch.ensureValid();
                    for (Record record : batch) {
                        offsets.add(record.offset());
                    }
                }
            }
        }
        assertThat(offsets).isSorted().doesNotHaveDuplicates().endsWith(199L);
        assertThat(offsets.size()).isBetween(90, 130);
    }

    @Test
    void kafkaReadsOurSegmentsAndIndexes() throws Exception {
        LogConfig config = Configs.kept().segmentBytes(2_000).indexIntervalBytes(200).config();
        PartitionLog log = Logs.open(new DirectoryStorage(root), "orders-0", config, 0);
        for (int i = 0; i < 100; i++) {
            Compression compression = i % 3 == 0 ? Compression.gzip().build() : Compression.NONE;
            log.appendAsLeader(Batches.timed(compression, 1_000 + i, 1_001 + i), i / 40, 0);
        }
        log.close();

        Path folder = root.resolve("orders-0");
        List<String> segments = names(folder, ".log");
        assertThat(segments).hasSizeGreaterThan(4).first().isEqualTo("00000000000000000000.log");
        long next = 0;
        for (String segment : segments) {
            assertThat(Long.parseLong(segment.substring(0, 20))).isEqualTo(next);
            List<Long> lastOffsets = new ArrayList<>();
            List<Integer> positions = new ArrayList<>();
            List<Long> timestamps = new ArrayList<>();
            try (FileRecords records =
                    FileRecords.open(folder.resolve(segment).toFile(), false, 0, false)) {
                for (FileChannelRecordBatch batch : records.batches()) {
                    batch.ensureValid();
                    assertThat(batch.baseOffset()).isEqualTo(next);
                    assertThat(batch.partitionLeaderEpoch()).isEqualTo((int) (next / 80));
                    for (Record record : batch) {
                        assertThat(record.offset()).isEqualTo(next++);
                    }
                    lastOffsets.add(batch.lastOffset());
                    positions.add(batch.position());
                    timestamps.add(batch.maxTimestamp());
                }
            }
            String stem = segment.substring(0, 20);
            long base = Long.parseLong(stem);
            ByteBuffer index = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(stem + ".index")));
            while (index.hasRemaining()) {
                int batch = lastOffsets.indexOf(base + index.getInt());
                assertThat(index.getInt()).isEqualTo(positions.get(batch)).isPositive();
            }
            ByteBuffer times =
                    ByteBuffer.wrap(Files.readAllBytes(folder.resolve(stem + ".timeindex")));
            while (times.hasRemaining()) {
                int batch = timestamps.indexOf(times.getLong());
                assertThat(base + times.getInt()).isEqualTo(lastOffsets.get(batch));
            }
        }
        assertThat(next).isEqualTo(200);
        assertThat(Files.readString(folder.resolve("leader-epoch-checkpoint")))
                .isEqualTo("0\n3\n0 0\n1 80\n2 160\n");
    }

    private static List<String> names(Path folder, String suffix) throws IOException {
        File[] files = folder.toFile().listFiles((dir, name) -> name.endsWith(suffix));
        List<String> names = new ArrayList<>();
        for (File file : files) {
            names.add(file.getName());
        }
        names.sort(null);
        return names;
    }
}
