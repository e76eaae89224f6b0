package dev.vitrine.log;

import dev.vitrine.env.Invariant;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// The segments of a log, in order; the last is the active one, the only one that grows. There is
/// always one.
final class Segments {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final List<Segment> all;

    Segments(List<Segment> all) {
        this.all = all;
    }

    /// All of them, to look at.
    List<Segment> all() {
        return all;
    }

    int count() {
        return all.size();
    }

    Segment first() {
        return all.getFirst();
    }

    Segment active() {
        return all.getLast();
    }

    void add(Segment segment) {
        all.add(segment);
    }

    Segment removeFirst() {
        return all.removeFirst();
    }

    /// Puts one in the place of neighbours, none of which is the active one.
    void replace(List<Segment> old, Segment with) {
        int at = all.indexOf(old.getFirst());
        Invariant.check(
                at >= 0 && at + old.size() < all.size(), "sealed segments are replaced", at);
        all.subList(at, at + old.size()).clear();
        all.add(at, with);
    }

    /// Deletes those after the first `count`, newest first: should power fail in between, what is
    /// left is the beginning of what was.
    void deleteAllBut(int count) {
        while (all.size() > count) {
            all.removeLast().delete();
        }
    }

    /// Bytes of all batches.
    long sizeBytes() {
        long bytes = 0;
        for (Segment segment : all) {
            bytes += segment.size();
        }
        return bytes;
    }

    /// Which is the last that begins at or before an offset of the log.
    int indexOf(long offset) {
        int low = 0;
        int high = all.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (all.get(middle).baseOffset() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Invariant.check(all.get(low).baseOffset() <= offset, "the log has it", offset);
        return low;
    }

    /// Reads from the first segment that has a batch which reaches `fromOffset`; see
    /// [Segment#read].
    ByteBuffer read(
            long fromOffset, int maxBytes, boolean atLeastOneBatch, long upToOffset, int slack) {
        for (int i = indexOf(fromOffset); i < all.size(); i++) {
            ByteBuffer found =
                    all.get(i).read(fromOffset, maxBytes, atLeastOneBatch, upToOffset, slack);
            if (found != null) {
                return found;
            }
        }
        return NOTHING;
    }

    /// The first record at or after a time, and at or after an offset.
    Optional<TimestampOffset> firstAtOrAfter(long timestampMs, long fromOffset) {
        for (Segment segment : all) {
            Optional<TimestampOffset> found = segment.firstAtOrAfter(timestampMs, fromOffset);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// The first of the records with the largest timestamp.
    Optional<TimestampOffset> latestByTime() {
        Segment newest = all.getFirst();
        for (Segment segment : all) {
            if (segment.maxTimestamp() > newest.maxTimestamp()) {
                newest = segment;
            }
        }
        return newest.maxTimestamp() < 0 ? Optional.empty() : newest.latestByTime();
    }

    /// What all batches say of producers.
    void tell(Producers producers) {
        for (Segment segment : all) {
            BatchScan scan = segment.scan(0, segment.size());
            while (scan.next()) {
                producers.note(scan.bytes(), scan.at());
            }
        }
    }

    void close() {
        all.forEach(Segment::close);
    }
}
