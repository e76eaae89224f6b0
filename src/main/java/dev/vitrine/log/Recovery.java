package dev.vitrine.log;

import dev.vitrine.env.Storage;
import dev.vitrine.env.StorageException;
import dev.vitrine.event.Event.EpochStart;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Opens a log's files and believes only their batches: everything else (indexes, epochs,
/// producers) is made anew from them, and files that disagree are mended.
///
/// Every batch is checked, from the first segment on. It must lie whole in its file, its checksum
/// must hold, its offset must be the next, and its epoch must not go back. At the first that fails
/// the log is cut, and whatever follows is dropped: a follower gets it again from its leader.
///
/// After a loss of power any part of what was not flushed may be gone. A segment is flushed before
/// the next is begun, so that only the last can suffer. In it the three fields that no checksum
/// covers are checked against what is known from elsewhere: base offset and length against their
/// neighbours, the leader epoch against the checkpoint, which is durable before the first batch of
/// an epoch.
final class Recovery {
    private static final byte MAGIC = 2;

    private final Storage storage;
    private final String directory;
    private final LogConfig config;
    private final long knownStart;
    private final long nowMs;
    private final boolean gaps;

    private final List<Segment> segments = new ArrayList<>();
    private final LeaderEpochs epochs;
    private final Producers producers = new Producers();

    private final List<RecoveryReport.Cut> cuts = new ArrayList<>();
    private final List<String> indexesRebuilt = new ArrayList<>();
    private long bytesChecked;

    /// What the checkpoint says, null when there is none that can be read.
    private @Nullable List<EpochStart> checkpoint;

    /// Whether it agrees with every batch so far.
    private boolean checkpointAgrees = true;

    /// @param knownStart where the log is known to have started; it may have lost that since
    Recovery(Storage storage, String directory, LogConfig config, long knownStart, long nowMs) {
        this.storage = storage;
        this.directory = directory;
        this.config = config;
        this.knownStart = knownStart;
        this.nowMs = nowMs;
        this.gaps = storage.readWhole(directory + "/" + PartitionLog.GAPS).isPresent();
        this.epochs = new LeaderEpochs(storage, directory);
    }

    List<Segment> segments() {
        return segments;
    }

    LeaderEpochs epochs() {
        return epochs;
    }

    Producers producers() {
        return producers;
    }

    /// Whether offsets need not follow one another.
    boolean gaps() {
        return gaps;
    }

    long startOffset() {
        return Math.max(knownStart, segments.getFirst().baseOffset());
    }

    RecoveryReport report() {
        return new RecoveryReport(List.copyOf(cuts), List.copyOf(indexesRebuilt), bytesChecked);
    }

    void run() {
        Optional<List<EpochStart>> read = epochs.read();
        checkpoint = read.orElse(null);
        finishDeletions();
        finishSwaps();
        List<Long> bases = baseOffsets();
        boolean broken = false;
        for (int i = 0; i < bases.size(); i++) {
            boolean last = i == bases.size() - 1;
            Segment segment = new Segment(storage, directory, bases.get(i), nowMs);
            broken = broken || !follows(segment);
            if (broken) {
                drop(segment);
            } else {
                segments.add(segment);
                broken = !check(segment, last);
            }
        }
        if (!segments.isEmpty() && segments.getLast().nextOffset() < knownStart) {
            // The end is lost, and everything before it had been deleted.
            segments.forEach(Segment::delete);
            segments.clear();
            producers.clear();
            epochs.forgetFrom(0);
        }
        if (segments.isEmpty()) {
            segments.add(new Segment(storage, directory, knownStart, nowMs));
        }
        deleteOrphans();
        settle();
        restoreEpochs();
        if (read.isEmpty() ? !epochs.entries().isEmpty() : !epochs.entries().equals(checkpoint)) {
            epochs.write();
        }
    }

    private List<Long> baseOffsets() {
        return baseOffsets(Segment.LOG);
    }

    /// The base offsets of the files that end like this, in order.
    private List<Long> baseOffsets(String ending) {
        List<Long> bases = new ArrayList<>();
        for (String name : storage.list(directory)) {
            if (name.endsWith(ending)) {
                baseOffset(name.substring(0, name.length() - ending.length()))
                        .ifPresent(bases::add);
            }
        }
        bases.sort(null);
        return bases;
    }

    /// Files that waited to be deleted, and compacted segments that were not whole yet.
    private void finishDeletions() {
        for (String name : storage.list(directory)) {
            if (name.endsWith(Segment.DELETED) || name.endsWith(Segment.CLEANED)) {
                storage.delete(directory + "/" + name);
            }
        }
    }

    /// A compacted segment that was whole takes the place of those it covers. One beyond its last
    /// record may be left of those it was made of: it holds nothing that is wrong, only what could
    /// be left out.
    private void finishSwaps() {
        for (long base : baseOffsets(Segment.LOG + Segment.SWAP)) {
            Segment swap = new Segment(storage, directory, base, nowMs, Segment.SWAP);
            BatchScan scan = swap.scan(0, swap.fileSize());
            long end = base + 1;
            while (scan.next()) {
                end = BatchHeader.lastOffset(scan.bytes(), scan.at()) + 1;
            }
            for (long covered : baseOffsets()) {
                if (covered >= base && covered < end) {
                    new Segment(storage, directory, covered, nowMs).delete();
                }
            }
            swap.rename("");
            swap.close();
        }
    }

    /// Where the checkpoint agrees with every batch it knows more than they do: compaction may have
    /// taken an epoch's first records. But an epoch that begins at the end has no records yet.
    private void restoreEpochs() {
        if (checkpointAgrees && checkpoint != null) {
            epochs.restore(checkpoint);
            epochs.forgetFrom(segments.getLast().nextOffset());
        }
        epochs.forgetBefore(startOffset());
    }

    private static Optional<Long> baseOffset(String stem) {
        if (stem.length() != 20 || !stem.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(stem));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Whether a segment begins where the one before ends.
    private boolean follows(Segment segment) {
        if (segments.isEmpty()) {
            return true;
        }
        long expected = segments.getLast().nextOffset();
        return gaps ? segment.baseOffset() >= expected : segment.baseOffset() == expected;
    }

    private void drop(Segment segment) {
        cuts.add(
                new RecoveryReport.Cut(
                        segment.path(),
                        0,
                        segments.getLast().nextOffset(),
                        segment.fileSize(),
                        "it does not follow the end of the segment before",
                        false));
        segment.delete();
    }

    /// @return whether the segment is whole
    private boolean check(Segment segment, boolean last) {
        long fileSize = segment.fileSize();
        if (fileSize > Integer.MAX_VALUE) {
            throw new StorageException(
                    segment.path() + " has " + fileSize + " bytes, more than a segment can have");
        }
        BatchScan scan = segment.scan(0, fileSize);
        @Nullable String fault = null;
        while (fault == null && scan.next()) {
            fault = faultOf(scan.bytes(), scan.at(), segment, last);
            if (fault == null) {
                segment.note(scan.bytes(), scan.at(), config, false);
                producers.note(scan.bytes(), scan.at());
                epochs.note(
                        BatchHeader.leaderEpoch(scan.bytes(), scan.at()),
                        BatchHeader.baseOffset(scan.bytes(), scan.at()));
            }
        }
        if (fault == null) {
            fault = scan.whyItEnded();
        }
        bytesChecked += segment.size();
        if (fault == null) {
            return true;
        }
        cuts.add(
                new RecoveryReport.Cut(
                        segment.path(),
                        segment.size(),
                        segment.nextOffset(),
                        fileSize - segment.size(),
                        fault,
                        last));
        segment.cutToNoted();
        return false;
    }

    private @Nullable String faultOf(ByteBuffer bytes, int at, Segment segment, boolean last) {
        byte magic = BatchHeader.magic(bytes, at);
        if (magic != MAGIC) {
            return "a batch has magic " + magic;
        }
        if (!BatchHeader.checksumHolds(bytes, at)) {
            return "the checksum of a batch is wrong";
        }
        long base = BatchHeader.baseOffset(bytes, at);
        long expected = segment.nextOffset();
        if (gaps ? base < expected : base != expected) {
            return "a batch begins at offset " + base + " where " + expected + " comes next";
        }
        long reach = BatchHeader.lastOffset(bytes, at) - segment.baseOffset();
        if (BatchHeader.lastOffsetDelta(bytes, at) < 0 || reach > Integer.MAX_VALUE) {
            return "a batch ends at an offset that its segment cannot hold";
        }
        int epoch = BatchHeader.leaderEpoch(bytes, at);
        if (epoch < epochs.latest()) {
            return "a batch of leader epoch " + epoch + " follows one of " + epochs.latest();
        }
        boolean known = isKnown(epoch, base);
        checkpointAgrees &= known;
        if (last && !known) {
            return "a batch has leader epoch "
                    + epoch
                    + ", which the checkpoint does not know there";
        }
        return null;
    }

    /// Whether the checkpoint, if there is one, may have that epoch there. What lies before its
    /// first entry was deleted, if only the log's start can be believed, and was flushed before
    /// that.
    private boolean isKnown(int epoch, long offset) {
        if (checkpoint == null) {
            return true;
        }
        int there = -1;
        for (EpochStart entry : checkpoint) {
            if (entry.startOffset() > offset) {
                return there < 0 ? epoch <= entry.leaderEpoch() : epoch == there;
            }
            there = entry.leaderEpoch();
        }
        return epoch == there;
    }

    /// An index without its segment is what a dropped segment or a broken deletion leaves.
    private void deleteOrphans() {
        for (String name : storage.list(directory)) {
            int dot = name.indexOf('.');
            String kind = dot < 0 ? "" : name.substring(dot);
            if (kind.equals(Segment.INDEX) || kind.equals(Segment.TIME_INDEX)) {
                Optional<Long> base = baseOffset(name.substring(0, dot));
                boolean owned =
                        base.isEmpty()
                                || segments.stream()
                                        .anyMatch(s -> s.baseOffset() == base.orElseThrow());
                if (!owned) {
                    storage.delete(directory + "/" + name);
                }
            }
        }
    }

    private void settle() {
        for (Segment segment : segments) {
            if (segment != segments.getLast()) {
                segment.noteSealed(config);
            }
            indexesRebuilt.addAll(segment.settleIndexes());
        }
    }
}
