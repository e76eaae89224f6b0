package dev.vitrine.log;

import dev.vitrine.env.Storage;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// One of a segment's two indexes, whole in memory and written through to its file in Kafka's
/// format: the offset index (`.index`: offset relative to the segment, position) or the time index
/// (`.timeindex`: timestamp, relative offset).
///
/// Keys grow strictly. The file is a copy of what a scan of the segment yields, so it is never
/// flushed for safety's sake and never believed: [#settle] compares it with the truth.
final class SparseIndex {
    static final int OFFSET_ENTRY_BYTES = 8;
    static final int TIME_ENTRY_BYTES = 12;

    private static final int INITIAL_ENTRIES = 16;

    private final Storage storage;
    private String path;
    private final int entryBytes;
    private final ByteBuffer scratch;

    private long[] keys = new long[INITIAL_ENTRIES];
    private int[] values = new int[INITIAL_ENTRIES];
    private int count;

    /// Open while the segment grows.
    private Storage.@Nullable File file;

    private SparseIndex(Storage storage, String path, int entryBytes) {
        this.storage = storage;
        this.path = path;
        this.entryBytes = entryBytes;
        this.scratch = ByteBuffer.allocate(entryBytes);
    }

    static SparseIndex ofOffsets(Storage storage, String path) {
        return new SparseIndex(storage, path, OFFSET_ENTRY_BYTES);
    }

    static SparseIndex ofTimes(Storage storage, String path) {
        return new SparseIndex(storage, path, TIME_ENTRY_BYTES);
    }

    String path() {
        return path;
    }

    int count() {
        return count;
    }

    boolean isFull(int sizeMaxBytes) {
        return count >= sizeMaxBytes / entryBytes;
    }

    /// Remembers an entry without writing it: the file is settled afterwards.
    void note(long key, int value) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, count * 2);
            values = Arrays.copyOf(values, count * 2);
        }
        keys[count] = key;
        values[count] = value;
        count++;
    }

    /// Adds an entry, on the disk too.
    void append(long key, int value) {
        note(key, value);
        scratch.clear();
        put(scratch, count - 1);
        open().append(scratch.flip());
    }

    /// The largest key so far.
    long lastKey(long whenEmpty) {
        return count == 0 ? whenEmpty : keys[count - 1];
    }

    /// The value of the last entry whose key is at most `key`.
    int floor(long key, int whenNone) {
        int found = Arrays.binarySearch(keys, 0, count, key);
        int entry = found >= 0 ? found : -found - 2;
        return entry < 0 ? whenNone : values[entry];
    }

    /// Forgets all entries, in memory; the file is settled afterwards.
    void clear() {
        count = 0;
    }

    /// Makes the file hold what is in memory.
    ///
    /// @return whether it held anything else
    boolean settle() {
        Storage.File opened = open();
        ByteBuffer truth = ByteBuffer.allocate(count * entryBytes);
        for (int entry = 0; entry < count; entry++) {
            put(truth, entry);
        }
        truth.flip();
        if (opened.size() == truth.remaining()) {
            ByteBuffer found = ByteBuffer.allocate(truth.remaining());
            opened.read(found, 0);
            if (found.flip().equals(truth)) {
                return false;
            }
        }
        opened.truncate(0);
        opened.append(truth);
        return true;
    }

    /// Lets go of the file; the next change opens it again.
    void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    void delete() {
        close();
        storage.delete(path);
    }

    /// Gives the file another name.
    void rename(String newPath) {
        open();
        close();
        storage.rename(path, newPath);
        path = newPath;
    }

    private Storage.File open() {
        if (file == null) {
            file = storage.open(path);
        }
        return file;
    }

    private void put(ByteBuffer into, int entry) {
        if (entryBytes == OFFSET_ENTRY_BYTES) {
            into.putInt((int) keys[entry]);
        } else {
            into.putLong(keys[entry]);
        }
        into.putInt(values[entry]);
    }
}
