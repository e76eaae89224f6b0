package dev.vitrine.sim;

import dev.vitrine.env.StorageException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/// The disk of a machine: files by their whole path, each as written and as it would be after a
/// loss of power. It outlives processes; [#losePower] makes it forget, by chance, what was not
/// flushed.
class SimDisk {
    /// The most bytes a disk holds; more is refused, as a full disk would.
    static final long BYTES_MAX = 256L << 20;

    /// The unit in which a disk writes or loses bytes.
    static final int SECTOR_BYTES = 512;

    private final RandomGenerator chance;
    private final TreeMap<String, Inode> files = new TreeMap<>();
    private long bytes;

    /// How long a flush takes at most.
    private long flushMicrosMax = 300;

    SimDisk(RandomGenerator chance) {
        this.chance = chance;
    }

    /// Opens the disk for a process.
    ///
    /// @param busy is told how long the process waits for the disk, in microseconds
    final SimStorage mount(LongConsumer busy) {
        return new SimStorage(this, busy);
    }

    final void slowDownTo(long newFlushMicrosMax) {
        flushMicrosMax = newFlushMicrosMax;
    }

    final long flushCostMicros() {
        return 1 + chance.nextLong(flushMicrosMax);
    }

    /// Whether a flush does what it says. A disk that lies is one of the planted bugs.
    boolean flushes() {
        return true;
    }

    /// Forgets what was not flushed: of each file's newer bytes any part survives, and a part that
    /// survives may have holes in it.
    final void losePower() {
        List<String> forgotten = new ArrayList<>();
        files.forEach((path, inode) -> {
            if (!inode.everFlushed && chance.nextInt(4) == 0) {
                forgotten.add(path);
            } else {
                inode.losePower(chance);
            }
        });
        forgotten.forEach(files::remove);
        bytes = files.values().stream().mapToLong(inode -> inode.length).sum();
    }

    /// How full it is.
    final long bytes() {
        return bytes;
    }

    /// Every path, sorted.
    final List<String> paths() {
        return List.copyOf(files.keySet());
    }

    final Inode open(String path) {
        Inode found = files.get(path);
        if (found != null) {
            return found;
        }
        if (!listing(path).isEmpty()) {
            throw new StorageException(path + " is a folder");
        }
        Inode created = new Inode();
        files.put(path, created);
        return created;
    }

    final Optional<ByteBuffer> readWhole(String path) {
        Inode inode = files.get(path);
        return inode == null
                ? Optional.empty()
                : Optional.of(ByteBuffer.wrap(Arrays.copyOf(inode.content, inode.length)));
    }

    final void replace(String path, ByteBuffer content) {
        Inode fresh = new Inode();
        write(fresh, content, 0);
        if (flushes() || !files.containsKey(path)) {
            fresh.flush();
            files.put(path, fresh);
        } else {
            Inode old = open(path);
            truncate(old, 0);
            write(old, ByteBuffer.wrap(fresh.content, 0, fresh.length), 0);
        }
    }

    final void rename(String from, String to) {
        Inode file = files.remove(from);
        if (file != null) {
            files.put(to, file);
            return;
        }
        List<String> moved = under(from);
        if (moved.isEmpty()) {
            throw new StorageException("there is no " + from);
        }
        for (String path : moved) {
            Inode inode = files.remove(path);
            if (inode != null) {
                files.put(to + path.substring(from.length()), inode);
            }
        }
    }

    final void delete(String path) {
        files.remove(path);
        under(path).forEach(files::remove);
    }

    final List<String> listing(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        TreeSet<String> names = new TreeSet<>();
        for (String path : files.tailMap(prefix, true).keySet()) {
            if (!path.startsWith(prefix)) {
                break;
            }
            String rest = path.substring(prefix.length());
            int slash = rest.indexOf('/');
            names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
        }
        return List.copyOf(names);
    }

    private List<String> under(String directory) {
        String prefix = directory + "/";
        return files.keySet().stream().filter(path -> path.startsWith(prefix)).toList();
    }

    final void write(Inode inode, ByteBuffer from, long position) {
        if (position < 0 || position > inode.length) {
            throw new StorageException("write at " + position + " of " + inode.length + " bytes");
        }
        int start = (int) position;
        int end = start + from.remaining();
        bytes += Math.max(0, end - inode.length);
        if (bytes > BYTES_MAX) {
            throw new StorageException("No space left on device");
        }
        inode.ensureCapacity(end);
        from.get(inode.content, start, end - start);
        inode.length = Math.max(inode.length, end);
        inode.dirtyFrom = Math.min(inode.dirtyFrom, start);
    }

    final void truncate(Inode inode, long size) {
        if (size < 0) {
            throw new StorageException("truncate to " + size);
        }
        if (size < inode.length) {
            bytes -= inode.length - size;
            inode.length = (int) size;
            inode.dirtyFrom = Math.min(inode.dirtyFrom, inode.length);
        }
    }

    final void flush(Inode inode) {
        if (flushes()) {
            inode.flush();
        }
    }

    /// A file as the process sees it, and as far as it is safe.
    static final class Inode {
        private byte[] content = new byte[256];
        private int length;
        private byte[] durable = new byte[0];
        private int durableLength;
        private boolean everFlushed;

        /// Before this position `content` and `durable` agree.
        private int dirtyFrom;

        int length() {
            return length;
        }

        void read(ByteBuffer into, int position, int count) {
            into.put(content, position, count);
        }

        private void ensureCapacity(int size) {
            if (content.length < size) {
                content = Arrays.copyOf(content, Math.max(size, content.length * 2));
            }
        }

        private void flush() {
            everFlushed = true;
            if (durable.length < length) {
                durable = Arrays.copyOf(durable, Math.max(length, durable.length * 2));
            }
            if (dirtyFrom < length) {
                System.arraycopy(content, dirtyFrom, durable, dirtyFrom, length - dirtyFrom);
            }
            durableLength = length;
            dirtyFrom = length;
        }

        private void losePower(RandomGenerator chance) {
            if (dirtyFrom == length && length == durableLength) {
                return;
            }
            int sure = Math.min(dirtyFrom, Math.min(length, durableLength));
            switch (chance.nextInt(3)) {
                case 0 -> become(durable, durableLength);
                case 1 -> become(content, sure + chance.nextInt(length - sure + 1));
                default -> {
                    byte[] mixed = Arrays.copyOf(content, Math.max(length, durableLength));
                    int end = sure + chance.nextInt(mixed.length - sure + 1);
                    forgetSectors(mixed, sure, end, chance);
                    become(mixed, end);
                }
            }
        }

        /// Each sector of the doubtful part is the new one, the old one, zeroes, or noise.
        private void forgetSectors(byte[] mixed, int sure, int end, RandomGenerator chance) {
            for (int at = sure; at < end; at = (at / SECTOR_BYTES + 1) * SECTOR_BYTES) {
                int sectorEnd = Math.min(end, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
                switch (chance.nextInt(6)) {
                    case 0 -> Arrays.fill(mixed, at, sectorEnd, (byte) 0);
                    case 1 -> {
                        for (int i = at; i < sectorEnd; i++) {
                            mixed[i] = (byte) chance.nextInt(256);
                        }
                    }
                    case 2 -> {
                        int known = Math.max(at, Math.min(sectorEnd, durableLength));
                        if (known > at) {
                            System.arraycopy(durable, at, mixed, at, known - at);
                        }
                        Arrays.fill(mixed, known, sectorEnd, (byte) 0);
                    }
                    default -> {}
                }
            }
        }

        private void become(byte[] source, int newLength) {
            content = Arrays.copyOf(source, Math.max(256, newLength));
            length = newLength;
            dirtyFrom = newLength;
            durable = Arrays.copyOf(content, newLength);
            durableLength = newLength;
            everFlushed = true;
        }
    }

    /// A disk that says that it flushed, and did not.
    static final class Lying extends SimDisk {
        Lying(RandomGenerator chance) {
            super(chance);
        }

        @Override
        boolean flushes() {
            return false;
        }
    }

    /// For tests: the bytes of a file, null when there is none.
    final byte @Nullable [] bytesOf(String path) {
        Inode inode = files.get(path);
        return inode == null ? null : Arrays.copyOf(inode.content, inode.length);
    }
}
