package dev.vitrine.log;

import dev.vitrine.env.Invariant;
import dev.vitrine.env.Storage;
import dev.vitrine.event.Event;

import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A partition's log on one broker: a run of segments, the last of which grows.
///
/// ```
///          logStartOffset                flushedOffset      logEndOffset
///               |                              |                 |
///        [ segment ][ segment ][ active segment . . . . . . . . .]
///          sealed and durable    durable so far   a power loss takes any of it
/// ```
///
/// What lies below the start offset may still be on the disk, but is never read: deletion raises
/// the start ([#raiseStartTo]) and takes whole segments ([#retain]). Compaction ([#compact])
/// rewrites sealed segments and leaves every record that stays at its offset.
///
/// It does not know who leads, how far others have copied it, or what may be shown to a consumer:
/// the high watermark is the replica's. Offsets follow one another without gaps until the log, or
/// the leader's that it copies, is compacted. All memory it keeps grows with the number of index
/// entries and of idempotent producers ([Producers#PRODUCERS_MAX]), never with the records.
///
/// Any method may throw [dev.vitrine.env.StorageException]; the node does not survive that.
public final class PartitionLog implements AutoCloseable {
    /// The file whose presence says that offsets need not follow one another here. Without it a gap
    /// is damage, which matters for the bytes that a loss of power can take: no checksum covers a
    /// batch's offset.
    static final String GAPS = "offsets-have-gaps";

    private static final long NO_TIME = -1;

    private final Storage storage;
    private final String directory;
    private final Segments segments;
    private final LeaderEpochs epochs;
    private final Producers producers;
    private final RecordsCheck recordsCheck;
    private final RecoveryReport recovery;

    private final RandomGenerator random;

    private LogConfig config;

    /// Within the segments, and never above the end.
    private long startOffset;

    /// Everything below is durable.
    private long flushedOffset;

    /// Below this compaction has been; never below the start, never above the end.
    private long cleanedTo;

    /// Whether [#GAPS] is there.
    private boolean gaps;

    /// The compaction under way.
    private @Nullable Compaction compaction;

    private PartitionLog(
            Storage storage,
            String directory,
            LogConfig config,
            Known known,
            RandomGenerator random,
            Recovery recovered) {
        this.storage = storage;
        this.directory = directory;
        this.config = config;
        this.random = random;
        this.segments = new Segments(recovered.segments());
        this.epochs = recovered.epochs();
        this.producers = recovered.producers();
        this.recovery = recovered.report();
        this.recordsCheck = new RecordsCheck(directory.substring(directory.lastIndexOf('/') + 1));
        this.flushedOffset = active().baseOffset();
        this.gaps = recovered.gaps();
        this.startOffset = recovered.startOffset();
        this.cleanedTo =
                known.cleanedTo > logEndOffset()
                        ? startOffset
                        : Math.max(startOffset, known.cleanedTo);
    }

    /// What is written down about a log elsewhere, and is no more than a hint.
    ///
    /// @param startOffset where it started when that was last written down
    /// @param cleanedTo how far compaction had been
    public record Known(long startOffset, long cleanedTo) {
        public static final Known NOTHING = new Known(0, 0);
    }

    /// Opens the log in a folder, or begins one at offset 0 when there is none, and recovers what a
    /// crash left: checks every batch, cuts at the first that is not valid, rebuilds indexes,
    /// epochs and what is known of producers. What it mended is in [#recovery].
    ///
    /// @param nowMs the engine's time
    /// @param random decides by how much each segment is closed before its age
    public static PartitionLog open(
            Storage storage,
            String directory,
            LogConfig config,
            Known known,
            long nowMs,
            RandomGenerator random) {
        Recovery recovery = new Recovery(storage, directory, config, known.startOffset, nowMs);
        recovery.run();
        return new PartitionLog(storage, directory, config, known, random, recovery);
    }

    /// What opening found and mended.
    public RecoveryReport recovery() {
        return recovery;
    }

    public LogConfig config() {
        return config;
    }

    /// From the next append on the log is kept like this.
    public void configure(LogConfig newConfig) {
        config = newConfig;
    }

    /// The first offset that can be read.
    public long logStartOffset() {
        return startOffset;
    }

    /// Whether the start is one that the names of the files do not tell.
    public boolean startsWithinASegment() {
        return startOffset > segments.first().baseOffset();
    }

    /// The offset of the next record.
    public long logEndOffset() {
        return active().nextOffset();
    }

    /// Bytes of all segments.
    public long sizeBytes() {
        return segments.sizeBytes();
    }

    /// The newest leader epoch that the log knows, -1 when it is empty.
    public int latestEpoch() {
        return epochs.latest();
    }

    /// Where each leader epoch begins, oldest first.
    public List<Event.EpochStart> epochs() {
        return epochs.entries();
    }

    /// This log's replica begins to lead: the epoch starts at the log's end, though it has no
    /// records yet (KIP-101). A crash before its first record forgets it.
    public void beginEpoch(int leaderEpoch) {
        if (epochs.note(leaderEpoch, logEndOffset())) {
            epochs.write();
        }
    }

    /// Appends what a producer sent; the same as with [Origin#CLIENT].
    public Appended appendAsLeader(MemoryRecords records, int leaderEpoch, long nowMs)
            throws RecordsRefused {
        return appendAsLeader(records, leaderEpoch, nowMs, Origin.CLIENT);
    }

    /// Checks records, gives them the next offsets and this leader's epoch (in the buffer they came
    /// in, unless they are compressed anew) and appends them.
    ///
    /// A batch that an idempotent producer sent before is not appended again; its first offsets are
    /// returned, and, as Kafka does, its largest timestamp as the time of the append.
    ///
    /// @throws RecordsRefused when they must not be appended; the log has not changed
    public Appended appendAsLeader(
            MemoryRecords records, int leaderEpoch, long nowMs, Origin origin)
            throws RecordsRefused {
        ByteBuffer bytes = records.buffer();
        recordsCheck.check(bytes, origin, config, nowMs);
        if (origin != Origin.QUORUM) {
            for (int at = bytes.position(); at < bytes.limit(); at += sizeAt(bytes, at)) {
                switch (producers.judge(bytes, at, origin == Origin.CLIENT)) {
                    case Producers.Verdict.Fresh() -> {}
                    case Producers.Verdict.Duplicate(long base, long last, long time) -> {
                        return new Appended(base, last, time, logStartOffset(), 0, true);
                    }
                    case Producers.Verdict.Refused(var error, var message) ->
                            throw new RecordsRefused(error, message);
                }
            }
        }
        bytes = recordsCheck.asKept(bytes, origin, config);
        long baseOffset = logEndOffset();
        long next = baseOffset;
        for (int at = bytes.position(); at < bytes.limit(); at += sizeAt(bytes, at)) {
            BatchHeader.setBaseOffset(bytes, at, next);
            BatchHeader.setLeaderEpoch(bytes, at, leaderEpoch);
            if (config.logAppendTime()) {
                BatchHeader.stampLogAppendTime(bytes, at, nowMs);
            }
            next = BatchHeader.lastOffset(bytes, at) + 1;
        }
        write(bytes, bytes.limit(), nowMs);
        return appended(baseOffset, bytes.remaining(), config.logAppendTime() ? nowMs : NO_TIME);
    }

    /// Appends what a follower fetched, offsets and epochs as they are.
    ///
    /// It takes whole, valid batches that continue the log, and stops at the first that is cut
    /// short, corrupt, or out of order: such is never written. How much was taken is in
    /// [Appended#bytes]; less than was given, and more than a cut last batch, means that the
    /// leader's answer was damaged.
    ///
    /// An empty log whose start lies within the first batch begins with that batch.
    public Appended appendAsFollower(MemoryRecords records, long nowMs) {
        ByteBuffer bytes = records.buffer();
        if (startOffset == logEndOffset() && isAcross(bytes, startOffset)) {
            beginAt(BatchHeader.baseOffset(bytes, bytes.position()), startOffset, nowMs);
        }
        long baseOffset = logEndOffset();
        long next = baseOffset;
        int epoch = latestEpoch();
        int at = bytes.position();
        while (BatchHeader.isWhole(bytes, at, bytes.limit()) && continues(bytes, at, next, epoch)) {
            if (BatchHeader.baseOffset(bytes, at) > next) {
                noteGaps();
            }
            next = BatchHeader.lastOffset(bytes, at) + 1;
            epoch = Math.max(epoch, BatchHeader.leaderEpoch(bytes, at));
            at += sizeAt(bytes, at);
        }
        int taken = at - bytes.position();
        write(bytes, at, nowMs);
        return appended(baseOffset, taken, NO_TIME);
    }

    private static boolean isAcross(ByteBuffer bytes, long offset) {
        int at = bytes.position();
        return BatchHeader.isWhole(bytes, at, bytes.limit())
                && BatchHeader.checksumHolds(bytes, at)
                && BatchHeader.baseOffset(bytes, at) >= 0
                && BatchHeader.baseOffset(bytes, at) < offset
                && BatchHeader.lastOffset(bytes, at) >= offset;
    }

    private boolean continues(ByteBuffer bytes, int at, long next, int epoch) {
        long base = BatchHeader.baseOffset(bytes, at);
        return BatchHeader.magic(bytes, at) == 2
                && BatchHeader.checksumHolds(bytes, at)
                && BatchHeader.lastOffsetDelta(bytes, at) >= 0
                && base >= next
                && BatchHeader.leaderEpoch(bytes, at) >= epoch;
    }

    private Appended appended(long baseOffset, int bytes, long logAppendTimeMs) {
        return new Appended(
                baseOffset, logEndOffset() - 1, logAppendTimeMs, logStartOffset(), bytes, false);
    }

    /// Writes the batches up to `end`: epochs first, so that the checkpoint is never behind, then
    /// each run of batches that fits a segment at one go.
    private void write(ByteBuffer bytes, int end, long nowMs) {
        boolean newEpochs = false;
        for (int at = bytes.position(); at < end; at += sizeAt(bytes, at)) {
            newEpochs |=
                    epochs.note(
                            BatchHeader.leaderEpoch(bytes, at), BatchHeader.baseOffset(bytes, at));
            producers.note(bytes, at);
        }
        if (newEpochs) {
            epochs.write();
        }
        int at = bytes.position();
        while (at < end) {
            if (active().mustCloseBefore(bytes, at, config, nowMs)) {
                roll(nowMs);
            }
            int runEnd = at + sizeAt(bytes, at);
            long room = config.segmentBytes() - (long) active().size();
            if (end - at <= room) {
                runEnd = singleRun(bytes, at, end, nowMs);
            }
            active().append(bytes, at, runEnd, config, nowMs);
            at = runEnd;
        }
        if (logEndOffset() - flushedOffset >= config.flushIntervalMessages()) {
            flush();
        }
    }

    /// The end of the batches from `at` on that may go into the active segment together: more than
    /// one only when there is nothing but size that could part them.
    private int singleRun(ByteBuffer bytes, int at, int end, long nowMs) {
        int runEnd = at + sizeAt(bytes, at);
        while (runEnd < end && !active().mustCloseBefore(bytes, runEnd, config, nowMs)) {
            runEnd += sizeAt(bytes, runEnd);
        }
        return runEnd;
    }

    /// Seals the active segment, which is then durable, and begins the next.
    private void roll(long nowMs) {
        long end = logEndOffset();
        active().seal(config);
        flushedOffset = end;
        Segment next = new Segment(storage, directory, end, nowMs);
        long jitterMs = Math.min(config.segmentJitterMs(), config.segmentMs());
        next.rollEarlierBy(jitterMs <= 0 ? 0 : random.nextLong(jitterMs));
        segments.add(next);
    }

    /// From now on offsets need not follow one another. Durable before the first gap is.
    private void noteGaps() {
        if (!gaps) {
            storage.replace(directory + "/" + GAPS, ByteBuffer.allocate(0));
            gaps = true;
        }
    }

    /// Forgets what lies below `offset`, which must not be above the end. Whole segments below it
    /// go with the next [#retain].
    ///
    /// @return whether the start moved
    public boolean raiseStartTo(long offset) {
        Invariant.check(offset <= logEndOffset(), "a log starts before its end", offset);
        if (offset <= startOffset) {
            return false;
        }
        startOffset = offset;
        cleanedTo = Math.max(cleanedTo, offset);
        if (epochs.forgetBefore(offset)) {
            // The checkpoint vouches for the epochs of what is not flushed yet; see Recovery.
            flush();
            epochs.write();
        }
        return true;
    }

    /// A segment that was deleted.
    ///
    /// @param endOffset the next segment's base offset
    /// @param why in words, with the setting that says so
    public record Deleted(long baseOffset, long endOffset, long bytes, String why) {}

    /// Deletes the oldest segments, as the settings say; see [Retention]. When all of them have to
    /// go, an empty one is begun.
    ///
    /// @param highWatermark no record at or above it is deleted
    public List<Deleted> retain(long highWatermark, long nowMs, Trash trash) {
        List<Retention.Expired> expired =
                Retention.decide(
                        segments.all(), config.cleanup(), startOffset, highWatermark, nowMs);
        if (expired.isEmpty()) {
            return List.of();
        }
        abandonCompaction();
        if (expired.size() == segments.count()) {
            roll(nowMs);
            active().flush();
        }
        List<Deleted> deleted = new ArrayList<>();
        for (Retention.Expired each : expired) {
            segments.removeFirst();
            long end = segments.first().baseOffset();
            Segment gone = each.segment();
            deleted.add(new Deleted(gone.baseOffset(), end, gone.size(), each.why()));
            gone.discard(trash, nowMs + config.cleanup().fileDeleteDelayMs());
        }
        raiseStartTo(segments.first().baseOffset());
        return deleted;
    }

    // ---- compaction -----------------------------------------------------------------------------

    /// How much of this log waits to be compacted.
    ///
    /// @param highWatermark no record at or above it is looked at
    public Dirt dirt(long highWatermark, long nowMs) {
        return Dirt.of(
                segments.all(), config.cleanup(), startOffset, cleanedTo, highWatermark, nowMs);
    }

    /// Begins to compact what is dirty. The run goes on with [Compaction#step] and ends early when
    /// the log is truncated, or loses segments, in between.
    ///
    /// @param keysMax how many keys the run may remember; at that many it covers less of the log
    public Compaction compact(Dirt dirt, int keysMax, long nowMs, Trash trash) {
        abandonCompaction();
        Compaction begun = new Compaction(this, dirt, keysMax, nowMs, trash);
        compaction = begun;
        return begun;
    }

    private void abandonCompaction() {
        if (compaction != null) {
            compaction.abandon();
            compaction = null;
        }
    }

    /// Puts a compacted segment in the place of those that it was made of. What a crash leaves half
    /// done [Recovery] finishes: the new one counts from [Segment#commit] on.
    void replace(List<Segment> old, Segment cleaned, long nowMs, Trash trash) {
        noteGaps();
        // Its name is what keeps the log's end when everything before it is gone.
        active().flush();
        cleaned.commit();
        for (Segment each : old) {
            each.discard(trash, nowMs + config.cleanup().fileDeleteDelayMs());
        }
        cleaned.rename("");
        segments.replace(old, cleaned);
    }

    /// Below that everything was compacted.
    void cleanedTo(long offset) {
        cleanedTo = offset;
        compaction = null;
    }

    /// Below this compaction has been.
    public long cleanedTo() {
        return cleanedTo;
    }

    Segments segments() {
        return segments;
    }

    Segment newSegment(long baseOffset, long nowMs, String suffix) {
        return new Segment(storage, directory, baseOffset, nowMs, suffix);
    }

    Producers producersSeen() {
        return producers;
    }

    // ---- reading --------------------------------------------------------------------------------

    /// Reads whole batches of one segment, from the one that holds `fromOffset` on (a batch is
    /// never parted, so the first may begin earlier) and none that reaches `upToOffset`.
    ///
    /// @param maxBytes how many bytes to read at most; no more than [Segment#READ_BYTES_MAX] in any
    ///   case
    /// @param atLeastOneBatch whether the first batch comes however large it is (KIP-74)
    /// @return empty at the end, when the first batch is too large, and for an offset outside of
    ///   the log, which is the caller's to refuse
    public MemoryRecords read(
            long fromOffset, int maxBytes, boolean atLeastOneBatch, long upToOffset) {
        if (fromOffset < logStartOffset() || fromOffset >= Math.min(upToOffset, logEndOffset())) {
            return MemoryRecords.EMPTY;
        }
        ByteBuffer found =
                segments.read(
                        fromOffset,
                        maxBytes,
                        atLeastOneBatch,
                        upToOffset,
                        config.indexIntervalBytes());
        return found.hasRemaining() ? MemoryRecords.readableRecords(found) : MemoryRecords.EMPTY;
    }

    /// Whether [#read] would find a batch there, had it room enough. Compaction may have left none.
    public boolean hasBatches(long fromOffset, long upToOffset) {
        return gaps
                ? read(fromOffset, 0, true, upToOffset).sizeInBytes() > 0
                : fromOffset < Math.min(upToOffset, logEndOffset());
    }

    /// Where the log's records of an epoch end, as OffsetForLeaderEpoch asks.
    public EpochEnd endOffsetFor(int leaderEpoch) {
        return epochs.endOf(leaderEpoch, logEndOffset());
    }

    /// The first record at or after a time. Times need not grow with offsets.
    public Optional<TimestampOffset> offsetForTimestamp(long timestampMs) {
        return segments.firstAtOrAfter(timestampMs, startOffset);
    }

    /// The first of the records with the largest timestamp (ListOffsets' -3, KIP-734). Empty when
    /// no record has one.
    public Optional<TimestampOffset> maxTimestamp() {
        return segments.latestByTime();
    }

    /// Forgets everything from `offset` on, durably. A batch that holds it goes whole, so that the
    /// log may end before it. An epoch that begins at the new end has no records here and is
    /// forgotten, also when nothing else is: a leader without it would else ask for this same
    /// truncation for ever.
    public void truncateTo(long offset, long nowMs) {
        if (offset >= logEndOffset()) {
            if (epochs.forgetFrom(logEndOffset())) {
                epochs.write();
            }
            return;
        }
        if (offset < logStartOffset()) {
            truncateFullyAndStartAt(offset, nowMs);
            return;
        }
        int index = segments.indexOf(offset);
        Segment.Place place = segments.all().get(index).find(offset);
        long end = place.endOffset();
        if (end < startOffset) {
            truncateFullyAndStartAt(startOffset, nowMs);
            return;
        }
        abandonCompaction();
        cleanedTo = Math.min(cleanedTo, end);
        if (epochs.forgetFrom(end)) {
            epochs.write();
        }
        segments.deleteAllBut(index + 1);
        active().truncate(place, config);
        flushedOffset = end;
        if (producers.reachOver(end)) {
            producers.clear();
            segments.tell(producers);
        }
    }

    /// Forgets everything; the next record has that offset.
    public void truncateFullyAndStartAt(long offset, long nowMs) {
        beginAt(offset, offset, nowMs);
    }

    private void beginAt(long baseOffset, long newStartOffset, long nowMs) {
        abandonCompaction();
        if (epochs.forgetFrom(0)) {
            epochs.write();
        }
        segments.deleteAllBut(0);
        segments.add(new Segment(storage, directory, baseOffset, nowMs));
        active().flush();
        producers.clear();
        flushedOffset = baseOffset;
        startOffset = newStartOffset;
        cleanedTo = newStartOffset;
    }

    /// Forgets idempotent producers that have been silent for long (`producer.id.expiration.ms`).
    public void expireProducers(long olderThanMs) {
        producers.expire(olderThanMs);
    }

    /// What is remembered of idempotent producers, for those who check it: one line for each.
    public String producers() {
        return producers.describe();
    }

    /// Makes everything appended so far durable.
    public void flush() {
        if (flushedOffset < logEndOffset()) {
            active().flush();
            flushedOffset = logEndOffset();
        }
    }

    /// Everything below survives a loss of power. After [#open] that is what is known, not all that
    /// is.
    public long flushedOffset() {
        return flushedOffset;
    }

    /// Closes the files without flushing them.
    @Override
    public void close() {
        abandonCompaction();
        segments.close();
    }

    /// Closes the log and deletes its folder.
    public void delete() {
        close();
        storage.delete(directory);
    }

    private Segment active() {
        return segments.active();
    }

    private static int sizeAt(ByteBuffer bytes, int at) {
        return (int) BatchHeader.size(bytes, at);
    }
}
