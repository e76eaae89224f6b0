package dev.vitrine.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.env.Storage;
import dev.vitrine.log.PartitionLog;

import java.nio.ByteBuffer;
import java.util.TreeMap;

/// What a broker writes down now and then about its partitions, in the files and the format that
/// Kafka has for it: `topic partition offset` on a line each.
///
/// None of it is needed to open a log. A value that is missing or old makes a replica start lower
/// than it could, and it rises again.
final class Checkpoints {
    private static final String LINES = "0\n";

    private final Storage storage;
    private final File highWatermarks = new File("replication-offset-checkpoint");
    private final File starts = new File("log-start-offset-checkpoint");
    private final File recoveryPoints = new File("recovery-point-offset-checkpoint");
    private final File cleaned = new File("cleaner-offset-checkpoint");

    Checkpoints(Storage storage) {
        this.storage = storage;
        highWatermarks.read();
        starts.read();
        recoveryPoints.read();
        cleaned.read();
    }

    long highWatermark(String name) {
        return highWatermarks.offsets.getOrDefault(name, 0L);
    }

    PartitionLog.Known known(String name) {
        return new PartitionLog.Known(
                starts.offsets.getOrDefault(name, 0L), cleaned.offsets.getOrDefault(name, 0L));
    }

    /// Notes where a partition stands now; [#write] and [#writeStarts] are then due.
    void note(Partition partition) {
        String name = partition.assignment().name();
        PartitionLog log = partition.log();
        highWatermarks.offsets.put(name, partition.highWatermark());
        recoveryPoints.offsets.put(name, log.flushedOffset());
        if (log.cleanedTo() > log.logStartOffset()) {
            cleaned.offsets.put(name, log.cleanedTo());
        } else {
            cleaned.offsets.remove(name);
        }
        if (log.startsWithinASegment()) {
            starts.offsets.put(name, log.logStartOffset());
        } else {
            starts.offsets.remove(name);
        }
    }

    void forget(String name) {
        highWatermarks.offsets.remove(name);
        starts.offsets.remove(name);
        recoveryPoints.offsets.remove(name);
        cleaned.offsets.remove(name);
    }

    void write() {
        highWatermarks.write();
        recoveryPoints.write();
        cleaned.write();
    }

    void writeStarts() {
        starts.write();
    }

    /// One of the files. It is written only when it has news.
    private final class File {
        final String path;
        final TreeMap<String, Long> offsets = new TreeMap<>();
        private String written = "";

        File(String path) {
            this.path = path;
        }

        void write() {
            StringBuilder text = new StringBuilder(LINES).append(offsets.size()).append('\n');
            offsets.forEach((name, offset) -> {
                int dash = name.lastIndexOf('-');
                text.append(name, 0, dash).append(' ').append(name.substring(dash + 1));
                text.append(' ').append(offset).append('\n');
            });
            if (!text.toString().equals(written)) {
                written = text.toString();
                storage.replace(path, ByteBuffer.wrap(written.getBytes(UTF_8)));
            }
        }

        /// A file that cannot be read is no file.
        void read() {
            storage.readWhole(path)
                    .ifPresent(bytes -> {
                        for (String line : UTF_8.decode(bytes).toString().split("\n")) {
                            String[] words = line.split(" ");
                            if (words.length == 3 && words[2].matches("\\d{1,18}")) {
                                offsets.put(words[0] + "-" + words[1], Long.parseLong(words[2]));
                            }
                        }
                    });
        }
    }
}
