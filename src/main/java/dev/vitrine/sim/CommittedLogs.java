package dev.vitrine.sim;

import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What is committed in each partition, once and for all: the first replica that shows a committed
/// batch settles it, and all others must show the same bytes.
final class CommittedLogs {
    /// Where the fields of a record batch are
    /// (https://kafka.apache.org/documentation/#recordbatch).
    private static final int LENGTH_AT = 8;

    private static final int HEADER_BYTES = 12;
    private static final int LAST_OFFSET_DELTA_AT = 23;

    /// Groups' offsets live here.
    static final String OFFSETS = "__consumer_offsets";

    /// Hears of records as they come to be committed.
    interface Listener {
        void committed(Place place, RecordBatch batch);
    }

    private record Batch(long baseOffset, long lastOffset, byte[] bytes) {}

    private static final class Log {
        private final List<Batch> batches = new ArrayList<>();
        private final Map<Long, Long> offsetById = new LinkedHashMap<>();
        private final TreeMap<Long, Long> idByOffset = new TreeMap<>();
        private long deletedUpTo;

        private long end() {
            return batches.isEmpty() ? 0 : batches.getLast().lastOffset + 1;
        }

        /// The index of the batch that begins at an offset or after it.
        private int from(long offset) {
            int low = 0;
            int high = batches.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (batches.get(middle).baseOffset < offset) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    private final Map<String, Log> logs = new TreeMap<>();
    private final Map<String, CleanedLog> cleaned = new TreeMap<>();
    private final Listener listener;
    private final Ledger.Report report;

    CommittedLogs(Listener listener, Ledger.Report report) {
        this.listener = listener;
        this.report = report;
    }

    /// One past the last offset known to be committed.
    long end(String topic, int partition) {
        if (isCleaned(topic)) {
            return cleaned(topic, partition).end();
        }
        Log log = logs.get(key(topic, partition));
        return log == null ? 0 : log.end();
    }

    /// Whether a topic, by its name or identity, is compacted.
    static boolean isCleaned(String topic) {
        return topic.startsWith(Options.Topic.COMPACTED) || topic.startsWith(OFFSETS);
    }

    private CleanedLog cleaned(String topic, int partition) {
        return cleaned.computeIfAbsent(key(topic, partition), key -> new CleanedLog(key, report));
    }

    /// As [#observe], of a compacted topic.
    ///
    /// @param shown takes the offsets of the records
    long observeCleaned(int node, String topic, int partition, ByteBuffer bytes, Set<Long> shown) {
        Place place = new Place(topic, partition);
        return cleaned(topic, partition)
                .observe(node, bytes, shown, batch -> listener.committed(place, batch));
    }

    /// Checks all that a node shows of a compacted log, provided it shows it to the end.
    void checkLastValues(
            int node, String topic, int partition, long logStart, long end, Set<Long> shown) {
        CleanedLog log = cleaned(topic, partition);
        if (end == log.end()) {
            log.checkLastValues(node, logStart, shown);
        }
    }

    /// Where a record is committed, -1 when it is not.
    long offsetOf(Place place, long id) {
        Log log = logs.get(place.toString());
        return log == null ? -1 : log.offsetById.getOrDefault(id, -1L);
    }

    /// Which record is committed at an offset, -1 when none is.
    long recordAt(Place place, long offset) {
        Log log = logs.get(place.toString());
        return log == null ? -1 : log.idByOffset.getOrDefault(offset, -1L);
    }

    /// Somebody has deleted what is before an offset.
    void deleted(Place place, long upTo) {
        Log log = logs.computeIfAbsent(place.toString(), key -> new Log());
        log.deletedUpTo = Math.max(log.deletedUpTo, upTo);
    }

    /// Whether a record was committed, and is deleted. Who forgets records forgets their producers'
    /// sequences with them, sooner or later: a copy that begins at the start of the log never had
    /// them. So a producer that asks again for so long may store a record again, in Kafka too.
    boolean isDeleted(Place place, long id) {
        Log log = logs.get(place.toString());
        if (log == null) {
            return false;
        }
        Long offset = log.offsetById.get(id);
        return offset != null && offset < log.deletedUpTo;
    }

    boolean noteRecord(Place place, long id, long offset) {
        Log log = logs.computeIfAbsent(place.toString(), key -> new Log());
        if (isDeleted(place, id)) {
            log.offsetById.remove(id);
        }
        log.idByOffset.put(offset, id);
        return log.offsetById.putIfAbsent(id, offset) != null;
    }

    /// Compares committed batches that a node shows with those that are settled, and settles new
    /// ones.
    ///
    /// @return one past the last offset of the batches
    long observe(int node, String topic, int partition, long from, ByteBuffer bytes) {
        String key = key(topic, partition);
        Log log = logs.computeIfAbsent(key, k -> new Log());
        long next = from;
        int index = log.from(from);
        while (bytes.remaining() >= HEADER_BYTES) {
            int at = bytes.position();
            int size = HEADER_BYTES + bytes.getInt(at + LENGTH_AT);
            if (size <= LAST_OFFSET_DELTA_AT || size > bytes.remaining()) {
                report.broken(
                        "what is committed is whole batches",
                        "node "
                                + node
                                + " shows a batch of "
                                + size
                                + " bytes in "
                                + key
                                + "@"
                                + next);
                return next;
            }
            long base = bytes.getLong(at);
            long last = base + bytes.getInt(at + LAST_OFFSET_DELTA_AT);
            byte[] batch = new byte[size];
            bytes.get(batch);
            if (index < log.batches.size()) {
                compare(node, key, log.batches.get(index), new Batch(base, last, batch));
            } else {
                settle(node, new Place(topic, partition), log, new Batch(base, last, batch));
            }
            index++;
            next = last + 1;
        }
        return next;
    }

    private void compare(int node, String key, Batch settled, Batch shown) {
        if (settled.baseOffset != shown.baseOffset || !Arrays.equals(settled.bytes, shown.bytes)) {
            report.broken(
                    "the committed prefix is the same everywhere",
                    "node "
                            + node
                            + " has in "
                            + key
                            + "@"
                            + shown.baseOffset
                            + " "
                            + head(shown)
                            + ", settled is @"
                            + settled.baseOffset
                            + " "
                            + head(settled));
        }
    }

    private static String head(Batch batch) {
        int shown = Math.min(batch.bytes.length, 61);
        return batch.bytes.length + " bytes " + HexFormat.of().formatHex(batch.bytes, 0, shown);
    }

    private void settle(int node, Place place, Log log, Batch batch) {
        if (batch.baseOffset < log.end()) {
            report.broken(
                    "the committed prefix is the same everywhere",
                    "node "
                            + node
                            + " has in "
                            + place
                            + " a batch @"
                            + batch.baseOffset
                            + " before the end "
                            + log.end());
            return;
        }
        log.batches.add(batch);
        for (RecordBatch parsed :
                MemoryRecords.readableRecords(ByteBuffer.wrap(batch.bytes)).batches()) {
            parsed.ensureValid();
            listener.committed(place, parsed);
        }
    }

    private static String key(String topic, int partition) {
        return topic + "-" + partition;
    }
}
