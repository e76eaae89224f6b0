package dev.vitrine.log;

import dev.vitrine.env.Storage;
import dev.vitrine.env.StorageException;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// A stretch of a log: the file with its batches, one after another from `baseOffset` on, and the
/// two indexes that find them. Only the last segment of a log grows.
final class Segment {
    static final String LOG = ".log";
    static final String INDEX = ".index";
    static final String TIME_INDEX = ".timeindex";

    /// Kafka's ending for files that wait to be deleted.
    static final String DELETED = ".deleted";

    /// Kafka's ending for a compacted segment that is not whole yet.
    static final String CLEANED = ".cleaned";

    /// Kafka's ending for a compacted segment that is whole and takes the place of others.
    static final String SWAP = ".swap";

    /// The most that one read returns, but for a first batch that is larger; the reader comes
    /// again.
    static final int READ_BYTES_MAX = 16 << 20;

    private static final long NO_TIMESTAMP = -1;

    private final Storage storage;
    private final String stem;
    private final long baseOffset;
    private final long openedMs;
    private final Storage.File file;

    /// Last offset of a batch, relative, to the batch's position.
    private final SparseIndex offsets;

    /// Largest timestamp so far to the last offset, relative, of the batch that brought it.
    private final SparseIndex times;

    /// Bytes of whole batches: the file's size.
    private int size;

    /// One past the last offset.
    private long nextOffset;

    private int bytesSinceIndexEntry;
    private long maxTimestamp = NO_TIMESTAMP;
    private long maxTimestampOffset;
    private long firstTimestamp = NO_TIMESTAMP;
    private long lastAppendMs;

    /// What the names of its files end in: nothing, but while it is made or unmade.
    private String suffix;

    /// How much earlier than at its age the segment is closed (`segment.jitter.ms`).
    private long jitterMs;

    Segment(Storage storage, String directory, long baseOffset, long nowMs) {
        this(storage, directory, baseOffset, nowMs, "");
    }

    /// A segment that takes no part in the log yet.
    ///
    /// @param suffix what the names of its files end in until [#rename]
    Segment(Storage storage, String directory, long baseOffset, long nowMs, String suffix) {
        this.storage = storage;
        this.baseOffset = baseOffset;
        this.nextOffset = baseOffset;
        this.openedMs = nowMs;
        this.lastAppendMs = nowMs;
        this.suffix = suffix;
        this.stem = directory + "/" + stem(baseOffset);
        this.file = storage.open(path());
        this.offsets = SparseIndex.ofOffsets(storage, stem + INDEX + suffix);
        this.times = SparseIndex.ofTimes(storage, stem + TIME_INDEX + suffix);
    }

    /// Twenty digits, so that names sort as offsets do.
    static String stem(long baseOffset) {
        String digits = Long.toString(baseOffset);
        return "0".repeat(20 - digits.length()) + digits;
    }

    long baseOffset() {
        return baseOffset;
    }

    long nextOffset() {
        return nextOffset;
    }

    int size() {
        return size;
    }

    String path() {
        return stem + LOG + suffix;
    }

    void rollEarlierBy(long ms) {
        jitterMs = ms;
    }

    long fileSize() {
        return file.size();
    }

    long maxTimestamp() {
        return maxTimestamp;
    }

    /// The newest time in it; when its records have none, that of the last append, or of the
    /// opening.
    long newestMs() {
        return maxTimestamp >= 0 ? maxTimestamp : lastAppendMs;
    }

    /// The first record's time, by which its age counts; -1 when it has none.
    long firstTimestamp() {
        return firstTimestamp;
    }

    int offsetIndexEntries() {
        return offsets.count();
    }

    BatchScan scan(long fromPosition, long toPosition) {
        return new BatchScan(file, fromPosition, toPosition);
    }

    /// Whether that batch must go into a new segment. Its age counts by the records' own times,
    /// from the first batch to that one; without times, by the clock.
    boolean mustCloseBefore(ByteBuffer bytes, int at, LogConfig config, long nowMs) {
        if (size == 0) {
            return false;
        }
        long batch = BatchHeader.size(bytes, at);
        long age =
                firstTimestamp >= 0
                        ? BatchHeader.maxTimestamp(bytes, at) - firstTimestamp
                        : nowMs - openedMs;
        boolean aged = age > config.rollMs() - jitterMs;
        return batch > config.segmentBytes() - (long) size
                || aged
                || BatchHeader.lastOffset(bytes, at) - baseOffset > Integer.MAX_VALUE
                || offsets.isFull(config.indexSizeMaxBytes())
                || times.isFull(config.indexSizeMaxBytes());
    }

    /// Writes bytes of whole batches, and notes each.
    void append(ByteBuffer bytes, int from, int to, LogConfig config, long nowMs) {
        file.append(bytes.duplicate().position(from).limit(to));
        lastAppendMs = nowMs;
        for (int at = from; at < to; at += (int) BatchHeader.size(bytes, at)) {
            note(bytes, at, config, true);
        }
    }

    /// Takes account of the next batch, which is in the file at [#size].
    ///
    /// @param write whether index entries go to the disk at once; a scan settles them at its end
    void note(ByteBuffer bytes, int at, LogConfig config, boolean write) {
        long lastOffset = BatchHeader.lastOffset(bytes, at);
        int relative = (int) (lastOffset - baseOffset);
        long timestamp = BatchHeader.maxTimestamp(bytes, at);
        if (size == 0) {
            firstTimestamp = timestamp;
        }
        if (timestamp > maxTimestamp) {
            maxTimestamp = timestamp;
            maxTimestampOffset = lastOffset;
        }
        if (bytesSinceIndexEntry > config.indexIntervalBytes()) {
            if (!offsets.isFull(config.indexSizeMaxBytes())) {
                add(offsets, relative, size, write);
            }
            noteTime(config, write);
            bytesSinceIndexEntry = 0;
        }
        int bytesOfBatch = (int) BatchHeader.size(bytes, at);
        size += bytesOfBatch;
        bytesSinceIndexEntry += bytesOfBatch;
        nextOffset = lastOffset + 1;
    }

    private void noteTime(LogConfig config, boolean write) {
        if (maxTimestamp > times.lastKey(NO_TIMESTAMP)
                && !times.isFull(config.indexSizeMaxBytes())) {
            add(times, maxTimestamp, (int) (maxTimestampOffset - baseOffset), write);
        }
    }

    private static void add(SparseIndex index, long key, int value, boolean write) {
        if (write) {
            index.append(key, value);
        } else {
            index.note(key, value);
        }
    }

    /// No more will be appended: the largest timestamp goes into the time index, and all is
    /// flushed.
    void seal(LogConfig config) {
        noteTime(config, true);
        file.flush();
        offsets.close();
        times.close();
    }

    /// The same after a scan, when the file had been sealed before.
    void noteSealed(LogConfig config) {
        noteTime(config, false);
    }

    /// Makes the index files agree with what was noted.
    ///
    /// @return the paths of those that did not
    List<String> settleIndexes() {
        List<String> mended = new ArrayList<>();
        if (offsets.settle()) {
            mended.add(offsets.path());
        }
        if (times.settle()) {
            mended.add(times.path());
        }
        offsets.close();
        times.close();
        return mended;
    }

    void flush() {
        file.flush();
    }

    /// Reads whole batches, from the one that holds `fromOffset`, or the next after it, on.
    ///
    /// @param upToOffset no batch that reaches it is read
    /// @return null when no batch of this segment reaches `fromOffset`; empty when the first that
    ///   does is too large or reaches `upToOffset`
    @Nullable ByteBuffer read(
            long fromOffset, int maxBytes, boolean atLeastOneBatch, long upToOffset, int slack) {
        long position = offsets.floor(fromOffset - baseOffset, 0);
        int wanted = Math.min(Math.max(maxBytes, 0), READ_BYTES_MAX);
        while (position < size) {
            int length = (int) Math.min(size - position, (long) wanted + slack + BatchHeader.BYTES);
            ByteBuffer chunk = ByteBuffer.allocate(length);
            readFully(file, chunk, position);
            chunk.flip();
            int at = 0;
            while (length - at >= BatchHeader.BYTES
                    && BatchHeader.lastOffset(chunk, at) < fromOffset) {
                at += (int) BatchHeader.size(chunk, at);
            }
            if (length - at >= BatchHeader.BYTES) {
                return take(chunk, at, position + at, wanted, atLeastOneBatch, upToOffset);
            }
            position += at;
        }
        return null;
    }

    private ByteBuffer take(
            ByteBuffer chunk,
            int from,
            long position,
            int maxBytes,
            boolean atLeastOneBatch,
            long upToOffset) {
        int end = from;
        while (chunk.limit() - end >= BatchHeader.BYTES
                && BatchHeader.lastOffset(chunk, end) < upToOffset) {
            int batch = (int) BatchHeader.size(chunk, end);
            boolean fits = (long) end - from + batch <= maxBytes;
            if (!fits && !(end == from && atLeastOneBatch)) {
                break;
            }
            if (batch > chunk.limit() - end) {
                if (end > from) {
                    break;
                }
                ByteBuffer whole = ByteBuffer.allocate(batch);
                readFully(file, whole, position);
                return whole.flip();
            }
            end += batch;
        }
        return chunk.slice(from, end - from);
    }

    /// Where the first batch that reaches an offset begins.
    ///
    /// @param position of the batch, the segment's size when there is none
    /// @param endOffset of the batch before, the segment's base offset when there is none
    record Place(int position, long endOffset) {}

    Place find(long offset) {
        // The entry below is of a batch that ends before the offset, so the one before is seen.
        BatchScan scan = scan(offsets.floor(offset - 1 - baseOffset, 0), size);
        long end = baseOffset;
        while (scan.next()) {
            long last = BatchHeader.lastOffset(scan.bytes(), scan.at());
            if (last >= offset) {
                break;
            }
            end = last + 1;
        }
        return new Place((int) scan.position(), end);
    }

    /// Cuts everything from a place that [#find] found, durably. The indexes are made anew, as they
    /// would be had nothing come after.
    void truncate(Place place, LogConfig config) {
        file.truncate(place.position);
        file.flush();
        offsets.clear();
        times.clear();
        size = 0;
        nextOffset = baseOffset;
        bytesSinceIndexEntry = 0;
        maxTimestamp = NO_TIMESTAMP;
        firstTimestamp = NO_TIMESTAMP;
        BatchScan scan = scan(0, place.position);
        while (scan.next()) {
            note(scan.bytes(), scan.at(), config, false);
        }
        offsets.settle();
        times.settle();
    }

    /// Cuts off what follows the batches that were noted.
    void cutToNoted() {
        file.truncate(size);
        file.flush();
    }

    /// The first record at or after `fromOffset` whose timestamp is at least that.
    Optional<TimestampOffset> firstAtOrAfter(long timestampMs, long fromOffset) {
        if (maxTimestamp < timestampMs) {
            return Optional.empty();
        }
        int relative = times.floor(timestampMs - 1, 0);
        BatchScan scan = scan(offsets.floor(relative, 0), size);
        while (scan.next()) {
            ByteBuffer bytes = scan.bytes();
            if (BatchHeader.maxTimestamp(bytes, scan.at()) >= timestampMs
                    && BatchHeader.lastOffset(bytes, scan.at()) >= fromOffset) {
                Optional<TimestampOffset> found = firstIn(scan, timestampMs, fromOffset);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /// The first of the records with this segment's largest timestamp.
    Optional<TimestampOffset> latestByTime() {
        return firstAtOrAfter(maxTimestamp, baseOffset);
    }

    private static Optional<TimestampOffset> firstIn(
            BatchScan scan, long timestampMs, long fromOffset) {
        RecordBatch batch =
                MemoryRecords.readableRecords(scan.bytes().slice(scan.at(), scan.size()))
                        .batches()
                        .iterator()
                        .next();
        try (CloseableIterator<Record> records =
                batch.streamingIterator(BufferSupplier.NO_CACHING)) {
            Iterator<Record> each = records;
            while (each.hasNext()) {
                Record record = each.next();
                if (record.timestamp() >= timestampMs && record.offset() >= fromOffset) {
                    return Optional.of(
                            new TimestampOffset(
                                    record.timestamp(),
                                    record.offset(),
                                    batch.partitionLeaderEpoch()));
                }
            }
        } catch (KafkaException | IllegalArgumentException | IllegalStateException e) {
            // A producer's compressed records are taken by their header; these turn out to be none.
            return Optional.empty();
        }
        return Optional.empty();
    }

    void close() {
        file.close();
        offsets.close();
        times.close();
    }

    void delete() {
        close();
        storage.delete(path());
        offsets.delete();
        times.delete();
    }

    /// A compacted segment is whole: from now on it is the one that counts, though the files that
    /// it stands for are still there.
    void commit() {
        renameLog(SWAP);
    }

    /// Gives the files names with another ending, that of the batches last: whoever opens the log
    /// goes by its name.
    void rename(String newSuffix) {
        offsets.rename(stem + INDEX + newSuffix);
        times.rename(stem + TIME_INDEX + newSuffix);
        renameLog(newSuffix);
    }

    private void renameLog(String newSuffix) {
        String before = path();
        suffix = newSuffix;
        storage.rename(before, path());
    }

    /// Takes the segment out of the log; its files stay for a while under other names.
    void discard(Trash trash, long untilMs) {
        close();
        rename(DELETED);
        trash.add(path(), untilMs);
        trash.add(offsets.path(), untilMs);
        trash.add(times.path(), untilMs);
    }

    /// Fills the buffer up to its limit.
    static void readFully(Storage.File file, ByteBuffer into, long position) {
        int wanted = into.remaining();
        int read = 0;
        while (read < wanted) {
            int more = file.read(into, position + read);
            if (more <= 0) {
                throw new StorageException(
                        "a segment ends at " + (position + read) + ", short of what was written");
            }
            read += more;
        }
    }
}
