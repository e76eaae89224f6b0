package dev.vitrine.sim;

import dev.vitrine.env.Invariant;
import dev.vitrine.env.Storage;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// A machine's disk as one process has it open. Whoever uses it after that process's end is a bug.
final class SimStorage implements Storage {
    private final SimDisk disk;
    private final LongConsumer busy;
    private boolean mounted = true;

    SimStorage(SimDisk disk, LongConsumer busy) {
        this.disk = disk;
        this.busy = busy;
    }

    void unmount() {
        mounted = false;
    }

    private SimDisk disk() {
        Invariant.check(mounted, "a process does not use its disk after its end");
        return disk;
    }

    @Override
    public File open(String path) {
        return new OpenFile(path, disk().open(path));
    }

    @Override
    public List<String> list(String directory) {
        return disk().listing(directory);
    }

    @Override
    public Optional<ByteBuffer> readWhole(String path) {
        return disk().readWhole(path);
    }

    @Override
    public void replace(String path, ByteBuffer content) {
        disk().replace(path, content);
        busy.accept(disk.flushCostMicros());
    }

    @Override
    public void rename(String from, String to) {
        disk().rename(from, to);
    }

    @Override
    public void delete(String path) {
        disk().delete(path);
    }

    @Override
    public String location() {
        return "/simulated";
    }

    @Override
    public Space space() {
        return new Space(SimDisk.BYTES_MAX, SimDisk.BYTES_MAX - disk().bytes());
    }

    private final class OpenFile implements File {
        private final String path;
        private final SimDisk.Inode inode;
        private boolean open = true;

        OpenFile(String path, SimDisk.Inode inode) {
            this.path = path;
            this.inode = inode;
        }

        private SimDisk.Inode inode() {
            Invariant.check(mounted, "a process does not use its disk after its end", path);
            Invariant.check(open, "a closed file is not used", path);
            return inode;
        }

        @Override
        public long size() {
            return inode().length();
        }

        @Override
        public void append(ByteBuffer bytes) {
            disk.write(inode(), bytes, inode.length());
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            disk.write(inode(), bytes, position);
        }

        @Override
        public int read(ByteBuffer into, long position) {
            int count = (int) Math.clamp(inode().length() - position, 0, into.remaining());
            if (count > 0) {
                inode.read(into, (int) position, count);
            }
            return count;
        }

        @Override
        public void truncate(long size) {
            disk.truncate(inode(), size);
        }

        @Override
        public void flush() {
            disk.flush(inode());
            busy.accept(disk.flushCostMicros());
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
